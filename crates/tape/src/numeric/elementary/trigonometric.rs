//! Sine, cosine and tangent. Arguments below a bound are reduced by multiples of π/2 in parts
//! (Cody and Waite) whose products are exact without fused multiply-add, so every level is right;
//! beyond the bound the caller falls back to [`reduce_huge`], one number at a time. (glibc 2.36 is
//! off by 8 units in the last place at 5.319372648326541e255, the double nearest to a multiple of
//! π/2, so the standard library is not good enough.)

use crate::numeric::coefficients;
use crate::numeric::lane::Lane;
use crate::numeric::lane::fast_two_sum;
use crate::numeric::lane::two_product;
use crate::numeric::lane::two_sum;
use crate::numeric::level::Level;
use crate::numeric::level::Portable;
use crate::numeric::level::fma;

/// π/2 in parts of 33, 33, 33 and 53 bits.
const QUARTER: [f64; 4] = [
    1.5707963267341256,
    6.077100506303966e-11,
    2.0222662487111665e-21,
    8.4784276603689e-32,
];

/// π/2 as the sum of two doubles.
const HALF_PI: (f64, f64) = (std::f64::consts::FRAC_PI_2, 6.123233995736766e-17);

/// Up to here the quotient has at most 20 bits.
pub const BOUND_F64: f64 = 1_000_000.0;

/// Up to here the quotient, computed in f32, is off by less than 0.01.
pub const BOUND_F32: f32 = 65_536.0;

/// An argument reduced to |r| ≤ π/4: `MAGIC + quadrant`, and r as the sum of two numbers.
type Reduced<T> = (T, T, T);

/// Reduces an f64 of at most [`BOUND_F64`]. Two sums keep what cancels near multiples of π/2.
#[inline(always)]
pub fn reduce_f64<L: Level>(x: f64) -> Reduced<f64> {
    let magic = fma::<L, f64>(x, std::f64::consts::FRAC_2_PI, f64::MAGIC);
    let q = magic - f64::MAGIC;
    let first = x - q * QUARTER[0];
    let (second, second_error) = two_sum(first, -(q * QUARTER[1]));
    let (third, third_error) = two_sum(second, -(q * QUARTER[2]));
    let rest = fma::<L, f64>(-q, QUARTER[3], second_error + third_error);
    let (r, r_low) = fast_two_sum(third, rest);
    (magic, r, r_low)
}

/// Reduces an f32 of at most [`BOUND_F32`], in f64: two parts are enough.
#[inline(always)]
pub fn reduce_f32<L: Level>(x: f32) -> Reduced<f32> {
    let magic = fma::<L, f32>(x, std::f32::consts::FRAC_2_PI, f32::MAGIC);
    let q = f64::from(magic - f32::MAGIC);
    let first = f64::from(x) - q * QUARTER[0];
    let r = fma::<L, f64>(-q, QUARTER[1], first);
    (magic, r as f32, 0.0)
}

/// Reduces any finite number of at least 1 by Payne and Hanek's method (SIGNUM Newsletter 18,
/// 1983): of the bits of 2/π only those matter that neither give a multiple of four turns nor
/// vanish beside the last bit of the result.
fn reduce_huge(x: f64) -> Reduced<f64> {
    let biased = (x.to_bits() >> 52) & 0x7ff;
    let mantissa = (x.to_bits() & 0x000f_ffff_ffff_ffff) | 0x0010_0000_0000_0000;

    // |x| = mantissa·2^(biased − 1075). Take 192 bits of 2/π from the one of weight 2^(1076 − biased),
    // so that the product with the mantissa, mod 2¹⁹², is |x|·2/π mod 4 with 190 fractional bits.
    // The table starts with 64 zeros: its bit 63 has the weight of one.
    let start = (biased - 1013) as usize;
    let word = start / 64;
    let shift = start % 64;
    let bits = |i: usize| {
        let upper = u128::from(coefficients::TWO_OVER_PI[word + i]);
        let lower = u128::from(coefficients::TWO_OVER_PI[word + i + 1]);
        (((upper << 64) | lower) >> (64 - shift)) as u64
    };
    let low = u128::from(bits(2)) * u128::from(mantissa);
    let middle = u128::from(bits(1)) * u128::from(mantissa) + (low >> 64);
    let high = bits(0).wrapping_mul(mantissa).wrapping_add((middle >> 64) as u64);

    // The upper two bits are the quadrant; the rest, as a signed fraction, is at most a half.
    let fraction = (u128::from(high) << 66) | (u128::from(middle as u64) << 2) | ((low >> 62) & 3);
    let above_half = fraction >> 127 == 1;
    let magnitude = if above_half {
        fraction.wrapping_neg()
    } else {
        fraction
    };
    let quadrant = (high >> 62) + u64::from(above_half);
    let zeros = magnitude.leading_zeros();
    let normal = magnitude << zeros;
    let unit = f64::from_bits(u64::from(1023 - 53 - zeros) << 52);
    let first = ((normal >> 75) as f64) * unit;
    let second = (((normal << 53) >> 64) as f64) * (unit / 18_446_744_073_709_551_616.0);

    let (product, error) = two_product::<Portable>(first, HALF_PI.0);
    let rest = error + (first * HALF_PI.1 + second * HALF_PI.0);
    let (r, r_low) = fast_two_sum(product, rest);
    let sign = if above_half == (x < 0.0) { 1.0 } else { -1.0 };
    let quadrant = (quadrant as f64).copysign(x);
    (f64::MAGIC + quadrant, sign * r, sign * r_low)
}

/// sin x for |x| ≥ 1, infinities and NaN.
pub fn sin_huge(x: f64) -> f64 {
    if x.is_finite() {
        sin_of::<Portable, f64>(reduce_huge(x))
    } else {
        f64::NAN
    }
}

/// cos x, as [`sin_huge`].
pub fn cos_huge(x: f64) -> f64 {
    if x.is_finite() {
        cos_of::<Portable, f64>(reduce_huge(x))
    } else {
        f64::NAN
    }
}

/// tan x, as [`sin_huge`].
pub fn tan_huge(x: f64) -> f64 {
    if x.is_finite() {
        tan_of::<Portable, f64>(reduce_huge(x))
    } else {
        f64::NAN
    }
}

/// sin(r + low).
#[inline(always)]
fn sin_kernel<L: Level, T: Lane>(r: T, low: T) -> T {
    let z = r * r;
    let low = fma::<L, T>(low, T::of(-0.5) * z, low);
    r + fma::<L, T>(r * z, T::sin_tail::<L>(z), low)
}

/// cos(r + low).
#[inline(always)]
fn cos_kernel<L: Level, T: Lane>(r: T, low: T) -> T {
    let z = r * r;
    let half = T::of(0.5) * z;
    let (sum, error) = fast_two_sum(T::of(1.0), -half);
    sum + (error + fma::<L, T>(z * z, T::cos_tail::<L>(z), -(r * low)))
}

/// sin of the angle `quadrant·π/2 + r`.
#[inline(always)]
pub fn sin_of<L: Level, T: Lane>((magic, r, low): Reduced<T>) -> T {
    let sine = sin_kernel::<L, T>(r, low);
    let cosine = cos_kernel::<L, T>(r, low);
    let value = if T::bit(magic, 0) { cosine } else { sine };
    if T::bit(magic, 1) { -value } else { value }
}

/// cos is sin a quadrant further.
#[inline(always)]
pub fn cos_of<L: Level, T: Lane>((magic, r, low): Reduced<T>) -> T {
    sin_of::<L, T>((magic + T::of(1.0), r, low))
}

/// sin/cos or, in odd quadrants, −cos/sin.
#[inline(always)]
pub fn tan_of<L: Level, T: Lane>((magic, r, low): Reduced<T>) -> T {
    let sine = sin_kernel::<L, T>(r, low);
    let cosine = cos_kernel::<L, T>(r, low);
    let odd = T::bit(magic, 0);
    let numerator = if odd { -cosine } else { sine };
    let denominator = if odd { sine } else { cosine };
    numerator / denominator
}

/// Keeps the sign of a zero, which the reduction loses.
#[inline(always)]
pub fn keep_zero<T: Lane>(x: T, value: T) -> T {
    if x == T::of(0.0) { x } else { value }
}
