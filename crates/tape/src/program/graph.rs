//! The nodes of a program while it is being written.

use crate::hash::Mix;
use crate::instruction::{Binary, Ternary, Unary};
use std::hash::{Hash, Hasher};

/// What a node computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Operation {
    /// The input of that number.
    Input(u32),
    /// A number.
    Number,
    Unary(Unary),
    Binary(Binary),
    Ternary(Ternary),
}

impl Operation {
    /// How many arguments it takes.
    pub(crate) fn arity(self) -> usize {
        match self {
            Operation::Input(_) | Operation::Number => 0,
            Operation::Unary(_) => 1,
            Operation::Binary(_) => 2,
            Operation::Ternary(_) => 3,
        }
    }
}

/// A node: an operation on nodes before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) operation: Operation,
    /// Those that it does not have are 0; a number has its bits here, so that −0 and the NaNs differ.
    words: [u32; 3],
}

impl Node {
    pub(crate) fn new(operation: Operation, arguments: &[u32]) -> Self {
        let mut words = [0; 3];
        words[..arguments.len()].copy_from_slice(arguments);
        Node { operation, words }
    }

    pub(crate) fn number(number: f64) -> Self {
        let bits = number.to_bits();
        Node {
            operation: Operation::Number,
            words: [bits as u32, (bits >> 32) as u32, 0],
        }
    }

    /// The number, of a node that is one.
    pub(crate) fn as_number(&self) -> Option<f64> {
        let [low, high, _] = self.words.map(u64::from);
        (self.operation == Operation::Number).then(|| f64::from_bits(high << 32 | low))
    }

    #[inline]
    pub(crate) fn arguments(&self) -> &[u32] {
        &self.words[..self.operation.arity()]
    }

    fn hash(&self) -> u64 {
        let mut mix = Mix::default();
        self.operation.hash(&mut mix);
        let [a, b, c] = self.words.map(u64::from);
        mix.write_u64(a << 32 | b);
        // Of three arguments the last is often a number that repeats.
        if c != 0 {
            mix.write_u64(c);
        }
        mix.finish()
    }
}

/// A value in a program: a node, or a number that needs none.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Term {
    Number(f64),
    Node(u32),
}

impl Term {
    /// The node, of a term that is one.
    pub(crate) fn node(self) -> Option<u32> {
        match self {
            Term::Node(id) => Some(id),
            Term::Number(_) => None,
        }
    }
}

/// The nodes of a program, each computation once. Every argument has a lower number than its node.
#[derive(Clone, Debug, Default)]
pub(crate) struct Graph {
    nodes: Vec<Node>,
    known: Index,
    inputs: u32,
}

/// How many nodes a graph may hold; a test sets it low.
pub(crate) const NODES: usize = u32::MAX as usize - 1;

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

    #[inline]
    pub(crate) fn node(&self, id: u32) -> Node {
        self.nodes[id as usize]
    }

    /// The node of this computation: the one that is there, or a new one.
    #[inline]
    pub(crate) fn intern(&mut self, node: Node) -> u32 {
        self.known.reserve(&self.nodes);
        match self.known.find(&self.nodes, &node) {
            Found::Known(id) => id,
            Found::Free(place) => {
                let id = self.nodes.len() as u32;
                self.known.places[place] = id;
                self.nodes.push(node);
                id
            }
        }
    }

    /// The node of a term; a number gets one.
    pub(crate) fn id(&mut self, term: Term) -> u32 {
        match term {
            Term::Node(id) => id,
            Term::Number(number) => self.intern(Node::number(number)),
        }
    }

    /// A node as a term, which is a number where the node is one.
    pub(crate) fn term(&self, id: u32) -> Term {
        match self.node(id).as_number() {
            Some(number) => Term::Number(number),
            None => Term::Node(id),
        }
    }
}

/// Finds nodes by what they compute: open addressing, of which half of the places at least are free. The
/// nodes themselves stay in the graph's list, so that a place takes four bytes.
///
/// A node is looked for beside its last argument first, and only where that neighbourhood is full at a
/// hashed place: what is written one after the other stays together in the cache. (Hashed places alone
/// took twice the time.)
#[derive(Clone, Debug, Default)]
struct Index {
    places: Vec<u32>,
}

enum Found {
    Known(u32),
    Free(usize),
}

/// No node.
const FREE: u32 = u32::MAX;

/// Places that lie together.
const NEIGHBOURS: usize = 8;

impl Index {
    #[inline]
    fn find(&self, nodes: &[Node], node: &Node) -> Found {
        if let Some(last) = node.arguments().iter().max() {
            let start = (*last as usize * NEIGHBOURS / 2) & (self.places.len() - NEIGHBOURS);
            for place in start..start + NEIGHBOURS {
                match self.places[place] {
                    FREE => return Found::Free(place),
                    id if nodes[id as usize] == *node => return Found::Known(id),
                    _ => {}
                }
            }
        }
        self.find_hashed(nodes, node)
    }

    fn find_hashed(&self, nodes: &[Node], node: &Node) -> Found {
        let mask = self.places.len() - 1;
        let mut place = node.hash() as usize & mask;
        loop {
            match self.places[place] {
                FREE => return Found::Free(place),
                id if nodes[id as usize] == *node => return Found::Known(id),
                _ => place = (place + 1) & mask,
            }
        }
    }

    /// Room for one node more.
    #[inline]
    fn reserve(&mut self, nodes: &[Node]) {
        if self.places.len() < 2 * (nodes.len() + 1) {
            self.grow(nodes);
        }
    }

    #[cold]
    fn grow(&mut self, nodes: &[Node]) {
        let size = (4 * (nodes.len() + 1)).next_power_of_two().max(64);
        self.places.clear();
        self.places.resize(size, FREE);
        for (id, node) in nodes.iter().enumerate() {
            if let Found::Free(place) = self.find(nodes, node) {
                self.places[place] = id as u32;
            }
        }
    }
}
