//! Where indices lead: checks, and loops over the places in memory.

use crate::error::ErrorKind;
use crate::tensor::shape::{Dims, Strides};
use crate::tensor::{Float, Tensor};

/// An error that names the index, its position, the axis and the axis' size, if one lies outside.
pub(super) fn check(
    operation: &str,
    indices: &Tensor<i64>,
    axis: usize,
    size: usize,
) -> Result<(), ErrorKind> {
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
