//! Limits made small: tapes that fill up, and chains that are long on a small stack.

use wengert::{ErrorKind, Result, Tape, Tensor, Var};

/// More nodes than the program below needs.
const ENOUGH: u32 = 400;

/// A program with sharing, broadcasting, a reduction, a product and a slice.
fn formula<'t>(tape: &'t Tape, w: Var<'t>) -> Var<'t> {
    let x = tape.constant([[1.0, -2.0, 0.5], [0.0, 3.0, 1.0]]);
    let hidden = (x.matmul(w) + 0.5).tanh();
    let part = hidden.slice((.., 1)) * hidden.slice((.., 0));
    (part.exp() + hidden.mean()).sum() / 3.0
}

fn weights() -> Tensor {
    Tensor::from([[0.1, 0.2], [-0.3, 0.4], [0.5, -0.6]])
}

/// The numbers that a use of the tape gives, or its first error.
type Use = fn(&Tape) -> Result<Vec<f64>>;

fn values_of(tensors: &[Tensor]) -> Vec<f64> {
    tensors
        .iter()
        .flat_map(|tensor| tensor.iter().collect::<Vec<f64>>())
        .collect()
}

const USES: [(&str, Use); 6] = [
    ("value", |tape| {
        let w = tape.var(weights());
        Ok(vec![formula(tape, w).item()?])
    }),
    ("backward", |tape| {
        let w = tape.var(weights());
        let y = formula(tape, w);
        Ok(values_of(&[y.backward()?.wrt(w)?]))
    }),
    ("grad of grad", |tape| {
        let w = tape.var(weights());
        let slope = formula(tape, w).grad(w);
        Ok(values_of(&[(slope * slope).sum().grad(w).value()?]))
    }),
    ("hvp", |tape| {
        let w = tape.var(weights());
        let along = tape.constant(Tensor::full([3, 2], 0.5));
        Ok(values_of(&[formula(tape, w).hvp(w, along).value()?]))
    }),
    ("jvp", |tape| {
        let w = tape.var(weights());
        let along = tape.constant(Tensor::full([3, 2], 0.5));
        Ok(vec![formula(tape, w).jvp(w, along).item()?])
    }),
    ("hessian", |tape| {
        let w = tape.var(weights());
        Ok(values_of(&[formula(tape, w).hessian(w).value()?]))
    }),
];

#[test]
fn a_full_tape_is_an_error_that_says_so_whatever_is_asked() {
    for (name, use_tape) in USES {
        let expected = use_tape(&Tape::new()).expect("a tape without a limit has room");
        let mut failures = 0;
        let mut fits = false;
        for limit in (0..40).chain((40..ENOUGH).step_by(9)).chain([100_000]) {
            match use_tape(&Tape::with_limit(limit)) {
                Ok(found) => {
                    assert_eq!(found, expected, "{name} with room for {limit} nodes");
                    fits = true;
                }
                Err(error) => {
                    assert!(
                        !fits,
                        "{name} fails with room for {limit} nodes but not with less"
                    );
                    let message = error.to_string();
                    let clear =
                        message.contains("the tape is full") && message.contains(&format!("{limit} nodes"));
                    assert!(clear, "{name} with room for {limit} nodes: {message}");
                    assert!(
                        matches!(error.kind(), ErrorKind::Limit { .. }),
                        "{name}: {message}"
                    );
                    assert!(
                        message.contains("limits.rs"),
                        "{name} with room for {limit} nodes: {message}"
                    );
                    failures += 1;
                }
            }
        }
        assert!(failures > 5, "{name} never met the limit");
        assert!(fits, "{name} never fits");
    }
}

#[test]
fn a_full_tape_works_again_after_a_reset() {
    let mut tape = Tape::with_limit(12);
    let mut y = tape.var(1.0);
    for _ in 0..20 {
        y *= 2.0;
    }
    assert!(y.item().is_err());
    tape.reset();
    let x = tape.var(1.0);
    assert_eq!((x + 1.0).item().expect("there is room again"), 2.0);
    assert_eq!(
        (x * x)
            .backward()
            .expect("there is room again")
            .wrt(x)
            .expect("x is a leaf"),
        Tensor::from(2.0)
    );
}

#[test]
fn limits_of_shapes_are_errors() {
    let tape = Tape::<f64>::new();
    let x = tape.var([1.0]);
    for problem in [
        x.broadcast_to([usize::MAX, 2]),
        x.repeat([usize::MAX]),
        x.expand([isize::MAX, 8, 1]),
        tape.one_hot(Tensor::from([0, 1]), usize::MAX),
        tape.uniform([usize::MAX / 2, 4], 0.0, 1.0),
    ] {
        let message = problem
            .value()
            .expect_err("it does not fit into memory")
            .to_string();
        assert!(
            message.contains("memory") || message.contains("addresses"),
            "{message}"
        );
        assert!(message.contains("limits.rs"), "{message}");
    }
}

fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new()
        .stack_size(256 << 10)
        .spawn(work)
        .expect("a thread starts");
    thread.join().expect("the work does not panic");
}

#[test]
fn a_long_chain_of_every_kind_runs_on_a_small_stack() {
    on_a_small_stack(|| {
        let tape = Tape::new();
        let x = tape.var([0.5, -0.25, 0.125, 1.0]);
        let mut y = x;
        for _ in 0..20_000 {
            y = (y * 0.999).reshape([2, 2]).t().slice((.., ..)).reshape(-1) + y.mean() * 1e-3;
        }
        let result = y.sum();
        let gradient = result
            .backward()
            .and_then(|gradients| gradients.wrt(x))
            .expect("a healthy chain");
        assert!(gradient.iter().all(f64::is_finite));
        let tangent = result
            .jvp(x, tape.constant([1.0; 4]))
            .item()
            .expect("a healthy chain");
        let sum: f64 = gradient.iter().sum();
        assert!((tangent - sum).abs() <= 1e-9 * sum.abs(), "{tangent} and {sum}");
    });
}

#[test]
fn a_long_chain_has_second_derivatives_on_a_small_stack() {
    on_a_small_stack(|| {
        let tape = Tape::<f64>::new();
        let x = tape.var(0.3);
        let mut y = x;
        for _ in 0..100_000 {
            y = y.sin() * 1.000_01;
        }
        let slope = y.grad(x);
        let curvature = slope.grad(x).item().expect("a healthy chain");
        let forward = slope.jvp(x, tape.constant(1.0)).item().expect("a healthy chain");
        assert!(curvature.is_finite());
        assert!((curvature - forward).abs() <= 1e-9 * curvature.abs().max(1e-12));
    });
}

#[test]
fn a_long_chain_that_fails_at_its_beginning_reports_it_on_a_small_stack() {
    on_a_small_stack(|| {
        let tape = Tape::<f64>::new();
        let mut y = tape.var([1.0, 2.0]).reshape([3]);
        for _ in 0..500_000 {
            y = y * 2.0 + 1.0;
        }
        let message = y.backward().expect_err("the beginning failed").to_string();
        assert!(message.starts_with("reshape"), "{message}");
    });
}

#[test]
fn a_wide_sum_runs_on_a_small_stack() {
    on_a_small_stack(|| {
        let tape = Tape::new();
        let x = tape.var(2.0);
        let y: Var = (0..300_000).map(|k| x * f64::from(k % 3)).sum();
        let gradient = y
            .backward()
            .and_then(|gradients| gradients.wrt(x))
            .expect("a healthy sum");
        assert_eq!(gradient, Tensor::from(300_000.0));
    });
}

#[test]
fn an_inference_tape_keeps_no_intermediate_values() {
    let tape = Tape::inference();
    let mut y = tape.var(Tensor::full([100], 0.5));
    for _ in 0..1000 {
        y = (y.sin() + 0.1).reshape([10, 10]).t().reshape(-1);
    }
    y.sum().item().expect("a healthy chain");
    assert!(
        tape.most_values() <= 5,
        "{} values at the same time",
        tape.most_values()
    );
}
