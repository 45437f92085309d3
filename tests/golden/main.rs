//! Values, gradients and Hessian-vector products against those that PyTorch and mpmath computed.
//!
//! `generate.py` in this folder made the files, `README.md` describes them. Where Wengert's documented
//! convention differs from PyTorch's, the file holds no reference or a better one; the README's last
//! section lists these places, so nothing is excepted here.

mod activations;
mod call;
mod case;
mod elementwise;
mod indexing;
mod layers;
mod losses;
mod products;
mod reductions;
mod scans;
mod shapes;

use call::{Call, Operation};
use case::{Case, read};
use wengert::{Tape, Tensor, Var};

/// Relative to the largest recorded number of a tensor, or to each number where the case says so.
/// Both sides are good to a few units in the last place of their intermediate results, and the cases
/// are small.
const TOLERANCE: f64 = 1e-11;

/// The files of another form, which are tested in `wengert-nn`.
const OF_NN: [&str; 2] = ["initialisation.json", "optimizers.json"];

/// The files that are tested here.
const FILES: [&str; 9] = [
    "binary.json",
    "elementwise.json",
    "indexing.json",
    "layers.json",
    "losses.json",
    "products.json",
    "reductions.json",
    "scans.json",
    "shapes.json",
];

fn table() -> impl Iterator<Item = &'static (&'static str, Operation)> {
    let tables = [
        activations::OPERATIONS,
        elementwise::OPERATIONS,
        layers::OPERATIONS,
        losses::OPERATIONS,
        indexing::OPERATIONS,
        products::OPERATIONS,
        reductions::OPERATIONS,
        scans::OPERATIONS,
        shapes::OPERATIONS,
    ];
    tables.into_iter().flatten()
}

fn operation(name: &str) -> Option<Operation> {
    let entry = table().find(|(entry, _)| *entry == name);
    entry.map(|(_, operation)| *operation)
}

#[test]
fn functions_of_one_tensor_agree() {
    check_file("elementwise.json");
}

#[test]
fn functions_of_several_tensors_agree() {
    check_file("binary.json");
}

#[test]
fn reductions_agree() {
    check_file("reductions.json");
}

#[test]
fn scans_softmax_and_sorting_agree() {
    check_file("scans.json");
}

#[test]
fn shapes_agree() {
    check_file("shapes.json");
}

#[test]
fn indexing_agrees() {
    check_file("indexing.json");
}

#[test]
fn products_agree() {
    check_file("products.json");
}

#[test]
fn losses_agree() {
    check_file("losses.json");
}

#[test]
fn layers_agree() {
    check_file("layers.json");
}

#[test]
fn every_golden_file_is_read_by_a_test() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
    for entry in std::fs::read_dir(folder).expect("the folder is readable") {
        let name = entry.expect("the folder is readable").file_name();
        let name = name.to_string_lossy();
        if name.ends_with(".json") {
            let known = FILES.contains(&&*name) || OF_NN.contains(&&*name);
            assert!(known, "no test reads {name}");
        }
    }
}

/// So the registry may take what is called in a table for proved.
#[test]
fn every_operation_of_the_tables_has_a_case() {
    let cases: Vec<Case> = FILES.into_iter().flat_map(read).collect();
    for (name, _) in table() {
        assert!(cases.iter().any(|case| case.op == *name), "no case of {name}");
    }
}

fn check_file(file: &str) {
    let cases = read(file);
    assert!(cases.len() > 15, "{file} has only {} cases", cases.len());
    let mut failures = Vec::new();
    for case in &cases {
        let outcome = match operation(&case.op) {
            Some(operation) => check(case, operation),
            None => Err("no table has this operation".into()),
        };
        if let Err(problem) = outcome {
            let note = if case.note.is_empty() {
                String::new()
            } else {
                format!(" [{}]", case.note)
            };
            failures.push(format!(
                "{} {} {}{note}: {problem}",
                case.place, case.op, case.args
            ));
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {} cases of {file} differ:\n{}",
        failures.len(),
        cases.len(),
        failures.join("\n")
    );
}

/// Value, gradients, and second derivatives by both ways of nesting.
fn check(case: &Case, operation: Operation) -> Result<(), String> {
    let tape = match case.args["training"].as_bool() {
        None => Tape::new(),
        Some(true) => Tape::training(1),
        Some(false) => Tape::inference(),
    };
    let inputs: Vec<Var> = case.inputs.iter().map(|input| tape.var(input)).collect();
    let call = Call {
        case,
        tape: &tape,
        inputs,
    };
    let outputs = operation(&call);
    if outputs.len() != case.outputs.len() {
        return Err(format!(
            "{} results instead of {}",
            outputs.len(),
            case.outputs.len()
        ));
    }
    for (output, recorded) in outputs.iter().zip(&case.outputs) {
        let value = output.value().map_err(|error| error.to_string())?;
        compare("value", &value, &recorded.0, case.relative)?;
    }
    if case.gradients.iter().all(Option::is_none) {
        return Ok(());
    }
    let gradients = gradients(case, &outputs, &call.inputs);
    compare_all("gradient", &gradients, &case.gradients, case.relative)?;
    if case.hvp.iter().all(Option::is_none) {
        return Ok(());
    }
    let (moving, tangents): (Vec<Var>, Vec<Var>) = call
        .inputs
        .iter()
        .zip(&case.tangents)
        .filter_map(|(&input, tangent)| Some((input, tape.constant(tangent.as_ref()?))))
        .unzip();
    let forward: Vec<Var> = gradients
        .iter()
        .map(|gradient| gradient.jvp(&moving, tangents.clone()))
        .collect();
    compare_all("hvp, forward over reverse,", &forward, &case.hvp, case.relative)?;
    let along: Var = gradients
        .iter()
        .zip(&case.tangents)
        .filter_map(|(&gradient, tangent)| Some((gradient * tangent.as_ref()?).sum()))
        .sum();
    let backward = along.grad(&call.inputs);
    compare_all("hvp, reverse over reverse,", &backward, &case.hvp, case.relative)
}

/// The gradient of Σ cotangent · output with respect to every input.
fn gradients<'t>(case: &Case, outputs: &[Var<'t>], inputs: &Vec<Var<'t>>) -> Vec<Var<'t>> {
    let mut sums: Option<Vec<Var<'t>>> = None;
    for (output, cotangent) in outputs.iter().zip(&case.cotangents) {
        let Some(cotangent) = cotangent else { continue };
        let parts = output.vjp(cotangent, inputs);
        sums = Some(match sums {
            None => parts,
            Some(sums) => sums.iter().zip(&parts).map(|(&sum, &part)| sum + part).collect(),
        });
    }
    sums.expect("a case with gradients has a cotangent")
}

fn compare_all(
    what: &str,
    mine: &[Var<'_>],
    recorded: &[Option<Tensor>],
    relative: bool,
) -> Result<(), String> {
    for (k, (mine, recorded)) in mine.iter().zip(recorded).enumerate() {
        let Some(recorded) = recorded else { continue };
        let value = mine
            .value()
            .map_err(|error| format!("{what} of input {k}: {error}"))?;
        compare(&format!("{what} of input {k}"), &value, recorded, relative)?;
    }
    Ok(())
}

fn compare(what: &str, mine: &Tensor, recorded: &Tensor, relative: bool) -> Result<(), String> {
    let largest = recorded
        .iter()
        .filter(|x| x.is_finite())
        .fold(1.0, |m: f64, x| m.max(x.abs()));
    let (rtol, atol) = if relative {
        (TOLERANCE, 0.0)
    } else {
        (0.0, TOLERANCE * largest)
    };
    let report = mine.compare_equal_nan(recorded, rtol, atol);
    if report.is_close() {
        Ok(())
    } else {
        Err(format!("{what}: {report}"))
    }
}
