//! Operators of series.

use super::Series;
use crate::instruction::Binary;
use crate::real::operators::{compared_by_value, number_operators, operators_with_numbers};
use crate::real::{Number, Real};
use std::ops::{Add, Div, Mul, Neg, Sub};

impl<R: Number, const K: usize> Series<R, K> {
    /// Each coefficient by itself, with whether it is the first.
    #[inline]
    #[track_caller]
    fn each(mut self, f: impl Fn(R, bool) -> R) -> Self {
        for (k, coefficient) in self.coefficients[..self.known].iter_mut().enumerate() {
            *coefficient = f(*coefficient, k == 0);
        }
        self
    }

    #[inline]
    #[track_caller]
    fn with_each(self, other: Self, f: impl Fn(R, R) -> R) -> Self {
        let mut result = Self::from(0.0);
        result.known = self.known.min(other.known);
        for k in 0..result.known {
            result.coefficients[k] = f(self.coefficients[k], other.coefficients[k]);
        }
        result
    }
}

impl<R: Number, const K: usize> Neg for Series<R, K> {
    type Output = Self;

    #[inline]
    #[track_caller]
    fn neg(self) -> Self {
        self.each(|coefficient, _| -coefficient)
    }
}

impl<R: Number, const K: usize> Add for Series<R, K> {
    type Output = Self;

    #[inline]
    #[track_caller]
    fn add(self, other: Self) -> Self {
        self.with_each(other, |a, b| a + b)
    }
}

impl<R: Number, const K: usize> Sub for Series<R, K> {
    type Output = Self;

    #[inline]
    #[track_caller]
    fn sub(self, other: Self) -> Self {
        self.with_each(other, |a, b| a - b)
    }
}

impl<R: Number, const K: usize> Mul for Series<R, K> {
    type Output = Self;

    #[inline]
    #[track_caller]
    fn mul(self, other: Self) -> Self {
        self.binary(Binary::Mul, other)
    }
}

impl<R: Number, const K: usize> Div for Series<R, K> {
    type Output = Self;

    #[inline]
    #[track_caller]
    fn div(self, other: Self) -> Self {
        self.binary(Binary::Div, other)
    }
}

impl<R: Number, const K: usize> Add<f64> for Series<R, K> {
    type Output = Self;

    #[inline]
    #[track_caller]
    fn add(mut self, number: f64) -> Self {
        self.coefficients[0] += number;
        self
    }
}

impl<R: Number, const K: usize> Sub<f64> for Series<R, K> {
    type Output = Self;

    #[inline]
    #[track_caller]
    fn sub(mut self, number: f64) -> Self {
        self.coefficients[0] -= number;
        self
    }
}

impl<R: Number, const K: usize> Mul<f64> for Series<R, K> {
    type Output = Self;

    #[inline]
    #[track_caller]
    fn mul(self, number: f64) -> Self {
        self.each(|coefficient, is_value| match is_value {
            true => coefficient * number,
            false => coefficient.absorb(number),
        })
    }
}

impl<R: Number, const K: usize> Div<f64> for Series<R, K> {
    type Output = Self;

    #[inline]
    #[track_caller]
    fn div(self, number: f64) -> Self {
        self.each(|coefficient, is_value| match is_value {
            true => coefficient / number,
            false => coefficient.binary(Binary::Quotient, R::from(number)),
        })
    }
}

impl<R: Number, const K: usize> std::iter::Sum for Series<R, K> {
    #[track_caller]
    fn sum<I: Iterator<Item = Self>>(numbers: I) -> Self {
        numbers.fold(Self::from(0.0), |sum, number| sum + number)
    }
}

operators_with_numbers!([R: Number, const K: usize] Series<R, K>);
number_operators!([R: Number, const K: usize] Series<R, K>);
compared_by_value!([R: Number, const K: usize] Series<R, K>);
