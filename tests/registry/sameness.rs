//! What must not change a result: threads, a reset, the place in memory, the float type.

use crate::derivatives::variables;
use crate::draw::{self, Domain};
use crate::entry::{Entry, Input};
use wengert::{Random, Result, Tape, Tensor, Var};

/// Sums over another order of memory differ by rounding.
const LAYOUT: f64 = 1e-12;

/// Single precision keeps about seven digits; functions of one number amplify by their condition,
/// gradients once more.
const SINGLE: f64 = 1e-4;

/// The value and the gradients for a fixed cotangent.
fn run(entry: &Entry, tape: &Tape, inputs: &[Tensor]) -> Result<Vec<Tensor>, String> {
    let x = variables(tape, inputs);
    let y = (entry.double)(&x);
    let value = y.value().map_err(|error| error.to_string())?;
    let cotangent = draw::direction(value.shape(), &mut Random::seed(5));
    let mut results = vec![value];
    for gradient in y.vjp(cotangent, &x) {
        results.push(gradient.value().map_err(|error| error.to_string())?);
    }
    Ok(results)
}

fn bits(tensors: &[Tensor]) -> Vec<u64> {
    tensors
        .iter()
        .flat_map(|tensor| tensor.iter().map(f64::to_bits))
        .collect()
}

/// Whether the number of threads leaves every bit. Sets the number for the whole process.
pub fn check_threads(entry: &Entry) -> Result<(), String> {
    for (number, sample) in entry.large.iter().enumerate() {
        let inputs = draw::inputs(sample, &mut draw::random_for(entry, number));
        let mut expected = None;
        for threads in [1, 2, 4] {
            wengert::set_threads(threads);
            let found = bits(&run(entry, &Tape::training(7), &inputs)?);
            let expected = expected.get_or_insert_with(|| found.clone());
            if found != *expected {
                let at = found.iter().zip(expected.iter()).position(|(a, b)| a != b);
                return Err(format!(
                    "{threads} threads change the result, first at place {at:?}"
                ));
            }
        }
    }
    Ok(())
}

/// Whether a tape gives the same bits after a reset, and when it is asked twice.
pub fn check_reset(entry: &Entry) -> Result<(), String> {
    for (number, sample) in entry.samples.iter().enumerate() {
        let inputs = draw::inputs(sample, &mut draw::random_for(entry, number));
        let mut tape = Tape::training(7);
        let first = bits(&run(entry, &tape, &inputs)?);
        for _ in 0..2 {
            tape.reset();
            // The random numbers of a run depend on how many resets have been.
            tape.set_run(0);
            if bits(&run(entry, &tape, &inputs)?) != first {
                return Err(format!("a reset changes the result of sample {number}"));
            }
        }
    }
    Ok(())
}

/// Whether transposed, stepped and expanded inputs give what packed ones give.
pub fn check_layouts(entry: &Entry) -> Result<(), String> {
    for (number, sample) in entry.samples.iter().enumerate() {
        let inputs = draw::inputs(sample, &mut draw::random_for(entry, number));
        let turned: Vec<Tensor> = inputs.iter().map(draw::transposed).collect();
        let stepped: Vec<Tensor> = inputs.iter().map(draw::stepped).collect();
        compare(entry, number, "transposed", &turned, &inputs)?;
        compare(entry, number, "stepped", &stepped, &inputs)?;
        let free = |input: &Input| input.domain != Domain::Distinct;
        for axis in 0..3 {
            let repeated = inputs
                .iter()
                .zip(sample)
                .map(|(x, input)| match draw::expanded(x, axis) {
                    Some(expanded) if free(input) => expanded,
                    _ => x.clone(),
                });
            let repeated: Vec<Tensor> = repeated.collect();
            let packed: Vec<Tensor> = repeated.iter().map(repack).collect();
            compare(entry, number, "expanded", &repeated, &packed)?;
        }
    }
    Ok(())
}

/// The same values in memory of their own.
fn repack(x: &Tensor) -> Tensor {
    Tensor::from_vec(x.iter().collect(), x.shape())
}

fn compare(
    entry: &Entry,
    number: usize,
    how: &str,
    laid: &[Tensor],
    packed: &[Tensor],
) -> Result<(), String> {
    let expected = run(entry, &Tape::training(7), packed)?;
    let found = run(entry, &Tape::training(7), laid)?;
    for (k, (found, expected)) in found.iter().zip(&expected).enumerate() {
        let largest = expected.iter().fold(1e-3, |largest: f64, x| largest.max(x.abs()));
        let report = found.compare_equal_nan(expected, 0.0, LAYOUT * largest);
        if !report.is_close() {
            let what = if k == 0 {
                "value".into()
            } else {
                format!("gradient of input {}", k - 1)
            };
            return Err(format!("sample {number}, {how} inputs, {what}: {report}"));
        }
    }
    Ok(())
}

/// Whether single precision agrees with double to its own digits.
pub fn check_single(entry: &Entry) -> Result<(), String> {
    for (number, sample) in entry.samples.iter().enumerate() {
        let inputs = draw::inputs(sample, &mut draw::random_for(entry, number));
        let narrow: Vec<Tensor<f32>> = inputs.iter().map(|x| x.map(|x| x as f32)).collect();
        let rounded: Vec<Tensor> = narrow.iter().map(|x| x.map(f64::from)).collect();
        let expected = run(entry, &Tape::training(7), &rounded)?;
        let found = run_single(entry, &narrow)?;
        for (k, (found, expected)) in found.iter().zip(&expected).enumerate() {
            let largest = expected.iter().fold(1e-3, |largest: f64, x| largest.max(x.abs()));
            let report = found.compare_equal_nan(expected, 0.0, SINGLE * largest);
            if !report.is_close() {
                let what = if k == 0 {
                    "value".into()
                } else {
                    format!("gradient of input {}", k - 1)
                };
                return Err(format!("sample {number} in f32, {what}: {report}"));
            }
        }
    }
    Ok(())
}

fn run_single(entry: &Entry, inputs: &[Tensor<f32>]) -> Result<Vec<Tensor>, String> {
    let tape = Tape::training(7);
    let x: Vec<Var<f32>> = inputs.iter().map(|input| tape.var(input)).collect();
    let y = (entry.single)(&x);
    let value = y.value().map_err(|error| error.to_string())?;
    let cotangent = draw::direction(value.shape(), &mut Random::seed(5));
    let mut results = vec![value.map(f64::from)];
    for gradient in y.vjp(cotangent.map(|u| u as f32), &x) {
        results.push(
            gradient
                .value()
                .map_err(|error| error.to_string())?
                .map(f64::from),
        );
    }
    Ok(results)
}

/// Whether NaN and infinite inputs give results, whatever they are, without a panic.
pub fn check_strange_numbers(entry: &Entry) -> Result<(), String> {
    for sample in &entry.samples {
        for strange in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, f64::MAX, 5e-324] {
            let fill = |input: &Input| Tensor::full(input.shape.clone(), strange);
            let inputs: Vec<Tensor> = sample.iter().map(fill).collect();
            run(entry, &Tape::training(7), &inputs)?;
        }
    }
    Ok(())
}
