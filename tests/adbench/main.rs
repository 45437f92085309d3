//! The problems of ADBench, against PyTorch: `generate.py` writes the values.

#[path = "../../examples/models/camera.rs"]
mod camera;
#[path = "../../examples/models/mixture.rs"]
mod mixture;

use camera::{CAMERA, residual};
use mixture::Mixture;
use serde_json::Value;
use wengert::Real;
use wengert::scalar::{self, Column, DualVec, Function};

/// Relative to the largest: sums of a thousand points in another order.
const TOLERANCE: f64 = 1e-10;

fn expected(problem: &str, what: &str) -> Vec<f64> {
    let all: Value = serde_json::from_str(include_str!("values.json")).expect("JSON");
    match &all[problem][what] {
        Value::Array(numbers) => numbers.iter().map(|x| x.as_f64().expect("a number")).collect(),
        number => vec![number.as_f64().expect("a number")],
    }
}

fn assert_agree(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    let largest = expected.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
    for (k, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!(
            (found - expected).abs() <= TOLERANCE * largest,
            "number {k}: {found} for {expected}"
        );
    }
}

#[test]
fn the_gradient_of_a_mixture_is_that_of_pytorch_in_every_mode() -> wengert::Result<()> {
    let mixture = Mixture::small();
    let (value, gradient) = (expected("mixture", "value"), expected("mixture", "gradient"));
    let count = mixture.start.len();
    assert_eq!(count, 30);

    let (taped, reverse) = scalar::value_and_grad(|x| mixture.objective(x), &mixture.start)?;
    assert_agree(&[taped], &value);
    assert_agree(&reverse, &gradient);

    let start: [f64; 30] = std::array::from_fn(|k| mixture.start[k]);
    let forward = mixture.objective(&DualVec::variables(start));
    assert_agree(&[forward.value], &value);
    assert_agree(&forward.tangents, &gradient);

    let term = Function::record(count + 2, |x| mixture.term(&x[..count], &x[count..]))
        .parameters(count)
        .with_gradient();
    let rest = Function::record(count, |x| mixture.rest(x))
        .with_gradient()
        .values(&start)?;
    let columns: Vec<Vec<f64>> = (0..2)
        .map(|k| mixture.points.iter().map(|point| point[k]).collect())
        .collect();
    let inputs = start
        .iter()
        .map(|&x| Column::Same(x))
        .chain(columns.iter().map(Column::from));
    let sums = term.sums(inputs)?;
    let recorded: Vec<f64> = (0..=count).map(|k| sums[k] + rest[k]).collect();
    assert_agree(&recorded[..1], &value);
    assert_agree(&recorded[1..], &gradient);
    Ok(())
}

#[test]
fn the_hessian_of_a_mixture_is_that_of_pytorch() -> wengert::Result<()> {
    let mixture = Mixture::small();
    let hessian = scalar::hessian(|x| mixture.objective(x), &mixture.start)?;
    let found: Vec<f64> = (0..900).map(|k| hessian[(k / 30, k % 30)]).collect();
    assert_agree(&found, &expected("mixture", "hessian"));
    Ok(())
}

#[test]
fn the_jacobian_of_an_observation_is_that_of_pytorch_in_every_mode() -> wengert::Result<()> {
    let numbers: Vec<f64> = include_str!("../../data/adbench/ba1.txt")
        .split_whitespace()
        .skip(3)
        .map(|word| word.parse().expect("a number"))
        .collect();
    let observed = [numbers[15], numbers[16]];
    fn seen<R: Real>(x: &[R], observed: [f64; 2]) -> [R; 2] {
        residual(&x[..CAMERA], &x[CAMERA..], x[14], observed)
    }
    let (value, jacobian) = (expected("bundle", "value"), expected("bundle", "jacobian"));

    let reverse = scalar::jacobian(|x| seen(x, observed).to_vec(), &numbers[..15])?;
    let found: Vec<f64> = (0..30).map(|k| reverse[(k / 15, k % 15)]).collect();
    assert_agree(&found, &jacobian);

    let at: [f64; 15] = std::array::from_fn(|k| numbers[k]);
    let forward = seen(&DualVec::variables(at), observed);
    assert_agree(&forward.map(|residual| residual.value), &value);
    assert_agree(&forward.map(|residual| residual.tangents).concat(), &jacobian);

    let recorded = Function::record_all(15, |x| seen(x, observed).to_vec());
    assert_agree(&recorded.values(&at)?, &value);
    assert_agree(&recorded.jacobian().values(&at)?, &jacobian);
    Ok(())
}
