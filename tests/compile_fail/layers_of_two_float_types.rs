//! The layers of a model work on one float type.
//!
//! error[E0308]: mismatched types
//! at most 26 lines

use wengert::prelude::*;

#[derive(Params)]
struct Net {
    first: Linear<f32>,
    second: Linear<f64>,
}

impl Module<f32> for Net {
    fn forward<'t>(&self, x: Var<'t, f32>) -> Var<'t, f32> {
        let hidden = self.first.forward(x);
        self.second.forward(hidden) // <-
    }
}

fn main() {}
