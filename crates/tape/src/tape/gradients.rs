//! What `backward` gives.

use crate::error::{Error, Result};
use crate::tape::node::Op;
use crate::tape::{Param, ParamId, Var};
use crate::tensor::{Float, Tensor};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// A change of a buffer that a layer recorded: it becomes `keep · buffer + value`.
#[derive(Clone, Debug)]
pub struct BufferUpdate<T: Float = f64> {
    /// The buffer.
    pub buffer: ParamId,
    /// The factor of its present value.
    pub keep: f64,
    /// What is added.
    pub value: Tensor<T>,
}

/// The gradients of one number with respect to variables and parameters.
///
/// Owns its values: it outlives the reset of the tape, can be sent to another thread and merged.
///
/// ```
/// use wengert_tape::{Tape, Tensor};
///
/// let tape = Tape::new();
/// let x = tape.var([1.0, 2.0]);
/// let gradients = x.square().sum().backward()?;
/// assert_eq!(gradients.wrt(x)?, Tensor::from([2.0, 4.0]));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Gradients<T: Float = f64> {
    tape: u64,
    run: u64,
    found: Found<T>,
    updates: Vec<BufferUpdate<T>>,
    /// From how many tapes the values come.
    replicas: usize,
    returns: Option<Returns<T>>,
}

/// Values, and whose they are.
#[derive(Clone, Debug)]
pub(crate) struct Found<T: Float> {
    /// Of variables, by node, in rising order.
    pub(crate) leaves: Vec<(u32, Tensor<T>)>,
    /// Of parameters, by parameter, in rising order.
    pub(crate) params: Vec<OfParam<T>>,
}

/// The gradient with respect to a parameter.
#[derive(Clone, Debug)]
pub(crate) struct OfParam<T: Float> {
    pub(crate) id: ParamId,
    /// The node that stood for it.
    pub(crate) node: u32,
    pub(crate) value: Tensor<T>,
}

impl<T: Float> Default for Found<T> {
    fn default() -> Self {
        Found {
            leaves: Vec::new(),
            params: Vec::new(),
        }
    }
}

impl<T: Float> Found<T> {
    fn of_node(&self, node: u32) -> Option<&Tensor<T>> {
        match self.leaves.binary_search_by_key(&node, |(id, _)| *id) {
            Ok(leaf) => Some(&self.leaves[leaf].1),
            Err(_) => {
                let of_param = self.params.iter().find(|param| param.node == node)?;
                Some(&of_param.value)
            }
        }
    }

    fn of_param(&self, id: ParamId) -> Result<usize, usize> {
        self.params.binary_search_by_key(&id, |param| param.id)
    }
}

/// Where gradients go that nobody needs any more: their tape uses the memory for the next ones.
#[derive(Clone)]
pub(crate) struct Returns<T: Float>(Arc<Mutex<Vec<Found<T>>>>);

/// At most so many wait for their tape: a loop has one, a pair of losses two.
const WAITING: usize = 2;

impl<T: Float> Default for Returns<T> {
    fn default() -> Self {
        Returns(Arc::new(Mutex::new(Vec::with_capacity(WAITING))))
    }
}

impl<T: Float> fmt::Debug for Returns<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Returns")
    }
}

impl<T: Float> Returns<T> {
    /// What waits longest, or nothing.
    pub(crate) fn take(&self) -> Found<T> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.pop().unwrap_or_default()
    }

    fn give(&self, found: Found<T>) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < WAITING {
            waiting.push(found);
        }
    }
}

impl<T: Float> Drop for Gradients<T> {
    fn drop(&mut self) {
        if let Some(returns) = self.returns.take() {
            returns.give(std::mem::take(&mut self.found));
        }
    }
}

impl<T: Float> Gradients<T> {
    pub(crate) fn new(
        tape: u64,
        run: u64,
        mut found: Found<T>,
        updates: Vec<BufferUpdate<T>>,
        returns: &Returns<T>,
    ) -> Self {
        found.params.sort_unstable_by_key(|param| param.id);
        Gradients {
            tape,
            run,
            found,
            updates,
            replicas: 1,
            returns: Some(returns.clone()),
        }
    }

    /// The gradients of what depends on nothing.
    pub(crate) fn none() -> Self {
        Gradients {
            tape: u64::MAX,
            run: 0,
            found: Found::default(),
            updates: Vec::new(),
            replicas: 1,
            returns: None,
        }
    }

    /// The gradient with respect to a variable made by [`Tape::var`](crate::Tape::var) or
    /// [`Tape::param`](crate::Tape::param); zeros where the result does not depend on it.
    ///
    /// # Errors
    ///
    /// For a variable of another tape or of an earlier run, and for an intermediate variable:
    /// [`Var::grad`] gives the gradient with respect to any variable.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let (x, unused) = (tape.var([1.0, 2.0]), tape.var(5.0));
    /// let gradients = x.square().sum().backward()?;
    /// assert_eq!(gradients.wrt(x)?, Tensor::from([2.0, 4.0]));
    /// assert_eq!(gradients.wrt(unused)?, Tensor::from(0.0));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn wrt(&self, variable: Var<'_, T>) -> Result<Tensor<T>> {
        if let Some(error) = variable.error() {
            return Err(error);
        }
        let Some(tape) = variable.tape() else {
            return Err(Error::variable("wrt", "a plain number is not a variable"));
        };
        if tape.id != self.tape {
            return Err(Error::variable("wrt", "the variable belongs to another tape"));
        }
        if tape.run() != self.run {
            return Err(Error::variable(
                "wrt",
                "the gradients are from before the tape's reset",
            ));
        }
        let node = variable.node();
        if let Some(gradient) = self.found.of_node(node) {
            return Ok(gradient.clone());
        }
        let inner = tape.inner.borrow();
        match inner.nodes[node as usize].op {
            Op::Leaf(_) => Ok(Tensor::full(&variable.dims()[..], T::of(0.0))),
            Op::Constant(_) | Op::Number => Err(Error::variable(
                "wrt",
                "the variable is a constant; make it with tape.var(..) to differentiate with respect to it",
            )),
            _ => {
                let name = inner.name(node);
                let problem = format!(
                    "the variable is an intermediate result ({name}); use y.grad(x) for its gradient"
                );
                Err(Error::variable("wrt", problem))
            }
        }
    }

    /// The gradient with respect to a parameter; zeros where the result does not depend on it, where it
    /// is frozen, or where it was never used.
    ///
    /// ```
    /// use wengert_tape::{Param, Tape, Tensor};
    ///
    /// let w = Param::new([2.0, 3.0]);
    /// let tape = Tape::new();
    /// let gradients = (tape.constant([1.0, 10.0]) * &w).sum().backward()?;
    /// assert_eq!(gradients.of(&w), Tensor::from([1.0, 10.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    pub fn of(&self, param: &Param<T>) -> Tensor<T> {
        match self.get(param.id()) {
            Some(gradient) => gradient.clone(),
            None => Tensor::full(param.value().shape(), T::of(0.0)),
        }
    }

    /// The gradient with respect to a parameter, if the result depends on it.
    ///
    /// ```
    /// use wengert_tape::{Param, Tape, Tensor};
    ///
    /// let w = Param::new([2.0, 3.0]);
    /// let tape = Tape::new();
    /// let unused = Param::new(1.0);
    /// let gradients = (tape.constant(2.0) * &w).sum().backward()?;
    /// assert_eq!(gradients.get(w.id()), Some(&Tensor::from([2.0, 2.0])));
    /// assert_eq!(gradients.get(unused.id()), None);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    pub fn get(&self, id: ParamId) -> Option<&Tensor<T>> {
        let position = self.found.of_param(id).ok()?;
        Some(&self.found.params[position].value)
    }

    /// The gradients of all parameters, in the order of their making.
    ///
    /// ```
    /// use wengert_tape::{Param, Tape, Tensor};
    ///
    /// let w = Param::new([2.0, 3.0]);
    /// let tape = Tape::new();
    /// let gradients = (tape.constant(2.0) * &w).sum().backward()?;
    /// for (id, gradient) in gradients.params() {
    ///     assert_eq!((id, gradient), (w.id(), &Tensor::from([2.0, 2.0])));
    /// }
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    pub fn params(&self) -> impl Iterator<Item = (ParamId, &Tensor<T>)> {
        self.found.params.iter().map(|param| (param.id, &param.value))
    }

    /// The gradients of all parameters, to be changed in place: clipping, noise, masks.
    ///
    /// ```
    /// use wengert_tape::{Param, Tape, Tensor};
    ///
    /// let w = Param::new([2.0, 3.0]);
    /// let tape = Tape::new();
    /// let mut gradients = (tape.constant(2.0) * &w).sum().backward()?;
    /// for (_, gradient) in gradients.params_mut() {
    ///     *gradient = gradient.map(|g: f64| g.min(1.0));
    /// }
    /// assert_eq!(gradients.of(&w), Tensor::from([1.0, 1.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    pub fn params_mut(&mut self) -> impl Iterator<Item = (ParamId, &mut Tensor<T>)> {
        self.found
            .params
            .iter_mut()
            .map(|param| (param.id, &mut param.value))
    }

    /// The updates of buffers, in the order of recording.
    pub fn updates(&self) -> &[BufferUpdate<T>] {
        &self.updates
    }

    /// The sum with the gradients of another tape or step: data parallelism, accumulation.
    ///
    /// Gradients of parameters are added. Updates of a buffer that both carry are averaged over the
    /// replicas, in a fixed order; updates that only one carries are kept. Variables of the other
    /// tape cannot be asked for any more.
    ///
    /// ```
    /// use wengert_tape::{Param, Tape, Tensor};
    ///
    /// let w = Param::new([1.0]);
    /// let one = |x: f64| {
    ///     let tape = Tape::new();
    ///     (tape.constant([x]) * &w).sum().backward()
    /// };
    /// let both = one(2.0)?.merge(one(3.0)?);
    /// assert_eq!(both.of(&w), Tensor::from([5.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[must_use]
    pub fn merge(mut self, mut other: Self) -> Self {
        for param in other.found.params.drain(..) {
            match self.found.of_param(param.id) {
                Ok(position) => add(&mut self.found.params[position].value, &param.value),
                Err(position) => self.found.params.insert(
                    position,
                    OfParam {
                        node: NO_NODE,
                        ..param
                    },
                ),
            }
        }
        let updates = (
            std::mem::take(&mut self.updates),
            std::mem::take(&mut other.updates),
        );
        self.updates = merge_updates(updates.0, self.replicas, updates.1, other.replicas);
        self.replicas += other.replicas;
        self
    }
}

/// The parameter stood on another tape.
const NO_NODE: u32 = u32::MAX;

fn add<T: Float>(sum: &mut Tensor<T>, other: &Tensor<T>) {
    for (sum, &other) in sum.as_mut_slice().iter_mut().zip(other.as_slice()) {
        *sum = *sum + other;
    }
}

/// The k-th update of a buffer on one side meets the k-th on the other.
fn merge_updates<T: Float>(
    mut first: Vec<BufferUpdate<T>>,
    first_replicas: usize,
    second: Vec<BufferUpdate<T>>,
    second_replicas: usize,
) -> Vec<BufferUpdate<T>> {
    let (m, n) = (first_replicas as f64, second_replicas as f64);
    let mut met: BTreeMap<ParamId, usize> = BTreeMap::new();
    for update in second {
        let position = met.entry(update.buffer).or_default();
        let partner = first
            .iter_mut()
            .filter(|candidate| candidate.buffer == update.buffer)
            .nth(*position);
        *position += 1;
        match partner {
            Some(partner) => {
                partner.keep = (partner.keep * m + update.keep * n) / (m + n);
                for (mean, &other) in partner
                    .value
                    .as_mut_slice()
                    .iter_mut()
                    .zip(update.value.as_slice())
                {
                    *mean = T::of((mean.f64() * m + other.f64() * n) / (m + n));
                }
            }
            None => first.push(update),
        }
    }
    first
}
