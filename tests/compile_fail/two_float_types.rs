//! A formula has one float type.
//!
//! error[E0277]: `wengert::Var<'_>` cannot stand in a formula with a `Var<f32>`
//! at most 14 lines

use wengert::prelude::*;

fn main() {
    let single = Tape::<f32>::new();
    let double = Tape::<f64>::new();
    let _ = single.var([1.0]) * double.var([1.0]); // <-
}
