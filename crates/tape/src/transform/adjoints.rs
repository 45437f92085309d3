//! The backward walk: from a result to what it depends on, collecting cotangents.

use crate::error::ErrorKind;
use crate::ops::Primitive;
use crate::ops::elementwise::Instruction;
use crate::tape::node::Op;
use crate::tape::{Tape, Var};
use crate::tensor::Float;
use crate::transform::checkpoint::Again;
use crate::transform::walk::{Path, Sources};
use smallvec::SmallVec;
use std::rc::Rc;

/// What is known of a node's adjoint.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Adjoint {
    /// The node is not on the path: nobody asks.
    Unwanted,
    Zero,
    /// The node that is its sum so far, and whether that is an error which waits.
    Sum(u32, bool),
}

/// The adjoints of the nodes on the path, which derivative rules add to.
pub(crate) struct Adjoints<'t, T: Float> {
    tape: &'t Tape<T>,
    path: Path,
    /// Per node. The memory serves the next walk, so only the nodes on the path are ever touched.
    of: Vec<Adjoint>,
    /// The arguments of the node whose rule runs.
    arguments: SmallVec<[u32; 4]>,
}

impl<T: Float> Drop for Adjoints<'_, T> {
    fn drop(&mut self) {
        for &node in &self.path.nodes {
            self.of[node as usize] = Adjoint::Unwanted;
        }
        let mut inner = self.tape.inner.borrow_mut();
        inner.scratch.adjoints = std::mem::take(&mut self.of);
        inner.scratch.path = std::mem::take(&mut self.path.nodes);
    }
}

impl<'t, T: Float> Adjoints<'t, T> {
    fn on(tape: &'t Tape<T>, path: Path) -> Self {
        let mut of = std::mem::take(&mut tape.inner.borrow_mut().scratch.adjoints);
        let nodes = path.nodes.last().map_or(0, |&last| last as usize + 1);
        if of.len() < nodes {
            of.resize(nodes, Adjoint::Unwanted);
        }
        for &node in &path.nodes {
            of[node as usize] = Adjoint::Zero;
        }
        Adjoints {
            tape,
            path,
            of,
            arguments: SmallVec::new(),
        }
    }

    /// The adjoint of a node; `None` for 0 and for a node that is not on the path.
    pub(crate) fn of(&self, node: u32) -> Option<Var<'t, T>> {
        match self.of.get(node as usize) {
            Some(&Adjoint::Sum(sum, failed)) => Some(Var::on(self.tape, sum, failed)),
            _ => None,
        }
    }

    /// The nodes on the path.
    pub(crate) fn path(&self) -> &[u32] {
        &self.path.nodes
    }

    fn set(&mut self, node: u32, adjoint: Var<'t, T>) {
        // Only a rule of the user's gives what is not on this tape.
        let own = match adjoint.tape() {
            Some(tape) if std::ptr::eq(tape, self.tape) => adjoint,
            _ => self.tape.foreign("vjp"),
        };
        self.of[node as usize] = Adjoint::Sum(own.node(), own.failed().is_some());
    }

    /// Puts a node on the path.
    fn include(&mut self, node: u32) {
        if self.of.len() <= node as usize {
            self.of.resize(node as usize + 1, Adjoint::Unwanted);
        }
        if !self.wanted(node) {
            self.of[node as usize] = Adjoint::Zero;
            self.path.nodes.push(node);
        }
    }

    fn wanted(&self, node: u32) -> bool {
        self.of
            .get(node as usize)
            .is_some_and(|&adjoint| adjoint != Adjoint::Unwanted)
    }

    #[track_caller]
    fn add_to(&mut self, node: u32, contribution: Var<'t, T>) {
        if !self.wanted(node) {
            return;
        }
        let sum = match self.of(node) {
            None => contribution,
            Some(sum) => sum + contribution,
        };
        self.set(node, sum);
    }

    /// Whether argument `k` of the operation depends on what is differentiated with respect to.
    pub(crate) fn wants(&self, k: usize) -> bool {
        self.wanted(self.arguments[k])
    }

    /// Adds a contribution, of the argument's shape, to the adjoint of argument `k`.
    #[track_caller]
    pub(crate) fn add(&mut self, k: usize, contribution: Var<'t, T>) {
        self.add_to(self.arguments[k], contribution);
    }

    /// Lets `accumulate` add into the adjoint of argument `k`, which begins as zeros: for
    /// contributions to a part of the argument only.
    #[track_caller]
    pub(crate) fn add_into(&mut self, k: usize, accumulate: impl FnOnce(Var<'t, T>) -> Var<'t, T>) {
        let node = self.arguments[k];
        if !self.wanted(node) {
            return;
        }
        let sum = self
            .of(node)
            .unwrap_or_else(|| Var::on(self.tape, node, false).zeros_of_shape());
        self.set(node, accumulate(sum));
    }

    /// The rule cannot be applied: every wanted argument's adjoint becomes the error.
    #[track_caller]
    pub(crate) fn fail(&mut self, kind: ErrorKind) {
        let failed = self.tape.fail_with(kind);
        for k in 0..self.arguments.len() {
            if self.wants(k) {
                self.set(self.arguments[k], failed);
            }
        }
    }
}

impl<T: Float> Tape<T> {
    /// The adjoints of the sources, given the results' cotangents.
    pub(crate) fn adjoints<'t>(
        &'t self,
        results: &[(u32, Var<'t, T>)],
        sources: &Sources,
    ) -> Adjoints<'t, T> {
        let ids: SmallVec<[u32; 4]> = results.iter().map(|&(result, _)| result).collect();
        let (twins, path) = match sources {
            Sources::Leaves => (Vec::new(), self.path(&ids, sources)),
            Sources::Nodes(nodes) => {
                let twins = self.inner.borrow().checkpoints.twins(nodes);
                if twins.is_empty() {
                    (twins, self.path(&ids, sources))
                } else {
                    let all = nodes.iter().copied().chain(twins.iter().map(|&(twin, _)| twin));
                    let path = self.path(&ids, &Sources::Nodes(all.collect()));
                    (twins, path)
                }
            }
        };
        let mut adjoints = Adjoints::on(self, path);
        for &(result, cotangent) in results {
            adjoints.add_to(result, cotangent);
        }
        let mut again = Again::default();
        for position in (0..adjoints.path.nodes.len()).rev() {
            let id = adjoints.path.nodes[position];
            if let Some(cotangent) = adjoints.of(id) {
                self.apply_rule(id, cotangent, &mut adjoints, &mut again);
            }
        }
        for (twin, source) in twins {
            if let Some(part) = adjoints.of(twin) {
                adjoints.include(source);
                adjoints.add_to(source, part);
            }
        }
        adjoints
    }

    fn apply_rule<'t>(
        &'t self,
        id: u32,
        cotangent: Var<'t, T>,
        adjoints: &mut Adjoints<'t, T>,
        again: &mut Again,
    ) {
        let (node, mut at) = self.at(id);
        adjoints.arguments.clear();
        adjoints
            .arguments
            .extend(at.arguments.iter().map(|argument| argument.node()));
        again.substitute(self, id, &mut at);
        self.deriving(id, || {
            if let Some(instruction) = Instruction::of(node.op) {
                instruction.vjp(&at.arguments, at.result, cotangent, adjoints);
            } else if let Op::Primitive(number) = node.op {
                let primitive: Rc<dyn Primitive<T>> = Rc::clone(self.inner.borrow().primitives.get(number));
                primitive.vjp(&at, cotangent, adjoints);
            }
        });
    }
}
