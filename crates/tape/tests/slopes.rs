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

/// x, and the first four derivatives of ln Φ there, by mpmath.
const LOG_NORMAL_CDF: [(f64, [f64; 4]); 10] = [
    (
        3.0,
        [
            0.004437839042125664,
            -0.013333211541740806,
            0.03568013687657047,
            -0.08104622201518188,
        ],
    ),
    (
        0.5,
        [
            0.5091604338370335,
            -0.5138245643036329,
            0.27099012446870785,
            0.08816780192919756,
        ],
    ),
    (
        -0.5,
        [
            1.1410777703680646,
            -0.731519592844121,
            0.16260392517612296,
            0.10301187006051434,
        ],
    ),
    (
        -1.4,
        [
            1.8540572016769534,
            -0.8418480247424405,
            0.08902434966610963,
            0.0608014722458214,
        ],
    ),
    (
        -1.6,
        [
            2.0241289848706243,
            -0.8584917716003855,
            0.07768033690730329,
            0.052785795464143526,
        ],
    ),
    (
        -3.0,
        [
            3.2830986549304364,
            -0.9294408132147319,
            0.03147067283084249,
            0.018930547102077377,
        ],
    ),
    (
        -5.0,
        [
            5.186503967125842,
            -0.9673035653828878,
            0.0108257645063567,
            0.0050878369738874465,
        ],
    ),
    (
        -20.0,
        [
            20.04975306852785,
            -0.9975367383849478,
            0.00024272657893584202,
            3.570355158845659e-05,
        ],
    ),
    (
        -300.0,
        [
            300.0033332592634,
            -0.999988889629561,
            7.406419890239581e-08,
            7.40576163688244e-10,
        ],
    ),
    (-1e8, [1e8, -0.9999999999999999, 1.9999999999999976e-24, 6e-32]),
];

#[test]
fn four_derivatives_of_the_logarithm_of_the_normal_distribution_are_right_in_the_tail() -> Result<()> {
    for (x, exact) in LOG_NORMAL_CDF {
        let derivatives = derivatives(|x| x.log_normal_cdf(), x, 4)?;
        for (order, exact) in exact.into_iter().enumerate() {
            assert_close(&format!("{order} at {x}"), derivatives[order], exact, 1e-13);
        }
    }
    let huge = derivatives(|x| x.log_normal_cdf(), -1e200, 2)?;
    assert_close("at -1e200", huge[0], 1e200, 1e-15);
    assert_eq!(huge[1], -1.0);
    let tape = Tape::<f32>::new();
    let x = tape.var(-300.0);
    let second = x.log_normal_cdf().grad(x).grad(x).item()?;
    assert!((second + 0.999_988_9).abs() < 1e-7, "{second}");
    Ok(())
}

#[test]
fn a_remainder_has_the_slope_of_the_quotient_that_gave_its_value() -> Result<()> {
    let tape = Tape::new();
    // The quotient 33.99999999999999995 is rounded to 34, the remainder is not.
    let (a, b) = (tape.var(31.75367648636401), tape.var(0.9339316613636475));
    for y in [a.fmod(b), a.remainder(b)] {
        assert!(y.item()? > 0.9339);
        assert_eq!(y.grad(b).item()?, -33.0);
    }
    let cases = [
        (7.5, 2.0, -3.0, -3.0),
        (-7.5, 2.0, 3.0, 4.0),
        (7.5, -2.0, 3.0, 4.0),
    ];
    for (a, b, of_fmod, of_remainder) in cases {
        let (a, b) = (tape.var(a), tape.var(b));
        assert_eq!(a.fmod(b).grad(b).item()?, of_fmod);
        assert_eq!(a.remainder(b).grad(b).item()?, of_remainder);
    }
    let (a, b) = (tape.var(-1.0), tape.var(f64::INFINITY));
    assert_eq!(a.fmod(b).grad(b).item()?, 0.0);
    assert_eq!(a.remainder(b).item()?, f64::INFINITY);
    assert_eq!(a.remainder(b).grad(b).item()?, 1.0);
    Ok(())
}

#[test]
fn second_derivatives_of_the_logistic_family_do_not_vanish_in_a_tail() -> Result<()> {
    type Case = (&'static str, for<'t> fn(Var<'t>) -> Var<'t>, f64, f64);
    let cases: [Case; 7] = [
        ("softplus", |x| x.softplus(), 40.0, 4.248354255291589e-18),
        ("softplus", |x| x.softplus(), -40.0, 4.248354255291589e-18),
        ("log_sigmoid", |x| x.log_sigmoid(), -40.0, -4.248354255291589e-18),
        ("log_sigmoid", |x| x.log_sigmoid(), 40.0, -4.248354255291589e-18),
        ("logaddexp", |x| x.logaddexp(0.0), 40.0, 4.248354255291589e-18),
        ("gelu_tanh", |x| x.gelu_tanh(), 7.7, -4.981724394147514e-17),
        ("gelu_tanh", |x| x.gelu_tanh(), -7.7, -4.981724394147514e-17),
    ];
    for (name, f, x, exact) in cases {
        let second = derivatives(f, x, 2)?[1];
        // The exponent of e⁻ᵘ with u near 40 has 40 roundings of its argument.
        assert_close(&format!("{name} at {x}"), second, exact, 2e-14);
    }
    let fourth = derivatives(|x| x.softplus(), 3.0, 4)?;
    assert_close("the third", fourth[2], -0.04089157466094348, 1e-14);
    assert_close("the fourth", fourth[3], 0.03293107622425642, 1e-14);
    Ok(())
}

#[test]
fn nan_stays_nan_in_derivatives_of_the_gaussian_units_and_has_slope_0_in_hardsigmoid() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var(f64::NAN);
    for y in [x.gelu(), x.gelu_tanh()] {
        let first = y.grad(x);
        assert!(first.item()?.is_nan());
        assert!(first.grad(x).item()?.is_nan());
    }
    let x = tape.var([f64::NAN, -3.0, -2.9, 2.9, 3.0]);
    let y = x.hardsigmoid();
    assert!(y.value()?.as_slice()[0].is_nan());
    let sixth = 1.0 / 6.0;
    assert_eq!(
        y.sum().grad(x).value()?,
        Tensor::from([0.0, 0.0, sixth, sixth, 0.0])
    );
    let hardtanh = x.hardtanh(-3.0, 3.0).sum().grad(x);
    assert_eq!(hardtanh.value()?, Tensor::from([1.0, 0.0, 1.0, 1.0, 0.0]));
    Ok(())
}
