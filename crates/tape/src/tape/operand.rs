//! What may stand beside a variable in a formula.

use crate::error::Error;
use crate::tape::{Buffer, Param, Var};
use crate::tensor::{Float, Tensor};

/// What may stand beside a variable: variables, numbers, tensors, parameters and buffers.
///
/// Tensors and buffers become constants, parameters their variables on the tape.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand in a formula with a `Var<{T}>`",
    label = "not a number, variable, tensor or parameter of {T}"
)]
pub trait IntoOperand<'t, T: Float> {
    /// The operand as a variable, on the tape of the variable it stands beside.
    #[doc(hidden)]
    #[track_caller]
    fn operand(self, beside: Var<'t, T>) -> Var<'t, T>;
}

impl<'t, T: Float> IntoOperand<'t, T> for Var<'t, T> {
    #[inline]
    fn operand(self, _: Var<'t, T>) -> Var<'t, T> {
        self
    }
}

impl<'t, T: Float> IntoOperand<'t, T> for Tensor<T> {
    #[track_caller]
    fn operand(self, beside: Var<'t, T>) -> Var<'t, T> {
        match beside.tape() {
            Some(tape) => tape.constant(self),
            None => Var::tapeless_error(beside_a_plain_number("tensor")),
        }
    }
}

/// Neither of the two operands has a tape.
#[cold]
#[track_caller]
fn beside_a_plain_number(operand: &str) -> Error {
    let problem =
        format!("a {operand} beside a plain number: neither is on a tape; make one of them a variable");
    Error::variable("Var::from", problem)
}

impl<'t, T: Float> IntoOperand<'t, T> for &Tensor<T> {
    #[track_caller]
    fn operand(self, beside: Var<'t, T>) -> Var<'t, T> {
        self.clone().operand(beside)
    }
}

impl<'t, T: Float> IntoOperand<'t, T> for &Param<T> {
    #[track_caller]
    fn operand(self, beside: Var<'t, T>) -> Var<'t, T> {
        match beside.tape() {
            Some(tape) => tape.param(self),
            None => Var::tapeless_error(beside_a_plain_number("parameter")),
        }
    }
}

impl<'t, T: Float> IntoOperand<'t, T> for &Buffer<T> {
    #[track_caller]
    fn operand(self, beside: Var<'t, T>) -> Var<'t, T> {
        self.value().operand(beside)
    }
}

macro_rules! numbers {
    ($($number:ty)*) => { $(
        impl<'t, T: Float> IntoOperand<'t, T> for $number {
            #[inline]
            fn operand(self, _: Var<'t, T>) -> Var<'t, T> {
                Var::plain(self as f64)
            }
        }
    )* };
}

numbers!(f64 f32 i32 i64 usize);
