//! Checkpoints and `no_grad`: the same numbers, less memory, no derivative.

use wengert_tape::{Param, Random, Result, Tape, Tensor, Var, checkpoint};

const DEPTH: usize = 12;

/// First derivatives are the same to the last bit.
const EXACT: f64 = 0.0;

/// Higher ones add a node's and its copies' contributions in another order.
const ROUNDING: f64 = 1e-13;

fn block<'t>(x: Var<'t>, w: Var<'t>) -> Var<'t> {
    let inner = x.matmul(w).tanh();
    let gate = (inner * 0.5).sigmoid() * inner;
    (gate + x).sin() * 1.5
}

/// How a deep function is recorded.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Plain,
    Blocks,
    Nested,
    Whole,
}

const FORMS: [Form; 3] = [Form::Blocks, Form::Nested, Form::Whole];

fn deep<'t>(tape: &'t Tape, x: Var<'t>, w: Var<'t>, form: Form) -> Var<'t> {
    let body = |x: Var<'t>| match form {
        Form::Plain | Form::Whole => (0..DEPTH).fold(x, |x, _| block(x, w)),
        Form::Blocks => (0..DEPTH).fold(x, |x, _| tape.checkpoint(|| block(x, w))),
        Form::Nested => (0..DEPTH / 4).fold(x, |x, _| {
            tape.checkpoint(|| (0..4).fold(x, |x, _| tape.checkpoint(|| block(x, w))))
        }),
    };
    let y = if form == Form::Whole {
        tape.checkpoint(|| body(x))
    } else {
        body(x)
    };
    y.square().sum()
}

fn inputs() -> (Tensor, Tensor) {
    let mut rng = Random::seed(3);
    let x = Tensor::randn([3, 4], &mut rng);
    let w = Tensor::randn([4, 4], &mut rng);
    (x, w)
}

/// What `ask` gives for each form is what it gives for the plain one, up to `tolerance`.
fn same_in_every_form(
    tolerance: f64,
    ask: impl for<'t> Fn(&'t Tape, Var<'t>, Var<'t>, Var<'t>) -> Result<Vec<Tensor>>,
) {
    let (x0, w0) = inputs();
    let answer = |form| {
        let tape = Tape::<f64>::new();
        let (x, w) = (tape.var(x0.clone()), tape.var(w0.clone()));
        ask(&tape, deep(&tape, x, w, form), x, w).unwrap()
    };
    let plain = answer(Form::Plain);
    assert!(
        plain
            .iter()
            .any(|tensor| tensor.iter().any(|element| element != 0.0))
    );
    for form in FORMS {
        for (actual, plain) in answer(form).iter().zip(&plain) {
            let size = plain.iter().fold(0.0f64, |size, element| size.max(element.abs()));
            let report = actual.compare(plain, 0.0, tolerance * size);
            assert!(
                actual.allclose(plain, 0.0, tolerance * size),
                "{form:?}: {report}"
            );
        }
    }
}

#[test]
fn gradients_through_checkpoints_are_the_same_bits() {
    same_in_every_form(EXACT, |_, y, x, w| {
        let gradients = y.backward()?;
        Ok(vec![gradients.wrt(x)?, gradients.wrt(w)?])
    });
    same_in_every_form(EXACT, |_, y, x, w| {
        y.item()?;
        let gradients = y.backward()?;
        y.backward()?;
        Ok(vec![gradients.wrt(x)?, gradients.wrt(w)?, y.value()?])
    });
    same_in_every_form(EXACT, |_, y, x, w| {
        let [gx, gw] = y.grad([x, w]);
        Ok(vec![gw.value()?, gx.value()?])
    });
}

#[test]
fn forward_mode_through_checkpoints_is_the_same_bits() {
    same_in_every_form(EXACT, |tape, y, x, w| {
        let v = tape.constant(Tensor::full([4, 4], 0.25));
        Ok(vec![y.jvp(w, v).value()?, y.jvp([x, w], [x, v]).value()?])
    });
}

#[test]
fn second_and_third_derivatives_through_checkpoints_are_the_same() {
    same_in_every_form(ROUNDING, |tape, y, x, w| {
        let v = tape.constant(Tensor::full([4, 4], 0.25));
        let product = y.hvp(w, v);
        let [gx, gw] = y.grad([x, w]);
        let mixed = (gx.square().sum() + gw.sum()).grad(w);
        let third = (mixed * mixed).sum().grad(x);
        Ok(vec![product.value()?, mixed.value()?, third.value()?])
    });
}

#[test]
fn a_gradient_penalty_inside_a_checkpoint_is_differentiated() -> Result<()> {
    let answer = |checkpointed: bool| {
        let tape = Tape::<f64>::new();
        let x = tape.var([0.3, -0.8]);
        let penalty = || {
            let y = tape.checkpoint(|| (x.sin() * x.exp()).sum());
            y.grad(x).square().sum()
        };
        let y = if checkpointed {
            tape.checkpoint(penalty)
        } else {
            penalty()
        };
        let gradient = y.grad(x);
        Ok::<_, wengert_tape::Error>((gradient.value()?, gradient.sum().grad(x).value()?))
    };
    let plain = {
        let tape = Tape::<f64>::new();
        let x = tape.var([0.3, -0.8]);
        let y = (x.sin() * x.exp()).sum().grad(x).square().sum();
        let gradient = y.grad(x);
        (gradient.value()?, gradient.sum().grad(x).value()?)
    };
    for (gradient, second) in [answer(true)?, answer(false)?] {
        assert!(gradient.allclose(&plain.0, 1e-14, 0.0));
        assert!(second.allclose(&plain.1, 1e-14, 0.0));
    }
    Ok(())
}

#[test]
fn derivatives_with_respect_to_variables_inside_count_their_copies() -> Result<()> {
    // y = z³ with z = 2x inside of the checkpoint: dy/dz = 3z², d²y/dz² = 6z.
    let tape = Tape::<f64>::new();
    let x = tape.var(0.7);
    let (z, y) = tape.checkpoint(|| {
        let z = x * 2.0;
        (z, z * z * z)
    });
    let first = y.grad(z);
    assert!((first.item()? - 3.0 * 1.4 * 1.4).abs() < 1e-12);
    assert!((first.grad(z).item()? - 6.0 * 1.4).abs() < 1e-12);
    // The gradient with respect to x was recorded from copies of z: dy/dx = 6z².
    let along_x = y.grad(x);
    assert!((along_x.grad(z).item()? - 12.0 * 1.4).abs() < 1e-12);
    assert!((along_x.jvp(z, x.lift(1.0)).item()? - 12.0 * 1.4).abs() < 1e-12);
    // Copies of copies: d³y/dx³ = 48.
    let second = along_x.grad(x);
    assert!((second.grad(z).item()? - 24.0).abs() < 1e-12);
    assert!((second.grad(x).item()? - 48.0).abs() < 1e-12);
    Ok(())
}

#[test]
fn the_result_of_a_checkpoint_can_be_differentiated_by() -> Result<()> {
    let answer = |checkpointed: bool| {
        let tape = Tape::<f64>::new();
        let x = tape.var(0.4);
        let y = if checkpointed {
            tape.checkpoint(|| x.exp().tanh())
        } else {
            x.exp().tanh()
        };
        let gradient = y.square().grad(x);
        gradient.grad(y).item()
    };
    assert_eq!(answer(true)?, answer(false)?);
    assert_ne!(answer(true)?, 0.0);
    Ok(())
}

#[test]
fn checkpoints_hold_fewer_values() -> Result<()> {
    let (x0, w0) = inputs();
    let most = |form, evaluate_first: bool| {
        let tape = Tape::<f64>::new();
        let (x, w) = (tape.var(x0.clone()), tape.var(w0.clone()));
        let y = deep(&tape, x, w, form);
        if evaluate_first {
            y.item()?;
        }
        y.backward()?;
        Ok::<_, wengert_tape::Error>(tape.most_values())
    };
    for evaluate_first in [false, true] {
        let plain = most(Form::Plain, evaluate_first)?;
        let blocks = most(Form::Blocks, evaluate_first)?;
        assert!(blocks * 2 < plain, "{blocks} values with blocks, {plain} without");
        let nested = most(Form::Nested, evaluate_first)?;
        assert!(
            nested < blocks,
            "{nested} values with nested checkpoints, {blocks} without"
        );
    }
    Ok(())
}

#[test]
fn variables_of_a_gradient_hold_fewer_values_too() -> Result<()> {
    let (x0, w0) = inputs();
    let most = |form| {
        let tape = Tape::<f64>::new();
        let (x, w) = (tape.var(x0.clone()), tape.var(w0.clone()));
        let y = deep(&tape, x, w, form);
        y.grad(w).value()?;
        Ok::<_, wengert_tape::Error>(tape.most_values())
    };
    assert!(most(Form::Blocks)? < most(Form::Plain)?);
    Ok(())
}

#[test]
fn numbers_of_variables_do_not_change_in_a_checkpoint() {
    let (x0, w0) = inputs();
    let record = |form| {
        let tape = Tape::<f64>::new();
        let (x, w) = (tape.var(x0.clone()), tape.var(w0.clone()));
        let y = deep(&tape, x, w, form);
        (y.id(), tape.len())
    };
    for form in FORMS {
        assert_eq!(record(form), record(Form::Plain));
    }
}

#[test]
fn parameters_that_are_bound_inside_a_checkpoint_get_their_gradient() -> Result<()> {
    let w = Param::new([2.0, -1.0]);
    let tape = Tape::<f64>::new();
    let x = tape.var([0.5, 3.0]);
    let y = checkpoint(x, |x| (x * &w).tanh());
    let z = tape.checkpoint(|| (y * &w).exp()).sum();
    let gradients = z.backward()?;
    let plain = ((x * &w).tanh() * &w).exp().sum().backward()?;
    assert_eq!(gradients.of(&w), plain.of(&w));
    assert_eq!(gradients.wrt(x)?, plain.wrt(x)?);
    Ok(())
}

#[test]
fn every_value_inside_a_checkpoint_can_be_asked_for() -> Result<()> {
    let tape = Tape::<f64>::new();
    let x = tape.var(0.5);
    let (inside, y) = tape.checkpoint(|| {
        let inside = x.sin();
        (inside, inside.exp().square())
    });
    y.backward()?;
    assert_eq!(inside.item()?, 0.5f64.sin());
    assert_eq!(y.item()?, 0.5f64.sin().exp().powi(2));
    Ok(())
}

#[test]
fn an_error_inside_a_checkpoint_names_its_line() {
    let tape = Tape::<f64>::new();
    let x = tape.var([1.0, 2.0]);
    let line = line!() + 1;
    let y = tape.checkpoint(|| x.reshape([3]).exp()).sum();
    assert_eq!(y.backward().unwrap_err().place().line(), line);
}

#[test]
fn the_tape_can_be_used_on_after_a_backward_through_a_checkpoint() -> Result<()> {
    let mut tape = Tape::<f64>::new();
    for _ in 0..3 {
        let x = tape.var(0.3);
        let y = tape.checkpoint(|| x.sin().exp());
        let before = tape.len();
        let first = y.backward()?.wrt(x)?;
        assert_eq!(tape.len(), before);
        // Nodes that take the numbers of the copies are no copies.
        let z = (y * x).cos().exp();
        assert_eq!(y.backward()?.wrt(x)?, first);
        let expected = {
            let y = x.sin().exp();
            (y * x).cos().exp().grad(x).item()?
        };
        assert_eq!(z.grad(x).item()?, expected);
        tape.reset();
    }
    Ok(())
}

#[test]
fn no_derivative_passes_through_no_grad() -> Result<()> {
    let tape = Tape::<f64>::new();
    let x = tape.var(3.0);
    let blocked = tape.no_grad(|| tape.no_grad(|| x * x) + x);
    let y = blocked * x;
    assert_eq!(y.item()?, 36.0);
    assert_eq!(y.grad(x).item()?, 12.0);
    assert_eq!(y.backward()?.wrt(x)?.item()?, 12.0);
    assert_eq!(y.jvp(x, x.lift(1.0)).item()?, 12.0);
    assert_eq!(blocked.grad(x).item()?, 0.0);
    // After it, derivatives pass again.
    assert_eq!((x * x).grad(x).item()?, 6.0);
    Ok(())
}

#[test]
fn a_parameter_first_used_in_no_grad_is_differentiated_elsewhere() -> Result<()> {
    let w = Param::new(2.0);
    let tape = Tape::<f64>::new();
    let x = tape.var(3.0);
    let blocked = tape.no_grad(|| x * &w);
    let gradients = (blocked * &w).backward()?;
    assert_eq!(gradients.of(&w).item()?, 6.0);
    Ok(())
}

#[test]
fn no_grad_inside_a_checkpoint_blocks_derivatives_of_any_order() -> Result<()> {
    let tape = Tape::<f64>::new();
    let x = tape.var(2.0);
    let y = tape.checkpoint(|| tape.no_grad(|| x * x) * x * x);
    // y = c x² with c = x² held: y' = 2 c x, y'' = 2 c.
    let first = y.grad(x);
    assert_eq!(first.item()?, 16.0);
    assert_eq!(first.grad(x).item()?, 8.0);
    assert_eq!(y.hvp(x, x.lift(1.0)).item()?, 8.0);
    Ok(())
}

#[test]
fn a_rule_that_uses_no_grad_blocks_nothing_later() -> Result<()> {
    let tape = Tape::<f64>::new();
    let x = tape.var(2.0);
    let y = x.custom_vjp(
        |x| x.map(|x| x * x),
        |x, _, cotangent| {
            let tape = x.tape().unwrap();
            cotangent * tape.no_grad(|| x * 2.0)
        },
    );
    assert_eq!(y.backward()?.wrt(x)?.item()?, 4.0);
    let z = (x * x * x).sin().cos().exp() * x * x;
    let expected = {
        let fresh = Tape::<f64>::new();
        let x = fresh.var(2.0);
        ((x * x * x).sin().cos().exp() * x * x).grad(x).item()?
    };
    assert_eq!(z.grad(x).item()?, expected);
    Ok(())
}

#[test]
fn many_checkpoints_and_blocks_do_not_slow_the_walk_down() -> Result<()> {
    let tape = Tape::<f64>::new();
    let x = tape.var(1.0);
    let mut y = x;
    for _ in 0..50_000 {
        y = tape.checkpoint(|| (y * 0.999).sin());
        y += tape.no_grad(|| y * 1e-9);
    }
    let start = std::time::Instant::now();
    y.backward()?;
    assert!(start.elapsed().as_secs() < 10, "a walk that looks at every range");
    Ok(())
}

#[test]
fn dropout_inside_a_checkpoint_drops_the_same_elements_again() -> Result<()> {
    let x0 = Tensor::full([1000], 1.0);
    let answer = |checkpointed: bool| {
        let tape = Tape::<f64>::training(7);
        let x = tape.var(x0.clone());
        let layer = || (x.dropout(0.5).exp().dropout(0.25) * x).square();
        let y = if checkpointed {
            tape.checkpoint(layer)
        } else {
            layer()
        };
        let noise = tape.checkpoint(|| y * tape.normal([1000]) + tape.uniform([1000], 0.0, 1.0) * x);
        let y = noise.sum();
        let value = y.item()?;
        let gradient = y.backward()?.wrt(x)?;
        Ok::<_, wengert_tape::Error>((value, gradient, y.grad(x).sum().grad(x).value()?))
    };
    let (value, gradient, second) = answer(true)?;
    let plain = answer(false)?;
    assert_eq!((value, gradient.clone()), (plain.0, plain.1));
    assert!(second.allclose(&plain.2, 1e-14, 1e-14));
    assert!(gradient.iter().any(|element| element != gradient.as_slice()[0]));
    Ok(())
}

#[test]
fn indices_found_inside_a_checkpoint_are_found_again() -> Result<()> {
    let x0 = Tensor::randn([6, 5], &mut Random::seed(8));
    let answer = |checkpointed: bool| {
        let tape = Tape::<f64>::new();
        let x = tape.var(x0.clone());
        let layer = || {
            let (values, _) = x.sin().topk(3, 1, true);
            values.softmax(1) * values
        };
        let y = if checkpointed {
            tape.checkpoint(layer)
        } else {
            layer()
        };
        let y = y.exp().sum();
        Ok::<_, wengert_tape::Error>((y.backward()?.wrt(x)?, y.hvp(x, x.cos()).value()?))
    };
    let (gradient, product) = answer(true)?;
    let plain = answer(false)?;
    assert_eq!(gradient, plain.0);
    assert!(product.allclose(&plain.1, 1e-13, 1e-14));
    Ok(())
}
