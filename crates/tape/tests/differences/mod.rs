//! Gradients of first and second order against central differences, and forward against reverse.

use wengert_tape::{Tape, Tensor, Var};

/// A function of several tensors.
pub type Function<'f> = &'f dyn for<'t> Fn(&[Var<'t>]) -> Var<'t>;

/// Numbers that look random, the same every time.
pub fn some(shape: &[usize], seed: f64) -> Tensor {
    let elements: usize = shape.iter().product();
    let numbers = (0..elements).map(|i| ((i as f64 + 1.0) * 12.9898 + seed * 78.233).sin() * 1.3);
    Tensor::from_vec(numbers.collect(), shape)
}

/// A number that every element of the variable has a part in.
fn weighted(x: Var<'_>) -> Var<'_> {
    let weights = some(&x.shape(), 0.4);
    (x * weights).sum()
}

/// The derivative of a number along fixed directions, by reverse mode.
fn slope<'t>(y: Var<'t>, x: &[Var<'t>]) -> Var<'t> {
    let gradients = y.grad(x);
    gradients
        .into_iter()
        .zip(x)
        .map(|(gradient, x)| (gradient * some(&x.shape(), 2.1)).sum())
        .sum()
}

/// Compares the gradient of `number` with central differences.
fn compare(what: &str, number: Function, inputs: &[Tensor]) {
    let tape = Tape::new();
    let x: Vec<Var> = inputs.iter().map(|input| tape.var(input.clone())).collect();
    let y = number(&x);
    let gradients: Vec<Tensor> = y.grad(&x).iter().map(|g| g.value().unwrap()).collect();
    let value_at = |inputs: &[Tensor]| {
        let tape = Tape::new();
        let x: Vec<Var> = inputs.iter().map(|input| tape.var(input.clone())).collect();
        number(&x).item().unwrap()
    };
    for (k, input) in inputs.iter().enumerate() {
        for i in 0..input.len() {
            let step = 1e-5 * input.as_slice()[i].abs().max(1.0);
            let moved = |by: f64| {
                let mut moved = inputs.to_vec();
                moved[k].as_mut_slice()[i] += by;
                value_at(&moved)
            };
            let numeric = (moved(step) - moved(-step)) / (2.0 * step);
            let analytic = gradients[k].as_slice()[i];
            assert!(
                (numeric - analytic).abs() < 1e-6 * numeric.abs().max(1.0),
                "{what}: element {i} of input {k}: {analytic} is not {numeric}"
            );
        }
    }
}

/// Checks the gradient, its derivative, and forward against reverse mode.
#[track_caller]
pub fn check(function: Function, inputs: &[Tensor]) {
    compare("first order", &|x| weighted(function(x)), inputs);
    compare("second order", &|x| slope(weighted(function(x)), x), inputs);
    let tape = Tape::new();
    let x: Vec<Var> = inputs.iter().map(|input| tape.var(input.clone())).collect();
    let y = function(&x);
    let directions: Vec<Var> = inputs
        .iter()
        .map(|x| tape.constant(some(x.shape(), 2.1)))
        .collect();
    let forward = weighted(y.jvp(&x, directions)).item().unwrap();
    let reverse = slope(weighted(y), &x).item().unwrap();
    assert!(
        (forward - reverse).abs() < 1e-12 * (1.0 + reverse.abs()),
        "forward {forward} is not reverse {reverse}"
    );
}
