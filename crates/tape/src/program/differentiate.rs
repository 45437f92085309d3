//! Derivatives of programs, as more of the same program: the rules are those of every other number type.

use crate::instruction::Slope;
use crate::program::cone::Cone;
use crate::program::expr::{Expr, Recorder};
use crate::program::graph::{Node, Operation};

impl Operation {
    pub(crate) fn slope<'p>(self, k: usize, arguments: &[Expr<'p>], result: Expr<'p>) -> Slope<Expr<'p>> {
        match self {
            Operation::Input(_) | Operation::Number => Slope::Zero,
            Operation::Unary(instruction) => instruction.slope(arguments[0], result),
            Operation::Binary(instruction) => instruction.slope(k, arguments[0], arguments[1], result),
            Operation::Ternary(instruction) => instruction.slope(k, arguments[0], arguments[1], arguments[2]),
        }
    }
}

/// Derivatives within one recorder, with memory that is used again from one to the next.
pub(crate) struct Differentiator<'p> {
    recorder: &'p Recorder,
    cone: Cone,
    of_node: Vec<Option<Expr<'p>>>,
}

impl<'p> Differentiator<'p> {
    pub(crate) fn new(recorder: &'p Recorder) -> Self {
        Differentiator {
            recorder,
            cone: Cone::default(),
            of_node: Vec::new(),
        }
    }

    fn node(&self, id: u32) -> Node {
        self.recorder.with_graph(|graph| graph.node(id))
    }

    /// A node with its arguments and its result as expressions.
    fn local(&self, id: u32, node: Node) -> Local<'p> {
        self.recorder.with_graph(|graph| {
            let mut arguments = [Expr::from(0.0); 3];
            for (expression, &argument) in arguments.iter_mut().zip(node.arguments()) {
                *expression = self.recorder.expr(graph.term(argument));
            }
            Local {
                operation: node.operation,
                arguments,
                result: self.recorder.expr(graph.term(id)),
            }
        })
    }

    /// The nodes that some are computed from, with room for something of each.
    fn cone(&mut self, roots: impl IntoIterator<Item = u32>) -> Vec<u32> {
        let cone = self
            .recorder
            .with_graph(|graph| self.cone.of(graph, roots).to_vec());
        let known = self.recorder.with_graph(|graph| graph.len());
        self.of_node.resize(known, None);
        cone
    }

    fn add(&mut self, id: u32, part: Expr<'p>) {
        let sum = &mut self.of_node[id as usize];
        *sum = Some(match *sum {
            None => part,
            Some(sum) => sum + part,
        });
    }

    /// Backwards: calls `found` with every input that the weighted results depend on, and its adjoint.
    pub(crate) fn reverse(&mut self, seeds: &[(u32, Expr<'p>)], mut found: impl FnMut(u32, Expr<'p>)) {
        let cone = self.cone(seeds.iter().map(|&(id, _)| id));
        for &(id, seed) in seeds {
            self.add(id, seed);
        }
        for &id in cone.iter().rev() {
            let Some(cotangent) = self.of_node[id as usize].take() else {
                continue;
            };
            let node = self.node(id);
            if let Operation::Input(number) = node.operation {
                found(number, cotangent);
                continue;
            }
            let local = self.local(id, node);
            for (k, &argument) in node.arguments().iter().enumerate() {
                if local.arguments[k].term().node().is_none() {
                    continue;
                }
                if let Some(part) = local.passed(k, cotangent) {
                    self.add(argument, part);
                }
            }
        }
    }

    /// Forwards: the tangents of `results`, given those of the inputs; `None` is 0.
    pub(crate) fn forward(
        &mut self,
        results: impl Iterator<Item = Option<u32>> + Clone,
        tangent_of_input: impl Fn(u32) -> Option<Expr<'p>>,
    ) -> Vec<Option<Expr<'p>>> {
        let cone = self.cone(results.clone().flatten());
        for &id in &cone {
            let node = self.node(id);
            if let Operation::Input(number) = node.operation {
                self.of_node[id as usize] = tangent_of_input(number);
                continue;
            }
            let moves = |&argument: &u32| self.of_node[argument as usize].is_some();
            if !node.arguments().iter().any(moves) {
                continue;
            }
            let local = self.local(id, node);
            for (k, &argument) in node.arguments().iter().enumerate() {
                let Some(tangent) = self.of_node[argument as usize] else {
                    continue;
                };
                if let Some(part) = local.passed(k, tangent) {
                    self.add(id, part);
                }
            }
        }
        let tangents = results.map(|id| self.of_node[id? as usize]).collect();
        for &id in &cone {
            self.of_node[id as usize] = None;
        }
        tangents
    }
}

/// A node with its arguments and its result as expressions.
struct Local<'p> {
    operation: Operation,
    arguments: [Expr<'p>; 3],
    result: Expr<'p>,
}

impl<'p> Local<'p> {
    /// What the k-th slope makes of a cotangent or tangent, `None` for 0.
    fn passed(&self, k: usize, cotangent: Expr<'p>) -> Option<Expr<'p>> {
        let slope = self.operation.slope(k, &self.arguments, self.result);
        slope.times(cotangent)
    }
}
