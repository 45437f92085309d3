//! Dropout.

use crate::Params;
use crate::module::{Module, within};
use wengert_tape::{Float, Var};

/// In training each element is 0 with this probability, else divided by one minus it; in inference
/// nothing happens. Srivastava et al. 2014.
///
/// The tape says which: [`Tape::training`](wengert_tape::Tape::training) or
/// [`Tape::inference`](wengert_tape::Tape::inference). On another tape the result is an error.
///
/// ```
/// use wengert_nn::{Dropout, Module};
/// use wengert_tape::{Tape, Tensor};
///
/// let dropout = Dropout(0.5);
/// let tape = Tape::<f64>::training(7);
/// let y = dropout.forward(tape.constant(Tensor::ones([100]))).value()?;
/// assert!(y.iter().all(|y| y == 0.0 || y == 2.0));
///
/// let tape = Tape::inference();
/// let y = dropout.forward(tape.constant([1.0, 2.0]));
/// assert_eq!(y.value()?, Tensor::from([1.0, 2.0]));
///
/// let tape = Tape::new();
/// let error = dropout.forward(tape.constant([1.0])).value().unwrap_err();
/// assert!(error.to_string().contains("Tape::training(seed) or Tape::inference()"));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Params, Clone, Copy, Debug, PartialEq)]
pub struct Dropout(pub f64);

impl<T: Float> Module<T> for Dropout {
    #[track_caller]
    fn forward<'t>(&self, x: Var<'t, T>) -> Var<'t, T> {
        let _layer = within(x, "Dropout");
        x.dropout(self.0)
    }
}
