//! Operations that have no tape to put an error on, and what they say.

use std::panic::Location;
use wengert_tape::{Error, Result, Tape, Tensor, Var, concat, einsum, stack};

/// Every error stands on a line of this file and begins with the operation's name.
#[track_caller]
fn assert_names(operation: &str, error: Error) {
    let message = error.to_string();
    assert_eq!(error.place().file(), file!(), "{message}");
    assert_eq!(error.place().line(), Location::caller().line(), "{message}");
    assert!(message.starts_with(&format!("{operation}: ")), "{message}");
}

#[test]
fn joining_no_variables_is_an_error_of_the_join_on_the_users_line() {
    let none: [Var; 0] = [];
    assert_names("stack", stack(&none, 0).value().unwrap_err());
    assert_names("concat", concat(&none, 0).item().unwrap_err());
    assert_names("einsum", einsum("->", &none).error().unwrap());
    assert_names("stack", stack(&none, 0).sum().backward().unwrap_err());
    assert_names("concat", (concat(&none, 0) * 2.0).tanh().value().unwrap_err());
}

#[test]
fn an_error_without_a_tape_keeps_its_line_until_the_exit() {
    let none: [Var; 0] = [];
    let (failed, line) = (stack(&none, 0), line!());
    let error = failed.exp().value().unwrap_err();
    assert_eq!((error.place().file(), error.place().line()), (file!(), line));
}

#[test]
fn a_plain_number_where_a_variable_is_needed_is_an_error_of_the_operation() -> Result<()> {
    let plain = || Var::<f64>::from(2.0);
    assert_names("reshape", plain().reshape([1]).value().unwrap_err());
    assert_names("softmax", plain().softmax(0).value().unwrap_err());
    assert_names("dropout", plain().dropout(0.5).value().unwrap_err());
    assert_names("matmul", plain().matmul(plain()).value().unwrap_err());
    assert_names("transpose", plain().transpose(0, 1).value().unwrap_err());
    assert_names("cumsum", plain().cumsum(0).value().unwrap_err());
    assert_names("slice", plain().slice(0).value().unwrap_err());
    let tape = Tape::new();
    let x = tape.var([1.0, 2.0]);
    assert_names("matmul", plain().matmul(x).value().unwrap_err());
    assert_names("mse", plain().mse(x).value().unwrap_err());
    assert_names("concat", concat(&[plain(), x], 0).value().unwrap_err());
    assert!(concat(&[plain(), x], 0).tape().is_some());
    assert_names("sum_axis", plain().sum_axis(0).value().unwrap_err());
    Ok(())
}

#[test]
fn a_tensor_beside_a_plain_number_is_an_error_on_the_users_line() {
    let error = (Var::from(2.0) * Tensor::from([1.0, 2.0])).value().unwrap_err();
    assert_eq!(error.place().file(), file!());
    assert!(
        error.to_string().contains("a tensor beside a plain number"),
        "{error}"
    );
}
