//! Work along some axes, row by row: the axes are brought to the end, every row is handled on its
//! own, and the result is a view with the axes back in their place.

use crate::eval::pool::Pool;
use crate::eval::reduction::threads_for;
use crate::tensor::shape::{Dims, count};
use crate::tensor::{Element, Float, Tensor};
use crate::threads;
use rayon::prelude::*;

/// How tensors of one shape are cut into rows.
pub(crate) struct Rows {
    /// The axes, those of a row last.
    order: Dims,
    count: usize,
    length: usize,
}

impl Rows {
    /// Rows along `axes` (in rising order) of tensors of shape `shape`.
    pub(crate) fn new(shape: &[usize], axes: &[usize]) -> Self {
        let kept = (0..shape.len()).filter(|axis| !axes.contains(axis));
        let order: Dims = kept.chain(axes.iter().copied()).collect();
        let length = axes.iter().map(|&axis| shape[axis]).product();
        let outer: Dims = order[..shape.len() - axes.len()]
            .iter()
            .map(|&axis| shape[axis])
            .collect();
        Rows {
            order,
            count: count(&outer),
            length,
        }
    }

    /// Elements of a row.
    pub(crate) fn length(&self) -> usize {
        self.length
    }

    /// The rows one after the other: free where the tensor lies so.
    pub(crate) fn of<E: Element>(&self, tensor: &Tensor<E>) -> Tensor<E> {
        tensor.permuted(&self.order).contiguous()
    }

    /// A shape of the tensor's axes in the order of the rows.
    fn turned(&self, shape: &[usize]) -> Dims {
        self.order.iter().map(|&axis| shape[axis]).collect()
    }

    /// The tensor with the axes back in their place.
    fn back<E: Element>(&self, rows: &Tensor<E>) -> Tensor<E> {
        let mut inverse = Dims::from_elem(0, self.order.len());
        for (place, &axis) in self.order.iter().enumerate() {
            inverse[axis] = place;
        }
        rows.permuted(&inverse)
    }

    /// A tensor of shape `shape`, which differs at most in the sizes of the rows' axes, written row
    /// by row: `fill(number, row)`.
    pub(crate) fn write<T: Float>(
        &self,
        pool: &mut Pool<T>,
        shape: &[usize],
        fill: impl Fn(usize, &mut [T]) + Sync,
    ) -> Tensor<T> {
        let rows = pool.tensor(&self.turned(shape), |out| self.fill(out, &fill));
        self.back(&rows)
    }

    /// Like [`Rows::write`] for indices.
    pub(crate) fn write_indices(
        &self,
        shape: &[usize],
        fill: impl Fn(usize, &mut [i64]) + Sync,
    ) -> Tensor<i64> {
        let turned = self.turned(shape);
        let mut indices = vec![0; count(&turned)];
        self.fill(&mut indices, &fill);
        self.back(&Tensor::from_vec(indices, &turned[..]))
    }

    fn fill<E: Send>(&self, out: &mut [E], fill: &(impl Fn(usize, &mut [E]) + Sync)) {
        if out.is_empty() {
            return;
        }
        let width = out.len() / self.count;
        let threads = threads_for(self.count * self.length);
        if threads == 1 || self.count == 1 {
            for (number, row) in out.chunks_mut(width).enumerate() {
                fill(number, row);
            }
            return;
        }
        let together = self.count.div_ceil(threads * 8);
        threads::enter(threads, || {
            out.par_chunks_mut(width * together)
                .enumerate()
                .for_each(|(part, rows)| {
                    for (number, row) in rows.chunks_mut(width).enumerate() {
                        fill(part * together + number, row);
                    }
                });
        });
    }

    /// Row `number` of rows that lie one after the other.
    pub(crate) fn row<'a, E>(&self, rows: &'a [E], number: usize) -> &'a [E] {
        &rows[number * self.length..][..self.length]
    }
}
