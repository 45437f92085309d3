//! Slices are indices and ranges of integers.
//!
//! error[E0277]: `(RangeFull, {float})` is not a slice of a tensor
//! at most 24 lines

use wengert::prelude::*;

fn main() {
    let tape = Tape::<f64>::new();
    let x = tape.var([[1.0]]);
    x.slice((.., 1.5)); // <-
}
