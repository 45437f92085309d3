//! `forward` writes out that its result lives as long as its argument.
//!
//! error: `impl` item signature doesn't match `trait` item signature
//! at most 30 lines

use wengert::prelude::*;

#[derive(Params)]
struct Net {
    layer: Linear,
}

impl Module for Net {
    fn forward(&self, x: Var) -> Var { // <-
        self.layer.forward(x)
    }
}

fn main() {}
