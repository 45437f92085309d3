//! A plain f32 cannot be multiplied by an f64 literal, so it is no `Real`.
//!
//! error[E0277]: `f32` is not a real number that Wengert can differentiate
//! at most 20 lines

use wengert::prelude::*;

fn square<R: Real>(x: R) -> R {
    x * x
}

fn main() {
    square(1.0f32); // <-
}
