//! Kinks, jumps and edges are named; what is right there is told from what is wrong.

use wengert_tape::Var;
use wengert_tape::check::{self, Outcome, Verdict};

#[test]
fn kinks_are_named_and_every_slope_between_is_accepted() {
    let report = check::gradcheck(|[x]| x.relu().sum(), [[1.0, 0.0, -1.0]]);
    assert_eq!(
        (report.verdict(), report.kinks()),
        (Verdict::Passed, 1),
        "{report}"
    );
    let worst = report.worst().unwrap();
    assert_eq!(worst.index.as_deref(), Some(&[1][..]));
    let Outcome::Kink { left, right } = worst.outcome else {
        panic!("a kink: {report}");
    };
    assert!(left.abs() < 1e-9 && (right - 1.0).abs() < 1e-9);
    assert!(
        report
            .to_string()
            .contains("kink: input 0 at [1]: slope 0 to the left, 1 to the right, 0 by the rules"),
        "{report}"
    );

    let absolute = check::gradcheck(|[x]| (x.abs() + x.sin()).sum(), [[0.0, 2.0]]);
    assert_eq!(
        (absolute.verdict(), absolute.kinks()),
        (Verdict::Passed, 1),
        "{absolute}"
    );
    let maximum = check::gradcheck(|[x, y]| x.max(y).sum(), [[1.0, 2.0], [1.0, 3.0]]);
    assert_eq!(
        (maximum.verdict(), maximum.kinks()),
        (Verdict::Passed, 2),
        "{maximum}"
    );
}

#[test]
fn a_slope_that_does_not_lie_between_those_at_a_kink_is_wrong() {
    let report = check::gradcheck(
        |[x]| {
            x.custom_vjp(|x| x.map(|x: f64| x.max(0.0)), |_, _, cotangent| cotangent * 1.5)
                .sum()
        },
        [[0.0]],
    );
    assert_eq!(report.verdict(), Verdict::Wrong, "{report}");
}

#[test]
fn a_kink_nearby_does_not_disturb() {
    for distance in [1e-3, 1e-5, 1e-6, 1e-7] {
        let report = check::gradcheck(|[x]| x.relu().sum(), [[distance, -distance]]);
        assert_eq!(report.verdict(), Verdict::Passed, "{distance}: {report}");
        let wrong = check::gradcheck(
            |[x]| {
                x.custom_vjp(|x| x.map(|x: f64| x.max(0.0)), |_, _, c| c * 0.5)
                    .sum()
            },
            [[distance]],
        );
        assert_eq!(wrong.verdict(), Verdict::Wrong, "{distance}: {wrong}");
    }
}

#[test]
fn the_edge_of_the_domain_is_named() {
    // √x at 0: the slope grows without bounds and the rule says ∞.
    let root = check::gradcheck(|[x]| x.sqrt().sum(), [[0.0, 1.0]]);
    assert_eq!((root.verdict(), root.kinks()), (Verdict::Passed, 1), "{root}");
    let smooth = check::gradcheck(|[x]| (x * x.sqrt()).sum(), [[0.0, 1.0]]);
    assert_eq!(smooth.verdict(), Verdict::Passed, "{smooth}");
}

/// The largest whole number below, with a derivative that is `slope`.
fn floor(x: Var<'_>, slope: f64) -> Var<'_> {
    x.custom_vjp(|x| x.map(f64::floor), move |_, _, cotangent| cotangent * slope)
}

#[test]
fn no_gradient_but_the_slope_beside_it_passes_at_a_jump() {
    let step = |x: &[f64]| if x[0] > 0.0 { 1.0 } else { 0.0 };
    for claim in [12345.0, 0.5, -3.0, 1e-3] {
        let report = check::gradient(step, |_| [claim], [0.0]);
        assert_eq!(report.verdict(), Verdict::Wrong, "{claim}: {report}");
    }
    let report = check::gradient(|x| x[0].floor(), |_| [100.0], [1.0]);
    assert_eq!(report.verdict(), Verdict::Wrong, "{report}");
    let report = check::gradcheck(|[x]| floor(x, 50.0), [[1.0, 2.0]]);
    assert_eq!(report.verdict(), Verdict::Wrong, "{report}");
    let slanted = |x: &[f64]| 3.0 * x[0] + x[0].signum();
    let report = check::gradient(slanted, |_| [1e5], [0.0]);
    assert_eq!(report.verdict(), Verdict::Wrong, "{report}");
    // A small jump in a steep function.
    let small = |x: &[f64]| x[0].exp() + if x[0] > 0.3 { 1e-4 } else { 0.0 };
    let report = check::gradient(small, |_| [77.0], [0.3]);
    assert_eq!(report.verdict(), Verdict::Wrong, "{report}");
}

#[test]
fn a_jump_is_named_with_its_heights() {
    let report = check::gradient(|x| x[0].floor(), |_| [0.0], [1.0]);
    assert_eq!(report.verdict(), Verdict::Passed, "{report}");
    assert_eq!((report.kinks(), report.jumps()), (0, 1));
    assert_eq!(
        report.worst().unwrap().outcome,
        Outcome::Jump {
            left: -1.0,
            right: 0.0
        }
    );
    assert!(
        report
            .to_string()
            .contains("jump: input 0 at [0]: the value changes by -1 to the left, 0 to the right"),
        "{report}"
    );
    let slanted = |x: &[f64]| 3.0 * x[0] + if x[0] > 0.5 { 2.0 } else { 0.0 };
    let report = check::gradient(slanted, |_| [3.0], [0.5]);
    assert_eq!(
        (report.verdict(), report.jumps()),
        (Verdict::Passed, 1),
        "{report}"
    );
    let both = |x: &[f64]| if x[0] == 0.0 { 0.0 } else { x[0].signum() };
    let report = check::gradient(both, |_| [0.0], [0.0]);
    assert_eq!(
        (report.verdict(), report.jumps()),
        (Verdict::Passed, 1),
        "{report}"
    );
    // The derivative of relu jumps.
    let second = check::gradgradcheck(|[x]| x.relu().sum(), [[0.0, 1.0]]);
    assert_ne!(second.verdict(), Verdict::Wrong, "{second}");
}

#[test]
fn a_jump_nearby_does_not_disturb() {
    for distance in [1e-2, 1e-4, 1e-6, 1e-7] {
        let value = |x: &[f64]| x[0].sin() + if x[0] > 1.0 { 1.0 } else { 0.0 };
        for at in [1.0 - distance, 1.0 + distance] {
            let report = check::gradient(value, |x| [x[0].cos()], [at]);
            assert_ne!(report.verdict(), Verdict::Wrong, "{at}: {report}");
            let report = check::gradient(value, |x| [1.1 * x[0].cos()], [at]);
            assert_eq!(report.verdict(), Verdict::Wrong, "{at}: {report}");
        }
    }
}

#[test]
fn steep_functions_are_not_jumps() {
    let cases: [(fn(f64) -> f64, fn(f64) -> f64, f64); 4] = [
        (|x| (x * 1e4).tanh(), |x| 1e4 / (x * 1e4).cosh().powi(2), 1e-5),
        (
            |x| (x / 1e-12).tanh(),
            |x| 1e12 / (x / 1e-12).cosh().powi(2),
            1e-12,
        ),
        (|x| (x * 1e9).tanh(), |_| 1e9, 0.0),
        (|x| (x * 1e12).sin(), |x| 1e12 * (x * 1e12).cos(), 1e-12),
    ];
    for (value, slope, at) in cases {
        let report = check::gradient(|x| value(x[0]), |x| [slope(x[0])], [at]);
        assert_ne!(report.verdict(), Verdict::Wrong, "{at}: {report}");
        assert_eq!(report.jumps(), 0, "{at}: {report}");
    }
}
