//! Softmax, its logarithm, and the logarithm of a sum of exponentials.

use crate::checks::{assert_close, check_derivatives, groups, sample, value_and_gradient};
use wengert_tape::{Tape, Tensor};

const INFINITY: f64 = f64::INFINITY;

#[test]
fn softmax_agrees_with_the_naive_formula_along_every_axis() {
    let x = sample(&[3, 4, 5], 5);
    for axis in 0..3 {
        let tape = Tape::new();
        let v = tape.var(&x);
        let softmax = v.softmax(axis as i32).value().unwrap();
        let logarithm = v.log_softmax(axis as i32).value().unwrap();
        let rows = groups(&x, &[axis]).into_iter().zip(groups(&softmax, &[axis]));
        for ((row, softmax), logarithm) in rows.zip(groups(&logarithm, &[axis])) {
            let total: f64 = row.iter().map(|x| x.exp()).sum();
            let expected: Vec<f64> = row.iter().map(|x| x.exp() / total).collect();
            assert_close(&softmax, &expected, 1e-15);
            let expected: Vec<f64> = row.iter().map(|x| x - total.ln()).collect();
            assert_close(&logarithm, &expected, 1e-15);
        }
    }
}

#[test]
fn derivatives_to_third_order() {
    let x = Tensor::from([[0.6, -1.3, 0.9], [1.7, 0.4, -0.8]]);
    for axis in 0..2 {
        check_derivatives(&x, |x| x.softmax(axis));
        check_derivatives(&x, |x| x.log_softmax(axis));
        check_derivatives(&x, |x| x.logsumexp_axis(axis));
    }
    check_derivatives(&x, |x| x.logsumexp());
}

#[test]
fn softmax_of_huge_logits_is_finite() {
    let x = Tensor::from([1000.0, -1000.0, 999.0]);
    let (value, gradient) = value_and_gradient(&x, |x| x.softmax(0));
    let first = 1.0 / (1.0 + (-1f64).exp());
    assert_close(&value, &[first, 0.0, 1.0 - first], 1e-15);
    assert_close(&gradient, &[0.0; 3], 1e-15);
    let (value, gradient) = value_and_gradient(&x, |x| x.log_softmax(0));
    assert_close(
        &value,
        &[first.ln(), first.ln() - 2000.0, first.ln() - 1.0],
        1e-15,
    );
    assert_close(
        &gradient,
        &[1.0 - 3.0 * first, 1.0, 1.0 - 3.0 * (1.0 - first)],
        1e-14,
    );
}

#[test]
fn a_masked_element_has_no_weight() {
    let x = Tensor::from([-INFINITY, 1.0, 1.0]);
    let (value, gradient) = value_and_gradient(&x, |x| x.softmax(0).square());
    assert_eq!(value, [0.0, 0.25, 0.25]);
    assert_eq!(gradient, [0.0, 0.0, 0.0]);
    let (value, gradient) = value_and_gradient(&x, |x| x.logsumexp());
    assert_close(&value, &[1.0 + 2f64.ln()], 1e-15);
    assert_close(&gradient, &[0.0, 0.5, 0.5], 1e-15);
}

#[test]
fn a_fully_masked_row_has_weights_and_derivatives_zero() {
    let x = Tensor::from([[-INFINITY, -INFINITY], [0.0, 0.0]]);
    let (value, gradient) = value_and_gradient(&x, |x| x.softmax(1).square());
    assert_eq!(value, [0.0, 0.0, 0.25, 0.25]);
    assert_eq!(gradient, [0.0; 4]);
    let (value, gradient) = value_and_gradient(&x, |x| x.logsumexp_axis(1));
    assert_eq!(value, [-INFINITY, 2f64.ln()]);
    assert_eq!(gradient, [0.0, 0.0, 0.5, 0.5]);
    let tape = Tape::new();
    let v = tape.var(&x);
    let second = v
        .logsumexp_axis(1)
        .sum()
        .grad(v)
        .square()
        .sum()
        .grad(v)
        .value()
        .unwrap();
    assert_eq!(second.as_slice(), [0.0; 4]);
    assert_eq!(v.log_softmax(1).value().unwrap().as_slice()[..2], [-INFINITY; 2]);
}

#[test]
fn infinite_elements_share_the_weight() {
    let x = Tensor::from([INFINITY, 1.0, INFINITY, -INFINITY]);
    let (value, gradient) = value_and_gradient(&x, |x| x.logsumexp());
    assert_eq!(value, [INFINITY]);
    assert_eq!(gradient, [0.5, 0.0, 0.5, 0.0]);
    let (value, _) = value_and_gradient(&x, |x| x.softmax(0));
    assert_eq!(value, [0.5, 0.0, 0.5, 0.0]);
    let (value, _) = value_and_gradient(&x, |x| x.log_softmax(0));
    assert_eq!(value, [-2f64.ln(), -INFINITY, -2f64.ln(), -INFINITY]);
}

#[test]
fn nan_passes() {
    let x = Tensor::from([1.0, f64::NAN]);
    let tape = Tape::new();
    let v = tape.var(&x);
    assert!(v.logsumexp().item().unwrap().is_nan());
    for y in [v.softmax(0), v.log_softmax(0)] {
        assert!(y.value().unwrap().as_slice().iter().all(|y| y.is_nan()));
    }
}

#[test]
fn long_rows_are_joined_from_blocks() {
    let x = sample(&[2, 9_001], 8);
    let tape = Tape::new();
    let v = tape.var(&x);
    let expected: Vec<f64> = groups(&x, &[1])
        .iter()
        .map(|row| row.iter().map(|x| x.exp()).sum::<f64>().ln())
        .collect();
    assert_close(v.logsumexp_axis(1).value().unwrap().as_slice(), &expected, 1e-14);
    assert_close(
        v.t().logsumexp_axis(0).value().unwrap().as_slice(),
        &expected,
        1e-14,
    );
    let columns = v.t().softmax(0).t() - v.softmax(1);
    assert_eq!(columns.abs().amax().item().unwrap(), 0.0);
    assert_close(&[v.softmax(1).sum().item().unwrap()], &[2.0], 1e-14);
}

#[test]
fn f32_softmax_sums_to_one() {
    let tape = Tape::<f32>::new();
    let x = tape.var(sample(&[7, 1_000], 3).cast::<f32>());
    for total in x.softmax(1).sum_axis(1).value().unwrap().as_slice() {
        assert!((total - 1.0).abs() < 1e-6);
    }
    let gradient = x
        .log_softmax(1)
        .slice((.., 0))
        .sum()
        .grad(x)
        .sum_axis(1)
        .value()
        .unwrap();
    assert!(gradient.as_slice().iter().all(|g| g.abs() < 1e-6));
}

#[test]
fn softmax_of_nothing_is_nothing() {
    let tape = Tape::<f64>::new();
    let x = tape.var(Tensor::zeros([2, 0]));
    assert_eq!(x.softmax(1).value().unwrap().shape(), [2, 0]);
    assert_eq!(x.log_softmax(0).value().unwrap().shape(), [2, 0]);
    assert_eq!(x.logsumexp_axis(1).value().unwrap().as_slice(), [-INFINITY; 2]);
}
