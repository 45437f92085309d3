//! The elementary functions of f32 and f64, written so that loops over them are vectorised.
//!
//! f64 has the full algorithms. f32 has its own where they are hot (exp, ln, tanh, sigmoid, sin,
//! cos, tan, the error function); its other functions are those of f64, rounded.

mod double;
mod error_function;
mod exponential;
mod hyperbolic;
mod inverse_trigonometric;
mod logarithm;
mod power;
mod single;
mod trigonometric;

use super::lane::Lane;
use super::level::Level;

pub use error_function::erfcx;

/// A number with the elementary functions. The level says which instructions they may use. The
/// figures are the largest errors measured, in units in the last place, for f64 against mpmath and
/// for f32 against f64, the worse of the portable and the AVX2 level; AVX-512 does the same
/// arithmetic as AVX2.
pub trait Elementary: Lane + Send + Sync + 'static {
    /// Beyond this magnitude the bounded trigonometric functions are wrong.
    const TRIGONOMETRIC_BOUND: Self;

    /// The nearest number of this format.
    fn from_f64(value: f64) -> Self;
    /// The same number in f64.
    fn to_f64(self) -> f64;

    /// eˣ. Error at most 0.8 and 0.9.
    fn exp<L: Level>(self) -> Self;
    /// 2ˣ. Error at most 0.9 and 1.0.
    fn exp2<L: Level>(self) -> Self;
    /// eˣ − 1, accurate near zero. Error at most 1.5 and 0.6.
    fn exp_m1<L: Level>(self) -> Self;
    /// The natural logarithm; −∞ at ±0, NaN below. Error at most 0.7 and 0.8.
    fn ln<L: Level>(self) -> Self;
    /// ln(1 + x), accurate near zero. Error at most 0.8 and 0.6.
    fn ln_1p<L: Level>(self) -> Self;
    /// The binary logarithm. Error at most 0.6 and 0.6.
    fn log2<L: Level>(self) -> Self;
    /// The decimal logarithm. Error at most 0.6 and 0.6.
    fn log10<L: Level>(self) -> Self;
    /// The hyperbolic tangent. Error at most 1.1 and 1.2.
    fn tanh<L: Level>(self) -> Self;
    /// The hyperbolic sine. Error at most 1.5 and 0.6.
    fn sinh<L: Level>(self) -> Self;
    /// The hyperbolic cosine. Error at most 1.1 and 0.6.
    fn cosh<L: Level>(self) -> Self;
    /// The inverse hyperbolic sine. Error at most 1.4 and 0.6.
    fn asinh<L: Level>(self) -> Self;
    /// The inverse hyperbolic cosine; NaN below 1. Error at most 1.1 and 0.6.
    fn acosh<L: Level>(self) -> Self;
    /// The inverse hyperbolic tangent; ±∞ at ±1, NaN beyond. Error at most 1.2 and 0.6.
    fn atanh<L: Level>(self) -> Self;
    /// 1/(1 + e⁻ˣ), accurate in both tails. Error at most 1.3 and 1.8.
    fn sigmoid<L: Level>(self) -> Self;
    /// The derivative of 1/(1 + e⁻ˣ), accurate in both tails. Error at most 1.3 and 1.7.
    fn sigmoid_slope<L: Level>(self) -> Self;
    /// ln(1 + eˣ), accurate in both tails. Error at most 1.2 and 0.6.
    fn softplus<L: Level>(self) -> Self;
    /// ln(1/(1 + e⁻ˣ)), accurate in both tails. Error at most 1.2 and 0.6.
    fn log_sigmoid<L: Level>(self) -> Self;
    /// The error function. Error at most 0.9 and 0.7.
    fn erf<L: Level>(self) -> Self;
    /// 1 − erf x, accurate in the tail. Error at most 2.0 and 0.6.
    fn erfc<L: Level>(self) -> Self;
    /// Φ(x), the distribution function of the standard normal law, accurate in the tail. Error at most 1.8 and 0.6.
    fn normal_cdf<L: Level>(self) -> Self;
    /// The arctangent. Error at most 1.5 and 0.6.
    fn atan<L: Level>(self) -> Self;
    /// The arcsine; NaN beyond ±1. Error at most 0.6 and 0.6.
    fn asin<L: Level>(self) -> Self;
    /// The arccosine; NaN beyond ±1. Error at most 0.6 and 0.6.
    fn acos<L: Level>(self) -> Self;
    /// sin x for |x| up to [`TRIGONOMETRIC_BOUND`](Self::TRIGONOMETRIC_BOUND), without a branch.
    fn sin_bounded<L: Level>(self) -> Self;
    /// cos x, as [`sin_bounded`](Self::sin_bounded).
    fn cos_bounded<L: Level>(self) -> Self;
    /// tan x, as [`sin_bounded`](Self::sin_bounded).
    fn tan_bounded<L: Level>(self) -> Self;
    /// sin x for |x| ≥ 1 and NaN, however large; not vectorised.
    fn sin_huge(self) -> Self;
    /// cos x for |x| ≥ 1 and NaN, however large; not vectorised.
    fn cos_huge(self) -> Self;
    /// tan x for |x| ≥ 1 and NaN, however large; not vectorised.
    fn tan_huge(self) -> Self;
    /// ∛x, by the standard library. Error at most 0.6 in both.
    fn cbrt(self) -> Self;
    /// xʸ of two numbers of this format that are held in f64, before it is rounded to the format.
    fn powf_wide<L: Level>(x: f64, y: f64) -> f64;
    /// xʸ with the special values of C's `pow`. Error at most 0.9 and 0.6.
    #[allow(dead_code, reason = "scalar variables will compute one number at a time")]
    #[inline(always)]
    fn powf<L: Level>(self, y: Self) -> Self {
        Self::from_f64(Self::powf_wide::<L>(self.to_f64(), y.to_f64()))
    }
    /// sin x. Error at most 0.8 and 1.5.
    #[allow(dead_code, reason = "scalar variables will compute one number at a time")]
    #[inline(always)]
    fn sin<L: Level>(self) -> Self {
        if self.abs() <= Self::TRIGONOMETRIC_BOUND {
            self.sin_bounded::<L>()
        } else {
            self.sin_huge()
        }
    }
    /// cos x. Error at most 0.7 and 1.4.
    #[allow(dead_code, reason = "scalar variables will compute one number at a time")]
    #[inline(always)]
    fn cos<L: Level>(self) -> Self {
        if self.abs() <= Self::TRIGONOMETRIC_BOUND {
            self.cos_bounded::<L>()
        } else {
            self.cos_huge()
        }
    }
    /// tan x. Error at most 1.6 and 0.6.
    #[allow(dead_code, reason = "scalar variables will compute one number at a time")]
    #[inline(always)]
    fn tan<L: Level>(self) -> Self {
        if self.abs() <= Self::TRIGONOMETRIC_BOUND {
            self.tan_bounded::<L>()
        } else {
            self.tan_huge()
        }
    }
}
