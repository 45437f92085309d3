//! How coarsely the values of a function are rounded.

use super::{Pair, Sample};

/// What rounding does to values near a point.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rounding {
    /// To what the values are rounded.
    pub(super) grain: f64,
    /// The size of the point.
    pub(super) scale: f64,
}

impl Rounding {
    /// Claims up to this are 0 but for rounding: over a distance of the size of the point such a slope
    /// moves the value by a few roundings only. Rules leave as much where terms cancel.
    pub(super) fn zero(self) -> f64 {
        16.0 * self.grain / self.scale
    }
}

/// To how much the values are rounded: to the last digit, or coarser where they lie on stairs or on a
/// lattice, as differences of large numbers do.
pub(super) fn grain(pairs: &[Pair], middle: Sample, epsilon: f64, stairs: bool) -> f64 {
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
    if (stairs && !changes.is_empty()) || is_lattice {
        quantum.max(epsilon * size)
    } else {
        epsilon * size
    }
}

/// Whether the function goes up in stairs that are wider than the smallest step: then a short walk
/// from a point where the value is another one changes nothing. Functions that are rounded to a shorter
/// type inside are like that, and their small differences are exactly 0 whatever the slope.
pub(super) fn stairs(
    at: &mut dyn FnMut(f64) -> Option<Sample>,
    pairs: &[Pair],
    middle: Sample,
    smallest: f64,
) -> bool {
    let far = &pairs[..pairs.len() / 2];
    let samples = far.iter().flat_map(|pair| [pair.left, pair.right]);
    let changed = samples.filter(|sample| sample.value != middle.value);
    // A function that is at its limits everywhere but near the point is flat too, but has two values only.
    let (Some(first), Some(last)) = (far.first(), far.last()) else {
        return false;
    };
    if first.left.value == last.left.value && first.right.value == last.right.value {
        return false;
    }
    let (mut flat, mut count) = (0, 0);
    for sample in changed {
        let Some(walked) = at(sample.step + smallest.copysign(sample.step)) else {
            continue;
        };
        count += 1;
        flat += usize::from(walked.value == sample.value);
    }
    count > 0 && 4 * flat >= 3 * count
}
