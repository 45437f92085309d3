//! Where there is no slope: jumps, kinks, and edges of the domain.

use super::{Finding, Pair, ROUNDINGS, Sample, Slope, Steps, judged};

/// How many of the smallest steps must show the same change for a jump.
const STEADY: usize = 4;

/// By how much the value jumps to the left and to the right of the point, if it does.
///
/// Going up a stair looks like a jump from close by. On stairs more of them follow.
pub(super) fn jump(pairs: &[Pair], middle: Sample, epsilon: f64, stairs: bool) -> Option<(f64, f64)> {
    let height = |side: fn(&Pair) -> Sample| {
        let change = |pair: &Pair| side(pair).value - middle.value;
        let size = pairs.iter().fold(0.0f64, |size, pair| size.max(pair.size()));
        let smallest = &pairs[pairs.len() - STEADY..];
        let height = change(&smallest[STEADY - 1]);
        let is_steady = smallest
            .iter()
            .all(|pair| (change(pair) - height).abs() < 0.1 * height.abs());
        let most = pairs
            .iter()
            .fold(0.0f64, |most, pair| most.max(change(pair).abs()));
        let is_stair = stairs && most > 3.0 * height.abs();
        let is_jump = is_steady && !is_stair && height.abs() > 20.0 * ROUNDINGS * epsilon * size;
        if is_jump { height } else { 0.0 }
    };
    let (left, right) = (height(|pair| pair.left), height(|pair| pair.right));
    (left != 0.0 || right != 0.0).then_some((left, right))
}

/// No slope fits a jump. The slopes beside it, with the jump taken out, are what rules give there.
pub(super) fn at_a_jump(
    pairs: &[Pair],
    middle: Sample,
    (left, right): (f64, f64),
    claim: f64,
    steps: Steps,
) -> Slope {
    let grain = steps.epsilon * pairs.iter().fold(0.0f64, |size, pair| size.max(pair.size()));
    // The smallest steps tell the heights, to what the slopes add over them; the others the slopes.
    let far = &pairs[..(pairs.len() - STEADY).max(2)];
    let beside: Vec<Pair> = far
        .iter()
        .map(|pair| {
            let mut pair = *pair;
            pair.left.value -= left;
            pair.right.value -= right;
            pair
        })
        .collect();
    let slope = at_a_kink(&beside, middle, claim, steps, grain);
    let between = matches!(slope.finding, Finding::Kink { between: true, .. });
    // A claim that is steep enough to be a smooth way up is beyond what the steps can see.
    let shortest = pairs[pairs.len() - 1].right.step.abs();
    let is_beyond = claim.abs() * shortest > 0.1 * left.abs().max(right.abs());
    let finding = match is_beyond && !between {
        true => Finding::Noisy,
        false => Finding::Jump { left, right, between },
    };
    Slope { finding, ..slope }
}

/// The smallest step at which the one-sided slopes differ for certain, if their gap does not shrink.
pub(super) fn last_gap(pairs: &[Pair], middle: Sample, grain: f64) -> Option<usize> {
    let significant = |k: &usize| {
        let pair = &pairs[*k];
        let sides = pair.slope_left(middle).abs() + pair.slope_right(middle).abs();
        let gap = pair.gap(middle).abs();
        gap > 20.0 * pair.noise(grain) && gap > 1e-3 * sides
    };
    let last = (0..pairs.len()).rev().find(significant)?;
    let first = last.checked_sub(2)?;
    let gaps: Vec<f64> = (first..=last).map(|k| pairs[k].gap(middle).abs()).collect();
    gaps.windows(2)
        .all(|gaps| gaps[1] > 0.7 * gaps[0])
        .then_some(last)
}

/// The last of the pairs show the kink; the steadiest of them tell the slopes.
pub(super) fn at_a_kink(pairs: &[Pair], middle: Sample, claim: f64, steps: Steps, grain: f64) -> Slope {
    let sides = |pair: &Pair| (pair.slope_left(middle), pair.slope_right(middle));
    let change = |two: &[Pair]| {
        let (before, after) = (sides(&two[0]), sides(&two[1]));
        (after.0 - before.0).abs() + (after.1 - before.1).abs()
    };
    let (steadiest, error) = pairs
        .windows(2)
        .map(|two| (&two[1], change(two)))
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .unwrap_or((&pairs[0], f64::INFINITY));
    let (left, right) = sides(steadiest);
    let size = left.abs().max(right.abs());
    let slack = steps.tolerance * size + 2.0 * error + steadiest.noise(grain);
    let between = claim >= left.min(right) - slack && claim <= left.max(right) + slack;
    Slope {
        finding: Finding::Kink { left, right, between },
        numeric: (left + right) / 2.0,
        uncertainty: (right - left).abs() / 2.0,
        allowed: slack,
    }
}

/// The point lies at the edge of the domain: there are values on one side only, or none.
pub(super) fn at_an_edge(
    at: &mut dyn FnMut(f64) -> Option<Sample>,
    middle: Sample,
    distances: &[f64],
    claim: f64,
    steps: Steps,
) -> Slope {
    let mut best: Vec<Sample> = Vec::new();
    for side in [1.0, -1.0] {
        let samples: Vec<Sample> = distances.iter().filter_map(|h| at(side * h)).collect();
        if samples.len() > best.len() {
            best = samples;
        }
    }
    let slopes: Vec<f64> = best
        .iter()
        .map(|sample| (sample.value - middle.value) / sample.step)
        .collect();
    let unknown = Slope {
        finding: Finding::Noisy,
        numeric: f64::NAN,
        uncertainty: f64::INFINITY,
        allowed: 0.0,
    };
    if slopes.len() < 4 || slopes.iter().any(|slope| !slope.is_finite()) {
        return unknown;
    }
    let last = slopes.len() - 1;
    let steepens = slopes.windows(2).all(|pair| pair[1].abs() > 1.2 * pair[0].abs());
    if steepens {
        let infinite = f64::INFINITY.copysign(slopes[last]);
        let finding = Finding::Kink {
            left: infinite,
            right: infinite,
            between: claim == infinite,
        };
        return Slope {
            finding,
            numeric: infinite,
            ..unknown
        };
    }
    // One-sided differences err like a power of the step: Aitken's extrapolation.
    let limits: Vec<f64> = slopes.windows(3).map(|s| aitken(s[0], s[1], s[2])).collect();
    let changes = limits.windows(2).map(|pair| (pair[1] - pair[0]).abs());
    let (at, uncertainty) = changes
        .enumerate()
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .unwrap_or((0, f64::INFINITY));
    let numeric = limits[at + 1];
    let floor = steps.tolerance * slopes[last].abs();
    let judged = judged(numeric, uncertainty, claim, steps.tolerance, floor);
    let between = judged.finding == Finding::Agrees;
    let finding = match judged.finding {
        Finding::Noisy => Finding::Noisy,
        _ => Finding::Kink {
            left: numeric,
            right: numeric,
            between,
        },
    };
    Slope { finding, ..judged }
}

/// The limit of a sequence that approaches it geometrically.
fn aitken(first: f64, second: f64, third: f64) -> f64 {
    let (before, after) = (second - first, third - second);
    match after - before {
        0.0 => third,
        bend => third - after * after / bend,
    }
}
