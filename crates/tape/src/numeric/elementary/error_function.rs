//! erf, erfc and the normal distribution function. Away from zero all three are
//! e^(−s)·erfcx(y), where (1 + 2y)·erfcx(y) is a polynomial in (y − 4)/(y + 4) on the whole
//! half-line (Shepherd and Laframboise, Mathematics of Computation 36, 1981), and s = y² comes as
//! the sum of two numbers, because rounding it would cost 700 units in the last place in the tail.

use super::exponential::clamp;
use super::exponential::exp_times;
use super::exponential::exp_times_short;
use crate::numeric::coefficients;
use crate::numeric::lane::polynomial;
use crate::numeric::lane::two_product;
use crate::numeric::level::Level;
use crate::numeric::level::fma;

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

/// erfc(y) for ½ ≤ y.
#[inline(always)]
fn erfc_far<L: Level>(y: f64) -> f64 {
    let y = clamp(y, 0.5, 30.0);
    let (square, low) = two_product::<L>(y, y);
    exp_times::<L>(-square, -low, erfcx::<L>(y))
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

/// Φ(x) = erfc(−x/√2)/2.
#[inline(always)]
pub fn normal_cdf<L: Level>(x: f64) -> f64 {
    let a = clamp(x.abs(), 0.0, 42.0);
    let y = a * std::f64::consts::FRAC_1_SQRT_2;
    let (square, low) = two_product::<L>(a, 0.5 * a);
    let tail = exp_times::<L>(-square, -low, 0.5 * erfcx::<L>(y));
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
