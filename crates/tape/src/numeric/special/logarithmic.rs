//! The logarithm of a sum of exponentials, and x·ln y.

/// ln(eˣ + eʸ); equal infinities give that infinity.
pub fn logaddexp(x: f64, y: f64) -> f64 {
    if x == y {
        return x + std::f64::consts::LN_2;
    }
    // `max` drops a NaN, the tail has it.
    let larger = x.max(y);
    let tail = (-(x - y).abs()).exp().ln_1p();
    let sum = larger + tail;
    // Near zero the two terms cancel: ln(eˣ + eʸ) = ln(1 + ((eˣ − 1/2) + (eʸ − 1/2))) does not.
    if sum.abs() < 0.25 && larger < 0.0 {
        return (x.exp_m1() + y.exp_m1() + 1.0).ln_1p();
    }
    sum
}

/// x·ln y, and 0 where x is 0, unless y is NaN.
pub fn xlogy(x: f64, y: f64) -> f64 {
    if x == 0.0 && !y.is_nan() { 0.0 } else { x * y.ln() }
}
