//! The text of tensors, compared to what NumPy 2.4 prints (`tests/golden/print.py` writes the file).

use std::collections::HashMap;
use std::fmt::{Debug, Display};
use wengert_tape::Tensor;

const NUMPY: &str = include_str!("golden/print.txt");

/// The texts of `Display` and `Debug` by the name of the array.
fn expected() -> HashMap<&'static str, (&'static str, &'static str)> {
    let cases = NUMPY.split("== ").skip(1);
    cases
        .map(|case| {
            let (name, texts) = case.split_once('\n').unwrap();
            let (display, debug) = texts.split_once("\n--\n").unwrap();
            (name, (display, debug.trim_end_matches('\n')))
        })
        .collect()
}

fn texts(x: impl Display + Debug) -> (String, String) {
    (format!("{x}"), format!("{x:?}"))
}

fn count(n: i64) -> Tensor<i64> {
    Tensor::arange(0, n, 1)
}

fn floats(n: i64) -> Tensor {
    count(n).to_float()
}

#[test]
fn tensors_are_printed_as_by_numpy() {
    let (nan, infinity) = (f64::NAN, f64::INFINITY);
    let ours = [
        ("whole numbers", texts(Tensor::from([1.0, 2.0, 3.0]))),
        (
            "a matrix of mixed digits",
            texts(Tensor::from([[1.0, -2.5], [0.125, 40.0]])),
        ),
        ("eight digits", texts(Tensor::from([1.0 / 3.0, 2.0 / 3.0, 0.1]))),
        ("a wide range", texts(Tensor::from([1.0, 1001.0, 0.5]))),
        ("small numbers", texts(Tensor::from([1e-5, 1.0, -2.0]))),
        ("large numbers", texts(Tensor::from([123456789.0, 1.23456789e8]))),
        ("long exponents", texts(Tensor::from([1e-300, 1e200, 1.0]))),
        (
            "nan and infinities",
            texts(Tensor::from([nan, infinity, -infinity, 1.5])),
        ),
        ("nothing finite", texts(Tensor::from([nan, infinity]))),
        (
            "nan beside exponents",
            texts(Tensor::from([nan, 1e-10, -infinity])),
        ),
        ("negative zero", texts(Tensor::from([-0.0, 0.0]))),
        ("rounding up to whole", texts(Tensor::from([0.999999999999, 1.5]))),
        (
            "rounding in exponents",
            texts(Tensor::from([9.9999999999e10, 1.0])),
        ),
        ("a line that wraps", texts(Tensor::<f64>::linspace(0.0, 1.0, 30))),
        (
            "integers of different widths",
            texts(Tensor::from([[1, -200], [30, 4]])),
        ),
        ("booleans", texts(Tensor::from([[true, false], [false, true]]))),
        ("no elements", texts(Tensor::<f64>::zeros([3, 0]))),
        ("rank 3", texts(count(12).reshape([2, 3, 2]).unwrap())),
        ("rank 4", texts(floats(8).reshape([2, 2, 1, 2]).unwrap())),
        ("a long vector", texts(count(1001))),
        ("a vector just short enough", texts(count(1000))),
        (
            "a large matrix",
            texts(floats(10000).reshape([100, 100]).unwrap()),
        ),
        ("a tall matrix", texts(count(2000).reshape([1000, 2]).unwrap())),
        (
            "a large cube",
            texts(floats(8000).reshape([20, 20, 20]).unwrap().map(|x| x / 3.0)),
        ),
        (
            "wide rows that wrap",
            texts(floats(60).reshape([2, 30]).unwrap().map(|x| x / 7.0)),
        ),
        (
            "a transposed matrix",
            texts(count(6).reshape([2, 3]).unwrap().t()),
        ),
        ("single precision", texts(Tensor::from([0.1f32, 1.0 / 3.0, 2.0]))),
        ("single precision, large", texts(Tensor::from([1e6f32, 1.0]))),
        (
            "single precision, at the border",
            texts(Tensor::from([1e-4f32, 0.05])),
        ),
        ("a number", texts(Tensor::from(0.1 + 0.2))),
        ("a whole number", texts(Tensor::from(2.0))),
        ("a tiny number", texts(Tensor::from(1.5e-7))),
        ("a huge number", texts(Tensor::from(1e16))),
        ("a number of single precision", texts(Tensor::from(0.1f32))),
        ("an integer", texts(Tensor::from(-3))),
    ];
    let expected = expected();
    assert_eq!(ours.len(), expected.len());
    for (name, (display, debug)) in &ours {
        let (numpy, with_commas) = expected[name];
        assert_eq!(display, numpy, "{name}");
        assert_eq!(debug, with_commas, "{name}");
    }
}

#[test]
fn the_precision_of_the_format_is_the_number_of_digits() {
    assert_eq!(format!("{:.2}", Tensor::from([1.0 / 3.0, 20.0])), "[ 0.33 20.  ]");
    assert_eq!(format!("{:.2}", Tensor::from(1.0 / 3.0)), "0.33");
    assert_eq!(format!("{:.0}", Tensor::from([1.6, 2.0])), "[2. 2.]");
}

#[test]
fn a_broadcast_of_astronomic_size_is_printed_at_once() {
    let x = Tensor::from([1, 2]).broadcast_to([1 << 40, 2]).unwrap();
    assert_eq!(
        x.to_string(),
        "[[1 2]\n [1 2]\n [1 2]\n ...\n [1 2]\n [1 2]\n [1 2]]"
    );
}
