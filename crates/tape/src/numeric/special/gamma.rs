//! The logarithm of the gamma function and its derivatives.

use std::f64::consts::PI;

use super::sinc::cos_pi;
use super::sinc::sin_pi;
use crate::numeric::coefficients;
use crate::numeric::lane::polynomial;
use crate::numeric::level::Portable;

/// B₂ₖ for k = 1, 2, …
const BERNOULLI: [f64; 12] = [
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

/// The n-th derivative of ψ. At zero and the negative integers it is (−1)ⁿ⁺¹·∞ for n ≥ 1: the
/// limit from both sides for odd n, from the right for even n, where it has none. (PyTorch agrees,
/// except that its `polygamma(1, ·)` is a large finite number at negative integers.)
pub fn polygamma(n: u32, x: f64) -> f64 {
    if n == 0 {
        return digamma(x);
    }
    if x.is_nan() {
        return x;
    }
    let sign = if n % 2 == 1 { 1.0 } else { -1.0 };
    if x == f64::INFINITY {
        return 0.0;
    }
    if x <= 0.0 && x == x.floor() {
        return sign * f64::INFINITY;
    }
    // For odd n all terms of the sum are positive, also those below zero, and it is more accurate
    // than the reflection formula (DLMF 5.15.6). For even n they cancel.
    if x < -64.0 || (n.is_multiple_of(2) && x < 0.0) {
        return -sign * polygamma(n, 1.0 - x) - PI * cotangent_derivative(n, x);
    }
    sign * factorial_times_zeta(n, x)
}

/// n!·ζ(n + 1, x) by Euler and Maclaurin (DLMF 25.11.5 with the sum of 2.10.1): terms up to a large
/// enough argument, then the integral and its corrections.
fn factorial_times_zeta(n: u32, x: f64) -> f64 {
    let order = f64::from(n);
    let exponent = n.min(10_000) as i32;
    let mut factorial = 1.0;
    for k in 2..=n {
        factorial *= f64::from(k);
    }
    let mut argument = x;
    let mut terms = 0.0;
    while argument < 10.0 + order {
        terms += argument.powi(-exponent - 1);
        argument += 1.0;
    }
    let power = argument.powi(-exponent);
    let reciprocal = 1.0 / argument;
    // B₂ₖ·(n + 1)(n + 2)…(n + 2k − 1)/(2k)!·a^(−2k)
    let mut rising = (order + 1.0) / 2.0 * reciprocal * reciprocal;
    let mut series = 0.0;
    for k in 1..=BERNOULLI.len() {
        series += BERNOULLI[k - 1] * rising;
        let twice = 2.0 * k as f64;
        rising *= (order + twice) * (order + twice + 1.0) / ((twice + 1.0) * (twice + 2.0));
        rising *= reciprocal * reciprocal;
    }
    let tail = power * (1.0 / order + 0.5 * reciprocal + series);
    factorial * (tail + terms)
}

/// dⁿ/dxⁿ cot(πx). With c = cot, each derivative is a polynomial in c, because c′ = −π(1 + c²);
/// all its terms have the same sign, so nothing cancels.
fn cotangent_derivative(n: u32, x: f64) -> f64 {
    let mut terms = vec![0.0, 1.0];
    for _ in 0..n {
        let mut next = vec![0.0; terms.len() + 1];
        for (power, &term) in terms.iter().enumerate().skip(1) {
            next[power - 1] -= PI * power as f64 * term;
            next[power + 1] -= PI * power as f64 * term;
        }
        terms = next;
    }
    let cotangent = cos_pi(x) / sin_pi(x);
    terms.iter().rev().fold(0.0, |sum, term| sum * cotangent + term)
}
