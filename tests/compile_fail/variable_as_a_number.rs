//! A variable is no number: `item` computes it.
//!
//! error[E0308]: mismatched types
//! at most 10 lines

use wengert::prelude::*;

fn main() {
    let tape = Tape::<f64>::new();
    let x = tape.var(1.0);
    let _: f64 = x.sum(); // <-
}
