//! Derivatives where a careless slope overflows, cancels or vanishes, against exact values.

use wengert_tape::{Result, Tape, Tensor, Var};

/// The first `orders` derivatives of `f` at `x`, each the gradient of the one before.
fn derivatives(f: for<'t> fn(Var<'t>) -> Var<'t>, x: f64, orders: usize) -> Result<Vec<f64>> {
    let tape = Tape::new();
    let x = tape.var(x);
    let mut y = f(x);
    let mut all = Vec::new();
    for _ in 0..orders {
        y = y.grad(x);
        all.push(y.item()?);
    }
    Ok(all)
}

#[track_caller]
fn assert_close(name: &str, got: f64, expected: f64, tolerance: f64) {
    let error = (got - expected).abs();
    let allowed = tolerance * expected.abs();
    assert!(error <= allowed, "{name}: {got:e}, not {expected:e}");
}

#[test]
fn the_second_derivative_of_x_ln_x_is_its_reciprocal_however_small_or_large() -> Result<()> {
    for x in [1e-200, 1e-300, 1.0, 1e200, 1e300] {
        let by_xlogy = derivatives(|x| x.xlogy(x), x, 2)?;
        assert_close(&format!("xlogy at {x:e}"), by_xlogy[1], 1.0 / x, 1e-15);
        let by_ln = derivatives(|x| x * x.ln(), x, 2)?;
        assert_close(&format!("x ln x at {x:e}"), by_ln[1], 1.0 / x, 1e-15);
        let tape = Tape::new();
        let x = tape.var(x);
        let forwards = x.xlogy(x).jvp(x, tape.constant(1.0)).jvp(x, tape.constant(1.0));
        let exact = 1.0 / x.item()?;
        assert_close("xlogy forwards", forwards.item()?, exact, 1e-15);
    }
    Ok(())
}

#[test]
fn xlogy_at_0_has_the_mixed_derivative_of_the_formula_from_either_side() -> Result<()> {
    let tape = Tape::new();
    let (a, b) = (tape.var(0.0), tape.var(0.25));
    let y = a.xlogy(b);
    assert_eq!(y.grad(a).grad(b).item()?, 4.0);
    assert_eq!(y.grad(b).grad(a).item()?, 4.0);
    assert_eq!(y.grad(b).item()?, 0.0);
    Ok(())
}

#[test]
fn entropy_of_a_probability_that_almost_underflows_has_a_finite_hessian() -> Result<()> {
    let formulas: [for<'t> fn(Var<'t>) -> Var<'t>; 2] = [
        |logits| {
            let p = logits.softmax(0);
            -p.xlogy(p).sum()
        },
        |logits| {
            let p = logits.softmax(0);
            -(p * p.ln()).sum()
        },
    ];
    for entropy in formulas {
        let tape = Tape::new();
        let logits = tape.var([0.0, -500.0, -1.0]);
        let y = entropy(logits);
        let gradient = y.grad(logits);
        let exact = Tensor::from([-0.19661193324148185, 2.6028405738857197e-215, 0.19661193324148185]);
        assert!(gradient.value()?.allclose(&exact, 1e-13, 0.0), "{gradient}");
        let (hessian, jacobian) = (y.hessian(logits).value()?, gradient.jacobian(logits).value()?);
        assert!(hessian.iter().all(f64::is_finite), "{hessian:?}");
        assert!(
            hessian.allclose(&jacobian, 1e-13, 0.0),
            "{hessian:?} and {jacobian:?}"
        );
    }
    Ok(())
}

#[test]
fn entropy_of_a_subnormal_probability_in_f32_has_finite_derivatives() -> Result<()> {
    let tape = Tape::<f32>::new();
    let logits = tape.var([0.0, -95.0, -1.0]);
    let p = logits.softmax(0);
    for y in [-p.xlogy(p).sum(), -(p * p.ln()).sum()] {
        let (gradient, hessian) = (y.grad(logits).value()?, y.hessian(logits).value()?);
        assert!(gradient.iter().all(f32::is_finite), "{gradient:?}");
        assert!(hessian.iter().all(f32::is_finite), "{hessian:?}");
    }
    Ok(())
}
