//! Variables.

use crate::error::{Error, ErrorKind, Place, Result};
use crate::tape::node::Op;
use crate::tape::scope::{is_own_source, place_error};
use crate::tape::{IntoOperand, Tape, tapeless};
use crate::tensor::axis::resolve_axis;
use crate::tensor::shape::Dims;
use crate::tensor::{Axis, Float, Tensor};
use std::fmt;
use std::panic::Location;

/// A variable: a name for the result of an operation on a tape. `Copy`, 16 bytes.
///
/// Arithmetic and methods record operations; nothing is computed until a value is asked for, with
/// [`Var::value`], [`Var::item`] or [`Var::backward`]. What is wrong (shapes that do not fit, an axis
/// that does not exist) waits in the variable and comes out of these.
///
/// A variable made by `Var::from(2.0)` lives on no tape and is a plain number: element-wise
/// operations take it, so that formulas generic over [`Real`](crate::Real) have constants.
///
/// All variables of a tape have its float type. Values go from one to the other as tensors, without a
/// derivative: `wide.constant(x.value()?.cast())`, with [`Tensor::cast`].
///
/// ```
/// use wengert_tape::{Tape, Tensor};
///
/// let tape = Tape::new();
/// let x = tape.var([[1.0, 2.0]]);
/// let w = tape.var([[0.5], [0.25]]);
/// let y = (x.matmul(w) + 1.0).tanh().sum();
/// assert_eq!(y.item()?, 2f64.tanh());
/// # Ok::<(), wengert_tape::Error>(())
/// ```
pub struct Var<'t, T: Float = f64> {
    tape: Option<&'t Tape<T>>,
    /// On a tape: the node's number, and [`FAILED`]. Else: the bits of an `f64`.
    bits: u64,
}

/// The variable is an error that waits.
const FAILED: u64 = 1 << 32;

impl<T: Float> Clone for Var<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Float> Copy for Var<'_, T> {}

impl<'t, T: Float> Var<'t, T> {
    #[inline]
    pub(crate) fn on(tape: &'t Tape<T>, node: u32, failed: bool) -> Self {
        let flag = if failed { FAILED } else { 0 };
        Var {
            tape: Some(tape),
            bits: u64::from(node) | flag,
        }
    }

    pub(crate) fn plain(value: f64) -> Self {
        Var {
            tape: None,
            bits: value.to_bits(),
        }
    }

    /// The node's number; only for a variable on a tape.
    #[inline]
    pub(crate) fn node(self) -> u32 {
        debug_assert!(self.tape.is_some(), "a plain number has no node");
        self.bits as u32
    }

    /// The number of a variable on no tape.
    #[inline]
    pub(crate) fn plain_value(self) -> f64 {
        debug_assert!(self.tape.is_none(), "a variable on a tape is no plain number");
        f64::from_bits(self.bits)
    }

    /// The variable itself if it is an error that waits.
    #[inline]
    pub(crate) fn failed(self) -> Option<Self> {
        match self.tape {
            Some(_) => (self.bits & FAILED != 0).then_some(self),
            None => tapeless::is_error(self.bits).then_some(self),
        }
    }

    /// The tape it lives on; `None` for a plain number.
    ///
    /// ```
    /// use wengert_tape::{Tape, Var};
    ///
    /// let tape = Tape::<f64>::new();
    /// assert!(tape.var(1.0).tape().is_some());
    /// assert!(Var::<f64>::from(1.0).tape().is_none());
    /// ```
    #[inline]
    pub fn tape(self) -> Option<&'t Tape<T>> {
        self.tape
    }

    /// The number of its node on the tape, as [`Tape::to_table`] lists it; 0 for a plain number.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::<f64>::new();
    /// let x = tape.var(1.0);
    /// assert_eq!((x.id(), x.exp().id()), (0, 1));
    /// ```
    pub fn id(self) -> u32 {
        self.tape.map_or(0, |_| self.node())
    }

    /// The error that waits in the variable, if one does. Nothing is computed.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1.0, 2.0, 3.0]);
    /// assert!(x.error().is_none());
    /// assert!(x.reshape([2, 2]).error().is_some());
    /// ```
    #[track_caller]
    pub fn error(self) -> Option<Error> {
        self.failed()?;
        let Some(tape) = self.tape else {
            let error = tapeless::error_of(self.bits);
            // Made by code of ours that does not say where it was called: here at least it came out.
            let placed = match is_own_source(error.place()) {
                true => error.placed(Location::caller()),
                false => error,
            };
            return Some(placed);
        };
        let inner = tape.inner.borrow();
        match inner.nodes[self.node() as usize].op {
            Op::Error(number) => Some(inner.errors[number as usize].clone()),
            _ => None,
        }
    }

    /// The sizes of the axes; empty for a number and for an error that waits.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::<f64>::new();
    /// assert_eq!(tape.var(Tensor::zeros([2, 3])).shape(), [2, 3]);
    /// ```
    pub fn shape(self) -> Vec<usize> {
        self.dims().to_vec()
    }

    #[inline]
    pub(crate) fn dims(self) -> Dims {
        match self.tape {
            Some(tape) => {
                let inner = tape.inner.borrow();
                Dims::from_slice(inner.shapes.get(inner.nodes[self.node() as usize].shape))
            }
            None => Dims::new(),
        }
    }

    /// Whether both are variables of one tape with the same shape: a comparison of two numbers.
    #[inline]
    pub(crate) fn has_shape_of(self, other: Self) -> bool {
        let (Some(tape), Some(_)) = (self.tape, other.tape) else {
            return false;
        };
        let inner = tape.inner.borrow();
        inner.nodes[self.node() as usize].shape == inner.nodes[other.node() as usize].shape
    }

    /// The number of axes.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::<f64>::new();
    /// assert_eq!(tape.var([[1.0, 2.0]]).rank(), 2);
    /// assert_eq!(tape.var(1.0).rank(), 0);
    /// ```
    pub fn rank(self) -> usize {
        self.dims().len()
    }

    /// The size of an axis; -1 is the last one.
    ///
    /// An axis that does not exist gives 1, and every later exit of the tape reports it. An error
    /// that waits gives 1 as well, so that formulas which ask for sizes stay formulas.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::<f64>::new();
    /// let x = tape.var(Tensor::zeros([2, 3]));
    /// assert_eq!((x.size(0), x.size(-1)), (2, 3));
    /// ```
    #[track_caller]
    pub fn size(self, axis: impl Axis) -> usize {
        if self.failed().is_some() {
            return 1;
        }
        let dims = self.dims();
        match resolve_axis("size", axis.axis(), dims.len()) {
            Ok(axis) => dims[axis],
            Err(error) => {
                if let Some(tape) = self.tape {
                    tape.report_error(&error, Some(self.node()));
                }
                1
            }
        }
    }

    /// The number of elements.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::<f64>::new();
    /// assert_eq!(tape.var(Tensor::zeros([2, 3])).len(), 6);
    /// ```
    pub fn len(self) -> usize {
        self.dims().iter().product()
    }

    /// Whether it has no elements.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::<f64>::new();
    /// assert!(tape.var(Tensor::zeros([2, 0])).is_empty());
    /// ```
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The line of the user's code that recorded it: where that line is one of Wengert's own, the
    /// line that called the layer, or that recorded the nearest argument.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::<f64>::new();
    /// let (x, line) = (tape.var(1.0), line!());
    /// assert_eq!(x.place().unwrap().line(), line);
    /// ```
    pub fn place(self) -> Option<Place> {
        Some(self.tape?.place_of(self.node()))
    }

    /// A number beside the variable: a constant on the same tape.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::<f64>::new();
    /// let x = tape.var(4.0);
    /// assert_eq!(x.lift(2.0).pow(x).item()?, 16.0);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn lift(self, number: f64) -> Self {
        match self.tape {
            Some(tape) => tape.number(number),
            None => Self::plain(number),
        }
    }

    /// A waiting error with your message in place of a result; an error that waits already stays.
    ///
    /// ```
    /// use wengert_tape::{Tape, Var};
    ///
    /// fn first_half(x: Var) -> Var {
    ///     if x.size(0) % 2 == 1 {
    ///         return x.fail(format!("{} elements have no first half", x.size(0)));
    ///     }
    ///     x.slice(..x.size(0) / 2)
    /// }
    ///
    /// let tape = Tape::new();
    /// let error = first_half(tape.var([1.0, 2.0, 3.0])).value().unwrap_err();
    /// assert!(error.to_string().starts_with("3 elements have no first half"));
    /// ```
    #[track_caller]
    pub fn fail(self, message: impl Into<String>) -> Self {
        match self.failed() {
            Some(failed) => failed,
            None => self.fail_with(Error::new(message)),
        }
    }

    /// An operand as a variable beside this one: a parameter, a tensor or a number, on the same tape.
    ///
    /// ```
    /// use wengert_tape::{IntoOperand, Tape, Tensor, Var};
    ///
    /// // An operation of your own takes what the built-in ones take.
    /// fn product<'t>(x: Var<'t>, y: impl IntoOperand<'t, f64>) -> Var<'t> {
    ///     let y = x.beside(y);
    ///     x + y - x * y
    /// }
    ///
    /// let tape = Tape::new();
    /// assert_eq!(product(tape.var(0.5), 0.5).item()?, 0.75);
    /// assert_eq!(product(tape.var(0.5), &Tensor::from([1.0])).value()?, Tensor::from([1.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn beside(self, operand: impl IntoOperand<'t, T>) -> Self {
        operand.operand(self)
    }

    /// The value, computed now if it was not before.
    ///
    /// # Errors
    ///
    /// The error that waits in the variable, if one does.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1.0, 4.0]);
    /// assert_eq!(x.sqrt().value()?, Tensor::from([1.0, 2.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn value(self) -> Result<Tensor<T>> {
        if let Some(error) = self.error() {
            return Err(error);
        }
        match self.tape {
            Some(tape) => tape.evaluate(self.node()).map(|value| value.into_float()),
            None => Ok(Tensor::full((), T::of(self.plain_value()))),
        }
    }

    /// The value of a variable with one element.
    ///
    /// # Errors
    ///
    /// If it does not have one element, or the error that waits in it.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::new();
    /// assert_eq!(tape.var([1.0, 2.0]).sum().item()?, 3.0);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn item(self) -> Result<T> {
        if self.failed().is_none() && self.len() != 1 {
            let problem = format!("one element is wanted, this has shape {:?}", self.shape());
            return Err(Error::shape("item", problem));
        }
        Ok(self.value()?.as_slice()[0])
    }
}

impl<T: Float> Tape<T> {
    /// The user's line of a node.
    pub(crate) fn place_of(&self, node: u32) -> Place {
        let inner = self.inner.borrow();
        let recorded = inner.places[node as usize];
        if !is_own_source(recorded) {
            return recorded;
        }
        if let Some(scope) = inner
            .scopes
            .of_node(node)
            .find(|scope| !is_own_source(scope.place))
        {
            return scope.place;
        }
        // The nearest argument that stands on a line of the user's, the first argument's side before
        // the others': these are often parameters, which an earlier call recorded.
        let mut next = vec![node];
        let mut seen = 0;
        while let Some(id) = next.pop() {
            let place = inner.places[id as usize];
            if !is_own_source(place) {
                return place;
            }
            seen += 1;
            if seen > 1000 {
                break;
            }
            let arguments = inner.nodes[id as usize].arguments(&inner.lists);
            next.extend(arguments.iter().rev());
        }
        recorded
    }

    /// An error that happened at a node, with its line and layer. Inside of a formula or a derivative
    /// rule it is the error of the operation that the user called, who wrote no `scatter_add`.
    pub(crate) fn error_at(&self, node: u32, kind: ErrorKind) -> Error {
        let place = self.place_of(node);
        let inner = self.inner.borrow();
        let kind = match inner.called(node) {
            Some(operation) => kind.of_operation(operation),
            None => kind,
        };
        let error = Error::at(kind, place);
        place_error(&error, inner.scopes.of_node(node))
    }
}

impl<T: Float> From<f64> for Var<'_, T> {
    fn from(number: f64) -> Self {
        Self::plain(number)
    }
}

/// Shows the operation, the shape and the line, without computing anything.
impl<T: Float> fmt::Debug for Var<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(error) = self.error() {
            return write!(f, "Var(error: {error})");
        }
        let Some(tape) = self.tape else {
            return write!(f, "Var({})", self.plain_value());
        };
        let name = tape.inner.borrow().name(self.node());
        let place = tape.place_of(self.node());
        write!(f, "Var(#{} {name} {:?} at {place})", self.node(), self.shape())
    }
}

/// Shows the value, which is computed if it was not before, or the error.
impl<T: Float> fmt::Display for Var<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.value() {
            Ok(value) => write!(f, "{value:?}"),
            Err(error) => write!(f, "error: {error}"),
        }
    }
}
