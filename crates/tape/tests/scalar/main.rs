//! The scalar tape and dual numbers.

use proptest::prelude::*;
use wengert_tape::scalar::{self, Dual, DualVec, Matrix};
use wengert_tape::{ErrorKind, Number, Real, Result, Tape};

mod checked;
mod checkpoint;
mod functions;
mod implicit;
mod recorded;
mod series;
mod sparse;

fn rosenbrock<R: Real>(x: &[R]) -> R {
    x.windows(2)
        .map(|x| (1.0 - x[0]).square() + 100.0 * (x[1] - x[0].square()).square())
        .sum()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * a.abs().max(b.abs()).max(1.0)
}

/// A formula with many operations, over a few inputs.
fn mixture<R: Real>(x: &[R]) -> R {
    let mut terms = Vec::new();
    for k in 0..7 {
        let shift = f64::from(k) * 0.3 - 1.0;
        let distance: R = x.iter().map(|&x| (x - shift).square()).sum();
        terms.push(-0.5 * distance + shift * x[0].sin());
    }
    scalar::logsumexp(&terms) + scalar::norm(x) * scalar::mean(x) - scalar::dot(x, &terms[..x.len()])
        + scalar::polynomial(x[0], &[1.0, -2.0, 0.5])
        + scalar::weighted_sum(&[0.5, 2.0, -1.0], x)
}

#[test]
fn all_types_agree_on_a_formula_and_its_gradient() -> Result<()> {
    let at = [0.4, -1.3, 2.1];
    let value = mixture(&at);
    let (taped, gradient) = scalar::value_and_grad(|x| mixture(x), &at)?;
    assert_eq!(value, taped);
    let many = mixture(&DualVec::variables(at));
    assert!(close(many.value, value));
    let tape = Tape::new();
    let x = at.map(|x| tape.var(x));
    let y = mixture(&x);
    assert!(close(y.item()?, value));
    let of_tensors = y.grad(x).map(|gradient| gradient.item().unwrap());
    for k in 0..3 {
        let mut along = at.map(Dual::from);
        along[k] = Dual::variable(at[k]);
        assert!(close(mixture(&along).tangent, gradient[k]));
        assert!(close(many.tangents[k], gradient[k]));
        assert!(close(of_tensors[k], gradient[k]));
        let step = 1e-6;
        let mut moved = [at, at];
        moved[0][k] += step;
        moved[1][k] -= step;
        let difference = (mixture(&moved[0]) - mixture(&moved[1])) / (2.0 * step);
        assert!(
            (difference - gradient[k]).abs() < 1e-7,
            "{difference} {}",
            gradient[k]
        );
    }
    Ok(())
}

#[test]
fn second_derivatives_agree_by_every_nesting() -> Result<()> {
    let at = [0.4, -1.3, 2.1];
    let hessian = scalar::hessian(|x| mixture(x), &at)?;
    for k in 0..3 {
        let mut direction = [0.0; 3];
        direction[k] = 1.0;
        let product = scalar::hvp(|x| mixture(x), &at, &direction)?;
        // Forward over forward.
        for j in 0..3 {
            let x: [Dual<Dual>; 3] = std::array::from_fn(|i| {
                let inner = Dual::new(at[i], direction[i]);
                Dual::new(inner, Dual::from(f64::from(u8::from(i == j))))
            });
            let forward = mixture(&x).tangent.tangent;
            assert!(close(product[j], forward), "{} {forward}", product[j]);
            assert!(close(hessian[(j, k)], forward));
            assert!(close(hessian[(j, k)], hessian[(k, j)]));
        }
        // Reverse over forward: the tangent is a variable of the tape.
        let tape = scalar::Tape::new();
        let x = tape.vars(at);
        let moved: [Dual<scalar::Var>; 3] = std::array::from_fn(|i| Dual::new(x[i], direction[i].into()));
        let reverse = mixture(&moved).tangent.backward()?.wrt(x)?;
        assert!((0..3).all(|j| close(reverse[j], product[j])));
        // Reverse over reverse: a tape over the variables of another.
        let outer = scalar::Tape::new();
        let x = outer.vars(at);
        let inner = scalar::Tape::new();
        let y = inner.vars(x);
        let gradient = mixture(&y).backward()?.wrt(y)?;
        let row = gradient[k].backward()?.wrt(x)?;
        assert!((0..3).all(|j| close(row[j], product[j])));
    }
    Ok(())
}

#[test]
fn a_number_added_costs_nothing_and_a_product_with_one_costs_one_operand() {
    let tape = scalar::Tape::new();
    let x = tape.var(1.5);
    let before = tape.operands();
    let y = 2.0 + x - 0.5;
    assert_eq!(tape.operands(), before);
    let z = 3.0 * y;
    assert_eq!(tape.operands(), before + 1);
    let w = z * x;
    assert_eq!(tape.operands(), before + 3);
    assert_eq!(w.backward().unwrap().wrt(x).unwrap(), 3.0 * 1.5 + 9.0);
}

#[test]
fn the_value_decides_and_the_winner_is_the_result() -> Result<()> {
    let tape = scalar::Tape::new();
    let [x, y] = tape.vars([2.0, 3.0]);
    let before = tape.len();
    let values = [
        x.max(y),
        x.min(y),
        x.clamp(0.0, 5.0),
        x.abs(),
        y.relu(),
        x.max(0.0),
    ];
    assert_eq!(values.map(Number::value), [3.0, 2.0, 2.0, 2.0, 3.0, 2.0]);
    assert_eq!(tape.len(), before);
    // A tie is shared.
    let z = tape.var(2.0);
    assert_eq!(x.max(z).backward()?.wrt([x, z])?, [0.5, 0.5]);
    Ok(())
}

#[test]
fn small_chunks_change_no_bit() -> Result<()> {
    let at: Vec<f64> = (0..40).map(|k| f64::from(k).sin()).collect();
    let reference = {
        let tape = scalar::Tape::new();
        let x = tape.vars_from(&at);
        let y = rosenbrock(&x) + scalar::logsumexp(&x) + scalar::norm(&x[..3]);
        y.backward()?.wrt(&x)?
    };
    for chunk in [4, 5, 7, 32] {
        let mut tape = scalar::Tape::with_limits(chunk, 1 << 20);
        for _ in 0..3 {
            tape.reset();
            let x = tape.vars_from(&at);
            let y = rosenbrock(&x) + scalar::logsumexp(&x) + scalar::norm(&x[..3]);
            let gradient = y.backward()?.wrt(&x)?;
            // A statement that is split into a chain adds in another order.
            assert!(gradient.iter().zip(&reference).all(|(&a, &b)| close(a, b)));
            let jacobian = tape.jacobian(&[x[0] * x[1], y, x[39]], &x)?;
            assert!(jacobian.row(1).iter().zip(&reference).all(|(&a, &b)| close(a, b)));
            assert_eq!(jacobian[(2, 39)], 1.0);
            assert_eq!(jacobian[(0, 1)], at[0]);
        }
    }
    Ok(())
}

#[test]
fn a_full_tape_is_an_error_that_waits_and_a_reset_helps() -> Result<()> {
    let mut tape = scalar::Tape::with_limits(32, 100);
    let x = tape.var(1.0);
    let mut y = x;
    for _ in 0..200 {
        y = y.sin();
    }
    assert!(y.value().is_finite());
    let error = y.backward().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Limit { .. }), "{error}");
    assert!(error.place().file().ends_with("scalar/main.rs"), "{error}");
    tape.reset();
    let x = tape.var(1.0);
    assert_eq!((x * x).backward()?.wrt(x)?, 2.0);
    Ok(())
}

#[test]
fn variables_of_two_tapes_are_an_error_that_waits_on_both() {
    let (first, second) = (scalar::Tape::new(), scalar::Tape::new());
    let (x, y) = (first.var(1.0), second.var(2.0));
    let line = line!() + 1;
    let z = x * y;
    assert_eq!(z.value(), 2.0);
    for error in [z.backward().unwrap_err(), y.backward().unwrap_err()] {
        assert_eq!(error.place().line(), line);
        assert!(
            error
                .to_string()
                .starts_with("mul: an argument is a variable of another tape"),
            "{error}"
        );
    }
}

#[test]
fn gradients_do_not_answer_for_other_tapes_or_runs() -> Result<()> {
    let other = scalar::Tape::new();
    let mut tape = scalar::Tape::new();
    let x = tape.var(1.0);
    let gradient = (x * x).backward()?;
    assert!(gradient.wrt(other.var(1.0)).is_err());
    tape.reset();
    let x = tape.var(1.0);
    let error = gradient.wrt(x).unwrap_err();
    assert!(error.to_string().contains("reset or rewound"), "{error}");
    assert!(error.place().file().ends_with("scalar/main.rs"));
    Ok(())
}

#[test]
fn constants_have_no_derivative_and_need_no_tape() -> Result<()> {
    let one = scalar::Var::from(1.0);
    assert_eq!((one + 2.0).sin().value(), 3f64.sin());
    let tape = scalar::Tape::new();
    let x = tape.var(2.0);
    let y = x * one + x.floor();
    assert_eq!(y.backward()?.wrt([x, one])?, [1.0, 0.0]);
    assert_eq!(one.backward()?.wrt(x)?, 0.0);
    let none: scalar::Var = [].iter().sum();
    assert_eq!(none.value(), 0.0);
    Ok(())
}

#[test]
fn a_mark_keeps_variables_and_ends_those_made_after_it() -> Result<()> {
    let mut tape = scalar::Tape::with_limits(8, 1 << 20);
    let theta = tape.vars([2.0, 3.0]);
    let curve = [theta[0] * theta[1], theta[0].exp()];
    let mark = tape.mark(curve);
    let length = tape.len();
    let mut total = 0.0;
    for i in 0..30 {
        let [a, b] = tape.rewind(&mark);
        let y = a * f64::from(i) + (b * a).sin();
        let inner = y.tape().map(|tape| tape.mark([y]));
        let gradient = y.backward()?;
        total += gradient.wrt(a)? - (b * a).cos().value() * b.value();
        assert!(inner.is_some());
    }
    assert!(close(total, 435.0));
    let [_, b] = tape.rewind(&mark);
    assert_eq!(b.value(), 2f64.exp());
    assert_eq!(tape.len(), length);
    Ok(())
}

#[test]
fn a_mark_that_was_passed_over_is_an_error_that_waits() {
    let mut tape = scalar::Tape::new();
    let x = tape.var(1.0);
    let early = tape.mark([x]);
    let y = x.sin();
    let late = tape.mark([y]);
    tape.rewind(&early);
    let [y] = tape.rewind(&late);
    let error = y.backward().unwrap_err();
    assert!(error.to_string().contains("mark"), "{error}");
    tape.reset();
    let [x] = tape.rewind(&early);
    assert!(x.backward().is_err());
}

#[test]
fn a_sweep_back_to_a_mark_leaves_what_is_before_it() -> Result<()> {
    let mut tape = scalar::Tape::with_limits(8, 1 << 20);
    let x = tape.var(0.7);
    let mut kept: Vec<scalar::Var> = (0..10).map(|k| (x * f64::from(k)).exp()).collect();
    kept.push(x);
    let mark = tape.mark(&kept);
    let mut sums = vec![0.0; 11];
    let mut expected = 0.0;
    for path in 1..5 {
        let kept = tape.rewind(&mark);
        let payoff = scalar::sum(&kept[..10]) * f64::from(path) + kept[3].square();
        for (sum, part) in sums.iter_mut().zip(payoff.backward_to(&mark)?.wrt(&kept)?) {
            *sum += part;
        }
        let slope = |k: f64| k * (0.7 * k).exp();
        expected += f64::from(path) * (0..10).map(|k| slope(f64::from(k))).sum::<f64>();
        expected += 2.0 * 2.1f64.exp() * slope(3.0);
    }
    assert_eq!(
        sums[10], 0.0,
        "a sweep that stops at the mark knows nothing of what is before it"
    );
    let kept = tape.rewind(&mark);
    let total = scalar::vjp(&kept, &sums)?.wrt(kept[10])?;
    assert!(close(total, expected), "{total} {expected}");
    Ok(())
}

#[test]
fn a_million_operations_need_at_most_25_bytes_each() -> Result<()> {
    let tape = scalar::Tape::new();
    let x = tape.var(1.0);
    let mut y = x;
    for _ in 0..500_000 {
        y = y * x + y * 0.5;
        y = y.sin();
    }
    // Two products, a sum and a sine: six operands of 12 bytes. The last chunk is not full.
    let chunk = 12 << 20;
    assert!(tape.memory() - chunk < 25 * tape.len(), "{} bytes", tape.memory());
    assert!(y.backward()?.wrt(x)?.is_finite());
    Ok(())
}

#[test]
fn a_zero_adjoint_absorbs_an_infinite_slope() -> Result<()> {
    let tape = scalar::Tape::new();
    let x = tape.var(0.0);
    let y = x.sqrt() * 0.0 + x;
    assert_eq!(y.backward()?.wrt(x)?, 1.0);
    let zero = scalar::Var::from(0.0);
    let z = scalar::Var::select(zero, x.ln(), x * 2.0);
    assert_eq!(z.backward()?.wrt(x)?, 2.0);
    Ok(())
}

#[test]
fn linear_systems_are_differentiated() -> Result<()> {
    let elements = [[4.0, 1.0, 0.5], [1.0, 3.0, -0.2], [0.5, -0.2, 5.0]];
    let tape = scalar::Tape::new();
    let a = elements.map(|row| tape.vars(row));
    let b = tape.vars([1.0, 2.0, 3.0]);
    let matrix = Matrix::from(a);
    let x = matrix.solve(&b)?;
    let residual = matrix.apply(&x);
    assert!(residual.iter().zip(&b).all(|(r, b)| close(r.value(), b.value())));
    // ∂x₀/∂b is the first row of the inverse; ∂x₀/∂A = −(A⁻ᵀ e₀) xᵀ.
    let gradient = x[0].backward()?;
    let plain = Matrix::from(elements);
    let row = plain.transpose().solve(&[1.0, 0.0, 0.0])?;
    for i in 0..3 {
        assert!(close(gradient.wrt(b[i])?, row[i]));
        for j in 0..3 {
            assert!(close(gradient.wrt(a[i][j])?, -row[i] * x[j].value()));
        }
    }
    // ∂ det/∂A = det · A⁻ᵀ.
    let determinant = matrix.determinant()?;
    let gradient = determinant.backward()?;
    let column = plain.solve(&unit(0))?;
    for (derivative, inverse) in gradient.wrt(a[0])?.into_iter().zip(column) {
        assert!(close(derivative, determinant.value() * inverse));
    }
    let lower = plain.cholesky()?;
    let product = lower.product(&lower.transpose());
    assert!(
        product
            .as_slice()
            .iter()
            .zip(plain.as_slice())
            .all(|(&a, &b)| close(a, b))
    );
    assert!(Matrix::from([[1.0, 2.0], [2.0, 4.0]]).solve(&[1.0, 1.0]).is_err());
    assert!(Matrix::from([[1.0, 2.0]]).determinant().is_err());
    assert!(Matrix::from([[1.0, 2.0], [2.0, 1.0]]).cholesky().is_err());
    Ok(())
}

fn unit(k: usize) -> [f64; 3] {
    let mut unit = [0.0; 3];
    unit[k] = 1.0;
    unit
}

#[test]
fn blocks_stand_on_the_tape_as_their_jacobian() -> Result<()> {
    let tape = scalar::Tape::new();
    let x = tape.vars([0.3, 0.8]);
    let block = |x: &[scalar::Var<'_>]| mixture(&[x[0], x[1], x[0]]).value();
    let y = tape.preaccumulate(&x, |x| vec![mixture(&[x[0], x[1], x[0] * x[1]]), x[0] + x[1]])?;
    let before = tape.len();
    assert_eq!(before, 4);
    let whole = mixture(&[x[0], x[1], x[0] * x[1]]);
    let (a, b) = (y[0].backward()?.wrt(x)?, whole.backward()?.wrt(x)?);
    assert!(close(a[0], b[0]) && close(a[1], b[1]));
    assert!(block(&x).is_finite());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn random_programs_agree_in_every_mode(
        operations in prop::collection::vec((0u8..9, 0usize..64, 0usize..64), 1..40),
        at in prop::array::uniform3(-2.0f64..2.0),
    ) {
        fn run<R: Real>(operations: &[(u8, usize, usize)], inputs: &[R]) -> R {
            let mut known = inputs.to_vec();
            for &(operation, i, j) in operations {
                let (a, b) = (known[i % known.len()], known[j % known.len()]);
                known.push(match operation {
                    0 => a + b,
                    1 => a - b,
                    2 => a * b * 0.5,
                    3 => a / (1.0 + b.square()),
                    4 => a.sin(),
                    5 => (a * 0.1).tanh(),
                    6 => a.max(b),
                    7 => R::select(a.greater(b), a, b * 2.0),
                    _ => 1.5 - a,
                });
            }
            scalar::mean(&known[inputs.len()..])
        }
        let value = run(&operations, &at);
        let (taped, gradient) = scalar::value_and_grad(|x| run(&operations, x), &at).unwrap();
        prop_assert_eq!(value, taped);
        let dual = run(&operations, &DualVec::variables(at));
        prop_assert_eq!(value, dual.value);
        let scale = gradient.iter().fold(1.0f64, |scale, x| scale.max(x.abs()));
        let recorded = scalar::Function::record(3, |x| run(&operations, x)).with_gradient();
        let found = recorded.values(&at).unwrap();
        prop_assert!((found[0] - value).abs() <= 1e-13 * scale.max(value.abs()));
        for k in 0..3 {
            prop_assert!((gradient[k] - found[k + 1]).abs() <= 1e-12 * scale);
        }
        let chunked = scalar::Tape::with_limits(8, 1 << 20);
        let x = chunked.vars(at);
        let small = run(&operations, &x).backward().unwrap().wrt(x).unwrap();
        for k in 0..3 {
            prop_assert!((gradient[k] - dual.tangents[k]).abs() <= 1e-12 * scale);
            prop_assert!((gradient[k] - small[k]).abs() <= 1e-12 * scale);
        }
    }
}
