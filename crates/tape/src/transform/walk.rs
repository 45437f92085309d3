//! The part of the tape between a result and what it is differentiated with respect to.

use crate::hash::QuickSet;
use crate::ops::At;
use crate::tape::node::{Node, Op};
use crate::tape::{Tape, Var};
use crate::tensor::Float;
use smallvec::SmallVec;

/// With respect to which nodes.
pub(crate) enum Sources {
    /// All leaves.
    Leaves,
    /// These.
    Nodes(QuickSet<u32>),
}

/// The nodes on a path from a source to the result, in rising order.
pub(crate) struct Path {
    pub(crate) nodes: Vec<u32>,
}

impl<T: Float> Tape<T> {
    /// The nodes through which the results depend on the sources.
    pub(crate) fn path(&self, results: &[u32], sources: &Sources) -> Path {
        let mut inner = self.inner.borrow_mut();
        let count = inner.nodes.len();
        let mut scratch = std::mem::take(&mut inner.scratch);
        scratch.begin(count);
        let mut stack = std::mem::take(&mut scratch.stack);
        for &result in results {
            if scratch.first_visit(result) {
                stack.push(result);
            }
        }
        while let Some(id) = stack.pop() {
            scratch.order.push(id);
            for &argument in inner.nodes[id as usize].arguments(&inner.lists) {
                if scratch.first_visit(argument) {
                    stack.push(argument);
                }
            }
        }
        scratch.stack = stack;
        scratch.order.sort_unstable();
        // A second mark: the nodes that depend on a source. Arguments come before their users.
        let order = std::mem::take(&mut scratch.order);
        scratch.begin(count);
        let mut nodes = std::mem::take(&mut scratch.path);
        nodes.clear();
        for &id in &order {
            let node = &inner.nodes[id as usize];
            let is_source = match sources {
                Sources::Leaves => matches!(node.op, Op::Leaf(_)),
                Sources::Nodes(nodes) => nodes.contains(&id),
            };
            let blocked = inner.blocked.contains(id);
            let depends = |argument: &u32| scratch.has_seen(*argument);
            if is_source || (!blocked && node.arguments(&inner.lists).iter().any(depends)) {
                scratch.first_visit(id);
                nodes.push(id);
            }
        }
        scratch.order = order;
        inner.scratch = scratch;
        Path { nodes }
    }

    /// A node with its arguments and result as variables, for a derivative rule.
    pub(crate) fn at(&self, id: u32) -> (Node, At<'_, T>) {
        let inner = self.inner.borrow();
        let node = inner.nodes[id as usize];
        let mut arguments: SmallVec<[Var<'_, T>; 4]> = SmallVec::new();
        for &argument in node.arguments(&inner.lists) {
            arguments.push(Var::on(self, argument, false));
        }
        let at = At {
            tape: self,
            arguments,
            result: Var::on(self, id, false),
        };
        (node, at)
    }

    /// Runs a derivative rule of a node: what it records belongs to the node's line.
    pub(crate) fn deriving<R>(&self, id: u32, rule: impl FnOnce() -> R) -> R {
        let (outer, before) = {
            let mut inner = self.inner.borrow_mut();
            let place = inner.places[id as usize];
            let next = inner.nodes.len() as u32;
            (
                inner.derivatives.switch(next, Some(id)),
                inner.place_of_derivative.replace(place),
            )
        };
        let result = rule();
        let mut inner = self.inner.borrow_mut();
        let next = inner.nodes.len() as u32;
        inner.derivatives.switch(next, outer);
        inner.place_of_derivative = before;
        drop(inner);
        result
    }
}
