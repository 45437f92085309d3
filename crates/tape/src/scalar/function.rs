//! Derivatives of plain functions of numbers.

use crate::error::Result;
use crate::scalar::dual::Dual;
use crate::scalar::dual_vec::DualVec;
use crate::scalar::matrix::Matrix;
use crate::scalar::tape::Tape;
use crate::scalar::var::Var;

/// The value and the gradient of a function at a point, backwards.
///
/// ```
/// use wengert_tape::{Real, scalar};
///
/// fn rosenbrock<R: Real>(x: &[R]) -> R {
///     x.windows(2).map(|x| (1.0 - x[0]).square() + 100.0 * (x[1] - x[0].square()).square()).sum()
/// }
///
/// let (value, gradient) = scalar::value_and_grad(|x| rosenbrock(x), &[1.0, 2.0])?;
/// assert_eq!(value, 100.0);
/// assert_eq!(gradient, [-400.0, 200.0]);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
///
/// # Errors
///
/// What went wrong on the tape.
#[track_caller]
pub fn value_and_grad(f: impl for<'t> FnOnce(&[Var<'t>]) -> Var<'t>, at: &[f64]) -> Result<(f64, Vec<f64>)> {
    let tape = Tape::new();
    let x = tape.vars_from(at);
    let y = f(&x);
    Ok((y.value(), y.backward()?.wrt(&x)?))
}

/// The gradient of a function at a point, backwards; see [`value_and_grad`].
///
/// ```
/// use wengert_tape::scalar;
///
/// assert_eq!(scalar::grad(|x| x[0] * x[1], &[2.0, 3.0])?, [3.0, 2.0]);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
///
/// # Errors
///
/// What went wrong on the tape.
#[track_caller]
pub fn grad(f: impl for<'t> FnOnce(&[Var<'t>]) -> Var<'t>, at: &[f64]) -> Result<Vec<f64>> {
    Ok(value_and_grad(f, at)?.1)
}

/// The value and the derivative of a function of one number, forwards.
///
/// ```
/// use wengert_tape::scalar;
///
/// assert_eq!(scalar::derivative(|x| x * x * x, 2.0), (8.0, 12.0));
/// ```
#[track_caller]
pub fn derivative(f: impl FnOnce(Dual) -> Dual, at: f64) -> (f64, f64) {
    let y = f(Dual::variable(at));
    (y.value, y.tangent)
}

/// The Jacobian of a function at a point: a row per result.
///
/// ```
/// use wengert_tape::scalar::{self, Matrix};
///
/// let jacobian = scalar::jacobian(|x| vec![x[0] * x[1], x[0] + x[1]], &[2.0, 3.0])?;
/// assert_eq!(jacobian, Matrix::from([[3.0, 2.0], [1.0, 1.0]]));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
///
/// # Errors
///
/// What went wrong on the tape.
#[track_caller]
pub fn jacobian(f: impl for<'t> FnOnce(&[Var<'t>]) -> Vec<Var<'t>>, at: &[f64]) -> Result<Matrix> {
    let tape = Tape::new();
    let x = tape.vars_from(at);
    tape.jacobian(&f(&x), &x)
}

/// The product of the Hessian with a vector, forward over reverse: one sweep.
///
/// ```
/// use wengert_tape::scalar;
///
/// let product = scalar::hvp(|x| x[0] * x[0] * x[1], &[2.0, 3.0], &[1.0, 0.0])?;
/// assert_eq!(product, [6.0, 4.0]);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
///
/// # Errors
///
/// If the vector has another length than the point, and what went wrong on the tape.
#[track_caller]
pub fn hvp(
    f: impl for<'t> FnOnce(&[Var<'t, Dual>]) -> Var<'t, Dual>,
    at: &[f64],
    vector: &[f64],
) -> Result<Vec<f64>> {
    if at.len() != vector.len() {
        let problem = format!("a vector of {} elements at a point of {}", vector.len(), at.len());
        return Err(crate::Error::shape("hvp", problem));
    }
    let tape = Tape::<Dual>::new();
    let start: Vec<Dual> = at.iter().zip(vector).map(|(&x, &v)| Dual::new(x, v)).collect();
    let x = tape.vars_from(&start);
    let gradient = f(&x).backward()?.wrt(&x)?;
    Ok(gradient.into_iter().map(|partial| partial.tangent).collect())
}

/// How many columns of a Hessian share a sweep.
const COLUMNS: usize = 4;

/// The Hessian at a point, forward over reverse, four columns in a sweep.
///
/// ```
/// use wengert_tape::scalar::{self, Matrix};
///
/// let hessian = scalar::hessian(|x| x[0] * x[0] * x[1], &[2.0, 3.0])?;
/// assert_eq!(hessian, Matrix::from([[6.0, 4.0], [4.0, 0.0]]));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
///
/// # Errors
///
/// What went wrong on the tape.
#[track_caller]
pub fn hessian(
    f: impl for<'t> Fn(&[Var<'t, DualVec<f64, 4>>]) -> Var<'t, DualVec<f64, 4>>,
    at: &[f64],
) -> Result<Matrix> {
    let mut hessian = Matrix::zeros(at.len(), at.len());
    let mut tape = Tape::new();
    for first in (0..at.len()).step_by(COLUMNS) {
        tape.reset();
        let direction = |k: usize| match k.checked_sub(first) {
            Some(column) if column < COLUMNS => DualVec::variable(at[k], column),
            _ => DualVec::from(at[k]),
        };
        let start: Vec<DualVec<f64, COLUMNS>> = (0..at.len()).map(direction).collect();
        let x = tape.vars_from(&start);
        let gradient = f(&x).backward()?.wrt(&x)?;
        for (row, partial) in gradient.iter().enumerate() {
            for column in first..at.len().min(first + COLUMNS) {
                hessian[(row, column)] = partial.tangents[column - first];
            }
        }
    }
    Ok(hessian)
}
