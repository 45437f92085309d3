//! The elementary functions of f64.

use super::Elementary;
use super::error_function;
use super::exponential;
use super::hyperbolic;
use super::inverse_trigonometric;
use super::logarithm;
use super::power;
use super::trigonometric;
use crate::numeric::level::Level;

impl Elementary for f64 {
    const TRIGONOMETRIC_BOUND: f64 = trigonometric::BOUND_F64;

    #[inline(always)]
    fn from_f64(value: f64) -> f64 {
        value
    }

    #[inline(always)]
    fn to_f64(self) -> f64 {
        self
    }

    #[inline(always)]
    fn exp<L: Level>(self) -> f64 {
        exponential::exp::<L, f64>(self)
    }

    #[inline(always)]
    fn exp2<L: Level>(self) -> f64 {
        exponential::exp2::<L, f64>(self)
    }

    #[inline(always)]
    fn exp_m1<L: Level>(self) -> f64 {
        exponential::exp_m1::<L>(self)
    }

    #[inline(always)]
    fn ln<L: Level>(self) -> f64 {
        logarithm::ln_f64::<L>(self)
    }

    #[inline(always)]
    fn ln_1p<L: Level>(self) -> f64 {
        logarithm::ln_1p::<L>(self)
    }

    #[inline(always)]
    fn log2<L: Level>(self) -> f64 {
        logarithm::log2::<L>(self)
    }

    #[inline(always)]
    fn log10<L: Level>(self) -> f64 {
        logarithm::log10::<L>(self)
    }

    #[inline(always)]
    fn tanh<L: Level>(self) -> f64 {
        hyperbolic::tanh::<L, f64>(self)
    }

    #[inline(always)]
    fn sinh<L: Level>(self) -> f64 {
        hyperbolic::sinh::<L>(self)
    }

    #[inline(always)]
    fn cosh<L: Level>(self) -> f64 {
        hyperbolic::cosh::<L>(self)
    }

    #[inline(always)]
    fn asinh<L: Level>(self) -> f64 {
        hyperbolic::asinh::<L>(self)
    }

    #[inline(always)]
    fn acosh<L: Level>(self) -> f64 {
        hyperbolic::acosh::<L>(self)
    }

    #[inline(always)]
    fn atanh<L: Level>(self) -> f64 {
        hyperbolic::atanh::<L>(self)
    }

    #[inline(always)]
    fn sigmoid<L: Level>(self) -> f64 {
        exponential::sigmoid::<L, f64>(self)
    }

    #[inline(always)]
    fn sigmoid_slope<L: Level>(self) -> f64 {
        exponential::sigmoid_slope::<L, f64>(self)
    }

    #[inline(always)]
    fn softplus<L: Level>(self) -> f64 {
        exponential::softplus::<L>(self)
    }

    #[inline(always)]
    fn log_sigmoid<L: Level>(self) -> f64 {
        -exponential::softplus::<L>(-self)
    }

    #[inline(always)]
    fn erf<L: Level>(self) -> f64 {
        error_function::erf::<L>(self)
    }

    #[inline(always)]
    fn erfc<L: Level>(self) -> f64 {
        error_function::erfc::<L>(self)
    }

    #[inline(always)]
    fn normal_cdf<L: Level>(self) -> f64 {
        error_function::normal_cdf::<L>(self)
    }

    #[inline(always)]
    fn atan<L: Level>(self) -> f64 {
        inverse_trigonometric::atan::<L>(self)
    }

    #[inline(always)]
    fn asin<L: Level>(self) -> f64 {
        inverse_trigonometric::asin::<L>(self)
    }

    #[inline(always)]
    fn acos<L: Level>(self) -> f64 {
        inverse_trigonometric::acos::<L>(self)
    }

    #[inline(always)]
    fn sin_bounded<L: Level>(self) -> f64 {
        let value = trigonometric::sin_of::<L, f64>(trigonometric::reduce_f64::<L>(self));
        trigonometric::keep_zero(self, value)
    }

    #[inline(always)]
    fn cos_bounded<L: Level>(self) -> f64 {
        trigonometric::cos_of::<L, f64>(trigonometric::reduce_f64::<L>(self))
    }

    #[inline(always)]
    fn tan_bounded<L: Level>(self) -> f64 {
        let value = trigonometric::tan_of::<L, f64>(trigonometric::reduce_f64::<L>(self));
        trigonometric::keep_zero(self, value)
    }

    #[inline]
    fn sin_huge(self) -> f64 {
        trigonometric::sin_huge(self)
    }

    #[inline]
    fn cos_huge(self) -> f64 {
        trigonometric::cos_huge(self)
    }

    #[inline]
    fn tan_huge(self) -> f64 {
        trigonometric::tan_huge(self)
    }

    #[inline]
    fn cbrt(self) -> f64 {
        f64::cbrt(self)
    }

    #[inline(always)]
    fn powf_wide<L: Level>(x: f64, y: f64) -> f64 {
        power::pow_f64::<L>(x, y)
    }
}
