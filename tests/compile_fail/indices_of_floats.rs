//! Indices are integers.
//!
//! error[E0277]: `&wengert::Tensor<{float}>` cannot index
//! at most 24 lines

use wengert::prelude::*;

fn main() {
    let tape = Tape::<f64>::new();
    let x = tape.var([[1.0, 2.0]]);
    x.gather(0, &Tensor::from([[1.0]])); // <-
}
