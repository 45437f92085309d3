//! S4: the reprojection error of a point seen by a camera, as in ADBench's bundle adjustment.

use super::numbers;
use crate::formula::Formula;
use crate::number::{Meets, Number};

/// Inputs: of the camera a rotation (3), a centre (3), a focal length, a principal point (2) and two
/// coefficients of radial distortion; of the point its place (3); and a weight. Data: where it was seen.
pub struct Bundle;

impl Bundle {
    pub const INPUTS: usize = 15;
    pub const DATA: usize = 2;

    /// Inputs and data of some observations, row by row.
    pub fn observations(count: usize) -> (Vec<f64>, Vec<f64>) {
        let middle = [
            0.1, 0.2, -0.1, 0.3, -0.2, 0.1, 500.0, 320.0, 240.0, 0.05, -0.02, 0.5, -0.4, 4.0, 1.0,
        ];
        let changes = numbers(5, count * Self::INPUTS, 0.9, 1.1);
        let inputs = changes
            .iter()
            .enumerate()
            .map(|(k, change)| change * middle[k % Self::INPUTS]);
        (inputs.collect(), numbers(6, count * Self::DATA, 200.0, 400.0))
    }
}

fn cross<N: Number>(a: [N; 3], b: [N; 3]) -> [N; 3] {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

fn dot<N: Number>(a: [N; 3], b: [N; 3]) -> N {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// Rodrigues' formula; the angle is not 0.
fn rotated<N: Number>(rotation: [N; 3], x: [N; 3]) -> [N; 3] {
    let angle = dot(rotation, rotation).sqrt();
    let (sine, cosine) = (angle.sin(), angle.cos());
    let axis = rotation.map(|part| part / angle);
    let across = cross(axis, x);
    let along = dot(axis, x) * cosine.less_than(1.0);
    [0, 1, 2].map(|k| x[k] * cosine + across[k] * sine + axis[k] * along)
}

impl Formula<2> for Bundle {
    fn at<N: Meets<D>, D: Number>(&self, x: &[N], data: &[D]) -> [N; 2] {
        let three = |first: usize| [x[first], x[first + 1], x[first + 2]];
        let (place, centre) = (three(11), three(3));
        let seen = rotated(three(0), [0, 1, 2].map(|k| place[k] - centre[k]));
        let flat = [seen[0] / seen[2], seen[1] / seen[2]];
        let radius = flat[0] * flat[0] + flat[1] * flat[1];
        let distortion = radius * x[9] + radius * radius * x[10] + 1.0;
        let (focus, weight) = (x[6], x[14]);
        [0, 1].map(|k| (flat[k] * distortion * focus + x[7 + k] - data[k]) * weight)
    }
}
