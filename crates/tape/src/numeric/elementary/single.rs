//! The elementary functions of f32: its own where they are hot, else those of f64, rounded.

use super::Elementary;
use super::error_function;
use super::exponential;
use super::hyperbolic;
use super::logarithm;
use super::power;
use super::trigonometric;
use crate::numeric::level::Level;

impl Elementary for f32 {
    const TRIGONOMETRIC_BOUND: f32 = trigonometric::BOUND_F32;

    #[inline(always)]
    fn from_f64(value: f64) -> f32 {
        value as f32
    }

    #[inline(always)]
    fn to_f64(self) -> f64 {
        f64::from(self)
    }

    #[inline(always)]
    fn exp<L: Level>(self) -> f32 {
        exponential::exp::<L, f32>(self)
    }

    #[inline(always)]
    fn exp2<L: Level>(self) -> f32 {
        exponential::exp2::<L, f32>(self)
    }

    #[inline(always)]
    fn exp_m1<L: Level>(self) -> f32 {
        <f64 as Elementary>::exp_m1::<L>(f64::from(self)) as f32
    }

    #[inline(always)]
    fn ln<L: Level>(self) -> f32 {
        logarithm::ln_f32::<L>(self)
    }

    #[inline(always)]
    fn ln_1p<L: Level>(self) -> f32 {
        <f64 as Elementary>::ln_1p::<L>(f64::from(self)) as f32
    }

    #[inline(always)]
    fn log2<L: Level>(self) -> f32 {
        <f64 as Elementary>::log2::<L>(f64::from(self)) as f32
    }

    #[inline(always)]
    fn log10<L: Level>(self) -> f32 {
        <f64 as Elementary>::log10::<L>(f64::from(self)) as f32
    }

    #[inline(always)]
    fn tanh<L: Level>(self) -> f32 {
        hyperbolic::tanh::<L, f32>(self)
    }

    #[inline(always)]
    fn sinh<L: Level>(self) -> f32 {
        <f64 as Elementary>::sinh::<L>(f64::from(self)) as f32
    }

    #[inline(always)]
    fn cosh<L: Level>(self) -> f32 {
        <f64 as Elementary>::cosh::<L>(f64::from(self)) as f32
    }

    #[inline(always)]
    fn asinh<L: Level>(self) -> f32 {
        <f64 as Elementary>::asinh::<L>(f64::from(self)) as f32
    }

    #[inline(always)]
    fn acosh<L: Level>(self) -> f32 {
        <f64 as Elementary>::acosh::<L>(f64::from(self)) as f32
    }

    #[inline(always)]
    fn atanh<L: Level>(self) -> f32 {
        <f64 as Elementary>::atanh::<L>(f64::from(self)) as f32
    }

    #[inline(always)]
    fn sigmoid<L: Level>(self) -> f32 {
        exponential::sigmoid::<L, f32>(self)
    }

    #[inline(always)]
    fn sigmoid_slope<L: Level>(self) -> f32 {
        exponential::sigmoid_slope::<L, f32>(self)
    }

    #[inline(always)]
    fn softplus<L: Level>(self) -> f32 {
        <f64 as Elementary>::softplus::<L>(f64::from(self)) as f32
    }

    #[inline(always)]
    fn log_sigmoid<L: Level>(self) -> f32 {
        <f64 as Elementary>::log_sigmoid::<L>(f64::from(self)) as f32
    }

    #[inline(always)]
    fn erf<L: Level>(self) -> f32 {
        error_function::erf_single::<L>(self)
    }

    #[inline(always)]
    fn erfc<L: Level>(self) -> f32 {
        error_function::erfc_single::<L>(self)
    }

    #[inline(always)]
    fn normal_cdf<L: Level>(self) -> f32 {
        error_function::normal_cdf_single::<L>(self)
    }

    #[inline(always)]
    fn atan<L: Level>(self) -> f32 {
        <f64 as Elementary>::atan::<L>(f64::from(self)) as f32
    }

    #[inline(always)]
    fn asin<L: Level>(self) -> f32 {
        <f64 as Elementary>::asin::<L>(f64::from(self)) as f32
    }

    #[inline(always)]
    fn acos<L: Level>(self) -> f32 {
        <f64 as Elementary>::acos::<L>(f64::from(self)) as f32
    }

    #[inline(always)]
    fn sin_bounded<L: Level>(self) -> f32 {
        let value = trigonometric::sin_of::<L, f32>(trigonometric::reduce_f32::<L>(self));
        trigonometric::keep_zero(self, value)
    }

    #[inline(always)]
    fn cos_bounded<L: Level>(self) -> f32 {
        trigonometric::cos_of::<L, f32>(trigonometric::reduce_f32::<L>(self))
    }

    #[inline(always)]
    fn tan_bounded<L: Level>(self) -> f32 {
        <f64 as Elementary>::tan_bounded::<L>(f64::from(self)) as f32
    }

    #[inline]
    fn sin_huge(self) -> f32 {
        trigonometric::sin_huge(f64::from(self)) as f32
    }

    #[inline]
    fn cos_huge(self) -> f32 {
        trigonometric::cos_huge(f64::from(self)) as f32
    }

    #[inline]
    fn tan_huge(self) -> f32 {
        trigonometric::tan_huge(f64::from(self)) as f32
    }

    #[inline]
    fn cbrt(self) -> f32 {
        f32::cbrt(self)
    }

    #[inline(always)]
    fn powf_wide<L: Level>(x: f64, y: f64) -> f64 {
        power::pow_f32::<L>(x, y)
    }
}
