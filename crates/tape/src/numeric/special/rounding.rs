//! Rounding, sign, remainders and extrema where the standard library's convention is not ours.

/// The nearest integer, halves to the even one.
#[inline]
pub fn round_half_to_even(x: f64) -> f64 {
    x.round_ties_even()
}

/// −1, 0 or 1; NaN stays NaN. (`signum` of the standard library is ±1 at ±0.)
#[inline]
pub fn sign(x: f64) -> f64 {
    if x == 0.0 || x.is_nan() {
        x
    } else {
        1.0_f64.copysign(x)
    }
}

/// x − y·trunc(x/y): exact, with the sign of x. NaN where y is zero or x infinite.
#[inline]
pub fn fmod(x: f64, y: f64) -> f64 {
    x % y
}

/// x − y·floor(x/y), with the sign of y, as PyTorch's and Python's. NaN where y is zero or x
/// infinite.
#[inline]
pub fn remainder(x: f64, y: f64) -> f64 {
    let truncated = x % y;
    if truncated != 0.0 && (truncated < 0.0) != (y < 0.0) {
        return truncated + y;
    }
    truncated
}

/// The larger of two numbers; NaN if either is. (`f64::max` drops NaN.)
#[inline]
pub fn maximum(x: f64, y: f64) -> f64 {
    if x > y || x.is_nan() { x } else { y }
}

/// The smaller of two numbers; NaN if either is.
#[inline]
pub fn minimum(x: f64, y: f64) -> f64 {
    if x < y || x.is_nan() { x } else { y }
}
