//! Copies of transposed views, tile by tile.
//!
//! Read in row-major order, each element of a transpose lies on a cache line of its own, which is gone
//! before its neighbour is wanted. A tile is read line by line, turned in the first-level cache and
//! written line by line.

use crate::tensor::shape::row_major;
use crate::tensor::{Element, Tensor};

/// Rows and columns of a tile: 8 KiB of f64.
const TILE: usize = 32;

/// Sizes below which a tile would be mostly empty.
const NARROW: usize = 8;

/// The axis along which a view's neighbours are neighbours in memory, if it is not the last one and
/// copying by tiles pays.
pub(super) fn axis_in_memory_order<E: Element>(tensor: &Tensor<E>) -> Option<usize> {
    let (shape, strides) = (tensor.shape(), tensor.strides());
    let last = shape.len().checked_sub(1)?;
    if strides[last].unsigned_abs() < NARROW || shape[last] < NARROW || shape.contains(&0) {
        return None;
    }
    (0..last).find(|&axis| strides[axis] == 1 && shape[axis] >= NARROW)
}

/// Copies the elements in row-major order; `axis` is the [`axis_in_memory_order`].
pub(super) fn copy<E: Element>(tensor: &Tensor<E>, axis: usize, out: &mut [E]) {
    let (shape, strides) = (tensor.shape(), tensor.strides());
    let out_strides = row_major(shape);
    let last = shape.len() - 1;
    let matrix = Matrix {
        rows: shape[axis],
        columns: shape[last],
        step: strides[last],
        out_step: out_strides[axis] as usize,
    };
    let outer = |other: usize| other != axis && other != last;
    let matrices: usize = (0..last)
        .filter(|&other| outer(other))
        .map(|other| shape[other])
        .product();
    for number in 0..matrices {
        let mut rest = number;
        let mut from = tensor.offset() as isize;
        let mut to = 0;
        for other in (0..last).rev().filter(|&other| outer(other)) {
            let index = (rest % shape[other]) as isize;
            rest /= shape[other];
            from += index * strides[other];
            to += index * out_strides[other];
        }
        matrix.copy(tensor.memory(), from, &mut out[to as usize..]);
    }
}

/// A matrix whose columns lie one element after the other.
struct Matrix {
    rows: usize,
    columns: usize,
    /// From a column to the next.
    step: isize,
    /// From a row of the copy to the next.
    out_step: usize,
}

impl Matrix {
    fn copy<E: Element>(&self, memory: &[E], start: isize, out: &mut [E]) {
        let mut tile = [[memory[start as usize]; TILE]; TILE];
        for top in (0..self.rows).step_by(TILE) {
            let height = TILE.min(self.rows - top);
            for left in (0..self.columns).step_by(TILE) {
                let width = TILE.min(self.columns - left);
                for (j, column) in tile[..width].iter_mut().enumerate() {
                    let from = start + (left + j) as isize * self.step + top as isize;
                    column[..height].copy_from_slice(&memory[from as usize..][..height]);
                }
                for i in 0..height {
                    let row = &mut out[(top + i) * self.out_step + left..][..width];
                    for (element, column) in row.iter_mut().zip(&tile) {
                        *element = column[i];
                    }
                }
            }
        }
    }
}
