//! Where cameras stood and what they saw, from where points appear in their images: a small scene, its sparse
//! Jacobian by colouring, and the method of K. Levenberg and D. Marquardt on top.

#[path = "models/camera.rs"]
mod camera;

use camera::{CAMERA, residual};
use nalgebra::{DMatrix, DVector};
use wengert::prelude::*;
use wengert::scalar::Function;
use wengert::scalar::sparse::Sparse;

const CAMERAS: usize = 6;
const POINTS: usize = 60;
const INPUTS: usize = CAMERAS * CAMERA + POINTS * 3;

/// What a camera saw of a point.
struct Observation {
    camera: usize,
    point: usize,
    seen: [f64; 2],
}

/// Cameras that look at a cloud of points from slightly different places.
fn scene(random: &mut Random) -> Vec<f64> {
    let noise = Tensor::<f64>::uniform([INPUTS], -1.0, 1.0, random);
    let noise = noise.as_slice();
    let of_camera = |k: usize| match k % CAMERA {
        0..3 => 0.2 * noise[k],
        3 | 4 => noise[k],
        5 => -6.0 + 0.5 * noise[k],
        6 => 500.0 + 20.0 * noise[k],
        7 | 8 => 5.0 * noise[k],
        _ => 0.01 * noise[k],
    };
    let cameras = (0..CAMERAS * CAMERA).map(of_camera);
    cameras.chain(noise[CAMERAS * CAMERA..].iter().copied()).collect()
}

fn residuals<R: Real>(x: &[R], observations: &[Observation]) -> Vec<R> {
    let (cameras, points) = x.split_at(CAMERAS * CAMERA);
    let of = |seen: &Observation| {
        let camera = &cameras[seen.camera * CAMERA..][..CAMERA];
        residual(camera, &points[seen.point * 3..][..3], R::from(1.0), seen.seen)
    };
    observations.iter().flat_map(of).collect()
}

fn main() -> wengert::Result<()> {
    let mut random = Random::seed(3);
    let truth = scene(&mut random);
    let mut observations = Vec::new();
    for camera in 0..CAMERAS {
        // Each camera misses every fifth point.
        for point in (0..POINTS).filter(|point| (point + camera) % 5 != 0) {
            let of_camera = &truth[camera * CAMERA..][..CAMERA];
            let of_point = &truth[CAMERAS * CAMERA + point * 3..][..3];
            let seen = camera::projected(of_camera, of_point);
            observations.push(Observation { camera, point, seen });
        }
    }

    let f = Function::record_all(INPUTS, |x| residuals(x, &observations));
    let jacobian = f.sparse_jacobian()?;
    println!(
        "{} residuals of {INPUTS} unknowns: {} of {} derivatives are not 0, found with {} directions",
        f.results(),
        jacobian.pattern().len(),
        f.results() * INPUTS,
        jacobian.colours()
    );
    let at_truth = jacobian.at(&truth)?.to_dense();
    let dense = f.jacobian().values(&truth)?;
    let agree = |k: usize| (at_truth[(k / INPUTS, k % INPUTS)] - dense[k]).abs() <= 1e-12 * dense[k].abs();
    assert!(
        (0..dense.len()).all(agree),
        "the sparse Jacobian is not the dense one"
    );

    // Everything is a little off: half a degree, a few centimetres, one per cent of the focal length.
    let noise = Tensor::<f64>::uniform([INPUTS], -0.01, 0.01, &mut random);
    let mut x: Vec<f64> = truth
        .iter()
        .zip(noise.as_slice())
        .map(|(x, noise)| x + noise * x.abs().max(1.0))
        .collect();
    let mut damping = 1e-3;
    let pixels =
        |residuals: &[f64]| (residuals.iter().map(|r| r * r).sum::<f64>() / observations.len() as f64).sqrt();
    let mut now = f.values(&x)?;
    println!("step   error in pixels");
    for step in 0..60 {
        println!("{step:4}   {:10.2e}", pixels(&now));
        if pixels(&now) < 1e-9 {
            break;
        }
        let (normal, slope) = normal_equations(&jacobian.at(&x)?, &now);
        loop {
            let mut damped = normal.clone();
            for k in 0..INPUTS {
                damped[(k, k)] *= 1.0 + damping;
            }
            let change = damped.cholesky().map(|factor| factor.solve(&slope));
            let next: Option<Vec<f64>> =
                change.map(|change| x.iter().zip(&change).map(|(x, d)| x - d).collect());
            let found = next.as_ref().map(|next| f.values(next)).transpose()?;
            if let (Some(next), Some(found)) = (next, found)
                && pixels(&found) < pixels(&now)
            {
                (x, now) = (next, found);
                damping *= 0.1;
                break;
            }
            damping *= 10.0;
        }
    }
    assert!(pixels(&now) < 1e-6, "the scene was not found");
    Ok(())
}

/// JᵀJ and Jᵀr; each row of the Jacobian has but a few numbers.
fn normal_equations(jacobian: &Sparse, residuals: &[f64]) -> (DMatrix<f64>, DVector<f64>) {
    let mut normal = DMatrix::zeros(INPUTS, INPUTS);
    let mut slope = DVector::zeros(INPUTS);
    for (row, residual) in residuals.iter().enumerate() {
        let places = jacobian.row_starts()[row]..jacobian.row_starts()[row + 1];
        for first in places.clone() {
            let (column, value) = (jacobian.column_indices()[first], jacobian.values()[first]);
            slope[column] += value * residual;
            for second in places.clone() {
                normal[(jacobian.column_indices()[second], column)] += value * jacobian.values()[second];
            }
        }
    }
    (normal, slope)
}
