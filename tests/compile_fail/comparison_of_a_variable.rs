//! A variable has no value to compare: `greater` makes a mask.
//!
//! error[E0369]: binary operation `>` cannot be applied to type `wengert::Var<'_>`
//! at most 14 lines

use wengert::prelude::*;

fn main() {
    let tape = Tape::<f64>::new();
    let x = tape.var(1.0);
    if x > 0.0 {} // <-
}
