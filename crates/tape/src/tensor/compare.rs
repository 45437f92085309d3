//! Equality up to a tolerance, and a report on where it fails.

use crate::tensor::{Float, Tensor};
use std::fmt;

/// How two tensors differ; made by [`Tensor::compare`].
///
/// Its `Display` is the report: shapes that differ, or how many elements do and which one most.
///
/// ```
/// use wengert_tape::Tensor;
///
/// let report = Tensor::from([1.0, 2.5]).compare(&Tensor::from([1.0, 2.0]), 0.0, 0.1);
/// assert!(!report.is_close());
/// assert_eq!(report.worst.unwrap().distance(), 0.5);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Comparison {
    /// Both shapes; where they differ, no elements are compared.
    pub shapes: [Vec<usize>; 2],
    /// The number of elements further apart than allowed.
    pub mismatches: usize,
    /// The element that exceeds what is allowed by the largest factor, if any does.
    pub worst: Option<Difference>,
}

/// Two elements that differ.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Difference {
    /// Where they are.
    pub index: Vec<usize>,
    /// The element of the tensor that was compared.
    pub value: f64,
    /// The element that it was compared to.
    pub expected: f64,
    /// The distance that was allowed: atol + rtol · |expected|.
    pub allowed: f64,
}

impl Difference {
    /// How far the elements are apart; NaN where one of them is.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let report = Tensor::from([3.0]).compare(&Tensor::from([1.0]), 0.0, 0.0);
    /// assert_eq!(report.worst.unwrap().distance(), 2.0);
    /// ```
    pub fn distance(&self) -> f64 {
        (self.value - self.expected).abs()
    }

    /// How far they are apart, as a multiple of what is allowed; infinite where NaN or an infinity
    /// meets anything else.
    fn excess(&self) -> f64 {
        let distance = self.distance();
        if distance.is_finite() && self.allowed > 0.0 {
            distance / self.allowed
        } else {
            f64::INFINITY
        }
    }
}

impl Comparison {
    /// Whether the shapes are equal and every element is as close as it should be.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let x = Tensor::from([1.0, 2.0]);
    /// assert!(x.compare(&Tensor::from([1.0, 2.0]), 0.0, 0.0).is_close());
    /// assert!(!x.compare(&Tensor::from([1.0]), 0.0, 0.0).is_close());
    /// ```
    pub fn is_close(&self) -> bool {
        self.shapes[0] == self.shapes[1] && self.mismatches == 0
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [shape, expected] = &self.shapes;
        if shape != expected {
            return write!(f, "the shapes differ: {shape:?}, expected {expected:?}");
        }
        let elements: usize = shape.iter().product();
        match &self.worst {
            None => write!(f, "all {elements} elements are close"),
            Some(worst) => write!(
                f,
                "{} of {elements} elements differ, most at {:?}: {}, expected {} (difference {:.3e}, allowed {:.3e})",
                self.mismatches,
                worst.index,
                worst.value,
                worst.expected,
                worst.distance(),
                worst.allowed
            ),
        }
    }
}

impl<T: Float> Tensor<T> {
    /// Whether the shapes are equal and |x − y| ≤ atol + rtol · |y| for every element.
    ///
    /// Nothing is broadcast. Equal infinities are close; NaN is close to nothing.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let x = Tensor::from([1.0, 2.0]);
    /// assert!(x.allclose(&Tensor::from([1.0, 2.000_001]), 1e-6, 0.0));
    /// assert!(!x.allclose(&Tensor::from([1.0, 2.1]), 1e-6, 0.0));
    /// ```
    pub fn allclose(&self, expected: &Tensor<T>, rtol: f64, atol: f64) -> bool {
        self.compare(expected, rtol, atol).is_close()
    }

    /// As [`Tensor::allclose`], with a report.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let report = Tensor::from([1.0, 2.5]).compare(&Tensor::from([1.0, 2.0]), 0.0, 0.1);
    /// assert_eq!(report.mismatches, 1);
    /// assert_eq!(
    ///     report.to_string(),
    ///     "1 of 2 elements differ, most at [1]: 2.5, expected 2 (difference 5.000e-1, allowed 1.000e-1)"
    /// );
    /// ```
    pub fn compare(&self, expected: &Tensor<T>, rtol: f64, atol: f64) -> Comparison {
        self.compared(expected, rtol, atol, false)
    }

    /// As [`Tensor::compare`], with NaN equal to NaN.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let x = Tensor::from([f64::NAN]);
    /// assert!(x.compare_equal_nan(&x, 0.0, 0.0).is_close());
    /// ```
    pub fn compare_equal_nan(&self, expected: &Tensor<T>, rtol: f64, atol: f64) -> Comparison {
        self.compared(expected, rtol, atol, true)
    }

    /// Asserts that the tensors are close: for tests.
    ///
    /// # Panics
    ///
    /// With the report of [`Tensor::compare`], if they are not.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// (Tensor::from([0.1]).map(|x| x + 0.2)).assert_close(&Tensor::from([0.3]), 1e-15, 0.0);
    /// ```
    #[track_caller]
    pub fn assert_close(&self, expected: &Tensor<T>, rtol: f64, atol: f64) {
        let report = self.compare(expected, rtol, atol);
        assert!(report.is_close(), "{report}");
    }

    fn compared(&self, expected: &Tensor<T>, rtol: f64, atol: f64, equal_nan: bool) -> Comparison {
        let mut report = Comparison {
            shapes: [self.shape().to_vec(), expected.shape().to_vec()],
            mismatches: 0,
            worst: None,
        };
        if self.shape() != expected.shape() {
            return report;
        }
        for (i, (x, y)) in self.iter().zip(expected).enumerate() {
            let (value, expected) = (x.f64(), y.f64());
            let allowed = atol + rtol * expected.abs();
            let distance = (value - expected).abs();
            let close = value == expected
                || (distance.is_finite() && distance <= allowed)
                || (equal_nan && value.is_nan() && expected.is_nan());
            if close {
                continue;
            }
            report.mismatches += 1;
            let difference = Difference {
                index: index_of(i, self.shape()),
                value,
                expected,
                allowed,
            };
            let worse = |worst: &Difference| difference.excess() > worst.excess();
            if report.worst.as_ref().is_none_or(worse) {
                report.worst = Some(difference);
            }
        }
        report
    }
}

/// The index of the element with the given number in row-major order.
fn index_of(mut flat: usize, shape: &[usize]) -> Vec<usize> {
    let mut index = vec![0; shape.len()];
    for axis in (0..shape.len()).rev() {
        index[axis] = flat % shape[axis];
        flat /= shape[axis];
    }
    index
}
