//! Sums, products and norms, over every set of axes.

use crate::checks::{assert_close, check_derivatives, error_of, groups, sample, value_and_gradient};
use wengert_tape::{Tape, Tensor, Var};

type Reduction = for<'t> fn(Var<'t>, &[i32]) -> Var<'t>;
type Naive = fn(&[f64]) -> f64;

fn p_norm(x: &[f64], p: f64) -> f64 {
    x.iter().map(|x| x.abs().powf(p)).sum::<f64>().powf(1.0 / p)
}

fn variance(x: &[f64]) -> f64 {
    let mean = x.iter().sum::<f64>() / x.len() as f64;
    x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (x.len() as f64 - 1.0)
}

/// Every reduction with a naive formula.
fn table() -> Vec<(&'static str, Reduction, Naive)> {
    vec![
        ("sum", |x, axes| x.sum_axis(axes), |x| x.iter().sum()),
        (
            "mean",
            |x, axes| x.mean_axis(axes),
            |x| x.iter().sum::<f64>() / x.len() as f64,
        ),
        ("prod", |x, axes| x.prod_axis(axes), |x| x.iter().product()),
        (
            "amax",
            |x, axes| x.amax_axis(axes),
            |x| x.iter().copied().fold(f64::MIN, f64::max),
        ),
        (
            "amin",
            |x, axes| x.amin_axis(axes),
            |x| x.iter().copied().fold(f64::MAX, f64::min),
        ),
        ("variance", |x, axes| x.variance_axis(axes, 1), variance),
        ("std", |x, axes| x.std_axis(axes, 1), |x| variance(x).sqrt()),
        ("1-norm", |x, axes| x.norm_axis(axes, 1), |x| p_norm(x, 1.0)),
        ("2-norm", |x, axes| x.norm_axis(axes, 2), |x| p_norm(x, 2.0)),
        ("3-norm", |x, axes| x.norm_axis(axes, 3), |x| p_norm(x, 3.0)),
        ("half norm", |x, axes| x.norm_axis(axes, 0.5), |x| p_norm(x, 0.5)),
        ("−1-norm", |x, axes| x.norm_axis(axes, -1), |x| p_norm(x, -1.0)),
        (
            "max norm",
            |x, axes| x.norm_axis(axes, f64::INFINITY),
            |x| x.iter().fold(0.0, |m, x| m.max(x.abs())),
        ),
        (
            "min norm",
            |x, axes| x.norm_axis(axes, f64::NEG_INFINITY),
            |x| x.iter().fold(f64::MAX, |m, x| m.min(x.abs())),
        ),
        (
            "count norm",
            |x, axes| x.norm_axis(axes, 0),
            |x| x.iter().filter(|&&x| x != 0.0).count() as f64,
        ),
        (
            "logsumexp",
            |x, axes| x.logsumexp_axis(axes),
            |x| x.iter().map(|x| x.exp()).sum::<f64>().ln(),
        ),
        (
            "any",
            |x, axes| x.greater(1.0).any_axis(axes),
            |x| f64::from(x.iter().any(|&x| x > 1.0)),
        ),
        (
            "all",
            |x, axes| x.greater(-1.0).all_axis(axes),
            |x| f64::from(x.iter().all(|&x| x > -1.0)),
        ),
    ]
}

#[test]
fn every_set_of_axes_agrees_with_the_naive_formula() {
    let x = sample(&[3, 4, 2, 5], 1);
    let tape = Tape::new();
    let v = tape.var(&x);
    for (name, reduce, naive) in table() {
        for set in 0u32..16 {
            let axes: Vec<usize> = (0..4).filter(|axis| set & (1 << axis) != 0).collect();
            let given: Vec<i32> = axes.iter().map(|&axis| axis as i32 - 4).rev().collect();
            let expected: Vec<f64> = groups(&x, &axes).iter().map(|group| naive(group)).collect();
            let actual = reduce(v, &given).value().unwrap();
            println!("{name} over {axes:?}");
            assert_close(actual.as_slice(), &expected, 1e-13);
        }
    }
}

#[test]
fn views_reduce_like_their_copies() {
    let x = sample(&[4, 6, 5], 2);
    for (name, reduce, naive) in table() {
        let views = [
            x.t(),
            x.permute([2, 0, 1]).unwrap(),
            x.slice((.., 1..5, 1..)).unwrap(),
            x.flip(1).unwrap(),
            x.slice((0, .., ..)).unwrap().broadcast_to([3, 6, 5]).unwrap(),
        ];
        for view in views {
            for axes in [vec![0], vec![1], vec![2], vec![0, 2], vec![0, 1, 2]] {
                let tape = Tape::new();
                let given: Vec<i32> = axes.iter().map(|&axis| axis as i32).collect();
                let expected: Vec<f64> = groups(&view, &axes).iter().map(|group| naive(group)).collect();
                println!("{name} over {axes:?} with steps {:?}", view.strides());
                let actual = reduce(tape.var(&view), &given).value().unwrap();
                assert_close(actual.as_slice(), &expected, 1e-13);
            }
        }
    }
}

#[test]
fn derivatives_of_every_reduction_to_third_order() {
    let x = Tensor::from([[0.6, -1.3, 0.9], [1.7, 0.4, -0.8]]);
    for (name, reduce, _) in table() {
        println!("{name}");
        for axes in [&[0][..], &[1], &[0, 1]] {
            check_derivatives(&x, |x| reduce(x.sin() + 0.2, axes));
        }
    }
}

#[test]
fn kept_axes_have_size_one() {
    let tape = Tape::new();
    let x = tape.var(sample(&[2, 3], 1));
    for y in [
        x.sum_keep(0),
        x.prod_keep(0),
        x.amax_keep(0),
        x.variance_keep(0, 0),
        x.norm_keep(0, 3),
    ] {
        assert_eq!(y.shape(), [1, 3]);
    }
    assert_eq!(x.logsumexp_keep(()).shape(), [1, 1]);
    assert_eq!(x.argmax_keep(1).shape(), [2, 1]);
}

#[test]
fn derivatives_of_products_with_zeros_to_third_order() {
    for x in [
        [0.0, 2.0, -3.0, 0.5],
        [0.0, 2.0, 0.0, 0.5],
        [0.0, 0.0, 0.0, 2.0],
        [0.0; 4],
    ] {
        check_derivatives(&Tensor::from(x), |x| x.prod());
        check_derivatives(&Tensor::from(x), |x| x.reshape([2, 2]).prod_axis(0));
    }
}

#[test]
fn gradient_of_prod_with_one_zero_is_the_product_of_the_others() {
    let (value, gradient) = value_and_gradient(&Tensor::from([2.0, 0.0, 4.0]), |x| x.prod());
    assert_eq!(value, [0.0]);
    assert_eq!(gradient, [0.0, 8.0, 0.0]);
}

#[test]
fn norms_at_the_origin_have_derivative_zero() {
    for p in [1.0, 2.0, 3.0, 0.5, -1.0, f64::INFINITY, f64::NEG_INFINITY, 0.0] {
        let (value, gradient) = value_and_gradient(&Tensor::from([0.0, 0.0]), |x| x.norm_axis(0, p));
        assert_eq!(value, [0.0], "p = {p}");
        assert_eq!(gradient, [0.0, 0.0], "p = {p}");
        let tape = Tape::new();
        let x = tape.var([0.0, 0.0]);
        let second = x.norm_axis(0, p).grad(x).sum().grad(x).value().unwrap();
        assert_eq!(second.as_slice(), [0.0, 0.0], "p = {p}");
    }
}

#[test]
fn norms_of_huge_and_tiny_elements_neither_overflow_nor_vanish() {
    for scale in [1e300, 1e-300] {
        let x = Tensor::from([3.0 * scale, -4.0 * scale]);
        let (value, gradient) = value_and_gradient(&x, |x| x.norm());
        assert_close(&[value[0] / scale], &[5.0], 1e-15);
        assert_close(&gradient, &[0.6, -0.8], 1e-15);
        let (value, _) = value_and_gradient(&x, |x| x.norm_axis(0, 3));
        assert_close(&[value[0] / scale], &[91f64.cbrt()], 1e-14);
    }
    let smallest = f64::from_bits(1);
    let x = Tensor::from([3.0 * smallest, -4.0 * smallest]);
    let (value, gradient) = value_and_gradient(&x, |x| x.norm());
    assert_eq!(value, [5.0 * smallest]);
    assert_close(&gradient, &[0.6, -0.8], 1e-15);
    let tape = Tape::<f32>::new();
    let x = tape.var([3e30f32, 4e30]);
    assert_eq!(x.norm().item().unwrap(), 5e30);
}

#[test]
fn a_norm_joins_blocks_of_different_scale() {
    let mut x = Tensor::full(10_000, 1e-200);
    x.as_mut_slice()[0] = 1e250;
    x.as_mut_slice()[9_000] = 1e250;
    let tape = Tape::new();
    let norm = tape.var(&x).norm().item().unwrap();
    assert_close(&[norm / 1e250], &[2f64.sqrt()], 1e-15);
}

#[test]
fn norms_pass_infinity_and_nan() {
    let tape = Tape::new();
    for p in [1.0, 2.0, 2.5, f64::INFINITY] {
        let infinite = tape.var([1.0, f64::NEG_INFINITY]).norm_axis(0, p);
        assert_eq!(infinite.item().unwrap(), f64::INFINITY);
        assert!(
            tape.var([1.0, f64::NAN, 2.0])
                .norm_axis(0, p)
                .item()
                .unwrap()
                .is_nan()
        );
    }
}

#[test]
fn the_max_norm_shares_ties() {
    let (_, gradient) =
        value_and_gradient(&Tensor::from([2.0, -2.0, 1.0]), |x| x.norm_axis(0, f64::INFINITY));
    assert_eq!(gradient, [0.5, -0.5, 0.0]);
}

#[test]
fn long_sums_of_f32_keep_their_digits() {
    let tape = Tape::<f32>::new();
    let x = tape.var(Tensor::full([1 << 20], 0.1f32));
    let exact = f64::from(0.1f32) * f64::from(1 << 20);
    let total = f64::from(x.sum().item().unwrap());
    assert!((total / exact - 1.0).abs() < 1e-6, "{total} is not {exact}");
    let columns = x.reshape([1 << 18, 4]).sum_axis(0).value().unwrap();
    assert!((f64::from(columns.as_slice()[0]) / exact * 4.0 - 1.0).abs() < 1e-6);
}

#[test]
fn reductions_of_nothing() {
    let tape = Tape::<f64>::new();
    let x = tape.var(Tensor::zeros([0, 2]));
    let value = |y: Var| y.value().unwrap().as_slice().to_vec();
    assert_eq!(value(x.sum_axis(0)), [0.0, 0.0]);
    assert_eq!(value(x.prod_axis(0)), [1.0, 1.0]);
    assert_eq!(value(x.any_axis(0)), [0.0, 0.0]);
    assert_eq!(value(x.all_axis(0)), [1.0, 1.0]);
    assert_eq!(value(x.norm_axis(0, 2)), [0.0, 0.0]);
    assert_eq!(value(x.logsumexp_axis(0)), [f64::NEG_INFINITY; 2]);
    assert!(value(x.mean_axis(0)).iter().all(|x| x.is_nan()));
    assert!(value(x.variance_axis(0, 0)).iter().all(|x| x.is_nan()));
    assert_eq!(x.amax_axis(1).value().unwrap().shape(), [0]);
    assert_eq!(x.prod_axis(0).sum().grad(x).value().unwrap().shape(), [0, 2]);
    assert!(error_of(x.amax()).contains("amax: axis 0 of shape [0, 2] has no elements to choose from"));
    assert!(error_of(x.norm_axis(0, f64::INFINITY)).contains("norm_axis: axis 0"));
}

#[test]
fn errors_name_operation_axis_and_rank() {
    let tape = Tape::<f64>::new();
    let x = tape.var([1.0, 2.0]);
    assert!(error_of(x.prod_axis(1)).starts_with("prod_axis: axis 1 does not exist in a tensor of rank 1"));
    assert!(error_of(x.variance_axis([0, 0], 1)).contains("named twice"));
    assert!(error_of(x.norm_axis(0, f64::NAN)).contains("norm_axis: there is no NaN-norm"));
    assert!(error_of(x.prod_axis(3).amax()).starts_with("prod_axis"));
}

#[test]
fn counting_and_masks() {
    let tape = Tape::new();
    let x = tape.var([[0.0, 3.0], [f64::NAN, 0.0]]);
    assert_eq!(x.count_nonzero().item().unwrap(), 2.0);
    assert_eq!(x.count_nonzero_axis(1).value().unwrap(), Tensor::from([1.0, 1.0]));
    assert_eq!(x.any_axis(0).value().unwrap(), Tensor::from([1.0, 1.0]));
    assert_eq!(x.all_axis(0).value().unwrap(), Tensor::from([0.0, 0.0]));
    assert_eq!(x.any().grad(x).value().unwrap().as_slice(), [0.0; 4]);
}
