//! Formulas: literals, numbers known at run time, tensors and parameters side by side.

use crate::{Result, assert_close};
use wengert::prelude::*;

#[test]
fn a_formula_of_matrices_has_gradients_and_gradients_of_gradients() -> Result {
    let mut random = Random::seed(1);
    let tape = Tape::new();
    let x = tape.var(Tensor::from([[1.0, 2.0]]));
    let w = tape.var(Tensor::randn([2, 3], &mut random));
    let y = (x.matmul(w) + 1.0).tanh().sum();

    let gradients = y.backward()?;
    assert_eq!(gradients.wrt(w)?.shape(), [2, 3]);

    let [gradient] = y.grad([x]);
    assert_eq!(gradient.value()?, gradients.wrt(x)?);
    let second = (gradient * gradient).sum().backward()?;
    assert_eq!(second.wrt(x)?.shape(), [1, 2]);
    Ok(())
}

#[test]
fn a_bare_number_decides_the_float_type_of_its_tape() -> Result {
    let tape = Tape::new();
    let x = tape.var(2.0);
    let y = x * x + 1.0;
    assert_eq!(y.item()?, 5.0);
    assert_eq!(y.grad(x).item()?, 4.0);

    let gradient = wengert::grad(|x| x.powi(3), 2.0)?;
    assert_eq!(gradient, Tensor::from(12.0));

    let known_at_run_time = Tensor::from(0.5f32);
    let tape = Tape::new();
    let single: f32 = tape.var(&known_at_run_time).exp().item()?;
    assert_eq!(single, 0.5f32.exp());
    Ok(())
}

#[test]
fn literals_stand_on_both_sides_of_variables_of_f32() -> Result {
    let tape = Tape::<f32>::new();
    let x = tape.var([0.5, -1.0]);
    let known_at_run_time = 0.5f32;
    let count = 3usize;

    let mut y = (2.0 * x).tanh() + (x * 2.0).sin() - 1.0 / (x.exp() + 1.0);
    y += x;
    y *= 0.5;
    y -= known_at_run_time;
    let z = ((1.0 - y) * known_at_run_time / count * 2).sum();

    let value: f32 = z.item()?;
    let gradient: Tensor<f32> = z.backward()?.wrt(x)?;
    let formula = |x: f64| {
        let y = (2.0 * x).tanh() + (x * 2.0).sin() - 1.0 / (x.exp() + 1.0);
        (1.0 - ((y + x) * 0.5 - 0.5)) * 0.5 / 3.0 * 2.0
    };
    let expected = formula(0.5) + formula(-1.0);
    assert!((f64::from(value) - expected).abs() < 1e-6);
    for (&found, at) in gradient.as_slice().iter().zip([0.5, -1.0]) {
        assert!((f64::from(found) - crate::slope(formula, at)).abs() < 1e-6);
    }
    Ok(())
}

#[test]
fn literals_keep_their_meaning_in_corner_cases() -> Result {
    let tape = Tape::<f32>::new();
    let x = tape.var([1.0]);
    let chosen = if x.size(0) > 0 { 1.0 } else { 2.0 };
    let factor = 2.0;
    let count = 4u8;

    let y = (x * -2.0).abs() * chosen
        + x * (1.0 / 3.0) * (factor * 2.0)
        + x * f32::EPSILON
        + x * 3
        + x / f64::from(count)
        - 1;
    let z = (y * Tensor::from([1.0])).sum();
    let expected = 2.0 + 4.0 / 3.0 + 3.0 + 0.25 - 1.0;
    assert!((z.item()? - expected).abs() < 1e-5);
    Ok(())
}

#[test]
fn variables_go_through_the_adapters_of_iterators() -> Result {
    fn product<'t>(a: Var<'t, f32>, b: Var<'t, f32>) -> Var<'t, f32> {
        a.exp() * b
    }

    fn double(x: Var<f32>) -> Var<f32> {
        2.0 * x
    }

    let tape = Tape::<f32>::new();
    let x = tape.var([1.0]);
    let y = tape.var([3.0]);

    let doubled: Var<f32> = [x, y].iter().map(|v| *v * 2.0).sum();
    assert_eq!(doubled.item()?, 8.0);

    let folded = [x, y].iter().fold(x.lift(1.0), |a, b| a * b.exp());
    assert!((folded.item()? - 4f32.exp()).abs() < 1e-3);

    let combine = |a, b| a * b + 2.0 * a;
    assert_eq!(combine(x, y).item()?, 5.0);

    let zipped: Vec<Var<f32>> = [x].into_iter().zip([y]).map(|(a, b)| a * b - double(a)).collect();
    assert_eq!(zipped[0].item()?, 1.0);

    assert!((product(x, y).item()? - 3.0 * 1f32.exp()).abs() < 1e-5);
    assert!(x.tape().is_some());
    Ok(())
}

#[test]
fn tensors_and_parameters_stand_in_a_formula_as_they_are() -> Result {
    let w = Param::new([[0.5]]);
    let x = Tensor::from([[1.0], [2.0], [3.0]]);
    let y = Tensor::from([[2.0], [4.0], [6.0]]);

    let tape = Tape::new();
    let loss = (tape.constant(&x).matmul(&w) - &y).square().mean();
    // The residuals are −1.5 x, and the mean of x² is 14/3.
    assert_close(loss.item()?, 2.25 * 14.0 / 3.0);
    assert_close(loss.backward()?.of(&w).as_slice()[0], -3.0 * 14.0 / 3.0);

    let from_the_left = (&y - tape.constant(&x).matmul(&w)).square().mean();
    assert_eq!(from_the_left.item()?, loss.item()?);
    Ok(())
}

#[test]
fn max_and_select_take_numbers_and_tensors() -> Result {
    let tape = Tape::<f32>::new();
    let x = tape.var([2.0, -1.0]);
    assert_eq!(x.max(0.0).value()?, Tensor::from([2.0, 0.0]));
    assert_eq!(x.greater(0.0).select(x, 7.0).value()?, Tensor::from([2.0, 7.0]));

    let target = Tensor::from([1.0, 2.0]);
    assert_eq!((&target - x).square().sum().item()?, 10.0);
    Ok(())
}

#[test]
fn a_function_is_generic_over_the_float_type() -> Result {
    fn layer<'t, T: wengert::Float>(x: Var<'t, T>, w: &Param<T>) -> Var<'t, T> {
        2.0 * x.matmul(w).tanh() - 0.5
    }

    let single = Tape::<f32>::new();
    let of_f32 = layer(single.var([[1.0]]), &Param::new([[2.0]]));
    let double = Tape::<f64>::new();
    let of_f64 = layer(double.var([[1.0]]), &Param::new([[2.0]]));
    assert_close(of_f64.item()?, 2.0 * 2f64.tanh() - 0.5);
    assert!((f64::from(of_f32.item()?) - of_f64.item()?).abs() < 1e-6);
    Ok(())
}

#[test]
fn parameters_descend_without_a_model_or_an_optimizer() -> Result {
    let mut theta = Tensor::from([0.0, 0.0]);
    let mut tape = Tape::new();
    for _ in 0..50 {
        tape.reset();
        let t = tape.var(&theta);
        let gradient = (t - 3.0).square().sum().grad(t).value()?;
        theta = theta
            .as_slice()
            .iter()
            .zip(gradient.as_slice())
            .map(|(t, g)| t - 0.2 * g)
            .collect();
    }
    // Each step shrinks the distance to 3 by the factor 1 − 2 · 0.2.
    assert_close(theta.as_slice()[0], 3.0 - 3.0 * 0.6f64.powi(50));
    Ok(())
}
