//! Errors wait, and name a line of the user's code.

use crate::Result;
use wengert::prelude::*;

/// The line of this file on which a variable was recorded.
#[track_caller]
fn line_of(variable: Var) -> u32 {
    let place = variable.place().expect("the variable is on a tape");
    assert!(place.file().ends_with("places.rs"), "{place}");
    place.line()
}

#[test]
fn an_error_waits_and_names_the_line_of_the_formula() -> Result {
    let tape = Tape::<f32>::new();
    let a = tape.var(Tensor::zeros([32, 64]));
    let b = tape.var(Tensor::zeros([10, 64]));
    let line = line!() + 1;
    let product = a.matmul(b);
    let error = (product + 1.0).tanh().sum().backward().unwrap_err();
    assert_eq!(error.place().line(), line);
    assert!(error.place().file().ends_with("places.rs"));
    for word in ["matmul", "[32, 64]", "[10, 64]"] {
        assert!(error.to_string().contains(word), "{error}");
    }
    Ok(())
}

fn generic_formula<R: Real>(x: R) -> (R, u32) {
    (x * x + 1.0, line!())
}

#[test]
fn operators_record_their_own_line() {
    let tape = Tape::<f64>::new();
    let x = tape.var(1.0);
    assert_eq!(line_of(x + x), line!());
    assert_eq!(line_of(2.0 * x), line!());
    assert_eq!(line_of(-x), line!());

    let mut y = x;
    y += 1.0;
    let line = line!() - 1;
    assert_eq!(line_of(y), line);
}

#[test]
fn a_formula_in_a_generic_function_records_its_own_line() {
    let tape = Tape::<f64>::new();
    let (value, line) = generic_formula(tape.var(1.0));
    assert_eq!(line_of(value), line);
}

#[test]
fn closures_record_the_line_of_their_body() {
    let tape = Tape::<f64>::new();
    let x = tape.var(1.0);
    let y = tape.var(2.0);
    let folded = [x, y].into_iter().fold(x, |a, b| a * b);
    assert_eq!(line_of(folded), line!() - 1);
    let reduced = [x, y].into_iter().reduce(|a, b| a + b).unwrap();
    assert_eq!(line_of(reduced), line!() - 1);

    let boxed: &dyn Fn(Var) -> Var = &|v| v.tanh();
    let line = line!() - 1;
    assert_eq!(line_of(boxed(x)), line);
}

#[test]
fn what_a_library_calls_by_name_is_placed_on_a_line_of_the_user() {
    let tape = Tape::<f64>::new();
    let x = tape.var(1.0);
    let first = line!() - 1;
    let y = tape.var(2.0);
    let second = line!() - 1;

    let lines = first..=second;
    let folded = [x, y].into_iter().fold(x, std::ops::Mul::mul);
    assert!(lines.contains(&line_of(folded)));
    let mapped = [x].into_iter().map(Var::tanh).next().unwrap();
    assert_eq!(line_of(mapped), first);
    let function = Var::tanh;
    let line = line_of(function(y));
    assert!(line == second || line == line!() - 1, "{line}");
}

#[test]
fn an_iterators_sum_is_placed_where_an_operand_was_recorded() {
    let tape = Tape::<f64>::new();
    let x = tape.var(1.0);
    let first = line!() - 1;
    let y = tape.var(2.0);
    let second = line!() - 1;
    let line = line_of([x, y].iter().sum::<Var>());
    assert!((first..=second).contains(&line) || line == line!() - 1, "{line}");
}

#[test]
fn an_error_in_an_iterators_sum_is_placed_on_a_line_of_the_user() {
    let tape = Tape::<f64>::new();
    let x = tape.var([1.0, 2.0]);
    let y = tape.var([1.0, 2.0, 3.0]);
    let error = [x, y].iter().sum::<Var>().value().unwrap_err();
    assert!(error.place().file().ends_with("places.rs"), "{error}");
    let error = [x, y]
        .into_iter()
        .fold(x, std::ops::Mul::mul)
        .value()
        .unwrap_err();
    assert!(error.place().file().ends_with("places.rs"), "{error}");
}
