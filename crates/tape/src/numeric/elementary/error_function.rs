//! erf, erfc and the normal distribution function. Away from zero all three are
//! e^(−s)·erfcx(y), where (1 + 2y)·erfcx(y) is a polynomial in (y − 4)/(y + 4) on the whole
//! half-line (Shepherd and Laframboise, Mathematics of Computation 36, 1981), and s = y² comes as
//! the sum of two numbers, because rounding it would cost 700 units in the last place in the tail.

use super::exponential::clamp;
use super::exponential::exp_times;
use super::exponential::exp_times_short;
use crate::numeric::coefficients;
use crate::numeric::lane::fast_two_sum;
use crate::numeric::lane::horner;
use crate::numeric::lane::polynomial;
use crate::numeric::lane::two_product;
use crate::numeric::level::Level;
use crate::numeric::level::fma;
use std::f64::consts::SQRT_2;

/// e^(y²)·erfc(y) for y ≥ ½.
#[inline(always)]
pub fn erfcx<L: Level>(y: f64) -> f64 {
    polynomial::<L, f64, _>((y - 4.0) / (y + 4.0), &coefficients::ERFCX) / (1.0 + 2.0 * y)
}

#[inline(always)]
fn erfcx_short<L: Level>(y: f64) -> f64 {
    polynomial::<L, f64, _>((y - 4.0) / (y + 4.0), &coefficients::ERFCX_SHORT) / (1.0 + 2.0 * y)
}

/// erf(y) for |y| ≤ 1.
#[inline(always)]
fn erf_near<L: Level>(y: f64) -> f64 {
    fma::<L, f64>(y, polynomial::<L, f64, _>(y * y, &coefficients::ERF_SMALL), y)
}

/// factor·e^(−square)·erfcx(y) for y ≥ ½, where the square of y and twice y are the sums of two numbers.
///
/// What rounding leaves of 1 + 2y would cost most of a unit in the last place; it changes the quotient
/// by a factor so near 1 that the exponent takes it.
#[inline(always)]
fn tail<L: Level>(y: f64, square: (f64, f64), twice: (f64, f64), factor: f64) -> f64 {
    let (denominator, error) = fast_two_sum(twice.0, 1.0);
    // Not even and odd powers apart, which would cancel in the third of the range near −1.
    let value = horner::<L, f64, _>((y - 4.0) / (y + 4.0), &coefficients::ERFCX) / denominator;
    // The polynomial, the quotient times the denominator, lies between 1 and 1.2.
    let low = fma::<L, f64>(error + twice.1, value, square.1);
    exp_times::<L>(-square.0, -low, factor * value)
}

/// erfc(y) for ½ ≤ y.
#[inline(always)]
fn erfc_far<L: Level>(y: f64) -> f64 {
    let y = clamp(y, 0.5, 30.0);
    tail::<L>(y, two_product::<L>(y, y), (2.0 * y, 0.0), 1.0)
}

/// erf x.
#[inline(always)]
pub fn erf<L: Level>(x: f64) -> f64 {
    let a = x.abs();
    let far = 1.0 - erfc_far::<L>(a);
    let value = if a < 1.0 { erf_near::<L>(a) } else { far };
    value.copysign(x)
}

/// erfc x.
#[inline(always)]
pub fn erfc<L: Level>(x: f64) -> f64 {
    let tail = erfc_far::<L>(x.abs());
    let far = if x < 0.0 { 2.0 - tail } else { tail };
    let near = 1.0 - erf_near::<L>(x);
    if x.abs() < 0.5 { near } else { far }
}

/// √2 less the number that is nearest to it.
const SQRT_2_REST: f64 = -9.667293313452913e-17;

/// Φ(x) = erfc(−x/√2)/2.
#[inline(always)]
pub fn normal_cdf<L: Level>(x: f64) -> f64 {
    let a = clamp(x.abs(), 0.0, 42.0);
    let y = a * std::f64::consts::FRAC_1_SQRT_2;
    let (twice, low) = two_product::<L>(a, SQRT_2);
    let twice = (twice, fma::<L, f64>(a, SQRT_2_REST, low));
    let tail = tail::<L>(y, two_product::<L>(a, 0.5 * a), twice, 0.5);
    let far = if x < 0.0 { tail } else { 1.0 - tail };
    let near = 0.5 + 0.5 * erf_near::<L>(x * std::f64::consts::FRAC_1_SQRT_2);
    if y < 0.5 { near } else { far }
}

/// erf of an f32: one polynomial in f64 on the whole range where erf is not 1.
#[inline(always)]
pub fn erf_single<L: Level>(x: f32) -> f32 {
    let x = clamp(f64::from(x), -3.92, 3.92);
    let u = fma::<L, f64>(x, x * (2.0 / 15.4), -1.0);
    (x * polynomial::<L, f64, _>(u, &coefficients::ERF_WIDE)) as f32
}

#[inline(always)]
fn erf_near_short<L: Level>(y: f64) -> f64 {
    fma::<L, f64>(y, polynomial::<L, f64, _>(y * y, &coefficients::ERF_SHORT), y)
}

/// erfc of an f32.
#[inline(always)]
pub fn erfc_single<L: Level>(x: f32) -> f32 {
    let x = f64::from(x);
    let a = clamp(x.abs(), 0.0, 30.0);
    let tail = exp_times_short::<L>(-(a * a), erfcx_short::<L>(a));
    let far = if x < 0.0 { 2.0 - tail } else { tail };
    let value = if a < 0.5 {
        1.0 - erf_near_short::<L>(x)
    } else {
        far
    };
    value as f32
}

/// Φ of an f32.
#[inline(always)]
pub fn normal_cdf_single<L: Level>(x: f32) -> f32 {
    let x = f64::from(x);
    let a = clamp(x.abs(), 0.0, 42.0);
    let y = a * std::f64::consts::FRAC_1_SQRT_2;
    let tail = exp_times_short::<L>(-0.5 * (a * a), 0.5 * erfcx_short::<L>(y));
    let far = if x < 0.0 { tail } else { 1.0 - tail };
    let near = 0.5 + 0.5 * erf_near_short::<L>(x * std::f64::consts::FRAC_1_SQRT_2);
    let value = if y < 0.5 { near } else { far };
    value as f32
}
