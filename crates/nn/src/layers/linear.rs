//! The affine layer.

use crate::module::{Module, within};
use crate::{Params, init};
use rand::Rng;
use wengert_tape::{Float, Param, Tensor, Var};

/// The affine map x·Wᵀ + b on the last axis: `[…, inputs] → […, outputs]`.
///
/// The weight has shape `[outputs, inputs]`, as in PyTorch. Weight and bias begin uniform in
/// ±1/√inputs.
///
/// ```
/// use wengert_nn::{Linear, Module};
/// use wengert_tape::{Param, Random, Tape, Tensor};
///
/// let mut layer = Linear::new(2, 1, &mut Random::seed(1));
/// layer.weight = Param::new([[2.0, 3.0]]);
/// layer.bias = Some(Param::new([0.5]));
/// let tape = Tape::new();
/// let y = layer.forward(tape.constant([[1.0, 10.0]]));
/// assert_eq!(y.value()?, Tensor::from([[32.5]]));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Params, Clone, Debug)]
pub struct Linear<T: Float = f64> {
    /// `[outputs, inputs]`.
    pub weight: Param<T>,
    /// `[outputs]`.
    pub bias: Option<Param<T>>,
}

impl<T: Float> Linear<T> {
    /// A layer with random weight and bias.
    pub fn new(inputs: usize, outputs: usize, rng: &mut (impl Rng + ?Sized)) -> Self {
        let bound = if inputs == 0 {
            0.0
        } else {
            1.0 / (inputs as f64).sqrt()
        };
        let mut draw = |shape: &[usize]| Param::new(init::uniform::<T>(shape, -bound, bound, rng));
        Linear {
            weight: draw(&[outputs, inputs]),
            bias: Some(draw(&[outputs])),
        }
    }

    /// A layer with the given weight, `[outputs, inputs]`, and no bias.
    pub fn of(weight: impl Into<Tensor<T>>) -> Self {
        Linear {
            weight: Param::new(weight),
            bias: None,
        }
    }

    /// Without the bias.
    #[must_use]
    pub fn without_bias(mut self) -> Self {
        self.bias = None;
        self
    }
}

impl<T: Float> Module<T> for Linear<T> {
    #[track_caller]
    fn forward<'t>(&self, x: Var<'t, T>) -> Var<'t, T> {
        let _layer = within(x, "Linear");
        let weight = x.beside(&self.weight);
        let y = x.matmul(weight.t());
        match &self.bias {
            Some(bias) => y + bias,
            None => y,
        }
    }
}
