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
