//! A bundle adjustment, as in ADBench (Šrajer, Kukelová and Fitzgibbon 2018): cameras of eleven parameters,
//! points, and a weight for each observation.

use super::*;

const CAMERA: usize = 11;

struct Scene {
    cameras: usize,
    points: usize,
    /// Which camera sees which point.
    observations: Vec<(usize, usize)>,
}

impl Scene {
    fn new(cameras: usize, points: usize, observations: usize) -> Self {
        let seen = |k: usize| ((k * 7 + k / points) % cameras, k % points);
        Scene {
            cameras,
            points,
            observations: (0..observations).map(seen).collect(),
        }
    }

    fn inputs(&self) -> usize {
        self.cameras * CAMERA + self.points * 3 + self.observations.len()
    }

    fn start(&self) -> Vec<f64> {
        let mut x = Vec::new();
        for k in 0..self.cameras * CAMERA {
            let noise = 0.1 * (k as f64 * 1.3).sin();
            x.push(match k % CAMERA {
                // Rotation, centre, focal length, principal point, distortion.
                0..3 => 0.3 + noise,
                3..5 => noise,
                5 => -5.0 + noise,
                6 => 2.0 + noise,
                _ => 0.1 * noise,
            });
        }
        x.extend((0..self.points * 3).map(|k| (k as f64 * 0.7).cos()));
        x.extend((0..self.observations.len()).map(|k| 1.0 + 0.1 * (k as f64).sin()));
        x
    }

    /// Two residuals for each observation, and one for its weight.
    fn residuals<R: Real>(&self, x: &[R]) -> Vec<R> {
        let (cameras, rest) = x.split_at(self.cameras * CAMERA);
        let (points, weights) = rest.split_at(self.points * 3);
        let mut residuals = Vec::new();
        for (&(camera, point), &weight) in self.observations.iter().zip(weights) {
            let camera = &cameras[camera * CAMERA..][..CAMERA];
            let point = &points[point * 3..][..3];
            let seen = project(camera, point);
            let measured = [0.1 * (residuals.len() as f64).sin(), 0.2];
            residuals.extend([0, 1].map(|k| weight * (seen[k] - measured[k])));
            residuals.push(1.0 - weight * weight);
        }
        residuals
    }
}

/// A point as a camera sees it: rotated (Rodrigues), projected, distorted radially.
fn project<R: Real>(camera: &[R], point: &[R]) -> [R; 2] {
    let moved = [0, 1, 2].map(|k| point[k] - camera[3 + k]);
    let [x, y, z] = rotate([camera[0], camera[1], camera[2]], moved);
    let plane = [x / z, y / z];
    let radius = plane[0].square() + plane[1].square();
    let distortion = 1.0 + radius * (camera[9] + camera[10] * radius);
    [0, 1].map(|k| camera[6] * plane[k] * distortion + camera[7 + k])
}

fn rotate<R: Real>(axis: [R; 3], v: [R; 3]) -> [R; 3] {
    let angle = (axis[0].square() + axis[1].square() + axis[2].square()).sqrt();
    let (sine, cosine) = (angle.sin(), angle.cos());
    let w = axis.map(|a| a / angle);
    let cross = [
        w[1] * v[2] - w[2] * v[1],
        w[2] * v[0] - w[0] * v[2],
        w[0] * v[1] - w[1] * v[0],
    ];
    let along = (w[0] * v[0] + w[1] * v[1] + w[2] * v[2]) * (1.0 - cosine);
    [0, 1, 2].map(|k| v[k] * cosine + cross[k] * sine + w[k] * along)
}

#[test]
fn the_jacobian_of_a_bundle_adjustment_is_the_dense_one() -> Result<()> {
    let scene = Scene::new(3, 8, 20);
    let x = scene.start();
    let f = Function::record_all(scene.inputs(), |x| scene.residuals(x));
    let dense = scalar::jacobian(|x| scene.residuals(x), &x)?;
    let jacobian = f.sparse_jacobian()?;
    assert_eq!(jacobian.pattern().len(), 20 * (2 * (CAMERA + 3 + 1) - 2 + 1));
    for direction in [Direction::Columns, Direction::Rows] {
        assert!(agrees(&f.sparse_jacobian_by(direction)?.at(&x)?, &dense));
    }
    let (_, entries) = f.jacobian_entries()?;
    let values = jacobian.at(&x)?;
    for (&a, b) in values.values().iter().zip(entries.values(&x)?) {
        assert!((a - b).abs() <= 1e-10 * b.abs().max(1.0));
    }
    // Gauss and Newton's step takes products.
    let direction: Vec<f64> = (0..x.len()).map(|k| (k as f64).sin()).collect();
    let product = values.apply(&direction)?;
    let expected = dense.apply(&direction);
    assert!(product.iter().zip(expected).all(|(&a, b)| (a - b).abs() < 1e-9));
    Ok(())
}

#[test]
fn a_large_bundle_adjustment_takes_colours_of_a_small_one() -> Result<()> {
    let mut instructions = Vec::new();
    for scale in [1, 2] {
        let scene = Scene::new(20 * scale, 300 * scale, 1200 * scale);
        let x = scene.start();
        let f = Function::record_all(scene.inputs(), |x| scene.residuals(x));
        let jacobian = f.sparse_jacobian()?;
        assert_eq!(jacobian.pattern().len(), 1200 * scale * 29);
        assert!(
            jacobian.colours() <= CAMERA + 3 + 1 + 10,
            "{}",
            jacobian.colours()
        );
        let found = jacobian.at(&x)?;
        // Some rows against the tape.
        for row in [0, 1, 2, 2001, 3600 * scale - 2] {
            let gradient = scalar::grad(|x| scene.residuals(x)[row], &x)?;
            for (column, expected) in gradient.into_iter().enumerate() {
                let value = found.get(row, column);
                assert!((value - expected).abs() <= 1e-10 * expected.abs().max(1.0));
            }
        }
        instructions.push(f.jacobian_entries()?.1.instructions());
    }
    assert!(instructions[1] < 21 * instructions[0] / 10, "{instructions:?}");
    Ok(())
}
