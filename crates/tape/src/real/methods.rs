//! The functions of scalar types as inherent methods, so that they need no import and win over other
//! crates' float traits. Each forwards to [`Real`](crate::Real), where its documentation is.

/// Stamps all functions of [`Real`](crate::Real) as inherent methods of a type.
macro_rules! number_methods {
    ([$($generics:tt)*] $Type:ty) => {
        $crate::real::methods::function_methods!([$($generics)*] $Type);
        $crate::real::methods::pair_methods! {
            [$($generics)*] $Type:
            pow, max, min, atan2, hypot, fmod, remainder, xlogy, logaddexp, absorb,
            greater, greater_equal, less, less_equal, equal, not_equal, and, or, xor
        }

        impl<$($generics)*> $Type {
            /// The whole power; see [`Real::powi`](crate::Real::powi).
            #[inline]
            #[track_caller]
            pub fn powi(self, n: i32) -> Self {
                Real::powi(self, n)
            }

            /// The power with a fixed exponent; see [`Real::powf`](crate::Real::powf).
            #[inline]
            #[track_caller]
            pub fn powf(self, p: f64) -> Self {
                Real::powf(self, p)
            }

            /// `self · factor + summand`; see [`Real::mul_add`](crate::Real::mul_add).
            #[inline]
            #[track_caller]
            pub fn mul_add(self, factor: impl Into<Self>, summand: impl Into<Self>) -> Self {
                Real::mul_add(self, factor, summand)
            }

            /// The number held between two others; see [`Real::clamp`](crate::Real::clamp).
            #[inline]
            #[track_caller]
            pub fn clamp(self, low: impl Into<Self>, high: impl Into<Self>) -> Self {
                Real::clamp(self, low, high)
            }

            /// `yes` where this mask is not 0, else `no`; see [`Real::select`](crate::Real::select).
            #[inline]
            #[track_caller]
            pub fn select(self, yes: impl Into<Self>, no: impl Into<Self>) -> Self {
                <Self as Real>::select(self, yes, no)
            }

            /// ψ(x); see [`Real::digamma`](crate::Real::digamma).
            #[track_caller]
            pub fn digamma(self) -> Self {
                Real::digamma(self)
            }

            /// ψ⁽ⁿ⁾(x); see [`Real::polygamma`](crate::Real::polygamma).
            #[track_caller]
            pub fn polygamma(self, n: u32) -> Self {
                Real::polygamma(self, n)
            }

            /// sin(πx)/(πx); see [`Real::sinc`](crate::Real::sinc).
            #[track_caller]
            pub fn sinc(self) -> Self {
                Real::sinc(self)
            }

            /// The part behind the point; see [`Real::fract`](crate::Real::fract).
            #[inline]
            #[track_caller]
            pub fn fract(self) -> Self {
                Real::fract(self)
            }
        }
    };
}
pub(crate) use number_methods;

/// Stamps the functions of two arguments.
macro_rules! pair_methods {
    ([$($generics:tt)*] $Type:ty: $($function:ident),*) => {
        $crate::real::methods::pair_methods!(@each [$($generics)*] $Type: $($function),*);
    };
    (@each $generics:tt $Type:ty: $($function:ident),*) => { $(
        $crate::real::methods::pair_methods!(@one $generics $Type: $function);
    )* };
    (@one [$($generics:tt)*] $Type:ty: $function:ident) => {
        impl<$($generics)*> $Type {
            #[doc = concat!("See [`Real::", stringify!($function), "`](crate::Real::", stringify!($function), ").")]
            #[inline]
            #[track_caller]
            pub fn $function(self, other: impl Into<Self>) -> Self {
                Real::$function(self, other)
            }
        }
    };
}
pub(crate) use pair_methods;

/// Stamps the functions of one argument and the activations.
macro_rules! function_methods {
    ([$($generics:tt)*] $Type:ty) => {
        $crate::real::for_each_function!(forward_functions [[$($generics)*] $Type]);
        $crate::ops::activation::for_each_activation!(forward_activations [[$($generics)*] $Type]);
    };
}
pub(crate) use function_methods;

macro_rules! forward_functions {
    ([[$($generics:tt)*] $Type:ty] $($(#[$doc:meta])* $function:ident => $Instruction:ident, $x:expr => $y:expr;)*) => {
        #[allow(clippy::should_implement_trait, reason = "`!x` of a mask would read as a bitwise operation")]
        impl<$($generics)*> $Type { $(
            $(#[$doc])*
            #[inline]
            #[track_caller]
            pub fn $function(self) -> Self {
                Real::unary(self, $crate::instruction::Unary::$Instruction)
            }
        )* }
    };
}
pub(crate) use forward_functions;

macro_rules! forward_activations {
    ([[$($generics:tt)*] $Type:ty] $($(#[$doc:meta])* $function:ident($($parameter:ident: $Number:ty),*);)*) => {
        impl<$($generics)*> $Type { $(
            $(#[$doc])*
            #[track_caller]
            pub fn $function(self $(, $parameter: $Number)*) -> Self {
                Real::$function(self $(, $parameter)*)
            }
        )* }
    };
}
pub(crate) use forward_activations;
