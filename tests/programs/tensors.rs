//! Tensors: how they are made, and how users name slices, axes and shapes.

use crate::Result;
use wengert::prelude::*;

#[test]
fn integers_and_truth_values_are_plain_data() {
    let labels = Tensor::from([1, 2, 3]);
    let labels: &Tensor<i64> = &labels;
    assert_eq!(labels.as_slice(), [1, 2, 3]);

    let mask = Tensor::from([[true, false]]);
    assert_eq!(mask.shape(), [1, 2]);
}

#[test]
fn tensors_are_made_of_arrays_vectors_numbers_and_iterators() {
    let from_array: Tensor<f32> = [[1.0, 2.0]].into();
    assert_eq!(from_array.shape(), [1, 2]);

    let from_parts = Tensor::from_vec(vec![1.0, 2.0], [2, 1]);
    assert_eq!(from_parts, Tensor::from([[1.0], [2.0]]));

    let collected: Tensor = (0..4).map(|i| f64::from(i) * 0.5).collect();
    assert_eq!(collected, Tensor::from([0.0, 0.5, 1.0, 1.5]));

    let zeros = Tensor::<f32>::zeros([2, 3]);
    assert_eq!(zeros.shape(), [2, 3]);
    assert_eq!(Tensor::<f64>::ones(3), Tensor::from([1.0, 1.0, 1.0]));
    assert_eq!(Tensor::from(2.5).shape(), [0usize; 0]);
    assert_eq!(Tensor::from(vec![1.0f32]), Tensor::from([1.0f32]));

    let shape: &[usize] = zeros.shape();
    assert_eq!(Tensor::<f64>::zeros(shape).shape(), [2, 3]);
    assert_eq!(Tensor::<f64>::zeros(()).len(), 1);
}

#[test]
fn slices_are_indices_and_ranges_also_from_the_end() -> Result {
    let tape = Tape::new();
    let x = tape.var(Tensor::from([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]));
    let i = 1usize;

    assert_eq!(x.slice((.., 1..3)).shape(), [2, 2]);
    assert_eq!(x.slice(-1).value()?, Tensor::from([4.0, 5.0, 6.0]));
    assert_eq!(x.slice((i, ..)).shape(), [3]);
    assert_eq!(x.slice((.., i..i + 1)).shape(), [2, 1]);
    assert_eq!(x.slice((0, -2..)).value()?, Tensor::from([2.0, 3.0]));
    assert_eq!(x.slice((.., ..-1)).shape(), [2, 2]);

    let last_column = x.slice((.., -1)).sum().grad(x);
    assert_eq!(
        last_column.value()?,
        Tensor::from([[0.0, 0.0, 1.0], [0.0, 0.0, 1.0]])
    );
    Ok(())
}

#[test]
fn axes_are_an_integer_an_array_or_all_of_them() -> Result {
    let tape = Tape::new();
    let x = tape.var([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    assert_eq!(x.sum_axis(-1).value()?, Tensor::from([6.0, 15.0]));
    assert_eq!(x.sum_axis([0, -1]).item()?, 21.0);
    assert_eq!(x.sum_axis(()).item()?, 21.0);
    Ok(())
}

#[test]
fn a_shape_mixes_a_known_size_with_what_is_left() {
    let tape = Tape::new();
    let x = tape.var([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    let n = 3usize;
    assert_eq!(x.reshape([6]).shape(), [6]);
    assert_eq!(x.reshape([-1, 2]).shape(), [3, 2]);
    assert_eq!(x.reshape((n, -1)).shape(), [3, 2]);
    assert_eq!(x.reshape([n, 2]).shape(), [3, 2]);
    assert_eq!(x.reshape(&[n, 2][..]).shape(), [3, 2]);
}
