//! A tape is of f32 or f64.
//!
//! error[E0277]: `i64` is not a float: variables are f32 or f64
//! at most 28 lines

use wengert::prelude::*;

fn main() {
    let _ = Tape::<i64>::new(); // <-
}
