//! Operations of the user's own, as types and as closures.

use crate::{Result, assert_close, slope};
use wengert::prelude::*;

/// x · sigmoid(x), for f64 alone.
struct Swish;

impl wengert::Operation<f64, 1> for Swish {
    fn eval(&self, [x]: [&Tensor; 1]) -> Tensor {
        x.map(|x| x / (1.0 + (-x).exp()))
    }

    fn vjp<'t>(&self, [x]: [Var<'t>; 1], y: Var<'t>, cotangent: Var<'t>) -> [Var<'t>; 1] {
        let s = x.sigmoid();
        [cotangent * (s + y * (1.0 - s))]
    }
}

/// √(x² + y²) for both float types, with a rule for tangents.
struct Length;

impl<T: wengert::Float> wengert::Operation<T, 2> for Length {
    fn eval(&self, [x, y]: [&Tensor<T>; 2]) -> Tensor<T> {
        let pairs = x.as_slice().iter().zip(y.as_slice());
        pairs.map(|(x, y)| T::of(x.f64().hypot(y.f64()))).collect()
    }

    fn vjp<'t>(&self, [x, y]: [Var<'t, T>; 2], length: Var<'t, T>, cotangent: Var<'t, T>) -> [Var<'t, T>; 2] {
        [cotangent * x / length, cotangent * y / length]
    }

    fn jvp<'t>(&self, [x, y]: [Var<'t, T>; 2], length: Var<'t, T>, [dx, dy]: [Var<'t, T>; 2]) -> Var<'t, T> {
        (x * dx + y * dy) / length
    }
}

#[test]
fn an_operation_of_four_lines_has_derivatives_of_any_order() -> Result {
    let swish = |x: f64| x / (1.0 + (-x).exp());
    let tape = Tape::new();
    let x = tape.var([0.5, 1.0]);
    let y = tape.apply(Swish, [x]).sum();
    assert_close(y.item()?, swish(0.5) + swish(1.0));

    let first = y.backward()?.wrt(x)?;
    assert_close(first.as_slice()[0], slope(swish, 0.5));
    let second = y.grad(x).sum().grad(x).value()?;
    let slope_of_slope = |x| slope(|x| slope(swish, x), x);
    assert!((second.as_slice()[1] - slope_of_slope(1.0)).abs() < 1e-6);
    Ok(())
}

#[test]
fn an_operation_of_two_arguments_may_take_the_same_one_twice() -> Result {
    let tape = Tape::new();
    let x = tape.var([0.5, 1.0]);
    let length = tape.apply(Length, [x, x]).sum();
    assert_close(length.grad(x).value()?.as_slice()[0], 2f64.sqrt());
    Ok(())
}

#[test]
fn a_tangent_goes_through_the_rule_of_the_operation_or_through_its_double_vjp() -> Result {
    let tape = Tape::new();
    let x = tape.var([3.0]);
    let y = tape.var([4.0]);
    let v = tape.constant([1.0]);
    let length = tape.apply(Length, [x, y]);
    assert_close(length.jvp([x, y], [v, v]).item()?, 1.4);

    let swish = tape.apply(Swish, [x]);
    assert_close(swish.jvp(x, v).item()?, swish.sum().grad(x).item()?);
    Ok(())
}

#[test]
fn a_closure_with_a_rule_of_its_own_rounds_and_passes_the_gradient() -> Result {
    let tape = Tape::new();
    let x = tape.var([0.6, -1.2]);
    let rounded = x.custom_vjp(|x| x.map(f64::round), |_x, _y, cotangent| cotangent);
    assert_eq!(rounded.value()?, Tensor::from([1.0, -1.0]));
    assert_eq!(rounded.sum().grad(x).value()?, Tensor::from([1.0, 1.0]));
    Ok(())
}

#[test]
fn the_rule_of_a_closure_captures_numbers() -> Result {
    let tape = Tape::new();
    let x = tape.var([0.5, -1.0]);
    let limit = 0.3;
    let damped = x.custom_vjp(|x| x.clone(), move |_x, _y, cotangent| cotangent * limit);
    assert_eq!(damped.sum().grad(x).value()?, Tensor::from([0.3, 0.3]));
    Ok(())
}

#[test]
fn stop_gradient_lets_only_one_factor_be_differentiated() -> Result {
    let tape = Tape::new();
    let x = tape.var([0.5, -1.0]);
    let half = (x * x.stop_gradient()).sum().grad(x);
    assert_eq!(half.value()?, Tensor::from([0.5, -1.0]));
    Ok(())
}
