//! An optimizer steps what derives `Params`.
//!
//! error[E0277]: `Net` holds no parameters that Wengert knows of
//! at most 26 lines

use wengert::prelude::*;

struct Net {
    layer: Linear,
}

fn main() -> wengert::Result<()> {
    let mut net = Net {
        layer: Linear::new(1, 1, &mut Random::seed(1)),
    };
    let tape = Tape::<f64>::new();
    let gradients = tape.var(1.0).backward()?;
    Sgd::new(0.1).step(&mut net, &gradients) // <-
}
