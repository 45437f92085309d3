//! Derivatives of programs, as more of the same program: the rules are those of every other number type.

use crate::instruction::Slope;
use crate::program::expr::{Expr, Recorder};
use crate::program::graph::{Graph, Node, Operation};

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

/// What depends on what, walked again and again without clearing marks.
#[derive(Default)]
pub(crate) struct Cone {
    seen: Vec<u32>,
    round: u32,
    nodes: Vec<u32>,
    waiting: Vec<u32>,
}

impl Cone {
    /// The nodes that some nodes are computed from, and these themselves, in ascending order.
    pub(crate) fn of(&mut self, graph: &Graph, roots: impl IntoIterator<Item = u32>) -> &[u32] {
        self.round += 1;
        self.seen.resize(graph.len(), 0);
        self.nodes.clear();
        self.waiting.extend(roots);
        while let Some(id) = self.waiting.pop() {
            if std::mem::replace(&mut self.seen[id as usize], self.round) == self.round {
                continue;
            }
            self.nodes.push(id);
            self.waiting.extend(graph.node(id).arguments());
        }
        self.sort();
        &self.nodes
    }
}

impl Cone {
    /// Sorts a few nodes; of many it reads the marks, in order.
    fn sort(&mut self) {
        let last = self.nodes.iter().max().map_or(0, |&id| id as usize + 1);
        if self.nodes.len() < last / 8 {
            self.nodes.sort_unstable();
            return;
        }
        self.nodes.clear();
        let marked = self.seen[..last].iter().zip(0..);
        self.nodes.extend(
            marked
                .filter(|(round, _)| **round == self.round)
                .map(|(_, id)| id),
        );
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

    fn arguments(&self, node: Node) -> ([Expr<'p>; 3], usize) {
        let mut expressions = [Expr::from(0.0); 3];
        let terms = node.arguments();
        for (expression, &id) in expressions.iter_mut().zip(terms) {
            *expression = self
                .recorder
                .expr(self.recorder.with_graph(|graph| graph.term(id)));
        }
        (expressions, terms.len())
    }

    /// Backwards: calls `found` with every input that the weighted results depend on, and its adjoint.
    pub(crate) fn reverse(&mut self, seeds: &[(u32, Expr<'p>)], mut found: impl FnMut(u32, Expr<'p>)) {
        let roots = seeds.iter().map(|&(id, _)| id);
        let cone = self
            .recorder
            .with_graph(|graph| self.cone.of(graph, roots).to_vec());
        self.of_node.resize(self.cone.seen.len(), None);
        for &(id, seed) in seeds {
            self.add(id, seed);
        }
        for &id in cone.iter().rev() {
            let Some(cotangent) = self.of_node[id as usize].take() else {
                continue;
            };
            let node = self.recorder.with_graph(|graph| graph.node(id));
            if let Operation::Input(number) = node.operation {
                found(number, cotangent);
                continue;
            }
            let (arguments, count) = self.arguments(node);
            let result = self
                .recorder
                .expr(self.recorder.with_graph(|graph| graph.term(id)));
            for (k, &argument) in node.arguments().iter().enumerate() {
                if self.is_number(argument) {
                    continue;
                }
                if let Some(part) = node
                    .operation
                    .slope(k, &arguments[..count], result)
                    .times(cotangent)
                {
                    self.add(argument, part);
                }
            }
        }
    }

    fn is_number(&self, id: u32) -> bool {
        let node = self.recorder.with_graph(|graph| graph.node(id));
        node.operation == Operation::Number
    }

    fn add(&mut self, id: u32, part: Expr<'p>) {
        let sum = &mut self.of_node[id as usize];
        *sum = Some(match *sum {
            None => part,
            Some(sum) => sum + part,
        });
    }

    /// Forwards: the tangents of `results`, given those of the inputs; `None` is 0.
    pub(crate) fn forward(
        &mut self,
        results: &[u32],
        tangent_of_input: impl Fn(u32) -> Option<Expr<'p>>,
    ) -> Vec<Option<Expr<'p>>> {
        let roots = results.iter().copied();
        let cone = self
            .recorder
            .with_graph(|graph| self.cone.of(graph, roots).to_vec());
        self.of_node.resize(self.cone.seen.len(), None);
        for &id in &cone {
            let node = self.recorder.with_graph(|graph| graph.node(id));
            if let Operation::Input(number) = node.operation {
                self.of_node[id as usize] = tangent_of_input(number);
                continue;
            }
            let moves = |&argument: &u32| self.of_node[argument as usize].is_some();
            if !node.arguments().iter().any(moves) {
                continue;
            }
            let (arguments, count) = self.arguments(node);
            let result = self
                .recorder
                .expr(self.recorder.with_graph(|graph| graph.term(id)));
            for (k, &argument) in node.arguments().iter().enumerate() {
                let Some(tangent) = self.of_node[argument as usize] else {
                    continue;
                };
                if let Some(part) = node
                    .operation
                    .slope(k, &arguments[..count], result)
                    .times(tangent)
                {
                    self.add(id, part);
                }
            }
        }
        let tangents = results.iter().map(|&id| self.of_node[id as usize]).collect();
        for &id in &cone {
            self.of_node[id as usize] = None;
        }
        tangents
    }
}
