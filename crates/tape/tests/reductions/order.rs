//! Sorting, the largest few, medians and quantiles.

use crate::checks::{assert_close, check_derivatives, error_of, groups, sample, value_and_gradient};
use wengert_tape::{Tape, Tensor};

const NAN: f64 = f64::NAN;

#[test]
fn sorting_agrees_with_the_standard_library_along_every_axis() {
    let whole = sample(&[4, 5, 6], 3);
    for x in [whole.clone(), whole.t()] {
        for axis in 0..3 {
            for descending in [false, true] {
                let tape = Tape::new();
                let (sorted, indices) = tape.var(&x).sort(axis as i32, descending);
                assert_eq!(indices.shape(), x.shape());
                let sorted = groups(&sorted.value().unwrap(), &[axis]);
                for (mut row, sorted) in groups(&x, &[axis]).into_iter().zip(sorted) {
                    row.sort_by(f64::total_cmp);
                    if descending {
                        row.reverse();
                    }
                    assert_eq!(row, sorted);
                }
            }
        }
    }
}

#[test]
fn equal_elements_keep_their_order() {
    let tape = Tape::new();
    let x = tape.var([2.0, 1.0, 2.0, 1.0]);
    assert_eq!(x.argsort(0, false).value().unwrap(), Tensor::from([1, 3, 0, 2]));
    assert_eq!(x.argsort(0, true).value().unwrap(), Tensor::from([0, 2, 1, 3]));
}

#[test]
fn nan_sorts_as_the_largest() {
    let tape = Tape::new();
    let x = tape.var([NAN, 1.0, f64::INFINITY]);
    assert_eq!(x.argsort(0, false).value().unwrap(), Tensor::from([1, 2, 0]));
    assert_eq!(x.argsort(0, true).value().unwrap(), Tensor::from([0, 2, 1]));
    assert_eq!(x.topk(1, 0, true).1.value().unwrap(), Tensor::from([0]));
    assert_eq!(x.kthvalue(3, 0).1.value().unwrap(), Tensor::from(2 - 2));
}

#[test]
fn cotangents_go_back_to_where_the_elements_came_from() {
    let tape = Tape::new();
    let x = tape.var([3.0, 1.0, 2.0]);
    let weights = Tensor::from([10.0, 20.0, 30.0]);
    let gradient = (x.sort(0, false).0 * &weights).sum().grad(x).value().unwrap();
    assert_eq!(gradient, Tensor::from([30.0, 10.0, 20.0]));
}

#[test]
fn derivatives_of_everything_that_sorts_to_third_order() {
    let x = sample(&[3, 5], 6);
    for axis in 0..2 {
        check_derivatives(&x, |x| x.exp().sort(axis, true).0);
        check_derivatives(&x, |x| x.exp().topk(2, axis, false).0);
        check_derivatives(&x, |x| x.exp().kthvalue(2, axis).0);
        check_derivatives(&x, |x| x.exp().median_axis(axis));
        check_derivatives(&x, |x| x.exp().quantiles(&[0.1, 0.6], axis));
        check_derivatives(&x, |x| x.exp().amax_with_indices(axis).0);
    }
    check_derivatives(&x, |x| x.exp().quantile(0.3));
}

#[test]
fn the_largest_few_are_the_ends_of_the_sorted_row() {
    let x = sample(&[4, 50], 9);
    let tape = Tape::new();
    let v = tape.var(&x);
    for largest in [false, true] {
        for k in [0, 1, 7, 50] {
            let (values, indices) = v.topk(k, 1, largest);
            let (sorted, places) = v.sort(1, largest);
            assert_eq!(
                values.value().unwrap(),
                sorted.value().unwrap().slice((.., ..k)).unwrap()
            );
            assert_eq!(
                indices.value().unwrap(),
                places.value().unwrap().slice((.., ..k)).unwrap()
            );
        }
    }
    for k in [1, 20, 50] {
        let expected = v.sort(1, false).0.slice((.., k - 1)).value().unwrap();
        assert_eq!(v.kthvalue(k, 1).0.value().unwrap(), expected);
    }
}

#[test]
fn the_median_of_an_even_number_is_the_lower_one() {
    let tape = Tape::new();
    let x = tape.var([[4.0, 1.0, 3.0, 2.0], [5.0, 5.0, 6.0, 8.0]]);
    let (values, indices) = x.median_with_indices(1);
    assert_eq!(values.value().unwrap(), Tensor::from([2.0, 5.0]));
    assert_eq!(indices.value().unwrap(), Tensor::from([3, 1]));
    assert_eq!(x.median().item().unwrap(), 4.0);
    assert!(tape.var([1.0, NAN, 2.0]).median().item().unwrap().is_nan());
    assert_eq!(tape.var(7.0).median().item().unwrap(), 7.0);
}

#[test]
fn quantiles_interpolate_linearly() {
    let x = Tensor::from([9.0, 0.0, 4.0, 1.0]);
    let tape = Tape::new();
    let v = tape.var(&x);
    let q = [0.0, 0.25, 0.5, 0.9, 1.0];
    let quantiles = v.quantiles(&q, 0).value().unwrap();
    assert_close(quantiles.as_slice(), &[0.0, 0.75, 2.5, 7.5, 9.0], 1e-15);
    let (_, gradient) = value_and_gradient(&x, |x| x.quantile(0.25));
    assert_close(&gradient, &[0.0, 0.25, 0.0, 0.75], 1e-15);
    let rows = tape.var(sample(&[2, 3, 4], 1));
    assert_eq!(rows.quantiles(&q, 1).shape(), [5, 2, 4]);
    assert_eq!(rows.quantile_axis(0.5, -1).shape(), [2, 3]);
}

#[test]
fn quantiles_of_infinite_and_missing_elements() {
    let tape = Tape::new();
    let infinity = f64::INFINITY;
    let x = tape.var([-infinity, 1.0, infinity]);
    let quantiles = x.quantiles(&[0.0, 0.5, 1.0], 0).value().unwrap();
    assert_eq!(quantiles.as_slice(), [-infinity, 1.0, infinity]);
    assert!(tape.var([1.0, NAN]).quantile(0.0).item().unwrap().is_nan());
}

#[test]
fn what_cannot_be_chosen_is_an_error_with_its_numbers() {
    let tape = Tape::<f64>::new();
    let x = tape.var(Tensor::zeros([2, 3]));
    assert!(error_of(x.topk(4, 1, true).0).contains("topk: 4 elements of axis 1 with size 3"));
    assert!(error_of(x.kthvalue(0, 0).0).contains("kthvalue: k = 0 of axis 0 with size 2"));
    assert!(error_of(x.quantile(1.5)).contains("quantile: q = 1.5 does not lie between 0 and 1"));
    assert!(error_of(x.quantile(NAN)).contains("q = NaN"));
    assert!(error_of(x.sort(2, false).0).contains("sort: axis 2"));
    let empty = tape.var(Tensor::zeros([2, 0]));
    assert!(error_of(empty.median_axis(1)).contains("median_axis: axis 1 of shape [2, 0]"));
    assert!(error_of(empty.quantile(0.5)).contains("quantile: axis 1 of shape [2, 0]"));
    assert_eq!(empty.sort(1, false).0.value().unwrap().shape(), [2, 0]);
    assert_eq!(empty.median_axis(0).value().unwrap().shape(), [0]);
}
