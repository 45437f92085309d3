//! Gradient checking: right gradients pass, wrong ones are found and named, kinks and noise are told
//! apart from both.

mod hand_written;
mod kinks;
mod noise;
mod places;
mod scalars;

use wengert_tape::check::{self, Options, Outcome, Report, Verdict};
use wengert_tape::{Operation, Param, Random, Tape, Tensor, Var};

fn random(shape: &[usize], seed: u64) -> Tensor {
    Tensor::randn(shape, &mut Random::seed(seed))
}

fn positive(shape: &[usize], seed: u64) -> Tensor {
    random(shape, seed).map(|x| x.abs() + 0.3)
}

#[track_caller]
fn assert_right(report: Report) {
    report.assert();
    assert!(
        report.elements() + report.directions() > 0,
        "nothing was compared"
    );
    assert_eq!(report.kinks(), 0, "{report}");
    let difference = report.forward_against_reverse().expect("modes are compared");
    assert!(difference < 1e-12);
}

#[test]
fn right_gradients_pass_in_first_and_second_order() {
    type Function = for<'t> fn(Var<'t>) -> Var<'t>;
    let functions: [(&str, Function); 14] = [
        ("polynomial", |x| (x.powi(3) - 2.0 * x + 1.0).sum()),
        ("trigonometric", |x| (x.sin() * x.cos()).sum()),
        ("exponential", |x| (x.exp() * 1e-3).sum()),
        ("logarithm", |x| x.square().ln_1p()),
        ("quotient", |x| 1.0 / (1.0 + x.square())),
        ("tanh", |x| x.tanh().sum()),
        ("sigmoid", |x| x.sigmoid() * x),
        ("softplus", |x| (3.0 * x).softplus()),
        ("erf", |x| x.erf()),
        ("square root", |x| (x.square() + 0.1).sqrt()),
        ("gram matrix", |x| x.matmul(x.t())),
        ("slices", |x| x.slice((.., 0..2)) * x.slice((.., 1..3))),
        ("broadcast", |x| x / (x.square().sum_keep(-1) + 1.0)),
        ("power", |x| (x.square() + 0.5).pow(x.sin())),
    ];
    for (name, f) in functions {
        let x = random(&[2, 3], 1);
        let first = check::gradcheck(|[x]| f(x), [x.clone()]);
        assert!(first.ok(), "{name}: {first}");
        assert_eq!(first.elements(), 6);
        assert_right(first);
        let second = check::gradgradcheck(|[x]| f(x), [x]);
        assert!(second.ok(), "{name}: {second}");
        assert_right(second);
    }
}

#[test]
fn several_inputs_of_different_shapes_are_checked() {
    let report = check::gradcheck(
        |[x, w, b]| (x.matmul(w) + b).tanh(),
        [random(&[3, 2], 1), random(&[2, 4], 2), random(&[4], 3)],
    );
    assert_eq!(report.elements(), 6 + 8 + 4);
    assert_right(report);
    // An input that the result does not depend on has gradient 0.
    assert_right(check::gradcheck(|[x, _]| x.sin(), [[0.4, 1.0], [2.0, 3.0]]));
}

#[test]
fn inputs_of_any_size_have_their_step() {
    for size in [1e-9, 1e-6, 1e-3, 1.0, 1e3, 1e6, 1e9] {
        let x = [size, -2.0 * size];
        let report = check::gradcheck(move |[x]| (x / size).sin().sum(), [x]);
        assert!(report.ok(), "sin at size {size}: {report}");
        let report = check::gradcheck(|[x]| x.square().ln().sum(), [x]);
        assert!(report.ok(), "ln at size {size}: {report}");
    }
    for size in [1e-12, 1e-6, 1e6, 1e12] {
        let report = check::gradcheck(move |[x]| (x.sin() * size).sum(), [[0.3, 1.2]]);
        assert!(report.ok(), "values of size {size}: {report}");
    }
}

/// x² with a derivative that is `factor` times the right one.
fn wrong_square(x: Var<'_>, factor: f64) -> Var<'_> {
    x.custom_vjp(
        |x| x.map(|x| x * x),
        move |x, _, cotangent| cotangent * x * (2.0 * factor),
    )
}

#[test]
fn a_wrong_rule_is_found_and_named_with_its_line() {
    let report = check::gradcheck(
        |[x]| {
            let inner = x.sin() + 2.0;
            (wrong_square(inner, 0.5).exp() * 0.1).sum()
        },
        [[0.3, -0.7]],
    );
    assert_eq!(report.verdict(), Verdict::Wrong);
    let worst = report.worst().unwrap();
    assert_eq!(worst.outcome, Outcome::Wrong);
    assert!((worst.analytic / worst.numeric - 0.5).abs() < 1e-6);
    let blame = report.blame().expect("the operation is found");
    assert_eq!(blame.operation, "custom_vjp");
    assert!(blame.place.file().ends_with("main.rs"));
    let source = include_str!("main.rs")
        .lines()
        .nth(blame.place.line() as usize - 1);
    assert_eq!(source.map(str::trim), Some("x.custom_vjp("));
    assert!((blame.analytic / blame.numeric - 0.5).abs() < 1e-6);
    let text = report.to_string();
    for words in [
        "gradient: WRONG",
        "worst: input 0 at [",
        "most to blame: custom_vjp at",
        "look next at",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(report.clone().into_result().is_err());
    assert!(std::panic::catch_unwind(|| report.assert()).is_err());
}

#[test]
fn a_rule_that_is_wrong_by_a_hundred_thousandth_is_found() {
    let report = check::gradcheck(|[x]| wrong_square(x, 1.00001).sum(), [[0.3, -0.7, 1e4]]);
    assert_eq!(report.verdict(), Verdict::Wrong, "{report}");
    assert_eq!(report.blame().unwrap().operation, "custom_vjp");
    check::gradcheck(|[x]| wrong_square(x, 1.0).sum(), [[0.3, -0.7, 1e4]]).assert();
}

#[test]
fn one_wrong_element_of_many_is_found() {
    // The rule is wrong for elements above 2 only.
    let mut x = Tensor::full([3, 4], 0.5);
    x.as_mut_slice()[7] = 2.5;
    let report = check::gradcheck(
        |[x]| {
            x.custom_vjp(
                |x| x.map(|x| x * x),
                |x, _, cotangent| cotangent * (x * 2.0 + x.greater(2.0)),
            )
        },
        [x],
    );
    assert_eq!(report.verdict(), Verdict::Wrong);
    assert_eq!(report.worst().unwrap().index.as_deref(), Some(&[1, 3][..]));
    assert!(report.to_string().contains("1 wrong"), "{report}");
}

#[test]
fn large_inputs_are_checked_along_directions_and_the_element_is_found() {
    let x = random(&[100, 50], 4);
    let right = check::gradcheck(|[x]| (x.tanh() * x).sum(), [x.clone()]);
    assert_eq!((right.elements(), right.directions()), (0, 8));
    assert_right(right);
    let mut spoiled = x.map(|x| x.clamp(-1.5, 1.5));
    spoiled.as_mut_slice()[1234] = 2.5;
    let report = check::gradcheck(
        |[x]| {
            x.custom_vjp(
                |x| x.map(|x| x * x),
                |x, _, cotangent| cotangent * (x * 2.0 + x.greater(2.0)),
            )
        },
        [spoiled],
    );
    assert_eq!(report.verdict(), Verdict::Wrong);
    assert_eq!(
        report.worst().unwrap().index.as_deref(),
        Some(&[24, 34][..]),
        "{report}"
    );
    let all = Options::new()
        .all_entries()
        .gradcheck(|[x]| x.sin().sum(), [random(&[300], 1)]);
    assert_eq!((all.elements(), all.directions()), (300, 0));
}

#[test]
fn a_derivative_that_is_cut_is_found() {
    let report = check::gradcheck(|[x]| (x * x.stop_gradient()).sum(), [[0.5, 2.0]]);
    assert_eq!(report.blame().unwrap().operation, "stop_gradient");
    let report = check::gradcheck(
        |[x]| {
            let tape = x.tape().unwrap();
            tape.no_grad(|| x.exp()).sum()
        },
        [[0.5, 2.0]],
    );
    assert_eq!(report.verdict(), Verdict::Wrong);
    assert!(report.to_string().contains("no_grad"), "{report}");
    let report = check::gradcheck(
        |[x]| {
            let tape = x.tape().unwrap();
            (tape.constant(x.value().unwrap()) * 2.0).sum()
        },
        [[0.5, 2.0]],
    );
    assert!(report.to_string().contains("taken off the tape"), "{report}");
}

#[test]
fn a_second_derivative_that_is_wrong_is_found_though_the_first_is_right() {
    // The rule's value is right and its own derivative is cut.
    let f = |x: &Tensor| x.map(|x| x * x * x);
    let first = check::gradcheck(
        |[x]| x.custom_vjp(f, |x, _, c| c * (x * x * 3.0).stop_gradient()).sum(),
        [[0.5, 2.0]],
    );
    assert!(first.ok(), "{first}");
    let second = check::gradgradcheck(
        |[x]| x.custom_vjp(f, |x, _, c| c * (x * x * 3.0).stop_gradient()).sum(),
        [[0.5, 2.0]],
    );
    assert_eq!(second.verdict(), Verdict::Wrong);
    assert_eq!(second.blame().unwrap().operation, "custom_vjp", "{second}");
    assert!(
        second.to_string().starts_with("second derivatives: WRONG"),
        "{second}"
    );
}

/// A product whose forward rule takes this part of one of its terms.
struct Product {
    part: f64,
}

impl Operation<f64, 2> for Product {
    fn eval(&self, [a, b]: [&Tensor; 2]) -> Tensor {
        let elements = a.iter().zip(b.iter()).map(|(a, b)| a * b);
        Tensor::from_vec(elements.collect(), a.shape())
    }

    fn vjp<'t>(&self, [a, b]: [Var<'t>; 2], _: Var<'t>, cotangent: Var<'t>) -> [Var<'t>; 2] {
        [cotangent * b, cotangent * a]
    }

    fn jvp<'t>(&self, [a, b]: [Var<'t>; 2], _: Var<'t>, [da, db]: [Var<'t>; 2]) -> Var<'t> {
        da * b + a * db * self.part
    }
}

#[test]
fn a_forward_rule_that_disagrees_with_the_reverse_rule_is_found_without_a_step() {
    fn product<'t>(a: Var<'t>, b: Var<'t>) -> Var<'t> {
        a.tape().unwrap().apply(Product { part: 0.0 }, [a, b])
    }
    let inputs = [[0.5, 2.0], [1.0, 3.0]];
    let report = check::gradcheck(|[a, b]| product(a, b).sum(), inputs);
    assert_eq!(report.verdict(), Verdict::Wrong);
    assert!(report.forward_against_reverse().unwrap() > 1e-3);
    assert!(report.to_string().contains("DISAGREE"), "{report}");
    assert!(report.to_string().contains("jvp rule"), "{report}");
    let without = Options::new()
        .forward(false)
        .gradcheck(|[a, b]| product(a, b).sum(), inputs);
    assert!(without.ok(), "{without}");
}

#[test]
fn modes_that_differ_by_more_than_rounding_disagree() {
    for (part, verdict) in [(1.0, Verdict::Passed), (1.0 + 1e-10, Verdict::Wrong)] {
        let report = check::gradcheck(
            |[a, b]| a.tape().unwrap().apply(Product { part }, [a, b]).sum(),
            [[0.5, 2.0], [1.0, 3.0]],
        );
        assert_eq!(report.verdict(), verdict, "{part}: {report}");
    }
}

#[test]
fn single_precision_has_its_own_tolerance() {
    let x = Tensor::<f32>::from([[0.3, -0.7], [1.5, 0.1]]);
    check::gradcheck(|[x]| (x.tanh() * x.exp()).sum(), [x.clone()]).assert();
    check::gradcheck(|[x]| x.matmul(x.t()).sin(), [x.clone()]).assert();
    check::gradgradcheck(|[x]| x.sigmoid().square(), [x.clone()]).assert();
    let report = check::gradcheck(
        |[x]| x.custom_vjp(|x| x.map(|x| x * x), |x, _, c| c * x * 2.1).sum(),
        [x],
    );
    assert_eq!(report.verdict(), Verdict::Wrong, "{report}");
    assert_eq!(report.blame().unwrap().operation, "custom_vjp");
}

#[test]
fn slices_of_tensors_and_names_are_taken() {
    let inputs: Vec<Tensor> = (0..4).map(|k| random(&[3], k)).collect();
    let report = Options::new().gradcheck_many(
        |_, inputs| inputs.iter().map(|x| x.sin()).sum::<Var<'_>>().square().sum(),
        &inputs,
    );
    assert_right(report);
    let second = Options::new().gradgradcheck_many(|_, inputs| (inputs[0] * inputs[1]).exp(), &inputs);
    assert_right(second);

    let weight = Param::new(random(&[2, 2], 1));
    let named = [
        ("x", random(&[3, 2], 2)),
        ("layer.weight", weight.value().clone()),
    ];
    fn model<'t>(x: Var<'t>, weight: &Param) -> Var<'t> {
        let tape: &Tape = x.tape().unwrap();
        wrong_square(x.matmul(tape.param(weight)), 0.9)
    }
    let report = Options::new().gradcheck_named(
        |tape, inputs| {
            tape.bind(&weight, inputs[1]);
            model(inputs[0], &weight)
        },
        &named,
    );
    assert_eq!(report.verdict(), Verdict::Wrong);
    assert!(report.entries().iter().any(|entry| entry.input == 1));
    let text = report.to_string();
    assert!(text.contains("`x`") || text.contains("`layer.weight`"), "{text}");
    assert!(text.contains("most to blame: custom_vjp"), "{text}");
}

#[test]
fn functions_that_cannot_be_checked_say_why() {
    let report = check::gradcheck(|[x]| x.reshape([5]).sum(), [[1.0, 2.0]]);
    assert_eq!(report.verdict(), Verdict::Failed);
    assert!(report.to_string().contains("reshape"), "{report}");
    let report = check::gradcheck(|[x]| x.ln().sum(), [[-1.0, 2.0]]);
    assert!(report.to_string().contains("the value is NaN"), "{report}");
    let counter = std::cell::Cell::new(0.0);
    let report = check::gradcheck(
        |[x]| {
            counter.set(counter.get() + 1.0);
            (x * counter.get()).sum()
        },
        [[1.0, 2.0]],
    );
    assert!(report.to_string().contains("random or keeps state"), "{report}");
}

#[test]
fn checkpoints_and_empty_inputs_are_checked() {
    assert_right(check::gradgradcheck(
        |[x]| {
            let tape = x.tape().unwrap();
            tape.checkpoint(|| (x.sin() * x).exp())
        },
        [[0.2, -0.4]],
    ));
    let empty = check::gradcheck(|[x]| x.sin().sum(), [Tensor::<f64>::zeros([0, 3])]);
    assert!(empty.ok(), "{empty}");
    assert!(check::gradcheck(|[_]| Var::from(3.0), [[1.0, 2.0]]).ok());
}

#[test]
fn positive_inputs_of_roots_and_logarithms_pass() {
    assert_right(check::gradcheck(|[x]| x.sqrt() * x.ln(), [positive(&[5], 1)]));
    assert_right(check::gradgradcheck(|[x]| x.sqrt() * x.ln(), [positive(&[5], 1)]));
}

#[test]
fn a_report_reads_like_this() {
    let report = check::gradcheck(|[x]| wrong_square(x, 0.5).sum(), [[3.0, 1.0]]);
    let text = report.to_string();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "gradient: WRONG");
    assert_eq!(
        lines[1],
        "  2 elements of 1 input compared, 2 wrong; tolerance 1e-6"
    );
    assert!(lines[2].starts_with("  worst: input 0 at ["));
    assert!(lines[3].starts_with("    by the rules     +"));
    assert!(lines[4].starts_with("    by differences   +"));
    assert!(lines[5].contains("(relative 5.0e-1), allowed"));
    assert!(lines[6].starts_with("  forward and reverse mode agree"));
    assert!(lines[7].starts_with("  most to blame: custom_vjp at "));
    assert_eq!(lines[8], "  look next at: the derivative rule of custom_vjp");
}
