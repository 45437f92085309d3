//! The Gaussian mixture of ADBench: the gradient of its objective on a tape and as a recorded function over all
//! points, which agree; then Newton's method with the exact Hessian climbs to the most
//! probable parameters.

#[path = "models/mixture.rs"]
mod mixture;

use mixture::Mixture;
use std::time::Instant;
use wengert::scalar::{self, Column, Function, Matrix};

/// A function of the parameters and a point, summed over the points.
fn summed(function: &Function, parameters: &[f64], points: &[Vec<f64>]) -> wengert::Result<Vec<f64>> {
    let of_parameters = parameters.iter().map(|&x| Column::Same(x));
    function.sums(of_parameters.chain(points.iter().map(Column::from)))
}

fn main() -> wengert::Result<()> {
    let mixture = Mixture::small();
    let count = mixture.start.len();
    let columns: Vec<Vec<f64>> = (0..mixture.dimensions)
        .map(|k| mixture.points.iter().map(|point| point[k]).collect())
        .collect();

    let (value, gradient) = scalar::value_and_grad(|x| mixture.objective(x), &mixture.start)?;
    println!(
        "{count} parameters, {} points, objective {value:.6}",
        mixture.points.len()
    );

    let term = Function::record(count + mixture.dimensions, |x| {
        mixture.term(&x[..count], &x[count..])
    });
    // With respect to the parameters, not to the points.
    let term = term.parameters(count);
    let with_gradient = term.with_gradient();
    let rest = Function::record(count, |x| mixture.rest(x)).with_gradient();
    let sums = summed(&with_gradient, &mixture.start, &columns)?;
    let others = rest.values(&mixture.start)?;
    let largest = gradient.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
    let worst = (0..count)
        .map(|k| (sums[k + 1] + others[k + 1] - gradient[k]).abs() / largest)
        .fold(0.0, f64::max);
    println!("tape and recorded function differ by {worst:.1e} of the largest derivative");
    assert!(worst < 1e-12, "the two ways disagree");

    let mut tape = scalar::Tape::new();
    let start = Instant::now();
    for _ in 0..20 {
        tape.reset();
        let x = tape.vars_from(&mixture.start);
        mixture.objective(&x).backward()?.wrt(&x)?;
    }
    let of_tape = start.elapsed() / 20;
    let start = Instant::now();
    for _ in 0..20 {
        summed(&with_gradient, &mixture.start, &columns)?;
    }
    println!(
        "a gradient: {of_tape:.1?} on the tape, {:.1?} recorded",
        start.elapsed() / 20
    );

    climb(&mixture, &term, &columns)
}

/// Newton's method on the logarithmic posterior, damped until the matrix is positive definite and the step climbs.
fn climb(mixture: &Mixture, term: &Function, columns: &[Vec<f64>]) -> wengert::Result<()> {
    let count = mixture.start.len();
    let rest = Function::record(count, |x| mixture.rest_of_posterior(x));
    let derivatives = [term, &rest].map(|f| (f.with_gradient(), f.hessian()));
    let value = |x: &[f64]| -> wengert::Result<f64> { Ok(summed(term, x, columns)?[0] + rest.value(x)?) };
    let mut x = mixture.start.clone();
    let mut damping = 1.0;
    println!("step   log posterior   |gradient|");
    for step in 0..200 {
        let (of_points, of_rest) = (
            summed(&derivatives[0].0, &x, columns)?,
            derivatives[1].0.values(&x)?,
        );
        let gradient: Vec<f64> = (1..=count).map(|k| of_points[k] + of_rest[k]).collect();
        let norm = scalar::norm(&gradient);
        let height = of_points[0] + of_rest[0];
        if step % 10 == 0 || norm < 1e-8 {
            println!("{step:4}   {height:13.6}   {norm:10.2e}");
        }
        if norm < 1e-8 {
            return Ok(());
        }
        let (of_points, of_rest) = (
            summed(&derivatives[0].1, &x, columns)?,
            derivatives[1].1.values(&x)?,
        );
        loop {
            let mut matrix = Matrix::zeros(count, count);
            for row in 0..count {
                for column in 0..count {
                    matrix[(row, column)] =
                        -(of_points[row * count + column] + of_rest[row * count + column]);
                }
                matrix[(row, row)] += damping;
            }
            // A matrix that is not positive definite has no factor: the step would not climb.
            if matrix.cholesky().is_ok() {
                let move_by = matrix.solve(&gradient)?;
                let next: Vec<f64> = x.iter().zip(&move_by).map(|(x, step)| x + step).collect();
                if value(&next)? > height - 1e-12 * height.abs() {
                    x = next;
                    damping *= 0.1;
                    break;
                }
            }
            damping = 10.0 * damping.max(1e-9);
        }
    }
    panic!("Newton's method did not arrive");
}
