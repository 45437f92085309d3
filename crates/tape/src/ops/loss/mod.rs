//! Losses: how far predictions are from targets. All but the loss of a label are compositions.

mod binary;
mod classes;
mod label;
mod nll;
mod regression;

pub use binary::{Bce, BceWithLogits};
pub use classes::{CrossEntropy, Target};
pub use nll::Nll;
pub use regression::{huber, l1, mse, smooth_l1};

use crate::error::Error;
use crate::tape::Var;
use crate::tensor::Float;

/// How the losses of the single elements or samples become the result.
///
/// ```
/// use wengert_tape::{Reduction, Tape, Tensor, loss};
///
/// let tape = Tape::<f64>::new();
/// let x = tape.var([1.0, 3.0]);
/// assert_eq!(loss::mse(x, 0.0, Reduction::Mean).item()?, 5.0);
/// assert_eq!(loss::mse(x, 0.0, Reduction::Sum).item()?, 10.0);
/// assert_eq!(loss::mse(x, 0.0, Reduction::None).value()?, Tensor::from([1.0, 9.0]));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reduction {
    /// The mean.
    #[default]
    Mean,
    /// The sum.
    Sum,
    /// They stay as they are.
    None,
}

impl Reduction {
    #[track_caller]
    fn of<'t, T: Float>(self, losses: Var<'t, T>) -> Var<'t, T> {
        match self {
            Reduction::Mean => losses.mean(),
            Reduction::Sum => losses.sum(),
            Reduction::None => losses,
        }
    }
}

/// A loss of a prediction and a target of its shape, or a number. Broadcasting `[5, 1]` beside `[5]`
/// would compare everything with everything and train to nonsense.
#[track_caller]
fn compared<'t, T: Float>(
    operation: &'static str,
    prediction: Var<'t, T>,
    target: Var<'t, T>,
    loss: impl FnOnce(Var<'t, T>, Var<'t, T>) -> Var<'t, T>,
) -> Var<'t, T> {
    Var::composed(operation, [prediction, target], |[prediction, target]| {
        let (own, other) = (prediction.dims(), target.dims());
        if own == other || other.is_empty() {
            return loss(prediction, target);
        }
        let problem = format!(
            "the prediction has shape {:?}, the target {:?}",
            &own[..],
            &other[..]
        );
        let error = Error::shape(operation, problem);
        prediction.or_if_plain(target).fail_with(error)
    })
}
