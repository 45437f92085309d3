//! Operators of scalar variables.

use crate::instruction::Binary;
use crate::real::operators::number_operators;
use crate::scalar::primal::Primal;
use crate::scalar::var::Var;
use smallvec::SmallVec;
use std::ops::{Add, Div, Mul, Neg, Sub};

impl<N: Primal> Neg for Var<'_, N> {
    type Output = Self;

    #[inline(always)]
    #[track_caller]
    fn neg(self) -> Self {
        self.with(-self.primal(), N::from(-1.0))
    }
}

impl<N: Primal> Add for Var<'_, N> {
    type Output = Self;

    #[inline(always)]
    #[track_caller]
    fn add(self, other: Self) -> Self {
        let one = N::from(1.0);
        self.with_both("add", other, self.primal() + other.primal(), one, one)
    }
}

impl<N: Primal> Sub for Var<'_, N> {
    type Output = Self;

    #[inline(always)]
    #[track_caller]
    fn sub(self, other: Self) -> Self {
        self.with_both(
            "sub",
            other,
            self.primal() - other.primal(),
            N::from(1.0),
            N::from(-1.0),
        )
    }
}

impl<N: Primal> Mul for Var<'_, N> {
    type Output = Self;

    #[inline(always)]
    #[track_caller]
    fn mul(self, other: Self) -> Self {
        self.with_both(
            "mul",
            other,
            self.primal() * other.primal(),
            other.primal(),
            self.primal(),
        )
    }
}

impl<N: Primal> Div for Var<'_, N> {
    type Output = Self;

    #[inline(always)]
    #[track_caller]
    fn div(self, other: Self) -> Self {
        let value = self.primal() / other.primal();
        let slope = |k: usize| Binary::Div.slope(k, self.primal(), other.primal(), value);
        let partial = |k: usize| slope(k).factor().unwrap_or(N::from(0.0));
        self.with_both("div", other, value, partial(0), partial(1))
    }
}

impl<N: Primal> Add<f64> for Var<'_, N> {
    type Output = Self;

    /// The derivative is 1: the statement is that of the variable, and nothing is recorded.
    #[inline]
    fn add(self, number: f64) -> Self {
        self.moved(self.primal() + number)
    }
}

impl<N: Primal> Sub<f64> for Var<'_, N> {
    type Output = Self;

    #[inline]
    fn sub(self, number: f64) -> Self {
        self.moved(self.primal() - number)
    }
}

impl<N: Primal> Mul<f64> for Var<'_, N> {
    type Output = Self;

    #[inline(always)]
    #[track_caller]
    fn mul(self, number: f64) -> Self {
        self.with(self.primal() * number, N::from(number))
    }
}

impl<N: Primal> Div<f64> for Var<'_, N> {
    type Output = Self;

    #[inline(always)]
    #[track_caller]
    fn div(self, number: f64) -> Self {
        self.with(self.primal() / number, N::from(1.0 / number))
    }
}

impl<'t, N: Primal> Add<Var<'t, N>> for f64 {
    type Output = Var<'t, N>;

    #[inline]
    fn add(self, variable: Var<'t, N>) -> Var<'t, N> {
        variable + self
    }
}

impl<'t, N: Primal> Sub<Var<'t, N>> for f64 {
    type Output = Var<'t, N>;

    #[inline(always)]
    #[track_caller]
    fn sub(self, variable: Var<'t, N>) -> Var<'t, N> {
        variable.with(self - variable.primal(), N::from(-1.0))
    }
}

impl<'t, N: Primal> Mul<Var<'t, N>> for f64 {
    type Output = Var<'t, N>;

    #[inline(always)]
    #[track_caller]
    fn mul(self, variable: Var<'t, N>) -> Var<'t, N> {
        variable * self
    }
}

impl<'t, N: Primal> Div<Var<'t, N>> for f64 {
    type Output = Var<'t, N>;

    #[inline(always)]
    #[track_caller]
    fn div(self, variable: Var<'t, N>) -> Var<'t, N> {
        let value = self / variable.primal();
        let slope = Binary::Div.slope(1, N::from(self), variable.primal(), value);
        variable.with(value, slope.factor().unwrap_or(N::from(0.0)))
    }
}

impl<'t, N: Primal> std::iter::Sum for Var<'t, N> {
    #[track_caller]
    fn sum<I: Iterator<Item = Self>>(variables: I) -> Self {
        let variables: SmallVec<[Self; 16]> = variables.collect();
        crate::scalar::sum(&variables)
    }
}

number_operators!(['t, N: Primal] Var<'t, N>);
