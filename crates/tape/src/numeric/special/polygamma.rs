//! Derivatives of the digamma function.

use std::f64::consts::{E, PI, TAU};

use super::gamma::{BERNOULLI, digamma};
use super::sinc::{cos_pi, sin_pi};

/// Up to this order powers and factorials are computed as they are, and reflection is a polynomial.
const EXPANDED: u32 = 10;

/// Larger factorials overflow.
const LARGEST_FACTORIAL: u32 = 170;

/// e − [`E`].
const E_REST: f64 = 1.4456468917292502e-16;

/// A term that changes nothing, relative to the largest, which is 1.
const NEGLIGIBLE: f64 = 1e-20;

/// The n-th derivative of ψ. At zero and the negative integers it is (−1)ⁿ⁺¹·∞ for n ≥ 1: the
/// limit from both sides for odd n, from the right for even n, where it has none. (PyTorch agrees,
/// except that its `polygamma(1, ·)` is a large finite number at negative integers.)
///
/// The time is bounded for every order. An argument off by one unit in the last place costs n + 1 in
/// the result, and the error is of that order; near the zeros between poles, which even n have, it
/// is relative to the terms that cancel there.
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
    if n > EXPANDED {
        return sign * sum_over_poles(n, x);
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
    let exponent = n as i32;
    let mut argument = x;
    let mut terms = 0.0;
    while argument < 10.0 + order {
        terms += argument.powi(-exponent - 1);
        argument += 1.0;
    }
    let tail = argument.powi(-exponent) * tail_over_power(order, argument);
    factorial(n) * (tail + terms)
}

/// Σ (a + k)^(−n−1) over k ≥ 0, divided by a^(−n), for a ≥ n + 10.
fn tail_over_power(order: f64, argument: f64) -> f64 {
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
    1.0 / order + 0.5 * reciprocal + series
}

fn factorial(n: u32) -> f64 {
    (2..=n).map(f64::from).product()
}

/// n!·Σ (x + k)^(−n−1) over k ≥ 0 for an x that is no pole, relative to the term of the nearest pole:
/// neither that power nor the factorial need fit into a number, only the result.
fn sum_over_poles(n: u32, x: f64) -> f64 {
    let order = f64::from(n);
    let even = n.is_multiple_of(2);
    if even && x < 0.0 && x - x.floor() == 0.5 {
        // The poles on both sides cancel in pairs.
        return sum_over_poles(n, 1.0 - x);
    }
    let below = if x < 0.0 { (-x).round() } else { 0.0 };
    let offset = x + below;
    let nearest = offset.abs();
    let share = |distance: f64| (nearest / distance).powf(order + 1.0);
    // Below the argument odd powers are negative.
    let sign_below = if even { -1.0 } else { 1.0 };
    let mut sum = if offset < 0.0 { sign_below } else { 1.0 };
    let mut step = 1.0;
    while step <= below {
        let term = share(step - offset);
        sum += sign_below * term;
        if term < NEGLIGIBLE {
            break;
        }
        step += 1.0;
    }
    sum += shares_above(order, offset, share);
    let (root, factor) = if n <= LARGEST_FACTORIAL {
        (nearest.powf(-0.5 * (order + 1.0)), factorial(n))
    } else {
        // Stirling's series (DLMF 5.11.3): n! = √(2πn)·(n/e)ⁿ·(1 + …).
        let correction = 1.0 / (12.0 * order) - 1.0 / (360.0 * order.powi(3));
        let (quotient, rest) = over_e(order, nearest);
        let root = quotient.powf(0.5 * order) * (0.5 * order * rest).exp();
        (root, (TAU * order).sqrt() * correction.exp() / nearest)
    };
    // The power is the square of `root`, which fits where the result does.
    root * factor * sum * root
}

/// a/(b·e), and what rounding took from it, relative to it: a high power magnifies that.
fn over_e(a: f64, b: f64) -> (f64, f64) {
    let product = b * E;
    let quotient = a / product;
    if !(1e-290..1e290).contains(&quotient) {
        return (quotient, 0.0);
    }
    let product_rest = b.mul_add(E, -product) + b * E_REST;
    let quotient_rest = (-quotient).mul_add(product, a);
    (quotient, quotient_rest / a - product_rest / product)
}

/// Σ (nearest/(offset + k))^(n+1) over k ≥ 1.
fn shares_above(order: f64, offset: f64, share: impl Fn(f64) -> f64) -> f64 {
    let mut argument = offset + 1.0;
    let mut sum = 0.0;
    while argument < 10.0 + order {
        let term = share(argument);
        sum += term;
        if term < NEGLIGIBLE {
            return sum;
        }
        argument += 1.0;
    }
    sum + share(argument) * (argument * tail_over_power(order, argument))
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
