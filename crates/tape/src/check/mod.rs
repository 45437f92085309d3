//! Gradient checking: derivatives against finite differences, and forward mode against reverse mode.
//!
//! One line checks the gradient of a function of tensors; the report says whether it is right, where
//! it is most wrong, which operation is to blame, and what to look at next.
//!
//! ```
//! use wengert_tape::check;
//!
//! check::gradcheck(|[x, w]| (x * w).sin().sum(), [[1.0, 2.0], [3.0, 4.0]]).assert();
//! ```
//!
//! A rule that is wrong:
//!
//! ```
//! use wengert_tape::check;
//!
//! let report = check::gradcheck(
//!     |[x]| x.custom_vjp(|x| x.map(|x| x * x), |x, _, cotangent| cotangent * x).sum(),
//!     [[1.0, 2.0]],
//! );
//! assert!(!report.ok());
//! let text = report.to_string();
//! assert!(text.contains("custom_vjp"), "{text}");
//! ```
//!
//! Functions of the variables of a scalar tape have checks of their own, [`gradcheck_scalars`] and
//! [`gradgradcheck_scalars`], for `gradcheck(|[x, y]| x * y, [2.0, 3.0])` is a function of two tensors
//! without axes already; so have functions that were recorded ([`gradcheck_recorded`]).
//!
//! ```
//! use wengert_tape::check;
//!
//! check::gradcheck_scalars(|x| x[0].sin() * x[1], [0.3, 2.0]).assert();
//! ```
//!
//! [`Options`] change the tolerance, the step, and how inputs with many elements are checked, and take
//! functions of slices of tensors and of named tensors. Values are compared in `f64` whatever the
//! function computes in. How the differences are taken, and how wrong gradients are told from noisy
//! functions and kinks, is described at [`Verdict`].

mod blame;
mod compare;
mod differences;
mod options;
mod report;
mod scalars;

pub use options::Options;
pub use report::{Blame, Entry, Outcome, Report, Verdict};

use crate::scalar::{self, Dual};
use crate::tape::{Tape, Var};
use crate::tensor::{Float, Tensor};

/// Checks the gradient of a function of tensors, element by element or, for inputs with many elements,
/// along random directions.
///
/// A result that is not a number is multiplied by a random cotangent.
///
/// ```
/// use wengert_tape::{Tensor, check};
///
/// let x = Tensor::from([[0.5, -1.0], [2.0, 0.1]]);
/// let b = Tensor::from([0.3, 0.7]);
/// check::gradcheck(|[x, b]| x.matmul(x.t()) + b, [x, b]).assert();
/// ```
#[track_caller]
pub fn gradcheck<T: Float, const N: usize>(
    f: impl for<'t> Fn([Var<'t, T>; N]) -> Var<'t, T>,
    inputs: [impl Into<Tensor<T>>; N],
) -> Report {
    Options::new().gradcheck(f, inputs)
}

/// Checks the second derivatives of a function of tensors: the gradient of its gradient.
///
/// ```
/// use wengert_tape::check;
///
/// check::gradgradcheck(|[x]| (x.sin() * x).sum(), [[1.0, -0.4]]).assert();
/// ```
#[track_caller]
pub fn gradgradcheck<T: Float, const N: usize>(
    f: impl for<'t> Fn([Var<'t, T>; N]) -> Var<'t, T>,
    inputs: [impl Into<Tensor<T>>; N],
) -> Report {
    Options::new().gradgradcheck(f, inputs)
}

/// Checks the gradient of a function of single numbers: a sweep over the scalar tape against differences.
///
/// ```
/// use wengert_tape::{Number, check};
///
/// /// A formula that branches.
/// fn payoff<R: Number>(spot: R, strike: R) -> R {
///     if spot > strike { spot - strike } else { R::from(0.0) }
/// }
///
/// check::gradcheck_scalars(|x| payoff(x[0], x[1]), [110.0, 100.0]).assert();
///
/// let report = check::gradcheck_scalars(|x| payoff(x[0], x[1]), [100.0, 100.0]);
/// assert_eq!(report.kinks(), 2);
/// ```
///
/// A value taken off the tape:
///
/// ```
/// use wengert_tape::check;
///
/// let report = check::gradcheck_scalars(|x| x[0] * x[0].value(), [3.0]);
/// assert!(!report.ok());
/// ```
#[track_caller]
pub fn gradcheck_scalars(
    f: impl for<'t> Fn(&[scalar::Var<'t>]) -> scalar::Var<'t>,
    at: impl AsRef<[f64]>,
) -> Report {
    Options::new().gradcheck_scalars(f, at)
}

/// Checks the second derivatives of a function of single numbers, forward over reverse, and forward mode
/// against reverse mode: on a scalar tape whose numbers carry a tangent each.
///
/// ```
/// use wengert_tape::check;
///
/// check::gradgradcheck_scalars(|x| x[0].sin() * x[1].exp(), [0.3, 2.0]).assert();
/// ```
#[track_caller]
pub fn gradgradcheck_scalars(
    f: impl for<'t> Fn(&[scalar::Var<'t, Dual>]) -> scalar::Var<'t, Dual>,
    at: impl AsRef<[f64]>,
) -> Report {
    Options::new().gradgradcheck_scalars(f, at)
}

/// Checks the derivatives of a recorded function with respect to its
/// [parameters](scalar::Function::parameters), and forward mode against reverse mode. Several results are
/// multiplied by random cotangents.
///
/// ```
/// use wengert_tape::check;
/// use wengert_tape::scalar::Function;
///
/// let f = Function::record_all(2, |x| vec![x[0].sin() * x[1], x[0] / x[1]]);
/// check::gradcheck_recorded(&f, [0.3, 2.0]).assert();
/// ```
#[track_caller]
pub fn gradcheck_recorded(function: &scalar::Function, at: impl AsRef<[f64]>) -> Report {
    Options::new().gradcheck_recorded(function, at)
}

/// Checks the second derivatives of a recorded function of one result.
///
/// ```
/// use wengert_tape::check;
/// use wengert_tape::scalar::Function;
///
/// let f = Function::record(2, |x| x[0].sin() * x[1].exp());
/// check::gradgradcheck_recorded(&f, [0.3, 2.0]).assert();
/// ```
#[track_caller]
pub fn gradgradcheck_recorded(function: &scalar::Function, at: impl AsRef<[f64]>) -> Report {
    Options::new().gradgradcheck_recorded(function, at)
}

/// Checks a gradient that was written by hand, without any tape.
///
/// ```
/// use wengert_tape::check;
///
/// let value = |x: &[f64]| x[0] * x[0] * x[1];
/// check::gradient(value, |x| [2.0 * x[0] * x[1], x[0] * x[0]], [3.0, 0.5]).assert();
/// assert!(!check::gradient(value, |x| [2.0 * x[1], x[0] * x[0]], [3.0, 0.5]).ok());
/// ```
#[track_caller]
pub fn gradient<G: AsRef<[f64]>>(
    value: impl Fn(&[f64]) -> f64,
    gradient: impl Fn(&[f64]) -> G,
    at: impl AsRef<[f64]>,
) -> Report {
    Options::new().gradient(value, gradient, at)
}

/// Tells the compiler that a closure is general in the tape's lifetime.
fn formula<T: Float, F: for<'t> Fn(&'t Tape<T>, &[Var<'t, T>]) -> Var<'t, T>>(f: F) -> F {
    f
}
