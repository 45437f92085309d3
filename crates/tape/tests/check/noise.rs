//! A right gradient of a noisy function is not called wrong, and a wrong one is not called right.

use wengert_tape::check::{self, Verdict};

#[test]
fn noise_is_told_from_wrong() {
    // A staircase of 1e-3 on top of the function: differences say nothing about a slope of 1e-3.
    let report = check::gradcheck(
        |[x]| {
            let jitter = x.custom_vjp(
                |x| x.map(|x: f64| ((x * 1e9).sin() * 43758.5453).fract() * 1e-3),
                |_, _, cotangent| cotangent * 0.0,
            );
            (x * 1e-3 + jitter).sum()
        },
        [[0.3]],
    );
    assert_eq!(report.verdict(), Verdict::Noisy, "{report}");
    assert!(report.to_string().contains("too noisy to tell"), "{report}");
    // Cancellation: the rule is right, the value has few digits.
    let cancelled = check::gradcheck(|[x]| ((x + 1e10) - 1e10).sum(), [[0.3, 0.7]]);
    assert_ne!(cancelled.verdict(), Verdict::Wrong, "{cancelled}");
}

#[test]
fn a_rough_function_with_a_surely_wrong_gradient_is_wrong_not_noisy() {
    let report = check::gradcheck(
        |[x]| {
            let rough = x.custom_vjp(
                |x| x.map(|x: f64| x + ((x * 1e9).sin() * 43758.5453).fract() * 1e-12),
                |_, _, cotangent| cotangent * 3.0,
            );
            rough.sum()
        },
        [[0.3]],
    );
    assert_eq!(report.verdict(), Verdict::Wrong, "{report}");
}

#[test]
fn right_gradients_of_functions_that_round_to_single_precision_are_not_wrong() {
    type Case = (fn(f64) -> f64, fn(f64) -> f64);
    let cases: [Case; 4] = [
        (|x| f64::from((x as f32).exp()), f64::exp),
        (|x| f64::from(x as f32 * x as f32), |x| 2.0 * x),
        (|x| f64::from(x as f32).sin(), f64::cos),
        (|x| 0.1 * f64::from((x as f32).exp()), |x| 0.1 * x.exp()),
    ];
    for (number, (value, slope)) in cases.into_iter().enumerate() {
        for at in [1.3, 0.7, -0.4, 2.9, 1.0] {
            let right = check::gradient(|x| value(x[0]), |x| [slope(x[0])], [at]);
            assert_ne!(right.verdict(), Verdict::Wrong, "{number} at {at}: {right}");
            for factor in [-1.0, 0.0, 1.5] {
                let wrong = check::gradient(|x| value(x[0]), |x| [factor * slope(x[0])], [at]);
                assert!(!wrong.ok(), "{number} at {at}, {factor}: {wrong}");
            }
        }
    }
}

#[test]
fn a_dead_zone_has_slope_zero() {
    let shrink = |x: &[f64]| x[0].signum() * (x[0].abs() - 1e-3).max(0.0);
    for at in [0.0, 2e-4] {
        let report = check::gradient(shrink, |_| [0.0], [at]);
        assert!(report.ok(), "{at}: {report}");
        let report = check::gradient(shrink, |_| [1.0], [at]);
        assert_eq!(report.verdict(), Verdict::Wrong, "{at}: {report}");
    }
}
