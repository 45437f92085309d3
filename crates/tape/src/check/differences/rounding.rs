//! How coarsely the values of a function are rounded.

use super::{Pair, Sample};

/// To how much the values are rounded: to the last digit, or coarser where they lie on a lattice, as
/// differences of large numbers do.
pub(super) fn grain(pairs: &[Pair], middle: Sample, epsilon: f64) -> f64 {
    let size = pairs.iter().fold(0.0f64, |size, pair| size.max(pair.size()));
    let changes: Vec<f64> = pairs
        .iter()
        .flat_map(|pair| [pair.left.value, pair.right.value])
        .map(|value| (value - middle.value).abs())
        .filter(|&change| change > 0.0)
        .collect();
    let quantum = changes.iter().copied().fold(f64::INFINITY, f64::min);
    let on_lattice = |change: &f64| {
        let multiple = change / quantum;
        multiple > 1e4 || (multiple - multiple.round()).abs() < 0.01
    };
    let is_lattice = changes.len() >= 6 && changes.iter().all(on_lattice);
    if is_lattice {
        quantum.max(epsilon * size)
    } else {
        epsilon * size
    }
}
