//! Forward mode along several directions at once.

use crate::instruction::{Binary, Slope, Ternary, Unary};
use crate::real::methods::{forward_activations, forward_functions, number_methods};
use crate::real::operators::{compared_by_value, number_operators, operators_with_numbers};
use crate::real::{Number, Real};
use crate::scalar::dual::plus;
use crate::scalar::many::Many;
use smallvec::SmallVec;
use std::fmt;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// A dual number with `N` tangents: one evaluation gives the derivatives along `N` directions, which
/// for few inputs is the whole gradient.
///
/// ```
/// use wengert_tape::scalar::DualVec;
///
/// let [x, y] = DualVec::variables([3.0, 4.0]);
/// let r = x.hypot(y);
/// assert_eq!(r.value, 5.0);
/// assert_eq!(r.tangents, [0.6, 0.8]);
/// ```
#[derive(Clone, Copy)]
pub struct DualVec<R, const N: usize> {
    /// The value.
    pub value: R,
    /// The derivatives along the directions.
    pub tangents: [R; N],
}

impl<R: Real, const N: usize> DualVec<R, N> {
    /// A number with its tangents.
    pub fn new(value: R, tangents: [R; N]) -> Self {
        DualVec { value, tangents }
    }

    /// A number that stays fixed.
    pub fn constant(value: R) -> Self {
        DualVec::new(value, [R::from(0.0); N])
    }

    /// A number that moves with speed 1 along direction `k` alone.
    ///
    /// # Panics
    ///
    /// If `k` is not less than `N`.
    pub fn variable(value: R, k: usize) -> Self {
        let mut tangents = [R::from(0.0); N];
        tangents[k] = R::from(1.0);
        DualVec::new(value, tangents)
    }

    /// The numbers to differentiate with respect to, each along a direction of its own.
    pub fn variables(values: [R; N]) -> [Self; N] {
        std::array::from_fn(|k| Self::variable(values[k], k))
    }

    #[inline(always)]
    #[track_caller]
    fn along(value: R, tangent: impl Fn(usize) -> R) -> Self {
        let mut tangents = [value; N];
        for (k, out) in tangents.iter_mut().enumerate() {
            *out = tangent(k);
        }
        DualVec { value, tangents }
    }
}

/// The cotangent (or tangent) that passes.
#[inline(always)]
#[track_caller]
fn passed<R: Real>(slope: Slope<R>, tangent: R) -> R {
    slope.times(tangent).unwrap_or(R::from(0.0))
}

impl<R: Real, const N: usize> Real for DualVec<R, N> {
    #[inline(always)]
    #[track_caller]
    fn unary(self, instruction: Unary) -> Self {
        let value = self.value.unary(instruction);
        let slope = instruction.slope(self.value, value);
        Self::along(
            value,
            #[inline(always)]
            |k| passed(slope, self.tangents[k]),
        )
    }

    #[inline(always)]
    #[track_caller]
    fn binary(self, instruction: Binary, other: Self) -> Self {
        let (a, b) = (self.value, other.value);
        let value = a.binary(instruction, b);
        let first = instruction.slope(0, a, b, value);
        let second = instruction.slope(1, a, b, value);
        Self::along(
            value,
            #[inline(always)]
            |k| {
                let parts = (first.times(self.tangents[k]), second.times(other.tangents[k]));
                plus(parts.0, parts.1).unwrap_or(R::from(0.0))
            },
        )
    }

    #[inline(always)]
    #[track_caller]
    fn ternary(self, instruction: Ternary, second: Self, third: Self) -> Self {
        let [a, b, c] = [self.value, second.value, third.value];
        let value = a.ternary(instruction, b, c);
        let slopes = [0, 1, 2].map(|k| instruction.slope(k, a, b, c));
        Self::along(value, |k| {
            let first = slopes[0].times(self.tangents[k]);
            let both = plus(first, slopes[1].times(second.tangents[k]));
            plus(both, slopes[2].times(third.tangents[k])).unwrap_or(R::from(0.0))
        })
    }

    #[track_caller]
    fn many(function: Many, x: &[Self]) -> Self {
        let values: SmallVec<[R; 16]> = x.iter().map(|x| x.value).collect();
        let value = R::many(function, &values);
        let mut tangents = [R::from(0.0); N];
        for x in x {
            let partial = function.partial(x.value, values.len(), value);
            for (sum, tangent) in tangents.iter_mut().zip(x.tangents) {
                *sum += tangent.absorb(partial);
            }
        }
        DualVec { value, tangents }
    }

    #[inline]
    #[track_caller]
    fn powf(self, p: f64) -> Self {
        // Without the derivative to the exponent, which costs a logarithm.
        let value = self.value.powf(p);
        let slope = Binary::Pow.slope(0, self.value, R::from(p), value);
        Self::along(
            value,
            #[inline(always)]
            |k| passed(slope, self.tangents[k]),
        )
    }
}

impl<R: Number, const N: usize> Number for DualVec<R, N> {
    #[inline]
    fn value(self) -> f64 {
        self.value.value()
    }

    #[inline]
    fn vanishes(self) -> bool {
        self.value.vanishes() && self.tangents.iter().all(|tangent| tangent.vanishes())
    }
}

impl<R: Real, const N: usize> From<f64> for DualVec<R, N> {
    #[inline]
    fn from(value: f64) -> Self {
        DualVec {
            value: R::from(value),
            tangents: [R::from(0.0); N],
        }
    }
}

impl<R: fmt::Debug, const N: usize> fmt::Debug for DualVec<R, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} + {:?}ε", self.value, self.tangents)
    }
}

impl<R: fmt::Display, const N: usize> fmt::Display for DualVec<R, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)?;
        f.write_str(" + [")?;
        for (k, tangent) in self.tangents.iter().enumerate() {
            f.write_str(if k == 0 { "" } else { ", " })?;
            tangent.fmt(f)?;
        }
        f.write_str("]ε")
    }
}

impl<R: Real, const N: usize> Neg for DualVec<R, N> {
    type Output = Self;

    #[inline]
    #[track_caller]
    fn neg(self) -> Self {
        Self::along(-self.value, |k| -self.tangents[k])
    }
}

impl<R: Real, const N: usize> Add for DualVec<R, N> {
    type Output = Self;

    #[inline]
    #[track_caller]
    fn add(self, other: Self) -> Self {
        Self::along(self.value + other.value, |k| self.tangents[k] + other.tangents[k])
    }
}

impl<R: Real, const N: usize> Sub for DualVec<R, N> {
    type Output = Self;

    #[inline]
    #[track_caller]
    fn sub(self, other: Self) -> Self {
        Self::along(self.value - other.value, |k| self.tangents[k] - other.tangents[k])
    }
}

impl<R: Real, const N: usize> Mul for DualVec<R, N> {
    type Output = Self;

    #[inline]
    #[track_caller]
    fn mul(self, other: Self) -> Self {
        self.binary(Binary::Mul, other)
    }
}

impl<R: Real, const N: usize> Div for DualVec<R, N> {
    type Output = Self;

    #[inline]
    #[track_caller]
    fn div(self, other: Self) -> Self {
        self.binary(Binary::Div, other)
    }
}

impl<R: Real, const N: usize> Add<f64> for DualVec<R, N> {
    type Output = Self;

    #[inline]
    #[track_caller]
    fn add(self, number: f64) -> Self {
        DualVec {
            value: self.value + number,
            ..self
        }
    }
}

impl<R: Real, const N: usize> Sub<f64> for DualVec<R, N> {
    type Output = Self;

    #[inline]
    #[track_caller]
    fn sub(self, number: f64) -> Self {
        DualVec {
            value: self.value - number,
            ..self
        }
    }
}

impl<R: Real, const N: usize> Mul<f64> for DualVec<R, N> {
    type Output = Self;

    #[inline]
    #[track_caller]
    fn mul(self, number: f64) -> Self {
        Self::along(self.value * number, |k| self.tangents[k].absorb(number))
    }
}

impl<R: Real, const N: usize> Div<f64> for DualVec<R, N> {
    type Output = Self;

    #[inline]
    #[track_caller]
    fn div(self, number: f64) -> Self {
        let slope = 1.0 / number;
        Self::along(self.value / number, |k| self.tangents[k].absorb(slope))
    }
}

impl<R: Real, const N: usize> std::iter::Sum for DualVec<R, N> {
    #[track_caller]
    fn sum<I: Iterator<Item = Self>>(numbers: I) -> Self {
        numbers.fold(Self::from(0.0), |sum, number| sum + number)
    }
}

operators_with_numbers!([R: Real, const N: usize] DualVec<R, N>);
number_operators!([R: Real, const N: usize] DualVec<R, N>);
compared_by_value!([R: Number, const N: usize] DualVec<R, N>);
number_methods!([R: Real, const N: usize] DualVec<R, N>);
