//! Operations of the user's own, with the same rights as the built-in ones.

use crate::error::ErrorKind;
use crate::ops::{At, Call, Primitive};
use crate::tape::node::Value;
use crate::tape::{Tape, Var};
use crate::tensor::{Float, Tensor};
use crate::transform::adjoints::Adjoints;
use std::borrow::Cow;

/// An operation of your own with `N` arguments: its value, and its derivative in terms of variables,
/// so that it can be differentiated to any order like every other operation.
///
/// Record it with [`Tape::apply`].
///
/// ```
/// use wengert_tape::{Operation, Tape, Tensor, Var};
///
/// struct Swish;
///
/// impl Operation<f64, 1> for Swish {
///     fn eval(&self, [x]: [&Tensor; 1]) -> Tensor {
///         x.map(|x| x / (1.0 + (-x).exp()))
///     }
///
///     fn vjp<'t>(&self, [x]: [Var<'t>; 1], y: Var<'t>, cotangent: Var<'t>) -> [Var<'t>; 1] {
///         let s = x.sigmoid();
///         [cotangent * (s + y * (1.0 - s))]
///     }
/// }
///
/// let tape = Tape::new();
/// let x = tape.var([0.0, 1.0]);
/// let y = tape.apply(Swish, [x]).sum();
/// assert_eq!(y.grad(x).value()?.as_slice()[0], 0.5);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
pub trait Operation<T: Float, const N: usize>: 'static {
    /// The shape of the result, or what is wrong with the arguments' shapes. By default the shape of
    /// the first argument.
    ///
    /// # Errors
    ///
    /// A message about shapes that do not fit; the operation's name and the line are added to it.
    fn shape(&self, arguments: [&[usize]; N]) -> Result<Vec<usize>, String> {
        Ok(arguments.first().map_or_else(Vec::new, |shape| shape.to_vec()))
    }

    /// The name in errors and tables. By default the name of the type.
    fn name(&self) -> Cow<'static, str> {
        let full = std::any::type_name::<Self>();
        let without_parameters = full.split('<').next().unwrap_or(full);
        without_parameters.rsplit("::").next().unwrap_or(full).into()
    }

    /// The value.
    fn eval(&self, arguments: [&Tensor<T>; N]) -> Tensor<T>;

    /// The vector-Jacobian product: the cotangents of the arguments, each of its argument's shape or
    /// a plain number, which stands for that number everywhere.
    fn vjp<'t>(
        &self,
        arguments: [Var<'t, T>; N],
        result: Var<'t, T>,
        cotangent: Var<'t, T>,
    ) -> [Var<'t, T>; N];

    /// The Jacobian-vector product: the tangent of the result, of its shape or a plain number.
    ///
    /// By default it is the vjp of the vjp, which is linear in the cotangent.
    fn jvp<'t>(
        &self,
        arguments: [Var<'t, T>; N],
        result: Var<'t, T>,
        tangents: [Var<'t, T>; N],
    ) -> Var<'t, T> {
        let Some(tape) = result.tape() else { return result };
        let cotangent = tape.var(Tensor::full(&result.dims()[..], T::of(0.0)));
        let pulled = self.vjp(arguments, result, cotangent);
        let mut total = Var::plain(0.0);
        for (k, (pulled, tangent)) in pulled.into_iter().zip(tangents).enumerate() {
            // The product would broadcast what does not fit.
            match misfit(&self.name(), k, pulled, &tangent.dims()) {
                None => total += (pulled * tangent).sum(),
                Some(kind) => return tape.fail_with(kind),
            }
        }
        total.grad(cotangent)
    }
}

/// What is wrong with the shape of the cotangent that a rule gave for argument `k`; a plain number
/// stands for that number everywhere.
fn misfit<T: Float>(operation: &str, k: usize, given: Var<'_, T>, wanted: &[usize]) -> Option<ErrorKind> {
    let fits = given.failed().is_some() || given.tape().is_none() || given.dims()[..] == *wanted;
    (!fits).then(|| ErrorKind::Shape {
        operation: operation.into(),
        problem: format!(
            "vjp gave shape {:?} for argument {k} of shape {wanted:?}",
            given.shape()
        ),
    })
}

/// What a rule gave; a plain number becomes that number everywhere.
#[track_caller]
fn expanded<'t, T: Float>(tape: &'t Tape<T>, given: Var<'t, T>, wanted: &[usize]) -> Var<'t, T> {
    if given.tape().is_some() || given.failed().is_some() {
        return given;
    }
    tape.number(given.plain_value()).expand_to(wanted)
}

struct Custom<O, const N: usize>(O);

impl<T: Float, O: Operation<T, N>, const N: usize> Primitive<T> for Custom<O, N> {
    fn name(&self) -> Cow<'static, str> {
        self.0.name()
    }

    fn holds_memory(&self) -> bool {
        std::mem::needs_drop::<O>()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let value = self.0.eval(std::array::from_fn(|k| call.input(k)));
        if value.shape() != call.shape {
            return Err(ErrorKind::Shape {
                operation: self.0.name().into_owned(),
                problem: format!(
                    "eval gave shape {:?} where {:?} was announced",
                    value.shape(),
                    call.shape
                ),
            });
        }
        Ok(Value::Float(value))
    }

    fn vjp<'t>(&self, at: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        let arguments = std::array::from_fn(|k| at.argument(k));
        for (k, contribution) in self
            .0
            .vjp(arguments, at.result, cotangent)
            .into_iter()
            .enumerate()
        {
            let wanted = at.argument(k).dims();
            match misfit(&self.0.name(), k, contribution, &wanted) {
                None => adjoints.add(k, expanded(at.tape, contribution, &wanted)),
                Some(kind) => adjoints.fail(kind),
            }
        }
    }

    fn jvp<'t>(&self, at: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        let arguments = std::array::from_fn(|k| at.argument(k));
        let tangents =
            std::array::from_fn(|k| tangents[k].unwrap_or_else(|| at.argument(k).zeros_of_shape()));
        let tangent = self.0.jvp(arguments, at.result, tangents);
        let tangent = expanded(at.tape, tangent, &at.result.dims());
        if tangent.failed().is_none() && tangent.dims() != at.result.dims() {
            return Some(at.tape.fail_with(ErrorKind::Shape {
                operation: self.0.name().into_owned(),
                problem: format!(
                    "jvp gave shape {:?} for a result of shape {:?}",
                    tangent.shape(),
                    at.result.shape()
                ),
            }));
        }
        Some(tangent)
    }
}

impl<T: Float> Tape<T> {
    /// Records an operation of your own.
    #[track_caller]
    pub fn apply<'t, const N: usize>(
        &'t self,
        operation: impl Operation<T, N>,
        arguments: [Var<'t, T>; N],
    ) -> Var<'t, T> {
        if let Some(failed) = arguments.iter().find_map(|argument| argument.failed()) {
            return failed;
        }
        let mut nodes = [0; N];
        for (node, &argument) in nodes.iter_mut().zip(&arguments) {
            match self.own(argument) {
                Some(own) => *node = own,
                None => return self.foreign(&operation.name()),
            }
        }
        let shapes = arguments.map(Var::dims);
        match operation.shape(shapes.each_ref().map(|shape| &shape[..])) {
            Ok(shape) => self.record_many(Custom(operation), &nodes, &shape),
            Err(problem) => self.fail_with(ErrorKind::Shape {
                operation: operation.name().into_owned(),
                problem,
            }),
        }
    }
}

/// A function with its own vjp rule.
struct WithRule<F, G> {
    value: F,
    rule: G,
}

impl<T, F, G> Operation<T, 1> for WithRule<F, G>
where
    T: Float,
    F: Fn(&Tensor<T>) -> Tensor<T> + 'static,
    G: for<'s> Fn(Var<'s, T>, Var<'s, T>, Var<'s, T>) -> Var<'s, T> + 'static,
{
    fn name(&self) -> Cow<'static, str> {
        "custom_vjp".into()
    }

    fn eval(&self, [x]: [&Tensor<T>; 1]) -> Tensor<T> {
        (self.value)(x)
    }

    fn vjp<'t>(&self, [x]: [Var<'t, T>; 1], result: Var<'t, T>, cotangent: Var<'t, T>) -> [Var<'t, T>; 1] {
        [(self.rule)(x, result, cotangent)]
    }
}

impl<'t, T: Float> Var<'t, T> {
    /// A function of tensors with its own vjp rule `(x, y, cotangent) → cotangent of x`; the result
    /// has the argument's shape.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// // Rounding with a straight-through gradient.
    /// let tape = Tape::new();
    /// let x = tape.var([0.6, -1.2]);
    /// let y = x.custom_vjp(|x| x.map(f64::round), |_x, _y, cotangent| cotangent).sum();
    /// assert_eq!(y.grad(x).value()?, Tensor::from([1.0, 1.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn custom_vjp(
        self,
        value: impl Fn(&Tensor<T>) -> Tensor<T> + 'static,
        rule: impl for<'s> Fn(Var<'s, T>, Var<'s, T>, Var<'s, T>) -> Var<'s, T> + 'static,
    ) -> Self {
        match self.on_tape("custom_vjp") {
            Ok((tape, _)) => tape.apply(WithRule { value, rule }, [self]),
            Err(failed) => failed,
        }
    }
}
