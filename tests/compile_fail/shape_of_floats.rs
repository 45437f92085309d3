//! Sizes are integers.
//!
//! error[E0277]: `{float}` is not a size
//! at most 30 lines

use wengert::prelude::*;

fn main() {
    let tape = Tape::<f64>::new();
    let x = tape.var([1.0]);
    x.reshape([1.0]); // <-
}
