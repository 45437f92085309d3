use super::golden::Worst;
use super::golden::points;
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
fn softplus_and_logaddexp_agree_with_mpmath() {
    agrees("softplus", 2.0, 0.0, |x| ln_1p_exp(x[0]));
    agrees("logaddexp", 3.0, 1.0, |x| logaddexp(x[0], x[1]));
}
