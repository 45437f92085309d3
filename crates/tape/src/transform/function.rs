//! Transforms of functions: closures over variables in, tensors out.

use crate::error::{Error, Result};
use crate::tape::{Tape, Var};
use crate::tensor::{Float, Tensor};

/// The value of a function of tensors, and its gradients.
///
/// # Errors
///
/// The error that waits in the function's result.
///
/// ```
/// use wengert_tape::{Tensor, value_and_grad};
///
/// let (y, [gx, gw]) = value_and_grad(|[x, w]| (x * w).sum(), [[1.0, 2.0], [3.0, 4.0]])?;
/// assert_eq!(y, 11.0);
/// assert_eq!(gx, Tensor::from([3.0, 4.0]));
/// assert_eq!(gw, Tensor::from([1.0, 2.0]));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[track_caller]
pub fn value_and_grad<T: Float, const N: usize>(
    f: impl for<'t> Fn([Var<'t, T>; N]) -> Var<'t, T>,
    at: [impl Into<Tensor<T>>; N],
) -> Result<(T, [Tensor<T>; N])> {
    let tape = Tape::new();
    let arguments = at.map(|value| tape.var(value));
    let result = f(arguments);
    let gradients = result.backward()?;
    let mut values = Vec::with_capacity(N);
    for argument in arguments {
        values.push(gradients.wrt(argument).or_else(|error| match result.tape() {
            // A function that ignores its arguments gives a plain number.
            None => Ok(Tensor::full(argument.shape(), T::of(0.0))),
            Some(_) => Err(error),
        })?);
    }
    match values.try_into() {
        Ok(values) => Ok((result.item()?, values)),
        Err(_) => Err(Error::new("value_and_grad: one gradient per argument")),
    }
}

/// The gradient of a function of one tensor.
///
/// # Errors
///
/// The error that waits in the function's result.
///
/// ```
/// use wengert_tape::{Tensor, grad};
///
/// let g = grad(|x| (x * x).sum(), [1.0, 2.0])?;
/// assert_eq!(g, Tensor::from([2.0, 4.0]));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[track_caller]
pub fn grad<T: Float>(
    f: impl for<'t> Fn(Var<'t, T>) -> Var<'t, T>,
    at: impl Into<Tensor<T>>,
) -> Result<Tensor<T>> {
    let (_, [gradient]) = value_and_grad(|[x]| f(x), [at])?;
    Ok(gradient)
}

/// The Jacobian of a function of one tensor, of shape `[out…, in…]`; see [`Var::jacobian`].
///
/// # Errors
///
/// The error that waits in the function's result.
///
/// ```
/// use wengert_tape::{Tensor, jacobian};
///
/// let j = jacobian(|x| x * x.sum(), [1.0, 2.0])?;
/// assert_eq!(j, Tensor::from([[4.0, 1.0], [2.0, 5.0]]));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[track_caller]
pub fn jacobian<T: Float>(
    f: impl for<'t> Fn(Var<'t, T>) -> Var<'t, T>,
    at: impl Into<Tensor<T>>,
) -> Result<Tensor<T>> {
    let tape = Tape::new();
    let x = tape.var(at);
    f(x).jacobian(x).value()
}

/// The Hessian of a function of one tensor that gives a number, of shape `[in…, in…]`; see
/// [`Var::hessian`].
///
/// # Errors
///
/// If the function does not give a number, and the error that waits in its result.
///
/// ```
/// use wengert_tape::{Tensor, hessian};
///
/// let h = hessian(|x| (x * x * x).sum(), [1.0, 2.0])?;
/// assert_eq!(h, Tensor::from([[6.0, 0.0], [0.0, 12.0]]));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[track_caller]
pub fn hessian<T: Float>(
    f: impl for<'t> Fn(Var<'t, T>) -> Var<'t, T>,
    at: impl Into<Tensor<T>>,
) -> Result<Tensor<T>> {
    let tape = Tape::new();
    let x = tape.var(at);
    f(x).hessian(x).value()
}

/// The product of the Hessian of a function of one tensor with a vector of the tensor's shape,
/// without the Hessian; see [`Var::hvp`].
///
/// # Errors
///
/// If the function does not give a number or the shapes differ, and the error that waits in the
/// function's result.
///
/// ```
/// use wengert_tape::{Tensor, hvp};
///
/// let product = hvp(|x| (x * x * x).sum(), [1.0, 2.0], [1.0, 1.0])?;
/// assert_eq!(product, Tensor::from([6.0, 12.0]));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[track_caller]
pub fn hvp<T: Float>(
    f: impl for<'t> Fn(Var<'t, T>) -> Var<'t, T>,
    at: impl Into<Tensor<T>>,
    vector: impl Into<Tensor<T>>,
) -> Result<Tensor<T>> {
    let tape = Tape::new();
    let x = tape.var(at);
    f(x).hvp(x, tape.constant(vector)).value()
}
