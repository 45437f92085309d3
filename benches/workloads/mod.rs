//! The training steps that are measured; `compare/README.md` says which they are. They start from the
//! same numbers as the other libraries' in `compare/`.

#[path = "../compare/rust/src/inputs.rs"]
#[allow(dead_code)]
pub mod inputs;

use inputs::{BATCH, COLUMNS, ELEMENTS, EPSILON, POINTS, ROWS};
use wengert::prelude::*;
use wengert::{Gradients, Result};

/// The names of the workloads.
pub const NAMES: [&str; 5] = ["T1", "T2", "T7", "T9a", "T9b"];

/// What a step computed.
pub struct Outcome {
    pub loss: f32,
    /// The gradients with respect to the variables, where the step does not update parameters.
    #[allow(dead_code)]
    pub gradients: Vec<Tensor<f32>>,
}

/// A step that can be taken again and again.
pub type Step = Box<dyn FnMut() -> Result<Outcome>>;

/// A workload from its start.
pub fn start(name: &str) -> Step {
    match name {
        "T1" => small_perceptron(),
        "T2" => large_perceptron(),
        "T7" => element_wise(),
        "T9a" => cross_entropy(),
        "T9b" => layer_norm(),
        _ => panic!("there is no workload {name}; there are {NAMES:?}"),
    }
}

type Perceptron<A> = (Linear<f32>, A, Linear<f32>, A, Linear<f32>);

fn perceptron<A>(sizes: &[usize; 4], activation: impl Fn() -> A) -> Perceptron<A> {
    let layer = |index: usize| {
        let (weight, bias) = inputs::layer(index, sizes);
        Linear {
            weight: Param::new(Tensor::from_vec(weight, [sizes[index + 1], sizes[index]])),
            bias: Some(Param::new(bias)),
        }
    };
    (layer(0), activation(), layer(1), activation(), layer(2))
}

fn small_perceptron() -> Step {
    let (points, targets) = inputs::surface();
    let x = Tensor::from_vec(points, [POINTS, 2]);
    let target = Tensor::from_vec(targets, [POINTS, 1]);
    let mut net = perceptron(&inputs::LAYERS_T1, || Tanh);
    let mut optimizer = Sgd::new(inputs::RATE_T1);
    let mut tape = Tape::training(1);
    Box::new(move || {
        tape.reset();
        let loss = net.forward(tape.constant(&x)).mse(&target);
        optimizer.step(&mut net, &loss.backward()?)?;
        let loss = loss.item()?;
        Ok(Outcome {
            loss,
            gradients: Vec::new(),
        })
    })
}

fn large_perceptron() -> Step {
    let (images, labels) = inputs::images();
    let x = Tensor::from_vec(images, [BATCH, inputs::LAYERS_T2[0]]);
    let label: Tensor<i64> = labels.into_iter().map(i64::from).collect();
    let mut net = perceptron(&inputs::LAYERS_T2, || Relu);
    let mut optimizer = Sgd::new(inputs::RATE_T2).momentum(inputs::MOMENTUM);
    let mut tape = Tape::training(1);
    Box::new(move || {
        tape.reset();
        let loss = net.forward(tape.constant(&x)).cross_entropy(&label);
        optimizer.step(&mut net, &loss.backward()?)?;
        let loss = loss.item()?;
        Ok(Outcome {
            loss,
            gradients: Vec::new(),
        })
    })
}

fn element_wise() -> Step {
    let values = [
        Tensor::from(inputs::A),
        Tensor::from(inputs::B),
        Tensor::from_vec(inputs::elementwise(), ELEMENTS),
    ];
    gradients_of(values, |[a, b, x]| {
        ((a * x + b).tanh() * x.sin() + (-x.square()).exp() / (1.0 + x.square())).mean()
    })
}

fn cross_entropy() -> Step {
    let (logits, labels) = inputs::logits();
    let logits = Tensor::from_vec(logits, [ROWS, COLUMNS]);
    let label: Tensor<i64> = labels.into_iter().map(i64::from).collect();
    gradients_of([logits], move |[logits]| logits.cross_entropy(&label))
}

fn layer_norm() -> Step {
    let (x, weight, bias) = inputs::normalised();
    let values = [
        Tensor::from_vec(x, [ROWS, COLUMNS]),
        Tensor::from(weight),
        Tensor::from(bias),
    ];
    gradients_of(values, |[x, weight, bias]| {
        let centred = x - x.mean_keep(-1);
        let variance = centred.square().mean_keep(-1);
        (centred * (variance + EPSILON).rsqrt() * weight + bias)
            .square()
            .mean()
    })
}

fn gradients_of<const N: usize>(
    values: [Tensor<f32>; N],
    f: impl for<'t> Fn([Var<'t, f32>; N]) -> Var<'t, f32> + 'static,
) -> Step {
    let mut tape = Tape::new();
    Box::new(move || {
        tape.reset();
        let variables = values.each_ref().map(|value| tape.var(value));
        let result = f(variables);
        let gradients: Gradients<f32> = result.backward()?;
        let gradients = variables
            .iter()
            .map(|&x| gradients.wrt(x))
            .collect::<Result<_>>()?;
        let loss = result.item()?;
        Ok(Outcome { loss, gradients })
    })
}
