//! The orbit of a planet from where it was seen: Kepler's equation is solved for each time, differentiated as
//! what it defines, and the elements of the orbit are fitted with nalgebra's matrices.

use nalgebra::{DMatrix, DVector};
use wengert::scalar::{DualVec, Primal, Solver};

/// Size, eccentricity, the direction of the nearest point, and the anomaly at the beginning.
const NAMES: [&str; 4] = [
    "semi-major axis",
    "eccentricity",
    "direction of perihelion",
    "first anomaly",
];

/// Where the planet is at a time, in the plane of its orbit.
fn position<N: Primal>(elements: &[N; 4], time: f64) -> wengert::Result<[N; 2]> {
    let [size, eccentricity, direction, first] = *elements;
    // The third law, in years and astronomical units.
    let mean = first + 2.0 * std::f64::consts::PI * time / (size * size.sqrt());
    let start = mean.value() + eccentricity.value() * mean.value().sin();
    // M = E − e sin E, solved for E; its derivatives come from the equation, not from the iteration.
    let anomaly = Solver::new().root(|x, p| x - p[1] * x.sin() - p[0], start, &[mean, eccentricity])?;
    let along = size * (anomaly.cos() - eccentricity);
    let across = size * (1.0 - eccentricity.square()).sqrt() * anomaly.sin();
    let (sine, cosine) = (direction.sin(), direction.cos());
    Ok([along * cosine - across * sine, along * sine + across * cosine])
}

/// The sum of squares, and what is left to explain with its derivatives.
fn residuals(elements: &[f64; 4], seen: &[(f64, [f64; 2])]) -> wengert::Result<(DVector<f64>, DMatrix<f64>)> {
    let mut left = DVector::zeros(2 * seen.len());
    let mut jacobian = DMatrix::zeros(2 * seen.len(), 4);
    for (k, (time, seen)) in seen.iter().enumerate() {
        let found: [DualVec<f64, 4>; 2] = position(&DualVec::variables(*elements), *time)?;
        for axis in 0..2 {
            left[2 * k + axis] = seen[axis] - found[axis].value;
            for (column, slope) in found[axis].tangents.into_iter().enumerate() {
                jacobian[(2 * k + axis, column)] = slope;
            }
        }
    }
    Ok((left, jacobian))
}

fn main() -> wengert::Result<()> {
    // Mercury, seen twenty times in a third of a year.
    let truth = [0.387_098, 0.205_63, 1.351_9, 3.050_8];
    let seen = (0..20).map(|k| f64::from(k) / 60.0);
    let seen: Vec<(f64, [f64; 2])> = seen
        .map(|time| Ok((time, position(&truth, time)?)))
        .collect::<wengert::Result<_>>()?;

    // Steps of C. F. Gauss, each the least squares of the linear problem, shortened where they lead away.
    let mut elements = [0.45, 0.1, 1.0, 3.2];
    println!("step   distance");
    for step in 0..30 {
        let (left, jacobian) = residuals(&elements, &seen)?;
        println!("{step:4}   {:8.1e}", left.norm());
        if left.norm() < 1e-13 {
            break;
        }
        let normal = jacobian.transpose() * &jacobian;
        let factor = normal
            .cholesky()
            .expect("the observations tell the elements apart");
        let change = factor.solve(&(jacobian.transpose() * &left));
        let mut length = 1.0;
        let moved = |length: f64| std::array::from_fn(|k| elements[k] + length * change[k]);
        while length > 1e-6 && residuals(&moved(length), &seen)?.0.norm() > left.norm() {
            length *= 0.5;
        }
        elements = moved(length);
    }
    let mut worst: f64 = 0.0;
    for ((name, found), truth) in NAMES.iter().zip(elements).zip(truth) {
        println!("{name:24} {found:.12}");
        worst = worst.max((found - truth).abs());
    }
    println!("farthest from the truth: {worst:.1e}");
    assert!(worst < 1e-11, "the orbit was not found");
    Ok(())
}
