//! Where the first NaN or infinity comes from.

use crate::error::{Place, Result};
use crate::eval::Keep;
use crate::tape::node::{Op, Value};
use crate::tape::{Tape, Var};
use crate::tensor::{Float, Tensor};
use crate::transform::walk::Sources;
use std::fmt;

/// In which walk a NaN or an infinity appeared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// In the value of an operation.
    Forward,
    /// In the derivative of an operation.
    Backward,
}

/// The operation that made the first NaN or infinity of a run; see [`Tape::anomaly`].
///
/// Its `Display` is one line: `forward: div gives inf at index [1] of shape [2], from 1, 0 (src/main.rs:12:17)`.
#[derive(Clone, Debug)]
pub struct Anomaly {
    /// The operation, by the name of its method; backward, the one that is differentiated.
    pub operation: String,
    /// The user's line that recorded it.
    pub place: Place,
    /// The layer in which it was recorded, if any.
    pub layer: Option<String>,
    /// In which walk.
    pub phase: Phase,
    /// The first element that is not finite.
    pub index: Vec<usize>,
    /// The shape of the value, or of the adjoint.
    pub shape: Vec<usize>,
    /// The element: NaN or an infinity.
    pub value: f64,
    /// Of an element-wise operation in the forward walk: the arguments at the index.
    pub arguments: Vec<f64>,
}

impl fmt::Display for Anomaly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operation = &self.operation;
        match self.phase {
            Phase::Forward => write!(f, "forward: {operation} gives {}", self.value)?,
            Phase::Backward => write!(f, "backward: the derivative of {operation} gives {}", self.value)?,
        }
        if !self.shape.is_empty() {
            write!(f, " at index {:?} of shape {:?}", self.index, self.shape)?;
        }
        if !self.arguments.is_empty() {
            let arguments: Vec<String> = self.arguments.iter().map(f64::to_string).collect();
            write!(f, ", from {}", arguments.join(", "))?;
        }
        if let Some(layer) = &self.layer {
            write!(f, ", in {layer}")?;
        }
        write!(f, " ({})", self.place)
    }
}

/// What a value holds that is not finite.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Found {
    nan: bool,
    infinity: bool,
}

impl<T: Float> Tape<T> {
    /// The operation that made the first NaN or infinity, forward or backward; `None` if all is finite.
    ///
    /// All values on the tape are looked at in the order of recording, then the adjoints of the last
    /// [`Var::backward`], which are computed again. A NaN counts before an infinity, which may be
    /// meant (a mask of −∞ before a softmax); where a NaN came from an infinity (∞ − ∞, 0 · ∞), the
    /// operation that made the infinity is named. Infinite constants are taken as meant.
    ///
    /// Slow and hungry for memory: every value is computed and kept. For when a loss is NaN.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::<f64>::new();
    /// let x = tape.var([1.0, 0.0]);
    /// let y = (1.0 / x - 1.0 / x).tanh().sum();
    /// assert!(y.item()?.is_nan());
    /// let anomaly = tape.anomaly()?.unwrap();
    /// assert_eq!(anomaly.operation, "div");
    /// assert_eq!(anomaly.index, [1]);
    /// assert_eq!(anomaly.arguments, [1.0, 0.0]);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// An error that no variable carries, and what is wrong with values (an index out of range).
    /// Errors that wait in variables are passed over, with what depends on them.
    #[doc(alias = "detect_anomaly")]
    pub fn anomaly(&self) -> Result<Option<Anomaly>> {
        let (mark, last) = {
            let inner = self.inner.borrow();
            (inner.mark(), inner.last_backward)
        };
        let forward = mark.nodes as u32;
        if let Some(last) = last {
            let seed = Var::on(self, last, false).lift(1.0);
            self.adjoints(&[(last, seed)], &Sources::Leaves);
        }
        let outcome = self.first_anomaly(forward);
        let mut inner = self.inner.borrow_mut();
        if last.is_some() {
            inner.cut(mark);
            inner.last_backward = last;
        }
        outcome
    }

    fn first_anomaly(&self, forward: u32) -> Result<Option<Anomaly>> {
        let found = self.look_at_all()?;
        let made = |id: u32, of: fn(&Found) -> bool| {
            of(&found[id as usize])
                && !self
                    .arguments_of(id)
                    .iter()
                    .any(|&argument| of(&found[argument as usize]))
        };
        let all = 0..found.len() as u32;
        let by_operation = |id: u32| {
            let op = self.inner.borrow().nodes[id as usize].op;
            !matches!(op, Op::Constant(_) | Op::Number)
        };
        let bad = |found: &Found| found.nan || found.infinity;
        let made_infinity = |id: u32| by_operation(id) && made(id, bad) && found[id as usize].infinity;
        let culprit = match all.clone().find(|&id| made(id, |found| found.nan)) {
            Some(nan) => {
                let ancestors = self.ancestors(nan);
                let infinity = ancestors.into_iter().find(|&id| made_infinity(id));
                infinity.unwrap_or(nan)
            }
            None => match all.clone().find(|&id| made_infinity(id)) {
                Some(infinity) => infinity,
                None => return Ok(None),
            },
        };
        self.describe(culprit, forward).map(Some)
    }

    /// What each node's value holds that is not finite.
    fn look_at_all(&self) -> Result<Vec<Found>> {
        let nodes = self.len() as u32;
        let mut found: Vec<Found> = Vec::with_capacity(nodes as usize);
        let mut failed = vec![false; nodes as usize];
        for id in 0..nodes {
            let is_error = matches!(self.inner.borrow().nodes[id as usize].op, Op::Error(_));
            let arguments = self.arguments_of(id);
            failed[id as usize] = is_error || arguments.iter().any(|&argument| failed[argument as usize]);
            if failed[id as usize] {
                found.push(Found::default());
                continue;
            }
            self.evaluate_all(&[id], Keep::Everything)?;
            let value = self.inner.borrow().peek(id);
            let mut here = Found::default();
            if let Some(Value::Float(tensor)) = value {
                for element in tensor.iter() {
                    let element = element.f64();
                    here.nan |= element.is_nan();
                    here.infinity |= element.is_infinite();
                }
            }
            found.push(here);
        }
        Ok(found)
    }

    fn arguments_of(&self, id: u32) -> Vec<u32> {
        let inner = self.inner.borrow();
        inner.nodes[id as usize].arguments(&inner.lists).to_vec()
    }

    /// The nodes that a node depends on, in the order of recording.
    fn ancestors(&self, id: u32) -> Vec<u32> {
        let mut seen = std::collections::BTreeSet::new();
        let mut next = self.arguments_of(id);
        while let Some(id) = next.pop() {
            if seen.insert(id) {
                next.extend(self.arguments_of(id));
            }
        }
        seen.into_iter().collect()
    }

    fn describe(&self, id: u32, forward: u32) -> Result<Anomaly> {
        let value = self.evaluate(id)?.into_float();
        let bad = |element: T| !element.f64().is_finite();
        let position = value.iter().position(bad).unwrap_or(0);
        let index = index_of(position, value.shape());
        let element = value.iter().nth(position).map_or(f64::NAN, Float::f64);
        let mut arguments = Vec::new();
        let differentiated = self.inner.borrow().differentiated_at(id);
        let is_derivative = differentiated.is_some() || id >= forward;
        let source = differentiated.unwrap_or(id);
        if is_derivative {
            // The arguments of an inner operation of a rule say nothing to who did not write it.
        } else if crate::ops::elementwise::Instruction::of(self.inner.borrow().nodes[id as usize].op)
            .is_some()
        {
            for argument in self.arguments_of(id) {
                arguments.push(at_broadcast(self.evaluate(argument)?.float(), &index));
            }
        }
        let inner = self.inner.borrow();
        let layer = inner.scopes.of_node(source).next();
        let (operation, layer) = (inner.name(source), layer.map(|scope| scope.layer.to_string()));
        drop(inner);
        Ok(Anomaly {
            operation,
            place: self.place_of(source),
            layer,
            phase: match is_derivative {
                true => Phase::Backward,
                false => Phase::Forward,
            },
            index,
            shape: value.shape().to_vec(),
            value: element,
            arguments,
        })
    }
}

/// The index of an element by its position in row-major order.
pub(crate) fn index_of(position: usize, shape: &[usize]) -> Vec<usize> {
    let mut rest = position;
    let mut index = vec![0; shape.len()];
    for (place, &size) in index.iter_mut().zip(shape).rev() {
        *place = rest % size.max(1);
        rest /= size.max(1);
    }
    index
}

/// The element of an argument that broadcasting brings to an index of the result.
fn at_broadcast<T: Float>(tensor: &Tensor<T>, index: &[usize]) -> f64 {
    let new = index.len() - tensor.rank();
    let own = tensor.shape().iter().zip(&index[new..]);
    let index: Vec<usize> = own.map(|(&size, &i)| if size == 1 { 0 } else { i }).collect();
    tensor.get(&index).map_or(f64::NAN, Float::f64)
}
