//! What goes into a `Sequential` has a `forward`.
//!
//! error[E0277]: `Net` is not a Module<f32>
//! at most 29 lines

use wengert::prelude::*;

#[derive(Params)]
struct Net {
    layer: Linear<f32>,
}

fn main() {
    let net = Net {
        layer: Linear::new(1, 1, &mut Random::seed(1)),
    };
    Sequential::<f32>::new().then(net); // <-
}
