//! Losses of numbers.

use crate::error::Error;
use crate::ops::loss::{Reduction, check_target};
use crate::tape::{IntoOperand, Var};
use crate::tensor::Float;

/// The squared error (x − t)², with a reduction of choice.
///
/// ```
/// use wengert_tape::{Reduction, Tape, loss};
///
/// let tape = Tape::new();
/// let x = tape.var([1.0, 4.0]);
/// assert_eq!(loss::mse(x, 1.0, Reduction::Sum).item()?, 9.0);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[track_caller]
pub fn mse<'t, T: Float>(
    prediction: Var<'t, T>,
    target: impl IntoOperand<'t, T>,
    reduction: Reduction,
) -> Var<'t, T> {
    let target = prediction.beside(target);
    match check_target("mse", prediction, target) {
        Ok(()) => reduction.of((prediction - target).square()),
        Err(error) => prediction.or_if_plain(target).fail_with(error),
    }
}

/// The absolute error |x − t|, with a reduction of choice. Derivative 0 where they are equal.
#[track_caller]
pub fn l1<'t, T: Float>(
    prediction: Var<'t, T>,
    target: impl IntoOperand<'t, T>,
    reduction: Reduction,
) -> Var<'t, T> {
    let target = prediction.beside(target);
    match check_target("l1", prediction, target) {
        Ok(()) => reduction.of((prediction - target).abs()),
        Err(error) => prediction.or_if_plain(target).fail_with(error),
    }
}

/// Huber's loss, with a reduction of choice: d²/2 where the distance |d| is at most `delta`, beyond
/// it the tangent δ (|d| − δ/2).
#[track_caller]
pub fn huber<'t, T: Float>(
    prediction: Var<'t, T>,
    target: impl IntoOperand<'t, T>,
    delta: f64,
    reduction: Reduction,
) -> Var<'t, T> {
    let target = prediction.beside(target);
    if let Err(error) = check_target("huber", prediction, target).and_then(|()| check_width("huber", delta)) {
        return prediction.or_if_plain(target).fail_with(error);
    }
    reduction.of(parabola_with_tangents(prediction - target, delta))
}

/// Huber's loss divided by `beta`, with a reduction of choice: d²/(2β) near 0, beyond β |d| − β/2.
/// For β = 0 it is the absolute error.
#[track_caller]
pub fn smooth_l1<'t, T: Float>(
    prediction: Var<'t, T>,
    target: impl IntoOperand<'t, T>,
    beta: f64,
    reduction: Reduction,
) -> Var<'t, T> {
    if beta == 0.0 {
        return l1(prediction, target, reduction);
    }
    let target = prediction.beside(target);
    let fits = check_target("smooth_l1", prediction, target);
    if let Err(error) = fits.and_then(|()| check_width("smooth_l1", beta)) {
        return prediction.or_if_plain(target).fail_with(error);
    }
    reduction.of(parabola_with_tangents(prediction - target, beta) / beta)
}

#[track_caller]
fn check_width(operation: &str, width: f64) -> Result<(), Error> {
    if width > 0.0 && width.is_finite() {
        return Ok(());
    }
    let problem = format!("the width of the parabola must be positive and finite, this is {width}");
    Err(Error::value(operation, problem))
}

/// With c = d held within ±width, c (d − c/2): the parabola inside, and outside its tangent. No
/// branch, so no derivative of a branch not taken.
#[track_caller]
fn parabola_with_tangents<T: Float>(distance: Var<'_, T>, width: f64) -> Var<'_, T> {
    let held = distance.clamp(-width, width);
    held * (distance - 0.5 * held)
}

impl<'t, T: Float> Var<'t, T> {
    /// The mean squared error, mean of (x − t)². The target has the same shape, or is a number.
    ///
    /// Derivative: 2 (x − t)/n.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1.0, 4.0]);
    /// let loss = x.mse(Tensor::from([1.0, 2.0]));
    /// assert_eq!(loss.item()?, 2.0);
    /// assert_eq!(loss.backward()?.wrt(x)?, Tensor::from([0.0, 2.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[doc(alias = "mse_loss")]
    #[track_caller]
    pub fn mse(self, target: impl IntoOperand<'t, T>) -> Self {
        mse(self, target, Reduction::Mean)
    }

    /// The mean absolute error, mean of |x − t|. Derivative 0 where they are equal.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1.0, 4.0]);
    /// assert_eq!(x.l1(Tensor::from([1.0, 2.0])).item()?, 1.0);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[doc(alias = "l1_loss")]
    #[doc(alias = "mae")]
    #[track_caller]
    pub fn l1(self, target: impl IntoOperand<'t, T>) -> Self {
        l1(self, target, Reduction::Mean)
    }

    /// The mean of Huber's loss: d²/2 where |d| = |x − t| is at most `delta`, beyond it the tangent
    /// δ (|d| − δ/2), so that outliers pull with a bounded force.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1.0, 10.0]);
    /// let loss = x.huber(0.0, 2.0);
    /// assert_eq!(loss.item()?, (0.5 + 18.0) / 2.0);
    /// assert_eq!(loss.backward()?.wrt(x)?, Tensor::from([0.5, 1.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[doc(alias = "huber_loss")]
    #[track_caller]
    pub fn huber(self, target: impl IntoOperand<'t, T>, delta: f64) -> Self {
        huber(self, target, delta, Reduction::Mean)
    }

    /// The mean of Huber's loss divided by `beta`: d²/(2β) near 0, beyond β |d| − β/2. For β = 0 it
    /// is the absolute error.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1.0, 10.0]);
    /// assert_eq!(x.smooth_l1(0.0, 2.0).item()?, (0.25 + 9.0) / 2.0);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[doc(alias = "smooth_l1_loss")]
    #[track_caller]
    pub fn smooth_l1(self, target: impl IntoOperand<'t, T>, beta: f64) -> Self {
        smooth_l1(self, target, beta, Reduction::Mean)
    }
}
