//! What a floating-point number does: the functions, and constants.

/// Stamps `Float` and `FloatConst`.
macro_rules! float_traits {
    ($(#[$doc:meta])* [$($generics:tt)*] $Type:ty) => {
        $(#[$doc])*
        impl<$($generics)*> ::num_traits::Float for $Type {
            $crate::scalar::num_traits::float::constants! {
                nan f64::NAN, infinity f64::INFINITY, neg_infinity f64::NEG_INFINITY, neg_zero -0.0,
                min_value f64::MIN, max_value f64::MAX, epsilon f64::EPSILON,
                min_positive_value f64::MIN_POSITIVE
            }
            $crate::scalar::num_traits::float::questions! {
                is_nan bool, is_infinite bool, is_finite bool, is_normal bool, is_subnormal bool,
                is_sign_positive bool, is_sign_negative bool, classify std::num::FpCategory
            }
            $crate::scalar::num_traits::float::functions! {
                floor, ceil, trunc, fract, abs, recip, sqrt, cbrt, exp, exp2, exp_m1, ln, log2, log10,
                ln_1p, sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh
            }
            $crate::scalar::num_traits::float::functions_of_two! {
                powf = pow, atan2 = atan2, hypot = hypot
            }

            /// The nearest whole number; a half goes away from 0, as that of plain numbers and unlike
            /// the inherent `round`.
            #[inline]
            fn round(self) -> Self {
                Self::from(Number::value(self).round())
            }

            /// 1 or −1, of zeros too, unlike the inherent `sign`; NaN of NaN.
            #[inline]
            fn signum(self) -> Self {
                Self::from(Number::value(self).signum())
            }

            /// This value with the sign of another number, through which no derivative passes.
            #[inline]
            #[track_caller]
            fn copysign(self, sign: Self) -> Self {
                let [own, sign] = [self, sign].map(|number| Number::value(number).is_sign_negative());
                if own == sign { self } else { -self }
            }

            #[inline]
            #[track_caller]
            fn mul_add(self, factor: Self, summand: Self) -> Self {
                Real::mul_add(self, factor, summand)
            }

            #[inline]
            #[track_caller]
            fn powi(self, n: i32) -> Self {
                Real::powi(self, n)
            }

            #[inline]
            #[track_caller]
            fn log(self, base: Self) -> Self {
                Real::ln(self) / Real::ln(base)
            }

            #[inline]
            #[track_caller]
            fn sin_cos(self) -> (Self, Self) {
                (Real::sin(self), Real::cos(self))
            }

            #[inline]
            #[track_caller]
            fn to_degrees(self) -> Self {
                self * 1f64.to_degrees()
            }

            #[inline]
            #[track_caller]
            fn to_radians(self) -> Self {
                self * 1f64.to_radians()
            }

            /// The larger number; the other one if one is NaN, unlike the inherent `max`.
            #[inline]
            #[track_caller]
            fn max(self, other: Self) -> Self {
                match (Number::value(self).is_nan(), Number::value(other).is_nan()) {
                    (true, _) => other,
                    (_, true) => self,
                    _ => Real::max(self, other),
                }
            }

            /// The smaller number; the other one if one is NaN, unlike the inherent `min`.
            #[inline]
            #[track_caller]
            fn min(self, other: Self) -> Self {
                match (Number::value(self).is_nan(), Number::value(other).is_nan()) {
                    (true, _) => other,
                    (_, true) => self,
                    _ => Real::min(self, other),
                }
            }

            /// The number held between two others.
            ///
            /// # Panics
            ///
            /// As that of plain numbers: if `low` is larger than `high`, or one of them is NaN.
            #[inline]
            #[track_caller]
            fn clamp(self, low: Self, high: Self) -> Self {
                assert!(low <= high, "clamp between {low:?} and {high:?}");
                Real::clamp(self, low, high)
            }

            /// How much larger this is than another number; 0 if it is not.
            #[inline]
            #[track_caller]
            fn abs_sub(self, other: Self) -> Self {
                if self <= other { Self::from(0.0) } else { self - other }
            }

            fn integer_decode(self) -> (u64, i16, i8) {
                ::num_traits::Float::integer_decode(Number::value(self))
            }
        }

        impl<$($generics)*> ::num_traits::FloatConst for $Type {
            $crate::scalar::num_traits::float::float_constants! {
                E, FRAC_1_PI, FRAC_1_SQRT_2, FRAC_2_PI, FRAC_2_SQRT_PI, FRAC_PI_2, FRAC_PI_3, FRAC_PI_4,
                FRAC_PI_6, FRAC_PI_8, LN_10, LN_2, LOG10_2, LOG10_E, LOG2_10, LOG2_E, PI, SQRT_2, TAU
            }
        }
    };
}
pub(super) use float_traits;

macro_rules! constants {
    ($($method:ident $value:expr),*) => { $(
        #[inline]
        fn $method() -> Self {
            Self::from($value)
        }
    )* };
}
pub(super) use constants;

/// Questions about the value.
macro_rules! questions {
    ($($method:ident $Answer:ty),*) => { $(
        #[inline]
        fn $method(self) -> $Answer {
            Number::value(self).$method()
        }
    )* };
}
pub(super) use questions;

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

macro_rules! functions_of_two {
    ($($method:ident = $function:ident),*) => { $(
        #[inline]
        #[track_caller]
        fn $method(self, other: Self) -> Self {
            Real::$function(self, other)
        }
    )* };
}
pub(super) use functions_of_two;

macro_rules! float_constants {
    ($($CONSTANT:ident),*) => { $(
        #[inline]
        fn $CONSTANT() -> Self {
            Self::from(std::f64::consts::$CONSTANT)
        }
    )* };
}
pub(super) use float_constants;
