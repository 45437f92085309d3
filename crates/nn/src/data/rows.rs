//! Rows of tensors by number.

use rand::Rng;
use wengert_tape::{Element, Tensor, random_permutation};

/// The rows (slices along axis 0) with these numbers, in this order.
pub(super) fn take<E: Element>(tensor: &Tensor<E>, rows: &[usize]) -> Tensor<E> {
    let mut shape = tensor.shape().to_vec();
    let width: usize = shape[1..].iter().product();
    shape[0] = rows.len();
    let elements = tensor.as_slice();
    let mut taken = Vec::with_capacity(rows.len() * width);
    for &row in rows {
        taken.extend_from_slice(&elements[row * width..(row + 1) * width]);
    }
    Tensor::from_vec(taken, shape)
}

/// The numbers from 0 to n − 1 in random order.
pub(super) fn permutation(n: usize, rng: &mut (impl Rng + ?Sized)) -> Vec<usize> {
    let order = random_permutation(n, rng).into_vec();
    order.into_iter().map(|row| row as usize).collect()
}
