//! The camera of ADBench's bundle adjustment: where it sees a point.

use wengert::Real;
use wengert::scalar;

/// Rotation, centre, focal length, principal point, two coefficients of distortion.
pub const CAMERA: usize = 11;

/// The vector turned about an axis by an angle that is the length of the axis (O. Rodrigues, 1840).
fn rotated<R: Real>(axis: [R; 3], x: [R; 3]) -> [R; 3] {
    let squared = scalar::dot(&axis, &axis);
    // Below this angle the first term of the series is exact to rounding, and the axis has a length.
    let small = squared.less(1e-20);
    let angle = R::select(small, 1.0, squared).sqrt();
    let (sine, cosine) = (angle.sin(), angle.cos());
    let unit = axis.map(|a| a / angle);
    let across = cross(unit, x);
    let along = scalar::dot(&unit, &x) * (1.0 - cosine);
    let first = cross(axis, x);
    std::array::from_fn(|k| {
        let turned = x[k] * cosine + across[k] * sine + unit[k] * along;
        R::select(small, x[k] + first[k], turned)
    })
}

fn cross<R: Real>(a: [R; 3], b: [R; 3]) -> [R; 3] {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

/// Where a camera sees a point.
pub fn projected<R: Real>(camera: &[R], point: &[R]) -> [R; 2] {
    let centred = [0, 1, 2].map(|k| point[k] - camera[3 + k]);
    let seen = rotated([camera[0], camera[1], camera[2]], centred);
    let image = [seen[0] / seen[2], seen[1] / seen[2]];
    let squared = image[0].square() + image[1].square();
    let distortion = 1.0 + camera[9] * squared + camera[10] * squared.square();
    [0, 1].map(|k| image[k] * distortion * camera[6] + camera[7 + k])
}

/// The weighted distance of what a camera sees from what was observed.
pub fn residual<R: Real>(camera: &[R], point: &[R], weight: R, observed: [f64; 2]) -> [R; 2] {
    let projected = projected(camera, point);
    [0, 1].map(|k| weight * (projected[k] - observed[k]))
}
