//! Reductions over any axes. Work is split into fixed blocks, so that the result does not depend on
//! the number of threads.

use crate::tensor::shape::{Dims, row_major};
use crate::tensor::{Float, Tensor};
use crate::threads;
use rayon::prelude::*;
use smallvec::SmallVec;

/// How elements become one.
pub(crate) trait Fold<T: Float>: Sync {
    /// What blocks are joined in: wider than an element, so that long axes lose no digits.
    type Wide: Copy + Send + Sync;

    /// The result of no elements.
    fn start(&self) -> Self::Wide;

    /// The result of at most [`BLOCK`] elements that lie one after the other.
    fn block(&self, elements: &[T]) -> Self::Wide;

    /// Two results as one, in order.
    fn join(&self, first: Self::Wide, second: Self::Wide) -> Self::Wide;

    /// The result as an element.
    fn finish(&self, wide: Self::Wide) -> T;

    /// The result of every column of a tile.
    fn columns(&self, tile: Tile<'_, T>, out: &mut [Self::Wide]) {
        let mut column = [T::of(0.0); TILE_ROWS];
        for (number, out) in out.iter_mut().enumerate() {
            let elements = tile.elements[number..].iter().step_by(tile.stride);
            for (copy, &element) in column[..tile.rows].iter_mut().zip(elements) {
                *copy = element;
            }
            *out = self.block(&column[..tile.rows]);
        }
    }
}

/// A few columns of a few rows, at most [`TILE_COLUMNS`] and [`TILE_ROWS`].
#[derive(Clone, Copy)]
pub(crate) struct Tile<'a, T> {
    /// From the first element on.
    elements: &'a [T],
    /// From row to row.
    stride: usize,
    rows: usize,
}

impl<'a, T: Copy> Tile<'a, T> {
    /// The first `columns` elements of every row.
    pub(crate) fn rows(self, columns: usize) -> impl Iterator<Item = &'a [T]> {
        (0..self.rows).map(move |row| &self.elements[row * self.stride..][..columns])
    }
}

/// Elements that are reduced in the element type; longer runs are joined in the wide type.
pub(crate) const BLOCK: usize = 4096;

/// Rows of a tile: as many elements of a column are reduced in the element type.
pub(crate) const TILE_ROWS: usize = 128;

/// Columns of a tile.
pub(crate) const TILE_COLUMNS: usize = 256;

/// Elements from which on a second thread pays.
const THREADED: usize = 1 << 17;

/// Neighbouring axes that are all reduced or all kept, as one.
#[derive(Clone, Copy)]
struct Group {
    size: usize,
    reduced: bool,
}

/// The axes in groups; axes of size 1 belong anywhere.
fn groups(shape: &[usize], axes: &[usize]) -> SmallVec<[Group; 4]> {
    let mut groups: SmallVec<[Group; 4]> = SmallVec::new();
    for (axis, &size) in shape.iter().enumerate() {
        if size == 1 {
            continue;
        }
        let reduced = axes.contains(&axis);
        match groups.last_mut() {
            Some(last) if last.reduced == reduced => last.size *= size,
            _ => groups.push(Group { size, reduced }),
        }
    }
    groups
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
    if input.is_contiguous() {
        return reduce_groups(fold, input.as_slice(), &groups(input.shape(), axes), out);
    }
    // In the order in which the axes lie in memory, a permuted tensor is contiguous again. The
    // result is right as it stands if the kept axes lie in their own order.
    let mut order: Dims = (0..input.rank()).collect();
    order.sort_by_key(|&axis| std::cmp::Reverse(input.strides()[axis].unsigned_abs()));
    let kept = order.iter().filter(|axis| !axes.contains(axis));
    let in_order = kept.is_sorted();
    let turned = input.permuted(&order);
    if in_order && turned.is_contiguous() {
        let axes: Dims = (0..order.len())
            .filter(|&place| axes.contains(&order[place]))
            .collect();
        return reduce_groups(fold, turned.as_slice(), &groups(turned.shape(), &axes), out);
    }
    let copy = input.contiguous();
    reduce_groups(fold, copy.as_slice(), &groups(copy.shape(), axes), out);
}

fn reduce_groups<T: Float, F: Fold<T>>(fold: &F, elements: &[T], groups: &[Group], out: &mut [T]) {
    let finish = |wide| fold.finish(wide);
    match *groups {
        [] | [Group { reduced: false, .. }] => rows(fold, elements, 1, out, &finish),
        [Group { reduced: true, size }] => rows(fold, elements, size, out, &finish),
        [Group { reduced: false, .. }, Group { size, .. }] => rows(fold, elements, size, out, &finish),
        [Group { size, reduced: true }, Group { size: width, .. }] => {
            columns(fold, elements, [size, width], out, &finish);
        }
        [_, Group { size, reduced: true }, Group { size: width, .. }] => {
            columns(fold, elements, [size, width], out, &finish);
        }
        _ => reduce_twice(fold, elements, groups, out),
    }
}

/// Several groups of reduced axes: the last one first, then what it leaves over the others.
fn reduce_twice<T: Float, F: Fold<T>>(fold: &F, elements: &[T], groups: &[Group], out: &mut [T]) {
    let (last, size) = groups
        .iter()
        .enumerate()
        .rev()
        .find_map(|(place, group)| group.reduced.then_some((place, group.size)))
        .expect("several groups are reduced");
    let mut parts = vec![fold.start(); elements.len() / size];
    let keep = |wide| wide;
    if last + 1 == groups.len() {
        rows(fold, elements, size, &mut parts, &keep);
    } else {
        columns(fold, elements, [size, groups[last + 1].size], &mut parts, &keep);
    }
    let left: SmallVec<[Group; 4]> = groups
        .iter()
        .enumerate()
        .filter_map(|(place, &group)| (place != last).then_some(group))
        .collect();
    let sizes: Dims = left.iter().map(|group| group.size).collect();
    let steps = row_major(&sizes);
    let (kept, reduced): (SmallVec<[_; 4]>, SmallVec<[_; 4]>) = left
        .iter()
        .zip(&steps)
        .map(|(group, &step)| (*group, step as usize))
        .partition(|(group, _)| !group.reduced);
    let terms: usize = reduced.iter().map(|(group, _)| group.size).product();
    for (number, out) in out.iter_mut().enumerate() {
        let start = place_of(number, &kept);
        let terms = (0..terms).map(|term| parts[start + place_of(term, &reduced)]);
        *out = fold.finish(terms.fold(fold.start(), |joined, term| fold.join(joined, term)));
    }
}

/// Where the element with a flat index over the given groups lies.
fn place_of(number: usize, groups: &[(Group, usize)]) -> usize {
    let mut rest = number;
    let mut place = 0;
    for (group, step) in groups.iter().rev() {
        place += rest % group.size * step;
        rest /= group.size;
    }
    place
}

/// How many threads work on so many elements.
pub(crate) fn threads_for(elements: usize) -> usize {
    if elements < THREADED { 1 } else { threads::count() }
}

/// Every `length` elements become one.
fn rows<T: Float, F: Fold<T>, R: Send>(
    fold: &F,
    elements: &[T],
    length: usize,
    out: &mut [R],
    finish: &(impl Fn(F::Wide) -> R + Sync),
) {
    let join = |blocks: &mut dyn Iterator<Item = F::Wide>| {
        finish(blocks.fold(fold.start(), |joined, block| fold.join(joined, block)))
    };
    let one = |row: &[T]| join(&mut row.chunks(BLOCK).map(|block| fold.block(block)));
    let threads = threads_for(elements.len());
    if threads == 1 {
        for (out, row) in out.iter_mut().zip(elements.chunks(length)) {
            *out = one(row);
        }
    } else if out.len() >= threads {
        let together = out.len().div_ceil(threads * 4);
        threads::enter(threads, || {
            out.par_chunks_mut(together)
                .zip(elements.par_chunks(length * together))
                .for_each(|(out, rows)| {
                    for (out, row) in out.iter_mut().zip(rows.chunks(length)) {
                        *out = one(row);
                    }
                });
        });
    } else {
        for (out, row) in out.iter_mut().zip(elements.chunks(length)) {
            let blocks: Vec<F::Wide> = threads::enter(threads, || {
                row.par_chunks(BLOCK).map(|block| fold.block(block)).collect()
            });
            *out = join(&mut blocks.into_iter());
        }
    }
}

/// Of every `length` rows of `width` elements, each column becomes one.
fn columns<T: Float, F: Fold<T>, R: Send>(
    fold: &F,
    elements: &[T],
    [length, width]: [usize; 2],
    out: &mut [R],
    finish: &(impl Fn(F::Wide) -> R + Sync),
) {
    let tile = |first: usize, column: usize| Tile {
        elements: &elements[first * width + column..],
        stride: width,
        rows: TILE_ROWS.min(length - first % length),
    };
    // The strip of columns from `column` on, below row `top`.
    let strip = |top: usize, column: usize, out: &mut [R]| {
        let mut joined = [fold.start(); TILE_COLUMNS];
        let mut part = [fold.start(); TILE_COLUMNS];
        let (joined, part) = (&mut joined[..out.len()], &mut part[..out.len()]);
        for first in (0..length).step_by(TILE_ROWS) {
            fold.columns(tile(top + first, column), part);
            for (joined, &part) in joined.iter_mut().zip(part.iter()) {
                *joined = fold.join(*joined, part);
            }
        }
        for (out, &joined) in out.iter_mut().zip(joined.iter()) {
            *out = finish(joined);
        }
    };
    let slab = |(number, out): (usize, &mut [R])| {
        for (strip_number, out) in out.chunks_mut(TILE_COLUMNS).enumerate() {
            strip(number * length, strip_number * TILE_COLUMNS, out);
        }
    };
    let threads = threads_for(elements.len());
    let slabs = out.len() / width;
    let strips = width.div_ceil(TILE_COLUMNS);
    if threads == 1 {
        out.chunks_mut(width).enumerate().for_each(slab);
    } else if slabs >= threads {
        threads::enter(threads, || out.par_chunks_mut(width).enumerate().for_each(slab));
    } else if strips >= threads {
        for (number, out) in out.chunks_mut(width).enumerate() {
            threads::enter(threads, || {
                out.par_chunks_mut(TILE_COLUMNS)
                    .enumerate()
                    .for_each(|(s, out)| strip(number * length, s * TILE_COLUMNS, out));
            });
        }
    } else {
        // Few columns and many rows: the tiles are shared out, and joined in order.
        for (number, out) in out.chunks_mut(width).enumerate() {
            let tops: Vec<usize> = (0..length).step_by(TILE_ROWS).collect();
            let parts: Vec<Vec<F::Wide>> = threads::enter(threads, || {
                let one = |&first: &usize| {
                    let mut part = vec![fold.start(); width];
                    for (s, part) in part.chunks_mut(TILE_COLUMNS).enumerate() {
                        fold.columns(tile(number * length + first, s * TILE_COLUMNS), part);
                    }
                    part
                };
                tops.par_iter().map(one).collect()
            });
            for (column, out) in out.iter_mut().enumerate() {
                let terms = parts.iter().map(|part| part[column]);
                *out = finish(terms.fold(fold.start(), |joined, term| fold.join(joined, term)));
            }
        }
    }
}
