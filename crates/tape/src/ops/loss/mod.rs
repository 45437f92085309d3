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

use crate::error::{Error, Result};
use crate::tape::Var;
use crate::tensor::Float;

/// How the losses of the single elements or samples become the result.
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

/// Whether a target has the prediction's shape, or is a number. Broadcasting `[5, 1]` beside `[5]`
/// would compare everything with everything and train to nonsense.
#[track_caller]
fn check_target<T: Float>(operation: &str, prediction: Var<'_, T>, target: Var<'_, T>) -> Result<()> {
    let (own, other) = (prediction.dims(), target.dims());
    if own == other || other.is_empty() || prediction.failed().is_some() || target.failed().is_some() {
        return Ok(());
    }
    let problem = format!(
        "the prediction has shape {:?}, the target {:?}",
        &own[..],
        &other[..]
    );
    Err(Error::shape(operation, problem))
}
