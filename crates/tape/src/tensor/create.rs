//! Creation: from numbers, arrays, vectors and iterators, and by rule.

use crate::error::{Error, Result};
use crate::tensor::shape::{Dims, checked_count};
use crate::tensor::storage::Storage;
use crate::tensor::{Element, Float, Numeric, Shape, Tensor};
use std::sync::Arc;

/// A tensor of rank 0.
// For all elements at once: with one implementation each, a bare `tape.var(2.0)` leaves the tape's
// float type open until the end of inference, and a `?` on its value then fails to compile.
impl<E: Element> From<E> for Tensor<E> {
    fn from(value: E) -> Self {
        Tensor::scalar(value)
    }
}

fn of_known_shape<E: Element>(data: Vec<E>, shape: Dims) -> Tensor<E> {
    Tensor::from_storage(Arc::new(Storage::from_vec(data)), shape)
}

/// A vector. For a vector of rows see [`Tensor::from_rows`].
// A sibling for `Vec<[E; N]>` would leave open what `Vec::new()`, `.parse()` and `.into()` make on
// their way into a tensor: `label.push(field.parse()?)` would no longer compile.
impl<E: Element> From<Vec<E>> for Tensor<E> {
    fn from(data: Vec<E>) -> Self {
        let shape = Dims::from_slice(&[data.len()]);
        of_known_shape(data, shape)
    }
}

/// A vector.
impl<E: Element> From<&Vec<E>> for Tensor<E> {
    fn from(data: &Vec<E>) -> Self {
        Tensor::from(data.clone())
    }
}

/// A vector.
impl<E: Element> From<&[E]> for Tensor<E> {
    fn from(data: &[E]) -> Self {
        Tensor::from(data.to_vec())
    }
}

/// A vector.
impl<E: Element, const N: usize> From<[E; N]> for Tensor<E> {
    fn from(data: [E; N]) -> Self {
        Tensor::from(data.to_vec())
    }
}

/// A vector.
impl<E: Element, const N: usize> From<&[E; N]> for Tensor<E> {
    fn from(data: &[E; N]) -> Self {
        Tensor::from(data.to_vec())
    }
}

/// A matrix, row by row.
impl<E: Element, const M: usize, const N: usize> From<[[E; N]; M]> for Tensor<E> {
    fn from(data: [[E; N]; M]) -> Self {
        of_known_shape(data.as_flattened().to_vec(), Dims::from_slice(&[M, N]))
    }
}

/// A tensor of rank 3.
impl<E: Element, const L: usize, const M: usize, const N: usize> From<[[[E; N]; M]; L]> for Tensor<E> {
    fn from(data: [[[E; N]; M]; L]) -> Self {
        let flat = data.as_flattened().as_flattened();
        of_known_shape(flat.to_vec(), Dims::from_slice(&[L, M, N]))
    }
}

/// A tensor of rank 4.
impl<E: Element, const K: usize, const L: usize, const M: usize, const N: usize> From<[[[[E; N]; M]; L]; K]>
    for Tensor<E>
{
    fn from(data: [[[[E; N]; M]; L]; K]) -> Self {
        let flat = data.as_flattened().as_flattened().as_flattened();
        of_known_shape(flat.to_vec(), Dims::from_slice(&[K, L, M, N]))
    }
}

/// The same memory, shared.
impl<E: Element> From<&Tensor<E>> for Tensor<E> {
    fn from(tensor: &Tensor<E>) -> Self {
        tensor.clone()
    }
}

/// A vector of what the iterator gives.
///
/// ```
/// use wengert_tape::Tensor;
///
/// let squares: Tensor<i64> = (0..4).map(|i| i * i).collect();
/// assert_eq!(squares, Tensor::from([0, 1, 4, 9]));
/// ```
impl<E: Element> FromIterator<E> for Tensor<E> {
    fn from_iter<I: IntoIterator<Item = E>>(elements: I) -> Self {
        Tensor::from(elements.into_iter().collect::<Vec<E>>())
    }
}

impl<E: Element> Tensor<E> {
    /// A single number: a tensor of rank 0.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// assert_eq!(Tensor::scalar(2.0).rank(), 0);
    /// ```
    pub fn scalar(value: E) -> Self {
        of_known_shape(vec![value], Dims::new())
    }

    /// The matrix whose rows are `rows`: vectors, slices or arrays.
    ///
    /// # Errors
    ///
    /// If the rows differ in length.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let rows = vec![vec![1.0, 2.0], vec![3.0, 4.0]];
    /// assert_eq!(Tensor::from_rows(&rows)?, Tensor::from([[1.0, 2.0], [3.0, 4.0]]));
    ///
    /// let points: Vec<[f64; 2]> = (0..2).map(|i| [f64::from(i), 1.0]).collect();
    /// assert_eq!(Tensor::from_rows(&points)?, Tensor::from([[0.0, 1.0], [1.0, 1.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn from_rows(rows: &[impl AsRef<[E]>]) -> Result<Self> {
        let columns = rows.first().map_or(0, |row| row.as_ref().len());
        let mut data = Vec::with_capacity(rows.len() * columns);
        for (i, row) in rows.iter().enumerate() {
            let row = row.as_ref();
            if row.len() != columns {
                let problem = format!("row 0 has {columns} elements, row {i} has {}", row.len());
                return Err(Error::shape("from_rows", problem));
            }
            data.extend_from_slice(row);
        }
        Ok(of_known_shape(data, Dims::from_slice(&[rows.len(), columns])))
    }

    /// A tensor of the given shape full of `value`, or an error where memory does not suffice.
    ///
    /// For sizes that come from a file or a network; [`Tensor::full`] is for sizes of your own.
    ///
    /// # Errors
    ///
    /// If the shape has more elements than memory has addresses, or the allocator refuses.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// assert!(Tensor::try_full([usize::MAX, 2], 0.0).is_err());
    /// assert!(Tensor::try_full([2, 2], 0.0).is_ok());
    /// ```
    #[track_caller]
    pub fn try_full(shape: impl Into<Shape>, value: E) -> Result<Self> {
        let shape = shape.into();
        let storage = checked_count(&shape).and_then(|elements| Storage::try_filled(elements, value));
        match storage {
            Some(storage) => Ok(Self::from_storage(Arc::new(storage), shape.0)),
            None => {
                let problem = format!("a tensor of shape {shape:?} does not fit into memory");
                Err(Error::value("full", problem))
            }
        }
    }

    /// A tensor of zeros (of `false`).
    ///
    /// # Panics
    ///
    /// If the shape has more elements than memory has addresses; [`Tensor::try_zeros`] gives an
    /// error instead.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// assert_eq!(Tensor::zeros([1, 2]), Tensor::from([[0.0, 0.0]]));
    /// ```
    #[track_caller]
    pub fn zeros(shape: impl Into<Shape>) -> Self {
        Self::full(shape, E::ZERO)
    }

    /// A tensor of zeros, or an error where memory does not suffice.
    ///
    /// # Errors
    ///
    /// As [`Tensor::try_full`].
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// assert!(Tensor::<f32>::try_zeros([usize::MAX]).is_err());
    /// ```
    #[track_caller]
    pub fn try_zeros(shape: impl Into<Shape>) -> Result<Self> {
        Self::try_full(shape, E::ZERO)
    }

    /// A tensor of ones (of `true`).
    ///
    /// # Panics
    ///
    /// If the shape has more elements than memory has addresses.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// assert_eq!(Tensor::ones(2), Tensor::from([1.0, 1.0]));
    /// ```
    #[track_caller]
    pub fn ones(shape: impl Into<Shape>) -> Self {
        Self::full(shape, E::ONE)
    }

    /// Zeros of the same shape.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// assert_eq!(Tensor::from([1.0, 2.0]).zeros_like(), Tensor::from([0.0, 0.0]));
    /// ```
    #[must_use]
    pub fn zeros_like(&self) -> Self {
        Self::zeros(self.shape())
    }

    /// Ones of the same shape.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// assert_eq!(Tensor::from([1.0, 2.0]).ones_like(), Tensor::from([1.0, 1.0]));
    /// ```
    #[must_use]
    pub fn ones_like(&self) -> Self {
        Self::ones(self.shape())
    }

    /// The identity matrix of `n` rows.
    ///
    /// # Panics
    ///
    /// If it has more elements than memory has addresses.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// assert_eq!(Tensor::eye(2), Tensor::from([[1.0, 0.0], [0.0, 1.0]]));
    /// ```
    #[track_caller]
    pub fn eye(n: usize) -> Self {
        let mut identity = Self::zeros([n, n]);
        for diagonal in identity.as_mut_slice().iter_mut().step_by(n + 1) {
            *diagonal = E::ONE;
        }
        identity
    }
}

impl<E: Numeric> Tensor<E> {
    /// `start`, `start + step`, … up to but without `end`.
    ///
    /// As in NumPy: the length is ⌈(end − start) / step⌉, an empty tensor where `end` lies on the
    /// other side. Where rounding of the length would matter, [`Tensor::linspace`] is the better
    /// choice.
    ///
    /// # Panics
    ///
    /// If the step is 0, or a number is not finite, or the length does not fit into memory.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// assert_eq!(Tensor::arange(0, 5, 2), Tensor::from([0, 2, 4]));
    /// assert_eq!(Tensor::arange(1.0, -1.0, -0.5), Tensor::from([1.0, 0.5, 0.0, -0.5]));
    /// ```
    #[track_caller]
    pub fn arange(start: E, end: E, step: E) -> Self {
        let length = E::ramp_length(start, end, step);
        let fits = |&length: &usize| checked_count(&[length]).is_some() && Storage::<E>::fits(length);
        let Some(length) = length.filter(fits) else {
            panic!("arange: no finite number of steps of {step} from {start} to {end} that fits into memory");
        };
        (0..length).map(|i| E::ramp(start, step, i)).collect()
    }
}

impl<T: Float> Tensor<T> {
    /// `n` numbers evenly spaced from `start` to `end`, both included.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// assert_eq!(Tensor::linspace(0.0, 1.0, 5), Tensor::from([0.0, 0.25, 0.5, 0.75, 1.0]));
    /// assert_eq!(Tensor::linspace(3.0, 9.0, 1), Tensor::from([3.0]));
    /// ```
    pub fn linspace(start: T, end: T, n: usize) -> Self {
        spaced(start.f64(), end.f64(), n).map(T::of).collect()
    }

    /// `n` powers of ten whose exponents are evenly spaced from `start` to `end`, both included.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// assert_eq!(Tensor::logspace(-1.0, 1.0, 3), Tensor::from([0.1, 1.0, 10.0]));
    /// ```
    pub fn logspace(start: T, end: T, n: usize) -> Self {
        spaced(start.f64(), end.f64(), n)
            .map(|exponent| T::of(10f64.powf(exponent)))
            .collect()
    }
}

/// `n` numbers from `start` to `end`; the last one is `end` itself, whatever the rounding.
fn spaced(start: f64, end: f64, n: usize) -> impl Iterator<Item = f64> {
    let last = n.saturating_sub(1);
    let step = (end - start) / last.max(1) as f64;
    let overflows = step.is_infinite() && start.is_finite() && end.is_finite();
    (0..n).map(move |i| {
        if i == last && i > 0 {
            end
        } else if overflows {
            // The distance is no number, but its parts are.
            let share = |steps: usize| steps as f64 / last as f64;
            share(last - i) * start + share(i) * end
        } else {
            i as f64 * step + start
        }
    })
}
