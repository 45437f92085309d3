//! What `backward` gives.

use crate::error::{Error, Result};
use crate::tape::node::Op;
use crate::tape::{Param, ParamId, Var};
use crate::tensor::{Float, Tensor};
use std::collections::BTreeMap;

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
    /// By node, in rising order.
    leaves: Vec<(u32, Tensor<T>)>,
    /// By parameter, in rising order.
    params: Vec<(ParamId, Tensor<T>)>,
    updates: Vec<BufferUpdate<T>>,
    /// From how many tapes the values come.
    replicas: usize,
}

impl<T: Float> Gradients<T> {
    pub(crate) fn new(
        tape: u64,
        run: u64,
        leaves: Vec<(u32, Tensor<T>)>,
        mut params: Vec<(ParamId, Tensor<T>)>,
        updates: Vec<BufferUpdate<T>>,
    ) -> Self {
        params.sort_unstable_by_key(|(id, _)| *id);
        Gradients {
            tape,
            run,
            leaves,
            params,
            updates,
            replicas: 1,
        }
    }

    /// The gradient with respect to a variable made by [`Tape::var`](crate::Tape::var) or
    /// [`Tape::param`](crate::Tape::param); zeros where the result does not depend on it.
    ///
    /// # Errors
    ///
    /// For a variable of another tape or of an earlier run, and for an intermediate variable:
    /// [`Var::grad`] gives the gradient with respect to any variable.
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
        if let Ok(found) = self.leaves.binary_search_by_key(&node, |(id, _)| *id) {
            return Ok(self.leaves[found].1.clone());
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
    pub fn of(&self, param: &Param<T>) -> Tensor<T> {
        match self.get(param.id()) {
            Some(gradient) => gradient.clone(),
            None => Tensor::full(param.value().shape(), T::of(0.0)),
        }
    }

    /// The gradient with respect to a parameter, if the result depends on it.
    pub fn get(&self, id: ParamId) -> Option<&Tensor<T>> {
        let found = self.params.binary_search_by_key(&id, |(key, _)| *key).ok()?;
        Some(&self.params[found].1)
    }

    /// The gradients of all parameters, in the order of their making.
    pub fn params(&self) -> impl Iterator<Item = (ParamId, &Tensor<T>)> {
        self.params.iter().map(|(id, gradient)| (*id, gradient))
    }

    /// The gradients of all parameters, to be changed in place: clipping, noise, masks.
    pub fn params_mut(&mut self) -> impl Iterator<Item = (ParamId, &mut Tensor<T>)> {
        self.params.iter_mut().map(|(id, gradient)| (*id, gradient))
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
    pub fn merge(mut self, other: Self) -> Self {
        for (id, gradient) in other.params {
            match self.params.binary_search_by_key(&id, |(key, _)| *key) {
                Ok(found) => add(&mut self.params[found].1, &gradient),
                Err(position) => self.params.insert(position, (id, gradient)),
            }
        }
        self.updates = merge_updates(self.updates, self.replicas, other.updates, other.replicas);
        self.replicas += other.replicas;
        self
    }
}

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
