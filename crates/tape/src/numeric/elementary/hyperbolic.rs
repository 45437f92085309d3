//! Hyperbolic functions and their inverses.

use super::exponential::clamp;
use super::exponential::exp;
use super::exponential::exp_reduced;
use super::exponential::scale;
use super::logarithm::ln_1p;
use crate::numeric::coefficients;
use crate::numeric::lane::Lane;
use crate::numeric::lane::polynomial;
use crate::numeric::level::Level;
use crate::numeric::level::fma;

/// tanh x: a polynomial below 0.625, where 1 − 2/(e²ˣ + 1) would cancel.
#[inline(always)]
pub fn tanh<L: Level, T: Lane>(x: T) -> T {
    let a = x.abs();
    let z = a * a;
    let near = fma::<L, T>(a * z, T::tanh_tail::<L>(z), a);
    let one = T::of(1.0);
    let far = one - T::of(2.0) / (exp::<L, T>(a + a) + one);
    let value = if a < T::of(0.625) { near } else { far };
    value.copysign(x)
}

/// e^a/2 for a ≥ 0, finite as long as the hyperbolic sine is.
#[inline(always)]
fn half_exp<L: Level>(a: f64) -> f64 {
    let (magic, p) = exp_reduced::<L, f64>(clamp(a, 0.0, 711.0));
    scale(1.0 + p, magic - 1.0)
}

/// sinh x.
#[inline(always)]
pub fn sinh<L: Level>(x: f64) -> f64 {
    let a = x.abs();
    let z = a * a;
    let near = fma::<L, f64>(a * z, polynomial::<L, f64, _>(z, &coefficients::SINH), a);
    let half = half_exp::<L>(a);
    let far = half - 0.25 / half;
    let value = if a < 1.0 { near } else { far };
    value.copysign(x)
}

/// cosh x.
#[inline(always)]
pub fn cosh<L: Level>(x: f64) -> f64 {
    let half = half_exp::<L>(x.abs());
    half + 0.25 / half
}

/// arsinh x = ln(1 + (a + a²/(1 + √(1 + a²)))), a = |x|.
#[inline(always)]
pub fn asinh<L: Level>(x: f64) -> f64 {
    let a = x.abs();
    let huge = a > 1e150;
    let moderate = if huge { 1.0 } else { a };
    let square = moderate * moderate;
    let excess = moderate + square / (1.0 + (1.0 + square).sqrt());
    let value = ln_1p::<L>(if huge { a } else { excess });
    let value = if huge {
        value + std::f64::consts::LN_2
    } else {
        value
    };
    value.copysign(x)
}

/// arcosh x = ln(1 + (t + √(2t + t²))), t = x − 1.
#[inline(always)]
pub fn acosh<L: Level>(x: f64) -> f64 {
    let huge = x > 1e150;
    let t = x - 1.0;
    let moderate = if huge { 1.0 } else { t };
    let excess = moderate + (moderate * (moderate + 2.0)).sqrt();
    let value = ln_1p::<L>(if huge { t } else { excess });
    let value = if huge {
        value + std::f64::consts::LN_2
    } else {
        value
    };
    if x < 1.0 { f64::NAN } else { value }
}

/// artanh x = ½·ln(1 + 2a/(1 − a)), a = |x|.
#[inline(always)]
pub fn atanh<L: Level>(x: f64) -> f64 {
    let a = x.abs();
    let value = 0.5 * ln_1p::<L>((a + a) / (1.0 - a));
    value.copysign(x)
}
