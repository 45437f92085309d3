//! The model that tests of files save and load.

use wengert_nn::{Linear, Params};
use wengert_tape::{Buffer, Random, Tensor};

#[derive(Params)]
pub struct Net {
    pub hidden: Linear<f32>,
    pub out: Linear<f32>,
    pub mean: Buffer<f32>,
}

impl Net {
    pub fn new(seed: u64) -> Self {
        let mut rng = Random::seed(seed);
        Net {
            hidden: Linear::new(4, 6, &mut rng),
            out: Linear::new(6, 3, &mut rng),
            mean: Buffer::new(Tensor::zeros([6])),
        }
    }
}
