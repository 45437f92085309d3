//! Losses of numbers.

use crate::error::Error;
use crate::ops::loss::{Reduction, compared};
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
    compared("mse", prediction, target, |prediction, target| {
        reduction.of((prediction - target).square())
    })
}

/// The absolute error |x − t|, with a reduction of choice. Derivative 0 where they are equal.
///
/// ```
/// use wengert_tape::{Reduction, Tape, Tensor, loss};
///
/// let tape = Tape::<f64>::new();
/// let x = tape.var([1.0, 5.0]);
/// assert_eq!(loss::l1(x, Tensor::from([2.0, 2.0]), Reduction::Sum).item()?, 4.0);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[track_caller]
pub fn l1<'t, T: Float>(
    prediction: Var<'t, T>,
    target: impl IntoOperand<'t, T>,
    reduction: Reduction,
) -> Var<'t, T> {
    let target = prediction.beside(target);
    compared("l1", prediction, target, |prediction, target| {
        reduction.of((prediction - target).abs())
    })
}

/// Huber's loss, with a reduction of choice: d²/2 where the distance |d| is at most `delta`, beyond
/// it the tangent δ (|d| − δ/2).
///
/// ```
/// use wengert_tape::{Reduction, Tape, Tensor, loss};
///
/// let tape = Tape::<f64>::new();
/// let x = tape.var([0.5, 5.0]);
/// let losses = loss::huber(x, 0.0, 1.0, Reduction::None);
/// assert_eq!(losses.value()?, Tensor::from([0.125, 4.5]));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[track_caller]
pub fn huber<'t, T: Float>(
    prediction: Var<'t, T>,
    target: impl IntoOperand<'t, T>,
    delta: f64,
    reduction: Reduction,
) -> Var<'t, T> {
    let target = prediction.beside(target);
    compared("huber", prediction, target, |prediction, target| {
        reduction.of(parabola_with_tangents("huber", prediction, target, delta))
    })
}

/// Huber's loss divided by `beta`, with a reduction of choice: d²/(2β) near 0, beyond β |d| − β/2.
/// For β = 0 it is the absolute error.
///
/// ```
/// use wengert_tape::{Reduction, Tape, Tensor, loss};
///
/// let tape = Tape::<f64>::new();
/// let x = tape.var([0.5, 5.0]);
/// let losses = loss::smooth_l1(x, 0.0, 2.0, Reduction::None);
/// assert_eq!(losses.value()?, Tensor::from([0.0625, 4.0]));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[track_caller]
pub fn smooth_l1<'t, T: Float>(
    prediction: Var<'t, T>,
    target: impl IntoOperand<'t, T>,
    beta: f64,
    reduction: Reduction,
) -> Var<'t, T> {
    let target = prediction.beside(target);
    if beta == 0.0 {
        return compared("smooth_l1", prediction, target, |prediction, target| {
            l1(prediction, target, reduction)
        });
    }
    compared("smooth_l1", prediction, target, |prediction, target| {
        reduction.of(parabola_with_tangents("smooth_l1", prediction, target, beta) / beta)
    })
}

/// With d the distance and c = d held within ±width, c (d − c/2): the parabola inside, and outside
/// its tangent. No branch, so no derivative of a branch not taken.
#[track_caller]
fn parabola_with_tangents<'t, T: Float>(
    operation: &str,
    prediction: Var<'t, T>,
    target: Var<'t, T>,
    width: f64,
) -> Var<'t, T> {
    if !(width > 0.0 && width.is_finite()) {
        let problem = format!("the width of the parabola must be positive and finite, this is {width}");
        return prediction
            .or_if_plain(target)
            .fail_with(Error::value(operation, problem));
    }
    let distance = prediction - target;
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
