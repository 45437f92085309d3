//! Reductions over any axes. Work is split into fixed blocks, so that the result does not depend on
//! the number of threads.

use crate::kernel::Kernels;
use crate::tensor::shape::Dims;
use crate::tensor::{Float, Tensor};
use crate::threads;
use rayon::prelude::*;

/// How elements become one.
pub(crate) trait Fold<T: Float>: Sync {
    /// What many blocks are joined in.
    type Wide: Copy + Send + Sync;

    /// The result of no elements.
    fn start(&self) -> Self::Wide;
    /// The result of at most [`BLOCK`] elements that lie one after the other.
    fn block(&self, elements: &[T]) -> Self::Wide;
    /// Two results as one, in order.
    fn join(&self, first: Self::Wide, second: Self::Wide) -> Self::Wide;
    /// Takes a row into a row of results.
    fn rows(&self, results: &mut [T], row: &[T]);
    /// The result as an element.
    fn finish(&self, wide: Self::Wide) -> T;
    /// An element as a result.
    fn widen(&self, narrow: T) -> Self::Wide;
    /// The element that changes nothing.
    fn neutral(&self) -> T;
}

/// Elements that are reduced in the element type; longer runs are joined in the wide type.
pub(crate) const BLOCK: usize = 4096;

/// Rows of a column reduction that are reduced in the element type.
const ROWS: usize = 128;

/// Elements from which on a second thread pays.
const THREADED: usize = 1 << 17;

/// The sum of a block, in eight interleaved sums so that it vectorises.
pub(crate) fn sum_block<T: Float>(elements: &[T]) -> f64 {
    const LANES: usize = 16;
    let zero = T::of(0.0);
    let mut sums = [zero; LANES];
    let chunks = elements.chunks_exact(LANES);
    let rest = chunks.remainder();
    for chunk in chunks {
        for (sum, &x) in sums.iter_mut().zip(chunk) {
            *sum = *sum + x;
        }
    }
    let mut total = 0.0;
    for &x in sums.iter().chain(rest) {
        total += x.wide();
    }
    total
}

/// Reduces `input` over `axes` (in rising order) into `out`.
pub(crate) fn reduce<T: Float, F: Fold<T>>(fold: &F, input: &Tensor<T>, axes: &[usize], out: &mut [T]) {
    if out.is_empty() {
        return;
    }
    if input.is_empty() {
        out.fill(fold.finish(fold.start()));
        return;
    }
    let kept: Dims = (0..input.rank()).filter(|axis| !axes.contains(axis)).collect();
    let leading = axes.iter().enumerate().all(|(k, &axis)| k == axis);
    if leading && !kept.is_empty() && input.is_contiguous() {
        return reduce_columns(fold, input.as_slice(), out);
    }
    let order: Dims = kept.iter().chain(axes).copied().collect();
    let rows = input.permuted(&order).contiguous();
    reduce_rows(fold, rows.as_slice(), out);
}

/// Every `elements.len() / out.len()` elements become one.
fn reduce_rows<T: Float, F: Fold<T>>(fold: &F, elements: &[T], out: &mut [T]) {
    let length = elements.len() / out.len();
    let one = |row: &[T]| {
        let blocks = row.chunks(BLOCK).map(|block| fold.block(block));
        fold.finish(blocks.fold(fold.start(), |joined, block| fold.join(joined, block)))
    };
    let threads = if elements.len() < THREADED {
        1
    } else {
        threads::count()
    };
    if threads == 1 {
        for (out, row) in out.iter_mut().zip(elements.chunks(length)) {
            *out = one(row);
        }
        return;
    }
    if out.len() >= threads {
        let together = out.len().div_ceil(threads * 4).max(1);
        threads::enter(threads, || {
            out.par_chunks_mut(together)
                .zip(elements.par_chunks(length * together))
                .for_each(|(out, rows)| {
                    for (out, row) in out.iter_mut().zip(rows.chunks(length)) {
                        *out = one(row);
                    }
                });
        });
        return;
    }
    for (out, row) in out.iter_mut().zip(elements.chunks(length)) {
        let blocks: Vec<F::Wide> = threads::enter(threads, || {
            row.par_chunks(BLOCK).map(|block| fold.block(block)).collect()
        });
        let joined = blocks
            .into_iter()
            .fold(fold.start(), |joined, block| fold.join(joined, block));
        *out = fold.finish(joined);
    }
}

/// Every `out.len()`-th element becomes one.
fn reduce_columns<T: Float, F: Fold<T>>(fold: &F, elements: &[T], out: &mut [T]) {
    let width = out.len();
    let rows = elements.len() / width;
    if rows <= ROWS {
        out.fill(fold.neutral());
        for row in elements.chunks(width) {
            fold.rows(out, row);
        }
        return;
    }
    let one_block = |block: &[T]| {
        let mut results = vec![fold.neutral(); width];
        for row in block.chunks(width) {
            fold.rows(&mut results, row);
        }
        results
    };
    let threads = if elements.len() < THREADED {
        1
    } else {
        threads::count()
    };
    let blocks: Vec<Vec<T>> = if threads == 1 {
        elements.chunks(ROWS * width).map(one_block).collect()
    } else {
        threads::enter(threads, || {
            elements.par_chunks(ROWS * width).map(one_block).collect()
        })
    };
    for (column, out) in out.iter_mut().enumerate() {
        let column = blocks.iter().map(|block| fold.widen(block[column]));
        *out = fold.finish(column.fold(fold.start(), |joined, block| fold.join(joined, block)));
    }
}
