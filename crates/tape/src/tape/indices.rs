//! Indices on the tape: integers that are recorded like variables and never differentiated.

use crate::error::{Error, Result};
use crate::tape::node::{Op, Value};
use crate::tape::{Tape, Var};
use crate::tensor::{Float, Tensor};
use std::fmt;

/// Indices that an operation finds (`argmax`, `argsort`, `topk`, …): recorded like a variable,
/// `Copy`, never differentiated. `gather` and its kin take them beside a `Tensor<i64>`.
///
/// ```
/// use wengert_tape::{Tape, Tensor};
///
/// let tape = Tape::new();
/// let x = tape.var([3.0, 9.0, 4.0]);
/// let best = x.argmax_axis(0);
/// assert_eq!(best.value()?, Tensor::from(1));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
pub struct Indices<'t, T: Float = f64> {
    variable: Var<'t, T>,
}

impl<T: Float> Clone for Indices<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Float> Copy for Indices<'_, T> {}

impl<'t, T: Float> Indices<'t, T> {
    pub(crate) fn of(variable: Var<'t, T>) -> Self {
        Indices { variable }
    }

    /// The node as the operations see it.
    pub(crate) fn variable(self) -> Var<'t, T> {
        self.variable
    }

    /// The sizes of the axes.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::new();
    /// assert_eq!(tape.var([[3.0, 1.0]]).argsort(1, false).shape(), [1, 2]);
    /// ```
    pub fn shape(self) -> Vec<usize> {
        self.variable.shape()
    }

    /// The error that waits, if one does.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([3.0, 1.0]);
    /// assert!(x.argsort(0, false).error().is_none());
    /// assert!(x.argsort(1, false).error().is_some());
    /// ```
    #[track_caller]
    pub fn error(self) -> Option<Error> {
        self.variable.error()
    }

    /// The tape.
    pub fn tape(self) -> Option<&'t Tape<T>> {
        self.variable.tape()
    }

    /// The indices, computed now if they were not before.
    ///
    /// # Errors
    ///
    /// The error that waits.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([3.0, 1.0, 2.0]);
    /// assert_eq!(x.argsort(0, true).value()?, Tensor::from([0, 2, 1]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn value(self) -> Result<Tensor<i64>> {
        if let Some(error) = self.error() {
            return Err(error);
        }
        match self.variable.tape() {
            Some(tape) => Ok(tape.evaluate(self.variable.node())?.integer().clone()),
            None => Ok(Tensor::full((), self.variable.plain_value() as i64)),
        }
    }

    /// The indices as numbers of the tape's own float type, not differentiated.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([3.0, 1.0, 2.0]);
    /// assert_eq!(x.argmax().to_var().value()?, Tensor::from(0.0));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn to_var(self) -> Var<'t, T> {
        crate::ops::index::indices_as_numbers(self)
    }
}

impl<T: Float> fmt::Debug for Indices<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Indices({:?})", self.variable)
    }
}

/// What can index: `Tensor<i64>`, `&Tensor<i64>` and [`Indices`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot index",
    note = "indices are a `Tensor<i64>` (for instance `Tensor::from([0, 2])`) or `Indices` from argmax, argsort, topk"
)]
pub trait IntoIndices<'t, T: Float> {
    /// The indices on a tape.
    #[doc(hidden)]
    #[track_caller]
    fn indices(self, tape: &'t Tape<T>) -> Indices<'t, T>;
}

impl<'t, T: Float> IntoIndices<'t, T> for Indices<'t, T> {
    #[track_caller]
    fn indices(self, tape: &'t Tape<T>) -> Indices<'t, T> {
        match self.tape() {
            Some(own) if std::ptr::eq(own, tape) => self,
            _ => Indices::of(tape.foreign("indices")),
        }
    }
}

impl<'t, T: Float> IntoIndices<'t, T> for Tensor<i64> {
    #[track_caller]
    fn indices(self, tape: &'t Tape<T>) -> Indices<'t, T> {
        Indices::of(tape.give(Value::Integer(self), Op::Constant))
    }
}

impl<'t, T: Float> IntoIndices<'t, T> for &Tensor<i64> {
    #[track_caller]
    fn indices(self, tape: &'t Tape<T>) -> Indices<'t, T> {
        self.clone().indices(tape)
    }
}
