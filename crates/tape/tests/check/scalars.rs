//! Functions of single numbers: on the scalar tape, and recorded.

use wengert_tape::check::{self, Options, Outcome, Report, Verdict};
use wengert_tape::scalar::{Dual, Function, Primal, Tape, Var};
use wengert_tape::{Number, Real};

fn rosenbrock<R: Real>(x: &[R]) -> R {
    x.windows(2)
        .map(|x| (1.0 - x[0]).square() + 100.0 * (x[1] - x[0].square()).square())
        .sum()
}

/// x² with a derivative that is `factor` times the right one.
fn square<'t, N: Primal>(x: Var<'t, N>, factor: f64) -> Var<'t, N> {
    let tape: &Tape<N> = x.tape().unwrap();
    tape.custom([x], |[x]| (x * x, [2.0 * factor * x]))
}

#[track_caller]
fn assert_second_order(report: &Report) {
    assert!(report.ok(), "{report}");
    assert_eq!(report.kinks(), 0, "{report}");
    let difference = report.forward_against_reverse().expect("modes are compared");
    assert!(difference < 1e-12, "{report}");
}

#[test]
fn right_derivatives_of_scalar_functions_pass() {
    let at = [-1.2, 1.0, 0.7];
    let first = check::gradcheck_scalars(|x| rosenbrock(x), at);
    first.assert();
    assert_eq!((first.elements(), first.kinks()), (3, 0));
    assert_second_order(&check::gradgradcheck_scalars(|x| rosenbrock(x), at));
    let recorded = Function::record(3, |x| rosenbrock(x));
    assert_second_order(&check::gradcheck_recorded(&recorded, at));
    assert_second_order(&check::gradgradcheck_recorded(&recorded, at));
    assert_second_order(&check::gradcheck_recorded(&recorded.with_gradient(), at));
}

#[test]
fn a_wrong_scalar_derivative_is_found() {
    for (factor, verdict) in [
        (1.0, Verdict::Passed),
        (1.00001, Verdict::Wrong),
        (0.5, Verdict::Wrong),
    ] {
        let report = check::gradcheck_scalars(|x| square(x[0].sin(), factor) + x[1], [0.3, 2.0]);
        assert_eq!(report.verdict(), verdict, "{factor}: {report}");
        let report = check::gradgradcheck_scalars(|x| square(x[0].sin(), factor) + x[1], [0.3, 2.0]);
        assert_eq!(report.verdict(), verdict, "{factor}: {report}");
    }
    let report = check::gradcheck_scalars(|x| x[1] + square(x[0].sin(), 0.5), [0.3, 2.0]);
    let worst = report.worst().unwrap();
    assert_eq!(worst.outcome, Outcome::Wrong);
    assert_eq!(worst.index.as_deref(), Some(&[0][..]));
    assert!((worst.analytic / worst.numeric - 0.5).abs() < 1e-6);
    let text = report.to_string();
    assert!(text.contains("2 elements of 1 input compared, 1 wrong"), "{text}");
    assert!(text.contains("derivatives of your own (`custom`)"), "{text}");
    for word in ["no_grad", "anomaly", "jvp"] {
        assert!(!text.contains(word), "{word}: {text}");
    }
}

#[test]
fn a_second_derivative_that_is_cut_is_found_though_the_first_is_right() {
    fn cut<'t, N: Primal>(x: Var<'t, N>) -> Var<'t, N> {
        let tape: &Tape<N> = x.tape().unwrap();
        tape.custom([x], |[x]| {
            (x * x * x, [3.0 * x.stop_gradient() * x.stop_gradient()])
        })
    }
    check::gradcheck_scalars(|x| cut(x[0]), [0.5]).assert();
    let second = check::gradgradcheck_scalars(|x| cut(x[0]), [0.5]);
    assert_eq!(second.verdict(), Verdict::Wrong, "{second}");
    let text = second.to_string();
    assert!(text.starts_with("second derivatives: WRONG"), "{text}");
    assert!(text.contains("stop_gradient"), "{text}");
    assert!(text.contains("forward and reverse mode agree"), "{text}");
}

#[test]
fn partial_derivatives_that_disagree_with_the_value_show_in_the_modes_alone() {
    // Reverse mode takes the derivative that is given, forward mode goes through the value. The second
    // derivative is that of a line for both.
    fn line<'t>(x: Var<'t, Dual>, slope: f64) -> Var<'t, Dual> {
        let tape: &Tape<Dual> = x.tape().unwrap();
        tape.custom([x], |[x]| (3.0 * x, [slope.into()]))
    }
    assert_second_order(&check::gradgradcheck_scalars(|x| line(x[0], 3.0) * 1.0, [0.5]));
    let report = check::gradgradcheck_scalars(|x| line(x[0], 3.0 + 1e-9), [0.5]);
    assert_eq!(report.verdict(), Verdict::Wrong, "{report}");
    assert!(report.to_string().contains("DISAGREE"), "{report}");
    assert!(report.to_string().contains("against its value"), "{report}");
    let without = Options::new().forward(false);
    let report = without.gradgradcheck_scalars(|x| line(x[0], 3.0 + 1e-9), [0.5]);
    assert!(report.ok(), "{report}");
    assert_eq!(report.forward_against_reverse(), None);
}

#[test]
fn branches_and_kinks_of_scalar_functions_are_named() {
    fn hinge<R: Number>(x: R) -> R {
        if x > 0.0 { x * 2.0 } else { R::from(0.0) }
    }
    check::gradcheck_scalars(|x| hinge(x[0]), [1.0]).assert();
    check::gradcheck_scalars(|x| hinge(x[0]), [-1.0]).assert();
    let kink = check::gradcheck_scalars(|x| hinge(x[0]), [0.0]);
    assert_eq!((kink.verdict(), kink.kinks()), (Verdict::Passed, 1), "{kink}");
    assert!(
        kink.to_string().contains("slope 0 to the left, 2 to the right"),
        "{kink}"
    );
    let second = check::gradgradcheck_scalars(|x| hinge(x[0]).square() * 0.5, [0.0]);
    assert_eq!(
        (second.verdict(), second.kinks()),
        (Verdict::Passed, 1),
        "{second}"
    );
    let recorded = Function::record(1, |x| x[0].relu());
    let kink = check::gradcheck_recorded(&recorded, [0.0]);
    assert_eq!((kink.verdict(), kink.kinks()), (Verdict::Passed, 1), "{kink}");
}

#[test]
fn a_value_taken_off_the_scalar_tape_is_found() {
    let report = check::gradcheck_scalars(|x| x[1] * x[0].value(), [3.0, 2.0]);
    assert_eq!(report.verdict(), Verdict::Wrong);
    assert!(report.to_string().contains("through value()"), "{report}");
    // What is wrong in a recording: a number that is no input any more.
    let frozen = 3.0;
    let recorded = Function::record(2, |x| x[1] * frozen + x[0].stop_gradient());
    let report = check::gradcheck_recorded(&recorded, [3.0, 2.0]);
    assert_eq!(report.verdict(), Verdict::Wrong);
    assert_eq!(report.worst().unwrap().index.as_deref(), Some(&[0][..]));
    let recorded = Function::record(1, |x| x[0].stop_gradient() * x[0].square());
    check::gradcheck_recorded(&recorded.parameters(0), [3.0]).assert();
    let second = check::gradgradcheck_recorded(&recorded, [3.0]);
    assert_eq!(second.verdict(), Verdict::Wrong, "{second}");
}

#[test]
fn noise_is_told_from_a_wrong_scalar_derivative() {
    let report = check::gradcheck_scalars(|x| 1e14 + x[0].sin(), [0.3]);
    assert_eq!(report.verdict(), Verdict::Noisy, "{report}");
}

#[test]
fn parameters_are_checked_and_data_are_not() {
    let model = Function::record_all(4, |x| {
        vec![(x[0] * x[2] + x[1] - x[3]).square(), x[0].sin() * x[3]]
    });
    let at = [0.5, -0.3, 2.0, 0.7];
    let all = check::gradcheck_recorded(&model, at);
    assert_eq!(all.elements(), 4);
    assert_second_order(&all);
    let some = check::gradcheck_recorded(&model.parameters(2), at);
    assert_eq!(some.elements(), 2);
    assert_second_order(&some);
}

#[test]
fn functions_of_many_numbers_are_checked_along_directions() {
    let at: Vec<f64> = (0..400).map(|k| f64::from(k).sin()).collect();
    for count in [50, 300] {
        let recorded = Function::record(count, |x| rosenbrock(x));
        let at = &at[..count];
        let reports = [
            check::gradcheck_scalars(|x| rosenbrock(x), at),
            check::gradgradcheck_scalars(|x| rosenbrock(x), at),
            check::gradcheck_recorded(&recorded, at),
            check::gradgradcheck_recorded(&recorded, at),
        ];
        for report in reports {
            assert!(report.ok(), "{report}");
            let compared = (report.elements(), report.directions());
            assert_eq!(compared, if count == 50 { (50, 0) } else { (0, 8) });
        }
    }
    let wrong = check::gradcheck_scalars(
        |x| {
            x.iter()
                .map(|&x| square(x, if x > 0.99995 { 0.9 } else { 1.0 }))
                .sum()
        },
        &at,
    );
    assert_eq!(wrong.verdict(), Verdict::Wrong);
    let index = wrong.worst().unwrap().index.clone().expect("an element");
    assert!(at[index[0]] > 0.99995);
}

#[test]
fn what_cannot_be_computed_is_said() {
    let report = check::gradcheck_scalars(|x| x[0].ln(), [-1.0]);
    assert_eq!(report.verdict(), Verdict::Failed);
    assert!(
        report.to_string().contains("check where it is finite"),
        "{report}"
    );
    assert!(!report.to_string().contains("anomaly"), "{report}");
    let recorded = Function::record_all(2, |x| vec![x[0], x[1]]);
    let report = check::gradcheck_recorded(&recorded, [1.0]);
    assert_eq!(report.verdict(), Verdict::Failed);
    assert!(
        report.error().unwrap().to_string().contains("scalars.rs"),
        "{report}"
    );
    let report = check::gradgradcheck_recorded(&recorded, [1.0, 2.0]);
    assert!(report.to_string().contains("2 results"), "{report}");
}

#[test]
fn functions_without_inputs_and_constants_pass() {
    check::gradcheck_scalars(|_| 3.0.into(), [1.0, 2.0]).assert();
    check::gradgradcheck_scalars(|_| 3.0.into(), [1.0, 2.0]).assert();
    check::gradcheck_scalars(|_| 3.0.into(), []).assert();
    check::gradgradcheck_scalars(|_| 3.0.into(), []).assert();
    let constant = Function::record(0, |_| 3.0.into());
    check::gradcheck_recorded(&constant, []).assert();
    check::gradgradcheck_recorded(&constant, []).assert();
}
