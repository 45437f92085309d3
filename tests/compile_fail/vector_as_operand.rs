//! A vector becomes a tensor before it stands in a formula.
//!
//! error[E0277]: `Vec<{float}>` cannot stand in a formula with a `Var<f64>`
//! at most 20 lines

use wengert::prelude::*;

fn main() {
    let tape = Tape::<f64>::new();
    let _ = tape.var([1.0]) * vec![1.0]; // <-
}
