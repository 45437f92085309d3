//! Single elements, and iteration in row-major order whatever the strides.

use crate::error::{Error, Result};
use crate::tensor::axis::{IntoDims, resolve_axis};
use crate::tensor::shape::Dims;
use crate::tensor::{Axis, Element, Tensor};
use std::iter::FusedIterator;
use std::ops::{Index, IndexMut};

impl<E: Element> Tensor<E> {
    /// The element at an index, `None` outside of the tensor.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let x = Tensor::from([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.get([1, 0]), Some(3.0));
    /// assert_eq!(x.get([2, 0]), None);
    /// assert_eq!(x.get([1]), None);
    /// ```
    pub fn get(&self, index: impl AsRef<[usize]>) -> Option<E> {
        let position = self.position(index.as_ref())?;
        Some(self.memory()[position])
    }

    /// The element at an index; negative numbers count from the end.
    ///
    /// # Errors
    ///
    /// If the index does not have a number for every axis, or one lies outside.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let x = Tensor::from([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.at([-1, 0])?, 3.0);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn at(&self, index: impl IntoDims) -> Result<E> {
        let index = self.resolved_index("at", &index.dims())?;
        Ok(self[&index[..]])
    }

    /// Changes the element at an index; negative numbers count from the end.
    ///
    /// Shared memory is copied first. For many elements [`Tensor::as_mut_slice`] is faster.
    ///
    /// # Errors
    ///
    /// If the index does not have a number for every axis, or one lies outside.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let mut x = Tensor::from([1.0, 2.0]);
    /// x.set([-1], 5.0)?;
    /// assert_eq!(x, Tensor::from([1.0, 5.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn set(&mut self, index: impl IntoDims, value: E) -> Result<()> {
        let index = self.resolved_index("set", &index.dims())?;
        self[&index[..]] = value;
        Ok(())
    }

    /// The number in a tensor of one element, whatever its rank.
    ///
    /// # Errors
    ///
    /// If there is another number of elements.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// assert_eq!(Tensor::from([[2.0]]).item()?, 2.0);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn item(&self) -> Result<E> {
        if self.len() != 1 {
            let problem = format!("a tensor of shape {:?} is not a single number", self.shape());
            return Err(Error::shape("item", problem));
        }
        Ok(self.memory()[self.offset()])
    }

    /// The elements in row-major order, without a copy.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let x = Tensor::from([[1, 2], [3, 4]]);
    /// assert_eq!(x.t().iter().collect::<Vec<_>>(), [1, 3, 2, 4]);
    /// ```
    pub fn iter(&self) -> Iter<'_, E> {
        Iter {
            tensor: self,
            index: Dims::from_elem(0, self.rank()),
            position: self.offset() as isize,
            left: self.len(),
        }
    }

    /// The parts of a tensor along its first axis: the rows of a matrix, as views.
    ///
    /// A tensor of rank 0 is its own only row.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let x = Tensor::from([[1, 2], [3, 4]]);
    /// let rows: Vec<_> = x.rows().collect();
    /// assert_eq!(rows, [Tensor::from([1, 2]), Tensor::from([3, 4])]);
    /// ```
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Tensor<E>> + DoubleEndedIterator + '_ {
        let rows = self.shape().first().copied().unwrap_or(1);
        (0..rows).map(|i| match self.rank() {
            0 => self.clone(),
            _ => self.selected(0, i),
        })
    }

    /// The parts of a tensor along an axis, as views without that axis.
    ///
    /// # Errors
    ///
    /// If the axis does not exist.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let x = Tensor::from([[1, 2], [3, 4]]);
    /// let columns: Vec<_> = x.axis_iter(-1)?.collect();
    /// assert_eq!(columns, [Tensor::from([1, 3]), Tensor::from([2, 4])]);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn axis_iter(
        &self,
        axis: impl Axis,
    ) -> Result<impl ExactSizeIterator<Item = Tensor<E>> + DoubleEndedIterator + '_> {
        let axis = resolve_axis("axis_iter", axis.axis(), self.rank())?;
        Ok((0..self.shape()[axis]).map(move |i| self.selected(axis, i)))
    }

    /// Where in memory an element is.
    fn position(&self, index: &[usize]) -> Option<usize> {
        if index.len() != self.rank() {
            return None;
        }
        let mut position = self.offset() as isize;
        for (axis, &i) in index.iter().enumerate() {
            if i >= self.shape()[axis] {
                return None;
            }
            position += self.strides()[axis] * i as isize;
        }
        Some(position as usize)
    }

    #[track_caller]
    fn resolved_index(&self, operation: &str, index: &[isize]) -> Result<Dims> {
        let resolved: Dims = index
            .iter()
            .zip(self.shape())
            .map(|(&i, &size)| if i < 0 { i.wrapping_add(size as isize) } else { i } as usize)
            .collect();
        match self.position(&resolved) {
            Some(_) if index.len() == self.rank() => Ok(resolved),
            _ => {
                let problem = format!("no element {index:?} in a tensor of shape {:?}", self.shape());
                Err(Error::index(operation, problem))
            }
        }
    }
}

/// # Panics
///
/// If the index does not have a number for every axis, or one lies outside;
/// [`Tensor::get`] and [`Tensor::at`] do not panic.
impl<E: Element> Index<&[usize]> for Tensor<E> {
    type Output = E;

    #[track_caller]
    fn index(&self, index: &[usize]) -> &E {
        match self.position(index) {
            Some(position) => &self.memory()[position],
            None => panic!("no element {index:?} in a tensor of shape {:?}", self.shape()),
        }
    }
}

/// Shared memory is copied first. For many elements [`Tensor::as_mut_slice`] is faster.
///
/// # Panics
///
/// If the index does not have a number for every axis, or one lies outside.
impl<E: Element> IndexMut<&[usize]> for Tensor<E> {
    #[track_caller]
    fn index_mut(&mut self, index: &[usize]) -> &mut E {
        if self.position(index).is_none() {
            panic!("no element {index:?} in a tensor of shape {:?}", self.shape());
        }
        let shape = self.shape().iter().zip(index);
        let flat = shape.fold(0, |flat, (&size, &i)| flat * size + i);
        &mut self.as_mut_slice()[flat]
    }
}

/// # Panics
///
/// If the index does not have a number for every axis, or one lies outside;
/// [`Tensor::get`] and [`Tensor::at`] do not panic.
///
/// ```
/// use wengert_tape::Tensor;
///
/// let x = Tensor::from([[1.0, 2.0], [3.0, 4.0]]);
/// assert_eq!(x[[1, 0]], 3.0);
/// ```
impl<E: Element, const N: usize> Index<[usize; N]> for Tensor<E> {
    type Output = E;

    #[track_caller]
    fn index(&self, index: [usize; N]) -> &E {
        &self[&index[..]]
    }
}

/// Shared memory is copied first. For many elements [`Tensor::as_mut_slice`] is faster.
///
/// # Panics
///
/// If the index does not have a number for every axis, or one lies outside.
impl<E: Element, const N: usize> IndexMut<[usize; N]> for Tensor<E> {
    #[track_caller]
    fn index_mut(&mut self, index: [usize; N]) -> &mut E {
        &mut self[&index[..]]
    }
}

/// The elements of a tensor in row-major order; made by [`Tensor::iter`].
#[derive(Clone, Debug)]
pub struct Iter<'a, E: Element> {
    tensor: &'a Tensor<E>,
    index: Dims,
    position: isize,
    left: usize,
}

impl<E: Element> Iterator for Iter<'_, E> {
    type Item = E;

    fn next(&mut self) -> Option<E> {
        self.left = self.left.checked_sub(1)?;
        let element = self.tensor.memory()[self.position as usize];
        for axis in (0..self.index.len()).rev() {
            let (size, stride) = (self.tensor.shape()[axis], self.tensor.strides()[axis]);
            self.index[axis] += 1;
            self.position += stride;
            if self.index[axis] < size {
                break;
            }
            self.position -= stride * size as isize;
            self.index[axis] = 0;
        }
        Some(element)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<E: Element> ExactSizeIterator for Iter<'_, E> {}

impl<E: Element> FusedIterator for Iter<'_, E> {}

impl<'a, E: Element> IntoIterator for &'a Tensor<E> {
    type Item = E;
    type IntoIter = Iter<'a, E>;

    fn into_iter(self) -> Iter<'a, E> {
        self.iter()
    }
}
