//! Taylor series, against known ones and against nested dual numbers.

use crate::functions::{EDGES, Function, Visitor, visit_all};
use std::f64::consts::FRAC_2_SQRT_PI;
use wengert_tape::scalar::{self, Dual, DualVec, Schedule, Series, Solver, taylor};
use wengert_tape::{Number, Real, Result};

type Third = Dual<Dual<Dual>>;

/// A number that moves along a curve: its value and three derivatives as nested dual numbers, given the
/// derivatives.
fn moving([value, first, second, third]: [f64; 4]) -> Third {
    let inner = |value, tangent| Dual::new(value, tangent);
    Dual::new(
        Dual::new(inner(value, first), inner(first, second)),
        Dual::new(inner(first, second), inner(second, third)),
    )
}

fn derivatives_of(number: Third) -> [f64; 4] {
    [
        number.value.value.value,
        number.tangent.value.value,
        number.tangent.tangent.value,
        number.tangent.tangent.tangent,
    ]
}

fn agree(a: f64, b: f64) -> bool {
    a == b || a.is_nan() && b.is_nan() || (a - b).abs() <= 1e-11 * a.abs().max(b.abs()).max(1e-3)
}

/// What differs, of a function along two curves.
fn disagreement(function: &impl Function, x: [f64; 4], y: [f64; 4]) -> Option<String> {
    let series = |d: [f64; 4]| Series::new([d[0], d[1], d[2] / 2.0, d[3] / 6.0]);
    let found = function.apply(series(x), series(y));
    let found: [f64; 4] = std::array::from_fn(|k| found.derivative(k));
    let expected = derivatives_of(function.apply(moving(x), moving(y)));
    let name = function.name();
    // Beside an origin that is not quite 0 squares overflow, of dual numbers two orders earlier.
    let finite_only = ["hypot", "norm", "atan2"].contains(&name);
    let same = (found.iter().zip(&expected))
        .take_while(|(_, expected)| expected.is_finite() || !finite_only)
        .all(|(&a, &b)| agree(a, b));
    (!same).then(|| format!("{name} at {x:?}, {y:?}: {found:?}, by dual numbers {expected:?}"))
}

/// What differs along two curves, of one function.
type Difference<'f> = &'f dyn Fn([f64; 4], [f64; 4]) -> Option<String>;

/// Calls a check with every function.
struct Everywhere<'c>(&'c mut dyn FnMut(Difference<'_>));

impl Visitor for Everywhere<'_> {
    fn visit(&mut self, function: &impl Function) {
        (self.0)(&|x, y| disagreement(function, x, y));
    }
}

fn check_everywhere(mut check: impl FnMut(Difference<'_>)) {
    visit_all(&mut Everywhere(&mut check));
}

#[test]
fn every_function_has_the_derivatives_of_nested_dual_numbers() {
    check_everywhere(|difference| {
        for x in [0.3, -0.4, 1.7, 2.6, -3.2, 0.9] {
            for y in [1.4, 0.2, -2.3] {
                for curves in [
                    ([x, 1.0, 0.0, 0.0], [y, 0.0, 0.0, 0.0]),
                    ([x, 0.7, -0.3, 1.1], [y, -0.5, 0.8, 0.2]),
                ] {
                    assert_eq!(difference(curves.0, curves.1), None);
                }
            }
        }
    });
}

#[test]
fn special_points_are_those_of_nested_dual_numbers() {
    check_everywhere(|difference| {
        for x in EDGES {
            for y in EDGES {
                assert_eq!(difference([x, 1.0, 0.0, 0.0], [y, 0.0, 0.0, 0.0]), None);
            }
        }
    });
}
/// A series of 21 coefficients.
type Long = Series<f64, 21>;

#[track_caller]
fn assert_series(found: Long, expected: impl Fn(i32) -> f64, tolerance: f64) {
    for (k, found) in found.coefficients().into_iter().enumerate() {
        let expected = expected(k as i32);
        let error = (found - expected).abs();
        assert!(
            error <= tolerance * expected.abs().max(1e-12),
            "coefficient {k}: {found} is not {expected}"
        );
    }
}

fn factorial(k: i32) -> f64 {
    (1..=k).map(f64::from).product()
}

#[test]
fn known_series_are_found_to_order_20() {
    let t = Long::variable(0.0);
    let odd = |k: i32| f64::from(k % 2);
    let sign = |k: i32| (-1f64).powi(k);
    assert_series(t.exp(), |k| 1.0 / factorial(k), 1e-14);
    assert_series(t.exp_m1() + 1.0, |k| 1.0 / factorial(k), 1e-14);
    assert_series(t.sin(), |k| odd(k) * sign(k / 2) / factorial(k), 1e-14);
    assert_series(t.cos(), |k| (1.0 - odd(k)) * sign(k / 2) / factorial(k), 1e-14);
    assert_series(t.sinh(), |k| odd(k) / factorial(k), 1e-14);
    assert_series(t.cosh(), |k| (1.0 - odd(k)) / factorial(k), 1e-14);
    let logarithm = |k: i32| if k == 0 { 0.0 } else { -sign(k) / f64::from(k) };
    assert_series(t.ln_1p(), logarithm, 1e-14);
    assert_series((1.0 + t).ln(), logarithm, 1e-14);
    assert_series(1.0 / (1.0 - t), |_| 1.0, 1e-14);
    assert_series((1.0 - t).recip(), |_| 1.0, 1e-14);
    assert_series((1.0 - t).powi(-2), |k| f64::from(k + 1), 1e-13);
    assert_series(t.atan(), |k| odd(k) * sign(k / 2) / f64::from(k.max(1)), 1e-13);
    assert_series(t.atanh(), |k| odd(k) / f64::from(k.max(1)), 1e-13);
    let error = |k: i32| odd(k) * FRAC_2_SQRT_PI * sign(k / 2) / (f64::from(k.max(1)) * factorial(k / 2));
    assert_series(t.erf(), error, 1e-13);
    let binomial = |p: f64| move |k: i32| (0..k).map(|j| (p - f64::from(j)) / f64::from(j + 1)).product();
    assert_series((1.0 + t).sqrt(), binomial(0.5), 1e-13);
    assert_series((1.0 + t).rsqrt(), binomial(-0.5), 1e-13);
    assert_series((1.0 + t).cbrt(), binomial(1.0 / 3.0), 1e-13);
    assert_series((1.0 + t).powf(2.7), binomial(2.7), 1e-12);
    assert_series((1.0 + t).powi(5), binomial(5.0), 1e-13);
    // asin: the coefficients of its derivative (1 − t²)^(−1/2).
    let arc = |k: i32| match k % 2 {
        0 => 0.0,
        _ => binomial(-0.5)(k / 2) * sign(k / 2) / f64::from(k),
    };
    assert_series(t.asin(), arc, 1e-12);
}

#[test]
fn tangent_and_lgamma_have_the_numbers_of_bernoulli_and_zeta() {
    let tangent = Long::variable(0.0).tan();
    let expected = [
        1.0,
        1.0 / 3.0,
        2.0 / 15.0,
        17.0 / 315.0,
        62.0 / 2835.0,
        1382.0 / 155_925.0,
    ];
    for (k, expected) in expected.into_iter().enumerate() {
        assert!(agree(tangent.coefficients()[2 * k + 1], expected));
        assert_eq!(tangent.coefficients()[2 * k], 0.0);
    }
    // ln Γ(1 + t) = −γ t + Σ ζ(k) (−t)ᵏ/k.
    let zeta = |k: i32| -> f64 {
        let sum: f64 = (1..2000).map(|n| f64::from(n).powi(-k)).sum();
        sum + 1999.5f64.powi(1 - k) / f64::from(k - 1)
    };
    let series = Long::variable(1.0).lgamma();
    assert!(agree(series.coefficients()[1], -0.577_215_664_901_532_9));
    for k in 2..21 {
        let expected = (-1f64).powi(k) * zeta(k) / f64::from(k);
        assert!((series.coefficients()[k as usize] - expected).abs() < 1e-9, "{k}");
    }
}

#[test]
fn identities_hold_to_order_20() {
    let curve = Long::new(std::array::from_fn(|k| {
        ((k * k + 1) as f64).sin() / (k + 1) as f64
    })) * 0.5
        + 0.8;
    let is_close = |a: Long, b: Long| {
        let mut pairs = a.coefficients().into_iter().zip(b.coefficients());
        pairs.all(|(a, b)| (a - b).abs() <= 1e-9 * (1.0 + a.abs()))
    };
    let [sine, cosine] = [curve.sin(), curve.cos()];
    assert!(is_close(sine * sine + cosine * cosine, Long::from(1.0)));
    assert!(is_close(sine / cosine, curve.tan()));
    assert!(is_close(curve.exp().ln(), curve));
    assert!(is_close(curve.sqrt().square(), curve));
    assert!(is_close(curve.normal_cdf().ln(), curve.log_normal_cdf()));
    assert!(is_close(curve.erf().erfinv(), curve));
    assert!(is_close(curve.pow(curve), (curve * curve.ln()).exp()));
    assert!(is_close(sine.atan2(cosine), curve));
    assert!(is_close(sine.hypot(cosine), Long::from(1.0)));
    assert!(is_close(
        curve.sinc() * curve * std::f64::consts::PI,
        (curve * std::f64::consts::PI).sin()
    ));
    assert!(is_close(curve.softplus(), (1.0 + curve.exp()).ln()));
    assert!(is_close(curve.mul_add(sine, cosine), curve * sine + cosine));
    assert!(is_close(curve * 3.0 / 3.0 + 1.0 - 1.0, curve));
}

#[test]
fn powers_at_0_and_with_moving_exponents_keep_their_conventions() {
    let t = Series::<f64, 4>::variable(0.0);
    assert_eq!(t.powi(3).coefficients(), [0.0, 0.0, 0.0, 1.0]);
    assert_eq!(t.powf(2.0).coefficients(), [0.0, 0.0, 1.0, 0.0]);
    assert_eq!(t.powf(0.0).coefficients(), [1.0, 0.0, 0.0, 0.0]);
    assert_eq!((t - 2.0).powf(3.0).coefficients(), [-8.0, 12.0, -6.0, 1.0]);
    assert_eq!(
        (t - 2.0).pow(Series::from(3.0)).coefficients(),
        [-8.0, 12.0, -6.0, 1.0]
    );
    // xˣ at 1.
    let found = Series::<f64, 7>::variable(1.0);
    let found = found.pow(found).coefficients();
    let expected = [1.0, 1.0, 1.0, 0.5, 1.0 / 3.0, 1.0 / 12.0, 0.075];
    assert!(
        found.iter().zip(&expected).all(|(&a, &b)| agree(a, b)),
        "{found:?}"
    );
    let negative = (t - 2.0).pow(3.0 + t).coefficients();
    assert_eq!(negative[0], -8.0);
    assert!(negative[1..].iter().all(|coefficient| coefficient.is_nan()));
    assert_eq!(
        Series::<f64, 3>::constant(0.0).pow(t_of(2.0)).coefficients(),
        [0.0; 3]
    );
}

fn t_of(at: f64) -> Series<f64, 3> {
    Series::variable(at)
}

#[test]
fn a_series_of_one_coefficient_is_its_value() {
    let x = Series::<f64, 1>::variable(0.7);
    assert_eq!(
        (x.sin() * x.exp() / x).coefficients(),
        [0.7f64.sin() * 0.7f64.exp() / 0.7]
    );
    assert_eq!(x.derivative(0), 0.7);
}

#[test]
fn series_compare_and_branch_by_their_value() {
    let x = Series::<f64, 3>::variable(2.0);
    assert!(x > 1.0 && x == 2.0 && x < x + 1.0);
    assert_eq!(x.value(), 2.0);
    let mask = x.greater(1.0);
    assert_eq!(Series::select(mask, x * x, x).coefficients(), [4.0, 4.0, 1.0]);
    assert_eq!(x.max(x * 0.5).coefficients(), [2.0, 1.0, 0.0]);
    assert_eq!(x.floor().coefficients(), [2.0, 0.0, 0.0]);
    assert_eq!(x.clamp(0.0, 1.0).coefficients(), [1.0, 0.0, 0.0]);
    assert_eq!(format!("{x:?}"), "[2.0, 1.0, 0.0]");
    assert_eq!(
        [x, x].iter().sum::<Series<f64, 3>>().coefficients(),
        [4.0, 2.0, 0.0]
    );
}

#[test]
fn a_series_sums_up_to_the_function() {
    let series: Series<f64, 16> = taylor(|x| (x.sin() * x).exp(), 0.4);
    let exact = |x: f64| (x.sin() * x).exp();
    assert!((series.sum_at(0.1) - exact(0.5)).abs() < 1e-14);
    assert!((series.derivative(1) - scalar::derivative(|x| (x.sin() * x).exp(), 0.4).1).abs() < 1e-15);
}

#[test]
fn a_tape_over_series_gives_gradients_along_a_curve() -> Result<()> {
    fn f<R: Real>(x: &[R]) -> R {
        (x[0] * x[1]).sin() + x[1].exp() * x[0].square()
    }
    let (at, direction) = ([0.3, -0.4], [1.0, 0.5]);
    let tape = scalar::Tape::<Series<f64, 4>>::new();
    let x: [_; 2] = std::array::from_fn(|k| tape.var(Series::new([at[k], direction[k], 0.0, 0.0])));
    let gradient = f(&x).backward()?.wrt(x)?;
    for (k, found) in gradient.into_iter().enumerate() {
        // The same by dual numbers: the derivative to x_k is the outermost.
        let moved = |j: usize| {
            let [a, v, one] = [at[j], direction[j], f64::from(u8::from(j == k))];
            let along = moving([a, v, 0.0, 0.0]);
            Dual::new(along, Third::from(one))
        };
        let expected = derivatives_of(f(&[moved(0), moved(1)]).tangent);
        for (order, expected) in expected.into_iter().enumerate() {
            assert!(agree(found.derivative(order), expected));
        }
    }
    Ok(())
}

#[test]
fn series_nest_with_dual_numbers_and_variables() -> Result<()> {
    fn f<R: Real>(x: R, a: R) -> R {
        (x * a).exp() * x.sin()
    }
    let [x, a] = DualVec::<f64, 2>::variables([0.3, 1.2]);
    let series = f(Series::<_, 4>::variable(x), Series::constant(a));
    let tape = scalar::Tape::new();
    let variables = tape.vars([0.3, 1.2]);
    let recorded = f(
        Series::<_, 4>::variable(variables[0]),
        Series::constant(variables[1]),
    );
    for k in 0..4 {
        let gradient = recorded.derivative(k).backward()?.wrt(variables)?;
        assert!(agree(gradient[0], series.derivative(k).tangents[0]));
        assert!(agree(gradient[1], series.derivative(k).tangents[1]));
        if k < 3 {
            assert!(agree(gradient[0], recorded.derivative(k + 1).value()));
        }
    }
    Ok(())
}

#[test]
fn solutions_and_long_loops_have_series_too() -> Result<()> {
    // x² = 1 + t has the series of its root.
    let x = Solver::new().root(|x, p| x.square() - p[0], 1.2, &[Series::<f64, 8>::variable(1.0)])?;
    let expected = Series::<f64, 8>::variable(1.0).sqrt();
    for k in 0..8 {
        assert!(agree(x.derivative(k), expected.derivative(k)));
    }
    let run = scalar::checkpointed(
        Schedule::Binomial { snapshots: 3 },
        10,
        &[Series::<f64, 3>::variable(0.5)],
        &[],
        |_, state, _| Ok(vec![state[0].sin()]),
        |state, _| Ok(state[0]),
    )?;
    let mut value = Series::<f64, 4>::variable(0.5);
    for _ in 0..10 {
        value = value.sin();
    }
    for k in 0..3 {
        assert!(agree(
            run.state_gradient[0].derivative(k),
            value.derivative(k + 1)
        ));
    }
    Ok(())
}

#[test]
#[should_panic(expected = "derivative 3 of a series of 3 coefficients")]
fn a_derivative_beyond_the_series_is_a_panic_that_says_so() {
    t_of(1.0).derivative(3);
}
