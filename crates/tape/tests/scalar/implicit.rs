//! Numbers that an equation defines, against closed forms.

use crate::close;
use wengert_tape::scalar::{self, Dual, DualVec, Matrix, Primal, Schedule, Solver, Var};
use wengert_tape::{ErrorKind, Real, Result};

/// The eccentric anomaly.
fn kepler<N: Primal>(anomaly: N, eccentricity: N) -> Result<N> {
    Solver::new().root(
        |x, p| x - p[1] * x.sin() - p[0],
        anomaly.value(),
        &[anomaly, eccentricity],
    )
}

#[test]
fn wide_brackets_and_unknowns_that_vanish_are_no_trouble() -> Result<()> {
    let s = Solver::new();
    assert_eq!(
        s.root_between(|x, _| x * x - 2.0, [0.0, 1e24], &[0.0])?,
        2f64.sqrt()
    );
    assert_eq!(s.root_between(|x, _| x - 3.0, [-1e30, 1e30], &[0.0])?, 3.0);
    let half = s.root_between(|x, _| x / 1e308 - 1.5, [1e308, 1.7e308], &[0.0])?;
    assert!((half / 1.5e308 - 1.0).abs() < 1e-12);
    let fixed = s.fixed_point(|x, p| vec![x[0] * 0.5 + p[0], x[1] * 0.5], &[1.0, 1.0], &[1.0])?;
    assert!((fixed[0] - 2.0).abs() < 1e-11 && fixed[1].abs() < 1e-20);
    Ok(())
}

#[test]
fn keplers_equation_has_its_first_and_second_derivatives_in_every_mode() -> Result<()> {
    let (m, e) = (0.8, 0.3);
    let x = kepler(m, e)?;
    assert!((x - e * x.sin() - m).abs() < 1e-15);
    let d = 1.0 - e * x.cos();
    let expected = [1.0 / d, x.sin() / d];
    let second = -e * x.sin() / d.powi(3);
    // ∂²E/∂M∂e: the derivative of sin E/(1 − e cos E) along M.
    let mixed = (x.cos() * d - e * x.sin().powi(2)) / d.powi(3);

    let tape = scalar::Tape::new();
    let theta = tape.vars([m, e]);
    let y = kepler(theta[0], theta[1])?;
    assert_eq!(y.value(), x);
    let gradient = y.backward()?.wrt(theta)?;
    assert!((0..2).all(|k| close(gradient[k], expected[k])));

    let [m2, e2] = DualVec::variables([m, e]);
    let y = kepler(m2, e2)?;
    assert_eq!(y.value, x);
    assert!((0..2).all(|k| close(y.tangents[k], expected[k])));

    // Forward over forward.
    let inner = Dual::new(m, 1.0);
    let y = kepler(Dual::new(inner, Dual::from(1.0)), Dual::from(e))?;
    assert!(close(y.tangent.value, expected[0]) && close(y.tangent.tangent, second));

    // Forward over reverse, reverse over forward, reverse over reverse.
    let tape = scalar::Tape::<Dual>::new();
    let theta = tape.vars([Dual::new(m, 1.0), Dual::from(e)]);
    let gradient = kepler(theta[0], theta[1])?.backward()?.wrt(theta)?;
    assert!(close(gradient[0].tangent, second) && close(gradient[1].tangent, mixed));

    let tape = scalar::Tape::new();
    let theta = tape.vars([m, e]);
    let y = kepler(Dual::new(theta[0], 1.0.into()), Dual::constant(theta[1]))?;
    let gradient = y.tangent.backward()?.wrt(theta)?;
    assert!(close(gradient[0], second) && close(gradient[1], mixed));

    let outer = scalar::Tape::new();
    let theta = outer.vars([m, e]);
    let tape = scalar::Tape::new();
    let inner = tape.vars(theta);
    let gradient = kepler(inner[0], inner[1])?.backward()?.wrt(inner)?;
    let row = gradient[0].backward()?.wrt(theta)?;
    assert!(close(row[0], second) && close(row[1], mixed));
    Ok(())
}

#[test]
fn a_square_root_has_its_third_and_fourth_derivatives() -> Result<()> {
    type Fourth = Dual<Dual<Dual<Dual>>>;
    let variable = Dual::new(
        Dual::new(Dual::new(Dual::new(4.0, 1.0), 1.0.into()), 1.0.into()),
        1.0.into(),
    );
    let x: Fourth = Solver::new().root(|x, p| x.square() - p[0], 1.0, &[variable])?;
    let expected = variable.sqrt();
    assert_eq!(x.value.value.value.value, 2.0);
    let [third, fourth] =
        [x, expected].map(|x| [x.value.tangent.tangent.tangent, x.tangent.tangent.tangent.tangent]);
    assert!((0..2).all(|k| close(third[k], fourth[k])), "{third:?} {fourth:?}");
    Ok(())
}

/// The larger of two numbers with a given sum and product, and the smaller one.
fn numbers<N: Primal>(sum: N, product: N) -> Result<Vec<N>> {
    Solver::new().system(
        |x, p| vec![x[0] + x[1] - p[0], x[0] * x[1] - p[1]],
        &[9.0, 1.0],
        &[sum, product],
    )
}

#[test]
fn a_system_of_two_equations_has_the_hessian_of_its_closed_form() -> Result<()> {
    fn larger<R: Real>(sum: R, product: R) -> R {
        (sum + (sum.square() - 4.0 * product).sqrt()) * 0.5
    }
    let at = [5.0, 3.0];
    assert!(close(numbers(at[0], at[1])?[0], larger(at[0], at[1])));
    let (_, gradient) = scalar::value_and_grad(|p| numbers(p[0], p[1]).unwrap()[0], &at)?;
    let expected = scalar::grad(|p| larger(p[0], p[1]), &at)?;
    assert!((0..2).all(|k| close(gradient[k], expected[k])));
    let hessian = scalar::hessian(|p| numbers(p[0], p[1]).unwrap()[0], &at)?;
    let expected = scalar::hessian(|p| larger(p[0], p[1]), &at)?;
    let mut pairs = hessian.as_slice().iter().zip(expected.as_slice());
    assert!(pairs.all(|(&a, &b)| close(a, b)), "{hessian:?} {expected:?}");
    let jacobian = scalar::jacobian(|p| numbers(p[0], p[1]).unwrap(), &at)?;
    assert!(close(jacobian[(0, 0)] + jacobian[(1, 0)], 1.0));
    assert!(close(jacobian[(0, 1)] + jacobian[(1, 1)], 0.0));
    Ok(())
}

fn call<R: Real>(volatility: R) -> R {
    let [spot, strike, time] = [100.0, 110.0, 0.75f64];
    let deviation = volatility * time.sqrt();
    let first = (spot / strike).ln() / deviation + 0.5 * deviation;
    spot * first.normal_cdf() - strike * (first - deviation).normal_cdf()
}

#[test]
fn an_implied_volatility_is_the_inverse_of_its_price_to_second_order() -> Result<()> {
    let volatility = Dual::new(Dual::new(0.25, 1.0), Dual::from(1.0));
    let price = call(volatility);
    let (vega, vomma) = (price.tangent.value, price.tangent.tangent);
    let moved = Dual::new(Dual::new(price.value.value, 1.0), Dual::from(1.0));
    for between in [[0.01, 2.0], [0.2, 0.3], [1e-4, 50.0]] {
        let implied = Solver::new().root_between(|x, p| call(x) - p[0], between, &[moved])?;
        assert!(close(implied.value.value, 0.25));
        assert!(close(implied.tangent.value, 1.0 / vega));
        let second = -vomma / vega.powi(3);
        assert!((implied.tangent.tangent / second - 1.0).abs() < 1e-10);
    }
    Ok(())
}

#[test]
fn the_gradient_does_not_depend_on_the_way_to_the_solution() -> Result<()> {
    let tape = scalar::Tape::new();
    let theta = tape.var(7.0);
    let reference = theta.cbrt();
    let slope = reference.backward()?.wrt(theta)?;
    for start in [0.1, 1.0, 1.9, 1.912931182772389, 50.0, 1e6] {
        let before = tape.len();
        let x = Solver::new().root(|x, p| x * x * x - p[0], start, &[theta])?;
        assert_eq!(tape.len(), before + 1, "one statement, however many iterations");
        assert!((x.value() - reference.value()).abs() < 1e-15);
        assert!((x.backward()?.wrt(theta)? - slope).abs() < 1e-16);
    }
    Ok(())
}

#[test]
fn a_tape_under_dual_numbers_does_not_record_the_iterations() -> Result<()> {
    let tape = scalar::Tape::new();
    let theta = tape.var(7.0);
    let lengths = [2.0, 1e6].map(|start| {
        let before = tape.len();
        let moved = Dual::new(theta, 1.0.into());
        let x = Solver::new().root(|x, p| x * x * x - p[0], start, &[moved]);
        assert!(x.is_ok());
        tape.len() - before
    });
    assert_eq!(lengths[0], lengths[1]);
    assert!(lengths[0] < 20, "{lengths:?}");
    Ok(())
}

#[test]
fn a_fixed_point_is_the_solution_of_its_equations() -> Result<()> {
    fn step<R: Real>(x: &[R], p: &[R]) -> Vec<R> {
        vec![0.4 * x[1].sin() + p[0], 0.3 * (x[0] * p[1]).cos() - 0.1 * x[1]]
    }
    fn difference<R: Real>(x: &[R], p: &[R]) -> Vec<R> {
        let next = step(x, p);
        vec![x[0] - next[0], x[1] - next[1]]
    }
    fn iterated<N: Primal>(p: &[N]) -> Result<Vec<N>> {
        Solver::new().fixed_point(|x, p| step(x, p), &[0.0, 0.0], p)
    }
    fn solved<N: Primal>(p: &[N]) -> Result<Vec<N>> {
        Solver::new().system(|x, p| difference(x, p), &[0.5, 0.5], p)
    }
    let at = [0.7, 1.9];
    for k in 0..2 {
        let (a, b) = (iterated(&at)?[k], solved(&at)?[k]);
        assert!((a - b).abs() < 1e-15);
        assert!((step(&iterated(&at)?, &at)[k] - a).abs() < 1e-15);
        let hessian = scalar::hessian(|p| iterated(p).unwrap()[k], &at)?;
        let expected = scalar::hessian(|p| solved(p).unwrap()[k], &at)?;
        let mut pairs = hessian.as_slice().iter().zip(expected.as_slice());
        assert!(pairs.all(|(&a, &b)| close(a, b)));
        let difference = |j: usize| {
            let mut moved = [at; 2];
            moved[0][j] += 1e-6;
            moved[1][j] -= 1e-6;
            let ends = moved.map(|p| iterated(&p).unwrap()[k]);
            (ends[0] - ends[1]) / 2e-6
        };
        let gradient = scalar::grad(|p| iterated(p).unwrap()[k], &at)?;
        assert!((0..2).all(|j| (gradient[j] - difference(j)).abs() < 1e-9));
    }
    Ok(())
}

#[test]
fn steps_that_lead_away_are_shortened() -> Result<()> {
    // The whole step diverges from beyond ±1.39.
    let x = Solver::new().root(|x, p| (x - p[0]).atan(), 20.0, &[0.5])?;
    assert!(close(x, 0.5));
    let x = Solver::new().root(|x, p| x.ln() - p[0], 100.0, &[1.0])?;
    assert!(close(x, std::f64::consts::E), "the whole step leaves the domain");
    Ok(())
}

#[test]
fn scales_do_not_matter() -> Result<()> {
    for scale in [1e-200, 1e-9, 1.0, 1e9, 1e150] {
        let x = Solver::new().root(|x, p| (x / scale).exp() - p[0], scale, &[2.0])?;
        assert!(close(x / scale, 2f64.ln()), "{scale:e}");
        let scale = scale.sqrt();
        let x = Solver::new().system(
            |x, p| vec![scale * (x[0] + x[1] - p[0]), (x[0] * x[1] - p[1]) / scale],
            &[9.0, 1.0],
            &[5.0, 3.0],
        )?;
        assert!(close(x[0] + x[1], 5.0));
    }
    Ok(())
}

#[test]
fn a_root_at_0_is_found_in_the_noise_of_rounding() -> Result<()> {
    let tape = scalar::Tape::new();
    let theta = tape.var(0.0);
    let x = Solver::new().root(|x, p| ((x + 1.0) * 3.0 - 3.0) + p[0], 0.7, &[theta])?;
    assert!(x.value().abs() < 1e-15);
    assert!(close(x.backward()?.wrt(theta)?, -1.0 / 3.0));
    let x = Solver::new().root(|x, p| x.sin() + p[0], 0.7, &[theta])?;
    assert!(x.value().abs() < 1e-15);
    let x = Solver::new().root_between(|x, _| x.cbrt(), [-1.0, 3.0], &[1.0])?;
    assert!(x.abs() < 1e-15, "by bisection alone");
    let x = Solver::new().root_between(|x, p| x.sinh() + p[0], [-1.0, 30.0], &[theta])?;
    assert!(x.value().abs() < 1e-15);
    assert!(close(x.backward()?.wrt(theta)?, -1.0));
    Ok(())
}

#[test]
fn constants_and_no_parameters_give_constants() -> Result<()> {
    let x = Solver::new().root(|x, p| x.square() - p[0], 1.0, &[Var::<f64>::from(2.0)])?;
    assert!(x.tape().is_none());
    assert!(close(x.value(), 2f64.sqrt()));
    let x = Solver::new().root::<f64>(|x, _| x.square() - 2.0, 1.0, &[])?;
    assert!(close(x, 2f64.sqrt()));
    assert!(Solver::new().system::<f64>(|_, _| vec![], &[], &[])?.is_empty());
    Ok(())
}

#[test]
fn an_iteration_that_does_not_end_is_an_error_with_its_residual() {
    let solver = Solver::new().limit(3);
    let line = line!() + 1;
    let error = solver.root(|x, p| x.square() - p[0], 1e6, &[2.0]).unwrap_err();
    let text = error.to_string();
    assert!(
        text.starts_with("root: no convergence after 3 iterations: residual 1.56"),
        "{text}"
    );
    assert_eq!(error.place().line(), line);
    assert!(error.place().file().ends_with("implicit.rs"), "{text}");
    assert!(matches!(error.kind(), ErrorKind::Value { .. }));

    let error = Solver::new()
        .fixed_point(|x, p| vec![x[0] * p[0]], &[1.0], &[-1.0])
        .unwrap_err();
    let text = error.to_string();
    assert!(
        text.starts_with("fixed_point: no convergence after 100 iterations: residual 2e0"),
        "{text}"
    );
    // No real root.
    let error = Solver::new()
        .root(|x, p| x.square() + p[0], 1.3, &[1.0])
        .unwrap_err();
    assert!(
        error.to_string().contains("leads nearer to a solution after"),
        "{error}"
    );
    let error = Solver::new()
        .fixed_point(|x, p| vec![x[0] * p[0]], &[1e300], &[1e30])
        .unwrap_err();
    assert!(
        error.to_string().contains("the residual is not finite"),
        "{error}"
    );
}

#[test]
fn a_singular_jacobian_is_an_error() {
    let error = Solver::new()
        .root(|x, p| x.square() - p[0], 0.0, &[2.0])
        .unwrap_err();
    let text = error.to_string();
    assert!(
        text.starts_with("root: the Jacobian is singular after 0 iterations: residual 2e0 at x = [0.0]"),
        "{text}"
    );
    // The value exists, the derivative does not.
    let double = Solver::new().root(|x, p| x.square() - p[0], 0.0, &[Dual::constant(0.0)]);
    assert!(
        double
            .unwrap_err()
            .to_string()
            .contains("which has no derivative")
    );
    assert_eq!(
        Solver::new().root(|x, p| x.square() - p[0], 0.0, &[0.0]).ok(),
        Some(0.0)
    );
    // Singular but for rounding: the pivot is not 0.
    let tape = scalar::Tape::new();
    let theta = tape.var(0.1);
    let solver = Solver::new();
    fn dependent<R: Real>(x: &[R], p: &[R]) -> Vec<R> {
        vec![
            x[0] * p[0] + x[1] * 0.7 - (p[0] + 0.7),
            x[0] * 0.3 + x[1] * 2.1 - (0.3 + 2.1),
        ]
    }
    assert!(solver.system(|x, p| dependent(x, p), &[1.0, 1.0], &[0.1]).is_ok());
    let line = line!() + 1;
    let result = solver.system(|x, p| dependent(x, p), &[1.0, 1.0], &[theta]);
    let error = result.unwrap_err();
    let text = error.to_string();
    assert!(
        text.starts_with("system: the Jacobian is singular at the solution x = [1.0, 1.0]"),
        "{text}"
    );
    assert_eq!(error.place().line(), line);
}

#[test]
fn an_interval_shrinks_where_newtons_method_is_slow() -> Result<()> {
    let x = Solver::new()
        .limit(40)
        .root_between(|x, p| x.powi(21) - p[0], [0.0, 3.0], &[1e-30])?;
    assert!(close(x, 1e-30f64.powf(1.0 / 21.0)));
    Ok(())
}

#[test]
fn an_equation_with_large_rounding_ends_at_its_noise() -> Result<()> {
    let tape = scalar::Tape::new();
    let theta = tape.var(0.1);
    let x = Solver::new().root(|x, p| (x + 1e6) * 3.0 - 3e6 - p[0], 0.9, &[theta])?;
    assert!((x.value() - 0.1 / 3.0).abs() < 1e-9);
    assert!(close(x.backward()?.wrt(theta)?, 1.0 / 3.0));
    Ok(())
}

#[test]
fn what_does_not_fit_is_an_error() {
    let solver = Solver::new();
    let error = solver
        .system(|x, _| vec![x[0]; 3], &[1.0, 2.0], &[1.0])
        .unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("system: 3 equations for 2 unknowns"),
        "{error}"
    );
    let error = solver
        .fixed_point(|x, _| vec![x[0]; 3], &[1.0, 2.0], &[1.0])
        .unwrap_err();
    assert!(
        error.to_string().starts_with("fixed_point: 3 equations for 2"),
        "{error}"
    );
    let error = solver.root(|x, p| x.ln() - p[0], -1.0, &[1.0]).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("root: the residual is not finite after 0"),
        "{error}"
    );
    let error = solver
        .root_between(|x, p| x - p[0], [2.0, 3.0], &[1.0])
        .unwrap_err();
    assert!(
        error.to_string().starts_with("root_between: no change of sign"),
        "{error}"
    );
    let error = solver
        .root_between(|x, p| p[0] / x, [-1.0, 3.5], &[1.0])
        .unwrap_err();
    assert!(
        error.to_string().starts_with("root_between: a jump over 0"),
        "{error}"
    );
    let error = solver
        .root_between(|x, p| (x - p[0]).sign(), [-1.0, 3.0], &[1.1])
        .unwrap_err();
    assert!(
        error.to_string().starts_with("root_between: a jump over 0"),
        "{error}"
    );
    let error = solver
        .root_between(|x, p| x.ln() - p[0], [-1.0, 3.0], &[1.1])
        .unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("root_between: the residual is not finite"),
        "{error}"
    );
}

#[test]
fn parameters_of_two_tapes_are_an_error_that_waits() -> Result<()> {
    let (first, second) = (scalar::Tape::new(), scalar::Tape::new());
    let parameters = [first.var(2.0), second.var(1.0)];
    let x = Solver::new().root(|x, p| x * p[1] - p[0], 1.0, &parameters)?;
    assert_eq!(x.value(), 2.0);
    let error = x.backward().unwrap_err();
    assert!(
        error.to_string().starts_with("root: an argument is a variable"),
        "{error}"
    );
    Ok(())
}

#[test]
fn an_implicit_step_in_a_long_loop_is_differentiated() -> Result<()> {
    // x' = −θ x³ by implicit Euler.
    fn next<N: Primal>(x: N, theta: N) -> Result<N> {
        Solver::new().root(|y, p| y + 0.05 * p[1] * y * y * y - p[0], x.value(), &[x, theta])
    }
    let run = scalar::checkpointed(
        Schedule::Binomial { snapshots: 4 },
        50,
        &[1.5],
        &[0.8],
        |_, state, theta| Ok(vec![next(state[0], theta[0])?]),
        |state, _| Ok(state[0]),
    )?;
    let mut moved = [Dual::variable(1.5), Dual::from(1.5)];
    for (x, theta) in moved.iter_mut().zip([Dual::from(0.8), Dual::variable(0.8)]) {
        for _ in 0..50 {
            *x = next(*x, theta)?;
        }
    }
    assert_eq!(run.value, moved[0].value);
    assert!(close(run.state_gradient[0], moved[0].tangent));
    assert!(close(run.parameter_gradient[0], moved[1].tangent));
    // An error inside names both.
    let failing = scalar::checkpointed(
        Schedule::Uniform { every: 2 },
        3,
        &[1.5],
        &[0.8],
        |_, state, theta| {
            Ok(vec![
                Solver::new().limit(0).root(
                    |x, p| x.exp() - p[0],
                    9.0,
                    &[theta[0]]
                )?;
                state.len()
            ])
        },
        |state, _| Ok(state[0]),
    );
    let text = failing.unwrap_err().to_string();
    assert!(
        text.starts_with("root: no convergence after 0 iterations"),
        "{text}"
    );
    assert!(text.contains("in step 0 of a checkpointed loop"), "{text}");
    Ok(())
}

#[test]
fn many_parameters_and_unknowns_agree_with_a_linear_solve() -> Result<()> {
    let size = 6;
    let elements: Vec<f64> = (0..size * size)
        .map(|k| (k as f64 * 1.7).sin() + if k % (size + 1) == 0 { 4.0 } else { 0.0 })
        .collect();
    let right: Vec<f64> = (0..size).map(|k| k as f64 - 2.0).collect();
    let at: Vec<f64> = elements.iter().chain(&right).copied().collect();
    fn matrix<R: Real>(p: &[R]) -> Matrix<R> {
        Matrix::from_fn(6, 6, |i, j| p[6 * i + j])
    }
    let direct = scalar::jacobian(|p| matrix(p).solve(&p[36..]).unwrap(), &at)?;
    let implicit = scalar::jacobian(
        |p| {
            let residual = |x: &[Var<'_>], p: &[Var<'_>]| -> Vec<f64> {
                let product = matrix(p).apply(x);
                product
                    .iter()
                    .zip(&p[36..])
                    .map(|(a, b)| a.value() - b.value())
                    .collect()
            };
            let x = Solver::new().system(
                |x, p| {
                    let product = matrix(p).apply(x);
                    product.into_iter().zip(&p[36..]).map(|(a, &b)| a - b).collect()
                },
                &[0.0; 6],
                p,
            );
            let x = x.unwrap();
            assert!(residual(&x, p).iter().all(|residual| residual.abs() < 1e-14));
            x
        },
        &at,
    )?;
    let mut pairs = direct.as_slice().iter().zip(implicit.as_slice());
    assert!(pairs.all(|(&a, &b)| close(a, b)));
    Ok(())
}
