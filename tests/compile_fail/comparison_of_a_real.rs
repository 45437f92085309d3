//! A `Real` need not have a value: `Number` compares, or `R::select` chooses.
//!
//! error[E0369]: binary operation `>` cannot be applied to type `R`
//! at most 12 lines

use wengert::prelude::*;

fn relu<R: Real>(x: R) -> R {
    if x > 0.0 { x } else { R::from(0.0) } // <-
}

fn main() {
    relu(1.0);
}
