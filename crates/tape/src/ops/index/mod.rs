//! Indexing: gather, scatter, and their kin.

mod gather;
mod places;
mod rows;

use crate::error::ErrorKind;
use crate::ops::{At, Call, Primitive};
use crate::tape::node::Value;
use crate::tape::{Indices, Var};
use crate::tensor::Float;
use crate::transform::adjoints::Adjoints;
use std::borrow::Cow;

/// Indices as numbers; nothing passes back.
struct ToNumbers;

impl<T: Float> Primitive<T> for ToNumbers {
    fn name(&self) -> Cow<'static, str> {
        "to_var".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let numbers = call.indices(0).map(|index| T::of(index as f64));
        Ok(Value::Float(numbers))
    }

    fn vjp<'t>(&self, _: &At<'t, T>, _: Var<'t, T>, _: &mut Adjoints<'t, T>) {}

    fn jvp<'t>(&self, _: &At<'t, T>, _: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        None
    }
}

#[track_caller]
pub(crate) fn indices_as_numbers<'t, T: Float>(indices: Indices<'t, T>) -> Var<'t, T> {
    match indices.variable().on_tape("to_var") {
        Ok((tape, node)) => tape.record(ToNumbers, [node], &indices.variable().dims()),
        Err(failed) => failed,
    }
}
