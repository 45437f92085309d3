//! Programs on every instruction set, in both float types, and what simplifying leaves.

use crate::instruction::{Binary, Ternary, Unary};
use crate::kernel::Kernels;
use crate::numeric::InstructionSet;
use crate::program::bindings::{Column, Inputs, Outputs};
use crate::program::compile::{Action, Operand, Program};
use crate::program::graph::{Graph, Term};
use crate::program::run::Workspaces;
use crate::program::{Expr, Recorder};
use crate::real::Real;
use proptest::prelude::*;

/// The graph and the result of a formula of one number.
fn recorded(f: impl for<'p> Fn(Expr<'p>) -> Expr<'p>) -> (Graph, Term) {
    let recorder = Recorder::new(Graph::with_inputs(1));
    let result = f(recorder.expr(Term::Node(0))).term();
    (recorder.finish().unwrap(), result)
}

fn instructions(f: impl for<'p> Fn(Expr<'p>) -> Expr<'p>) -> usize {
    let (graph, result) = recorded(f);
    Program::of(&graph, &[result]).steps.len()
}

#[test]
fn a_computation_is_done_once() {
    assert_eq!(instructions(|x| x.sin() + x.sin() * x.cos()), 4);
    // Sums and products of two are the same in either order.
    assert_eq!(instructions(|x| (x + x.sin()) * (x.sin() + x)), 3);
    assert_eq!(instructions(|x| x.max(x.sin()) - x.sin().max(x)), 4);
}

#[test]
fn what_changes_no_bit_is_not_computed() {
    assert_eq!(instructions(|x| 1.0 * x / 1.0), 0);
    assert_eq!(instructions(|x| x - 0.0), 0);
    assert_eq!(instructions(|x| -(-x)), 0);
    assert_eq!(instructions(|x| x + (-x.sin())), 2);
    assert_eq!(instructions(|x| x.square() + 0.0), 1);
    assert_eq!(instructions(|x| x / 4.0), 1);
    assert_eq!(instructions(|x| Expr::from(2.0).sin() * x), 1);
    assert_eq!(instructions(|x| x.stop_gradient()), 0);
    assert_eq!(instructions(|x| Expr::from(1.0).select(x, x.sin())), 0);
}

#[test]
fn what_changes_the_sign_of_a_zero_or_an_infinity_is_computed() {
    let value = |f: &dyn for<'p> Fn(Expr<'p>) -> Expr<'p>, x: f64| {
        let (graph, result) = recorded(f);
        let mut out = 0.0;
        let mut workspace = Default::default();
        Program::of(&graph, &[result]).run_one(
            InstructionSet::detect(),
            &[x],
            &mut workspace,
            |_, value: f64| out = value,
        );
        out
    };
    assert_eq!(value(&|x| x + 0.0, -0.0).to_bits(), 0.0f64.to_bits());
    assert_eq!(value(&|x| 0.0 - x, 0.0).to_bits(), 0.0f64.to_bits());
    assert_eq!(value(&|x| -x, 0.0).to_bits(), (-0.0f64).to_bits());
    assert!(value(&|x| 0.0 * x, f64::INFINITY).is_nan());
    assert!(value(&|x| x - x, f64::INFINITY).is_nan());
    assert_eq!(value(&|x| x.absorb(f64::INFINITY), 0.0), 0.0);
}

#[test]
fn a_whole_power_is_that_of_the_standard_library() {
    for power in [-64, -7, -1, 0, 1, 2, 3, 5, 13, 31, 64, 65, i32::MIN] {
        let (graph, result) = recorded(|x| x.powi(power));
        let program = Program::of(&graph, &[result]);
        for x in [0.0, -0.0, 1.1, -0.9, 3.0, f64::INFINITY, f64::NAN] {
            let mut workspace = Default::default();
            program.run_one(InstructionSet::detect(), &[x], &mut workspace, |_, value: f64| {
                let expected = x.powi(power);
                assert!(
                    value == expected || value.is_nan() && expected.is_nan(),
                    "{x}^{power}: {value} for {expected}"
                );
            });
        }
    }
}

#[test]
fn a_chain_needs_two_slots() {
    let (graph, result) = recorded(|x| (0..100).fold(x, |y, _| (y * 1.5).sin()));
    let program = Program::of(&graph, &[result]);
    assert_eq!((program.steps.len(), program.slots), (200, 2));
}

#[test]
fn a_limit_of_values_is_an_error_that_waits() {
    let recorder = Recorder::with_limit(Graph::with_inputs(1), 50);
    let mut y = recorder.expr(Term::Node(0));
    for _ in 0..100 {
        y = (y + 0.3).sin();
    }
    let error = recorder.finish().unwrap_err();
    assert!(error.to_string().contains("at most 50 values"), "{error}");
    assert!(error.place().file().ends_with("program/tests.rs"));
}

/// What a random step does with two earlier values.
fn apply<R: Real>(kind: u8, a: R, b: R) -> R {
    match kind {
        0 => a + b,
        1 => a - b,
        2 => a * b,
        3 => a / (b.square() + 1.0),
        4 => a.sin(),
        5 => a.max(b),
        6 => R::select(a.greater(b), a, b * 0.5),
        7 => 0.25 - a,
        8 => a.tanh(),
        _ => (a * 2.0).atan() - b,
    }
}

fn random_program<R: Real>(steps: &[(u8, usize, usize)], inputs: &[R]) -> R {
    let mut values = inputs.to_vec();
    for &(kind, a, b) in steps {
        values.push(apply(kind, values[a % values.len()], values[b % values.len()]));
    }
    values[values.len() - 1] + values[values.len() / 2]
}

fn run<N: Kernels>(program: &Program, set: InstructionSet, columns: &[Vec<N>]) -> Vec<N> {
    let points = columns[0].len();
    let bound: Vec<Column<'_, N>> = columns.iter().map(|column| Column::Each(column)).collect();
    let mut out = vec![N::from_f64(0.0); points];
    program.run(
        set,
        points,
        &Inputs::Columns(&bound),
        Outputs::Columns(vec![&mut out]),
        &Workspaces::default(),
    );
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn random_programs_agree_on_every_instruction_set_and_float_type(
        steps in proptest::collection::vec((0u8..10, 0usize..100, 0usize..100), 1..60),
        start in proptest::collection::vec(-2.0f64..2.0, 3),
    ) {
        let recorder = Recorder::new(Graph::with_inputs(3));
        let x: Vec<Expr<'_>> = (0..3).map(|id| recorder.expr(Term::Node(id))).collect();
        let result = random_program(&steps, &x).term();
        drop(x);
        let graph = recorder.finish().unwrap();
        let program = Program::of(&graph, &[result]);
        let points = 37;
        let columns: Vec<Vec<f64>> =
            start.iter().map(|&x| (0..points).map(|k| x + 0.01 * k as f64).collect()).collect();
        let narrow: Vec<Vec<f32>> =
            columns.iter().map(|column| column.iter().map(|&x| x as f32).collect()).collect();
        for set in InstructionSet::available() {
            let found = run(&program, set, &columns);
            let found_narrow = run(&program, set, &narrow);
            for k in 0..points {
                let at: Vec<f64> = columns.iter().map(|column| column[k]).collect();
                let expected = random_program(&steps, &at);
                prop_assume!(expected.abs() < 1e6);
                prop_assert!((found[k] - expected).abs() <= 1e-9 * expected.abs().max(1.0));
                let mut workspace = Default::default();
                program.run_one(set, &at, &mut workspace, |_, value: f64| {
                    assert_eq!(value.to_bits(), found[k].to_bits());
                });
                prop_assert!(found_narrow[k].is_finite());
            }
        }
    }

    #[test]
    fn no_step_writes_where_it_reads(
        steps in proptest::collection::vec((0u8..10, 0usize..100, 0usize..100), 1..60),
    ) {
        let recorder = Recorder::new(Graph::with_inputs(3));
        let x: Vec<Expr<'_>> = (0..3).map(|id| recorder.expr(Term::Node(id))).collect();
        let result = random_program(&steps, &x).term();
        drop(x);
        let program = Program::of(&recorder.finish().unwrap(), &[result]);
        for step in &program.steps {
            let reads: &[Operand] = match &step.action {
                Action::Unary(_, x) | Action::WithNumber(_, x, _) => std::slice::from_ref(x),
                Action::Binary(_, operands) => operands,
                Action::Ternary(_, operands) => operands,
            };
            prop_assert!(!reads.contains(&Operand::Slot(step.slot)));
        }
    }
}

#[test]
fn every_instruction_runs_alone_as_it_runs_in_a_block() {
    let numbers = [
        0.0,
        -0.0,
        0.3,
        -1.7,
        2.0,
        1e-310,
        700.0,
        -1e5,
        1e300,
        f64::INFINITY,
        f64::NAN,
    ];
    let blocks = |k: usize| -> Vec<f64> {
        (0..23)
            .map(|i| numbers[(i * (k + 1) + k) % numbers.len()])
            .collect()
    };
    let [a, b, c] = [blocks(0), blocks(1), blocks(2)];
    let mut out = vec![0.0; a.len()];
    let same = |x: f64, y: f64| x.to_bits() == y.to_bits() || x.is_nan() && y.is_nan();
    for set in InstructionSet::available() {
        for instruction in [
            Unary::Exp,
            Unary::Sin,
            Unary::Sqrt,
            Unary::Erf,
            Unary::Lgamma,
            Unary::Round,
        ] {
            instruction.lanes(set, &a, &mut out);
            assert!(
                a.iter()
                    .zip(&out)
                    .all(|(&x, &y)| same(instruction.lane(set, x), y)),
                "{instruction:?}"
            );
        }
        for instruction in [
            Binary::Pow,
            Binary::Absorb,
            Binary::Quotient,
            Binary::Max,
            Binary::Hypot,
        ] {
            instruction.lanes(set, &a, &b, &mut out);
            let pairs = a.iter().zip(&b).zip(&out);
            for ((&a, &b), &y) in pairs {
                assert!(
                    same(instruction.lane(set, a, b), y),
                    "{instruction:?} of {a} and {b}"
                );
            }
        }
        for instruction in [Ternary::Select, Ternary::MulAdd, Ternary::Clamp] {
            instruction.lanes(set, [&a, &b, &c], &mut out);
            let triples = a.iter().zip(&b).zip(&c).zip(&out);
            for (((&a, &b), &c), &y) in triples {
                assert!(
                    same(instruction.value(a, b, c), y),
                    "{instruction:?} of {a}, {b} and {c}"
                );
            }
        }
    }
}
