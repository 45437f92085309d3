//! Variance and standard deviation.

use crate::checks::{assert_close, sample, value_and_gradient};
use wengert_tape::{Tape, Tensor};

#[test]
fn variance_of_numbers_far_from_zero_does_not_cancel() {
    let tape = Tape::new();
    let x = tape.var([1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0]);
    assert_eq!(x.variance(1).item().unwrap(), 30.0);
    let columns = x.reshape([4, 1]).broadcast_to([4, 3]).variance_axis(0, 1);
    assert_eq!(columns.value().unwrap().as_slice(), [30.0; 3]);
}

#[test]
fn long_axes_are_joined_from_blocks() {
    let x = sample(&[10_007, 3], 4);
    let naive = |column: usize| {
        let column = x.as_slice().iter().skip(column).step_by(3);
        let mean = column.clone().sum::<f64>() / 10_007.0;
        column.map(|x| (x - mean).powi(2)).sum::<f64>() / 10_006.0
    };
    let expected = [naive(0), naive(1), naive(2)];
    let tape = Tape::new();
    let v = tape.var(&x);
    assert_close(
        v.variance_axis(0, 1).value().unwrap().as_slice(),
        &expected,
        1e-13,
    );
    assert_close(
        v.t().variance_axis(1, 1).value().unwrap().as_slice(),
        &expected,
        1e-13,
    );
}

#[test]
fn zero_variance_has_derivative_zero() {
    for shape in [[3].as_slice(), &[1]] {
        let x = Tensor::full(shape, 2.5);
        let (value, gradient) = value_and_gradient(&x, |x| x.std(0));
        assert_eq!(value, [0.0]);
        assert!(gradient.iter().all(|&g| g == 0.0), "{gradient:?}");
        let tape = Tape::new();
        let v = tape.var(&x);
        let second = v.std(0).grad(v).sum().grad(v).value().unwrap();
        assert!(second.as_slice().iter().all(|&g| g == 0.0));
    }
}

#[test]
fn corrected_variance_of_one_element_is_nan() {
    let tape = Tape::<f64>::new();
    assert!(tape.var([2.5]).variance(1).item().unwrap().is_nan());
    assert_eq!(tape.var([2.5]).variance(0).item().unwrap(), 0.0);
}

#[test]
fn any_correction_divides_by_what_is_left() {
    let tape = Tape::new();
    let x = tape.var([1.0, 2.0, 3.0, 6.0]);
    assert_eq!(x.variance(0.5).item().unwrap(), 4.0);
    assert_eq!(x.std(0).item().unwrap(), 3.5f64.sqrt());
}
