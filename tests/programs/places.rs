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

#[test]
fn a_layer_names_itself_and_the_line_that_called_it() {
    let layer = Linear::<f32>::new(4, 2, &mut Random::seed(1));
    let boxed: Box<dyn Module<f32>> = Box::new(layer.clone());
    let tuple = (layer.clone(), Relu);
    let sequence = Sequential::new().then(layer.clone());
    let tape = Tape::new();
    let x = tape.constant(Tensor::zeros([2, 3]));

    let first = line!() + 1;
    let results = [
        layer.forward(x),
        boxed.forward(x),
        tuple.forward(x),
        sequence.forward(x),
    ];
    for (line, result) in (first + 1..).zip(results) {
        let error = result.value().unwrap_err();
        assert!(
            error.to_string().contains("[2, 3] · [4, 2], in Linear"),
            "{error}"
        );
        assert!(error.place().file().ends_with("places.rs"), "{error}");
        assert_eq!(error.place().line(), line, "{error}");
    }
}

#[derive(Params)]
struct Mine {
    layer: Linear<f64>,
}

const LINE_OF_FORMULA: u32 = line!() + 4;

impl Module for Mine {
    fn forward<'t>(&self, x: Var<'t>) -> Var<'t> {
        let hidden = x.transpose(0, 1).tanh().transpose(0, 1);
        self.layer.forward(hidden)
    }
}

#[test]
fn a_users_forward_keeps_the_lines_of_its_own_formulas() {
    let mine = Mine {
        layer: Linear::new(2, 1, &mut Random::seed(1)),
    };
    let tape = Tape::new();
    let output = mine.forward(tape.constant([[1.0, 2.0]]));
    assert_eq!(line_of(output), LINE_OF_FORMULA + 1);

    let boxed: Box<dyn Module> = Box::new(mine);
    let wrong_width = boxed.forward(tape.constant([[1.0, 2.0, 3.0]]));
    let error = wrong_width.value().unwrap_err();
    assert_eq!(error.place().line(), LINE_OF_FORMULA + 1, "{error}");

    let wrong_rank = boxed.forward(tape.constant([1.0, 2.0]));
    let error = wrong_rank.value().unwrap_err();
    assert_eq!(error.place().line(), LINE_OF_FORMULA, "{error}");
}
