//! To and from `ndarray`.

use crate::error::{Error, Result};
use crate::tensor::shape::{Dims, Strides};
use crate::tensor::storage::Storage;
use crate::tensor::{Element, Tensor};
use ndarray::{Array, ArrayBase, ArrayD, ArrayViewD, Data, Dimension, Ix0, Ix1, Ix2, Ix3, Ix4, IxDyn};
use std::sync::Arc;

/// The same memory, whatever the order of the array's axes; nothing is copied.
///
/// ```
/// use wengert_tape::Tensor;
///
/// let array = ndarray::array![[1.0, 2.0], [3.0, 4.0]];
/// assert_eq!(Tensor::from(array), Tensor::from([[1.0, 2.0], [3.0, 4.0]]));
/// ```
impl<E: Element, D: Dimension> From<Array<E, D>> for Tensor<E> {
    fn from(array: Array<E, D>) -> Self {
        let shape = Dims::from_slice(array.shape());
        let strides = Strides::from_slice(array.strides());
        let (elements, offset) = array.into_raw_vec_and_offset();
        Tensor::from(elements).view(offset.unwrap_or(0), shape, strides)
    }
}

/// A copy of the elements.
impl<E: Element, S: Data<Elem = E>, D: Dimension> From<&ArrayBase<S, D>> for Tensor<E> {
    fn from(array: &ArrayBase<S, D>) -> Self {
        let elements: Vec<E> = array.iter().copied().collect();
        Tensor::from_storage(
            Arc::new(Storage::from_vec(elements)),
            Dims::from_slice(array.shape()),
        )
    }
}

/// A row-major array; nothing is copied where nobody shares the memory and it is row-major.
impl<E: Element> From<Tensor<E>> for ArrayD<E> {
    fn from(tensor: Tensor<E>) -> Self {
        let shape = IxDyn(tensor.shape());
        match Array::from_shape_vec(shape, tensor.into_vec()) {
            Ok(array) => array,
            Err(error) => unreachable!("a tensor has as many elements as its shape says: {error}"),
        }
    }
}

/// A row-major copy.
impl<E: Element> From<&Tensor<E>> for ArrayD<E> {
    fn from(tensor: &Tensor<E>) -> Self {
        tensor.clone().into()
    }
}

macro_rules! fixed_ranks {
    ($($dimension:ident)*) => { $(
        /// As for `ArrayD`; an error if the tensor has another rank.
        impl<E: Element> TryFrom<Tensor<E>> for Array<E, $dimension> {
            type Error = Error;

            #[track_caller]
            fn try_from(tensor: Tensor<E>) -> Result<Self> {
                let shape = Dims::from_slice(tensor.shape());
                ArrayD::from(tensor).into_dimensionality().map_err(|_| {
                    let problem = format!(
                        "a tensor of shape {shape:?} has not rank {}",
                        $dimension::NDIM.unwrap_or_default()
                    );
                    Error::shape("try_from", problem)
                })
            }
        }

        /// As for `ArrayD`; an error if the tensor has another rank.
        impl<E: Element> TryFrom<&Tensor<E>> for Array<E, $dimension> {
            type Error = Error;

            #[track_caller]
            fn try_from(tensor: &Tensor<E>) -> Result<Self> {
                tensor.clone().try_into()
            }
        }
    )* };
}

fixed_ranks!(Ix0 Ix1 Ix2 Ix3 Ix4);

impl<E: Element> Tensor<E> {
    /// The elements seen as an array of `ndarray`, without a copy for a row-major tensor.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let x = Tensor::from([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.as_ndarray().sum(), 10.0);
    /// ```
    pub fn as_ndarray(&self) -> ArrayViewD<'_, E> {
        match ArrayViewD::from_shape(IxDyn(self.shape()), self.as_slice()) {
            Ok(view) => view,
            Err(error) => unreachable!("a tensor has as many elements as its shape says: {error}"),
        }
    }
}
