//! A run-time f32 stands on the right of a variable, or goes through `f64::from`.
//!
//! error[E0277]: cannot multiply `f32` by `wengert::Var<'_, f32>`
//! at most 26 lines

use wengert::prelude::*;

fn main() {
    let tape = Tape::<f32>::new();
    let scale = 0.5f32;
    let _ = scale * tape.var([1.0]); // <-
}
