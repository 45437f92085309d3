//! Variables side by side: concat and stack.

use crate::error::{Error, ErrorKind};
use crate::ops::{At, Call, Primitive};
use crate::tape::node::Value;
use crate::tape::{Var, tapeless};
use crate::tensor::axis::resolve_axis;
use crate::tensor::{Axis, Float};
use crate::transform::adjoints::Adjoints;
use smallvec::SmallVec;
use std::borrow::Cow;

/// All arguments one after the other along an axis.
struct Concat {
    axis: usize,
}

impl<T: Float> Primitive<T> for Concat {
    fn name(&self) -> Cow<'static, str> {
        "concat".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let inner: usize = call.shape[self.axis + 1..].iter().product();
        let whole = call.shape[self.axis] * inner;
        Ok(Value::Float(call.write_from(|inputs, out| {
            let mut start = 0;
            for k in 0..inputs.len() {
                let input = inputs.floats(k);
                let block = input.shape()[self.axis] * inner;
                if block == 0 || out.is_empty() {
                    continue;
                }
                let rows = input.as_slice().chunks(block);
                for (row, out) in rows.zip(out.chunks_mut(whole)) {
                    out[start..start + block].copy_from_slice(row);
                }
                start += block;
            }
        })))
    }

    fn vjp<'t>(&self, at: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        let mut start = 0;
        for (k, argument) in at.arguments.iter().enumerate() {
            let size = argument.dims()[self.axis];
            if adjoints.wants(k) {
                adjoints.add(k, cotangent.narrow(self.axis, start, size));
            }
            start += size;
        }
    }

    fn jvp<'t>(&self, at: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        let tangents = tangents.iter().zip(&at.arguments);
        let parts: Vec<Var<'t, T>> = tangents
            .map(|(tangent, argument)| tangent.unwrap_or_else(|| argument.zeros_of_shape()))
            .collect();
        Some(concat(&parts, self.axis))
    }
}

/// The variables one after the other along an axis; the other axes are equal.
///
/// The derivative of each is its slice. No variable at all is an error.
///
/// ```
/// use wengert_tape::{Tape, Tensor, concat};
///
/// let tape = Tape::new();
/// let (x, y) = (tape.var([1.0, 2.0]), tape.var([3.0]));
/// assert_eq!(concat(&[x, y], 0).value()?, Tensor::from([1.0, 2.0, 3.0]));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[doc(alias = "cat")]
#[doc(alias = "concatenate")]
#[track_caller]
pub fn concat<'t, T: Float>(variables: &[Var<'t, T>], axis: impl Axis) -> Var<'t, T> {
    joined("concat", variables, axis.axis())
}

/// The variables, all of one shape, side by side along a new axis; -1 puts it last.
///
/// ```
/// use wengert_tape::{Tape, Tensor, stack};
///
/// let tape = Tape::new();
/// let (x, y) = (tape.var([1.0, 2.0]), tape.var([3.0, 4.0]));
/// assert_eq!(stack(&[x, y], 1).value()?, Tensor::from([[1.0, 3.0], [2.0, 4.0]]));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[track_caller]
pub fn stack<'t, T: Float>(variables: &[Var<'t, T>], axis: impl Axis) -> Var<'t, T> {
    if let Some(failed) = variables.iter().find_map(|variable| variable.failed()) {
        return failed;
    }
    let Some(first) = variables.iter().find(|variable| variable.tape().is_some()) else {
        return nothing_to_join("stack", variables);
    };
    let dims = first.dims();
    let axis = match resolve_axis("stack", axis.axis(), dims.len() + 1) {
        Ok(axis) => axis,
        Err(error) => return first.fail_with(error),
    };
    let mut parts = Vec::with_capacity(variables.len());
    for (i, &variable) in variables.iter().enumerate() {
        let variable = match variable.tape() {
            Some(_) => variable,
            None => first.lift(variable.plain_value()),
        };
        if variable.dims() != dims {
            let problem = format!(
                "variable {i} has shape {:?}, the first has {:?}",
                variable.shape(),
                &dims[..]
            );
            return first.fail_with(Error::shape("stack", problem));
        }
        parts.push(variable.unsqueeze(axis));
    }
    joined("stack", &parts, axis as isize)
}

/// The error of a join without a variable of a tape.
#[cold]
#[track_caller]
fn nothing_to_join<'t, T: Float>(operation: &str, variables: &[Var<'t, T>]) -> Var<'t, T> {
    Var::tapeless_error(match variables.is_empty() {
        true => Error::shape(operation, "no variables to join"),
        false => tapeless::plain_number(operation),
    })
}

#[track_caller]
fn joined<'t, T: Float>(operation: &str, variables: &[Var<'t, T>], axis: isize) -> Var<'t, T> {
    if let Some(failed) = variables.iter().find_map(|variable| variable.failed()) {
        return failed;
    }
    let taped = variables.iter().find(|variable| variable.tape().is_some());
    let Some((&first, tape)) = taped.and_then(|first| Some((first, first.tape()?))) else {
        return nothing_to_join(operation, variables);
    };
    let mut nodes: SmallVec<[u32; 4]> = SmallVec::with_capacity(variables.len());
    for (i, variable) in variables.iter().enumerate() {
        match variable.on_tape(operation) {
            Ok((_, node)) => nodes.push(node),
            Err(_) => {
                let problem = format!("variable {i} is a plain number, which has no axes");
                return first.fail_with(Error::shape(operation, problem));
            }
        }
    }
    if variables.iter().any(|&variable| tape.own(variable).is_none()) {
        return tape.foreign(operation);
    }
    let dims = first.dims();
    let axis = match resolve_axis(operation, axis, dims.len()) {
        Ok(axis) => axis,
        Err(error) => return first.fail_with(error),
    };
    let mut shape = dims.clone();
    shape[axis] = 0;
    for (i, variable) in variables.iter().enumerate() {
        let other = variable.dims();
        let fits = other.len() == dims.len()
            && (0..dims.len()).all(|place| place == axis || other[place] == dims[place]);
        if !fits {
            let problem = format!(
                "variable {i} has shape {:?}, the first has {:?}; they may differ along axis {axis} only",
                &other[..],
                &dims[..]
            );
            return first.fail_with(Error::shape(operation, problem));
        }
        shape[axis] = shape[axis].saturating_add(other[axis]);
    }
    if nodes.len() == 1 {
        return first;
    }
    tape.record_many(Concat { axis }, &nodes, &shape)
}

impl<'t, T: Float> Var<'t, T> {
    /// The function [`concat`](fn@concat), beside `Tensor::concat`.
    #[track_caller]
    pub fn concat(variables: &[Self], axis: impl Axis) -> Self {
        concat(variables, axis)
    }

    /// The function [`stack`], beside `Tensor::stack`.
    #[track_caller]
    pub fn stack(variables: &[Self], axis: impl Axis) -> Self {
        stack(variables, axis)
    }
}
