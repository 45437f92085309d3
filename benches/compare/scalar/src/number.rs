//! What the workloads are written in: the arithmetic that every library has.
//!
//! A method does for each library what its users would write: the formula is the same, the operators and
//! functions are the library's own.

use std::ops::{Add, Div, Mul, Neg, Sub};
use wengert::Real;
use wengert::scalar;

/// A number of any of the libraries.
pub trait Number:
    Copy
    + Neg<Output = Self>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Add<f64, Output = Self>
    + Sub<f64, Output = Self>
    + Mul<f64, Output = Self>
    + Div<f64, Output = Self>
{
    fn exp(self) -> Self;
    fn ln(self) -> Self;
    fn sqrt(self) -> Self;
    /// 1 / self: one of the libraries has no right derivative of a quotient of a plain number.
    fn recip(self) -> Self;
    fn sin(self) -> Self;
    fn cos(self) -> Self;
    fn tanh(self) -> Self;

    /// `number - self`.
    fn less_than(self, number: f64) -> Self;

    /// `self`, or 0 where that is negative.
    fn positive_part(self) -> Self;

    /// Something of the absolute value where this is negative, else something else of it.
    fn by_sign(self, negative: impl Fn(Self) -> Self, positive: impl Fn(Self) -> Self) -> Self;

    /// ln Σ e^xᵢ, without overflow.
    fn logsumexp(x: &[Self]) -> Self;

    fn dot(x: &[Self], y: &[Self]) -> Self {
        let products = x.iter().zip(y).map(|(&x, &y)| x * y);
        products.reduce(|sum, product| sum + product).expect("an element")
    }

    fn sum(x: &[Self]) -> Self {
        x.iter().copied().reduce(|sum, x| sum + x).expect("an element")
    }
}

/// A number that meets data: plain numbers where the formula is recorded anew for each point, inputs
/// where it is recorded once.
pub trait Meets<D>: Number + Add<D, Output = Self> + Sub<D, Output = Self> + Mul<D, Output = Self> {}

impl<D, N: Number + Add<D, Output = N> + Sub<D, Output = N> + Mul<D, Output = N>> Meets<D> for N {}

/// Stamps functions that a library has as methods, which take the number or a reference to it.
macro_rules! functions {
    (ref $($Library:tt)*) => {
        functions!(@each [$($Library)*] [&] exp ln sqrt recip sin cos tanh);
    };
    (@each $Library:tt $reference:tt $($function:ident)*) => { $(
        functions!(@one $Library $reference $function);
    )* };
    (@one [$($Library:tt)*] [$($reference:tt)?] $function:ident) => {
        #[inline(always)]
        fn $function(self) -> Self { $($Library)*::$function($($reference)? self) }
    };
    ($($Library:tt)*) => {
        functions!(@each [$($Library)*] [] exp ln sqrt recip sin cos tanh);
    };
}

/// Stamps what depends on the value of a number.
macro_rules! branches {
    (|$x:ident| $value:expr, |$number:ident| $constant:expr) => {
        #[inline(always)]
        fn positive_part(self) -> Self {
            let $x = self;
            if $value > 0.0 {
                self
            } else {
                let $number = 0.0;
                $constant
            }
        }

        #[inline(always)]
        fn by_sign(self, negative: impl Fn(Self) -> Self, positive: impl Fn(Self) -> Self) -> Self {
            let $x = self;
            if $value < 0.0 {
                negative(-self)
            } else {
                positive(self)
            }
        }
    };
}

/// Stamps the sum of exponentials, written out: shifted by the largest value, which is a plain number.
macro_rules! written_out {
    (|$x:ident| $value:expr) => {
        #[inline(always)]
        fn logsumexp(x: &[Self]) -> Self {
            let largest = x
                .iter()
                .fold(f64::NEG_INFINITY, |largest, &$x| largest.max($value));
            let terms = x.iter().map(|&x| Number::exp(x - largest));
            let sum = terms.reduce(|sum, term| sum + term).expect("an element");
            Number::ln(sum) + largest
        }
    };
}

/// Stamps Wengert's functions of many numbers: one statement each on a tape.
macro_rules! of_many {
    () => {
        #[inline(always)]
        fn less_than(self, number: f64) -> Self {
            number - self
        }

        fn logsumexp(x: &[Self]) -> Self {
            scalar::logsumexp(x)
        }

        fn dot(x: &[Self], y: &[Self]) -> Self {
            scalar::dot(x, y)
        }

        fn sum(x: &[Self]) -> Self {
            scalar::sum(x)
        }
    };
}

impl Number for f64 {
    functions!(f64);
    branches!(|x| x, |number| number);
    written_out!(|x| x);

    #[inline(always)]
    fn less_than(self, number: f64) -> Self {
        number - self
    }
}

impl<N: scalar::Primal> Number for scalar::Var<'_, N> {
    functions!(Self);
    branches!(|x| x.value(), |number| Self::from(number));
    of_many!();
}

impl<const K: usize> Number for scalar::DualVec<f64, K> {
    functions!(Self);
    branches!(|x| x.value, |number| Self::from(number));
    of_many!();
}

impl Number for scalar::Expr<'_> {
    functions!(Self);
    of_many!();

    fn positive_part(self) -> Self {
        self.max(0.0)
    }

    fn by_sign(self, negative: impl Fn(Self) -> Self, positive: impl Fn(Self) -> Self) -> Self {
        let size = self.abs();
        Real::select(self.less(0.0), negative(size), positive(size))
    }
}

impl Number for echidna::Reverse<f64> {
    functions!(<Self as num_traits::Float>);
    branches!(|x| echidna::Scalar::value(&x), |number| Self::constant(number));
    written_out!(|x| echidna::Scalar::value(&x));

    #[inline(always)]
    fn less_than(self, number: f64) -> Self {
        number - self
    }
}

impl Number for echidna::BReverse<f64> {
    functions!(<Self as num_traits::Float>);
    written_out!(|x| echidna::Scalar::value(&x));

    fn less_than(self, number: f64) -> Self {
        number - self
    }

    fn positive_part(self) -> Self {
        num_traits::Float::max(self, Self::constant(0.0))
    }

    fn by_sign(self, _: impl Fn(Self) -> Self, _: impl Fn(Self) -> Self) -> Self {
        unreachable!("no workload that chooses has a recording of echidna")
    }
}

impl<const K: usize> Number for echidna::DualVec<f64, K> {
    functions!(<Self as num_traits::Float>);
    branches!(|x| x.re, |number| Self::constant(number));
    written_out!(|x| x.re);

    #[inline(always)]
    fn less_than(self, number: f64) -> Self {
        number - self
    }
}

impl Number for reverse::Var<'_> {
    functions!(ref Self);
    // It has no constants.
    branches!(|x| x.val(), |number| x * number);
    written_out!(|x| x.val());

    #[inline(always)]
    fn less_than(self, number: f64) -> Self {
        number - self
    }
}

impl Number for aad::Variable<'_, f64> {
    functions!(Self);
    branches!(|x| x.value(), |number| Self::constant(number));
    written_out!(|x| x.value());

    #[inline(always)]
    fn less_than(self, number: f64) -> Self {
        number - self
    }
}

impl<const K: usize> Number for num_dual::DualSVec64<K> {
    functions!(ref <Self as num_dual::DualNum>);
    branches!(|x| x.re, |number| Self::from_re(number));
    written_out!(|x| x.re);

    #[inline(always)]
    fn less_than(self, number: f64) -> Self {
        -self + number
    }
}
