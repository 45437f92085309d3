//! Taylor series: numbers that carry all derivatives up to an order, along one direction.

mod operators;
mod recurrence;

use crate::real::methods::{forward_activations, forward_functions, number_methods};
use crate::real::{Number, Real};
use std::fmt;

/// A Taylor series c₀ + c₁ t + c₂ t² + …, cut off after `K` coefficients. Formulas carry it forward, so one
/// evaluation gives the derivatives up to order `K` − 1 along a curve.
///
/// Where nested [`Dual`](crate::scalar::Dual) numbers double the work with every order, a series of order
/// n costs n² products for a product, and n³ for a function. No function has a series of its own: from
/// y′ = s(x, y)·x′ with the slope s of the table of instructions the coefficients of y follow one after
/// another, since those of s up to order k give that of y of order k + 1 (compare Griewank and Walther,
/// "Evaluating Derivatives", 2008, chapter 13). Special points are as the slopes say.
///
/// Nests as other numbers do: a tape over series gives gradients with their derivatives along a curve.
///
/// ```
/// use wengert_tape::scalar::Series;
///
/// let x = Series::<f64, 5>::variable(0.0);
/// assert_eq!(x.exp().coefficients(), [1.0, 1.0, 0.5, 1.0 / 6.0, 1.0 / 24.0]);
/// assert_eq!((1.0 / (1.0 - x)).coefficients(), [1.0; 5]);
/// ```
#[derive(Clone, Copy)]
pub struct Series<R, const K: usize> {
    coefficients: [R; K],
    /// How many of the coefficients are known: all, but inside of a recurrence, where those of a result
    /// appear one after another. Behind them stand zeros.
    known: usize,
}

impl<R: Real, const K: usize> Series<R, K> {
    /// A series of these coefficients.
    pub fn new(coefficients: [R; K]) -> Self {
        const { assert!(K > 0, "a series has at least one coefficient") };
        Series {
            coefficients,
            known: K,
        }
    }

    /// A number that stays fixed.
    pub fn constant(value: R) -> Self {
        let mut coefficients = [R::from(0.0); K];
        coefficients[0] = value;
        Self::new(coefficients)
    }

    /// The variable `at` + t.
    ///
    /// ```
    /// use wengert_tape::scalar::Series;
    ///
    /// let x = Series::<f64, 3>::variable(2.0);
    /// assert_eq!((x * x).coefficients(), [4.0, 4.0, 1.0]);
    /// ```
    pub fn variable(at: R) -> Self {
        let mut series = Self::constant(at);
        if let Some(first) = series.coefficients.get_mut(1) {
            *first = R::from(1.0);
        }
        series
    }

    /// The coefficients, from that of t⁰ on.
    pub fn coefficients(self) -> [R; K] {
        self.coefficients
    }

    /// The derivative of order `k` with respect to t at t = 0, which is k! times a coefficient.
    ///
    /// ```
    /// use wengert_tape::scalar::Series;
    ///
    /// let x = Series::<f64, 6>::variable(1.0);
    /// assert_eq!(x.powi(5).derivative(4), 120.0);
    /// ```
    ///
    /// # Panics
    ///
    /// If `k` is not less than `K`.
    #[track_caller]
    pub fn derivative(self, k: usize) -> R {
        assert!(k < K, "derivative {k} of a series of {K} coefficients");
        let factorial: f64 = (1..=k).map(|factor| factor as f64).product();
        self.coefficients[k] * factorial
    }

    /// The sum of the series at a distance t.
    ///
    /// ```
    /// use wengert_tape::scalar::Series;
    ///
    /// let sine = Series::<f64, 16>::variable(0.0).sin();
    /// assert!((sine.sum_at(0.5) - 0.5f64.sin()).abs() < 1e-14);
    /// ```
    pub fn sum_at(self, t: R) -> R {
        let mut highest_first = self.coefficients.iter().rev().copied();
        let highest = highest_first.next().unwrap_or(R::from(0.0));
        highest_first.fold(highest, |sum, coefficient| sum * t + coefficient)
    }
}

/// The Taylor series of a function of one number, with `K` coefficients.
///
/// ```
/// use wengert_tape::scalar::{Series, taylor};
///
/// let series: Series<f64, 6> = taylor(|x| x.sin() * x.exp(), 0.0);
/// let expected = [0.0, 1.0, 1.0, 1.0 / 3.0, 0.0, -1.0 / 30.0];
/// let mut pairs = series.coefficients().into_iter().zip(expected);
/// assert!(pairs.all(|(found, expected)| (found - expected).abs() < 1e-16));
/// assert!((series.derivative(3) - 2.0).abs() < 1e-15);
/// ```
#[track_caller]
pub fn taylor<const K: usize>(f: impl FnOnce(Series<f64, K>) -> Series<f64, K>, at: f64) -> Series<f64, K> {
    f(Series::variable(at))
}

impl<R: Number, const K: usize> Number for Series<R, K> {
    #[inline]
    fn value(self) -> f64 {
        self.coefficients[0].value()
    }

    fn vanishes(self) -> bool {
        self.coefficients.iter().all(|coefficient| coefficient.vanishes())
    }
}

impl<R: Real, const K: usize> From<f64> for Series<R, K> {
    fn from(value: f64) -> Self {
        Self::constant(R::from(value))
    }
}

impl<R: fmt::Debug, const K: usize> fmt::Debug for Series<R, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.coefficients.fmt(f)
    }
}

impl<R: fmt::Display, const K: usize> fmt::Display for Series<R, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (k, coefficient) in self.coefficients.iter().enumerate() {
            f.write_str(if k == 0 { "" } else { " + " })?;
            coefficient.fmt(f)?;
            match k {
                0 => {}
                1 => f.write_str("t")?,
                _ => write!(f, "t^{k}")?,
            }
        }
        Ok(())
    }
}

number_methods!([R: Number, const K: usize] Series<R, K>);
