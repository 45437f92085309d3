//! To and from `nalgebra`, whose matrices lie in memory column by column.

use crate::error::{Error, Result};
use crate::tensor::shape::{Dims, Strides};
use crate::tensor::{Element, Tensor};
use nalgebra::{DMatrix, DVector};

/// A matrix of the same memory: nothing is copied, the strides run down the columns.
///
/// ```
/// use wengert_tape::Tensor;
///
/// let matrix = nalgebra::DMatrix::from_row_slice(2, 2, &[1.0, 2.0, 3.0, 4.0]);
/// assert_eq!(Tensor::from(matrix), Tensor::from([[1.0, 2.0], [3.0, 4.0]]));
/// ```
impl<E: Element> From<DMatrix<E>> for Tensor<E> {
    fn from(matrix: DMatrix<E>) -> Self {
        let (rows, columns) = matrix.shape();
        let elements: Vec<E> = matrix.data.into();
        let strides = Strides::from_slice(&[1, rows.max(1) as isize]);
        Tensor::from(elements).view(0, Dims::from_slice(&[rows, columns]), strides)
    }
}

/// A copy of the elements.
impl<E: Element> From<&DMatrix<E>> for Tensor<E> {
    fn from(matrix: &DMatrix<E>) -> Self {
        matrix.clone().into()
    }
}

/// A vector of the same memory.
impl<E: Element> From<DVector<E>> for Tensor<E> {
    fn from(vector: DVector<E>) -> Self {
        let elements: Vec<E> = vector.data.into();
        Tensor::from(elements)
    }
}

/// A copy of the elements.
impl<E: Element> From<&DVector<E>> for Tensor<E> {
    fn from(vector: &DVector<E>) -> Self {
        Tensor::from(vector.as_slice())
    }
}

/// A copy of the elements; an error if the tensor has not rank 2.
///
/// ```
/// use nalgebra::DMatrix;
/// use wengert_tape::Tensor;
///
/// let matrix = DMatrix::try_from(&Tensor::from([[1.0, 2.0], [3.0, 4.0]]))?;
/// assert_eq!(matrix[(0, 1)], 2.0);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
impl<E: Element> TryFrom<&Tensor<E>> for DMatrix<E> {
    type Error = Error;

    #[track_caller]
    fn try_from(tensor: &Tensor<E>) -> Result<Self> {
        let &[rows, columns] = tensor.shape() else {
            let problem = format!("a tensor of shape {:?} is not a matrix", tensor.shape());
            return Err(Error::shape("try_from", problem));
        };
        Ok(DMatrix::from_vec(rows, columns, tensor.t().into_vec()))
    }
}

/// A copy of the elements; an error if the tensor has not rank 1.
impl<E: Element> TryFrom<&Tensor<E>> for DVector<E> {
    type Error = Error;

    #[track_caller]
    fn try_from(tensor: &Tensor<E>) -> Result<Self> {
        if tensor.rank() != 1 {
            let problem = format!("a tensor of shape {:?} is not a vector", tensor.shape());
            return Err(Error::shape("try_from", problem));
        }
        Ok(DVector::from_vec(tensor.to_vec()))
    }
}
