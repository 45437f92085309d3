//! Activations: values, conventions at edges, tails, and derivatives of any order.

mod differences;

use differences::check;
use wengert_tape::{Real, Result, Tape, Tensor, Var};

type Activation = (
    &'static str,
    fn(f64) -> f64,
    for<'t> fn(Var<'t>) -> Var<'t>,
    fn(f64) -> f64,
);

/// Name, as a method of a number, as a method of a variable, by the textbook's formula.
const ACTIVATIONS: [Activation; 16] = [
    (
        "hardtanh",
        |x| Real::hardtanh(x, -2.0, 1.0),
        |x| x.hardtanh(-2.0, 1.0),
        |x| x.clamp(-2.0, 1.0),
    ),
    ("relu6", Real::relu6, |x| x.relu6(), |x| x.clamp(0.0, 6.0)),
    (
        "leaky_relu",
        |x| x.leaky_relu(0.1),
        |x| x.leaky_relu(0.1),
        |x| if x > 0.0 { x } else { 0.1 * x },
    ),
    (
        "elu",
        |x| x.elu(1.5),
        |x| x.elu(1.5),
        |x| if x > 0.0 { x } else { 1.5 * x.exp_m1() },
    ),
    (
        "selu",
        Real::selu,
        |x| x.selu(),
        |x| {
            1.0507009873554805
                * if x > 0.0 {
                    x
                } else {
                    1.6732632423543772 * x.exp_m1()
                }
        },
    ),
    (
        "celu",
        |x| x.celu(2.0),
        |x| x.celu(2.0),
        |x| x.max(0.0) + (2.0 * (x / 2.0).exp_m1()).min(0.0),
    ),
    (
        "gelu",
        Real::gelu,
        |x| x.gelu(),
        |x| x * 0.5 * Real::erfc(-x / 2f64.sqrt()),
    ),
    (
        "gelu_tanh",
        Real::gelu_tanh,
        |x| x.gelu_tanh(),
        |x| 0.5 * x * (1.0 + ((2.0 / std::f64::consts::PI).sqrt() * (x + 0.044715 * x.powi(3))).tanh()),
    ),
    ("silu", Real::silu, |x| x.silu(), |x| x / (1.0 + (-x).exp())),
    ("mish", Real::mish, |x| x.mish(), |x| x * x.exp().ln_1p().tanh()),
    (
        "hardsigmoid",
        Real::hardsigmoid,
        |x| x.hardsigmoid(),
        |x| ((x + 3.0) / 6.0).clamp(0.0, 1.0),
    ),
    (
        "hardswish",
        Real::hardswish,
        |x| x.hardswish(),
        |x| x * ((x + 3.0) / 6.0).clamp(0.0, 1.0),
    ),
    (
        "softsign",
        Real::softsign,
        |x| x.softsign(),
        |x| x / (1.0 + x.abs()),
    ),
    (
        "softshrink",
        |x| x.softshrink(0.5),
        |x| x.softshrink(0.5),
        |x| x.signum() * (x.abs() - 0.5).max(0.0),
    ),
    (
        "hardshrink",
        |x| x.hardshrink(0.5),
        |x| x.hardshrink(0.5),
        |x| if x.abs() > 0.5 { x } else { 0.0 },
    ),
    (
        "tanhshrink",
        Real::tanhshrink,
        |x| x.tanhshrink(),
        |x| x - x.tanh(),
    ),
];

/// Far from every kink.
const POINTS: [f64; 10] = [-7.3, -4.1, -2.4, -1.3, -0.31, 0.27, 0.83, 2.2, 4.7, 9.1];

#[test]
fn values_are_the_formulas() -> Result<()> {
    for (name, number, variable, formula) in ACTIVATIONS {
        let tape = Tape::new();
        let values = variable(tape.var(POINTS)).value()?;
        for (x, y) in POINTS.into_iter().zip(values.iter()) {
            let expected = formula(x);
            assert!(
                (y - expected).abs() < 1e-14 * (1.0 + expected.abs()),
                "{name}({x}): {y} is not {expected}"
            );
            assert!(
                (number(x) - y).abs() < 1e-15 * (1.0 + y.abs()),
                "{name}({x}): number and variable differ"
            );
        }
    }
    Ok(())
}

#[test]
fn derivatives_are_right_to_second_order() {
    for (name, _, variable, _) in ACTIVATIONS {
        println!("{name}");
        check(&|x| variable(x[0]), &[Tensor::from(POINTS)]);
    }
    let weight = Tensor::from([0.1, -0.4]);
    check(
        &|x| x[0].reshape([5, 2]).prelu(x[1]),
        &[Tensor::from(POINTS), weight],
    );
    check(
        &|x| x[0].lerp(x[1], x[2]),
        &[
            Tensor::from([1.0, 2.0]),
            Tensor::from([0.3, 4.0]),
            Tensor::from(0.3),
        ],
    );
}

/// The derivatives of order 1 to 4.
fn derivatives(activation: impl for<'t> Fn(Var<'t>) -> Var<'t>, x: f64) -> Result<[f64; 4]> {
    let tape = Tape::new();
    let x = tape.var(x);
    let mut y = activation(x);
    let mut orders = [0.0; 4];
    for order in &mut orders {
        y = y.grad(x);
        *order = y.item()?;
    }
    Ok(orders)
}

#[test]
fn every_order_is_finite_everywhere() -> Result<()> {
    let points = [
        -1e300, -800.0, -40.0, -6.0, -3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0, 6.0, 40.0, 800.0, 1e300,
    ];
    for (name, number, variable, _) in ACTIVATIONS {
        for x in points {
            assert!(number(x).is_finite(), "{name}({x})");
            for (order, derivative) in derivatives(variable, x)?.iter().enumerate() {
                assert!(
                    derivative.is_finite(),
                    "derivative {} of {name} at {x}: {derivative}",
                    order + 1
                );
            }
        }
    }
    Ok(())
}

#[test]
fn conventions_at_the_edges() -> Result<()> {
    let first = |activation: for<'t> fn(Var<'t>) -> Var<'t>, x: f64| {
        Ok::<f64, wengert_tape::Error>(derivatives(activation, x)?[0])
    };
    let table: [(&str, for<'t> fn(Var<'t>) -> Var<'t>, f64, f64); 19] = [
        ("hardtanh", |x| x.hardtanh(-2.0, 1.0), -2.0, 0.0),
        ("hardtanh", |x| x.hardtanh(-2.0, 1.0), 1.0, 0.0),
        ("clamp", |x| x.clamp(-2.0, 1.0), 1.0, 1.0),
        ("relu6", |x| x.relu6(), 0.0, 0.0),
        ("relu6", |x| x.relu6(), 6.0, 0.0),
        ("relu6", |x| x.relu6(), 3.0, 1.0),
        ("leaky_relu", |x| x.leaky_relu(0.1), 0.0, 0.1),
        ("elu", |x| x.elu(1.5), 0.0, 1.5),
        ("celu", |x| x.celu(1.5), 0.0, 1.0),
        ("gelu", |x| x.gelu(), 0.0, 0.5),
        ("gelu_tanh", |x| x.gelu_tanh(), 0.0, 0.5),
        ("silu", |x| x.silu(), 0.0, 0.5),
        ("hardsigmoid", |x| x.hardsigmoid(), 3.0, 0.0),
        ("hardsigmoid", |x| x.hardsigmoid(), -3.0, 0.0),
        ("hardswish", |x| x.hardswish(), -3.0, 0.0),
        ("hardswish", |x| x.hardswish(), 3.0, 1.0),
        ("softsign", |x| x.softsign(), 0.0, 1.0),
        ("softshrink", |x| x.softshrink(0.5), 0.5, 0.0),
        ("threshold", |x| x.threshold(0.5, 9.0), 0.5, 0.0),
    ];
    for (name, activation, x, expected) in table {
        assert_eq!(first(activation, x)?, expected, "{name} at {x}");
    }
    Ok(())
}

#[test]
fn tails_keep_their_digits() -> Result<()> {
    // Φ(−10) = 7.6198530241605261e-24 and φ(10) = 7.6945986267064199e-23.
    let close = |x: f64, y: f64| assert!((x - y).abs() < 1e-12 * y.abs(), "{x} is not {y}");
    close((-10.0).gelu(), -7.619_853_024_160_526e-23);
    close(derivatives(|x| x.gelu(), -10.0)?[0], -7.618_400_096_464_815e-22);
    close((-50.0).silu(), -50.0 * (-50f64).exp());
    close(derivatives(|x| x.silu(), -50.0)?[0], -49.0 * (-50f64).exp());
    close(derivatives(|x| x.softsign(), 1e10)?[0], (1.0 + 1e10f64).powi(-2));
    assert_eq!(derivatives(|x| x.softsign(), f64::INFINITY)?[0], 0.0);
    for (name, _, variable, _) in ACTIVATIONS {
        if [
            "hardtanh",
            "hardsigmoid",
            "softsign",
            "softshrink",
            "hardshrink",
            "tanhshrink",
            "leaky_relu",
        ]
        .contains(&name)
        {
            continue;
        }
        let tape = Tape::new();
        let y = variable(tape.var([f64::NEG_INFINITY, f64::INFINITY])).value()?;
        assert!(y.as_slice()[0].is_finite(), "{name}(-∞) is {}", y.as_slice()[0]);
        assert!(y.as_slice()[1] >= 6.0, "{name}(∞) is {}", y.as_slice()[1]);
    }
    Ok(())
}

#[test]
fn nan_passes_through_every_activation() -> Result<()> {
    for (name, number, variable, _) in ACTIVATIONS {
        let tape = Tape::new();
        assert!(number(f64::NAN).is_nan(), "{name}");
        assert!(variable(tape.var(f64::NAN)).item()?.is_nan(), "{name}");
    }
    Ok(())
}

#[test]
fn numbers_take_the_place_of_what_is_none() -> Result<()> {
    let tape = Tape::<f32>::new();
    let x = tape.var([f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 2.0]);
    let y = x.nan_to_num(0.0, 9.0, -9.0);
    assert_eq!(y.value()?, Tensor::from([0.0, 9.0, -9.0, 2.0]));
    assert_eq!(y.sum().grad(x).value()?, Tensor::from([0.0, 0.0, 0.0, 1.0]));
    assert_eq!(x.is_infinite().value()?, Tensor::from([0.0, 1.0, 1.0, 0.0]));
    assert_eq!(f64::NAN.nan_to_num(1.0, 0.0, 0.0), 1.0);
    Ok(())
}

#[test]
fn prelu_has_a_weight_per_channel() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var(Tensor::full([2, 3, 4], -1.0));
    let y = x.prelu(Tensor::from([1.0, 2.0, 3.0])).value()?;
    assert_eq!(y.at([1, 2, 3])?, -3.0);
    assert_eq!(
        x.prelu(Tensor::from([0.5])).value()?,
        Tensor::full([2, 3, 4], -0.5)
    );
    let text = x.prelu(Tensor::from([1.0, 2.0])).value().unwrap_err().to_string();
    assert!(
        text.starts_with("prelu: the weight has shape [2]; a number or a vector of 3 is wanted"),
        "{text}"
    );
    Ok(())
}
