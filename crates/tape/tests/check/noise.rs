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
