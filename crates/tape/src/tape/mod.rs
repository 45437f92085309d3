//! Record: the tape, its variables, and errors that wait.

pub(crate) mod anomaly;
mod dot;
pub(crate) mod gradients;
pub(crate) mod indices;
pub(crate) mod inner;
pub(crate) mod node;
pub(crate) mod operand;
pub(crate) mod operators;
pub(crate) mod param;
mod primitives;
pub(crate) mod record;
pub(crate) mod scope;
mod sections;
pub(crate) mod shapes;
mod table;
pub(crate) mod tapeless;
pub(crate) mod var;

pub use anomaly::{Anomaly, Phase};
pub use gradients::{BufferUpdate, Gradients};
pub use indices::{Indices, IntoIndices};
pub use operand::IntoOperand;
pub use param::{AnyParam, Buffer, Param, ParamId};
pub use scope::Within;
pub use var::Var;

use crate::error::{Error, ErrorKind, Result};
use crate::tensor::{Float, Tensor};
use inner::{Binding, Inner, LIMIT, Update};
use node::{Op, Value};
use std::cell::RefCell;
use std::panic::Location;
use std::sync::atomic::{AtomicU64, Ordering};

/// Whether layers that behave differently in training (dropout, batch normalisation) train or predict.
///
/// ```
/// use wengert_tape::{Mode, Tape};
///
/// assert_eq!(Tape::<f64>::training(7).mode(), Some(Mode::Training));
/// assert_eq!(Tape::<f64>::inference().mode(), Some(Mode::Inference));
/// assert_eq!(Tape::<f64>::new().mode(), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// Dropout drops, statistics are taken from the batch.
    Training,
    /// Dropout passes, statistics are the running ones.
    Inference,
}

/// The list of operations that derivatives are read from.
///
/// Recording computes nothing and cannot fail; asking a variable for its value or for gradients
/// computes what the answer needs. [`Tape::reset`] empties the tape and keeps its memory, so a
/// training loop reuses one tape; the borrow checker proves that no variable outlives it.
///
/// ```
/// use wengert_tape::{Tape, Tensor};
///
/// let tape = Tape::new();
/// let x = tape.var([1.0, 2.0]);
/// let y = (x * x).sum();
/// assert_eq!(y.item()?, 5.0);
/// assert_eq!(y.backward()?.wrt(x)?, Tensor::from([2.0, 4.0]));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
pub struct Tape<T: Float = f64> {
    pub(crate) inner: RefCell<Inner<T>>,
    /// Unique in the process, so that gradients know whose variables they can answer for.
    pub(crate) id: u64,
    mode: Option<Mode>,
}

impl<T: Float> Default for Tape<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Float> Tape<T> {
    /// A tape for formulas. Layers that must know whether they train ask for
    /// [`Tape::training`] or [`Tape::inference`].
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::new();
    /// assert_eq!((tape.var(2.0) * 3.0).item()?, 6.0);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    pub fn new() -> Self {
        Self::with(None, 0, LIMIT)
    }

    /// A tape for training; the seed decides what dropout drops, whatever the number of threads.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let run = |seed| Tape::training(seed).var(Tensor::<f64>::ones([100])).dropout(0.5).value();
    /// assert_eq!(run(7)?, run(7)?);
    /// assert_ne!(run(7)?, run(8)?);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    pub fn training(seed: u64) -> Self {
        Self::with(Some(Mode::Training), seed, LIMIT)
    }

    /// A tape for prediction. Intermediate values are freed at their last use.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::inference();
    /// assert_eq!(tape.var([1.0, 2.0]).dropout(0.5).value()?, Tensor::from([1.0, 2.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    pub fn inference() -> Self {
        Self::with(Some(Mode::Inference), 0, LIMIT)
    }

    /// A tape of at most `limit` nodes, so that tests reach its end.
    #[doc(hidden)]
    pub fn with_limit(limit: u32) -> Self {
        Self::with(None, 0, limit.min(LIMIT))
    }

    fn with(mode: Option<Mode>, seed: u64, limit: u32) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Tape {
            inner: RefCell::new(Inner::new(seed, limit)),
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            mode,
        }
    }

    /// Whether the tape trains or predicts, if it was said.
    pub fn mode(&self) -> Option<Mode> {
        self.mode
    }

    /// Whether the tape trains or predicts, or an error that names the layer that needs to know.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::<f64>::new();
    /// let error = tape.mode_for("my layer").unwrap_err();
    /// assert!(error.to_string().contains("Tape::training(seed)"));
    /// ```
    #[track_caller]
    pub fn mode_for(&self, layer: &str) -> Result<Mode> {
        self.mode.ok_or_else(|| {
            Error::new(format!(
                "{layer} behaves differently in training: make the tape with Tape::training(seed) or Tape::inference()"
            ))
        })
    }

    /// Empties the tape and keeps its memory for the next step. Takes `&mut self`: while a variable
    /// is alive, this does not compile.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let mut tape = Tape::new();
    /// for step in 0..3 {
    ///     tape.reset();
    ///     assert_eq!(tape.var(2.0).square().item()?, 4.0);
    /// }
    /// assert_eq!(tape.len(), 2);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    pub fn reset(&mut self) {
        self.inner.get_mut().reset();
    }

    /// The number of nodes recorded since the last reset.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::new();
    /// let x = tape.var(2.0);
    /// let y = x * x;
    /// assert_eq!(tape.len(), 2);
    /// ```
    pub fn len(&self) -> usize {
        self.inner.borrow().nodes.len()
    }

    /// Whether nothing was recorded since the last reset.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many values the tape has held at the same time at most since the last reset; for tests.
    #[doc(hidden)]
    pub fn most_values(&self) -> usize {
        self.inner.borrow().values.most()
    }

    /// How often the tape was reset: with the seed, it decides the random numbers of a step.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let mut tape = Tape::<f64>::training(7);
    /// tape.reset();
    /// assert_eq!(tape.run(), 1);
    /// ```
    pub fn run(&self) -> u64 {
        self.inner.borrow().run
    }

    /// Continues the random numbers of an earlier training: `run` resets have been.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// // A training that was stopped after 500 steps goes on with the random numbers of step 501.
    /// let mut tape = Tape::<f64>::training(7);
    /// tape.set_run(500);
    /// assert_eq!(tape.run(), 500);
    /// ```
    pub fn set_run(&mut self, run: u64) {
        self.inner.get_mut().run = run;
    }

    /// A key for the next random operation: a function of the seed, the run and the position in it.
    pub(crate) fn random_key(&self) -> u64 {
        let mut inner = self.inner.borrow_mut();
        inner.random_count += 1;
        let mut key = inner.seed;
        for word in [inner.run, inner.random_count] {
            // The finaliser of SplitMix64 (Steele, Lea and Flood 2014).
            key = key.wrapping_add(word.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
            key = (key ^ (key >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            key = (key ^ (key >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            key ^= key >> 31;
        }
        key
    }

    /// A variable with the given value, to differentiate with respect to.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1.0, 2.0]);
    /// assert_eq!(x.square().sum().grad(x).value()?, Tensor::from([2.0, 4.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn var(&self, value: impl Into<Tensor<T>>) -> Var<'_, T> {
        self.give(Value::Float(value.into()), Op::Leaf)
    }

    /// A variable with the given value that is not differentiated: data.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let (x, data) = (tape.var(2.0), tape.constant([1.0, 10.0]));
    /// assert_eq!((x * data).sum().backward()?.wrt(x)?, Tensor::from(11.0));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn constant(&self, value: impl Into<Tensor<T>>) -> Var<'_, T> {
        self.give(Value::Float(value.into()), Op::Constant)
    }

    #[track_caller]
    pub(crate) fn give(&self, value: Value<T>, op: fn(u32) -> Op) -> Var<'_, T> {
        let place = Location::caller();
        let mut inner = self.inner.borrow_mut();
        let shape = match &value {
            Value::Float(tensor) => tensor.shape(),
            Value::Integer(tensor) => tensor.shape(),
        };
        let Some(shape) = inner.shapes.id(shape) else {
            drop(inner);
            return self.too_large("var", shape);
        };
        let number = inner.given.len() as u32;
        inner.given.push(value);
        let (id, failed) = inner.push(node::Node::new(op(number), shape, []), place);
        Var::on(self, id, failed)
    }

    /// The variable that stands for a parameter on this tape: a leaf, or a constant if it is frozen.
    ///
    /// The same parameter gives the same variable until the next reset or until its value changes.
    ///
    /// ```
    /// use wengert_tape::{Param, Tape};
    ///
    /// let w = Param::new(3.0);
    /// let tape = Tape::new();
    /// assert_eq!(tape.param(&w).id(), tape.param(&w).id());
    /// assert_eq!((tape.param(&w) * 2.0).item()?, 6.0);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn param(&self, param: &Param<T>) -> Var<'_, T> {
        let address = param.value().storage_address();
        let bound = self.inner.borrow().bindings.get(&param.id()).copied();
        if let Some(binding) = bound
            && binding.address == address
        {
            return Var::on(self, binding.node, false);
        }
        let op = if param.frozen() { Op::Constant } else { Op::Leaf };
        let variable = self.give(Value::Float(param.value().clone()), op);
        self.bind(param, variable);
        variable
    }

    /// Lets a variable stand for a parameter from here on: fast weights in meta-learning, models as functions.
    ///
    /// A variable of another shape is an error, which waits.
    ///
    /// ```
    /// use wengert_tape::{Param, Tape};
    ///
    /// let w = Param::new(3.0);
    /// let tape = Tape::new();
    /// let fast = tape.param(&w) * 2.0;
    /// tape.bind(&w, fast);
    /// assert_eq!((tape.constant(1.0) * &w).item()?, 6.0);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn bind(&self, param: &Param<T>, variable: Var<'_, T>) {
        let Some(node) = self.own(variable) else {
            return self.report("bind", "the variable does not belong to this tape");
        };
        if variable.failed().is_none() && variable.dims()[..] != *param.value().shape() {
            let problem = format!(
                "{:?} for a parameter of shape {:?}",
                variable.shape(),
                param.value().shape()
            );
            return self.report("bind", &problem);
        }
        let binding = Binding {
            node,
            address: param.value().storage_address(),
        };
        self.inner.borrow_mut().bindings.insert(param.id(), binding);
    }

    /// The buffer becomes `keep · buffer + value` when an optimizer steps or the gradients are committed.
    ///
    /// ```
    /// use wengert_tape::{Buffer, Tape, Tensor};
    ///
    /// let mean = Buffer::new(10.0);
    /// let tape = Tape::new();
    /// let x = tape.var([1.0, 3.0]);
    /// tape.update(&mean, 0.9, 0.1 * x.mean());
    /// let updates = x.sum().backward()?;
    /// assert_eq!(updates.updates()[0].keep, 0.9);
    /// assert_eq!(updates.updates()[0].value, Tensor::from(0.2));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn update(&self, buffer: &Buffer<T>, keep: f64, value: Var<'_, T>) {
        if value.failed().is_some() {
            return;
        }
        let Some(node) = self.own(value) else {
            return self.report("update", "the value does not belong to this tape");
        };
        if value.shape() != buffer.value().shape() {
            let problem = format!(
                "{:?} for a buffer of shape {:?}",
                value.shape(),
                buffer.value().shape()
            );
            return self.report("update", &problem);
        }
        let update = Update {
            buffer: buffer.id(),
            keep,
            node,
        };
        self.inner.borrow_mut().updates.push(update);
    }

    /// A variable that is an error with your message, which waits until somebody asks for a value.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::<f64>::new();
    /// let error = (tape.fail("no data") + 1.0).value().unwrap_err();
    /// assert!(error.to_string().starts_with("no data"));
    /// ```
    #[track_caller]
    pub fn fail(&self, message: impl Into<String>) -> Var<'_, T> {
        self.fail_with(ErrorKind::Message(message.into()))
    }

    /// A waiting error.
    #[track_caller]
    pub(crate) fn fail_with(&self, kind: ErrorKind) -> Var<'_, T> {
        self.fail_as(Error::of_kind(kind))
    }

    /// A waiting error, said to have happened in the open layer.
    #[cold]
    #[track_caller]
    pub(crate) fn fail_as(&self, error: Error) -> Var<'_, T> {
        self.fail_beside(error, None)
    }

    /// A waiting error of an operation that takes the node `argument`.
    #[cold]
    #[track_caller]
    pub(crate) fn fail_beside(&self, error: Error, argument: Option<u32>) -> Var<'_, T> {
        let error = self.placed_now(&error, argument);
        let id = self.inner.borrow_mut().push_error(error, Location::caller());
        Var::on(self, id, true)
    }

    /// An error that happens now, with the open layer and at a line of the user's: the recorded one,
    /// the line that called the layer, or the nearest of the user's on which something was recorded.
    #[track_caller]
    fn placed_now(&self, error: &Error, argument: Option<u32>) -> Error {
        let (error, latest) = {
            let inner = self.inner.borrow();
            let error = match inner.place_of_derivative {
                Some(place) => error.placed(place),
                // Made in a closure of ours: the line that called the operation is better.
                None if scope::is_own_source(error.place()) => error.placed(Location::caller()),
                None => error.clone(),
            };
            let error = match inner.compositions.open() {
                Some(operation) => error.of_operation(operation),
                None => error,
            };
            let latest = inner.nodes.len().checked_sub(1);
            (scope::place_error(&error, inner.scopes.open()), latest)
        };
        match argument.or(latest.map(|node| node as u32)) {
            Some(node) if scope::is_own_source(error.place()) => error.placed(self.place_of(node)),
            _ => error,
        }
    }

    /// An error that no variable carries: every later exit of this tape reports it.
    #[cold]
    #[track_caller]
    pub(crate) fn report(&self, operation: &str, problem: &str) {
        self.report_error(&Error::variable(operation, problem), None);
    }

    /// An error of a query of the node `argument`, which every later exit of this tape reports.
    #[cold]
    #[track_caller]
    pub(crate) fn report_error(&self, error: &Error, argument: Option<u32>) {
        let error = self.placed_now(error, argument);
        self.inner.borrow_mut().orphan.get_or_insert(error);
    }

    /// The node of a variable, `None` if it is of another tape. A plain number gets a node.
    #[track_caller]
    pub(crate) fn own(&self, variable: Var<'_, T>) -> Option<u32> {
        match variable.tape() {
            Some(tape) => std::ptr::eq(tape, self).then(|| variable.node()),
            None => Some(self.number(variable.plain_value()).node()),
        }
    }
}
