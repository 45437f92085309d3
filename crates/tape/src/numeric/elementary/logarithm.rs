//! Natural, binary and decimal logarithms. With x = 2^k·(1 + f) and s = f/(2 + f),
//! ln(1 + f) = 2·atanh(s) = f − (f²/2 − s·(f²/2 + z·W(z))), z = s²; the last form adds small
//! corrections to an exact f (as in FDLIBM's `e_log.c`, by Ng).

use crate::numeric::coefficients;
use crate::numeric::lane::Lane;
use crate::numeric::lane::fast_two_sum;
use crate::numeric::lane::polynomial;
use crate::numeric::lane::two_product;
use crate::numeric::lane::two_sum;
use crate::numeric::level::Level;
use crate::numeric::level::fma;

/// log₁₀ 2 in two parts, the first with 32 bits.
const LOG10_2: (f64, f64) = (0.3010299955494702, 1.1451100898021838e-10);

/// k·ln 2 + ln(1 + f) + c.
#[inline(always)]
fn assemble<L: Level, T: Lane>(k: T, f: T, c: T) -> T {
    let (half_square, correction) = tail::<L, T>(f);
    let low = fma::<L, T>(k, T::LN2.1, c);
    k * T::LN2.0 - ((half_square - (correction + low)) - f)
}

/// f²/2 and s·(f²/2 + z·W(z)): ln(1 + f) is f minus the first plus the second.
#[inline(always)]
fn tail<L: Level, T: Lane>(f: T) -> (T, T) {
    let s = f / (T::of(2.0) + f);
    let z = s * s;
    let half_square = T::of(0.5) * f * f;
    (half_square, s * fma::<L, T>(z, T::ln_tail::<L>(z), half_square))
}

/// Exponent and mantissa of a positive number, subnormal ones too.
#[inline(always)]
fn split<T: Lane>(x: T, smallest_normal: T, shift: T, up: T) -> (T, T) {
    let tiny = x < smallest_normal;
    let scaled = if tiny { x * up } else { x };
    let (k, mantissa) = scaled.split_exponent();
    let offset = if tiny { shift } else { T::of(0.0) };
    (k - offset, mantissa)
}

/// [`split`] for f64.
#[inline(always)]
pub fn split_f64(x: f64) -> (f64, f64) {
    split(x, f64::MIN_POSITIVE, 54.0, 18_014_398_509_481_984.0)
}

/// The value of a logarithm at zero, at negative numbers, at infinity and NaN; else `regular`.
#[inline(always)]
fn with_special_values<T: Lane>(x: T, regular: T) -> T {
    let zero = T::of(0.0);
    let outside = if x < zero { T::of(f64::NAN) } else { x };
    let outside = if x == zero {
        T::of(f64::NEG_INFINITY)
    } else {
        outside
    };
    let inside = (x > zero) & (x < T::of(f64::INFINITY));
    if inside { regular } else { outside }
}

/// ln x for f64.
#[inline(always)]
pub fn ln_f64<L: Level>(x: f64) -> f64 {
    let (k, mantissa) = split_f64(x);
    with_special_values(x, assemble::<L, f64>(k, mantissa - 1.0, 0.0))
}

/// ln x for f32.
#[inline(always)]
pub fn ln_f32<L: Level>(x: f32) -> f32 {
    let (k, mantissa) = split(x, f32::MIN_POSITIVE, 25.0, 33_554_432.0);
    with_special_values(x, assemble::<L, f32>(k, mantissa - 1.0, 0.0))
}

/// ln(1 + x): the rounding error of 1 + x comes back as a correction, and where the sum lies in
/// [√½, √2) x itself is the exact f.
#[inline(always)]
pub fn ln_1p<L: Level>(x: f64) -> f64 {
    let (u, error) = two_sum(1.0, x);
    let (k, mantissa) = u.split_exponent();
    let near = k == 0.0;
    let f = if near { x } else { mantissa - 1.0 };
    let c = if near { 0.0 } else { error / u };
    let regular = with_special_values(u, assemble::<L, f64>(k, f, c));
    // Also keeps the sign of a zero.
    if x.abs() < 1e-17 { x } else { regular }
}

/// log₂ x.
#[inline(always)]
pub fn log2<L: Level>(x: f64) -> f64 {
    let (k, mantissa) = split_f64(x);
    let scale = (std::f64::consts::LOG2_E, 2.0355273740931033e-17);
    with_special_values(x, scaled_ln::<L>(mantissa - 1.0, scale, k, 0.0))
}

/// log₁₀ x.
#[inline(always)]
pub fn log10<L: Level>(x: f64) -> f64 {
    let (k, mantissa) = split_f64(x);
    let scale = (std::f64::consts::LOG10_E, 1.098319650216765e-17);
    let low = k * LOG10_2.1;
    with_special_values(x, scaled_ln::<L>(mantissa - 1.0, scale, k * LOG10_2.0, low))
}

/// high + low + ln(1 + f)·scale with one rounding that matters.
#[inline(always)]
fn scaled_ln<L: Level>(f: f64, scale: (f64, f64), high: f64, low: f64) -> f64 {
    let (half_square, correction) = tail::<L, f64>(f);
    let (ln, ln_low) = fast_two_sum(f, -half_square);
    let ln_low = ln_low + correction;
    let (product, product_low) = two_product::<L>(ln, scale.0);
    let rest = product_low + (ln * scale.1 + ln_low * scale.0);
    let (sum, sum_low) = fast_two_sum(high, product);
    sum + (sum_low + (rest + low))
}

/// ln x to about 2⁻⁶⁶ as the sum of two numbers, for a positive finite x.
#[inline(always)]
pub fn ln_double<L: Level>(x: f64) -> (f64, f64) {
    let (k, mantissa) = split_f64(x);
    let f = mantissa - 1.0;
    let (d, d_low) = fast_two_sum(2.0, f);
    let s = f / d;
    let (back, back_low) = two_product::<L>(s, d);
    let s_low = (((f - back) - back_low) - s * d_low) / d;

    // s³·(2/3 + z·V(z)) with the first factors to twice the precision.
    let (z, z_low) = two_product::<L>(s, s);
    let z_low = z_low + 2.0 * s * s_low;
    let beyond = z * polynomial::<L, f64, _>(z, &coefficients::LN_SECOND);
    let (w, w_low) = fast_two_sum(2.0 / 3.0, beyond + 3.700743415417188e-17);
    let (cube, cube_low) = two_product::<L>(s, z);
    let cube_low = cube_low + (s * z_low + s_low * z);
    let (tail, tail_low) = two_product::<L>(cube, w);
    let tail_low = tail_low + (cube * w_low + cube_low * w);

    let (low, low_error) = two_product::<L>(k, f64::LN2.1);
    let (sum, error) = fast_two_sum(k * f64::LN2.0, 2.0 * s);
    let (sum, error_tail) = two_sum(sum, tail);
    let (sum, error_low) = two_sum(sum, low);
    let rest = (error + error_tail + error_low) + (tail_low + low_error + 2.0 * s_low);
    fast_two_sum(sum, rest)
}
