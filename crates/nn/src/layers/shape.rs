//! Layers that change the shape.

use crate::Params;
use crate::module::{Module, within};
use wengert_tape::{Float, Var};

/// One axis for all axes but the first: `[n, a, b, …] → [n, a·b·…]`.
///
/// ```
/// use wengert_nn::{Flatten, Module};
/// use wengert_tape::{Tape, Tensor};
///
/// let tape = Tape::new();
/// let y = Flatten.forward(tape.constant(Tensor::<f32>::zeros([5, 8, 8])));
/// assert_eq!(y.shape(), [5, 64]);
/// ```
#[derive(Params, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flatten;

impl<T: Float> Module<T> for Flatten {
    #[track_caller]
    fn forward<'t>(&self, x: Var<'t, T>) -> Var<'t, T> {
        let _layer = within(x, "Flatten");
        x.flatten_axes(1, -1)
    }
}
