//! Properties of random programs: every way to evaluate one gives the same.

mod program;

use program::{Function, Matrix, Pair, Program, Reduction, Step};
use proptest::collection::vec;
use proptest::prelude::*;
use wengert::{Tape, Tensor, Var};

/// Two evaluations of the same formulas, of which elementary functions and the order of sums differ:
/// relative to the largest intermediate value.
const VALUE: f64 = 1e-13;

/// Central differences with one extrapolation, relative to the largest intermediate value.
const GRADIENT: f64 = 1e-6;

/// Beyond this, differences say nothing and rounding grows along the program.
const LARGEST: f64 = 1e4;

fn step() -> impl Strategy<Value = Step> {
    let operand = 0usize..1000;
    let function = prop_oneof![
        Just(Function::Tanh),
        Just(Function::Sin),
        Just(Function::Sigmoid),
        Just(Function::Softplus),
        Just(Function::Neg),
        Just(Function::Half),
        Just(Function::Erf),
        Just(Function::Atan),
    ];
    let pair = prop_oneof![
        Just(Pair::Add),
        Just(Pair::Sub),
        Just(Pair::Mul),
        Just(Pair::Quotient),
        Just(Pair::Hypot),
    ];
    let reduction = prop_oneof![
        Just(Reduction::Sum),
        Just(Reduction::Mean),
        Just(Reduction::Logsumexp)
    ];
    let axis = 0usize..2;
    prop_oneof![
        4 => (function, operand.clone()).prop_map(|(function, x)| Step::Unary(function, x)),
        5 => (pair, operand.clone(), operand.clone()).prop_map(|(pair, a, b)| Step::Binary(pair, a, b)),
        2 => (reduction, operand.clone(), axis.clone(), any::<bool>())
            .prop_map(|(reduction, x, axis, keep)| Step::Reduce(reduction, x, axis, keep)),
        1 => operand.clone().prop_map(Step::Transpose),
        2 => (operand.clone(), axis, 0usize..4).prop_map(|(x, axis, start)| Step::Slice(x, axis, start)),
        1 => operand.clone().prop_map(Step::Reshape),
        2 => (operand.clone(), operand).prop_map(|(a, b)| Step::Product(a, b)),
    ]
}

fn programs() -> impl Strategy<Value = Program> {
    let shapes = vec(
        (1usize..4, 1usize..4).prop_map(|(rows, columns)| [rows, columns]),
        1..4,
    );
    (shapes, vec(-1.5f64..1.5, 9..20), vec(step(), 1..20)).prop_map(|(shapes, elements, steps)| Program {
        shapes,
        elements,
        steps,
    })
}

fn tensors(inputs: &[Matrix]) -> Vec<Tensor> {
    let tensor = |m: &Matrix| Tensor::from_vec(m.elements.clone(), [m.rows, m.columns]);
    inputs.iter().map(tensor).collect()
}

fn largest(values: &[Matrix]) -> f64 {
    let elements = values.iter().flat_map(|value| &value.elements);
    elements.fold(1.0, |largest: f64, x| largest.max(x.abs()))
}

fn bits(tensor: &Tensor) -> Vec<u64> {
    tensor.iter().map(f64::to_bits).collect()
}

/// The values of all variables, asked for in the given order.
fn ask(values: &[Var<'_>], order: impl Iterator<Item = usize>) -> Vec<(usize, Vec<u64>)> {
    let mut asked: Vec<(usize, Vec<u64>)> = order
        .map(|k| (k, bits(&values[k].value().expect("a program has no errors"))))
        .collect();
    asked.sort_unstable_by_key(|(k, _)| *k);
    asked
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_tape_computes_what_plain_loops_compute(program in programs()) {
        let inputs = program.inputs();
        let expected = program.interpret(&inputs);
        let largest = largest(&expected);
        prop_assume!(largest < LARGEST);
        let tape = Tape::new();
        let x: Vec<Var> = tensors(&inputs).iter().map(|input| tape.var(input)).collect();
        for (k, (value, expected)) in program.record(&x).iter().zip(&expected).enumerate() {
            let found = value.value().expect("a program has no errors");
            prop_assert_eq!(found.shape(), &[expected.rows, expected.columns]);
            for (found, expected) in found.iter().zip(&expected.elements) {
                prop_assert!((found - expected).abs() <= VALUE * largest, "value {}: {} for {}", k, found, expected);
            }
        }
    }

    #[test]
    fn gradients_agree_with_differences_of_plain_loops(program in programs()) {
        let inputs = program.inputs();
        let largest = largest(&program.interpret(&inputs));
        prop_assume!(largest < LARGEST);
        let tape = Tape::new();
        let x: Vec<Var> = tensors(&inputs).iter().map(|input| tape.var(input)).collect();
        let values = program.record(&x);
        let gradients = program.result(&tape, &values).backward().expect("a program has no errors");
        let mut slopes = Vec::new();
        let mut differences = Vec::new();
        for (k, input) in inputs.iter().enumerate() {
            let gradient = gradients.wrt(x[k]).expect("inputs are leaves");
            for (place, slope) in gradient.iter().enumerate() {
                let moved = |h: f64| {
                    let mut moved = inputs.clone();
                    moved[k].elements[place] = input.elements[place] + h;
                    program.interpret_result(&moved)
                };
                let central = |h: f64| (moved(h) - moved(-h)) / (2.0 * h);
                slopes.push(slope);
                differences.push((4.0 * central(1e-4) - central(2e-4)) / 3.0);
            }
        }
        // A steep program has a large fifth derivative too.
        let steepest = slopes.iter().fold(largest, |steepest: f64, slope| steepest.max(slope.abs()));
        prop_assume!(steepest < LARGEST);
        for (slope, difference) in slopes.iter().zip(&differences) {
            prop_assert!((slope - difference).abs() <= GRADIENT * steepest, "{} for {}", slope, difference);
        }
    }

    #[test]
    fn the_order_of_asking_changes_no_bit(program in programs(), seed in any::<u64>()) {
        let inputs = tensors(&program.inputs());
        let run = |order: &dyn Fn(usize) -> Vec<usize>| {
            let tape = Tape::new();
            let x: Vec<Var> = inputs.iter().map(|input| tape.var(input)).collect();
            let values = program.record(&x);
            let asked = ask(&values, order(values.len()).into_iter());
            let gradients = program.result(&tape, &values).backward().expect("a program has no errors");
            let gradients: Vec<Vec<u64>> =
                x.iter().map(|&x| bits(&gradients.wrt(x).expect("inputs are leaves"))).collect();
            (asked.last().cloned(), asked, gradients)
        };
        let last_only = run(&|count| vec![count - 1]);
        let forwards = run(&|count| (0..count).collect());
        let backwards = run(&|count| (0..count).rev().collect());
        let shuffled = run(&|count| {
            let mut order: Vec<usize> = (0..count).collect();
            order.sort_by_key(|&k| (k as u64).wrapping_mul(seed | 1));
            order
        });
        prop_assert_eq!(&last_only.0, &forwards.0);
        prop_assert_eq!(&forwards.1, &backwards.1);
        prop_assert_eq!(&forwards.1, &shuffled.1);
        for other in [&forwards, &backwards, &shuffled] {
            prop_assert_eq!(&last_only.2, &other.2);
        }
    }

    #[test]
    fn values_while_recording_are_those_at_the_end(program in programs()) {
        let inputs = tensors(&program.inputs());
        let tape = Tape::new();
        let mut values: Vec<Var> = inputs.iter().map(|input| tape.var(input)).collect();
        let mut early = Vec::new();
        for step in &program.steps {
            let one = Program { steps: vec![*step], ..program.clone() };
            values = one.record(&values);
            early.push(bits(&values.last().expect("a value").value().expect("no errors")));
        }
        let tape = Tape::new();
        let x: Vec<Var> = inputs.iter().map(|input| tape.var(input)).collect();
        let all = program.record(&x);
        let late = ask(&all, inputs.len()..all.len());
        let late: Vec<Vec<u64>> = late.into_iter().map(|(_, bits)| bits).collect();
        prop_assert_eq!(early, late);
    }

    #[test]
    fn backward_twice_and_grad_give_the_same_bits(program in programs()) {
        let inputs = tensors(&program.inputs());
        let tape = Tape::new();
        let x: Vec<Var> = inputs.iter().map(|input| tape.var(input)).collect();
        let values = program.record(&x);
        let result = program.result(&tape, &values);
        let (first, second) = (result.backward().expect("no errors"), result.backward().expect("no errors"));
        let recorded = result.grad(&x);
        for (&x, recorded) in x.iter().zip(&recorded) {
            let (first, second) = (first.wrt(x).expect("a leaf"), second.wrt(x).expect("a leaf"));
            prop_assert_eq!(bits(&first), bits(&second));
            prop_assert_eq!(bits(&first), bits(&recorded.value().expect("no errors")));
        }
    }

    #[test]
    fn training_and_inference_tapes_compute_the_same_bits(program in programs()) {
        let inputs = tensors(&program.inputs());
        let run = |mut tape: Tape| {
            let mut seen = Vec::new();
            for _ in 0..2 {
                let x: Vec<Var> = inputs.iter().map(|input| tape.var(input)).collect();
                let values = program.record(&x);
                let result = program.result(&tape, &values);
                let gradients = result.backward().expect("no errors");
                let found = ask(&values, (0..values.len()).rev());
                let gradients: Vec<Vec<u64>> =
                    x.iter().map(|&x| bits(&gradients.wrt(x).expect("a leaf"))).collect();
                seen.push((found, gradients));
                tape.reset();
            }
            seen
        };
        let training = run(Tape::training(3));
        let inference = run(Tape::inference());
        prop_assert_eq!(&training[0], &training[1]);
        prop_assert_eq!(training, inference);
    }

    #[test]
    fn forward_and_reverse_agree_in_second_order(program in programs()) {
        let inputs = program.inputs();
        prop_assume!(largest(&program.interpret(&inputs)) < LARGEST);
        let inputs = tensors(&inputs);
        let tape = Tape::new();
        let x: Vec<Var> = inputs.iter().map(|input| tape.var(input)).collect();
        let values = program.record(&x);
        let result = program.result(&tape, &values);
        let along: Vec<Var> =
            inputs.iter().map(|input| tape.constant(Tensor::full(input.shape(), 0.7))).collect();
        let forward = result.hvp(&x, along.clone());
        let gradient = result.grad(&x);
        let total: Var = gradient.iter().zip(&along).map(|(&g, &v)| (g * v).sum()).sum();
        let reverse = total.grad(&x);
        let value = |variable: &Var| variable.value().expect("no errors");
        let (forward, reverse): (Vec<Tensor>, Vec<Tensor>) =
            (forward.iter().map(value).collect(), reverse.iter().map(value).collect());
        let elements = forward.iter().flat_map(|tensor| tensor.iter());
        let largest = elements.fold(1.0, |largest: f64, x| largest.max(x.abs()));
        prop_assume!(largest < LARGEST * LARGEST);
        for (forward, reverse) in forward.iter().zip(&reverse) {
            let report = forward.compare(reverse, 0.0, 1e-9 * largest);
            prop_assert!(report.is_close(), "{}", report);
        }
    }
}
