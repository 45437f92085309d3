//! Losses are kept as numbers, not as variables.
//!
//! error[E0502]: cannot borrow `tape` as mutable because it is also borrowed as immutable
//! at most 11 lines

use wengert::prelude::*;

fn main() {
    let mut tape = Tape::<f64>::new();
    let mut losses = vec![];
    for _ in 0..3 {
        tape.reset(); // <-
        losses.push(tape.var([1.0]).sum());
    }
}
