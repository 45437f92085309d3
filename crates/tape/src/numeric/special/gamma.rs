//! The logarithm of the gamma function and its derivative.

use std::f64::consts::PI;

use super::sinc::cos_pi;
use super::sinc::sin_pi;
use crate::numeric::coefficients;
use crate::numeric::lane::polynomial;
use crate::numeric::level::Portable;

/// B₂ₖ for k = 1, 2, …
pub(super) const BERNOULLI: [f64; 12] = [
    1.0 / 6.0,
    -1.0 / 30.0,
    1.0 / 42.0,
    -1.0 / 30.0,
    5.0 / 66.0,
    -691.0 / 2730.0,
    7.0 / 6.0,
    -3617.0 / 510.0,
    43867.0 / 798.0,
    -174611.0 / 330.0,
    854513.0 / 138.0,
    -236364091.0 / 2730.0,
];

/// ½·ln(2π)
const HALF_LN_2_PI: f64 = 0.9189385332046728;

/// ln|Γ(x)|; +∞ at zero and the negative integers. Relative accuracy except near the zeros on the
/// negative axis, where it is absolute.
pub fn lgamma(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    if x.is_infinite() {
        return f64::INFINITY;
    }
    if x <= 0.0 {
        return lgamma_reflected(x);
    }
    if x < 1.0 {
        // x − 1 would be rounded below ½.
        return lgamma_shifted(x - 1.0, x) - x.ln();
    }
    if x <= 3.0 {
        return lgamma_shifted(x - 2.0, x - 1.0);
    }
    if x < 10.0 {
        let mut argument = x;
        let mut product = 1.0;
        while argument > 3.0 {
            argument -= 1.0;
            product *= argument;
        }
        return lgamma_shifted(argument - 2.0, argument - 1.0) + product.ln();
    }
    stirling(x)
}

/// ln Γ(2 + t) = t·(1 + t)·g(t) for |t| ≤ 1; the second argument is 1 + t.
fn lgamma_shifted(t: f64, one_more: f64) -> f64 {
    t * one_more * polynomial::<Portable, f64, _>(t, &coefficients::LGAMMA)
}

/// ln|Γ(x)| = ln(π/|x·sin πx|) − ln Γ(−x).
fn lgamma_reflected(x: f64) -> f64 {
    if x == x.floor() {
        return f64::INFINITY;
    }
    if x > -1e-17 {
        return -(-x).ln();
    }
    (PI / (x * sin_pi(x)).abs()).ln() - lgamma(-x)
}

/// Stirling's series (DLMF 5.11.1) for x ≥ 10.
fn stirling(x: f64) -> f64 {
    let reciprocal = 1.0 / x;
    let square = reciprocal * reciprocal;
    let mut series = 0.0;
    for k in (1..=9_u32).rev() {
        let order = f64::from(2 * k);
        series = series * square + BERNOULLI[k as usize - 1] / (order * (order - 1.0));
    }
    let rest = (HALF_LN_2_PI - 0.5) + series * reciprocal;
    (x - 0.5) * (x.ln() - 1.0) + rest
}

/// ψ(x) = d ln Γ(x)/dx. At ±0 it is ∓∞, at the negative integers NaN, as in PyTorch.
pub fn digamma(x: f64) -> f64 {
    if x == 0.0 {
        return f64::NEG_INFINITY.copysign(-x);
    }
    if x == f64::INFINITY || x.is_nan() {
        return x;
    }
    if x < 0.0 {
        if x == x.floor() {
            return f64::NAN;
        }
        // ψ(1 − x) − π·cot(πx); 1 − x = −x + 1 keeps a tiny x in the second term only.
        return digamma(1.0 - x) - PI * cos_pi(x) / sin_pi(x);
    }
    if x >= 10.0 {
        return digamma_asymptotic(x);
    }
    let mut argument = x;
    let mut sum = 0.0;
    if x < 1.0 {
        sum = -1.0 / x;
        argument += 1.0;
    }
    while argument > 2.0 {
        argument -= 1.0;
        sum += 1.0 / argument;
    }
    let (root, root_low) = coefficients::DIGAMMA_ROOT;
    let distance = (argument - root) - root_low;
    let slope = polynomial::<Portable, f64, _>(2.0 * argument - 3.0, &coefficients::DIGAMMA);
    distance * slope + sum
}

/// DLMF 5.11.2 for x ≥ 10.
fn digamma_asymptotic(x: f64) -> f64 {
    let square = 1.0 / (x * x);
    let mut series = 0.0;
    for k in (1..=9_u32).rev() {
        series = series * square + BERNOULLI[k as usize - 1] / f64::from(2 * k);
    }
    x.ln() - 0.5 / x - series * square
}
