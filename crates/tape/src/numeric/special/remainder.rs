//! Remainders of a division.

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
