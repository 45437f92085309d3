//! One tensor from several, and several times the same.

use crate::error::{Error, Result};
use crate::tensor::axis::resolve_axis;
use crate::tensor::shape::{Dims, checked_count, count};
use crate::tensor::storage::Storage;
use crate::tensor::{Axis, Element, Shape, Tensor};
use std::sync::Arc;

impl<E: Element> AsRef<Tensor<E>> for Tensor<E> {
    fn as_ref(&self) -> &Tensor<E> {
        self
    }
}

impl<E: Element> Tensor<E> {
    /// The tensors one after the other along an axis.
    ///
    /// # Errors
    ///
    /// If there is no tensor, the axis does not exist, or another axis differs in size.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let (x, y) = (Tensor::from([[1, 2]]), Tensor::from([[3, 4], [5, 6]]));
    /// assert_eq!(Tensor::concat(&[x, y], 0)?, Tensor::from([[1, 2], [3, 4], [5, 6]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn concat(tensors: &[impl AsRef<Tensor<E>>], axis: impl Axis) -> Result<Self> {
        let Some(first) = tensors.first() else {
            return Err(Error::value("concat", "there is no tensor"));
        };
        let first = first.as_ref().shape();
        let axis = resolve_axis("concat", axis.axis(), first.len())?;
        let mut shape = Dims::from_slice(first);
        shape[axis] = 0;
        for (i, tensor) in tensors.iter().enumerate() {
            let other = tensor.as_ref().shape();
            let fits =
                other.len() == first.len() && (0..first.len()).all(|a| a == axis || other[a] == first[a]);
            if !fits {
                let problem = format!(
                    "tensor {i} has shape {other:?}, the first has {first:?}; they may differ along axis {axis} only"
                );
                return Err(Error::shape("concat", problem));
            }
            shape[axis] += other[axis];
        }
        if checked_count(&shape).is_none() {
            let problem = format!("a tensor of shape {shape:?} does not fit into memory");
            return Err(Error::value("concat", problem));
        }
        let parts: Vec<Tensor<E>> = tensors.iter().map(|t| t.as_ref().contiguous()).collect();
        let mut elements = Vec::with_capacity(count(&shape));
        for outer in 0..count(&shape[..axis]) {
            for part in &parts {
                let block = count(&part.shape()[axis..]);
                elements.extend_from_slice(&part.as_slice()[outer * block..(outer + 1) * block]);
            }
        }
        Ok(Self::from_storage(Arc::new(Storage::from_vec(elements)), shape))
    }

    /// The tensors side by side along a new axis.
    ///
    /// # Errors
    ///
    /// If there is no tensor, the shapes differ, or the result has no such axis.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let (x, y) = (Tensor::from([1, 2]), Tensor::from([3, 4]));
    /// assert_eq!(Tensor::stack(&[&x, &y], 0)?, Tensor::from([[1, 2], [3, 4]]));
    /// assert_eq!(Tensor::stack(&[&x, &y], -1)?, Tensor::from([[1, 3], [2, 4]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn stack(tensors: &[impl AsRef<Tensor<E>>], axis: impl Axis) -> Result<Self> {
        let Some(first) = tensors.first() else {
            return Err(Error::value("stack", "there is no tensor"));
        };
        let first = first.as_ref().shape();
        let axis = resolve_axis("stack", axis.axis(), first.len() + 1)?;
        let mut parts = Vec::with_capacity(tensors.len());
        for (i, tensor) in tensors.iter().enumerate() {
            let tensor = tensor.as_ref();
            if tensor.shape() != first {
                let problem = format!(
                    "tensor {i} has shape {:?}, the first has {first:?}",
                    tensor.shape()
                );
                return Err(Error::shape("stack", problem));
            }
            parts.push(tensor.unsqueeze(axis)?);
        }
        Self::concat(&parts, axis)
    }

    /// The whole tensor, `times[i]` times along axis i; further leading numbers give new axes.
    ///
    /// As `repeat` in PyTorch and `tile` in NumPy.
    ///
    /// # Errors
    ///
    /// If there are fewer numbers than axes, or the result does not fit into memory.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let x = Tensor::from([1, 2]);
    /// assert_eq!(x.repeat([2, 2])?, Tensor::from([[1, 2, 1, 2], [1, 2, 1, 2]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn repeat(&self, times: impl Into<Shape>) -> Result<Self> {
        let times = times.into();
        let Some(new) = times.len().checked_sub(self.rank()) else {
            let problem = format!(
                "{times:?} does not give a number for each axis of {:?}",
                self.shape()
            );
            return Err(Error::shape("repeat", problem));
        };
        let mut apart = Dims::new();
        let mut repeated = Dims::new();
        let mut shape = Dims::new();
        for (axis, &n) in times.iter().enumerate() {
            let size = axis.checked_sub(new).map_or(1, |axis| self.shape()[axis]);
            apart.extend_from_slice(&[1, size]);
            repeated.extend_from_slice(&[n, size]);
            shape.push(n.saturating_mul(size));
        }
        if checked_count(&shape).is_none() {
            let problem = format!("a tensor of shape {shape:?} does not fit into memory");
            return Err(Error::value("repeat", problem));
        }
        Ok(self.reshaped(apart).broadcasted(&repeated).reshaped(shape))
    }
}
