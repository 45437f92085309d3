use super::golden::Worst;
use super::golden::points;
use crate::kernel::Kernels;
use crate::numeric::special::gamma::digamma;
use crate::numeric::special::sinc::{cos_pi, sin_pi, sinc};
use crate::numeric::special::*;

const INF: f64 = f64::INFINITY;

/// Asserts the error in units in the last place, or, where a function has zeros that cannot be
/// resolved, the absolute error as a multiple of 2⁻⁵².
fn agrees(name: &str, allowed: f64, absolute: f64, function: impl Fn(&[f64]) -> f64) {
    let mut worst = Worst::default();
    for point in points(name) {
        let result = function(&point.arguments);
        let close = (result - point.value).abs() <= absolute * f64::EPSILON;
        let error = if close { 0.0 } else { point.error(result) };
        worst.see(error, &point.arguments, result);
    }
    println!("{name}: {worst:?}");
    assert!(worst.error <= allowed, "{name}: {worst:?}");
}

#[test]
fn the_logarithm_of_the_normal_distribution_agrees_with_mpmath() {
    agrees("log_normal_cdf", 3.0, 0.0, |x| log_normal_cdf(x[0]));
}

#[test]
fn the_inverse_error_function_agrees_with_mpmath() {
    agrees("erfinv", 4.0, 0.0, |x| erfinv(x[0]));
}

#[test]
fn lgamma_agrees_with_mpmath() {
    agrees("lgamma", 5.0, 8.0, |x| lgamma(x[0]));
}

#[test]
fn digamma_agrees_with_mpmath() {
    agrees("digamma", 5.0, 4.0, |x| digamma(x[0]));
}

#[test]
fn polygamma_agrees_with_mpmath() {
    for n in [1, 2, 3, 5, 10] {
        // An argument off by one unit, as that of the cotangent is, costs n + 1 in the result.
        let allowed = 5.0 + 1.5 * f64::from(n);
        agrees(&format!("polygamma_{n}"), allowed, 0.0, |x| polygamma(n, x[0]));
    }
}

#[test]
fn polygamma_of_high_order_agrees_with_mpmath() {
    for n in [11, 12, 20, 61, 100, 170, 171, 200, 1000, 100_000] {
        let allowed = 5.0 + 1.5 * f64::from(n);
        agrees(&format!("polygamma_{n}"), allowed, 0.0, |x| polygamma(n, x[0]));
    }
}

#[test]
fn polygamma_of_any_order_takes_bounded_time_and_is_never_nan_between_poles() {
    for n in [100_000, 100_001, u32::MAX - 1, u32::MAX] {
        for x in [
            5e-324,
            0.3,
            2.0,
            1e3,
            f64::from(n) / 2.5,
            f64::from(n),
            1e300,
            -0.5,
            -0.3,
            -1e6 - 0.25,
        ] {
            let result = polygamma(n, x);
            assert!(!result.is_nan(), "polygamma({n}, {x:e})");
        }
    }
    assert_eq!(polygamma(u32::MAX, 1e300), 0.0);
    assert_eq!(polygamma(u32::MAX, 0.5), INF);
}

#[test]
fn sinc_and_its_derivatives_agree_with_mpmath() {
    agrees("sinc", 3.0, 0.0, |x| sinc(x[0]));
    for n in [1, 2, 3, 6, 12] {
        let name = format!("sinc_derivative_{n}");
        // Relative to the largest value, because there are zeros; near zero relative to the value.
        let largest = std::f64::consts::PI.powi(n) / f64::from(n + 1);
        agrees(&name, 0.0, 16.0 * largest, |x| sinc_derivative(n as u32, x[0]));
        for point in points(&name).iter().filter(|p| p.arguments[0].abs() <= 0.1) {
            let result = sinc_derivative(n as u32, point.arguments[0]);
            assert!(
                point.error(result) <= 8.0,
                "{name}({:?}): {result:e}",
                point.arguments
            );
        }
    }
}

#[test]
fn logaddexp_agrees_with_mpmath() {
    agrees("logaddexp", 3.0, 1.0, |x| logaddexp(x[0], x[1]));
}

#[test]
fn functions_near_their_poles_follow_the_documented_conventions() {
    assert_eq!(lgamma(0.0), INF);
    assert_eq!(lgamma(-3.0), INF);
    assert_eq!(lgamma(-INF), INF);
    assert_eq!(lgamma(INF), INF);
    assert_eq!(lgamma(1.0), 0.0);
    assert_eq!(lgamma(2.0), 0.0);
    assert_eq!(digamma(0.0), -INF);
    assert_eq!(digamma(-0.0), INF);
    assert!(digamma(-2.0).is_nan());
    assert_eq!(digamma(INF), INF);
    assert_eq!(polygamma(1, 0.0), INF);
    assert_eq!(polygamma(1, -1.0), INF);
    assert_eq!(polygamma(2, 0.0), -INF);
    assert_eq!(polygamma(1, INF), 0.0);
    assert_eq!(polygamma(0, 3.5), digamma(3.5));
    for function in [
        lgamma,
        digamma,
        |x| polygamma(1, x),
        erfinv,
        log_normal_cdf,
        sinc,
        Kernels::sign,
    ] {
        assert!(function(f64::NAN).is_nan());
    }
}

#[test]
fn the_inverse_error_function_ends_at_one() {
    assert_eq!(erfinv(1.0), INF);
    assert_eq!(erfinv(-1.0), -INF);
    assert!(erfinv(1.0 + f64::EPSILON).is_nan());
    assert_eq!(erfinv(-0.0).to_bits(), (-0.0_f64).to_bits());
}

#[test]
fn the_logarithm_of_the_normal_distribution_is_finite_far_in_the_tail() {
    // -x²/2 - ln(-x √(2π)) + ln(1 - 1/x² + …), by hand.
    assert!((log_normal_cdf(-40.0) + 804.6084420137538).abs() < 1e-12);
    assert!((log_normal_cdf(-1e5) / -5.000_000_012_431_864e9 - 1.0).abs() < 1e-15);
    assert_eq!(log_normal_cdf(-INF), -INF);
    assert_eq!(log_normal_cdf(INF), 0.0);
}

#[test]
fn halves_round_to_even_and_zero_has_no_sign() {
    let halves = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5].map(Kernels::round_half_even);
    assert_eq!(halves, [-2.0, -2.0, -0.0, 0.0, 2.0, 2.0]);
    assert_eq!(
        [-INF, -0.1, 0.0, -0.0, 3.0].map(Kernels::sign),
        [-1.0, -1.0, 0.0, 0.0, 1.0]
    );
}

#[test]
fn fmod_has_the_sign_of_the_dividend_and_remainder_that_of_the_divisor() {
    for (x, y, truncated, floored) in [
        (5.0, 3.0, 2.0, 2.0),
        (-5.0, 3.0, -2.0, 1.0),
        (5.0, -3.0, 2.0, -1.0),
        (-5.0, -3.0, -2.0, -2.0),
        (6.0, -3.0, 0.0, 0.0),
        (1.0, INF, 1.0, 1.0),
        (-1.0, INF, -1.0, INF),
    ] {
        assert_eq!(fmod(x, y), truncated, "{x} {y}");
        assert_eq!(remainder(x, y), floored, "{x} {y}");
    }
    assert!(fmod(1.0, 0.0).is_nan() && remainder(1.0, 0.0).is_nan());
    assert!(fmod(INF, 1.0).is_nan() && remainder(INF, 1.0).is_nan());
}

#[test]
fn extrema_propagate_nan_from_either_side() {
    for (x, y) in [(1.0, 2.0), (2.0, 1.0)] {
        assert_eq!((x.max_or_nan(y), x.min_or_nan(y)), (2.0, 1.0));
    }
    for (x, y) in [(f64::NAN, 1.0), (1.0, f64::NAN)] {
        assert!(x.max_or_nan(y).is_nan() && x.min_or_nan(y).is_nan());
    }
}

#[test]
fn zero_times_a_logarithm_is_zero_unless_the_argument_is_nan() {
    assert_eq!(xlogy(0.0, 0.0), 0.0);
    assert_eq!(xlogy(0.0, -1.0), 0.0);
    assert_eq!(xlogy(0.0, INF), 0.0);
    assert!(xlogy(0.0, f64::NAN).is_nan());
    assert_eq!(xlogy(2.0, 0.0), -INF);
}

#[test]
fn logaddexp_takes_infinities() {
    assert_eq!(logaddexp(-INF, -INF), -INF);
    assert_eq!(logaddexp(INF, INF), INF);
    assert_eq!(logaddexp(-INF, 3.0), 3.0);
    assert_eq!(logaddexp(INF, -INF), INF);
    assert!(logaddexp(f64::NAN, 1.0).is_nan());
    // ln(e^x + e^y) = 0 here, to 60 digits 5.55e-17 at most.
    assert!(logaddexp(-std::f64::consts::LN_2, -std::f64::consts::LN_2).abs() < 1e-16);
}

#[test]
fn sinc_is_one_at_zero_and_exactly_zero_at_other_integers() {
    assert_eq!(sinc(0.0), 1.0);
    assert_eq!([1.0, -2.0, 1e15, INF].map(|x| sinc(x).abs()), [0.0; 4]);
    assert_eq!([0.5, 1.5, -0.5].map(cos_pi), [0.0; 3]);
    assert_eq!(sin_pi(-0.5), -1.0);
    let pi = std::f64::consts::PI;
    assert_eq!(sinc_derivative(1, 0.0), 0.0);
    assert!((sinc_derivative(2, 0.0) + pi * pi / 3.0).abs() < 1e-15);
    assert!((sinc_derivative(4, 0.0) - pi.powi(4) / 5.0).abs() < 1e-14);
}
