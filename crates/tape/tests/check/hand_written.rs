//! Gradients that were written by hand.

use wengert_tape::check::{self, Verdict};

#[test]
fn hand_written_gradients_are_checked_without_a_tape() {
    let rosenbrock = |x: &[f64]| 100.0 * (x[1] - x[0] * x[0]).powi(2) + (1.0 - x[0]).powi(2);
    let right = |x: &[f64]| {
        let inner = x[1] - x[0] * x[0];
        vec![-400.0 * x[0] * inner - 2.0 * (1.0 - x[0]), 200.0 * inner]
    };
    check::gradient(rosenbrock, right, [-1.2, 1.0]).assert();
    let wrong = check::gradient(
        rosenbrock,
        |x| [right(x)[0], 100.0 * (x[1] - x[0] * x[0])],
        [-1.2, 1.0],
    );
    assert_eq!(wrong.verdict(), Verdict::Wrong);
    assert_eq!(wrong.worst().unwrap().index.as_deref(), Some(&[1][..]));
    let short = check::gradient(rosenbrock, |_| [0.0], [-1.2, 1.0]);
    assert_eq!(short.verdict(), Verdict::Failed);
    assert!(short.to_string().contains("1 elements, the point 2"), "{short}");
    let kink = check::gradient(|x| x[0].abs(), |_| [0.0], [0.0]);
    assert_eq!((kink.verdict(), kink.kinks()), (Verdict::Passed, 1));
}

#[test]
fn advice_for_a_gradient_by_hand_does_not_speak_of_a_tape() {
    let value = |x: &[f64]| x[0].sin() * x[1];
    for claim in [2.0, 0.0, f64::NAN, f64::INFINITY] {
        let report = check::gradient(value, |x| [x[0].cos() * x[1], claim], [0.3, 0.5]);
        assert_eq!(report.verdict(), Verdict::Wrong, "{report}");
        let text = report.to_string();
        assert!(text.contains("by hand"), "{text}");
        assert!(text.contains("gradient by hand"), "{text}");
        assert!(text.contains("for input 0 at [1]"), "{text}");
        for word in ["tape", "anomaly", "operation", "no_grad", "rules"] {
            assert!(!text.contains(word), "{word}: {text}");
        }
    }
    let report = check::gradient(|x| x[0].ln(), |x| [1.0 / x[0]], [-1.0]);
    assert_eq!(report.verdict(), Verdict::Failed);
    assert!(!report.to_string().contains("anomaly"), "{report}");
    let kink = check::gradient(|x| x[0].abs(), |_| [0.0], [0.0]);
    assert!(kink.to_string().contains("0 by hand"), "{kink}");
}

#[test]
fn an_infinite_gradient_of_a_smooth_function_is_wrong() {
    for claim in [f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
        for at in [0.0, 0.3] {
            let report = check::gradient(|x| x[0].sin(), |_| [claim], [at]);
            assert_eq!(report.verdict(), Verdict::Wrong, "{claim} at {at}: {report}");
        }
        // Where the differences are too noisy for any other claim too.
        let report = check::gradient(|x| 1e14 + x[0].sin(), |_| [claim], [0.3]);
        assert_eq!(report.verdict(), Verdict::Wrong, "{claim}: {report}");
    }
}
