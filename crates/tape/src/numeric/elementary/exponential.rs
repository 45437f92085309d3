//! eˣ, 2ˣ, eˣ − 1 and the logistic family built on them.

use super::logarithm::ln_1p;
use crate::numeric::coefficients;
use crate::numeric::lane::Lane;
use crate::numeric::lane::fast_two_sum;
use crate::numeric::lane::polynomial;
use crate::numeric::level::Level;
use crate::numeric::level::fma;

/// NaN passes, unlike in `clamp` of some vector units.
#[inline(always)]
pub fn clamp<T: Lane>(x: T, low: T, high: T) -> T {
    let x = if x < low { low } else { x };
    if x > high { high } else { x }
}

/// `MAGIC + k` and p with eˣ = 2^k·(1 + p), |x − k·ln 2| ≤ ln(2)/2.
#[inline(always)]
pub fn exp_reduced<L: Level, T: Lane>(x: T) -> (T, T) {
    let (magic, r, r_low) = reduce::<L, T>(x);
    let p = r + fma::<L, T>(r * r, T::exp_tail::<L>(r), r_low);
    (magic, p)
}

/// `MAGIC + k`, and x − k·ln 2 as the sum of two numbers.
#[inline(always)]
fn reduce<L: Level, T: Lane>(x: T) -> (T, T, T) {
    let magic = fma::<L, T>(x, T::of(std::f64::consts::LOG2_E), T::MAGIC);
    let k = magic - T::MAGIC;
    let high = x - k * T::LN2.0;
    let product = k * T::LN2.1;
    let r = high - product;
    (magic, r, (high - r) - product)
}

/// x·2^k from `MAGIC + k`, in two steps so that k may exceed the exponent range by a factor of two
/// and a subnormal result is rounded once.
#[inline(always)]
pub fn scale<T: Lane>(x: T, magic: T) -> T {
    let half = (magic - T::MAGIC) * T::of(0.5) + T::MAGIC;
    let rest = magic - (half - T::MAGIC);
    x * T::power_of_two(half) * T::power_of_two(rest)
}

/// eˣ.
#[inline(always)]
pub fn exp<L: Level, T: Lane>(x: T) -> T {
    let (magic, p) = exp_reduced::<L, T>(clamp(x, T::EXP_RANGE.0, T::EXP_RANGE.1));
    scale(T::of(1.0) + p, magic)
}

/// factor·e^(x + low) for a moderate positive factor, rounded once even where it is subnormal.
#[inline(always)]
pub fn exp_times<L: Level>(x: f64, low: f64, factor: f64) -> f64 {
    let (magic, p) = exp_reduced::<L, f64>(clamp(x, -746.0, 710.0));
    // e^low is 1 + low: low is at most a unit in the last place of x.
    let p = fma::<L, f64>(low, 1.0 + p, p);
    scale(fma::<L, f64>(factor, p, factor), magic)
}

/// The same with the precision of f32, in f64.
#[inline(always)]
pub fn exp_times_short<L: Level>(x: f64, factor: f64) -> f64 {
    let (magic, r, _) = reduce::<L, f64>(clamp(x, -746.0, 710.0));
    let p = fma::<L, f64>(r * r, polynomial::<L, f64, _>(r, &coefficients::EXP_SHORT), r);
    scale(fma::<L, f64>(factor, p, factor), magic)
}

/// 2ˣ.
#[inline(always)]
pub fn exp2<L: Level, T: Lane>(x: T) -> T {
    let x = clamp(x, T::EXP2_RANGE.0, T::EXP2_RANGE.1);
    let magic = x + T::MAGIC;
    let r = x - (magic - T::MAGIC);
    let low = fma::<L, T>(r * r, T::exp2_tail::<L>(r), r * T::of(2.3190468138462996e-17));
    let p = fma::<L, T>(r, T::of(std::f64::consts::LN_2), low);
    scale(T::of(1.0) + p, magic)
}

/// eˣ − 1 without cancellation near zero: 2·((2^(k−1) − ½) + 2^(k−1)·p).
#[inline(always)]
pub fn exp_m1<L: Level>(x: f64) -> f64 {
    let clamped = clamp(x, -40.0, 710.0);
    let (magic, p) = exp_reduced::<L, f64>(clamped);
    let half = f64::power_of_two(magic - 1.0);
    let sum = 2.0 * fma::<L, f64>(half, p, half - 0.5);
    // The sum would lose the sign of a zero.
    if magic == f64::MAGIC {
        if x == 0.0 { x } else { p }
    } else {
        sum
    }
}

/// 1/(1 + e⁻ˣ), from e^(−|x|) so that both tails keep their relative accuracy.
#[inline(always)]
pub fn sigmoid<L: Level, T: Lane>(x: T) -> T {
    let z = exp::<L, T>(-x.abs());
    let numerator = if x < T::of(0.0) { z } else { T::of(1.0) };
    let (sum, error) = fast_two_sum(T::of(1.0), z);
    let quotient = numerator / sum;
    // The rounding error of the sum, divided by it: 1/(1 + z) is one of the two values of sigmoid.
    let reciprocal = if x < T::of(0.0) {
        T::of(1.0) - quotient
    } else {
        quotient
    };
    quotient - quotient * (error * reciprocal)
}

/// The derivative of 1/(1 + e⁻ˣ), z/(1 + z)² with z = e^(−|x|), which cancels nowhere.
#[inline(always)]
pub fn sigmoid_slope<L: Level, T: Lane>(x: T) -> T {
    let z = exp::<L, T>(-x.abs());
    let (square, error) = fast_two_sum(T::of(1.0), fma::<L, T>(z, z, z + z));
    // Where 1 + 2z + z² is above 1 it is not the larger term.
    let quotient = z / square;
    // The rounding error of the sum, divided by it: a parabola is within a tenth of 1/(1 + z)², which
    // leaves a twentieth of a unit.
    let reciprocal = fma::<L, T>(z, fma::<L, T>(z, T::of(0.72), T::of(-1.47)), T::of(1.0));
    quotient - quotient * (error * reciprocal)
}

/// ln(1 + eˣ) = max(x, 0) + ln(1 + e^(−|x|)).
#[inline(always)]
pub fn softplus<L: Level>(x: f64) -> f64 {
    let tail = ln_1p::<L>(exp::<L, f64>(-x.abs()));
    let line = if x < 0.0 { 0.0 } else { x };
    line + tail
}
