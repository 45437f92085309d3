//! The slope of a function along a line, by finite differences, and how far to trust it.
//!
//! First two central differences with one step of Richardson's extrapolation, which is enough where
//! the claim is right. Where it disagrees, differences over many steps, extrapolated by Ridders'
//! method ("Accurate computation of F′(x) and F′(x)F″(x)", 1982), which also estimates the error:
//! that tells a wrong gradient from a noisy function. Kinks show in the one-sided differences: their
//! gap shrinks with the step where the function is smooth and stays where it is not. Jumps show in the
//! values themselves, which do not come nearer to the one at the point.
//!
//! What the differences cannot tell must stay well below the slope, or they say nothing about it. The
//! exception is a slope so small that the value does not feel it: that is a zero that rounding moved.

mod corners;
mod rounding;

use corners::{at_a_jump, at_a_kink, at_an_edge, jump, last_gap};
use rounding::{Rounding, grain, stairs};

/// The function at a point of the line: the value, the size of what was added up to it (rounding
/// errors are relative to that), and the step that was really taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    pub(crate) value: f64,
    pub(crate) size: f64,
    pub(crate) step: f64,
}

impl Sample {
    /// The sum of some terms.
    pub(crate) fn of(terms: impl IntoIterator<Item = f64>) -> Self {
        let mut sample = Sample {
            value: 0.0,
            size: 0.0,
            step: 0.0,
        };
        for term in terms {
            sample.value += term;
            sample.size += term.abs();
        }
        sample
    }
}

/// What the differences say about a claimed slope.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Finding {
    /// They agree with it.
    Agrees,
    /// They disagree, and are sure.
    Wrong,
    /// They are too inaccurate to tell.
    Noisy,
    /// The function has a kink here: the slopes to the left and to the right. Whether the claim lies
    /// between them.
    Kink { left: f64, right: f64, between: bool },
    /// The function jumps here: by how much to the left and to the right. Whether the claim lies
    /// between the slopes beside the jump.
    Jump { left: f64, right: f64, between: bool },
}

/// A slope by differences.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slope {
    pub(crate) finding: Finding,
    pub(crate) numeric: f64,
    /// The estimated error of `numeric`.
    pub(crate) uncertainty: f64,
    /// The difference from the claim that is allowed.
    pub(crate) allowed: f64,
}

/// How to take differences.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Steps {
    /// The step of the first difference for a point of size 1.
    pub(crate) step: f64,
    pub(crate) epsilon: f64,
    pub(crate) tolerance: f64,
}

const COUNT: usize = 12;

/// Rounding errors of a value, in units of epsilon times its size.
const ROUNDINGS: f64 = 4.0;

/// The part of the slope that the differences may leave open: with more they say nothing about it.
const OPEN: f64 = 0.05;

impl Steps {
    /// The largest step for a point of size `scale`.
    fn largest(&self, scale: f64) -> f64 {
        self.step * scale * self.epsilon.powf(1.0 / 8.0 - 1.0 / 3.0)
    }

    fn smallest(&self, scale: f64) -> f64 {
        self.step * scale * self.epsilon.powf(1.0 / 2.0 - 1.0 / 3.0) / 10.0
    }
}

/// The slope at 0 of `at`, compared with `claim`. `None` from `at` is a point outside of the domain.
pub(crate) fn slope(
    at: &mut dyn FnMut(f64) -> Option<Sample>,
    middle: Sample,
    size_of_point: f64,
    claim: f64,
    steps: Steps,
) -> Slope {
    let scale = size_of_point.max(1.0);
    if let Some(slope) = quick(at, middle, scale, claim, steps) {
        return slope;
    }
    let first = thorough(at, middle, scale, claim, steps);
    let is_small = size_of_point > 0.0 && size_of_point < 0.01;
    if first.finding == Finding::Agrees || !is_small {
        return first;
    }
    // Near 0 the function may change over distances of the size of the point.
    let second = thorough(at, middle, size_of_point, claim, steps);
    let is_jump = |slope: &Slope| matches!(slope.finding, Finding::Jump { .. });
    let better = match (is_jump(&first), is_jump(&second)) {
        // From far away a steep function looks like a jump.
        (true, second_is_too) => !second_is_too,
        _ => second.finding == Finding::Agrees || second.uncertainty < first.uncertainty,
    };
    if better { second } else { first }
}

/// A verdict from four values, if the claim is right and the function smooth.
fn quick(
    at: &mut dyn FnMut(f64) -> Option<Sample>,
    middle: Sample,
    scale: f64,
    claim: f64,
    steps: Steps,
) -> Option<Slope> {
    let h = steps.step * scale;
    let wide = Pair::around(at, h)?;
    let narrow = Pair::around(at, h / 2.0)?;
    let noise = narrow.noise(steps.epsilon * narrow.size());
    let numeric = (4.0 * narrow.slope() - wide.slope()) / 3.0;
    let uncertainty = (narrow.slope() - wide.slope()).abs() / 3.0 + noise;
    let size = claim.abs().max(numeric.abs());
    let allowed = steps.tolerance * size + noise;
    // Halving the step halves the gap of a smooth function.
    let (gap, wide_gap) = (narrow.gap(middle).abs(), wide.gap(middle).abs());
    let may_be_kink = gap > 20.0 * noise && gap > 0.7 * wide_gap;
    // Written so that NaN does not pass. What is allowed for an infinite claim is infinite.
    let agrees = claim.is_finite() && (claim - numeric).abs() <= allowed;
    if !agrees || may_be_kink {
        return None;
    }
    let is_clear = noise <= OPEN.min(1e3 * steps.tolerance) * size;
    let mut is_zero = || {
        let grain = steps.epsilon * middle.size;
        claim.abs() <= Rounding { grain, scale }.zero() && is_flat(at, middle, steps.largest(scale), grain)
    };
    (is_clear || is_zero()).then_some(Slope {
        finding: Finding::Agrees,
        numeric,
        uncertainty,
        allowed,
    })
}

/// Whether the value at a larger distance is the same but for rounding: noise that hides a slope at
/// small steps does not hide it there.
fn is_flat(at: &mut dyn FnMut(f64) -> Option<Sample>, middle: Sample, distance: f64, grain: f64) -> bool {
    Pair::around(at, distance).is_some_and(|pair| {
        let change = |sample: Sample| (sample.value - middle.value).abs();
        change(pair.left).max(change(pair.right)) <= ROUNDINGS * grain
    })
}

/// The values on both sides at one distance.
#[derive(Clone, Copy, Debug)]
struct Pair {
    left: Sample,
    right: Sample,
}

impl Pair {
    fn around(at: &mut dyn FnMut(f64) -> Option<Sample>, h: f64) -> Option<Self> {
        let (right, left) = (at(h)?, at(-h)?);
        Some(Pair { left, right })
    }

    fn slope(&self) -> f64 {
        (self.right.value - self.left.value) / (self.right.step - self.left.step)
    }

    fn slope_right(&self, middle: Sample) -> f64 {
        (self.right.value - middle.value) / self.right.step
    }

    fn slope_left(&self, middle: Sample) -> f64 {
        (self.left.value - middle.value) / self.left.step
    }

    fn gap(&self, middle: Sample) -> f64 {
        self.slope_right(middle) - self.slope_left(middle)
    }

    /// How far rounding may move the slope, where values are rounded to `grain`.
    fn noise(&self, grain: f64) -> f64 {
        ROUNDINGS * grain / self.right.step.abs()
    }

    fn size(&self) -> f64 {
        self.left.size.max(self.right.size)
    }
}

fn thorough(
    at: &mut dyn FnMut(f64) -> Option<Sample>,
    middle: Sample,
    scale: f64,
    claim: f64,
    steps: Steps,
) -> Slope {
    let (largest, smallest) = (steps.largest(scale), steps.smallest(scale));
    let ratio = (largest / smallest).powf(1.0 / (COUNT as f64 - 1.0));
    let distances: Vec<f64> = (0..COUNT).map(|k| largest / ratio.powi(k as i32)).collect();
    let pairs: Vec<Pair> = distances.iter().filter_map(|&h| Pair::around(at, h)).collect();
    if pairs.len() < 4 {
        return at_an_edge(at, middle, &distances, claim, steps);
    }
    let stairs = stairs(at, &pairs, middle, smallest);
    if let Some(jump) = jump(&pairs, middle, steps.epsilon, stairs) {
        return at_a_jump(&pairs, middle, jump, claim, steps);
    }
    let grain = grain(&pairs, middle, steps.epsilon, stairs);
    let mut usable = &pairs[..];
    if let Some(last) = last_gap(&pairs, middle, grain) {
        let gap = pairs[last].gap(middle).abs();
        let below = &pairs[last + 1..];
        if below.iter().all(|pair| 20.0 * pair.noise(grain) > gap) {
            return at_a_kink(&pairs[..=last], middle, claim, steps, grain);
        }
        // The kink is near, not here: steps that are shorter than the distance to it do not see it.
        if below.len() >= 2 {
            usable = below;
        }
    }
    let (numeric, uncertainty) = match unresolved(usable, grain) {
        Some(slope) => (slope, slope.abs()),
        None => ridders(usable, ratio, grain),
    };
    let rounding = Rounding { grain, scale };
    // A claim of 0 may be off by rounding that is seen with the steps that see it least.
    let floor = match claim.abs() <= rounding.zero() {
        true => (2.0 * uncertainty).min(64.0 * ROUNDINGS * grain / largest),
        false => 0.0,
    };
    judged(numeric, uncertainty, claim, steps.tolerance, floor)
}

/// `floor` is what rounding makes of a slope of 0.
fn judged(numeric: f64, uncertainty: f64, claim: f64, tolerance: f64, floor: f64) -> Slope {
    let size = claim.abs().max(numeric.abs());
    let allowed = tolerance * size + floor + (2.0 * uncertainty).min(OPEN * size);
    let difference = (claim - numeric).abs();
    // What is open is more than what is allowed: an agreement would be luck.
    let is_open = uncertainty > OPEN * size + floor;
    let finding = if claim.is_finite() && difference <= allowed && !is_open {
        Finding::Agrees
    } else if !claim.is_finite() || 5.0 * uncertainty < difference {
        Finding::Wrong
    } else {
        Finding::Noisy
    };
    Slope {
        finding,
        numeric,
        uncertainty,
        allowed,
    }
}

/// The last slope, if slopes still grow with the smallest steps: the function is too steep for them.
fn unresolved(pairs: &[Pair], grain: f64) -> Option<f64> {
    let last = pairs.last()?;
    let smallest = pairs.get(pairs.len().checked_sub(4)?..)?;
    let grows = |two: &[Pair]| {
        let (before, after) = (two[0].slope(), two[1].slope());
        before != 0.0 && after / before > 1.5
    };
    let is_clear = 20.0 * last.noise(grain) < last.slope().abs();
    (is_clear && smallest.windows(2).all(grows)).then(|| last.slope())
}

/// The slope and its error, from central differences over steps that shrink by `ratio`.
fn ridders(pairs: &[Pair], ratio: f64, grain: f64) -> (f64, f64) {
    let mut best = (f64::NAN, f64::INFINITY);
    let mut before: Vec<f64> = Vec::new();
    for pair in pairs {
        let mut row = vec![pair.slope()];
        let mut factor = 1.0;
        for j in 0..before.len().min(4) {
            factor *= ratio * ratio;
            let extrapolated = (factor * row[j] - before[j]) / (factor - 1.0);
            let error = (extrapolated - row[j])
                .abs()
                .max((extrapolated - before[j]).abs());
            let error = error + pair.noise(grain);
            if error < best.1 {
                best = (extrapolated, error);
            }
            row.push(extrapolated);
        }
        before = row;
    }
    best
}
