//! Running sums, products and extremes, and differences.

use crate::checks::{assert_close, check_derivatives, error_of, sample, value_and_gradient};
use wengert_tape::{IntoSlice, Tape, Tensor, Var};

type Scan = for<'t> fn(Var<'t>, i32) -> Var<'t>;

fn table() -> Vec<(&'static str, Scan, fn(&[f64]) -> f64)> {
    vec![
        ("cumsum", |x, axis| x.cumsum(axis), |x| x.iter().sum()),
        ("cumprod", |x, axis| x.cumprod(axis), |x| x.iter().product()),
        (
            "cummax",
            |x, axis| x.cummax(axis).0,
            |x| x.iter().copied().fold(f64::MIN, f64::max),
        ),
        (
            "cummin",
            |x, axis| x.cummin(axis).0,
            |x| x.iter().copied().fold(f64::MAX, f64::min),
        ),
        (
            "logcumsumexp",
            |x, axis| x.logcumsumexp(axis),
            |x| x.iter().map(|x| x.exp()).sum::<f64>().ln(),
        ),
    ]
}

#[test]
fn scans_agree_with_the_naive_formula_along_every_axis() {
    let whole = sample(&[3, 4, 5], 7);
    for x in [
        whole.clone(),
        whole.t(),
        whole.slice((.., (..).step(-1), 1..)).unwrap(),
    ] {
        let shape = x.shape().to_vec();
        for (name, scan, naive) in table() {
            for axis in 0..3 {
                println!("{name} along {axis}");
                let tape = Tape::new();
                let actual = scan(tape.var(&x), axis as i32 - 3).value().unwrap();
                for (flat, &actual) in actual.as_slice().iter().enumerate() {
                    let mut index = [
                        flat / (shape[1] * shape[2]),
                        flat / shape[2] % shape[1],
                        flat % shape[2],
                    ];
                    let last = index[axis];
                    let up_to: Vec<f64> = (0..=last)
                        .map(|i| {
                            index[axis] = i;
                            x[index]
                        })
                        .collect();
                    assert_close(&[actual], &[naive(&up_to)], 1e-13);
                }
            }
        }
    }
}

#[test]
fn derivatives_of_every_scan_to_third_order() {
    let x = Tensor::from([[0.6, -1.3, 0.9, 0.1], [1.7, 0.4, -0.8, 1.1]]);
    for (name, scan, _) in table() {
        println!("{name}");
        check_derivatives(&x, |x| scan(x.sin() + 0.2, 0));
        check_derivatives(&x, |x| scan(x.sin() + 0.2, 1));
    }
}

#[test]
fn derivatives_of_running_products_with_zeros_to_third_order() {
    for x in [
        [2.0, 0.0, 3.0, 1.5],
        [2.0, 0.0, 0.0, 1.5],
        [0.0, 0.0, 3.0, 0.0],
        [0.0; 4],
    ] {
        check_derivatives(&Tensor::from(x), |x| x.cumprod(0));
        check_derivatives(&Tensor::from(x), |x| x.reshape([2, 2]).cumprod(0));
    }
}

#[test]
fn the_last_of_a_tie_takes_a_running_extreme() {
    let tape = Tape::new();
    let x = tape.var([1.0, 1.0, 2.0, 0.0, 2.0]);
    let (values, indices) = x.cummax(0);
    assert_eq!(indices.value().unwrap(), Tensor::from([0, 1, 2, 2, 4]));
    assert_eq!(
        values.sum().grad(x).value().unwrap(),
        Tensor::from([1.0, 1.0, 2.0, 0.0, 1.0])
    );
    let (_, indices) = x.cummin(0);
    assert_eq!(indices.value().unwrap(), Tensor::from([0, 1, 1, 3, 3]));
}

#[test]
fn running_extremes_stay_nan() {
    let tape = Tape::new();
    let (values, indices) = tape.var([1.0, f64::NAN, 5.0, f64::NAN]).cummax(0);
    assert_close(
        values.value().unwrap().as_slice(),
        &[1.0, f64::NAN, f64::NAN, f64::NAN],
        0.0,
    );
    assert_eq!(indices.value().unwrap(), Tensor::from([0, 1, 1, 3]));
}

#[test]
fn running_logarithms_do_not_overflow() {
    let x = Tensor::from([1000.0, -1000.0, 1001.0, 1000.0]);
    let (value, gradient) = value_and_gradient(&x, |x| x.logcumsumexp(0));
    let third = 1001.0 + (-1f64).exp().ln_1p();
    let fourth = 1001.0 + (2.0 * (-1f64).exp()).ln_1p();
    assert_close(&value, &[1000.0, 1000.0, third, fourth], 1e-15);
    let (a, b) = ((1000.0 - third).exp(), (1000.0 - fourth).exp());
    let last = (1001.0 - third).exp() + (1001.0 - fourth).exp();
    assert_close(&gradient, &[2.0 + a + b, 0.0, last, b], 1e-12);
}

#[test]
fn running_logarithms_of_nothing_yet_are_minus_infinity() {
    let infinity = f64::INFINITY;
    let x = Tensor::from([-infinity, -infinity, 1.0, -infinity]);
    let (value, gradient) = value_and_gradient(&x, |x| x.logcumsumexp(0));
    assert_eq!(value, [-infinity, -infinity, 1.0, 1.0]);
    assert_eq!(gradient, [0.0, 0.0, 2.0, 0.0]);
    let tape = Tape::new();
    let v = tape.var(&x);
    let second = v.logcumsumexp(0).sum().grad(v).sum().grad(v).value().unwrap();
    assert_eq!(second.as_slice(), [0.0; 4]);
    let (value, _) = value_and_gradient(&Tensor::from([1.0, infinity, 2.0]), |x| x.logcumsumexp(0));
    assert_eq!(value, [1.0, infinity, infinity]);
}

#[test]
fn differences_shorten_the_axis() {
    let tape = Tape::new();
    let x = tape.var([[1.0, 4.0, 9.0], [2.0, 3.0, 5.0]]);
    assert_eq!(
        x.diff(1, 1).value().unwrap(),
        Tensor::from([[3.0, 5.0], [1.0, 2.0]])
    );
    assert_eq!(x.diff(2, -1).value().unwrap(), Tensor::from([[2.0], [1.0]]));
    assert_eq!(x.diff(1, 0).value().unwrap(), Tensor::from([[1.0, -1.0, -4.0]]));
    assert_eq!(x.diff(0, 0).value().unwrap(), x.value().unwrap());
    assert_eq!(x.diff(3, 1).value().unwrap().shape(), [2, 0]);
    assert_eq!(x.diff(9, 0).value().unwrap().shape(), [0, 3]);
    check_derivatives(&sample(&[2, 5], 3), |x| x.exp().diff(2, 1));
}

#[test]
fn scans_of_nothing_and_of_numbers() {
    let tape = Tape::<f64>::new();
    let x = tape.var(Tensor::zeros([0, 3]));
    for (_, scan, _) in table() {
        for axis in 0..2 {
            let y = scan(x, axis);
            assert_eq!(y.value().unwrap().shape(), [0, 3]);
            assert_eq!(y.sum().grad(x).value().unwrap().shape(), [0, 3]);
        }
    }
    assert!(
        error_of(tape.var(1.0).cumsum(0)).contains("cumsum: axis 0 does not exist in a tensor of rank 0")
    );
    assert!(error_of(x.cumprod(5)).contains("cumprod: axis 5"));
}

#[test]
fn long_running_sums_of_f32_keep_their_digits() {
    let tape = Tape::<f32>::new();
    let sums = tape
        .var(Tensor::full([1 << 20], 0.1f32))
        .cumsum(0)
        .value()
        .unwrap();
    let exact = f64::from(0.1f32) * f64::from(1 << 20);
    assert!((f64::from(sums.as_slice()[(1 << 20) - 1]) / exact - 1.0).abs() < 1e-7);
}
