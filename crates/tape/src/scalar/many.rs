//! Functions of many numbers: one statement on a tape, however many there are.

use crate::real::Real;

/// What is computed of many numbers, with its partial derivatives.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Many {
    /// Σ xᵢ.
    Sum,
    /// Σ xᵢ / n.
    Mean,
    /// The Euclidean norm √Σ xᵢ², without overflow.
    Norm,
    /// ln Σ e^xᵢ, without overflow.
    LogSumExp,
}

impl Many {
    /// The name of the function.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Many::Sum => "sum",
            Many::Mean => "mean",
            Many::Norm => "norm",
            Many::LogSumExp => "logsumexp",
        }
    }

    /// The value at some numbers.
    #[track_caller]
    pub(crate) fn value<R: Real>(self, x: &[R]) -> R {
        match self {
            Many::Sum => added(x.iter().copied()),
            Many::Mean => added(x.iter().copied()) / x.len() as f64,
            Many::Norm => norm_value(x),
            Many::LogSumExp => logsumexp_value(x),
        }
    }

    /// The partial derivative to the number `x` of `count`, given the value `y`.
    #[track_caller]
    pub(crate) fn partial<R: Real>(self, x: R, count: usize, y: R) -> R {
        match self {
            Many::Sum => R::from(1.0),
            Many::Mean => R::from(1.0 / count as f64),
            Many::Norm => R::select(y, x / y, 0.0),
            Many::LogSumExp => {
                // Where both are the same infinity the difference is 0.
                let lead = R::select(x.equal(y), 0.0, x - y);
                lead.exp()
            }
        }
    }
}

#[track_caller]
fn added<R: Real>(mut terms: impl Iterator<Item = R>) -> R {
    let Some(first) = terms.next() else {
        return R::from(0.0);
    };
    terms.fold(first, |sum, term| sum + term)
}

#[track_caller]
fn largest<R: Real>(x: impl Iterator<Item = R>) -> R {
    x.fold(R::from(f64::NEG_INFINITY), |largest, x| {
        R::select(x.greater(largest).or(x.is_nan()), x, largest)
    })
}

#[track_caller]
fn norm_value<R: Real>(x: &[R]) -> R {
    let largest = largest(x.iter().map(|x| x.abs().stop_gradient())).max(0.0);
    let scalable = largest.greater(0.0) * largest.is_finite();
    let scale = R::select(scalable, largest, 1.0);
    let squares = added(x.iter().map(|&x| (x / scale).square()));
    let root = R::select(squares, R::select(squares, squares, 1.0).sqrt(), 0.0);
    root * scale
}

#[track_caller]
fn logsumexp_value<R: Real>(x: &[R]) -> R {
    let largest = largest(x.iter().map(|x| x.stop_gradient()));
    let shift = R::select(largest.is_finite(), largest, 0.0);
    added(x.iter().map(|&x| (x - shift).exp())).ln() + shift
}

/// The sum of some numbers; 0 of none.
///
/// ```
/// use wengert_tape::scalar;
///
/// let tape = scalar::Tape::new();
/// let x = tape.vars([1.0, 2.0, 4.0]);
/// let before = tape.len();
/// assert_eq!(scalar::sum(&x).backward()?.wrt(x)?, [1.0; 3]);
/// assert_eq!(tape.len(), before + 1);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[track_caller]
pub fn sum<R: Real>(x: &[R]) -> R {
    R::many(Many::Sum, x)
}

/// The mean of some numbers; NaN of none.
///
/// ```
/// use wengert_tape::scalar;
///
/// assert_eq!(scalar::mean(&[1.0, 2.0, 6.0]), 3.0);
/// ```
#[track_caller]
pub fn mean<R: Real>(x: &[R]) -> R {
    R::many(Many::Mean, x)
}

/// The Euclidean norm √Σ xᵢ², without overflow; its derivative at the origin is 0.
///
/// ```
/// use wengert_tape::scalar;
///
/// let tape = scalar::Tape::new();
/// let x = tape.vars([3.0, 4.0]);
/// assert_eq!(scalar::norm(&x).value(), 5.0);
/// assert_eq!(scalar::norm(&x).backward()?.wrt(x)?, [0.6, 0.8]);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[track_caller]
pub fn norm<R: Real>(x: &[R]) -> R {
    R::many(Many::Norm, x)
}

/// ln Σ e^xᵢ, without overflow; −∞ of none.
///
/// ```
/// use wengert_tape::scalar;
///
/// assert_eq!(scalar::logsumexp(&[1000.0, 1000.0]), 1000.0 + 2f64.ln());
/// ```
#[track_caller]
pub fn logsumexp<R: Real>(x: &[R]) -> R {
    R::many(Many::LogSumExp, x)
}

/// The scalar product Σ xᵢ yᵢ.
///
/// ```
/// use wengert_tape::scalar;
///
/// let tape = scalar::Tape::new();
/// let x = tape.vars([1.0, 2.0]);
/// let y = tape.vars([5.0, 7.0]);
/// let z = scalar::dot(&x, &y);
/// assert_eq!(z.value(), 19.0);
/// assert_eq!(z.backward()?.wrt(x)?, [5.0, 7.0]);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
///
/// # Panics
///
/// If the lengths differ.
#[track_caller]
pub fn dot<R: Real>(x: &[R], y: &[R]) -> R {
    assert_eq!(x.len(), y.len(), "dot: {} numbers with {}", x.len(), y.len());
    R::dot(x, y)
}

/// The sum Σ wᵢ xᵢ with weights that are plain numbers.
///
/// ```
/// use wengert_tape::scalar;
///
/// assert_eq!(scalar::weighted_sum(&[0.5, 0.25], &[2.0, 4.0]), 2.0);
/// ```
///
/// # Panics
///
/// If the lengths differ.
#[track_caller]
pub fn weighted_sum<R: Real>(weights: &[f64], x: &[R]) -> R {
    assert_eq!(
        weights.len(),
        x.len(),
        "weighted_sum: {} weights for {} numbers",
        weights.len(),
        x.len()
    );
    R::weighted_sum(weights, x)
}

/// The polynomial Σ cₖ xᵏ, by Horner's rule; one statement on a tape.
///
/// ```
/// use wengert_tape::scalar::{self, Dual};
///
/// let y = scalar::polynomial(Dual::variable(2.0), &[1.0, 0.0, 3.0]);
/// assert_eq!((y.value, y.tangent), (13.0, 12.0));
/// ```
#[track_caller]
pub fn polynomial<R: Real>(x: R, coefficients: &[f64]) -> R {
    R::polynomial(x, coefficients)
}

/// The defaults: sums of products, for types that do not record statements.
#[track_caller]
pub(crate) fn dot_value<R: Real>(x: &[R], y: &[R]) -> R {
    added(x.iter().zip(y).map(|(&x, &y)| x * y))
}

#[track_caller]
pub(crate) fn weighted_sum_value<R: Real>(weights: &[f64], x: &[R]) -> R {
    added(weights.iter().zip(x).map(|(&weight, &x)| x * weight))
}

#[track_caller]
pub(crate) fn polynomial_value<R: Real>(x: R, coefficients: &[f64]) -> R {
    let mut highest_first = coefficients.iter().rev();
    let Some(&highest) = highest_first.next() else {
        return R::from(0.0);
    };
    highest_first.fold(R::from(highest), |sum, &coefficient| sum * x + coefficient)
}
