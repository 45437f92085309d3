//! The nodes of a program while it is being written.

use crate::instruction::{Binary, Ternary, Unary};
use crate::tape::hash::QuickMap;
use std::collections::hash_map::Entry;
use std::hash::{Hash, Hasher};

/// What a node computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Operation {
    /// The input of that number.
    Input(u32),
    /// A number, by its bits, so that −0 and the NaNs are told apart.
    Number(u64),
    Unary(Unary),
    Binary(Binary),
    Ternary(Ternary),
}

impl Operation {
    /// How many arguments it takes.
    pub(crate) fn arity(self) -> usize {
        match self {
            Operation::Input(_) | Operation::Number(_) => 0,
            Operation::Unary(_) => 1,
            Operation::Binary(_) => 2,
            Operation::Ternary(_) => 3,
        }
    }
}

/// A node: an operation on nodes before it. Arguments that it does not have are 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) operation: Operation,
    arguments: [u32; 3],
}

impl Node {
    pub(crate) fn new(operation: Operation, arguments: &[u32]) -> Self {
        let mut all = [0; 3];
        all[..arguments.len()].copy_from_slice(arguments);
        Node {
            operation,
            arguments: all,
        }
    }

    pub(crate) fn arguments(&self) -> &[u32] {
        &self.arguments[..self.operation.arity()]
    }
}

impl Hash for Node {
    /// Two words: as many steps of the hash.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let word = match self.operation {
            Operation::Input(number) => u64::from(number) << 8,
            Operation::Number(bits) => return state.write_u64(bits),
            Operation::Unary(instruction) => return self.hash_with(&instruction, 1, state),
            Operation::Binary(instruction) => (instruction as u64) << 8 | 2,
            Operation::Ternary(instruction) => (instruction as u64) << 8 | 3,
        };
        self.hash_words(word, state);
    }
}

impl Node {
    fn hash_with<H: Hasher>(&self, instruction: &Unary, kind: u64, state: &mut H) {
        instruction.hash(state);
        self.hash_words(kind, state);
    }

    fn hash_words<H: Hasher>(&self, word: u64, state: &mut H) {
        let [a, b, c] = self.arguments.map(u64::from);
        state.write_u64(word << 32 ^ c);
        state.write_u64(a << 32 | b);
    }
}

/// A value in a program: a node, or a number that needs none.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Term {
    Number(f64),
    Node(u32),
}

/// The nodes of a program, each computation once. Every argument has a lower number than its node.
#[derive(Clone, Debug, Default)]
pub(crate) struct Graph {
    nodes: Vec<Node>,
    known: QuickMap<Node, u32>,
    inputs: u32,
}

/// How many nodes a graph may hold; a test sets it low.
pub(crate) const NODES: usize = u32::MAX as usize;

impl Graph {
    /// A graph that begins with that many inputs, whose nodes have the inputs' numbers.
    pub(crate) fn with_inputs(count: usize) -> Self {
        let mut graph = Graph::default();
        for _ in 0..count {
            graph.input();
        }
        graph
    }

    /// One input more.
    pub(crate) fn input(&mut self) -> u32 {
        let number = self.inputs;
        self.inputs += 1;
        self.intern(Node::new(Operation::Input(number), &[]))
    }

    pub(crate) fn inputs(&self) -> usize {
        self.inputs as usize
    }

    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn node(&self, id: u32) -> Node {
        self.nodes[id as usize]
    }

    /// The node of this computation: the one that is there, or a new one.
    pub(crate) fn intern(&mut self, node: Node) -> u32 {
        let next = self.nodes.len() as u32;
        match self.known.entry(node) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(free) => {
                free.insert(next);
                self.nodes.push(node);
                next
            }
        }
    }

    /// The node of a term; a number gets one.
    pub(crate) fn id(&mut self, term: Term) -> u32 {
        match term {
            Term::Node(id) => id,
            Term::Number(number) => self.intern(Node::new(Operation::Number(number.to_bits()), &[])),
        }
    }

    /// A node as a term, which is a number where the node is one.
    pub(crate) fn term(&self, id: u32) -> Term {
        match self.node(id).operation {
            Operation::Number(bits) => Term::Number(f64::from_bits(bits)),
            _ => Term::Node(id),
        }
    }
}
