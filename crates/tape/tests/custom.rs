//! Operations of the user's own whose rules give something else than was asked for.

use wengert_tape::{Operation, Result, Tape, Tensor, Var};

/// What a rule gives.
#[derive(Clone, Copy)]
enum Given {
    Fitting,
    /// A sum, which would broadcast.
    OfAnotherShape,
    Number(f64),
}

/// The square of a vector, with rules that give what they are told to.
struct Square {
    vjp: Given,
}

/// The same with a rule for tangents.
struct SquareForward {
    jvp: Given,
}

fn given<'t>(what: Given, fitting: Var<'t>) -> Var<'t> {
    match what {
        Given::Fitting => fitting,
        Given::OfAnotherShape => fitting.sum(),
        Given::Number(number) => Var::from(number),
    }
}

impl Operation<f64, 1> for Square {
    fn eval(&self, [x]: [&Tensor; 1]) -> Tensor {
        x.map(|x| x * x)
    }

    fn vjp<'t>(&self, [x]: [Var<'t>; 1], _: Var<'t>, cotangent: Var<'t>) -> [Var<'t>; 1] {
        [given(self.vjp, cotangent * 2.0 * x)]
    }
}

impl Operation<f64, 1> for SquareForward {
    fn eval(&self, [x]: [&Tensor; 1]) -> Tensor {
        x.map(|x| x * x)
    }

    fn vjp<'t>(&self, [x]: [Var<'t>; 1], _: Var<'t>, cotangent: Var<'t>) -> [Var<'t>; 1] {
        [cotangent * 2.0 * x]
    }

    fn jvp<'t>(&self, [x]: [Var<'t>; 1], _: Var<'t>, [tangent]: [Var<'t>; 1]) -> Var<'t> {
        given(self.jvp, tangent * 2.0 * x)
    }
}

#[test]
fn a_cotangent_of_another_shape_is_the_same_error_in_both_modes() {
    let tape = Tape::new();
    let x = tape.var([1.0, 2.0, 3.0]);
    let y = tape.apply(
        Square {
            vjp: Given::OfAnotherShape,
        },
        [x],
    );
    let reverse = y.sum().grad(x).value().unwrap_err();
    let forward = y.jvp(x, tape.constant([1.0; 3])).value().unwrap_err();
    let expected = "Square: vjp gave shape [] for argument 0 of shape [3]";
    assert!(reverse.to_string().starts_with(expected), "{reverse}");
    assert!(forward.to_string().starts_with(expected), "{forward}");
}

#[test]
fn a_fitting_cotangent_gives_the_tangent() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var([1.0, 2.0, 3.0]);
    let y = tape.apply(Square { vjp: Given::Fitting }, [x]);
    let forward = y.jvp(x, tape.constant([1.0, 0.0, -1.0])).value()?;
    assert_eq!(forward, Tensor::from([2.0, 0.0, -6.0]));
    Ok(())
}

#[test]
fn a_plain_number_is_a_cotangent_everywhere() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var([1.0, 2.0, 3.0]);
    let y = tape.apply(
        Square {
            vjp: Given::Number(0.0),
        },
        [x],
    );
    assert_eq!(y.sum().grad(x).value()?, Tensor::from([0.0; 3]));
    assert_eq!(y.jvp(x, tape.constant([1.0; 3])).value()?, Tensor::from([0.0; 3]));
    Ok(())
}

#[test]
fn a_plain_number_is_a_tangent_everywhere() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var([1.0, 2.0, 3.0]);
    let y = tape.apply(
        SquareForward {
            jvp: Given::Number(0.5),
        },
        [x],
    );
    assert_eq!(y.jvp(x, tape.constant([1.0; 3])).value()?, Tensor::from([0.5; 3]));
    Ok(())
}

#[test]
fn a_tangent_of_another_shape_is_an_error() {
    let tape = Tape::new();
    let x = tape.var([1.0, 2.0, 3.0]);
    let y = tape.apply(
        SquareForward {
            jvp: Given::OfAnotherShape,
        },
        [x],
    );
    let error = y.jvp(x, tape.constant([1.0; 3])).value().unwrap_err();
    let expected = "SquareForward: jvp gave shape [] for a result of shape [3]";
    assert!(error.to_string().starts_with(expected), "{error}");
}

#[test]
fn a_rule_of_tangents_gives_the_tangent() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var([1.0, 2.0, 3.0]);
    let y = tape.apply(SquareForward { jvp: Given::Fitting }, [x]);
    let forward = y.jvp(x, tape.constant([1.0, 0.0, -1.0])).value()?;
    assert_eq!(forward, Tensor::from([2.0, 0.0, -6.0]));
    Ok(())
}
