//! Reverse mode: `grad`, `vjp` and `backward`.

use crate::error::{Error, Result};
use crate::eval::Keep;
use crate::tape::gradients::{BufferUpdate, Found, Gradients, OfParam};
use crate::tape::inner::Inner;
use crate::tape::node::Op;
use crate::tape::{IntoOperand, Tape, Var};
use crate::tensor::Float;
use crate::transform::adjoints::Adjoints;
use crate::transform::walk::Sources;
use crate::transform::wrt::Wrt;

impl<'t, T: Float> Var<'t, T> {
    /// The gradient of this number with respect to any variables, as variables: differentiate further.
    ///
    /// The answer has the form of the question: a variable, an array, a vector. Zeros where this
    /// does not depend on a variable.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::new();
    /// let x = tape.var(2.0);
    /// let y = x.powi(3);
    /// let first = y.grad(x);
    /// let second = first.grad(x);
    /// assert_eq!(first.item()?, 12.0);
    /// assert_eq!(second.item()?, 12.0);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn grad<W: Wrt<'t, T>>(self, wrt: W) -> W::Out {
        self.grad_for("grad", wrt)
    }

    /// [`Var::grad`] for the method of the given name.
    #[track_caller]
    pub(crate) fn grad_for<W: Wrt<'t, T>>(self, operation: &str, wrt: W) -> W::Out {
        let failed = match self.on_tape(operation) {
            Err(failed) => Some(failed),
            Ok(_) if self.rank() > 0 => Some(self.fail_with(not_a_number(operation, self))),
            Ok(_) => None,
        };
        match failed {
            Some(failed) if self.tape().is_some() => wrt.map(|_| failed),
            // A plain number depends on nothing.
            Some(_) => wrt.map(|x| x.zeros_of_shape()),
            None => self.pulled(operation, self.lift(1.0), wrt),
        }
    }

    /// The vector-Jacobian product: the gradient of the sum of cotangent · this.
    ///
    /// The cotangent has this variable's shape.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1.0, 2.0]);
    /// let y = x.square();
    /// assert_eq!(y.vjp(Tensor::from([1.0, 10.0]), x).value()?, Tensor::from([2.0, 40.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn vjp<W: Wrt<'t, T>>(self, cotangent: impl IntoOperand<'t, T>, wrt: W) -> W::Out {
        if self.tape().is_none() {
            return wrt.map(|x| x.zeros_of_shape());
        }
        self.pulled("vjp", self.beside(cotangent), wrt)
    }

    /// [`Var::vjp`] for the method of the given name.
    #[track_caller]
    fn pulled<W: Wrt<'t, T>>(self, operation: &str, cotangent: Self, wrt: W) -> W::Out {
        let (tape, node, seed) = match self.paired(operation, cotangent) {
            Ok(paired) => paired,
            Err(failed) => return wrt.map(|_| failed),
        };
        let cotangent = Var::on(tape, seed, false);
        if cotangent.dims() != self.dims() {
            let problem = format!(
                "a cotangent of shape {:?} for a result of shape {:?}",
                cotangent.shape(),
                self.shape()
            );
            let failed = self.fail_with(Error::shape(operation, problem));
            return wrt.map(|_| failed);
        }
        let list = wrt.list();
        if let Some(failed) = tape.check_sources(operation, &list) {
            return wrt.map(|_| failed);
        }
        let sources = Sources::Nodes(list.iter().map(|x| x.node()).collect());
        let adjoints = tape.adjoints(&[(node, cotangent)], &sources);
        wrt.map(|x| adjoints.of(x.node()).unwrap_or_else(|| x.zeros_of_shape()))
    }

    /// The gradients of this number with respect to all variables made by [`Tape::var`] and all
    /// parameters, computed now.
    ///
    /// # Errors
    ///
    /// If this is not a number (rank 0), and the error that waits in it or in a derivative.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([3.0, 4.0]);
    /// let gradients = x.square().sum().sqrt().backward()?;
    /// assert!(gradients.wrt(x)?.allclose(&Tensor::from([0.6, 0.8]), 1e-15, 0.0));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn backward(self) -> Result<Gradients<T>> {
        if let Some(error) = self.error() {
            return Err(error);
        }
        let Some(tape) = self.tape() else {
            return Ok(Gradients::none());
        };
        if self.rank() > 0 {
            return Err(not_a_number("backward", self));
        }
        tape.backward_from(self.node())
    }
}

#[track_caller]
fn not_a_number<T: Float>(operation: &str, result: Var<'_, T>) -> Error {
    let problem = format!(
        "a number (rank 0) is wanted, this has shape {:?}; use .sum() or .vjp(..)",
        result.shape()
    );
    Error::shape(operation, problem)
}

impl<T: Float> Tape<T> {
    /// The error to give back if a variable to differentiate with respect to is not of this tape.
    #[track_caller]
    pub(crate) fn check_sources<'t>(&'t self, operation: &str, list: &[Var<'t, T>]) -> Option<Var<'t, T>> {
        for x in list {
            if let Some(failed) = x.failed() {
                return Some(match failed.tape() {
                    Some(_) => failed,
                    None => self.foreign(operation),
                });
            }
            match x.tape() {
                Some(tape) if std::ptr::eq(tape, self) => {}
                Some(_) => return Some(self.foreign(operation)),
                None => {
                    return Some(self.fail_with(crate::ErrorKind::Variable {
                        operation: operation.into(),
                        problem: "a plain number is nothing to differentiate with respect to".into(),
                    }));
                }
            }
        }
        None
    }

    #[track_caller]
    fn backward_from(&self, node: u32) -> Result<Gradients<T>> {
        let mark = self.inner.borrow().mark();
        let seed = Var::on(self, node, false).lift(1.0);
        let adjoints = self.adjoints(&[(node, seed)], &Sources::Leaves);
        let outcome = self.collect(node, mark.nodes as u32, adjoints);
        let mut inner = self.inner.borrow_mut();
        inner.cut(mark);
        inner.last_backward = Some(node);
        outcome
    }

    /// Evaluates the leaves' adjoints, the recorded buffer updates, and the result itself.
    fn collect(&self, node: u32, mark: u32, adjoints: Adjoints<'_, T>) -> Result<Gradients<T>> {
        let mut leaves = std::mem::take(&mut self.inner.borrow_mut().scratch.leaves);
        leaves.clear();
        for &id in adjoints.path() {
            let Some(adjoint) = adjoints.of(id) else { continue };
            if !matches!(self.inner.borrow().nodes[id as usize].op, Op::Leaf(_)) {
                continue;
            }
            if let Some(error) = adjoint.error() {
                return Err(error);
            }
            leaves.push((id, adjoint.node()));
        }
        drop(adjoints);
        leaves.sort_unstable();

        let mut inner = self.inner.borrow_mut();
        let mut found = inner.spent_gradients();
        let mut roots = std::mem::take(&mut inner.scratch.roots);
        roots.clear();
        roots.extend(leaves.iter().map(|&(_, adjoint)| adjoint));
        roots.push(node);
        roots.extend(inner.updates.iter().map(|update| update.node));
        drop(inner);
        let outcome = self.evaluate_all(&roots, Keep::ForwardUntil(mark));
        let mut inner = self.inner.borrow_mut();
        inner.scratch.roots = roots;
        outcome?;

        let mut bound = std::mem::take(&mut inner.scratch.bound);
        bound.clear();
        bound.extend(inner.bindings.iter().map(|(&id, binding)| (binding.node, id)));
        bound.sort_unstable();
        for (position, &(leaf, adjoint)) in leaves.iter().enumerate() {
            let is_shared = leaves[position + 1..].iter().any(|&(_, other)| other == adjoint);
            let value = match inner.values.has(adjoint) && adjoint >= mark && !is_shared {
                true => inner.values.take(adjoint).into_float(),
                false => inner.peek(adjoint).expect("it was evaluated").into_float(),
            };
            let value = match value.is_contiguous() {
                true => value,
                false => value.contiguous(),
            };
            match bound.binary_search_by_key(&leaf, |&(node, _)| node) {
                Ok(position) => {
                    let (node, id) = bound[position];
                    found.params.push(OfParam { id, node, value });
                }
                Err(_) => found.leaves.push((leaf, value)),
            }
        }
        inner.scratch.leaves = leaves;
        inner.scratch.bound = bound;
        let updates = inner.updates.iter().map(|update| BufferUpdate {
            buffer: update.buffer,
            keep: update.keep,
            value: inner.peek(update.node).expect("it was evaluated").into_float(),
        });
        let updates = updates.collect();
        Ok(Gradients::new(self.id, inner.run, found, updates, &inner.returns))
    }
}

impl<T: Float> Inner<T> {
    /// The lists of gradients that nobody needs any more; the pool gets what they held.
    fn spent_gradients(&mut self) -> Found<T> {
        let mut spent = self.returns.take();
        for (_, value) in spent.leaves.drain(..) {
            self.pool.give(value);
        }
        for param in spent.params.drain(..) {
            self.pool.give(param.value);
        }
        spent
    }
}
