//! Gradient checking of whole models: all parameters and inputs against finite differences.
//!
//! ```
//! use wengert_nn::{Linear, Tanh, check};
//! use wengert_tape::{Random, Tensor};
//!
//! let mut rng = Random::seed(1);
//! let net = (Linear::new(2, 3, &mut rng), Tanh, Linear::new(3, 1, &mut rng));
//! check::gradcheck(&net, [[0.5, -1.0], [0.2, 0.7]]).assert();
//!
//! // With a loss, and f64 in place of f32 by `state_as`.
//! let labels = Tensor::from([0, 0]);
//! check::gradcheck_of(&net, [[[0.5, -1.0], [0.2, 0.7]]], |[x]| {
//!     use wengert_nn::Module;
//!     net.forward(x).cross_entropy(&labels)
//! })
//! .assert();
//! ```
//!
//! [`gradcheck_with`] and [`gradgradcheck_with`] take the [`Options`] of [`wengert_tape::check`].

use crate::{Module, Params, ParamsExt};
use wengert_tape::check::{Options, Report};
use wengert_tape::{Float, Param, Tape, Tensor, Var};

/// Checks the gradients of a module's output with respect to its input and its trainable parameters.
///
/// On a tape for training with a fixed seed, so that dropout drops the same elements each time.
#[track_caller]
pub fn gradcheck<T: Float>(model: &(impl Module<T> + ?Sized), input: impl Into<Tensor<T>>) -> Report {
    gradcheck_of(model, [input], |[x]| model.forward(x))
}

/// Checks the second derivatives of a module's output with respect to its input and its trainable
/// parameters; see [`gradcheck`].
#[track_caller]
pub fn gradgradcheck<T: Float>(model: &(impl Module<T> + ?Sized), input: impl Into<Tensor<T>>) -> Report {
    gradgradcheck_with(&Options::new().training(1), model, [input], |[x]| {
        model.forward(x)
    })
}

/// Checks the gradients of a function of a model's, such as its loss, with respect to the inputs and
/// the trainable parameters.
#[track_caller]
pub fn gradcheck_of<T: Float, const N: usize>(
    model: &(impl Params + ?Sized),
    inputs: [impl Into<Tensor<T>>; N],
    function: impl for<'t> Fn([Var<'t, T>; N]) -> Var<'t, T>,
) -> Report {
    gradcheck_with(&Options::new().training(1), model, inputs, function)
}

/// [`gradcheck_of`] with options.
///
/// ```
/// use wengert_nn::{Linear, Module, Tanh, check};
/// use wengert_tape::Random;
/// use wengert_tape::check::Options;
///
/// let net = (Linear::new(2, 1, &mut Random::seed(1)), Tanh);
/// let options = Options::new().training(7);
/// check::gradcheck_with(&options, &net, [[[0.5, -1.0]]], |[x]| net.forward(x).square()).assert();
/// ```
#[track_caller]
pub fn gradcheck_with<T: Float, const N: usize>(
    options: &Options,
    model: &(impl Params + ?Sized),
    inputs: [impl Into<Tensor<T>>; N],
    function: impl for<'t> Fn([Var<'t, T>; N]) -> Var<'t, T>,
) -> Report {
    let (params, named) = gather(model, inputs);
    options.gradcheck_named(|tape, variables| run(&function, tape, &params, variables), &named)
}

/// The second derivatives, with options; see [`gradcheck_of`].
///
/// ```
/// use wengert_nn::{Linear, Module, Tanh, check};
/// use wengert_tape::Random;
/// use wengert_tape::check::Options;
///
/// let net = (Linear::new(2, 1, &mut Random::seed(1)), Tanh);
/// let options = Options::new().training(7);
/// check::gradgradcheck_with(&options, &net, [[[0.5, -1.0]]], |[x]| net.forward(x).square()).assert();
/// ```
#[track_caller]
pub fn gradgradcheck_with<T: Float, const N: usize>(
    options: &Options,
    model: &(impl Params + ?Sized),
    inputs: [impl Into<Tensor<T>>; N],
    function: impl for<'t> Fn([Var<'t, T>; N]) -> Var<'t, T>,
) -> Report {
    let (params, named) = gather(model, inputs);
    options.gradgradcheck_named(|tape, variables| run(&function, tape, &params, variables), &named)
}

/// A value under its name.
type Named<T> = (String, Tensor<T>);

/// The trainable parameters, and the values of inputs and parameters under their names.
fn gather<T: Float, const N: usize>(
    model: &(impl Params + ?Sized),
    inputs: [impl Into<Tensor<T>>; N],
) -> (Vec<&Param<T>>, Vec<Named<T>>) {
    let mut named: Vec<Named<T>> = Vec::new();
    for (number, input) in inputs.into_iter().enumerate() {
        named.push((format!("input {number}"), input.into()));
    }
    let mut params = Vec::new();
    model.each(|name, param| {
        let Some(param) = param.any().downcast_ref::<Param<T>>() else {
            return;
        };
        if !param.frozen() {
            named.push((name.to_string(), param.value().clone()));
            params.push(param);
        }
    });
    (params, named)
}

/// The function of the inputs, where the variables behind them stand for the parameters.
fn run<'t, T: Float, const N: usize>(
    function: &impl Fn([Var<'t, T>; N]) -> Var<'t, T>,
    tape: &'t Tape<T>,
    params: &[&Param<T>],
    variables: &[Var<'t, T>],
) -> Var<'t, T> {
    for (param, &variable) in params.iter().zip(&variables[N..]) {
        tape.bind(param, variable);
    }
    function(std::array::from_fn(|k| variables[k]))
}
