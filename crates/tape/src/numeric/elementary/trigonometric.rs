//! Sine, cosine and tangent. Arguments below a bound are reduced by multiples of π/2 in parts
//! (Cody and Waite) whose products are exact without fused multiply-add, so every level is right;
//! beyond the bound the caller falls back to the standard library.

use crate::numeric::lane::Lane;
use crate::numeric::lane::fast_two_sum;
use crate::numeric::lane::two_sum;
use crate::numeric::level::Level;
use crate::numeric::level::fma;

/// π/2 in parts of 33, 33, 33 and 53 bits.
const QUARTER: [f64; 4] = [
    1.5707963267341256,
    6.077100506303966e-11,
    2.0222662487111665e-21,
    8.4784276603689e-32,
];

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
