//! First values of parameters against the bounds and deviations of PyTorch.

use serde_json::Value;
use wengert_nn::init::{self, Fan, Gain};
use wengert_nn::prelude::*;
use wengert_tape::prelude::*;

fn golden() -> Value {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/golden/initialisation.json"
    );
    let text = std::fs::read_to_string(path).expect("the file of golden values is readable");
    serde_json::from_str(&text).expect("the file of golden values is JSON")
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    let list = value[name].as_array().map_or(&[][..], Vec::as_slice);
    assert!(!list.is_empty(), "{name} is empty");
    list
}

fn number(value: &Value, name: &str) -> f64 {
    value[name]
        .as_f64()
        .unwrap_or_else(|| panic!("{name} is a number"))
}

fn shape(value: &Value) -> Vec<usize> {
    let sizes = list(value, "shape").iter();
    sizes.map(|size| size.as_u64().unwrap() as usize).collect()
}

fn gain(value: &Value) -> Gain {
    match value["nonlinearity"].as_str().unwrap() {
        "linear" => Gain::Linear,
        "sigmoid" => Gain::Sigmoid,
        "tanh" => Gain::Tanh,
        "relu" => Gain::Relu,
        "leaky_relu" => Gain::LeakyRelu(value["slope"].as_f64().unwrap_or(0.01)),
        "selu" => Gain::Selu,
        other => panic!("no gain is called {other}"),
    }
}

/// The bound is reached to 5 % and never left, by tensors with enough elements.
#[track_caller]
fn check_bound(x: &Tensor, bound: f64) {
    let largest = x.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
    assert!(largest <= bound * (1.0 + 1e-14), "{largest} leaves {bound}");
    if x.len() >= 1000 {
        assert!(largest > 0.95 * bound, "{largest} stays far inside of {bound}");
    }
}

/// The deviation is met within five standard errors.
#[track_caller]
fn check_deviation(x: &Tensor, deviation: f64) {
    let n = x.len() as f64;
    let own = (x.iter().map(|x| x * x).sum::<f64>() / n).sqrt();
    let error = 5.0 / (2.0 * n).sqrt();
    assert!((own / deviation - 1.0).abs() < error, "{own} for {deviation}");
}

#[test]
fn gains_are_pytorchs() {
    for entry in list(&golden(), "gains") {
        let own = gain(entry).factor();
        assert!((own - number(entry, "gain")).abs() < 1e-15, "{entry}");
    }
    assert_eq!(Gain::Of(3.0).factor(), 3.0);
}

#[test]
fn xavier_bounds_and_deviations_are_pytorchs() {
    let mut rng = Random::seed(1);
    for entry in list(&golden(), "xavier") {
        let shape = shape(entry);
        let fans = (
            number(entry, "fan_in") as usize,
            number(entry, "fan_out") as usize,
        );
        assert_eq!(init::fans(&shape), fans);
        let gain = Gain::Of(number(entry, "gain"));
        check_bound(
            &init::xavier_uniform(&shape, gain, &mut rng),
            number(entry, "bound"),
        );
        check_deviation(
            &init::xavier_normal(&shape, gain, &mut rng),
            number(entry, "deviation"),
        );
    }
}

#[test]
fn kaiming_bounds_and_deviations_are_pytorchs() {
    let mut rng = Random::seed(2);
    for entry in list(&golden(), "kaiming") {
        let fan = match entry["mode"].as_str().unwrap() {
            "fan_in" => Fan::In,
            _ => Fan::Out,
        };
        let (shape, gain) = (shape(entry), gain(entry));
        check_bound(
            &init::kaiming_uniform(&shape, gain, fan, &mut rng),
            number(entry, "bound"),
        );
        let normal = init::kaiming_normal(&shape, gain, fan, &mut rng);
        check_deviation(&normal, number(entry, "deviation"));
    }
}

#[test]
fn linear_begins_in_pytorchs_bounds() {
    let mut rng = Random::seed(3);
    for entry in list(&golden(), "linear") {
        let (inputs, outputs) = (
            number(entry, "inputs") as usize,
            number(entry, "outputs") as usize,
        );
        let layer = Linear::new(inputs, outputs, &mut rng);
        check_bound(layer.weight.value(), number(entry, "weight_bound"));
        check_bound(layer.bias.as_ref().unwrap().value(), number(entry, "bias_bound"));
    }
}

#[test]
fn orthogonal_rows_or_columns_are_orthonormal() {
    let mut rng = Random::seed(4);
    for shape in [[3, 3], [2, 5], [40, 10], [1, 1]] {
        let q: Tensor = init::orthogonal(shape, 1.0, &mut rng);
        let tape = Tape::new();
        let q = tape.constant(q);
        let product = if shape[0] <= shape[1] {
            q.matmul(q.t())
        } else {
            q.t().matmul(q)
        };
        let unit = Tensor::eye(shape[0].min(shape[1]));
        product.value().unwrap().assert_close(&unit, 0.0, 1e-14);
    }
    let filters: Tensor<f32> = init::orthogonal([4, 2, 3, 3], 2.0, &mut rng);
    assert_eq!(filters.shape(), [4, 2, 3, 3]);
    let squares: f32 = filters.iter().map(|x| x * x).sum();
    assert!((squares - 16.0).abs() < 1e-5, "{squares}");
}

#[test]
fn orthogonal_matrices_have_both_signs_everywhere() {
    let mut rng = Random::seed(5);
    let mut positive = [0; 4];
    for _ in 0..200 {
        let q: Tensor = init::orthogonal([2, 2], 1.0, &mut rng);
        for (count, x) in positive.iter_mut().zip(q.iter()) {
            *count += usize::from(x > 0.0);
        }
    }
    assert!(
        positive.iter().all(|count| (60..140).contains(count)),
        "{positive:?}"
    );
}

#[test]
fn truncated_normal_stays_within_its_bounds_with_the_right_spread() {
    let mut rng = Random::seed(6);
    let x: Tensor = init::truncated_normal([20_000], 0.0, 1.0, -2.0, 2.0, &mut rng);
    assert!(x.iter().all(|x| x.abs() <= 2.0));
    // The variance of the standard normal cut at ±2 is 1 − 4 φ(2)/(2Φ(2) − 1).
    check_deviation(&x, 0.773_741_350_662_f64.sqrt());
    let tail: Tensor = init::truncated_normal([100], 0.0, 1.0, 3.0, 4.0, &mut rng);
    assert!(tail.iter().all(|x| (3.0..=4.0).contains(&x)));
}

#[test]
#[should_panic(expected = "less than a millionth")]
fn truncated_normal_far_out_is_refused() {
    let _: Tensor = init::truncated_normal([1], 0.0, 1.0, 8.0, 9.0, &mut Random::seed(1));
}

#[test]
#[should_panic(expected = "at least two axes")]
fn fans_of_a_vector_are_refused() {
    init::fans(&[3]);
}

#[test]
fn fill_keeps_the_shape_and_the_identity_of_a_parameter() {
    let mut layer = Linear::<f32>::new(3, 2, &mut Random::seed(1));
    let id = layer.weight.id();
    init::fill(&mut layer.weight, |shape| init::constant(shape, 0.5));
    assert_eq!(layer.weight.value(), &Tensor::full([2, 3], 0.5));
    assert_eq!(layer.weight.id(), id);
    init::fill(&mut layer.weight, |shape| init::zeros(shape));
    init::fill(layer.bias.as_mut().unwrap(), |shape| init::ones(shape));
    assert_eq!(layer.bias.unwrap().value(), &Tensor::ones([2]));
}

#[test]
#[should_panic(expected = "the parameter's shape")]
fn fill_with_another_shape_is_refused() {
    init::fill(&mut Param::new([1.0, 2.0]), |_| Tensor::from([1.0]));
}

#[test]
fn normal_and_uniform_have_the_mean_and_spread_they_say() {
    let mut rng = Random::seed(7);
    let x: Tensor = init::normal([10_000], 3.0, 0.5, &mut rng);
    check_deviation(&x.map(|x| x - 3.0), 0.5);
    let x: Tensor = init::uniform([10_000], 1.0, 2.0, &mut rng);
    assert!(x.iter().all(|x| (1.0..2.0).contains(&x)));
    check_deviation(&x.map(|x| x - 1.5), (1.0f64 / 12.0).sqrt());
}
