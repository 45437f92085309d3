//! The edge grid: zeros of both signs, subnormal, tiny, huge, infinite and ordinary numbers in every
//! function, as plain numbers, in double and in single precision, and their derivatives there.

mod functions;
mod rows;

use functions::{BINARY, UNARY};
use wengert::{Tape, Tensor, Var};

/// Numbers at which functions have conventions, lose digits or overflow.
const GRID: [f64; 27] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    5e-324,
    -5e-324,
    1e-300,
    -1e-300,
    1e-8,
    -1e-8,
    0.5,
    -0.5,
    2.0,
    -2.0,
    3.0,
    -3.0,
    40.0,
    -40.0,
    1000.0,
    -1000.0,
    1e15,
    1e300,
    -1e300,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
    0.1,
];

/// Lanes and plain numbers round differently in the last places.
const ULPS: u64 = 4;

/// Functions made of several roundings, whose steps may cancel; relative to the value.
const COMPOSED: f64 = 1e-14;

/// The distance of two numbers in units of the last place; 0 and −0 are the same, so are two NaN.
fn distance(a: f64, b: f64) -> u64 {
    if a == b || a.is_nan() && b.is_nan() {
        return 0;
    }
    if a.is_nan() || b.is_nan() {
        return u64::MAX;
    }
    // Bits in the order of the numbers.
    let ordered = |x: f64| {
        let bits = x.to_bits() as i64;
        if bits < 0 { i64::MIN - bits } else { bits }
    };
    ordered(a).abs_diff(ordered(b))
}

fn close(a: f64, b: f64) -> bool {
    distance(a, b) <= ULPS || (a - b).abs() <= COMPOSED * a.abs().max(b.abs())
}

/// Enough copies of the grid to fill lanes of every width, with a rest.
fn repeated(grid: &[f64]) -> Vec<f64> {
    grid.iter().copied().cycle().take(3 * grid.len()).collect()
}

fn report(failures: &[String]) {
    assert!(
        failures.is_empty(),
        "{} differ:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

#[test]
fn functions_of_one_number_agree_on_numbers_and_tensors() {
    let mut failures = Vec::new();
    for function in UNARY {
        let points = repeated(&GRID);
        let tape = Tape::new();
        let value = (function.double)(tape.var(&points[..]))
            .value()
            .expect("no errors");
        for (&x, found) in points.iter().zip(value.iter()) {
            let expected = (function.plain)(x);
            if !close(found, expected) {
                failures.push(format!(
                    "{}({x:e}): tensor {found:e}, number {expected:e}",
                    function.name
                ));
            }
        }
    }
    report(&failures);
}

#[test]
fn functions_of_two_numbers_agree_on_numbers_and_tensors() {
    let mut failures = Vec::new();
    let right = Tensor::from(&GRID[..]);
    let left = right.reshape([-1, 1]).expect("a column");
    for function in BINARY {
        let tape = Tape::new();
        let value = (function.double)(tape.var(&left), tape.var(&right))
            .value()
            .expect("no errors");
        for (place, found) in value.iter().enumerate() {
            let (x, y) = (GRID[place / GRID.len()], GRID[place % GRID.len()]);
            let expected = (function.plain)(x, y);
            if !close(found, expected) {
                failures.push(format!(
                    "{}({x:e}, {y:e}): tensor {found:e}, number {expected:e}",
                    function.name
                ));
            }
        }
    }
    report(&failures);
}

/// Single precision beside rounded double: four units in the last place, and what a cancellation of
/// numbers of the order of 1 leaves.
fn close_in_single(found: f32, expected: f64) -> bool {
    let rounded = expected as f32;
    if found == rounded || found.is_nan() && rounded.is_nan() {
        return true;
    }
    let allowed = 4.0 * f64::from(f32::EPSILON) * expected.abs() + 1e-6 * expected.abs().min(1.0) + 1e-44;
    // At the end of the range a unit in the last place decides between the largest number and ∞.
    let overflow = found.is_infinite() && expected.abs() > 3.4e38;
    overflow || (f64::from(found) - expected).abs() <= allowed
}

#[test]
fn single_precision_agrees_with_rounded_double() {
    let mut failures = Vec::new();
    for function in UNARY {
        let points: Vec<f32> = repeated(&GRID).iter().map(|&x| x as f32).collect();
        let tape = Tape::new();
        let value = (function.single)(tape.var(&points[..]))
            .value()
            .expect("no errors");
        for (&x, found) in points.iter().zip(value.iter()) {
            let expected = (function.plain)(f64::from(x));
            if !close_in_single(found, expected) {
                failures.push(format!(
                    "{}({x:e}): single {found:e}, double {expected:e}",
                    function.name
                ));
            }
        }
    }
    report(&failures);
}

#[test]
fn derivatives_are_numbers_where_a_function_is_smooth() {
    let mut failures = Vec::new();
    for function in UNARY {
        for &x in GRID.iter().filter(|x| x.is_finite()) {
            if !function.smooth.holds(x) {
                continue;
            }
            let tape = Tape::new();
            let variable = tape.var(x);
            let mut derivative = (function.double)(variable);
            for order in 1..=3 {
                derivative = derivative.grad(variable);
                let value = derivative.item().expect("no errors");
                if value.is_nan() {
                    failures.push(format!("derivative {order} of {} at {x:e} is NaN", function.name));
                }
            }
        }
    }
    report(&failures);
}

#[test]
fn forward_and_reverse_agree_at_every_finite_point() {
    let mut failures = Vec::new();
    for function in UNARY {
        for &x in GRID.iter().filter(|x| x.is_finite()) {
            let tape = Tape::new();
            let variable = tape.var(x);
            let y = (function.double)(variable);
            let reverse = y.grad(variable).item().expect("no errors");
            let forward = y.jvp(variable, tape.constant(1.0)).item().expect("no errors");
            if !close(forward, reverse) {
                failures.push(format!(
                    "{}'({x:e}): forward {forward:e}, reverse {reverse:e}",
                    function.name
                ));
            }
        }
    }
    report(&failures);
}

#[test]
fn a_branch_that_is_not_taken_poisons_nothing() {
    let mut failures = Vec::new();
    for function in UNARY {
        for &x in &GRID {
            let tape = Tape::new();
            let variable: Var = tape.var(x);
            let chosen = tape
                .constant(1.0)
                .select(0.5 * variable, (function.double)(variable));
            let slope = chosen.grad(variable).item().expect("no errors");
            let tangent = chosen
                .jvp(variable, tape.constant(1.0))
                .item()
                .expect("no errors");
            if slope != 0.5 || tangent != 0.5 {
                failures.push(format!(
                    "beside {} at {x:e}: {slope:e} and {tangent:e}",
                    function.name
                ));
            }
        }
    }
    report(&failures);
}

#[test]
fn a_branch_of_two_numbers_that_is_not_taken_poisons_nothing() {
    let mut failures = Vec::new();
    let right = Tensor::from(&GRID[..]);
    let left = right.reshape([-1, 1]).expect("a column");
    for function in BINARY {
        let tape = Tape::new();
        let (x, y) = (tape.var(&left), tape.var(&right));
        let chosen = tape.constant(1.0).select(0.5 * x, (function.double)(x, y)).sum();
        let [to_x, to_y] = chosen.grad([x, y]);
        let (to_x, to_y) = (to_x.value().expect("no errors"), to_y.value().expect("no errors"));
        // Each element of the column stands beside every one of the row.
        let half = 0.5 * GRID.len() as f64;
        if to_x.iter().any(|slope| slope != half) || to_y.iter().any(|slope| slope != 0.0) {
            failures.push(format!("beside {}: {to_x} and {to_y}", function.name));
        }
    }
    report(&failures);
}
