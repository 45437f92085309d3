//! A tensor holds f32, f64, i64 or bool.
//!
//! error[E0277]: the trait bound `wengert::Tensor<_>: From<Vec<u8>>` is not satisfied
//! at most 16 lines

use wengert::prelude::*;

fn main() {
    let _ = Tensor::from(vec![1u8]); // <-
}
