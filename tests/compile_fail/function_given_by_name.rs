//! A generic function is given as a closure: `grad(|x| f(x), …)`.
//!
//! error: implementation of `Fn` is not general enough
//! at most 16 lines

use wengert::prelude::*;

fn square<R: Real>(x: R) -> R {
    x * x
}

fn main() {
    wengert::grad(square, [1.0]).unwrap(); // <-
}
