//! Derivatives: one variable or many, any order, along directions, and of plain functions.

use crate::{Result, assert_close};
use wengert::prelude::*;

#[test]
fn derivatives_of_higher_order_come_from_a_loop() -> Result {
    let tape = Tape::new();
    let x = tape.var(0.3);
    let mut derivative = x.sin();
    for _ in 0..5 {
        derivative = derivative.grad(x);
    }
    assert_close(derivative.item()?, 0.3f64.cos());

    let second = x.powi(3).grad(x).grad(x);
    assert_close(second.item()?, 1.8);
    Ok(())
}

#[test]
fn grad_takes_a_variable_an_array_a_vector_or_a_slice() -> Result {
    let tape = Tape::new();
    let x = tape.var([1.0, 2.0]);
    let w = tape.var([3.0, 4.0]);
    let y = (x * w * x).sum();

    let alone: Var = y.grad(x);
    let [by_x, by_w] = y.grad([x, w]);
    let both: Vec<Var> = vec![x, w];
    let of_vector: Vec<Var> = y.grad(&both);
    let of_slice: Vec<Var> = y.grad(&both[..]);

    assert_eq!(alone.value()?, Tensor::from([6.0, 16.0]));
    assert_eq!(by_x.value()?, alone.value()?);
    assert_eq!(by_w.value()?, Tensor::from([1.0, 4.0]));
    assert_eq!(of_vector[1].value()?, by_w.value()?);
    assert_eq!(of_slice.len(), 2);
    Ok(())
}

#[test]
fn hessian_vector_products_take_the_same_forms() -> Result {
    let tape = Tape::new();
    let x = tape.var([1.0, 2.0]);
    let w = tape.var([3.0, 4.0]);
    let y = (x * w * x).sum();
    let v = tape.constant([1.0, 0.0]);

    // ∂²y/∂x² = 2w and ∂²y/∂x∂w = 2x, element by element.
    assert_eq!(y.hvp(x, v).value()?, Tensor::from([6.0, 0.0]));
    let [along_x, along_w] = y.hvp([x, w], [v, v]);
    assert_eq!(along_x.value()?, Tensor::from([8.0, 0.0]));
    assert_eq!(along_w.value()?, Tensor::from([2.0, 0.0]));
    Ok(())
}

#[test]
fn tangents_go_forward_and_cotangents_backward() -> Result {
    let tape = Tape::new();
    let x = tape.var([1.0, 2.0]);
    let w = tape.var([3.0, 4.0]);
    let v = tape.constant([1.0, 0.0]);

    let of_array = (x * w).jvp([x], [v]);
    let of_variable = (x * w).jvp(x, v);
    assert_eq!(of_array.value()?, Tensor::from([3.0, 0.0]));
    assert_eq!(of_variable.value()?, of_array.value()?);

    let cotangent = Tensor::from([1.0, 1.0]);
    assert_eq!((x * w).vjp(cotangent, x).value()?, Tensor::from([3.0, 4.0]));
    Ok(())
}

#[test]
fn jacobians_and_hessians_are_one_variable() -> Result {
    let tape = Tape::new();
    let x = tape.var([1.0, 2.0]);
    let w = tape.var([3.0, 4.0]);
    let jacobian = (x * w).jacobian(x);
    assert_eq!(jacobian.value()?, Tensor::from([[3.0, 0.0], [0.0, 4.0]]));

    let hessian = (x * w * x).sum().hessian(x);
    assert_eq!(hessian.value()?, Tensor::from([[6.0, 0.0], [0.0, 8.0]]));
    Ok(())
}

#[test]
fn plain_functions_of_tensors_are_differentiated_directly() -> Result {
    use wengert::transform::{grad, value_and_grad};

    let gradient = grad(|x| (x * x).sum(), [1.0, 2.0])?;
    assert_eq!(gradient, Tensor::from([2.0, 4.0]));

    let at = [[1.0, 2.0], [3.0, 4.0]];
    let (value, [by_x, by_w]) = value_and_grad(|[x, w]| (x * w).sum(), at)?;
    assert_close(value, 11.0);
    assert_eq!(by_x, Tensor::from([3.0, 4.0]));
    assert_eq!(by_w, Tensor::from([1.0, 2.0]));
    Ok(())
}

#[test]
fn a_differentiated_closure_captures_numbers_and_data() -> Result {
    use wengert::transform::grad;

    let factor = 3.0;
    let data = Tensor::from([1.0, 1.0]);
    let gradient = grad(|x| (factor * x - &data).square().sum(), [1.0, 2.0])?;
    assert_eq!(gradient, Tensor::from([12.0, 30.0]));
    assert_eq!(grad(|x| x.sum(), [1.0])?, Tensor::from([1.0]));
    Ok(())
}

#[test]
fn a_function_given_by_name_is_wrapped_in_a_closure() -> Result {
    fn energy(x: Var) -> Var {
        (x * x * 0.5).sum()
    }

    // The closure is the point: a function passed by name is not general in its lifetime.
    #[allow(clippy::redundant_closure)]
    let gradient = wengert::grad(|x| energy(x), [1.0, -2.0])?;
    assert_eq!(gradient, Tensor::from([1.0, -2.0]));
    Ok(())
}

#[test]
fn a_variable_stands_for_a_parameter_in_meta_learning() -> Result {
    let weight = Param::new(2.0);
    let loss = |x: f64, tape: &Tape| -> f64 {
        let w = tape.param(&weight);
        let inner = (w * x).square();
        let fast = w - 0.1 * inner.grad(w);
        tape.bind(&weight, fast);
        let outer = (tape.constant(x) * &weight).square();
        outer.grad(w).item().unwrap()
    };
    // fast = w − 0.2 x² w, so the outer loss is (x w (1 − 0.2 x²))².
    let x = 1.5;
    let shrink = 1.0 - 0.2 * x * x;
    assert_close(loss(x, &Tape::new()), 2.0 * x * x * shrink * shrink * 2.0);
    Ok(())
}
