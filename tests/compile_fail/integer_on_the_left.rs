//! On the left of a variable stands `2.0`, not `2`.
//!
//! error[E0277]: cannot multiply `{integer}` by `wengert::Var<'_, f32>`
//! at most 19 lines

use wengert::prelude::*;

fn main() {
    let tape = Tape::<f32>::new();
    let _ = 2 * tape.var([1.0]); // <-
}
