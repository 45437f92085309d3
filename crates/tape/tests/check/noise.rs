//! A right gradient of a noisy function is not called wrong, and a wrong one is not called right.

use wengert_tape::Tensor;
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
fn a_wrong_gradient_does_not_pass_under_cancellation() {
    for offset in [1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14] {
        for factor in [-1.0, 0.5, 1.5, 2.0] {
            let rules = check::gradcheck(
                |[x]| {
                    let sine = x.custom_vjp(|x| x.map(f64::sin), move |x, _, c| c * x.cos() * factor);
                    (sine + offset).sum()
                },
                [[0.3]],
            );
            assert!(!rules.ok(), "{offset:e}, {factor}: {rules}");
            let hand = check::gradient(|x| offset + x[0].sin(), |x| [factor * x[0].cos()], [0.3]);
            assert!(!hand.ok(), "{offset:e}, {factor}: {hand}");
        }
        let right = check::gradient(|x| offset + x[0].sin(), |x| [x[0].cos()], [0.3]);
        assert_ne!(right.verdict(), Verdict::Wrong, "{offset:e}: {right}");
        assert!(right.ok() || offset > 1e11, "{offset:e}: {right}");
    }
    for factor in [-1.0f32, 0.5, 1.5, 2.0] {
        let report = check::gradcheck(
            |[x]| {
                let sine = x.custom_vjp(|x| x.map(f32::sin), move |x, _, c| c * x.cos() * factor);
                sine.sum() * 0.1 + 1000.0
            },
            [Tensor::<f32>::from([0.3])],
        );
        assert!(!report.ok(), "{factor}: {report}");
    }
}

#[test]
fn a_slope_that_rounding_hides_passes_as_zero_and_no_other_does() {
    let flat = |x: &[f64]| 1e6 + 0.0 * x[0];
    check::gradient(flat, |_| [0.0], [0.3]).assert();
    check::gradient(flat, |_| [1e-11], [0.3]).assert();
    for claim in [1e-3, 1e-6, -1e-8] {
        let report = check::gradient(flat, |_| [claim], [0.3]);
        assert!(!report.ok(), "{claim}: {report}");
    }
    let stationary = |x: &[f64]| 1.0 + x[0] * x[0];
    check::gradient(stationary, |_| [0.0], [0.0]).assert();
    check::gradient(|x| 1.0 + x[0].powi(3), |_| [0.0], [0.0]).assert();
    // A derivative that is cut shows beside a large number too.
    let report = check::gradient(|x| 1e10 + x[0].sin(), |_| [0.0], [0.3]);
    assert!(!report.ok(), "{report}");
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

#[test]
fn a_rule_that_is_wrong_by_more_than_four_roundings_is_found() {
    // Four roundings of 1e4 over the step are 3e-6.
    let report = check::gradient(|x| 1e4 + x[0], |_| [1.0 + 1e-5], [0.3]);
    assert_eq!(report.verdict(), Verdict::Wrong, "{report}");
}

#[test]
fn an_agreement_by_luck_does_not_pass() {
    // The differences are 4 % unsure, and then 300 %: one of the factors meets them.
    for offset in [1e11, 1e13] {
        for percent in [-10, 6, 7, 8, 10, 12, 14, 16, 18, 20, 22, 30] {
            let factor = 1.0 + f64::from(percent) / 100.0;
            let report = check::gradient(|x| offset + x[0].sin(), |x| [factor * x[0].cos()], [0.3]);
            assert!(!report.ok(), "{offset:e}, {factor}: {report}");
        }
    }
}
