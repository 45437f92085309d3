//! Evaluate: runs the smallest part of the tape that an answer needs, each node once.
//!
//! This is the node-by-node evaluator, the specification that every faster one must agree with. It is
//! demand-driven and iterative: nothing recurses over nodes, so a chain of a million is fine.

pub(crate) mod blocks;
pub(crate) mod pool;
pub(crate) mod reduction;
pub(crate) mod rows;
pub(crate) mod values;

use crate::error::{Error, ErrorKind, Result};
use crate::eval::blocks::Lane;
use crate::ops::elementwise::Instruction;
use crate::ops::{Call, Inputs, Primitive};
use crate::tape::inner::Inner;
use crate::tape::node::{Op, Value};
use crate::tape::{Mode, ParamId, Tape};
use crate::tensor::shape::Dims;
use crate::tensor::{Float, Tensor};
use crate::transform::adjoints::Adjoint;
use smallvec::SmallVec;
use std::rc::Rc;
use std::sync::Arc;

/// Memory that evaluations and walks use again and again.
#[derive(Default)]
pub(crate) struct Scratch {
    /// Per node: the number of the walk that saw it last.
    seen: Vec<u32>,
    walk: u32,
    /// Per node: how often its value is still needed.
    uses: Vec<u32>,
    pub(crate) stack: Vec<u32>,
    pub(crate) order: Vec<u32>,
    /// The nodes on a path of derivatives, and their adjoints; a walk inside of a walk makes its own.
    pub(crate) path: Vec<u32>,
    pub(crate) adjoints: Vec<Adjoint>,
    /// What a backward walk asks for: the leaves with their adjoints, those that stand for parameters,
    /// and all nodes to evaluate.
    pub(crate) leaves: Vec<(u32, u32)>,
    pub(crate) bound: Vec<(u32, ParamId)>,
    pub(crate) roots: Vec<u32>,
}

impl Scratch {
    /// Begins a walk over `nodes` nodes: nothing is seen.
    pub(crate) fn begin(&mut self, nodes: usize) {
        if self.seen.len() < nodes {
            self.seen.resize(nodes, 0);
            self.uses.resize(nodes, 0);
        }
        if self.walk == u32::MAX {
            self.seen.fill(0);
            self.walk = 0;
        }
        self.walk += 1;
        self.order.clear();
        self.stack.clear();
    }

    /// Whether this is the first time that the walk meets the node.
    pub(crate) fn first_visit(&mut self, node: u32) -> bool {
        let seen = &mut self.seen[node as usize];
        let first = *seen != self.walk;
        *seen = self.walk;
        first
    }

    /// Whether the walk has met the node.
    pub(crate) fn has_seen(&self, node: u32) -> bool {
        self.seen[node as usize] == self.walk
    }
}

/// Which values are kept when an evaluation is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keep {
    /// All: any variable may be asked for next. Except the values inside of checkpoints.
    All,
    /// All, also inside of checkpoints.
    Everything,
    /// Only what was asked for.
    Roots,
    /// Forward values that the backward walk, which begins at the node, read; nothing of that walk.
    ForwardUntil(u32),
}

impl<T: Float> Tape<T> {
    /// The value of a node.
    #[track_caller]
    pub(crate) fn evaluate(&self, node: u32) -> Result<Value<T>> {
        let keep = match self.mode() {
            Some(Mode::Inference) => Keep::Roots,
            _ => Keep::All,
        };
        self.evaluate_all(&[node], keep)?;
        let inner = self.inner.borrow();
        inner.peek(node).ok_or_else(|| missing(&inner, node))
    }

    /// Computes the values of `roots`.
    pub(crate) fn evaluate_all(&self, roots: &[u32], keep: Keep) -> Result<()> {
        let mut guard = self.inner.borrow_mut();
        if let Some(error) = &guard.orphan {
            return Err(error.clone());
        }
        let outcome = guard.run(roots, keep);
        drop(guard);
        outcome.map_err(|(node, kind)| match kind {
            Fault::Error(error) => error,
            Fault::Kind(kind) => self.error_at(node, kind),
        })
    }
}

fn missing<T: Float>(inner: &Inner<T>, node: u32) -> Error {
    Error::value(&inner.name(node), "the value was not computed")
}

/// What went wrong at a node.
pub(crate) enum Fault {
    Error(Error),
    Kind(ErrorKind),
}

impl<T: Float> Inner<T> {
    /// The value of a node if it is known.
    pub(crate) fn peek(&self, node: u32) -> Option<Value<T>> {
        match self.nodes[node as usize].op {
            Op::Leaf(number) | Op::Constant(number) => Some(self.given[number as usize].clone()),
            Op::Number => Some(Value::Float(Tensor::full(
                (),
                T::of(self.nodes[node as usize].number_value()),
            ))),
            _ => self.values.get(node).cloned(),
        }
    }

    fn is_known(&self, node: u32) -> bool {
        self.is_given(node) || self.values.has(node)
    }

    fn run(&mut self, roots: &[u32], keep: Keep) -> Result<(), (u32, Fault)> {
        self.values.fit(self.nodes.len());
        let mut scratch = std::mem::take(&mut self.scratch);
        let outcome = self
            .plan(roots, &mut scratch)
            .and_then(|()| self.run_planned(&mut scratch, keep));
        self.scratch = scratch;
        outcome
    }

    /// Lists the nodes that must be computed, in order, and counts how often each value is used.
    fn plan(&self, roots: &[u32], scratch: &mut Scratch) -> Result<(), (u32, Fault)> {
        scratch.begin(self.nodes.len());
        let mut stack = std::mem::take(&mut scratch.stack);
        for &root in roots {
            if scratch.first_visit(root) {
                scratch.uses[root as usize] = 0;
                stack.push(root);
            }
            // A root is asked for once more than it is used, so it stays.
            scratch.uses[root as usize] += 1;
        }
        while let Some(id) = stack.pop() {
            if self.is_known(id) {
                continue;
            }
            let node = &self.nodes[id as usize];
            if let Op::Error(number) = node.op {
                return Err((id, Fault::Error(self.errors[number as usize].clone())));
            }
            scratch.order.push(id);
            for &argument in node.arguments(&self.lists) {
                if scratch.first_visit(argument) {
                    scratch.uses[argument as usize] = 0;
                    stack.push(argument);
                }
                scratch.uses[argument as usize] += 1;
            }
        }
        scratch.stack = stack;
        scratch.order.sort_unstable();
        Ok(())
    }

    fn run_planned(&mut self, scratch: &mut Scratch, keep: Keep) -> Result<(), (u32, Fault)> {
        for position in 0..scratch.order.len() {
            let id = scratch.order[position];
            let value = self
                .compute(id, &mut scratch.uses, keep)
                .map_err(|kind| (id, Fault::Kind(kind)))?;
            self.values.set(id, value);
        }
        Ok(())
    }

    /// Whether the value of `argument` may be given away at its last use, by node `user`.
    fn dies(&self, argument: u32, user: u32, keep: Keep) -> bool {
        match keep {
            Keep::Roots => true,
            Keep::ForwardUntil(mark) => {
                argument >= mark || user < mark || self.checkpoints.forgets(argument, user)
            }
            Keep::All => self.checkpoints.forgets(argument, user),
            Keep::Everything => false,
        }
    }

    /// The value of an argument for node `user`, which takes it away where this is its last use.
    fn fetch(&mut self, argument: u32, user: u32, uses: &mut [u32], keep: Keep) -> Value<T> {
        let left = &mut uses[argument as usize];
        *left -= 1;
        let last = *left == 0;
        match self.nodes[argument as usize].op {
            Op::Leaf(number) | Op::Constant(number) => self.given[number as usize].clone(),
            Op::Number => {
                let number = T::of(self.nodes[argument as usize].number_value());
                Value::Float(self.pool.tensor(&[], |out| out.fill(number)))
            }
            _ if last && self.dies(argument, user, keep) => self.values.take(argument),
            _ => self.values.get(argument).expect("arguments come first").clone(),
        }
    }

    fn compute(&mut self, id: u32, uses: &mut [u32], keep: Keep) -> Result<Value<T>, ErrorKind> {
        let node = self.nodes[id as usize];
        if let Some(instruction) = Instruction::of(node.op) {
            let tensor = self.compute_elementwise(id, instruction, uses, keep)?;
            return Ok(Value::Float(tensor));
        }
        let shape = Dims::from_slice(self.shapes.get(node.shape));
        let Op::Primitive(number) = node.op else {
            unreachable!("leaves, constants and numbers are known");
        };
        let primitive: Rc<dyn Primitive<T>> = Rc::clone(self.primitives.get(number));
        let mut inputs = Inputs(SmallVec::new());
        for k in 0..node.arguments(&self.lists).len() {
            let argument = node.arguments(&self.lists)[k];
            inputs.0.push(Some(self.fetch(argument, id, uses, keep)));
        }
        let mut call = Call {
            inputs,
            shape: &shape,
            pool: &mut self.pool,
        };
        let outcome = primitive.eval(&mut call);
        if let Some(refused) = call.pool.refused.take() {
            return Err(ErrorKind::too_large(&primitive.name(), &refused));
        }
        let value = outcome?;
        for input in call.inputs.0.into_iter().flatten() {
            self.pool.give_value(input);
        }
        Ok(value)
    }

    /// An element-wise operation; the memory of an argument that dies is written in place.
    fn compute_elementwise(
        &mut self,
        id: u32,
        instruction: Instruction,
        uses: &mut [u32],
        keep: Keep,
    ) -> Result<Tensor<T>, ErrorKind> {
        let node = self.nodes[id as usize];
        let arguments = node.arguments(&[]);
        let mut dying: SmallVec<[u32; 3]> = SmallVec::new();
        let mut reused = None;
        for &argument in arguments {
            let left = &mut uses[argument as usize];
            *left -= 1;
            if *left > 0 || self.is_given(argument) || !self.dies(argument, id, keep) {
                continue;
            }
            if reused.is_none() && self.nodes[argument as usize].shape == node.shape {
                let tensor = self.values.take(argument).into_float();
                match tensor.try_into_unique_storage() {
                    Ok(storage) => {
                        reused = Some((storage, argument));
                        continue;
                    }
                    Err(tensor) => self.values.set(argument, Value::Float(tensor)),
                }
            }
            dying.push(argument);
        }
        let in_place = reused.as_ref().map(|&(_, argument)| argument);
        let mut storage = match reused {
            Some((storage, _)) => storage,
            None => match self.pool.take(self.shapes.count(node.shape)) {
                Some(storage) => storage,
                None => {
                    let shape = self.shapes.get(node.shape);
                    return Err(ErrorKind::too_large(&self.name(id), shape));
                }
            },
        };
        let shape = self.shapes.get(node.shape);
        let mut lanes: SmallVec<[Lane<'_, T>; 3]> = SmallVec::new();
        for &argument in arguments {
            let source = &self.nodes[argument as usize];
            let tensor = match source.op {
                _ if in_place == Some(argument) => {
                    lanes.push(Lane::InPlace);
                    continue;
                }
                Op::Number => {
                    lanes.push(Lane::Splat(T::of(source.number_value())));
                    continue;
                }
                Op::Leaf(number) | Op::Constant(number) => self.given[number as usize].float(),
                _ => self.values.get(argument).expect("arguments come first").float(),
            };
            lanes.push(Lane::of(tensor, shape));
        }
        let out = Arc::get_mut(&mut storage).expect("memory from the pool is not shared");
        blocks::run(instruction, &lanes, out.as_mut_slice(), &mut self.pool.blocks);
        drop(lanes);
        for argument in dying {
            let value = self.values.take(argument);
            self.pool.give_value(value);
        }
        Ok(Tensor::from_storage(storage, Dims::from_slice(shape)))
    }

    /// Whether the value of a node was given and not computed.
    fn is_given(&self, node: u32) -> bool {
        matches!(
            self.nodes[node as usize].op,
            Op::Leaf(_) | Op::Constant(_) | Op::Number
        )
    }
}
