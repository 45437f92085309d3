//! Forward mode: numbers that carry a derivative along one direction.

use crate::instruction::{Binary, Ternary, Unary};
use crate::real::methods::{forward_activations, forward_functions, number_methods};
use crate::real::operators::{compared_by_value, number_operators, operators_with_numbers};
use crate::real::{Number, Real};
use crate::scalar::many::Many;
use smallvec::SmallVec;
use std::fmt;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// A dual number: a value and its tangent, the derivative along a direction (Clifford 1873). Formulas
/// carry both forward, so one evaluation gives one directional derivative.
///
/// Nests: `Dual<Dual<f64>>` carries second derivatives, `Dual<scalar::Var>` a tangent that can be
/// differentiated backwards, `Dual<Var>` a tensor with its tangent.
///
/// ```
/// use wengert_tape::Real;
/// use wengert_tape::scalar::Dual;
///
/// fn f<R: Real>(x: R) -> R {
///     x * x.sin()
/// }
///
/// let y = f(Dual::new(0.5, 1.0));
/// assert_eq!(y.value, 0.5 * 0.5f64.sin());
/// assert_eq!(y.tangent, 0.5f64.sin() + 0.5 * 0.5f64.cos());
///
/// let second = f(Dual::new(Dual::new(0.5, 1.0), Dual::from(1.0))).tangent.tangent;
/// assert!((second - (2.0 * 0.5f64.cos() - 0.5 * 0.5f64.sin())).abs() < 1e-15);
/// ```
#[derive(Clone, Copy)]
pub struct Dual<R = f64> {
    /// The value.
    pub value: R,
    /// The derivative along the direction.
    pub tangent: R,
}

impl<R: Real> Dual<R> {
    /// A number with its tangent: 1 for the variable that is differentiated with respect to, a component
    /// of the direction in general, 0 for what stays fixed.
    pub fn new(value: R, tangent: R) -> Self {
        Dual { value, tangent }
    }

    /// A number that stays fixed.
    ///
    /// ```
    /// use wengert_tape::scalar::Dual;
    ///
    /// assert_eq!(Dual::constant(2.5).tangent, 0.0);
    /// ```
    pub fn constant(value: R) -> Self {
        Dual::new(value, R::from(0.0))
    }

    /// A number that moves with speed 1: the variable to differentiate with respect to.
    ///
    /// ```
    /// use wengert_tape::scalar::Dual;
    ///
    /// let x = Dual::variable(3.0);
    /// assert_eq!((x * x).tangent, 6.0);
    /// ```
    pub fn variable(value: R) -> Self {
        Dual::new(value, R::from(1.0))
    }
}

impl<R: Real> Real for Dual<R> {
    #[inline(always)]
    #[track_caller]
    fn unary(self, instruction: Unary) -> Self {
        let value = self.value.unary(instruction);
        let slope = instruction.slope(self.value, value);
        let tangent = slope.times(self.tangent).unwrap_or(R::from(0.0));
        Dual { value, tangent }
    }

    #[inline(always)]
    #[track_caller]
    fn binary(self, instruction: Binary, other: Self) -> Self {
        let (a, b) = (self.value, other.value);
        let value = a.binary(instruction, b);
        let part = |k: usize, tangent: R| instruction.slope(k, a, b, value).times(tangent);
        let tangent = plus(part(0, self.tangent), part(1, other.tangent));
        let tangent = tangent.unwrap_or(R::from(0.0));
        Dual { value, tangent }
    }

    #[inline(always)]
    #[track_caller]
    fn ternary(self, instruction: Ternary, second: Self, third: Self) -> Self {
        let [a, b, c] = [self.value, second.value, third.value];
        let value = a.ternary(instruction, b, c);
        let part = |k: usize, tangent: R| instruction.slope(k, a, b, c).times(tangent);
        let first = plus(part(0, self.tangent), part(1, second.tangent));
        let tangent = plus(first, part(2, third.tangent)).unwrap_or(R::from(0.0));
        Dual { value, tangent }
    }

    #[track_caller]
    fn many(function: Many, x: &[Self]) -> Self {
        let values: SmallVec<[R; 16]> = x.iter().map(|x| x.value).collect();
        let value = R::many(function, &values);
        let mut tangent = R::from(0.0);
        for x in x {
            tangent += x.tangent.absorb(function.partial(x.value, values.len(), value));
        }
        Dual { value, tangent }
    }

    #[inline]
    #[track_caller]
    fn powf(self, p: f64) -> Self {
        // Without the derivative to the exponent, which costs a logarithm.
        let exponent = R::from(p);
        let value = self.value.powf(p);
        let slope = Binary::Pow.slope(0, self.value, exponent, value);
        let tangent = slope.times(self.tangent).unwrap_or(R::from(0.0));
        Dual { value, tangent }
    }
}

/// The sum of two parts; `None` is 0.
#[inline(always)]
#[track_caller]
pub(super) fn plus<R: Real>(first: Option<R>, second: Option<R>) -> Option<R> {
    match (first, second) {
        (Some(first), Some(second)) => Some(first + second),
        (first, None) => first,
        (None, second) => second,
    }
}

impl<R: Number> Number for Dual<R> {
    #[inline]
    fn value(self) -> f64 {
        self.value.value()
    }

    #[inline]
    fn vanishes(self) -> bool {
        self.value.vanishes() && self.tangent.vanishes()
    }
}

impl<R: Real> From<f64> for Dual<R> {
    #[inline]
    fn from(value: f64) -> Self {
        Dual {
            value: R::from(value),
            tangent: R::from(0.0),
        }
    }
}

impl<R: fmt::Debug> fmt::Debug for Dual<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} + {:?}ε", self.value, self.tangent)
    }
}

impl<R: fmt::Display> fmt::Display for Dual<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)?;
        f.write_str(" + ")?;
        self.tangent.fmt(f)?;
        f.write_str("ε")
    }
}

impl<R: Real> Neg for Dual<R> {
    type Output = Self;

    #[inline]
    #[track_caller]
    fn neg(self) -> Self {
        Dual {
            value: -self.value,
            tangent: -self.tangent,
        }
    }
}

impl<R: Real> Add for Dual<R> {
    type Output = Self;

    #[inline]
    #[track_caller]
    fn add(self, other: Self) -> Self {
        Dual {
            value: self.value + other.value,
            tangent: self.tangent + other.tangent,
        }
    }
}

impl<R: Real> Sub for Dual<R> {
    type Output = Self;

    #[inline]
    #[track_caller]
    fn sub(self, other: Self) -> Self {
        Dual {
            value: self.value - other.value,
            tangent: self.tangent - other.tangent,
        }
    }
}

impl<R: Real> Mul for Dual<R> {
    type Output = Self;

    #[inline]
    #[track_caller]
    fn mul(self, other: Self) -> Self {
        self.binary(Binary::Mul, other)
    }
}

impl<R: Real> Div for Dual<R> {
    type Output = Self;

    #[inline]
    #[track_caller]
    fn div(self, other: Self) -> Self {
        self.binary(Binary::Div, other)
    }
}

impl<R: Real> Add<f64> for Dual<R> {
    type Output = Self;

    #[inline]
    #[track_caller]
    fn add(self, number: f64) -> Self {
        Dual {
            value: self.value + number,
            tangent: self.tangent,
        }
    }
}

impl<R: Real> Sub<f64> for Dual<R> {
    type Output = Self;

    #[inline]
    #[track_caller]
    fn sub(self, number: f64) -> Self {
        Dual {
            value: self.value - number,
            tangent: self.tangent,
        }
    }
}

impl<R: Real> Mul<f64> for Dual<R> {
    type Output = Self;

    #[inline]
    #[track_caller]
    fn mul(self, number: f64) -> Self {
        Dual {
            value: self.value * number,
            tangent: self.tangent.absorb(number),
        }
    }
}

impl<R: Real> Div<f64> for Dual<R> {
    type Output = Self;

    #[inline]
    #[track_caller]
    fn div(self, number: f64) -> Self {
        Dual {
            value: self.value / number,
            tangent: self.tangent.absorb(1.0 / number),
        }
    }
}

impl<R: Real> std::iter::Sum for Dual<R> {
    #[track_caller]
    fn sum<I: Iterator<Item = Self>>(numbers: I) -> Self {
        numbers.fold(Self::from(0.0), |sum, number| sum + number)
    }
}

operators_with_numbers!([R: Real] Dual<R>);
number_operators!([R: Real] Dual<R>);
compared_by_value!([R: Number] Dual<R>);
number_methods!([R: Real] Dual<R>);
