//! Gradient checking of whole models: all parameters and the input, in one line.
//!
//! ```
//! use wengert_nn::{Linear, Tanh, check};
//! use wengert_tape::{Random, Tensor};
//!
//! let mut rng = Random::seed(1);
//! let net = (Linear::<f64>::new(3, 4, &mut rng), Tanh, Linear::new(4, 2, &mut rng));
//! let x = Tensor::randn([5, 3], &mut rng);
//! check::gradcheck(&net, &x).assert();
//! ```

use crate::{Module, Params, ParamsExt};
use wengert_tape::check::{Options, Report};
use wengert_tape::{Float, Param, Tape, Tensor, Var};

/// Checks the gradients of a model's output with respect to its input and all of its trainable
/// parameters.
///
/// An output that is not a number is multiplied by a random cotangent. The model runs on a tape made for
/// inference; [`gradcheck_with`] takes options, for instance
/// [`Options::training`], under which dropout drops the same elements at every evaluation.
#[must_use]
pub fn gradcheck<T: Float>(model: &dyn Module<T>, x: &Tensor<T>) -> Report {
    gradcheck_with(&Options::new().inference(), model, x)
}

/// Like [`gradcheck`], with options.
///
/// ```
/// use wengert_nn::{BatchNorm1d, check};
/// use wengert_tape::check::Options;
/// use wengert_tape::{Random, Tensor};
///
/// let mut rng = Random::seed(1);
/// let net = BatchNorm1d::<f64>::new(3);
/// let x = Tensor::randn([6, 3], &mut rng);
/// check::gradcheck_with(&Options::new().training(7), &net, &x).assert();
/// ```
#[must_use]
pub fn gradcheck_with<T: Float>(options: &Options, model: &dyn Module<T>, x: &Tensor<T>) -> Report {
    let (params, inputs) = named_inputs(model, x);
    options.gradcheck_named(|tape, inputs| run(model, &params, tape, inputs), &inputs)
}

/// Checks the second derivatives of a model's output.
#[must_use]
pub fn gradgradcheck<T: Float>(model: &dyn Module<T>, x: &Tensor<T>) -> Report {
    let (params, inputs) = named_inputs(model, x);
    let options = Options::new().inference();
    options.gradgradcheck_named(|tape, inputs| run(model, &params, tape, inputs), &inputs)
}

/// Checks the gradients of any function of a model with respect to its trainable parameters: a loss, a
/// model with another signature.
///
/// ```
/// use wengert_nn::{Linear, Module, check};
/// use wengert_tape::check::Options;
/// use wengert_tape::{Random, Tensor};
///
/// let mut rng = Random::seed(1);
/// let net = Linear::<f64>::new(3, 2, &mut rng);
/// let x = Tensor::randn([4, 3], &mut rng);
/// let labels = Tensor::from([0, 1, 1, 0]);
/// let report = check::gradcheck_params(&Options::new(), &net, |tape| {
///     net.forward(tape.constant(&x)).cross_entropy(&labels)
/// });
/// report.assert();
/// ```
#[must_use]
pub fn gradcheck_params<T: Float>(
    options: &Options,
    model: &dyn Params,
    f: impl for<'t> Fn(&'t Tape<T>) -> Var<'t, T>,
) -> Report {
    let params = trainable(model);
    let inputs: Vec<(String, Tensor<T>)> = params.iter().map(value_of).collect();
    options.gradcheck_named(
        |tape, inputs| {
            bind(&params, tape, inputs);
            f(tape)
        },
        &inputs,
    )
}

type Named<'m, T> = (String, &'m Param<T>);

fn trainable<T: Float>(model: &dyn Params) -> Vec<Named<'_, T>> {
    let mut params = Vec::new();
    model.each(|name, param| {
        if let Some(param) = param.any().downcast_ref::<Param<T>>()
            && !param.frozen()
        {
            params.push((name.to_string(), param));
        }
    });
    params
}

fn value_of<T: Float>((name, param): &Named<'_, T>) -> (String, Tensor<T>) {
    (name.clone(), param.value().clone())
}

/// The parameters, and the input with them by name.
fn named_inputs<'m, T: Float>(
    model: &'m dyn Module<T>,
    x: &Tensor<T>,
) -> (Vec<Named<'m, T>>, Vec<(String, Tensor<T>)>) {
    let params = trainable(model);
    let mut inputs = vec![("input".to_string(), x.clone())];
    inputs.extend(params.iter().map(value_of));
    (params, inputs)
}

fn run<'t, T: Float>(
    model: &dyn Module<T>,
    params: &[Named<'_, T>],
    tape: &'t Tape<T>,
    inputs: &[Var<'t, T>],
) -> Var<'t, T> {
    bind(params, tape, &inputs[1..]);
    model.forward(inputs[0])
}

fn bind<'t, T: Float>(params: &[Named<'_, T>], tape: &'t Tape<T>, variables: &[Var<'t, T>]) {
    for ((_, param), &variable) in params.iter().zip(variables) {
        tape.bind(param, variable);
    }
}
