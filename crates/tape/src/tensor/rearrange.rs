//! Views that add, drop, move, turn round or cut axes.

use crate::error::{Error, Result};
use crate::tensor::axis::{Span, resolve_axes, resolve_axis};
use crate::tensor::shape::{Dims, Strides, count};
use crate::tensor::view::resolve_order;
use crate::tensor::{Axes, Axis, Element, IntoDims, Tensor};

impl<E: Element> Tensor<E> {
    /// Without the axes of size 1.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// assert_eq!(Tensor::<f64>::zeros([1, 3, 1]).squeeze().shape(), [3]);
    /// ```
    #[must_use]
    pub fn squeeze(&self) -> Self {
        self.keep_axes(|axis| self.shape()[axis] != 1)
    }

    /// Without the given axes, which must have size 1.
    ///
    /// # Errors
    ///
    /// If an axis does not exist or has another size.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// assert_eq!(Tensor::<f64>::zeros([1, 3, 1]).squeeze_axis(-1)?.shape(), [1, 3]);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn squeeze_axis(&self, axes: impl Axes) -> Result<Self> {
        let axes = resolve_axes("squeeze_axis", &axes, self.rank())?;
        for &axis in &axes {
            let size = self.shape()[axis];
            if size != 1 {
                let problem = format!("axis {axis} of {:?} has size {size}, not 1", self.shape());
                return Err(Error::shape("squeeze_axis", problem));
            }
        }
        Ok(self.keep_axes(|axis| !axes.contains(&axis)))
    }

    /// With a new axis of size 1 before the given one; -1 puts it last.
    ///
    /// # Errors
    ///
    /// If the result has no such axis.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let x = Tensor::<f64>::zeros([2, 3]);
    /// assert_eq!(x.unsqueeze(0)?.shape(), [1, 2, 3]);
    /// assert_eq!(x.unsqueeze(-1)?.shape(), [2, 3, 1]);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn unsqueeze(&self, axis: impl Axis) -> Result<Self> {
        let axis = resolve_axis("unsqueeze", axis.axis(), self.rank() + 1)?;
        let mut shape = self.dims().clone();
        let mut strides = Strides::from_slice(self.strides());
        shape.insert(axis, 1);
        strides.insert(axis, 1);
        Ok(self.view(self.offset(), shape, strides))
    }

    /// The elements along the given axes in reverse order, `()` for all axes.
    ///
    /// # Errors
    ///
    /// If an axis does not exist or is named twice.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let x = Tensor::from([[1, 2], [3, 4]]);
    /// assert_eq!(x.flip(-1)?, Tensor::from([[2, 1], [4, 3]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn flip(&self, axes: impl Axes) -> Result<Self> {
        let axes = resolve_axes("flip", &axes, self.rank())?;
        Ok(self.flipped(&axes))
    }

    /// Like [`Tensor::flip`] for axes known to exist.
    pub(crate) fn flipped(&self, axes: &[usize]) -> Self {
        let mut offset = self.offset() as isize;
        let mut strides = Strides::from_slice(self.strides());
        for &axis in axes {
            let last = self.shape()[axis].saturating_sub(1) as isize;
            offset += strides[axis] * last;
            strides[axis] = -strides[axis];
        }
        self.view(offset as usize, self.dims().clone(), strides)
    }

    /// The axes `from` moved to the places `to`, the others in their order around them.
    ///
    /// # Errors
    ///
    /// If an axis does not exist or is named twice, or `from` and `to` differ in length.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let x = Tensor::<f64>::zeros([2, 3, 4]);
    /// assert_eq!(x.movedim(0, -1)?.shape(), [3, 4, 2]);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn movedim(&self, from: impl IntoDims, to: impl IntoDims) -> Result<Self> {
        let order = moved_order("movedim", &from.dims(), &to.dims(), self.rank())?;
        Ok(self.permuted(&order))
    }

    /// All axes as one.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// assert_eq!(Tensor::from([[1, 2], [3, 4]]).flatten(), Tensor::from([1, 2, 3, 4]));
    /// ```
    #[must_use]
    pub fn flatten(&self) -> Self {
        self.reshaped(Dims::from_slice(&[self.len()]))
    }

    /// The axes from `first` to `last`, both included, as one.
    ///
    /// # Errors
    ///
    /// If an axis does not exist or `last` comes before `first`.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// assert_eq!(Tensor::<f64>::zeros([2, 3, 4]).flatten_axes(1, -1)?.shape(), [2, 12]);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn flatten_axes(&self, first: impl Axis, last: impl Axis) -> Result<Self> {
        let shape = self.shape();
        let start = resolve_axis("flatten_axes", first.axis(), self.rank())?;
        let end = resolve_axis("flatten_axes", last.axis(), self.rank())?;
        if end < start {
            let problem = format!("axis {end} comes before axis {start}");
            return Err(Error::index("flatten_axes", problem));
        }
        let mut flat = Dims::from_slice(&shape[..start]);
        flat.push(count(&shape[start..=end]));
        flat.extend_from_slice(&shape[end + 1..]);
        Ok(self.reshaped(flat))
    }

    /// One index of an axis, which is dropped; negative indices count from the end.
    ///
    /// # Errors
    ///
    /// If the axis does not exist or the index lies outside of it.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let x = Tensor::from([[1, 2], [3, 4]]);
    /// assert_eq!(x.select(1, -1)?, Tensor::from([2, 4]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn select(&self, axis: impl Axis, index: isize) -> Result<Self> {
        let axis = resolve_axis("select", axis.axis(), self.rank())?;
        let size = self.shape()[axis] as isize;
        let counted = if index < 0 { index + size } else { index };
        if !(0..size).contains(&counted) {
            let problem = format!(
                "index {index} is outside of axis {axis} with size {size} (shape {:?})",
                self.shape()
            );
            return Err(Error::index("select", problem));
        }
        Ok(self.selected(axis, counted as usize))
    }

    /// Like [`Tensor::select`] for an axis and an index known to exist.
    pub(crate) fn selected(&self, axis: usize, index: usize) -> Self {
        let offset = self.offset() as isize + self.strides()[axis] * index as isize;
        let mut shape = self.dims().clone();
        let mut strides = Strides::from_slice(self.strides());
        shape.remove(axis);
        strides.remove(axis);
        self.view(offset as usize, shape, strides)
    }

    /// Parts of `size` along an axis; the last one is smaller where the size does not divide.
    ///
    /// # Errors
    ///
    /// If the axis does not exist or `size` is 0.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let parts = Tensor::from([1, 2, 3]).split(2, 0)?;
    /// assert_eq!(parts, [Tensor::from([1, 2]), Tensor::from([3])]);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn split(&self, size: usize, axis: impl Axis) -> Result<Vec<Self>> {
        let axis = resolve_axis("split", axis.axis(), self.rank())?;
        if size == 0 {
            return Err(Error::value("split", "parts of size 0 never fill an axis"));
        }
        Ok(self.cut(&even_sizes(self.shape()[axis], size), axis))
    }

    /// Parts of the given sizes along an axis.
    ///
    /// # Errors
    ///
    /// If the axis does not exist or the sizes do not add up to its size.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let parts = Tensor::from([1, 2, 3]).split_sizes(&[1, 2], 0)?;
    /// assert_eq!(parts, [Tensor::from([1]), Tensor::from([2, 3])]);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn split_sizes(&self, sizes: &[usize], axis: impl Axis) -> Result<Vec<Self>> {
        let axis = resolve_axis("split_sizes", axis.axis(), self.rank())?;
        let total = sizes.iter().fold(0usize, |sum, &size| sum.saturating_add(size));
        if total != self.shape()[axis] {
            let problem = format!(
                "sizes {sizes:?} add up to {total}, axis {axis} of {:?} has {}",
                self.shape(),
                self.shape()[axis]
            );
            return Err(Error::shape("split_sizes", problem));
        }
        Ok(self.cut(sizes, axis))
    }

    /// At most `parts` parts of equal size along an axis; the last one may be smaller.
    ///
    /// # Errors
    ///
    /// If the axis does not exist or `parts` is 0.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let parts = Tensor::from([1, 2, 3, 4, 5]).chunk(2, 0)?;
    /// assert_eq!(parts, [Tensor::from([1, 2, 3]), Tensor::from([4, 5])]);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn chunk(&self, parts: usize, axis: impl Axis) -> Result<Vec<Self>> {
        let axis = resolve_axis("chunk", axis.axis(), self.rank())?;
        if parts == 0 {
            return Err(Error::value("chunk", "an axis has no 0 parts"));
        }
        let size = self.shape()[axis].div_ceil(parts).max(1);
        Ok(self.cut(&even_sizes(self.shape()[axis], size), axis))
    }

    fn cut(&self, sizes: &[usize], axis: usize) -> Vec<Self> {
        let mut start = 0;
        let mut parts = Vec::with_capacity(sizes.len());
        for &size in sizes {
            let spans: Vec<Span> = (0..self.rank())
                .map(|a| Span {
                    start: if a == axis { start } else { 0 },
                    count: if a == axis { size } else { self.shape()[a] },
                    step: 1,
                    keep: true,
                })
                .collect();
            parts.push(self.spanned(&spans));
            start += size;
        }
        parts
    }

    fn keep_axes(&self, keep: impl Fn(usize) -> bool) -> Self {
        let kept = || (0..self.rank()).filter(|&axis| keep(axis));
        let shape = kept().map(|axis| self.shape()[axis]).collect();
        let strides = kept().map(|axis| self.strides()[axis]).collect();
        self.view(self.offset(), shape, strides)
    }
}

/// The sizes of parts of `size` of an axis of `total`; an empty axis is one empty part.
pub(crate) fn even_sizes(total: usize, size: usize) -> Vec<usize> {
    if total == 0 {
        return vec![0];
    }
    (0..total)
        .step_by(size)
        .map(|start| size.min(total - start))
        .collect()
}

/// The order of axes that moves `from` to `to`, or an error.
#[track_caller]
pub(crate) fn moved_order(operation: &str, from: &[isize], to: &[isize], rank: usize) -> Result<Dims> {
    if from.len() != to.len() {
        let problem = format!("{} axes cannot move to {} places", from.len(), to.len());
        return Err(Error::index(operation, problem));
    }
    let from = resolve_axes(operation, &from, rank).and(each_axis(operation, from, rank))?;
    let to = resolve_axes(operation, &to, rank).and(each_axis(operation, to, rank))?;
    let mut others = (0..rank).filter(|axis| !from.contains(axis));
    let order: Vec<isize> = (0..rank)
        .filter_map(|place| match to.iter().position(|&t| t == place) {
            Some(moved) => Some(from[moved]),
            None => others.next(),
        })
        .map(|axis| axis as isize)
        .collect();
    resolve_order(operation, &order, rank)
}

#[track_caller]
fn each_axis(operation: &str, axes: &[isize], rank: usize) -> Result<Vec<usize>> {
    let mut resolved = Vec::with_capacity(axes.len());
    for &axis in axes {
        resolved.push(resolve_axis(operation, axis, rank)?);
    }
    Ok(resolved)
}
