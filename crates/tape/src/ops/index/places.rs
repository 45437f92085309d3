//! Where indices lead: checks, and loops over the places in memory.

use crate::error::ErrorKind;
use crate::eval::rows::Rows;
use crate::ops::Call;
use crate::tensor::shape::{Dims, Strides};
use crate::tensor::{Float, Tensor};

/// An error that names the index, its position, the axis and the axis' size, if one lies outside.
pub(super) fn check(
    operation: &str,
    indices: &Tensor<i64>,
    axis: usize,
    size: usize,
) -> Result<(), ErrorKind> {
    // Whether all lie inside does not depend on their order: a transposed view need not be copied.
    let all = match indices.memory().len() == indices.len() {
        true => indices.memory(),
        false => indices.as_slice(),
    };
    // As unsigned numbers, negative ones are the largest; without a branch, the loop is vectorised.
    let largest = all.iter().fold(0, |largest, &index| (index as u64).max(largest));
    if all.is_empty() || largest < size as u64 {
        return Ok(());
    }
    let elements = indices.as_slice();
    let outside = |&index: &i64| index < 0 || index as usize >= size;
    let Some(found) = elements.iter().position(outside) else {
        return Ok(());
    };
    let index = elements[found];
    let hint = if index < 0 {
        "; indices are not counted from the end"
    } else {
        ""
    };
    let position = position_of(found, indices.shape());
    let place = match position[..] {
        [] => String::new(),
        _ => format!(" at {:?}", &position[..]),
    };
    Err(ErrorKind::Index {
        operation: operation.into(),
        problem: format!("index {index}{place} is outside of axis {axis} with size {size}{hint}"),
    })
}

/// The coordinates of a flat index.
pub(super) fn position_of(flat: usize, shape: &[usize]) -> Dims {
    let mut position = Dims::from_elem(0, shape.len());
    let mut rest = flat;
    for axis in (0..shape.len()).rev() {
        position[axis] = rest % shape[axis];
        rest /= shape[axis];
    }
    position
}

/// Calls `visit(k, place)` for every index in row-major order: element `k` of the indices leads to
/// `place`, whose coordinate along `axis` is the index and whose other ones are those of `k`.
///
/// The indices were checked; `strides` and `offset` are those of the tensor that is indexed.
pub(super) fn for_each_place(
    indices: &Tensor<i64>,
    axis: usize,
    strides: &[isize],
    offset: usize,
    mut visit: impl FnMut(usize, usize),
) {
    let mut others = Strides::from_slice(strides);
    let step = std::mem::replace(&mut others[axis], 0);
    let elements = indices.as_slice();
    let mut k = 0;
    crate::tensor::view::for_each_row(indices.shape(), &others, offset, |start, length, along| {
        for i in 0..length {
            let place = start as isize + i as isize * along + elements[k] as isize * step;
            visit(k, place as usize);
            k += 1;
        }
    });
}

/// Whether two shapes agree but for an axis, so that rows along it correspond.
pub(super) fn rows_agree(a: &[usize], b: &[usize], axis: usize) -> bool {
    a[..axis] == b[..axis] && a[axis + 1..] == b[axis + 1..]
}

/// Along an axis the elements at the indices, row by row; a third of the time of single places.
pub(super) fn pick_rows<T: Float>(call: &mut Call<'_, T>, axis: usize) -> Tensor<T> {
    let rows = Rows::new(call.input(0).shape(), &[axis]);
    let (input, indices) = (rows.of(call.input(0)), rows.of(call.indices(1)));
    let (elements, indices) = (input.as_slice(), indices.as_slice());
    rows.write(call.pool, call.shape, |number, out| {
        let row = rows.row(elements, number);
        let indices = &indices[number * out.len()..][..out.len()];
        for (out, &index) in out.iter_mut().zip(indices) {
            *out = row[index as usize];
        }
    })
}

/// Adds parts at the indices along an axis, row by row.
pub(super) fn add_at_rows<T: Float>(
    sum: &mut Tensor<T>,
    parts: &Tensor<T>,
    indices: &Tensor<i64>,
    axis: usize,
) {
    let around = Around::of(sum.shape(), axis);
    // Rows of the parts follow one another; the sum keeps its own order and is stepped through.
    let rows = Rows::new(parts.shape(), &[axis]);
    let (parts, indices) = (rows.of(parts), rows.of(indices));
    let width = rows.length();
    if width == 0 {
        return;
    }
    let elements = sum.as_mut_slice();
    let rows = parts
        .as_slice()
        .chunks(width)
        .zip(indices.as_slice().chunks(width));
    for (number, (parts, indices)) in rows.enumerate() {
        let first = number / around.inner * around.inner * around.size + number % around.inner;
        for (&part, &index) in parts.iter().zip(indices) {
            let place = first + index as usize * around.inner;
            elements[place] = elements[place] + part;
        }
    }
}

/// The size of an axis, and the number of elements behind each of its places.
#[derive(Clone, Copy)]
pub(super) struct Around {
    pub(super) size: usize,
    pub(super) inner: usize,
}

impl Around {
    pub(super) fn of(shape: &[usize], axis: usize) -> Self {
        Around {
            size: shape[axis],
            inner: shape[axis + 1..].iter().product(),
        }
    }
}

/// Adds a row to a row.
pub(super) fn add_row<T: Float>(sum: &mut [T], row: &[T]) {
    for (sum, &x) in sum.iter_mut().zip(row) {
        *sum = *sum + x;
    }
}
