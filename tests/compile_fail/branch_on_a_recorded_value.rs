//! A variable has no value while it is recorded, so it is no `Number`.
//!
//! error[E0277]: `wengert::Var<'_>` has no value to compare while it is being recorded
//! at most 34 lines

use wengert::prelude::*;

fn relu<R: Number>(x: R) -> R {
    if x > 0.0 { x } else { R::from(0.0) }
}

fn main() {
    let tape = Tape::<f64>::new();
    relu(tape.var([1.0, -1.0])); // <-
}
