//! Largest and smallest elements, their places, and ties.

use crate::checks::{error_of, sample, value_and_gradient};
use wengert_tape::{Tape, Tensor};

const NAN: f64 = f64::NAN;

#[test]
fn ties_share_the_derivative_evenly() {
    let x = Tensor::from([[2.0, 2.0, 1.0], [1.0, 1.0, 1.0]]);
    let (_, gradient) = value_and_gradient(&x, |x| x.amax_axis(1));
    assert_eq!(gradient, [0.5, 0.5, 0.0, 1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0]);
    let (_, gradient) = value_and_gradient(&x, |x| x.amin());
    assert_eq!(gradient, [0.0, 0.0, 0.25, 0.25, 0.25, 0.25]);
}

#[test]
fn nan_is_the_extreme_wherever_it_stands() {
    for place in [0, 5, 100, 4_500] {
        let mut x = sample(&[5_000], 1);
        x.as_mut_slice()[place] = NAN;
        let tape = Tape::new();
        let v = tape.var(&x);
        assert!(v.amax().item().unwrap().is_nan());
        assert!(v.amin().item().unwrap().is_nan());
        assert_eq!(v.argmax().value().unwrap(), Tensor::from(place as i64));
        assert!(v.reshape([50, 100]).amax_axis(0).sum().item().unwrap().is_nan());
    }
}

#[test]
fn infinities_are_extremes() {
    let tape = Tape::new();
    let x = tape.var([1.0, f64::INFINITY, f64::NEG_INFINITY]);
    assert_eq!(x.amax().item().unwrap(), f64::INFINITY);
    assert_eq!(x.amin().item().unwrap(), f64::NEG_INFINITY);
    let all = tape.var([f64::NEG_INFINITY; 2]);
    assert_eq!(all.amax().item().unwrap(), f64::NEG_INFINITY);
    assert_eq!(all.argmax().value().unwrap(), Tensor::from(0));
}

#[test]
fn the_first_of_a_tie_takes_the_index_and_the_derivative() {
    let x = Tensor::from([[1.0, 3.0, 3.0], [2.0, 0.0, 0.0]]);
    let tape = Tape::new();
    let v = tape.var(&x);
    let (values, indices) = v.amax_with_indices(1);
    assert_eq!(values.value().unwrap(), Tensor::from([3.0, 2.0]));
    assert_eq!(indices.value().unwrap(), Tensor::from([1, 0]));
    assert_eq!(
        values.sum().grad(v).value().unwrap(),
        Tensor::from([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    );
    let (values, indices) = v.amin_with_indices(0);
    assert_eq!(values.value().unwrap(), Tensor::from([1.0, 0.0, 0.0]));
    assert_eq!(indices.value().unwrap(), Tensor::from([0, 1, 1]));
    assert_eq!(v.argmin().value().unwrap(), Tensor::from(4));
    assert_eq!(v.argmin_axis(-1).value().unwrap(), Tensor::from([0, 1]));
    assert_eq!(v.argmax_axis(0).value().unwrap(), Tensor::from([1, 0, 0]));
    assert_eq!(v.argmin_keep(0).value().unwrap(), Tensor::from([[0, 1, 1]]));
}

#[test]
fn the_first_nan_takes_the_index() {
    let tape = Tape::new();
    let x = tape.var([1.0, NAN, 3.0, NAN]);
    assert_eq!(x.argmax_axis(0).value().unwrap(), Tensor::from(1));
    assert_eq!(x.argmin_axis(0).value().unwrap(), Tensor::from(1));
    let (value, _) = x.amax_with_indices(0);
    assert!(value.item().unwrap().is_nan());
}

#[test]
fn a_number_is_its_own_extreme() {
    let tape = Tape::new();
    let x = tape.var(3.0);
    assert_eq!(x.amax().item().unwrap(), 3.0);
    assert_eq!(x.argmax().value().unwrap(), Tensor::from(0));
    assert_eq!(x.amax().grad(x).item().unwrap(), 1.0);
}

#[test]
fn a_choice_among_nothing_is_an_error() {
    let tape = Tape::<f64>::new();
    let x = tape.var(Tensor::zeros([2, 0]));
    let (values, indices) = x.amax_with_indices(1);
    assert!(error_of(values).contains("amax_with_indices: axis 1 of shape [2, 0]"));
    assert!(
        indices
            .value()
            .unwrap_err()
            .to_string()
            .contains("amax_with_indices")
    );
    assert!(
        x.argmax()
            .value()
            .unwrap_err()
            .to_string()
            .contains("no elements")
    );
    assert_eq!(x.argmax_axis(0).value().unwrap().shape(), [0]);
    assert!(
        x.argmax_axis(2)
            .value()
            .unwrap_err()
            .to_string()
            .contains("argmax_axis: axis 2")
    );
}
