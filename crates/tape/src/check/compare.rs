//! The check itself: claims by the tape, slopes by differences, one by one.

use crate::check::differences::{self, Finding, Sample, Slope, Steps};
use crate::check::options::Options;
use crate::check::report::{Entry, Outcome, Report};
use crate::check::{blame, formula};
use crate::error::{Error, ErrorKind, Result};
use crate::tape::anomaly::index_of;
use crate::tape::{Tape, Var};
use crate::tensor::{Float, Random, Tensor};

/// A function of tensors.
pub(crate) type Formula<'a, T> = dyn for<'t> Fn(&'t Tape<T>, &[Var<'t, T>]) -> Var<'t, T> + 'a;

/// Where a function is checked.
pub(crate) struct Inputs<T: Float> {
    /// Empty names are not shown.
    pub(crate) names: Vec<String>,
    pub(crate) values: Vec<Tensor<T>>,
}

/// Checks derivatives of the given order of a function.
#[track_caller]
pub(crate) fn check<T: Float>(
    f: &Formula<'_, T>,
    order: usize,
    inputs: &Inputs<T>,
    options: &Options,
) -> Report {
    let mut report = Report::new(order, inputs, options.tolerance_for::<T>());
    let seed = options.seed;
    let gradient = formula(move |tape: &Tape<T>, inputs: &[Var<'_, T>]| gradient_of(f, tape, inputs, seed));
    let checked: &Formula<'_, T> = if order == 1 { f } else { &gradient };
    if let Err(error) = check_first_order(checked, inputs, options, &mut report) {
        return report.failed(error);
    }
    if report.has_wrong_entries() && options.blame {
        report.blame = blame::find(f, order, inputs, options);
    }
    report
}

/// A number whose gradient is made of the second derivatives of `f`.
fn gradient_of<'t, T: Float>(
    f: &Formula<'_, T>,
    tape: &'t Tape<T>,
    inputs: &[Var<'t, T>],
    seed: u64,
) -> Var<'t, T> {
    let result = f(tape, inputs);
    if result.failed().is_some() || result.tape().is_none() {
        return result;
    }
    let mut random = Random::seed(seed ^ 0x5EC0_4D02);
    let cotangent = weights(&result.shape(), &mut random);
    let gradients = result.vjp(cotangent, inputs);
    let mut total = result.lift(0.0);
    for gradient in gradients {
        let weights = weights(&gradient.shape(), &mut random);
        total += (gradient * weights).sum();
    }
    total
}

/// Random numbers of either sign, none near 0.
pub(super) fn weights<T: Float>(shape: &[usize], random: &mut Random) -> Tensor<T> {
    let count: usize = shape.iter().product();
    let number = |random: &mut Random| {
        let number = random.uniform() - 0.5;
        T::of(number + 0.5f64.copysign(number))
    };
    Tensor::from_vec((0..count).map(|_| number(random)).collect(), shape)
}

#[track_caller]
fn check_first_order<T: Float>(
    f: &Formula<'_, T>,
    inputs: &Inputs<T>,
    options: &Options,
    report: &mut Report,
) -> Result<()> {
    let mut random = Random::seed(options.seed);
    let mut tape: Tape<T> = options.tape();
    let (claims, cotangent) = {
        let variables: Vec<Var<'_, T>> = inputs
            .values
            .iter()
            .map(|input| tape.var(input.clone()))
            .collect();
        let result = f(&tape, &variables);
        let shape = result.shape();
        result.value()?;
        // The cotangent of a number is 1: the report then shows the gradient that the user knows.
        let cotangent = match shape.is_empty() {
            true => Tensor::full((), T::of(1.0)),
            false => weights(&shape, &mut random),
        };
        let mut claims = Vec::with_capacity(variables.len());
        for gradient in result.vjp(&cotangent, &variables[..]) {
            claims.push(numbers(&gradient.value()?));
        }
        if options.forward {
            report.modes = forward_against_reverse(result, &variables, &cotangent, &claims, &mut random)?;
        }
        (claims, cotangent)
    };
    let weights = numbers(&cotangent);
    let mut value = |inputs: &[Tensor<T>]| -> Result<Sample> {
        // The same random numbers each time.
        tape.reset();
        tape.set_run(0);
        let variables: Vec<Var<'_, T>> = inputs.iter().map(|input| tape.var(input.clone())).collect();
        let result = f(&tape, &variables).value()?;
        let terms = result.iter().zip(&weights);
        Ok(Sample::of(terms.map(|(element, weight)| element.f64() * weight)))
    };
    let mut judge = Judge {
        value: &mut value,
        inputs: &inputs.values,
        claims: &claims,
        options,
    };
    judge.judge(report);
    Ok(())
}

fn numbers<T: Float>(tensor: &Tensor<T>) -> Vec<f64> {
    tensor.iter().map(Float::f64).collect()
}

/// ⟨u, J v⟩ − ⟨Jᵀ u, v⟩ relative to the sizes; `None` if an operation has no forward rule.
fn forward_against_reverse<'t, T: Float>(
    result: Var<'t, T>,
    variables: &[Var<'t, T>],
    cotangent: &Tensor<T>,
    claims: &[Vec<f64>],
    random: &mut Random,
) -> Result<Option<f64>> {
    let Some(tape) = result.tape() else {
        return Ok(None);
    };
    let tangents: Vec<Var<'t, T>> = variables
        .iter()
        .map(|variable| tape.constant(weights(&variable.shape(), random)))
        .collect();
    let pushed = match result.jvp(variables, tangents.clone()).value() {
        Ok(pushed) => pushed,
        Err(error) if matches!(error.kind(), ErrorKind::Derivative { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let (mut forward, mut reverse, mut size) = (0.0, 0.0, 0.0);
    for (tangent, weight) in numbers(&pushed).into_iter().zip(numbers(cotangent)) {
        forward += tangent * weight;
        size += (tangent * weight).abs();
    }
    for (claim, tangent) in claims.iter().zip(&tangents) {
        for (claim, tangent) in claim.iter().zip(numbers(&tangent.value()?)) {
            reverse += claim * tangent;
            size += (claim * tangent).abs();
        }
    }
    Ok(disagreement(forward, reverse, size))
}

/// How far two modes are apart, relative to the size of what they added up.
pub(super) fn disagreement(forward: f64, reverse: f64, size: f64) -> Option<f64> {
    let difference = (forward - reverse).abs();
    match difference.is_finite() {
        true if size > 0.0 => Some(difference / size),
        true if difference > 0.0 => Some(f64::INFINITY),
        true => Some(0.0),
        // Infinite derivatives on both sides are for the differences to judge.
        false => None,
    }
}

/// Compares claims with differences.
pub(crate) struct Judge<'a, T: Float> {
    pub(crate) value: &'a mut dyn FnMut(&[Tensor<T>]) -> Result<Sample>,
    pub(crate) inputs: &'a [Tensor<T>],
    /// Per input: the gradient.
    pub(crate) claims: &'a [Vec<f64>],
    pub(crate) options: &'a Options,
}

impl<T: Float> Judge<'_, T> {
    /// Judges all entries or directions.
    #[track_caller]
    pub(crate) fn judge(&mut self, report: &mut Report) {
        let middle = match self.middle(report.advice_for_values()) {
            Ok(middle) => middle,
            Err(error) => {
                report.error = Some(error);
                return;
            }
        };
        let mut random = Random::seed(self.options.seed ^ 0xD1_2EC7);
        for input in 0..self.inputs.len() {
            let count = self.inputs[input].len();
            if count <= self.options.entries {
                for entry in 0..count {
                    let judged = self.judge_entry(middle, input, entry);
                    report.add(judged);
                }
                continue;
            }
            for _ in 0..self.options.directions {
                let direction: Vec<f64> = numbers(&weights::<f64>(&[count], &mut random));
                let slope = self.slope_along(middle, input, 0, &direction);
                let entry = self.entry(input, None, self.claim(input, 0, &direction), slope);
                let is_wrong = entry.outcome == Outcome::Wrong;
                report.add(entry);
                if is_wrong {
                    let worst = self.worst_entry(middle, input, &direction);
                    let entry = self.judge_entry(middle, input, worst);
                    report.add(entry);
                }
            }
        }
    }

    /// The value at the point itself, which must be the same twice. Errors are on the line of the check.
    #[track_caller]
    fn middle(&mut self, advice: &str) -> Result<Sample> {
        let (first, second) = ((self.value)(self.inputs)?, (self.value)(self.inputs)?);
        if first.value.to_bits() != second.value.to_bits() {
            return Err(Error::new(format!(
                "the function gives {} and then {} for the same inputs: it is random or keeps state, \
                 so that differences say nothing",
                first.value, second.value
            )));
        }
        if !first.value.is_finite() {
            return Err(Error::new(format!(
                "the value is {} at the inputs: {advice}",
                first.value
            )));
        }
        Ok(first)
    }

    fn judge_entry(&mut self, middle: Sample, input: usize, entry: usize) -> Entry {
        let slope = self.slope_along(middle, input, entry, &[1.0]);
        let index = index_of(entry, self.inputs[input].shape());
        self.entry(input, Some(index), self.claims[input][entry], slope)
    }

    fn entry(&self, input: usize, index: Option<Vec<usize>>, claim: f64, slope: Slope) -> Entry {
        Entry {
            input,
            index,
            analytic: claim,
            numeric: slope.numeric,
            uncertainty: slope.uncertainty,
            allowed: slope.allowed,
            outcome: match slope.finding {
                Finding::Agrees => Outcome::Agrees,
                Finding::Wrong => Outcome::Wrong,
                Finding::Noisy => Outcome::Noisy,
                Finding::Kink { left, right, between } if between => Outcome::Kink { left, right },
                Finding::Jump { left, right, between } if between => Outcome::Jump { left, right },
                Finding::Kink { .. } | Finding::Jump { .. } => Outcome::Wrong,
            },
        }
    }

    fn claim(&self, input: usize, first: usize, direction: &[f64]) -> f64 {
        let claims = &self.claims[input][first..];
        claims
            .iter()
            .zip(direction)
            .map(|(claim, weight)| claim * weight)
            .sum()
    }

    /// The slope along a direction in the elements of an input from `first` on.
    fn slope_along(&mut self, middle: Sample, input: usize, first: usize, direction: &[f64]) -> Slope {
        let claim = self.claim(input, first, direction);
        let point: Vec<T> = self.inputs[input].iter().collect();
        let shape = self.inputs[input].shape().to_vec();
        let part = &point[first..first + direction.len()];
        let size = part
            .iter()
            .fold(0.0f64, |size, element| size.max(element.f64().abs()));
        let mut inputs = self.inputs.to_vec();
        let mut at = |t: f64| -> Option<Sample> {
            let mut moved = point.clone();
            for (element, weight) in moved[first..].iter_mut().zip(direction) {
                *element = T::of(element.f64() + t * weight);
            }
            // A single element moves by what rounding makes of the step.
            let step = match direction.len() {
                1 => (moved[first].f64() - point[first].f64()) / direction[0],
                _ => t,
            };
            inputs[input] = Tensor::from_vec(moved, &shape[..]);
            let sample = (self.value)(&inputs).ok()?;
            (sample.value.is_finite() && step != 0.0).then_some(Sample { step, ..sample })
        };
        let epsilon = T::EPSILON;
        let steps = Steps {
            step: self.options.step.unwrap_or_else(|| epsilon.cbrt()),
            epsilon,
            tolerance: self.options.tolerance_for::<T>(),
        };
        differences::slope(&mut at, middle, size, claim, steps)
    }

    /// Halves a direction that disagrees until one element is left.
    fn worst_entry(&mut self, middle: Sample, input: usize, direction: &[f64]) -> usize {
        let (mut first, mut end) = (0, direction.len());
        while end - first > 1 {
            let half = first + (end - first) / 2;
            let mut error = |first: usize, end: usize| {
                let part = &direction[first..end];
                let slope = self.slope_along(middle, input, first, part);
                let error = (self.claim(input, first, part) - slope.numeric).abs();
                if error.is_nan() { f64::INFINITY } else { error }
            };
            if error(first, half) >= error(half, end) {
                end = half;
            } else {
                first = half;
            }
        }
        first
    }
}
