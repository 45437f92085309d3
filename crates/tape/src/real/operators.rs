//! What every scalar type does with operators, stamped from the few that it defines itself.

/// Stamps the assigning operators, the remainder and the sum of references.
macro_rules! number_operators {
    ([$($generics:tt)*] $Type:ty) => {
        $crate::real::operators::number_operators! {
            @assign [$($generics)*] $Type:
            AddAssign add_assign add, SubAssign sub_assign sub, MulAssign mul_assign mul,
            DivAssign div_assign div, RemAssign rem_assign rem
        }

        /// The remainder with the sign of the dividend, as of plain numbers: `fmod`.
        impl<$($generics)*> std::ops::Rem for $Type {
            type Output = Self;

            #[inline]
            #[track_caller]
            fn rem(self, divisor: Self) -> Self {
                $crate::Real::fmod(self, divisor)
            }
        }

        /// The remainder with the sign of the dividend, as of plain numbers: `fmod`.
        impl<$($generics)*> std::ops::Rem<f64> for $Type {
            type Output = Self;

            #[inline]
            #[track_caller]
            fn rem(self, divisor: f64) -> Self {
                $crate::Real::fmod(self, divisor)
            }
        }

        impl<'a, $($generics)*> std::iter::Sum<&'a $Type> for $Type {
            #[track_caller]
            fn sum<I: Iterator<Item = &'a Self>>(numbers: I) -> Self {
                numbers.copied().sum()
            }
        }
    };
    (@assign $generics:tt $Type:ty: $($Assign:ident $assign:ident $method:ident),*) => { $(
        $crate::real::operators::number_operators!(@one $generics $Type: $Assign $assign $method);
    )* };
    (@one [$($generics:tt)*] $Type:ty: $Assign:ident $assign:ident $method:ident) => {
        impl<$($generics)*> std::ops::$Assign for $Type {
            #[inline]
            #[track_caller]
            fn $assign(&mut self, other: Self) {
                use std::ops::*;
                *self = (*self).$method(other);
            }
        }

        impl<$($generics)*> std::ops::$Assign<f64> for $Type {
            #[inline]
            #[track_caller]
            fn $assign(&mut self, number: f64) {
                use std::ops::*;
                *self = (*self).$method(number);
            }
        }
    };
}
pub(crate) use number_operators;

/// Stamps comparison by value.
macro_rules! compared_by_value {
    ([$($generics:tt)*] $Type:ty) => {
        impl<$($generics)*> PartialEq for $Type {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::Number::value(*self) == $crate::Number::value(*other)
            }
        }

        impl<$($generics)*> PartialEq<f64> for $Type {
            #[inline]
            fn eq(&self, number: &f64) -> bool {
                $crate::Number::value(*self) == *number
            }
        }

        impl<$($generics)*> PartialOrd for $Type {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                $crate::Number::value(*self).partial_cmp(&$crate::Number::value(*other))
            }
        }

        impl<$($generics)*> PartialOrd<f64> for $Type {
            #[inline]
            fn partial_cmp(&self, number: &f64) -> Option<std::cmp::Ordering> {
                $crate::Number::value(*self).partial_cmp(number)
            }
        }
    };
}
pub(crate) use compared_by_value;

/// Stamps the operators with `f64` on either side, from those of the type with itself.
macro_rules! operators_with_numbers {
    ($generics:tt $Type:ty) => {
        $crate::real::operators::operators_with_numbers!(@one $generics $Type: Add add +);
        $crate::real::operators::operators_with_numbers!(@one $generics $Type: Sub sub -);
        $crate::real::operators::operators_with_numbers!(@one $generics $Type: Mul mul *);
        $crate::real::operators::operators_with_numbers!(@one $generics $Type: Div div /);
    };
    (@one [$($generics:tt)*] $Type:ty: $Operator:ident $method:ident $sign:tt) => {
        impl<$($generics)*> std::ops::$Operator<$Type> for f64 {
            type Output = $Type;

            #[inline]
            fn $method(self, number: $Type) -> $Type {
                <$Type>::from(self) $sign number
            }
        }
    };
}
pub(crate) use operators_with_numbers;
