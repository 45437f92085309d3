//! Derivatives of every entry: forward against reverse, against differences, and of second order.

use crate::draw;
use crate::entry::{Entry, Smoothness};
use wengert::{Result, Tape, Tensor, Var};

/// ⟨u, J v⟩ and ⟨Jᵀ u, v⟩ differ by rounding only: the relative error of a short sum of products.
const ADJOINT: f64 = 1e-12;

/// Central differences with step 1e-3, extrapolated once: the error is about 1e-13 from rounding and
/// 1e-12 times a fifth derivative from the step. Special functions have large ones.
const DIFFERENCES: f64 = 1e-7;

/// Two ways to compute the same second derivative differ by rounding, magnified by cancellation.
const SECOND: f64 = 1e-10;

const STEP: f64 = 1e-3;

/// One sample of an entry, with a cotangent and two directions.
struct Point<'e> {
    entry: &'e Entry,
    inputs: Vec<Tensor>,
    cotangent: Tensor,
    first: Vec<Tensor>,
    second: Vec<Tensor>,
}

pub fn check_entry(entry: &Entry) -> Result<(), String> {
    for (number, sample) in entry.samples.iter().enumerate() {
        let mut random = draw::random_for(entry, number);
        let inputs = draw::inputs(sample, &mut random);
        let shapes: Vec<&[usize]> = inputs.iter().map(Tensor::shape).collect();
        let place = format!("sample {number} of shapes {shapes:?}");
        let failed = |error: wengert::Error| format!("{place}: {error}");
        let shape = {
            let tape = Tape::training(7);
            (entry.double)(&variables(&tape, &inputs))
                .value()
                .map_err(failed)?
                .shape()
                .to_vec()
        };
        let directions = |random: &mut wengert::Random| -> Vec<Tensor> {
            inputs
                .iter()
                .map(|input| draw::direction(input.shape(), random))
                .collect()
        };
        let point = Point {
            entry,
            cotangent: draw::direction(&shape, &mut random),
            first: directions(&mut random),
            second: directions(&mut random),
            inputs: inputs.clone(),
        };
        let outcome = match entry.smoothness {
            Smoothness::Constant => point.derivative_is_zero(),
            Smoothness::Smooth => point.first_order().and_then(|()| point.second_order()),
        };
        outcome.map_err(|problem| format!("{place}: {problem}"))?;
    }
    Ok(())
}

pub fn variables<'t>(tape: &'t Tape, inputs: &[Tensor]) -> Vec<Var<'t>> {
    inputs.iter().map(|input| tape.var(input)).collect()
}

/// The scalar product of the elements of two lists of tensors.
fn product(left: &[Tensor], right: &[Tensor]) -> f64 {
    let pairs = left.iter().zip(right).flat_map(|(a, b)| a.iter().zip(b.iter()));
    pairs.map(|(a, b)| a * b).sum()
}

fn norm(tensors: &[Tensor]) -> f64 {
    product(tensors, tensors).sqrt()
}

fn values(variables: &[Var<'_>]) -> Result<Vec<Tensor>, String> {
    variables
        .iter()
        .map(|variable| variable.value().map_err(|error| error.to_string()))
        .collect()
}

/// Whether two numbers agree to a tolerance times a scale. NaN agrees with nothing.
fn agree(what: &str, first: f64, second: f64, allowed: f64) -> Result<(), String> {
    if (first - second).abs() <= allowed {
        return Ok(());
    }
    Err(format!(
        "{what}: {first:e} and {second:e} differ by {:e}, allowed {allowed:e}",
        (first - second).abs()
    ))
}

impl Point<'_> {
    fn derivative_is_zero(&self) -> Result<(), String> {
        let tape = Tape::training(7);
        let x = variables(&tape, &self.inputs);
        let y = (self.entry.double)(&x);
        let gradients = values(&y.vjp(&self.cotangent, &x))?;
        let tangents = self
            .first
            .iter()
            .map(|direction| tape.constant(direction))
            .collect();
        let tangent = values(&[y.jvp(&x, tangents)])?;
        let size = norm(&gradients) + norm(&tangent);
        if size == 0.0 {
            Ok(())
        } else {
            Err(format!("the derivative is not 0: {size:e}"))
        }
    }

    fn first_order(&self) -> Result<(), String> {
        let tape = Tape::training(7);
        let x = variables(&tape, &self.inputs);
        let y = (self.entry.double)(&x);
        let tangents = self
            .first
            .iter()
            .map(|direction| tape.constant(direction))
            .collect();
        let forward = values(&[y.jvp(&x, tangents)])?;
        let reverse = values(&y.vjp(&self.cotangent, &x))?;
        let cotangent = std::slice::from_ref(&self.cotangent);
        let scale = norm(cotangent) * norm(&forward) + norm(&reverse) * norm(&self.first);
        let by_forward = product(cotangent, &forward);
        let by_reverse = product(&reverse, &self.first);
        agree("forward against reverse", by_forward, by_reverse, ADJOINT * scale)?;

        let output = [y.value().map_err(|error| error.to_string())?];
        let difference = extrapolated(|t| {
            let tape = Tape::training(7);
            let y = (self.entry.double)(&variables(&tape, &self.moved(t)));
            Ok(product(cotangent, &values(&[y])?))
        })?;
        let scale = scale + norm(cotangent) * norm(&output);
        agree(
            "reverse against differences",
            by_reverse,
            difference,
            DIFFERENCES * scale,
        )
    }

    fn second_order(&self) -> Result<(), String> {
        let tape = Tape::training(7);
        let x = variables(&tape, &self.inputs);
        let y = (self.entry.double)(&x);
        let gradient = y.vjp(&self.cotangent, &x);
        let along = |directions: &[Tensor]| -> Result<Vec<Tensor>, String> {
            let tangents: Vec<Var> = directions
                .iter()
                .map(|direction| tape.constant(direction))
                .collect();
            let products: Vec<Var> = gradient.iter().map(|g| g.jvp(&x, tangents.clone())).collect();
            values(&products)
        };
        let (first, second) = (along(&self.first)?, along(&self.second)?);
        let scale =
            norm(&first) * norm(&self.second) + norm(&second) * norm(&self.first) + norm(&values(&gradient)?);
        let symmetric = (product(&self.second, &first), product(&self.first, &second));
        agree(
            "symmetry of the Hessian",
            symmetric.0,
            symmetric.1,
            SECOND * scale,
        )?;

        let products = gradient
            .iter()
            .zip(&self.first)
            .map(|(&g, direction)| (g * direction).sum());
        let nested = values(&products.sum::<Var>().grad(&x))?;
        for (k, (forward, reverse)) in first.iter().zip(&nested).enumerate() {
            let report = reverse.compare(forward, 0.0, SECOND * scale);
            if !report.is_close() {
                return Err(format!(
                    "reverse over reverse against forward over reverse, input {k}: {report}"
                ));
            }
        }

        let difference = extrapolated(|t| {
            let tape = Tape::training(7);
            let x = variables(&tape, &self.moved(t));
            let y = (self.entry.double)(&x);
            Ok(product(&self.second, &values(&y.vjp(&self.cotangent, &x))?))
        })?;
        agree(
            "second derivative against differences",
            symmetric.0,
            difference,
            DIFFERENCES * scale.max(1e-3),
        )
    }

    /// The inputs moved along the first direction.
    fn moved(&self, t: f64) -> Vec<Tensor> {
        let move_one = |(input, direction): (&Tensor, &Tensor)| {
            let moved = input
                .iter()
                .zip(direction.iter())
                .map(|(x, v)| x + t * v)
                .collect();
            Tensor::from_vec(moved, input.shape())
        };
        self.inputs.iter().zip(&self.first).map(move_one).collect()
    }
}

/// The derivative at 0 by central differences with two steps (Richardson).
fn extrapolated(f: impl Fn(f64) -> Result<f64, String>) -> Result<f64, String> {
    let central = |h: f64| -> Result<f64, String> { Ok((f(h)? - f(-h)?) / (2.0 * h)) };
    let (coarse, fine) = (central(STEP)?, central(STEP / 2.0)?);
    Ok((4.0 * fine - coarse) / 3.0)
}
