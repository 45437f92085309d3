//! The operations, a file per family: shape rule, evaluation, vjp rule and jvp rule side by side.
//!
//! An operation that is not element-wise is a type that implements [`Primitive`]; the method of `Var`
//! that records it checks the shapes. Most of what users call is a plain function over variables.

pub(crate) mod activation;
pub(crate) mod custom;
pub(crate) mod elementwise;
pub(crate) mod index;
pub mod loss;
pub(crate) mod product;
pub(crate) mod random;
pub(crate) mod reduce;
pub(crate) mod scan;
pub(crate) mod shape;
pub(crate) mod softmax;
pub(crate) mod sort;

pub use custom::Operation;
pub use product::{bilinear, einsum};
pub use shape::{Padding, Parts, concat, stack};

use crate::error::ErrorKind;
use crate::eval::pool::Pool;
use crate::tape::node::Value;
use crate::tape::{Indices, Tape, Var};
use crate::tensor::{Float, Tensor};
use crate::transform::adjoints::Adjoints;
use smallvec::SmallVec;
use std::any::Any;
use std::borrow::Cow;

/// What an operation must say of itself beside its shape rule.
pub(crate) trait Primitive<T: Float>: Any {
    /// The name of the method that records it.
    fn name(&self) -> Cow<'static, str>;

    /// Whether the result is the argument with its axes in another order.
    fn permutes(&self) -> bool {
        false
    }

    /// Whether it holds memory of the user's, to be given back when it leaves the tape.
    fn holds_memory(&self) -> bool {
        false
    }

    /// The value, or what is wrong with the values (an index out of range).
    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind>;

    /// Adds to the arguments' adjoints what the result's cotangent contributes, in terms of variables,
    /// so that it can be differentiated again. The default is an error that names the operation.
    fn vjp<'t>(&self, at: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        let _ = cotangent;
        adjoints.fail(ErrorKind::Derivative {
            operation: self.name().into_owned(),
            problem: "this operation has no vjp rule; cut the path with stop_gradient or give the rule"
                .into(),
        });
        let _ = at;
    }

    /// The result's tangent from the arguments' (`None` is 0); `None` for 0. The default is an error
    /// that names the operation.
    fn jvp<'t>(&self, at: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        let _ = tangents;
        Some(at.tape.fail_with(ErrorKind::Derivative {
            operation: self.name().into_owned(),
            problem:
                "this operation has no jvp rule; cut the path with stop_gradient or give the rule".into(),
        }))
    }
}

/// Where a derivative rule is applied: the operation's arguments and its result.
pub(crate) struct At<'t, T: Float> {
    pub(crate) tape: &'t Tape<T>,
    pub(crate) arguments: SmallVec<[Var<'t, T>; 4]>,
    pub(crate) result: Var<'t, T>,
}

impl<'t, T: Float> At<'t, T> {
    /// An argument.
    pub(crate) fn argument(&self, k: usize) -> Var<'t, T> {
        self.arguments[k]
    }

    /// An argument that is indices.
    pub(crate) fn indices(&self, k: usize) -> Indices<'t, T> {
        Indices::of(self.arguments[k])
    }

    /// The tangent of argument 0 with a part added somewhere: that of the argument with that of the part.
    pub(crate) fn tangent_of_sum(
        &self,
        sum: Option<Var<'t, T>>,
        part: Option<Var<'t, T>>,
        add: impl FnOnce(Var<'t, T>, Var<'t, T>) -> Var<'t, T>,
    ) -> Option<Var<'t, T>> {
        let Some(part) = part else { return sum };
        Some(add(
            sum.unwrap_or_else(|| self.argument(0).zeros_of_shape()),
            part,
        ))
    }
}

/// One evaluation of an operation.
pub(crate) struct Call<'a, T: Float> {
    pub(crate) inputs: Inputs<T>,
    /// The shape of the result.
    pub(crate) shape: &'a [usize],
    pub(crate) pool: &'a mut Pool<T>,
}

/// The arguments of an evaluation.
pub(crate) struct Inputs<T>(pub(crate) SmallVec<[Option<Value<T>>; 4]>);

impl<T: Float> Inputs<T> {
    /// An argument of either kind.
    pub(crate) fn value(&self, k: usize) -> &Value<T> {
        self.0[k].as_ref().expect("an argument that was not taken")
    }

    /// An argument that is numbers.
    pub(crate) fn floats(&self, k: usize) -> &Tensor<T> {
        self.value(k).float()
    }

    /// An argument that is indices.
    pub(crate) fn indices(&self, k: usize) -> &Tensor<i64> {
        self.value(k).integer()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

impl<T: Float> Call<'_, T> {
    /// An argument.
    pub(crate) fn input(&self, k: usize) -> &Tensor<T> {
        self.inputs.floats(k)
    }

    /// An argument that is indices.
    pub(crate) fn indices(&self, k: usize) -> &Tensor<i64> {
        self.inputs.indices(k)
    }

    /// A result of the call's shape, written by `fill` into memory that holds anything.
    pub(crate) fn write(&mut self, fill: impl FnOnce(&mut [T])) -> Tensor<T> {
        self.pool.tensor(self.shape, fill)
    }

    /// The same, from the arguments.
    pub(crate) fn write_from(&mut self, fill: impl FnOnce(&Inputs<T>, &mut [T])) -> Tensor<T> {
        self.pool.tensor(self.shape, |out| fill(&self.inputs, out))
    }

    /// An argument to be changed in place: its own memory if nobody shares it, else a copy.
    pub(crate) fn take_for_writing(&mut self, k: usize) -> Result<Tensor<T>, ErrorKind> {
        let value = self.inputs.0[k].take().expect("an argument is taken once");
        let mut tensor = value.into_float();
        if tensor.owns_all() && tensor.is_unique() {
            return Ok(tensor);
        }
        let copy = self.pool.tensor(tensor.shape(), |out| tensor.copy_to(out));
        if self.pool.refused.is_some() {
            // What stands in for the copy cannot be written.
            return Err(ErrorKind::too_large("copy", tensor.shape()));
        }
        self.pool.give(tensor);
        Ok(copy)
    }
}
