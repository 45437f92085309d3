//! The registry: one table of all operations, and the checks that each of them must pass.
//!
//! A new operation is entered in a file of `table/`; a test fails until it is.

mod coverage;
mod derivatives;
mod draw;
mod entry;
mod errors;
mod reference;
mod sameness;
mod table;
mod waiting;

use entry::{Entry, ErrorInputs};
use std::collections::BTreeSet;

/// Runs a check on every entry and reports all that fail.
fn check_all(what: &str, check: impl Fn(&Entry) -> Result<(), String>) {
    let entries = table::entries();
    let mut failures = Vec::new();
    for entry in &entries {
        if let Err(problem) = check(entry) {
            failures.push(format!("{}: {}: {problem}", entry.name, entry.call));
        }
    }
    assert!(
        failures.is_empty(),
        "{what}: {} of {} entries fail:\n{}",
        failures.len(),
        entries.len(),
        failures.join("\n")
    );
}

#[test]
fn every_operation_has_an_entry() {
    let entered: BTreeSet<String> = table::entries()
        .iter()
        .map(|entry| entry.name.to_string())
        .collect();
    let existing = coverage::operations();
    let forgotten: Vec<&String> = existing.difference(&entered).collect();
    assert!(
        forgotten.is_empty(),
        "operations without an entry in tests/registry/table: {forgotten:?}"
    );
    let unknown: Vec<&String> = entered.difference(&existing).collect();
    assert!(
        unknown.is_empty(),
        "entries for operations that do not exist: {unknown:?}"
    );
    assert!(
        existing.len() > 150,
        "only {} operations were found in the sources",
        existing.len()
    );
}

#[test]
fn every_operation_has_an_error_input_or_says_why_there_is_none() {
    let listed: BTreeSet<&str> = errors::misuses().iter().map(|misuse| misuse.operation).collect();
    let silent =
        operations_without(|entry| listed.contains(entry.name) || entry.error_inputs != ErrorInputs::Listed);
    assert!(
        silent.is_empty(),
        "neither in tests/registry/errors nor said to never fail: {silent:?}"
    );
    check_all("reasons", |entry| match entry.error_inputs {
        ErrorInputs::None("") => Err("it never fails for no reason".into()),
        _ => Ok(()),
    });
}

#[test]
fn every_operation_has_an_independent_reference() {
    let alone =
        operations_without(|entry| entry.reference.is_some() || coverage::has_golden_cases(entry.name));
    assert!(
        alone.is_empty(),
        "neither a golden case nor a formula or property in the table: {alone:?}"
    );
}

/// The operations of which no entry has something.
fn operations_without(has: impl Fn(&Entry) -> bool) -> BTreeSet<&'static str> {
    let entries = table::entries();
    let having: BTreeSet<&str> = entries
        .iter()
        .filter(|entry| has(entry))
        .map(|entry| entry.name)
        .collect();
    entries
        .iter()
        .map(|entry| entry.name)
        .filter(|name| !having.contains(name))
        .collect()
}

#[test]
fn values_are_those_of_the_formulas_and_have_the_properties() {
    check_all("references", reference::check_entry);
}

#[test]
fn shapes_that_do_not_broadcast_are_errors_that_name_operation_and_shapes() {
    check_all("misfits", errors::check_misfits);
}

#[test]
fn every_entry_has_samples() {
    check_all("samples", |entry| {
        let elements = |sample: &Vec<entry::Input>| {
            sample
                .iter()
                .map(|input| input.shape.iter().product::<usize>())
                .max()
                .unwrap_or(0)
        };
        match entry.samples.iter().any(|sample| elements(sample) > 1) {
            true => Ok(()),
            false => Err("no sample has more than one element".into()),
        }
    });
}

#[test]
fn derivatives_agree_forward_reverse_with_differences_and_in_second_order() {
    check_all("derivatives", derivatives::check_entry);
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    check_all("threads", sameness::check_threads);
    wengert::set_threads(0);
}

#[test]
fn a_reset_changes_no_bit() {
    check_all("reset", sameness::check_reset);
}

#[test]
fn the_layout_in_memory_changes_no_result() {
    check_all("layouts", sameness::check_layouts);
}

#[test]
fn single_precision_agrees_with_double() {
    check_all("single precision", sameness::check_single);
}

#[test]
fn strange_numbers_make_nothing_panic() {
    check_all("strange numbers", sameness::check_strange_numbers);
}

#[test]
fn an_error_that_waits_passes_through_every_operation() {
    check_all("waiting errors", waiting::check_error_passes);
}

#[test]
fn a_variable_of_another_tape_is_an_error_everywhere() {
    check_all("foreign variables", waiting::check_foreign);
}

#[test]
fn every_result_is_placed_on_the_line_that_called_the_operation() {
    check_all("places", waiting::check_place);
}

#[test]
fn a_plain_number_makes_nothing_panic() {
    check_all("plain numbers", waiting::check_plain_number);
}
