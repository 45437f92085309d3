//! Derivatives are by variables, not by tensors.
//!
//! error[E0277]: `&wengert::Tensor` is nothing to differentiate with respect to
//! at most 28 lines

use wengert::prelude::*;

fn main() {
    let tape = Tape::<f64>::new();
    let data = Tensor::from([1.0]);
    let y = tape.var(&data).sum();
    y.grad(&data); // <-
}
