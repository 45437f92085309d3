//! The tape: recording, differentiating, evaluating, and errors that wait.

use wengert_tape::{Buffer, Gradients, Param, Random, Real, Result, Tape, Tensor, Var, grad, value_and_grad};

fn assert_close(actual: f64, expected: f64) {
    assert!(
        (actual - expected).abs() < 1e-12 * (1.0 + expected.abs()),
        "{actual} is not {expected}"
    );
}

#[test]
fn the_snippet_of_the_design_runs() -> Result<()> {
    let mut rng = Random::seed(1);
    let tape = Tape::new();
    let x = tape.var(Tensor::from([[1.0, 2.0]]));
    let w = tape.var(Tensor::randn([2, 3], &mut rng));
    let y = (x.matmul(w) + 1.0).tanh().sum();
    let gradients = y.backward()?;
    assert_eq!(gradients.wrt(w)?.shape(), [2, 3]);
    let [gx] = y.grad([x]);
    let h = (gx * gx).sum().backward()?;
    assert_eq!(h.wrt(x)?.shape(), [1, 2]);
    Ok(())
}

#[test]
fn numbers_stand_on_both_sides() -> Result<()> {
    let tape = Tape::<f32>::new();
    let x = tape.var([0.5, -1.0]);
    let s = 0.5f32;
    let n = 3usize;
    let mut y = (2.0 * x).tanh() + (x * 2.0).sin() - 1.0 / (x.exp() + 1.0);
    y += x;
    y *= 0.5;
    y -= s;
    let z = ((1.0 - y) * s / n * 2).sum();
    let _: f32 = z.item()?;
    let _: Tensor<f32> = z.backward()?.wrt(x)?;
    Ok(())
}

#[test]
fn derivatives_of_any_order_in_a_loop() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var(0.3);
    let mut d = x.sin();
    for _ in 0..5 {
        d = d.grad(x);
    }
    assert_close(d.item()?, 0.3f64.cos());
    assert_close(x.powi(3).grad(x).grad(x).item()?, 1.8);
    Ok(())
}

#[test]
fn the_answer_has_the_form_of_the_question() -> Result<()> {
    let tape = Tape::new();
    let (x, w) = (tape.var([1.0, 2.0]), tape.var([3.0, 4.0]));
    let y = (x * w * x).sum();
    let gx = y.grad(x);
    let [gx2, gw] = y.grad([x, w]);
    let many: Vec<Var> = vec![x, w];
    let gs = y.grad(&many);
    let gs2 = y.grad(&many[..]);
    assert_eq!(gx.value()?, gx2.value()?);
    assert_eq!(gw.value()?, gs[1].value()?);
    assert_eq!(gs2.len(), 2);
    let v = tape.constant([1.0, 0.0]);
    assert_eq!(y.hvp(x, v).value()?, Tensor::from([6.0, 0.0]));
    let [hx, hw] = y.hvp([x, w], [v, v]);
    assert_eq!(hx.value()?, Tensor::from([8.0, 0.0]));
    assert_eq!(hw.value()?, Tensor::from([2.0, 0.0]));
    assert_eq!((x * w).jvp([x], [v]).value()?, Tensor::from([3.0, 0.0]));
    assert_eq!((x * w).jvp(x, v).value()?, Tensor::from([3.0, 0.0]));
    assert_eq!(
        (x * w).vjp(Tensor::from([1.0, 1.0]), x).value()?,
        Tensor::from([3.0, 4.0])
    );
    Ok(())
}

#[test]
fn a_source_that_depends_on_another_source_moves_along_both() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var([1.0, 2.0]);
    let square = x * x;
    let y = x * square;
    let (along_x, along_square) = (tape.constant([1.0, 10.0]), tape.constant([0.5, -1.0]));
    // dy = x² dx + x (2 x dx + du)
    let both = Tensor::from([3.5, 118.0]);
    let pushed = y.jvp([x, square], [along_x, along_square]).value()?;
    assert_eq!(pushed, both);
    let pushed = y.jvp([square, x], [along_square, along_x]).value()?;
    assert_eq!(pushed, both);
    Ok(())
}

#[test]
fn functions_are_transformed() -> Result<()> {
    assert_eq!(grad(|x| (x * x).sum(), [1.0, 2.0])?, Tensor::from([2.0, 4.0]));
    let (v, [gx, gw]) = value_and_grad(|[x, w]| (x * w).sum(), [[1.0, 2.0], [3.0, 4.0]])?;
    assert_close(v, 11.0);
    assert_eq!(gx.as_slice(), [3.0, 4.0]);
    assert_eq!(gw.as_slice(), [1.0, 2.0]);
    Ok(())
}

#[test]
fn an_error_waits_and_points_to_the_users_line() {
    let tape = Tape::<f32>::new();
    let a = tape.var(Tensor::zeros([32, 64]));
    let b = tape.var(Tensor::zeros([10, 64]));
    let line = line!() + 1;
    let y = a.matmul(b);
    let error = (y + 1.0).tanh().sum().backward().unwrap_err();
    assert_eq!(error.place().line(), line);
    assert!(error.place().file().ends_with("tape.rs"));
    let text = error.to_string();
    assert!(
        text.starts_with("matmul: inner dimensions differ: [32, 64] · [10, 64]; did you mean .t()"),
        "{text}"
    );
}

#[test]
fn a_broadcast_that_no_memory_holds_is_an_error_that_waits() {
    let tape = Tape::<f64>::new();
    let column = tape.constant([1.0]).broadcast_to([1 << 40, 1]);
    let row = tape.constant([1.0]).broadcast_to([1, 1 << 40]);
    for product in [column + row, column.select(row, column)] {
        let text = product.error().expect("too large").to_string();
        assert!(
            text.contains("[1099511627776, 1099511627776] does not fit"),
            "{text}"
        );
        assert!(text.contains("tests/tape.rs"), "{text}");
    }
}

#[test]
fn a_slice_adds_its_gradient_in_place() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var(Tensor::from([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]));
    let i = 1usize;
    assert_eq!(x.slice((.., 1..3)).shape(), [2, 2]);
    assert_eq!(x.slice(-1).value()?, Tensor::from([4.0, 5.0, 6.0]));
    assert_eq!(x.slice((i, ..)).shape(), [3]);
    let y = x.slice((.., -1)).sum() + x.slice((0, ..)).square().sum();
    assert_eq!(
        y.grad(x).value()?,
        Tensor::from([[2.0, 4.0, 7.0], [0.0, 0.0, 1.0]])
    );
    Ok(())
}

#[test]
fn parameters_bind_and_can_be_replaced() -> Result<()> {
    let w = Param::new([2.0]);
    let tape = Tape::new();
    let x = tape.constant([3.0]);
    let inner = (x * &w).square().sum();
    let bound = tape.param(&w);
    let fast = bound - 0.1 * inner.grad(bound);
    tape.bind(&w, fast);
    let outer = (x * &w).sum();
    assert_close(outer.grad(bound).item()?, 3.0 * (1.0 - 0.1 * 2.0 * 9.0));
    Ok(())
}

#[test]
fn a_variable_of_another_shape_cannot_stand_for_a_parameter() {
    let w = Param::new([2.0, 3.0]);
    let tape = Tape::new();
    let x = tape.constant([3.0, 4.0]);
    tape.bind(&w, tape.var([1.0]));
    let error = (x * &w).sum().value().unwrap_err().to_string();
    assert!(
        error.contains("bind: [1] for a parameter of shape [2]"),
        "{error}"
    );
}

#[test]
fn buffer_updates_travel_with_the_gradients() -> Result<()> {
    let mean = Buffer::new([1.0]);
    let tape = Tape::new();
    let x = tape.var([4.0]);
    tape.update(&mean, 0.9, x * 0.1);
    let gradients: Gradients = x.sum().backward()?;
    assert_eq!(gradients.updates().len(), 1);
    assert_close(gradients.updates()[0].value.as_slice()[0], 0.4);
    Ok(())
}

#[test]
fn backward_leaves_nothing_on_the_tape() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var([1.0, 2.0]);
    let y = (x.sin() * x).sum();
    let before = tape.len();
    y.backward()?;
    y.backward()?;
    assert_eq!(tape.len(), before);
    assert_close(y.item()?, 1f64.sin() + 2.0 * 2f64.sin());
    Ok(())
}

#[test]
fn one_formula_for_numbers_and_variables() -> Result<()> {
    fn rosenbrock<R: Real>(x: &[R]) -> R {
        x.windows(2)
            .map(|w| 100.0 * (w[1] - w[0].powi(2)).powi(2) + (1.0 - w[0]).powi(2))
            .sum()
    }
    let point = [1.2, 0.7, -0.3];
    let tape = Tape::<f64>::new();
    let x = point.map(|p| tape.var(p));
    assert_close(rosenbrock(&x).item()?, rosenbrock(&point));
    Ok(())
}

#[test]
fn a_million_operations_run_on_a_small_stack() {
    let work = || {
        let tape = Tape::new();
        let x = tape.var(1.0);
        let mut y = x;
        for _ in 0..1_000_000 {
            y = y * 0.999_999 + 1e-9;
        }
        let gradient = y.backward().and_then(|g| g.wrt(x)).unwrap();
        assert!(gradient.as_slice()[0] > 0.3);
    };
    std::thread::Builder::new()
        .stack_size(256 << 10)
        .spawn(work)
        .unwrap()
        .join()
        .unwrap();
}

#[test]
fn a_parameter_stands_on_either_side_of_an_operator() -> Result<()> {
    let weight = Param::new([4.0, 6.0]);
    let tape = Tape::new();
    let x = tape.var([2.0, 3.0]);
    assert_eq!((&weight + x).value()?, Tensor::from([6.0, 9.0]));
    assert_eq!((&weight - x).value()?, Tensor::from([2.0, 3.0]));
    assert_eq!((&weight * x).value()?, Tensor::from([8.0, 18.0]));
    let quotient = &weight / x;
    assert_eq!(quotient.value()?, Tensor::from([2.0, 2.0]));
    assert_eq!(
        quotient.sum().backward()?.of(&weight),
        Tensor::from([0.5, 1.0 / 3.0])
    );
    Ok(())
}
