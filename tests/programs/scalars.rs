//! The formulas of `real_numbers` and `generic_code`, unchanged, on single numbers: plain, dual and on
//! the scalar tape.

use crate::generic_code::{
    Call, Model, Payoff, halved_until_small, product, real_and_plain, scaled_by_data, two_parameters,
    with_closure,
};
use crate::real_numbers::{
    bent, kink, matrix_times, mean_and_deviation, option_price, polynomial, position_after, rosenbrock,
    softplus, square_root,
};
use crate::{Result, assert_close, slope};
use wengert::prelude::*;
use wengert::scalar::{self, DualVec};

#[test]
fn one_formula_gives_one_gradient_on_every_kind_of_number() -> Result {
    let at = [1.2, 0.7, -0.3];
    let (value, backward) = scalar::value_and_grad(|x| rosenbrock(x), &at)?;
    assert_close(value, rosenbrock(&at));

    let recorded = scalar::Function::record(3, |x| rosenbrock(x)).with_gradient();
    let found = recorded.values(&at)?;
    assert_close(found[0], value);
    (0..3).for_each(|k| assert_close(found[k + 1], backward[k]));

    let forward = rosenbrock(&DualVec::variables(at));
    assert_close(forward.value, value);
    let tape = Tape::<f64>::new();
    let x = at.map(|number| tape.var(number));
    let of_tensors = rosenbrock(&x).grad(x);
    for k in 0..3 {
        let mut along = at.map(Dual::from);
        along[k] = Dual::variable(at[k]);
        assert_close(rosenbrock(&along).tangent, backward[k]);
        assert_close(forward.tangents[k], backward[k]);
        assert_close(of_tensors[k].item()?, backward[k]);
    }
    Ok(())
}

#[test]
fn dual_numbers_nest_for_second_derivatives() -> Result {
    let spot = Dual::new(Dual::new(2.0, 1.0), Dual::new(1.0, 0.0));
    let forward = option_price(spot, 1.5).tangent.tangent;

    let tape = scalar::Tape::<Dual>::new();
    let spot = tape.var(Dual::variable(2.0));
    let price = option_price(spot, 1.5);
    assert_close(price.backward()?.wrt(spot)?.tangent, forward);

    let delta = |spot: f64| option_price(Dual::variable(spot), 1.5).tangent;
    assert_close(forward, slope(delta, 2.0));
    Ok(())
}

#[test]
fn a_dual_number_holds_a_variable_of_a_tape() -> Result {
    let tape = scalar::Tape::new();
    let spot = tape.var(2.0);
    let delta = option_price(Dual::variable(spot), 1.5).tangent;
    let gamma = delta.backward()?.wrt(spot)?;
    let spot = Dual::variable(Dual::variable(2.0));
    assert_close(gamma, option_price(spot, 1.5).tangent.tangent);
    Ok(())
}

#[test]
fn a_loop_until_the_value_is_good_is_differentiated() -> Result {
    let expected = 0.5 / 2f64.sqrt();
    assert_close(square_root(Dual::new(2.0, 1.0)).tangent, expected);
    let tape = scalar::Tape::new();
    let x = tape.var(2.0);
    assert_close(square_root(x).backward()?.wrt(x)?, expected);
    Ok(())
}

#[test]
fn a_branch_is_taken_by_the_value_of_a_variable() -> Result {
    let tape = scalar::Tape::new();
    let x = tape.vars([3.0, -3.0, 11.0]);
    let y = x.map(kink);
    assert_eq!(y.map(|y| y.value()), [9.0, 3.0, -11.0]);
    let slopes = [
        y[0].backward()?.wrt(x[0])?,
        y[1].backward()?.wrt(x[1])?,
        y[2].backward()?.wrt(x[2])?,
    ];
    assert_eq!(slopes, [6.0, -1.0, -1.0]);
    Ok(())
}

#[test]
fn select_passes_the_derivative_of_the_branch_taken() -> Result {
    for at in [0.5, -0.5] {
        let expected = slope(softplus, at);
        assert_close(softplus(Dual::new(at, 1.0)).value, softplus(at));
        assert_close(softplus(Dual::new(at, 1.0)).tangent, expected);
        let tape = scalar::Tape::new();
        let x = tape.var(at);
        assert_close(softplus(x).backward()?.wrt(x)?, expected);
    }
    Ok(())
}

#[test]
fn sums_of_variables_run_over_references_and_nothing() -> Result {
    let tape = scalar::Tape::new();
    let x = tape.vars([1.0, 2.0, 4.0]);
    let (mean, deviation) = mean_and_deviation(&x);
    assert_close(mean.value(), 7.0 / 3.0);
    let gradient: [f64; 3] = deviation.backward()?.wrt(x)?;
    // Moving all numbers together does not change how they deviate.
    assert_close(gradient.iter().sum(), 0.0);

    let of_nothing: scalar::Var = [].iter().sum();
    assert_eq!(of_nothing.value(), 0.0);
    Ok(())
}

#[test]
fn a_differential_equation_is_integrated_on_the_tape() -> Result {
    let tape = scalar::Tape::new();
    let stiffness = tape.var(2.0);
    let gradient = position_after(10, stiffness).backward()?.wrt(stiffness)?;
    assert_close(gradient, slope(|stiffness| position_after(10, stiffness), 2.0));
    assert_close(position_after(10, Dual::variable(2.0)).tangent, gradient);
    Ok(())
}

#[test]
fn a_plain_matrix_times_variables_has_its_rows_for_gradients() -> Result {
    let tape = scalar::Tape::new();
    let x = tape.vars([1.0, 1.0]);
    let products = matrix_times(&[[1.0, 2.0], [3.0, 4.0]], x);
    assert_eq!(products[0].backward()?.wrt(x)?, [1.0, 2.0]);
    assert_eq!(products[1].backward()?.wrt(x)?, [3.0, 4.0]);
    Ok(())
}

#[test]
fn horners_scheme_of_variables_starts_from_a_constant() -> Result {
    let tape = scalar::Tape::new();
    let coefficients = tape.vars([1.0, 2.0, 3.0]);
    let x = tape.var(2.0);
    let gradient = polynomial(&coefficients, x).backward()?;
    assert_eq!(gradient.wrt(coefficients)?, [1.0, 2.0, 4.0]);
    assert_eq!(gradient.wrt(x)?, 14.0);
    Ok(())
}

#[test]
fn max_and_select_take_numbers_beside_variables() -> Result {
    let tape = scalar::Tape::new();
    let x = tape.var(2.0);
    assert_close(bent(x).value(), 10.0);
    // max(x, 0) + 2x + x² near 2.
    assert_close(bent(x).backward()?.wrt(x)?, 1.0 + 2.0 + 4.0);
    assert_eq!(x.max(0.0).value(), 2.0);
    Ok(())
}

#[test]
fn paths_share_what_was_recorded_before_the_mark() -> Result {
    let mut tape = scalar::Tape::new();
    let theta = tape.vars([2.0, 3.0]);
    let curve = [theta[0] * theta[1], theta[0].exp()];
    let mark = tape.mark(curve);
    let mut total = 0.0;
    for path in 0..3 {
        let [level, growth] = tape.rewind(&mark);
        let payoff = level * f64::from(path) + growth;
        total += payoff.backward()?.wrt(level)?;
    }
    assert_close(total, 3.0);
    Ok(())
}

#[test]
fn a_training_loop_resets_its_tape() -> Result {
    let mut tape = scalar::Tape::new();
    let mut at = [-1.2, 1.0];
    for _ in 0..20_000 {
        tape.reset();
        let x = tape.vars(at);
        let gradient = rosenbrock(&x).backward()?.wrt(x)?;
        at = [at[0] - 1e-3 * gradient[0], at[1] - 1e-3 * gradient[1]];
    }
    assert!((at[0] - 1.0).abs() < 1e-3, "{at:?}");
    Ok(())
}

/// Somebody else's code, which knows nothing of derivatives.
fn damped_wave<F: num_traits::Float>(x: F) -> F {
    let two = F::from(2.0).unwrap();
    (x * two).sin() / (F::one() + x.exp())
}

#[test]
fn code_generic_over_num_traits_runs_unchanged() -> Result {
    let tape = scalar::Tape::new();
    let x = tape.var(0.7);
    let y = damped_wave(x);
    assert_close(y.value(), damped_wave(0.7));
    assert_close(y.backward()?.wrt(x)?, slope(damped_wave, 0.7));
    assert_close(damped_wave(Dual::variable(0.7)).tangent, slope(damped_wave, 0.7));
    Ok(())
}

#[test]
fn arrays_of_dual_numbers_have_the_products_of_ndarray() {
    let [a, b] = DualVec::variables([2.0, 3.0]);
    let matrix = ndarray::array![[a, b], [b, a]];
    let product = matrix.dot(&ndarray::array![a, b]);
    assert_eq!(product[0].value, 13.0);
    assert_eq!(product[0].tangents, [4.0, 6.0]);
    assert_eq!(product[1].tangents, [6.0, 4.0]);
}

#[test]
fn two_kinds_of_numbers_stand_side_by_side() {
    let (first, second) = two_parameters(3.0, Dual::variable(2.0), 2.0);
    assert_eq!(first, 7.0);
    assert_eq!(second.value, 0.5 - 16.0);
    assert_eq!(second.tangent, -0.25 - 8.0);
}

#[test]
fn a_model_prices_alike_in_dual_numbers() {
    let price = |volatility| {
        let rate = 0.05;
        Model { volatility, rate }.price(1.0.into(), 1.0, 4)
    };
    let found: Dual = price(Dual::variable(0.2));
    let plain = |volatility| {
        let rate = 0.05;
        Model { volatility, rate }.price(1.0, 1.0, 4)
    };
    assert_close(found.value, plain(0.2));
    assert_close(found.tangent, slope(plain, 0.2));
}

#[test]
fn a_payoff_has_its_delta_forwards() {
    let call = Call { strike: 1.0 };
    assert_eq!(call.pay(Dual::variable(2.0)).tangent, 1.0);
    assert_eq!(call.pay(Dual::variable(0.5)).tangent, 0.0);
}

#[test]
fn arrays_of_variables_are_filled_in_place() -> Result {
    let tape = scalar::Tape::new();
    let a = [tape.vars([1.0, 2.0]), tape.vars([3.0, 4.0])];
    let c = product(a, &[[1.0, 0.0], [0.0, 1.0]]);
    assert_eq!(c[1][0].value(), 15.5);
    assert_eq!(c[1][0].backward()?.wrt(a[1])?, [2.5, 2.0]);
    Ok(())
}

/// The derivative of a formula, taken inside of a formula that is itself generic.
fn derivative_and_value<R: Real>(x: R) -> R {
    let moving = Dual::new(x, R::from(1.0));
    let y = 2.0 * moving * moving - 1.0 / moving + moving.sin();
    y.tangent + 0.5 * y.value
}

#[test]
fn a_dual_number_of_any_real_is_made_inside_of_generic_code() -> Result {
    let expected = slope(derivative_and_value, 1.0);
    assert_close(derivative_and_value(Dual::variable(1.0)).tangent, expected);
    let tape = scalar::Tape::new();
    let x = tape.var(1.0);
    assert_close(derivative_and_value(x).backward()?.wrt(x)?, expected);
    let tape = Tape::<f64>::new();
    let x = tape.var(1.0);
    assert_close(derivative_and_value(x).grad(x).item()?, expected);
    Ok(())
}

#[test]
fn a_closure_over_variables_is_passed_to_generic_code() -> Result {
    let tape = scalar::Tape::new();
    let x = tape.vars([1.0, 2.0]);
    let y = with_closure(&x, |x, k| x * k);
    assert_eq!(y.value(), 5.25);
    assert_eq!(y.backward()?.wrt(x)?, [0.75, 0.75]);
    Ok(())
}

#[test]
fn loops_compare_variables_with_literals_and_with_each_other() -> Result {
    let tape = scalar::Tape::new();
    let x = tape.var(8.0);
    let y = halved_until_small(x);
    assert_eq!(y.value(), 3.0);
    assert_eq!(y.backward()?.wrt(x)?, 3.0 / 8.0);
    assert_eq!(halved_until_small(Dual::variable(0.5)).tangent, -1.0);
    Ok(())
}

#[test]
fn plain_numbers_stay_plain_beside_dual_ones() {
    let (real, plain) = real_and_plain(Dual::variable(2.0));
    assert_eq!((real.value, real.tangent, plain), (6.0, 3.0, 6.0));
    let scaled = scaled_by_data(&[1.0, 2.0], Dual::variable(3.0));
    assert_close(scaled.tangent, 0.5f64.sqrt() + 1.5);
}
