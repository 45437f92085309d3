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
//! [`Options`] change the tolerance, the step, and how inputs with many elements are checked, and take
//! functions of slices of tensors and of named tensors. Values are compared in `f64` whatever the
//! function computes in. How the differences are taken, and how wrong gradients are told from noisy
//! functions and kinks, is described at [`Verdict`].

mod blame;
mod compare;
mod differences;
mod options;
mod report;

pub use options::Options;
pub use report::{Blame, Entry, Outcome, Report, Verdict};

use crate::tape::{Tape, Var};
use crate::tensor::{Float, Tensor};
use compare::{Inputs, Judge};
use differences::Sample;

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

#[track_caller]
fn hand(value: &dyn Fn(&[f64]) -> f64, gradient: &[f64], at: &[f64], options: &Options) -> Report {
    let inputs = Inputs {
        names: vec![String::new()],
        values: vec![Tensor::from(at)],
    };
    let mut report = Report::new(1, &inputs, options.tolerance_for::<f64>()).by_hand();
    if gradient.len() != at.len() {
        let problem = format!(
            "the gradient has {} elements, the point {}",
            gradient.len(),
            at.len()
        );
        return report.failed(crate::Error::new(problem));
    }
    let mut of_tensors = |inputs: &[Tensor]| {
        let value = value(inputs[0].as_slice());
        let size = value.abs();
        Ok(Sample {
            value,
            size,
            step: 0.0,
        })
    };
    let claims = [gradient.to_vec()];
    let mut judge = Judge {
        value: &mut of_tensors,
        inputs: &inputs.values,
        claims: &claims,
        options,
    };
    judge.judge(&mut report);
    report
}
