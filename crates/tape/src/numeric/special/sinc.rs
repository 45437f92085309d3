//! sin(πx)/(πx) and its derivatives of any order.

use std::f64::consts::PI;

/// sin(πx), exact at integers.
pub fn sin_pi(x: f64) -> f64 {
    let (quadrant, r) = quarter_turns(x);
    let value = match quadrant {
        0 => (PI * r).sin(),
        1 => (PI * r).cos(),
        2 => -(PI * r).sin(),
        _ => -(PI * r).cos(),
    };
    if value == 0.0 { 0.0_f64.copysign(x) } else { value }
}

/// cos(πx), exact at half-integers.
pub fn cos_pi(x: f64) -> f64 {
    let (quadrant, r) = quarter_turns(x);
    let value = match quadrant {
        0 => (PI * r).cos(),
        1 => -(PI * r).sin(),
        2 => -(PI * r).cos(),
        _ => (PI * r).sin(),
    };
    if value == 0.0 { 0.0 } else { value }
}

/// x ≡ quadrant/2 + r (mod 2) with |r| ≤ 1/4, exactly.
fn quarter_turns(x: f64) -> (u8, f64) {
    let reduced = x % 2.0;
    let quarters = (2.0 * reduced).round_ties_even();
    let r = reduced - 0.5 * quarters;
    (quarters.rem_euclid(4.0) as u8, r)
}

/// sin(πx)/(πx), and 1 at 0.
pub fn sinc(x: f64) -> f64 {
    if x.abs() < 1e-9 {
        return if x.is_nan() { x } else { 1.0 };
    }
    if x.is_infinite() {
        return 0.0;
    }
    sin_pi(x) / (PI * x)
}

/// The n-th derivative of `sinc` at x: πⁿ·s⁽ⁿ⁾(πx) for s(y) = sin(y)/y.
///
/// From y·s = sin y follows y·s⁽ᵏ⁾ + k·s⁽ᵏ⁻¹⁾ = sin(y + kπ/2). Upwards in k the recurrence loses
/// accuracy once k > |y|, downwards until then; so from order 0 up to |y|, and beyond that down
/// from an order where any guess will do, because each step divides its error by k/|y| (Miller's
/// algorithm). Near zero no series is needed: there two steps down are exact.
pub fn sinc_derivative(n: u32, x: f64) -> f64 {
    if n == 0 {
        return sinc(x);
    }
    if x.is_nan() {
        return x;
    }
    if x.is_infinite() {
        return 0.0;
    }
    let y = PI * x;
    // sin(πx + kπ/2)
    let wave = [sin_pi(x), cos_pi(x), -sin_pi(x), -cos_pi(x)];
    let scale = PI.powi(n.min(10_000) as i32);
    if f64::from(n) <= y.abs() {
        let mut s = sinc(x);
        for k in 1..=n {
            s = (wave[(k % 4) as usize] - f64::from(k) * s) / y;
        }
        return s * scale;
    }
    let mut k = n;
    // Relative to s⁽ⁿ⁾, which is of the order of y near zero.
    let mut error = 1.0;
    while error > 1e-20 * y.abs().min(1.0) {
        k += 1;
        error *= y.abs() / f64::from(k);
    }
    let mut s = 0.0;
    while k > n {
        s = (wave[(k % 4) as usize] - y * s) / f64::from(k);
        k -= 1;
    }
    s * scale
}
