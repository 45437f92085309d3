//! A closure over variables is passed directly, or is a function.
//!
//! error: lifetime may not live long enough
//! at most 10 lines

use wengert::prelude::*;

fn main() {
    let tape = Tape::<f64>::new();
    let x = tape.var([1.0]);
    let activation = |x: Var| x.tanh(); // <-
    activation(x);
}
