//! The backward walk: from a result to what it depends on, collecting cotangents.

use crate::error::ErrorKind;
use crate::ops::Primitive;
use crate::ops::elementwise::Instruction;
use crate::tape::hash::QuickMap;
use crate::tape::node::Op;
use crate::tape::{Tape, Var};
use crate::tensor::Float;
use crate::transform::checkpoint::Again;
use crate::transform::walk::Sources;
use std::rc::Rc;

/// The adjoints of the nodes on the path, which derivative rules add to.
pub(crate) struct Adjoints<'t, T: Float> {
    tape: &'t Tape<T>,
    /// The adjoint of a node on the path, `None` while it is 0. Nodes that are not here are not wanted.
    of: QuickMap<u32, Option<Var<'t, T>>>,
    /// The arguments of the node whose rule runs.
    arguments: Vec<u32>,
}

impl<'t, T: Float> Adjoints<'t, T> {
    /// Whether argument `k` of the operation depends on what is differentiated with respect to.
    pub(crate) fn wants(&self, k: usize) -> bool {
        self.of.contains_key(&self.arguments[k])
    }

    /// Adds a contribution, of the argument's shape, to the adjoint of argument `k`.
    #[track_caller]
    pub(crate) fn add(&mut self, k: usize, contribution: Var<'t, T>) {
        if let Some(adjoint) = self.of.get_mut(&self.arguments[k]) {
            *adjoint = Some(match *adjoint {
                None => contribution,
                Some(sum) => sum + contribution,
            });
        }
    }

    /// Lets `accumulate` add into the adjoint of argument `k`, which begins as zeros: for
    /// contributions to a part of the argument only.
    #[track_caller]
    pub(crate) fn add_into(&mut self, k: usize, accumulate: impl FnOnce(Var<'t, T>) -> Var<'t, T>) {
        let node = self.arguments[k];
        if let Some(adjoint) = self.of.get(&node) {
            let sum = adjoint.unwrap_or_else(|| Var::on(self.tape, node, false).zeros_of_shape());
            self.of.insert(node, Some(accumulate(sum)));
        }
    }

    /// The rule cannot be applied: every wanted argument's adjoint becomes the error.
    #[track_caller]
    pub(crate) fn fail(&mut self, kind: ErrorKind) {
        let failed = self.tape.fail_with(kind);
        for node in &self.arguments {
            if let Some(adjoint) = self.of.get_mut(node) {
                *adjoint = Some(failed);
            }
        }
    }
}

impl<T: Float> Tape<T> {
    /// The adjoints of the sources, given the results' cotangents; `None` is 0.
    pub(crate) fn adjoints<'t>(
        &'t self,
        results: &[(u32, Var<'t, T>)],
        sources: &Sources,
    ) -> QuickMap<u32, Option<Var<'t, T>>> {
        let ids: Vec<u32> = results.iter().map(|&(result, _)| result).collect();
        let (twins, path) = match sources {
            Sources::Leaves => (Vec::new(), self.path(&ids, sources)),
            Sources::Nodes(nodes) => {
                let twins = self.inner.borrow().checkpoints.twins(nodes);
                let all = nodes.iter().copied().chain(twins.iter().map(|&(twin, _)| twin));
                let path = self.path(&ids, &Sources::Nodes(all.collect()));
                (twins, path)
            }
        };
        let mut adjoints = Adjoints {
            tape: self,
            of: path.nodes.iter().map(|&node| (node, None)).collect(),
            arguments: Vec::new(),
        };
        for &(result, cotangent) in results {
            adjoints.arguments = vec![result];
            adjoints.add(0, cotangent);
        }
        let mut again = Again::default();
        for &id in path.nodes.iter().rev() {
            let Some(Some(cotangent)) = adjoints.of.get(&id).copied() else {
                continue;
            };
            self.apply_rule(id, cotangent, &mut adjoints, &mut again);
        }
        for (twin, source) in twins {
            if let Some(Some(part)) = adjoints.of.get(&twin).copied() {
                let whole = adjoints.of.entry(source).or_insert(None);
                *whole = Some(whole.map_or(part, |whole| whole + part));
            }
        }
        adjoints.of
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
                let primitive: Rc<dyn Primitive<T>> =
                    Rc::clone(&self.inner.borrow().primitives[number as usize]);
                primitive.vjp(&at, cotangent, adjoints);
            }
        });
    }
}
