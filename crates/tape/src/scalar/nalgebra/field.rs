//! A real number as nalgebra sees it: a complex number without an imaginary part.

/// Stamps `ComplexField` and `RealField`.
macro_rules! field_traits {
    ($(#[$doc:meta])* [$($generics:tt)*] $Type:ty) => {
        $(#[$doc])*
        impl<$($generics)*> ::simba::scalar::ComplexField for $Type {
            type RealField = Self;

            #[inline]
            fn from_real(real: Self) -> Self {
                real
            }

            #[inline]
            fn real(self) -> Self {
                self
            }

            #[inline]
            fn conjugate(self) -> Self {
                self
            }

            $crate::scalar::nalgebra::field::functions! {
                floor, ceil, trunc, fract, abs, recip, sqrt, cbrt, exp, exp2, exp_m1, ln, log2, log10, ln_1p,
                sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh
            }

            #[inline]
            fn imaginary(self) -> Self {
                Self::from(0.0)
            }

            #[inline]
            #[track_caller]
            fn modulus(self) -> Self {
                Real::abs(self)
            }

            #[inline]
            #[track_caller]
            fn modulus_squared(self) -> Self {
                self * self
            }

            #[inline]
            #[track_caller]
            fn norm1(self) -> Self {
                Real::abs(self)
            }

            #[inline]
            fn argument(self) -> Self {
                Self::from(if self >= 0.0 { 0.0 } else { std::f64::consts::PI })
            }

            #[inline]
            #[track_caller]
            fn to_exp(self) -> (Self, Self) {
                match self >= 0.0 {
                    true => (self, Self::from(1.0)),
                    false => (-self, Self::from(-1.0)),
                }
            }

            #[inline]
            fn signum(self) -> Self {
                ::num_traits::Float::signum(self)
            }

            #[inline]
            #[track_caller]
            fn scale(self, factor: Self) -> Self {
                self * factor
            }

            #[inline]
            #[track_caller]
            fn unscale(self, divisor: Self) -> Self {
                self / divisor
            }

            /// A half goes away from 0, as that of plain numbers and unlike the inherent `round`.
            #[inline]
            fn round(self) -> Self {
                ::num_traits::Float::round(self)
            }

            #[inline]
            #[track_caller]
            fn mul_add(self, factor: Self, summand: Self) -> Self {
                Real::mul_add(self, factor, summand)
            }

            #[inline]
            #[track_caller]
            fn hypot(self, other: Self) -> Self {
                Real::hypot(self, other)
            }

            #[inline]
            #[track_caller]
            fn sin_cos(self) -> (Self, Self) {
                (Real::sin(self), Real::cos(self))
            }

            /// sin(x)/x, unlike the inherent `sinc`, which is sin(πx)/(πx).
            #[inline]
            #[track_caller]
            fn sinc(self) -> Self {
                Real::sinc(self * std::f64::consts::FRAC_1_PI)
            }

            #[inline]
            #[track_caller]
            fn log(self, base: Self) -> Self {
                Real::ln(self) / Real::ln(base)
            }

            #[inline]
            #[track_caller]
            fn powi(self, n: i32) -> Self {
                Real::powi(self, n)
            }

            #[inline]
            #[track_caller]
            fn powf(self, exponent: Self) -> Self {
                Real::pow(self, exponent)
            }

            #[inline]
            #[track_caller]
            fn powc(self, exponent: Self) -> Self {
                Real::pow(self, exponent)
            }

            #[inline]
            fn is_finite(&self) -> bool {
                Number::value(*self).is_finite()
            }

            #[inline]
            #[track_caller]
            fn try_sqrt(self) -> Option<Self> {
                (self >= 0.0).then(|| Real::sqrt(self))
            }
        }

        impl<$($generics)*> ::simba::scalar::RealField for $Type {
            $crate::scalar::nalgebra::field::constants! {
                pi PI, two_pi TAU, frac_pi_2 FRAC_PI_2, frac_pi_3 FRAC_PI_3, frac_pi_4 FRAC_PI_4,
                frac_pi_6 FRAC_PI_6, frac_pi_8 FRAC_PI_8, frac_1_pi FRAC_1_PI, frac_2_pi FRAC_2_PI,
                frac_2_sqrt_pi FRAC_2_SQRT_PI, e E, log2_e LOG2_E, log10_e LOG10_E, ln_2 LN_2, ln_10 LN_10
            }
            $crate::scalar::nalgebra::field::of_floats! { copysign, max, min }

            #[inline]
            fn is_sign_positive(&self) -> bool {
                Number::value(*self).is_sign_positive()
            }

            #[inline]
            fn is_sign_negative(&self) -> bool {
                Number::value(*self).is_sign_negative()
            }

            #[inline]
            fn clamp(self, low: Self, high: Self) -> Self {
                if self < low {
                    low
                } else if self > high {
                    high
                } else {
                    self
                }
            }

            #[inline]
            #[track_caller]
            fn atan2(self, x: Self) -> Self {
                Real::atan2(self, x)
            }

            #[inline]
            fn min_value() -> Option<Self> {
                Some(Self::from(f64::MIN))
            }

            #[inline]
            fn max_value() -> Option<Self> {
                Some(Self::from(f64::MAX))
            }
        }
    };
}
pub(super) use field_traits;

macro_rules! functions {
    ($($function:ident),*) => { $(
        #[inline]
        #[track_caller]
        fn $function(self) -> Self {
            Real::$function(self)
        }
    )* };
}
pub(super) use functions;

/// What `num_traits::Float` does with two numbers.
macro_rules! of_floats {
    ($($function:ident),*) => { $(
        #[inline]
        #[track_caller]
        fn $function(self, other: Self) -> Self {
            ::num_traits::Float::$function(self, other)
        }
    )* };
}
pub(super) use of_floats;

macro_rules! constants {
    ($($method:ident $CONSTANT:ident),*) => { $(
        #[inline]
        fn $method() -> Self {
            Self::from(std::f64::consts::$CONSTANT)
        }
    )* };
}
pub(super) use constants;
