//! Views: the same memory under another shape.

use crate::error::{Error, Result};
use crate::tensor::axis::{IntoDims, Slices, Span, resolve_axis, resolve_dims, resolve_slices};
use crate::tensor::shape::{Dims, Strides, checked_count, row_major};
use crate::tensor::{Axis, Element, Shape, Tensor, transpose};
use smallvec::SmallVec;

/// The elements of a view in row-major order.
pub(crate) fn gather<E: Element>(tensor: &Tensor<E>) -> Vec<E> {
    if let Some(axis) = transpose::axis_in_memory_order(tensor) {
        let mut elements = vec![tensor.memory()[tensor.offset()]; tensor.len()];
        transpose::copy(tensor, axis, &mut elements);
        return elements;
    }
    let mut elements = Vec::with_capacity(tensor.len());
    for_each_row(
        tensor.shape(),
        tensor.strides(),
        tensor.offset(),
        |start, length, step| {
            let memory = tensor.memory();
            if step == 1 {
                elements.extend_from_slice(&memory[start..start + length]);
            } else {
                elements.extend((0..length).map(|i| memory[(start as isize + i as isize * step) as usize]));
            }
        },
    );
    elements
}

/// Calls `row(start, length, step)` for every row along the last axis, in row-major order.
pub(crate) fn for_each_row(
    shape: &[usize],
    strides: &[isize],
    offset: usize,
    mut row: impl FnMut(usize, usize, isize),
) {
    if shape.contains(&0) {
        return;
    }
    let Some((&length, outer)) = shape.split_last() else {
        row(offset, 1, 1);
        return;
    };
    let step = strides[outer.len()];
    let mut index: Dims = Dims::from_elem(0, outer.len());
    let mut start = offset as isize;
    loop {
        row(start as usize, length, step);
        let mut axis = outer.len();
        loop {
            if axis == 0 {
                return;
            }
            axis -= 1;
            index[axis] += 1;
            start += strides[axis];
            if index[axis] < outer[axis] {
                break;
            }
            start -= strides[axis] * outer[axis] as isize;
            index[axis] = 0;
        }
    }
}

/// The strides of `to` over the same memory, or `None` where the elements must be copied first.
pub(crate) fn reshaped_strides(shape: &[usize], strides: &[isize], to: &[usize]) -> Option<Strides> {
    if shape.contains(&0) {
        return Some(row_major(to));
    }
    let from: SmallVec<[(usize, isize); 8]> = (0..shape.len())
        .filter(|&axis| shape[axis] != 1)
        .map(|axis| (shape[axis], strides[axis]))
        .collect();
    let mut new_strides: Strides = Strides::from_elem(1, to.len());
    let mut old = 0;
    let mut new = 0;
    while new < to.len() {
        if to[new] == 1 {
            new += 1;
            continue;
        }
        // Take axes from both sides until the same number of elements is on each.
        let (first_old, first_new) = (old, new);
        let mut have = from.get(old)?.0;
        let mut want = to[new];
        while have != want {
            if have < want {
                old += 1;
                have *= from.get(old)?.0;
            } else {
                new += 1;
                want *= to.get(new)?;
            }
        }
        for axis in first_old..old {
            if from[axis].1 != from[axis + 1].0 as isize * from[axis + 1].1 {
                return None;
            }
        }
        let mut step = from[old].1;
        for axis in (first_new..=new).rev() {
            new_strides[axis] = step;
            step *= to[axis] as isize;
        }
        old += 1;
        new += 1;
    }
    Some(new_strides)
}

impl<E: Element> Tensor<E> {
    /// The same elements under another shape of as many; shares the memory where it can.
    ///
    /// One size may be -1: what is left.
    ///
    /// # Errors
    ///
    /// If the shape does not have as many elements.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let x = Tensor::from([1.0, 2.0, 3.0, 4.0]);
    /// assert_eq!(x.reshape([2, -1])?, Tensor::from([[1.0, 2.0], [3.0, 4.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn reshape(&self, shape: impl IntoDims) -> Result<Self> {
        let shape = resolve_dims("reshape", self.shape(), &shape.dims())?;
        Ok(self.reshaped(shape))
    }

    /// Like [`Tensor::reshape`] for a shape known to fit.
    pub(crate) fn reshaped(&self, shape: Dims) -> Self {
        self.reshaped_view(&shape).unwrap_or_else(|| {
            let copy = self.contiguous();
            let strides = row_major(&shape);
            copy.view(copy.offset(), shape, strides)
        })
    }

    /// The same without a copy, where there is such a view.
    pub(crate) fn reshaped_view(&self, shape: &[usize]) -> Option<Self> {
        let strides = reshaped_strides(self.shape(), self.strides(), shape)?;
        Some(self.view(self.offset(), Dims::from_slice(shape), strides))
    }

    /// The axes in another order.
    ///
    /// # Errors
    ///
    /// If `order` does not name every axis once.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let x = Tensor::<f64>::zeros([2, 3, 4]);
    /// assert_eq!(x.permute([2, 0, 1])?.shape(), [4, 2, 3]);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn permute(&self, order: impl IntoDims) -> Result<Self> {
        let order = resolve_order("permute", &order.dims(), self.rank())?;
        Ok(self.permuted(&order))
    }

    /// Like [`Tensor::permute`] for an order known to fit.
    pub(crate) fn permuted(&self, order: &[usize]) -> Self {
        let shape = order.iter().map(|&axis| self.shape()[axis]).collect();
        let strides = order.iter().map(|&axis| self.strides()[axis]).collect();
        self.view(self.offset(), shape, strides)
    }

    /// Two axes exchanged.
    ///
    /// # Errors
    ///
    /// If an axis does not exist.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let x = Tensor::<f64>::zeros([2, 3, 4]);
    /// assert_eq!(x.transpose(0, -1)?.shape(), [4, 3, 2]);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn transpose(&self, first: impl Axis, second: impl Axis) -> Result<Self> {
        let first = resolve_axis("transpose", first.axis(), self.rank())?;
        let second = resolve_axis("transpose", second.axis(), self.rank())?;
        let mut order: Dims = (0..self.rank()).collect();
        order.swap(first, second);
        Ok(self.permuted(&order))
    }

    /// The last two axes exchanged: the transpose of a matrix. A vector or a number is itself.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let x = Tensor::from([[1.0, 2.0, 3.0]]);
    /// assert_eq!(x.t(), Tensor::from([[1.0], [2.0], [3.0]]));
    /// ```
    #[must_use]
    pub fn t(&self) -> Self {
        let rank = self.rank();
        if rank < 2 {
            return self.clone();
        }
        let mut order: Dims = (0..rank).collect();
        order.swap(rank - 2, rank - 1);
        self.permuted(&order)
    }

    /// Part of the tensor: ranges, steps and indices of the leading axes, as NumPy reads them.
    ///
    /// An index drops its axis; a range is cut to the axis; negative numbers count from the end.
    ///
    /// # Errors
    ///
    /// If there are more slices than axes, an index lies outside, or a step is 0.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let x = Tensor::from([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    /// assert_eq!(x.slice((.., 1..))?, Tensor::from([[2.0, 3.0], [5.0, 6.0]]));
    /// assert_eq!(x.slice(-1)?, Tensor::from([4.0, 5.0, 6.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn slice(&self, slices: impl Slices) -> Result<Self> {
        let spans = resolve_slices("slice", self.shape(), &slices.slices())?;
        Ok(self.spanned(&spans))
    }

    /// Like [`Tensor::slice`] for spans known to fit.
    pub(crate) fn spanned(&self, spans: &[Span]) -> Self {
        let mut offset = self.offset() as isize;
        let mut shape = Dims::new();
        let mut strides = Strides::new();
        for (axis, span) in spans.iter().enumerate() {
            offset += self.strides()[axis] * span.start as isize;
            if span.keep {
                shape.push(span.count);
                strides.push(self.strides()[axis] * span.step);
            }
        }
        self.view(offset as usize, shape, strides)
    }

    /// The tensor repeated along axes of size 1 and along new leading axes, without a copy.
    ///
    /// # Errors
    ///
    /// If the shape does not broadcast to `shape` by NumPy's rule, or that has more elements than memory
    /// has addresses.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let x = Tensor::from([1.0, 2.0]);
    /// assert_eq!(x.broadcast_to([2, 2])?, Tensor::from([[1.0, 2.0], [1.0, 2.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn broadcast_to(&self, shape: impl Into<Shape>) -> Result<Self> {
        let shape = shape.into();
        if !broadcasts_to(self.shape(), &shape) {
            let problem = format!("{:?} does not broadcast to {shape:?}", self.shape());
            return Err(Error::shape("broadcast_to", problem));
        }
        if checked_count(&shape).is_none() {
            let problem = format!("{shape:?} has more elements than memory has addresses");
            return Err(Error::value("broadcast_to", problem));
        }
        Ok(self.broadcasted(&shape))
    }

    /// Like [`Tensor::broadcast_to`] for a shape known to fit.
    pub(crate) fn broadcasted(&self, shape: &[usize]) -> Self {
        let new = shape.len() - self.rank();
        let mut strides = Strides::from_elem(0, shape.len());
        for axis in 0..self.rank() {
            if self.shape()[axis] == shape[new + axis] {
                strides[new + axis] = self.strides()[axis];
            }
        }
        self.view(self.offset(), Dims::from_slice(shape), strides)
    }
}

/// Whether `from` broadcasts to exactly `to`.
pub(crate) fn broadcasts_to(from: &[usize], to: &[usize]) -> bool {
    from.len() <= to.len()
        && from
            .iter()
            .rev()
            .zip(to.iter().rev())
            .all(|(&have, &want)| have == want || have == 1)
}

/// An order of axes counted from the front, or an error.
#[track_caller]
pub(crate) fn resolve_order(operation: &str, order: &[isize], rank: usize) -> Result<Dims> {
    let mut resolved = Dims::new();
    for &axis in order {
        let axis = resolve_axis(operation, axis, rank)?;
        if resolved.contains(&axis) {
            return Err(Error::index(
                operation,
                format!("axis {axis} is named twice in {order:?}"),
            ));
        }
        resolved.push(axis);
    }
    if resolved.len() != rank {
        let problem = format!("{order:?} does not name every axis of a tensor of rank {rank}");
        return Err(Error::index(operation, problem));
    }
    Ok(resolved)
}

impl<E: Element> Tensor<E> {
    /// Copies the elements in row-major order.
    pub(crate) fn copy_to(&self, out: &mut [E]) {
        if let Some(axis) = transpose::axis_in_memory_order(self) {
            return transpose::copy(self, axis, out);
        }
        let mut written = 0;
        for_each_row(
            self.shape(),
            self.strides(),
            self.offset(),
            |start, length, step| {
                let part = &mut out[written..written + length];
                let memory = self.memory();
                if step == 1 {
                    part.copy_from_slice(&memory[start..start + length]);
                } else {
                    for (i, element) in part.iter_mut().enumerate() {
                        *element = memory[(start as isize + i as isize * step) as usize];
                    }
                }
                written += length;
            },
        );
    }
}
