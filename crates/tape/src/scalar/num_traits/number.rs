//! What any number does: zero and one, signs, bounds, and casts from and to plain numbers.

/// Stamps `Zero`, `One`, `Num`, `Signed` and `Bounded`.
macro_rules! number_traits {
    ([$($generics:tt)*] $Type:ty) => {
        impl<$($generics)*> ::num_traits::Zero for $Type {
            #[inline]
            fn zero() -> Self {
                Self::from(0.0)
            }

            /// Whether the value is 0, whatever its derivatives are.
            #[inline]
            fn is_zero(&self) -> bool {
                *self == 0.0
            }
        }

        impl<$($generics)*> ::num_traits::One for $Type {
            #[inline]
            fn one() -> Self {
                Self::from(1.0)
            }

            /// Whether the value is 1, whatever its derivatives are.
            #[inline]
            fn is_one(&self) -> bool {
                *self == 1.0
            }
        }

        impl<$($generics)*> ::num_traits::Num for $Type {
            type FromStrRadixErr = <f64 as ::num_traits::Num>::FromStrRadixErr;

            fn from_str_radix(text: &str, radix: u32) -> Result<Self, Self::FromStrRadixErr> {
                <f64 as ::num_traits::Num>::from_str_radix(text, radix).map(Self::from)
            }
        }

        impl<$($generics)*> ::num_traits::Signed for $Type {
            #[inline]
            #[track_caller]
            fn abs(&self) -> Self {
                Real::abs(*self)
            }

            #[inline]
            #[track_caller]
            fn abs_sub(&self, other: &Self) -> Self {
                ::num_traits::Float::abs_sub(*self, *other)
            }

            #[inline]
            fn signum(&self) -> Self {
                ::num_traits::Float::signum(*self)
            }

            #[inline]
            fn is_positive(&self) -> bool {
                ::num_traits::Float::is_sign_positive(*self)
            }

            #[inline]
            fn is_negative(&self) -> bool {
                ::num_traits::Float::is_sign_negative(*self)
            }
        }

        impl<$($generics)*> ::num_traits::Bounded for $Type {
            #[inline]
            fn min_value() -> Self {
                Self::from(f64::MIN)
            }

            #[inline]
            fn max_value() -> Self {
                Self::from(f64::MAX)
            }
        }
    };
}
pub(super) use number_traits;

/// Stamps `ToPrimitive`, `FromPrimitive` and `NumCast`.
macro_rules! casts {
    ([$($generics:tt)*] $Type:ty) => {
        /// Takes the value; the derivatives stay behind.
        impl<$($generics)*> ::num_traits::ToPrimitive for $Type {
            $crate::scalar::num_traits::number::to_primitive! {
                to_isize isize, to_i8 i8, to_i16 i16, to_i32 i32, to_i64 i64, to_i128 i128,
                to_usize usize, to_u8 u8, to_u16 u16, to_u32 u32, to_u64 u64, to_u128 u128,
                to_f32 f32, to_f64 f64
            }
        }

        /// Makes a constant.
        impl<$($generics)*> ::num_traits::FromPrimitive for $Type {
            $crate::scalar::num_traits::number::from_primitive! {
                from_isize isize, from_i8 i8, from_i16 i16, from_i32 i32, from_i64 i64, from_i128 i128,
                from_usize usize, from_u8 u8, from_u16 u16, from_u32 u32, from_u64 u64, from_u128 u128,
                from_f32 f32, from_f64 f64
            }
        }

        /// Makes a constant, of a number with derivatives too: the cast asks for a plain number.
        impl<$($generics)*> ::num_traits::NumCast for $Type {
            #[inline]
            fn from<P: ::num_traits::ToPrimitive>(number: P) -> Option<Self> {
                number.to_f64().map(<Self as From<f64>>::from)
            }
        }
    };
}
pub(super) use casts;

macro_rules! to_primitive {
    ($($method:ident $Plain:ty),*) => { $(
        #[inline]
        fn $method(&self) -> Option<$Plain> {
            ::num_traits::ToPrimitive::$method(&Number::value(*self))
        }
    )* };
}
pub(super) use to_primitive;

macro_rules! from_primitive {
    ($($method:ident $Plain:ty),*) => { $(
        #[inline]
        fn $method(number: $Plain) -> Option<Self> {
            <f64 as ::num_traits::FromPrimitive>::$method(number).map(<Self as From<f64>>::from)
        }
    )* };
}
pub(super) use from_primitive;
