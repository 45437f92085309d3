//! What every test here uses: samples, naive formulas and finite differences.

use wengert_tape::{Random, Tape, Tensor, Var};

/// Standard normal numbers, the same for the same seed.
pub fn sample(shape: &[usize], seed: u64) -> Tensor {
    Tensor::randn(shape, &mut Random::seed(seed))
}

/// The elements along `axes`, one vector per result, in row-major order of the rest.
pub fn groups(x: &Tensor, axes: &[usize]) -> Vec<Vec<f64>> {
    let shape = x.shape();
    let kept: Vec<usize> = (0..shape.len()).filter(|axis| !axes.contains(axis)).collect();
    let count = kept.iter().map(|&axis| shape[axis]).product();
    let mut groups = vec![Vec::new(); count];
    for (flat, &element) in x.as_slice().iter().enumerate() {
        let mut rest = flat;
        let mut index = vec![0; shape.len()];
        for axis in (0..shape.len()).rev() {
            index[axis] = rest % shape[axis];
            rest /= shape[axis];
        }
        let group = kept
            .iter()
            .fold(0, |group, &axis| group * shape[axis] + index[axis]);
        groups[group].push(element);
    }
    groups
}

pub fn assert_close(actual: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(actual.len(), expected.len());
    let scale = expected
        .iter()
        .filter(|x| x.is_finite())
        .fold(1.0, |scale: f64, x| scale.max(x.abs()));
    for (i, (&a, &e)) in actual.iter().zip(expected).enumerate() {
        let same = a == e || (a.is_nan() && e.is_nan()) || (a - e).abs() <= tolerance * scale;
        assert!(same, "element {i}: {a} is not {e}\n{actual:?}\n{expected:?}");
    }
}

/// A number made of all elements with fixed weights, so that no derivative cancels.
fn weighted<'t>(y: Var<'t>) -> Var<'t> {
    let weights = (0..y.len()).map(|i| 0.3 + ((i * 7 + 3) % 11) as f64 / 7.0);
    let weights = Tensor::from_vec(weights.collect(), y.shape());
    (y * weights).sum()
}

fn difference(x: &Tensor, value: impl Fn(&Tensor) -> Vec<f64>) -> Vec<Vec<f64>> {
    let step = 1e-5;
    (0..x.len())
        .map(|i| {
            let moved = |by: f64| {
                let mut moved = x.clone();
                moved.as_mut_slice()[i] += by;
                value(&moved)
            };
            let sides = moved(step).into_iter().zip(moved(-step));
            sides.map(|(up, down)| (up - down) / (2.0 * step)).collect()
        })
        .collect()
}

/// Compares the gradient, the forward derivative and the Hessian with central differences, and the
/// third derivative along a direction with differences of the second.
pub fn check_derivatives(x: &Tensor, f: impl for<'t> Fn(Var<'t>) -> Var<'t>) {
    let gradient = |x: &Tensor| {
        let tape = Tape::new();
        let x = tape.var(x);
        weighted(f(x)).grad(x).value().unwrap().as_slice().to_vec()
    };
    let value = |x: &Tensor| {
        let tape = Tape::new();
        vec![weighted(f(tape.var(x))).item().unwrap()]
    };
    let direction = sample(x.shape(), 99);
    let along = |rows: &[Vec<f64>]| -> Vec<f64> {
        let mut sum = vec![0.0; rows.first().map_or(0, Vec::len)];
        for (row, &by) in rows.iter().zip(direction.as_slice()) {
            for (sum, x) in sum.iter_mut().zip(row) {
                *sum += by * x;
            }
        }
        sum
    };
    let first = difference(x, value);
    let numeric: Vec<f64> = first.iter().map(|row| row[0]).collect();
    assert_close(&gradient(x), &numeric, 1e-7);

    let tape = Tape::new();
    let v = tape.var(x);
    let y = weighted(f(v));
    let tangent = y.jvp(v, tape.constant(&direction)).item().unwrap();
    assert_close(&[tangent], &along(&first), 1e-7);

    let second = along(&difference(x, gradient));
    let forward = y.hvp(v, tape.constant(&direction)).value().unwrap();
    assert_close(forward.as_slice(), &second, 1e-6);
    let reverse = (y.grad(v) * &direction).sum().grad(v).value().unwrap();
    assert_close(reverse.as_slice(), &second, 1e-6);

    let curvature = |x: &Tensor| {
        let tape = Tape::new();
        let v = tape.var(x);
        let product = weighted(f(v)).hvp(v, tape.constant(&direction));
        vec![(product * &direction).sum().item().unwrap()]
    };
    let third: Vec<f64> = difference(x, curvature).iter().map(|row| row[0]).collect();
    let product = y.hvp(v, tape.constant(&direction));
    let reverse = (product * &direction).sum().grad(v).value().unwrap();
    assert_close(reverse.as_slice(), &third, 1e-5);
}

/// The value and the gradient of the weighted sum.
pub fn value_and_gradient(x: &Tensor, f: impl for<'t> Fn(Var<'t>) -> Var<'t>) -> (Vec<f64>, Vec<f64>) {
    let tape = Tape::new();
    let x = tape.var(x);
    let y = f(x);
    let gradient = y.sum().grad(x).value().unwrap();
    (
        y.value().unwrap().as_slice().to_vec(),
        gradient.as_slice().to_vec(),
    )
}

/// The words of the error that waits.
pub fn error_of(y: Var) -> String {
    y.sum().item().unwrap_err().to_string()
}
