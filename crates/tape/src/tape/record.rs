//! Writing operations on the tape.

use crate::error::{Error, ErrorKind};
use crate::ops::Primitive;
use crate::tape::node::{Node, Op};
use crate::tape::shapes::ShapeId;
use crate::tape::{Indices, Tape, Var, tapeless};
use crate::tensor::Float;
use std::panic::Location;
use std::rc::Rc;

impl<T: Float> Tape<T> {
    /// A plain number.
    #[track_caller]
    pub(crate) fn number(&self, value: f64) -> Var<'_, T> {
        let place = Location::caller();
        let (id, failed) = self.inner.borrow_mut().push(Node::number(value), place);
        Var::on(self, id, failed)
    }

    /// A primitive with up to three arguments and the shape of its result.
    #[track_caller]
    pub(crate) fn record<const N: usize>(
        &self,
        primitive: impl Primitive<T>,
        arguments: [u32; N],
        shape: &[usize],
    ) -> Var<'_, T> {
        let place = Location::caller();
        let mut guard = self.inner.borrow_mut();
        let inner = &mut *guard;
        let Some(shape) = inner.primitives.shape_of_next(&mut inner.shapes, shape) else {
            drop(guard);
            return self.too_large(&primitive.name(), shape);
        };
        let op = Op::Primitive(inner.primitives.push(primitive, shape));
        let (id, failed) = inner.push(Node::new(op, shape, arguments), place);
        Var::on(self, id, failed)
    }

    /// A primitive with any number of arguments.
    #[track_caller]
    pub(crate) fn record_many(
        &self,
        primitive: impl Primitive<T>,
        arguments: &[u32],
        shape: &[usize],
    ) -> Var<'_, T> {
        let Some(shape) = self.shape_of_result(shape) else {
            return self.too_large(&primitive.name(), shape);
        };
        let number = self.inner.borrow_mut().primitives.push(primitive, shape);
        self.record_number(number, arguments, shape)
    }

    /// A primitive that is on a tape already.
    #[track_caller]
    pub(crate) fn record_shared(
        &self,
        primitive: Rc<dyn Primitive<T>>,
        arguments: &[u32],
        shape: &[usize],
    ) -> Var<'_, T> {
        let Some(shape) = self.shape_of_result(shape) else {
            return self.too_large(&primitive.name(), shape);
        };
        let number = self.inner.borrow_mut().primitives.push_shared(primitive, shape);
        self.record_number(number, arguments, shape)
    }

    fn shape_of_result(&self, shape: &[usize]) -> Option<ShapeId> {
        self.inner.borrow_mut().shapes.id(shape)
    }

    /// A primitive that is in the tape's list already.
    #[track_caller]
    fn record_number(&self, number: u32, arguments: &[u32], shape: ShapeId) -> Var<'_, T> {
        let place = Location::caller();
        let op = Op::Primitive(number);
        let mut inner = self.inner.borrow_mut();
        let node = match *arguments {
            [] => Node::new(op, shape, []),
            [a] => Node::new(op, shape, [a]),
            [a, b] => Node::new(op, shape, [a, b]),
            [a, b, c] => Node::new(op, shape, [a, b, c]),
            _ => {
                let start = inner.lists.len() as u32;
                inner.lists.extend_from_slice(arguments);
                Node::with_list(op, shape, start, arguments.len() as u32)
            }
        };
        let (id, failed) = inner.push(node, place);
        Var::on(self, id, failed)
    }

    /// The waiting error for a result that no memory holds.
    #[cold]
    #[track_caller]
    pub(crate) fn too_large(&self, operation: &str, shape: &[usize]) -> Var<'_, T> {
        self.fail_with(ErrorKind::too_large(operation, shape))
    }

    /// A primitive whose result is indices.
    #[track_caller]
    pub(crate) fn record_indices<const N: usize>(
        &self,
        primitive: impl Primitive<T>,
        arguments: [u32; N],
        shape: &[usize],
    ) -> Indices<'_, T> {
        Indices::of(self.record(primitive, arguments, shape))
    }
}

impl<T: Float> Tape<T> {
    /// Runs a closure of ours: what it records belongs to the caller's line, which a closure hides.
    #[track_caller]
    pub(crate) fn at_caller<R>(&self, work: impl FnOnce() -> R) -> R {
        let place = Location::caller();
        let before = {
            let mut inner = self.inner.borrow_mut();
            let before = inner.place_of_derivative;
            inner.place_of_derivative = before.or(Some(place));
            before
        };
        let result = work();
        self.inner.borrow_mut().place_of_derivative = before;
        result
    }
}

impl<T: Float> Tape<T> {
    /// Runs the formula of an operation over others: an error in it is one of this operation.
    #[track_caller]
    pub(crate) fn composing<R>(&self, operation: &'static str, formula: impl FnOnce() -> R) -> R {
        let mark = |operation| {
            let mut inner = self.inner.borrow_mut();
            let next = inner.nodes.len() as u32;
            inner.compositions.switch(next, operation)
        };
        if self.inner.borrow().compositions.open().is_some() {
            // What the user called is the outermost.
            return self.at_caller(formula);
        }
        mark(Some(operation));
        let result = self.at_caller(formula);
        mark(None);
        result
    }
}

impl<'t, T: Float> Var<'t, T> {
    /// An operation that is a formula over others. Its arguments must be on one tape, or plain numbers.
    #[track_caller]
    pub(crate) fn composed<const N: usize>(
        operation: &'static str,
        arguments: [Self; N],
        formula: impl FnOnce([Self; N]) -> Self,
    ) -> Self {
        if let Some(failed) = arguments.iter().find_map(|argument| argument.failed()) {
            return failed;
        }
        if let Some(tape) = arguments.iter().find_map(|argument| argument.tape()) {
            let foreign = |argument: &Self| argument.tape().is_some_and(|own| !std::ptr::eq(own, tape));
            return match arguments.iter().any(foreign) {
                true => tape.foreign(operation),
                false => tape.composing(operation, || formula(arguments)),
            };
        }
        let result = formula(arguments);
        match result.error() {
            Some(error) => Self::tapeless_error(error.of_operation(operation).placed(Location::caller())),
            None => result,
        }
    }

    /// [`Tape::at_caller`] on the variable's tape, if it has one.
    #[track_caller]
    pub(crate) fn at_caller<R>(self, work: impl FnOnce() -> R) -> R {
        match self.tape() {
            Some(tape) => tape.at_caller(work),
            None => work(),
        }
    }

    /// The tape and node, or the error variable to give back: a variable that failed, or a plain
    /// number, for which only element-wise operations are defined. The error names the operation.
    #[inline]
    #[track_caller]
    pub(crate) fn on_tape(self, operation: &str) -> Result<(&'t Tape<T>, u32), Self> {
        match self.tape() {
            _ if self.failed().is_some() => Err(self),
            Some(tape) => Ok((tape, self.node())),
            None => Err(Self::tapeless_error(tapeless::plain_number(operation))),
        }
    }

    /// This variable if it is on a tape, else the other: where an error of both belongs.
    pub(crate) fn or_if_plain(self, other: Self) -> Self {
        match self.tape() {
            Some(_) => self,
            None => other,
        }
    }

    /// An error in place of a result.
    #[cold]
    #[track_caller]
    pub(crate) fn fail_with(self, error: Error) -> Self {
        match self.tape() {
            Some(tape) => tape.fail_beside(error, Some(self.node())),
            None => Self::tapeless_error(error),
        }
    }

    /// Two variables on one tape, or the error variable to give back.
    #[track_caller]
    pub(crate) fn paired(self, operation: &str, other: Self) -> Result<(&'t Tape<T>, u32, u32), Self> {
        if self.failed().is_some() {
            return Err(self);
        }
        if other.failed().is_some() {
            return Err(other);
        }
        match (self.tape(), other.tape()) {
            (Some(tape), Some(second)) if std::ptr::eq(tape, second) => Ok((tape, self.node(), other.node())),
            (Some(tape), Some(_)) => Err(tape.foreign(operation)),
            (Some(tape), None) => Ok((tape, self.node(), tape.number(other.plain_value()).node())),
            (None, Some(tape)) => Ok((tape, tape.number(self.plain_value()).node(), other.node())),
            (None, None) => Err(Self::tapeless_error(tapeless::plain_number(operation))),
        }
    }
}

impl<T: Float> Tape<T> {
    /// The waiting error for a variable of another tape.
    #[cold]
    #[track_caller]
    pub(crate) fn foreign(&self, operation: &str) -> Var<'_, T> {
        self.fail_with(ErrorKind::Variable {
            operation: operation.into(),
            problem: "an argument is a variable of another tape".into(),
        })
    }
}
