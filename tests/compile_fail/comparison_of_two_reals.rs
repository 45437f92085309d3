//! Two `Real`s compare no more than one with a number: `Number` compares, `a.max(b)` chooses.
//!
//! error[E0369]: binary operation `>` cannot be applied to type `R`
//! at most 12 lines

use wengert::prelude::*;

fn larger<R: Real>(a: R, b: R) -> R {
    if a > b { a } else { b } // <-
}

fn main() {
    larger(1.0, 2.0);
}
