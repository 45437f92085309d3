//! Which numbers are among which, how near two of them are, and that each is a lane of its own.

/// Stamps the conversions from and to plain numbers, the comparisons within a tolerance, and `SimdValue`.
macro_rules! set_traits {
    ([$($generics:tt)*] $Type:ty) => {
        $crate::scalar::nalgebra::set::plain_subset!([$($generics)*] $Type: f32);
        $crate::scalar::nalgebra::set::plain_subset!([$($generics)*] $Type: f64);

        impl<$($generics)*> ::simba::scalar::SubsetOf<$Type> for $Type {
            #[inline]
            fn to_superset(&self) -> Self {
                *self
            }

            #[inline]
            fn from_superset_unchecked(element: &Self) -> Self {
                *element
            }

            #[inline]
            fn is_in_subset(_: &Self) -> bool {
                true
            }
        }

        /// Compares the values.
        impl<$($generics)*> ::approx::AbsDiffEq for $Type {
            type Epsilon = Self;

            #[inline]
            fn default_epsilon() -> Self {
                Self::from(f64::EPSILON)
            }

            #[inline]
            fn abs_diff_eq(&self, other: &Self, epsilon: Self) -> bool {
                let [a, b, epsilon] = [*self, *other, epsilon].map(Number::value);
                ::approx::AbsDiffEq::abs_diff_eq(&a, &b, epsilon)
            }
        }

        /// Compares the values.
        impl<$($generics)*> ::approx::RelativeEq for $Type {
            #[inline]
            fn default_max_relative() -> Self {
                Self::from(f64::EPSILON)
            }

            #[inline]
            fn relative_eq(&self, other: &Self, epsilon: Self, max_relative: Self) -> bool {
                let [a, b, epsilon, relative] = [*self, *other, epsilon, max_relative].map(Number::value);
                ::approx::RelativeEq::relative_eq(&a, &b, epsilon, relative)
            }
        }

        /// Compares the values.
        impl<$($generics)*> ::approx::UlpsEq for $Type {
            #[inline]
            fn default_max_ulps() -> u32 {
                <f64 as ::approx::UlpsEq>::default_max_ulps()
            }

            #[inline]
            fn ulps_eq(&self, other: &Self, epsilon: Self, max_ulps: u32) -> bool {
                let [a, b, epsilon] = [*self, *other, epsilon].map(Number::value);
                ::approx::UlpsEq::ulps_eq(&a, &b, epsilon, max_ulps)
            }
        }

        /// One lane.
        impl<$($generics)*> ::simba::simd::SimdValue for $Type {
            const LANES: usize = 1;

            type Element = Self;

            type SimdBool = bool;

            #[inline]
            fn splat(value: Self) -> Self {
                value
            }

            #[inline]
            fn extract(&self, _: usize) -> Self {
                *self
            }

            // The trait's word; any index is fine here.
            #[inline]
            unsafe fn extract_unchecked(&self, _: usize) -> Self {
                *self
            }

            #[inline]
            fn replace(&mut self, _: usize, value: Self) {
                *self = value;
            }

            #[inline]
            unsafe fn replace_unchecked(&mut self, _: usize, value: Self) {
                *self = value;
            }

            #[inline]
            fn select(self, condition: bool, other: Self) -> Self {
                if condition { self } else { other }
            }
        }

        impl<$($generics)*> ::simba::simd::PrimitiveSimdValue for $Type {}

        impl<$($generics)*> ::simba::scalar::Field for $Type {}
    };
}
pub(super) use set_traits;

/// A plain number is taken for a number without derivatives. The other way it is the value, as in the casts of
/// `num-traits`: nalgebra asks for it to make decisions, and takes for granted that there is one.
macro_rules! plain_subset {
    ([$($generics:tt)*] $Type:ty: $Plain:ty) => {
        impl<$($generics)*> ::simba::scalar::SubsetOf<$Type> for $Plain {
            #[inline]
            fn to_superset(&self) -> $Type {
                <$Type>::from(f64::from(*self))
            }

            #[inline]
            fn from_superset_unchecked(element: &$Type) -> Self {
                Number::value(*element) as $Plain
            }

            #[inline]
            fn is_in_subset(_: &$Type) -> bool {
                true
            }
        }
    };
}
pub(super) use plain_subset;
