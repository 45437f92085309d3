//! Axes are integers.
//!
//! error[E0277]: `&str` does not name axes
//! at most 24 lines

use wengert::prelude::*;

fn main() {
    let tape = Tape::<f64>::new();
    let x = tape.var([1.0]);
    x.sum_axis("rows"); // <-
}
