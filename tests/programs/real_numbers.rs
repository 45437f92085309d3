//! One formula for plain numbers and for variables: functions generic over `Real` and `Number`.

use crate::{Result, assert_close, slope};
use wengert::prelude::*;

pub fn rosenbrock<R: Real>(x: &[R]) -> R {
    x.windows(2)
        .map(|w| 100.0 * (w[1] - w[0].powi(2)).powi(2) + (1.0 - w[0]).powi(2))
        .sum()
}

#[test]
fn a_sum_over_windows_is_one_formula_for_numbers_and_variables() -> Result {
    let at = [1.2, 0.7, -0.3];
    let value = rosenbrock(&at);

    let tape = Tape::<f64>::new();
    let x = at.map(|number| tape.var(number));
    let y = rosenbrock(&x);
    assert_close(y.item()?, value);

    let gradients = y.grad(x);
    for (k, gradient) in gradients.into_iter().enumerate() {
        let along = |number: f64| {
            let mut moved = at;
            moved[k] = number;
            rosenbrock(&moved)
        };
        // The function is of degree 4: the five-point slope is exact but for rounding.
        assert!((gradient.item()? - slope(along, at[k])).abs() < 1e-7);
    }
    Ok(())
}

pub fn option_price<R: Real>(spot: R, strike: f64) -> R {
    let distance = (spot / strike).ln() * 0.5 + 0.5 * (strike - 1.0);
    let probability = 1.0 / (1.0 + (-1.702 * distance).exp());
    spot * probability - strike * (1.0 - probability)
}

#[test]
fn a_price_has_its_second_derivative() -> Result {
    let tape = Tape::new();
    let spot = tape.var(2.0);
    let price = option_price(spot, 1.5);
    assert_close(price.item()?, option_price(2.0, 1.5));

    let delta = |spot: f64| slope(|spot| option_price(spot, 1.5), spot);
    assert_close(price.grad(spot).item()?, delta(2.0));
    let gamma = price.grad(spot).grad(spot).item()?;
    assert!((gamma - slope(delta, 2.0)).abs() < 1e-6);
    Ok(())
}

/// The square root by Newton's method, which runs until the value is good.
pub fn square_root<R: Number>(a: R) -> R {
    let mut x = a;
    while (x * x - a).abs() > 1e-12 {
        x = 0.5 * (x + a / x);
    }
    x
}

pub fn kink<R: Number>(x: R) -> R {
    if x > 0.0 && x < R::from(10.0) { x * x } else { -x }
}

#[test]
fn numbers_that_carry_a_value_branch_and_loop() {
    assert_close(square_root(2.0), 2f64.sqrt());
    assert_close(kink(3.0), 9.0);
    assert_close(kink(-3.0), 3.0);
    assert_close(kink(11.0), -11.0);
}

pub fn softplus<R: Real>(x: R) -> R {
    R::select(x.greater(0.0), x + (1.0 + (-x).exp()).ln(), (1.0 + x.exp()).ln())
}

#[test]
fn select_is_a_branch_that_is_part_of_the_formula() -> Result {
    let tape = Tape::new();
    let x = tape.var([0.5, -0.5]);
    let y = softplus(x).sum();
    assert_close(y.item()?, softplus(0.5) + softplus(-0.5));
    let gradient = y.grad(x).value()?;
    assert_close(gradient.as_slice()[0], slope(softplus, 0.5));
    assert_close(gradient.as_slice()[1], slope(softplus, -0.5));
    Ok(())
}

pub fn bent<R: Real>(x: R) -> R {
    x.max(0.0) + R::select(x, x * 2.0, 1.0) + x.max(x * x)
}

#[test]
fn max_and_select_take_numbers_in_generic_code() -> Result {
    assert_close(bent(2.0), 10.0);
    let tape = Tape::<f32>::new();
    let x = tape.var([2.0, 0.0]);
    assert_eq!(bent(x).value()?, Tensor::from([10.0, 1.0]));
    Ok(())
}

pub fn mean_and_deviation<R: Real>(x: &[R]) -> (R, R) {
    let n = x.len() as f64;
    let mean = x.iter().sum::<R>() / n;
    let variance = x.iter().map(|&x| (x - mean).powi(2)).sum::<R>() / (n - 1.0);
    (mean, variance.sqrt())
}

#[test]
fn sums_run_over_references_values_and_nothing() -> Result {
    let (mean, deviation) = mean_and_deviation(&[1.0, 2.0, 3.0]);
    assert_close(mean, 2.0);
    assert_close(deviation, 1.0);

    let tape = Tape::<f64>::new();
    let x = [1.0, 2.0, 4.0].map(|number| tape.var(number));
    let (_, deviation) = mean_and_deviation(&x);
    let gradients = deviation.grad(x);
    // Moving all numbers together does not change how they deviate.
    assert_close(gradients.iter().sum::<Var>().item()?, 0.0);

    let of_nothing: Var = [].iter().sum();
    assert_eq!(of_nothing.item()?, 0.0);
    Ok(())
}

fn dot<R: Real>(a: &[R], b: &[f64]) -> R {
    a.iter().zip(b).map(|(a, b)| *a * *b).sum()
}

pub fn matrix_times<R: Real, const N: usize>(matrix: &[[f64; N]], x: [R; N]) -> Vec<R> {
    matrix.iter().map(|row| dot(&x, row)).collect()
}

#[derive(Clone, Copy)]
struct State<R> {
    position: R,
    velocity: R,
}

fn step<R: Real>(state: State<R>, time: f64, stiffness: R) -> State<R> {
    let velocity = state.velocity - time * stiffness * state.position;
    State {
        position: state.position + time * velocity,
        velocity,
    }
}

pub fn position_after<R: Real>(steps: usize, stiffness: R) -> R {
    let mut state = State {
        position: R::from(1.0),
        velocity: 0.0.into(),
    };
    for _ in 0..steps {
        state = step(state, 0.1, stiffness);
    }
    state.position
}

#[test]
fn a_differential_equation_is_integrated_in_structs_of_reals() -> Result {
    let tape = Tape::new();
    let stiffness = tape.var(2.0);
    let end = position_after(10, stiffness);
    assert_close(end.item()?, position_after(10, 2.0));
    let gradient = end.grad(stiffness).item()?;
    assert_close(gradient, slope(|stiffness| position_after(10, stiffness), 2.0));
    Ok(())
}

#[test]
fn products_with_plain_matrices_are_generic() -> Result {
    let matrix = [[1.0, 2.0], [3.0, 4.0]];
    assert_eq!(matrix_times(&matrix, [1.0, 1.0]), [3.0, 7.0]);
    let tape = Tape::<f64>::new();
    let products = matrix_times(&matrix, [tape.var(1.0), tape.var(1.0)]);
    assert_eq!(products[1].item()?, 7.0);
    Ok(())
}

pub fn polynomial<R: Real>(coefficients: &[R], x: R) -> R {
    let highest_first = coefficients.iter().rev();
    highest_first.fold(R::from(0.0), |value, &c| value * x + c)
}

#[test]
fn horners_scheme_starts_from_a_constant_without_a_tape() -> Result {
    assert_eq!(polynomial(&[1.0, 2.0, 3.0], 2.0), 17.0);

    let tape = Tape::new();
    let coefficients = [1.0, 2.0, 3.0].map(|c| tape.var(c));
    let at = tape.constant([1.0, 2.0]);
    assert_eq!(polynomial(&coefficients, at).value()?, Tensor::from([6.0, 17.0]));
    Ok(())
}
