//! The contents of a tape.

use crate::error::{Error, ErrorKind, Place};
use crate::eval::pool::Pool;
use crate::eval::values::Values;
use crate::hash::QuickMap;
use crate::tape::gradients::Returns;
use crate::tape::node::{Node, Op, Value};
use crate::tape::param::ParamId;
use crate::tape::primitives::Primitives;
use crate::tape::scope::Scopes;
use crate::tape::sections::Sections;
use crate::tape::shapes::{ShapeId, ShapeTable};
use crate::tensor::Float;
use crate::transform::checkpoint::{Checkpoints, Ranges};

/// A parameter that stands on the tape.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Binding {
    pub(crate) node: u32,
    /// Where the parameter's memory was, so that a step without a reset does not reuse old weights.
    pub(crate) address: usize,
}

/// A buffer that becomes `keep · buffer + node` when an optimizer steps.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Update {
    pub(crate) buffer: ParamId,
    pub(crate) keep: f64,
    pub(crate) node: u32,
}

/// Everything on a tape, in one cell.
pub(crate) struct Inner<T: Float> {
    pub(crate) nodes: Vec<Node>,
    /// The user's line of each node.
    pub(crate) places: Vec<Place>,
    /// Arguments of nodes with more than three.
    pub(crate) lists: Vec<u32>,
    pub(crate) shapes: ShapeTable,
    /// Values of leaves and constants.
    pub(crate) given: Vec<Value<T>>,
    pub(crate) primitives: Primitives<T>,
    pub(crate) errors: Vec<Error>,
    /// An error that no variable carries: every exit reports it.
    pub(crate) orphan: Option<Error>,
    pub(crate) bindings: QuickMap<ParamId, Binding>,
    pub(crate) updates: Vec<Update>,
    pub(crate) scopes: Scopes,
    /// Where nodes of a derivative belong: the line of the operation that is differentiated.
    pub(crate) place_of_derivative: Option<Place>,
    /// From which node on the rule of which operation records, for the search of anomalies.
    pub(crate) derivatives: Sections<u32>,
    /// Which nodes an operation recorded that is a formula over others.
    pub(crate) compositions: Sections<&'static str>,
    /// Nodes that are computed again rather than kept.
    pub(crate) checkpoints: Checkpoints,
    /// Nodes through which no derivative passes.
    pub(crate) blocked: Ranges,
    pub(crate) values: Values<T>,
    pub(crate) pool: Pool<T>,
    pub(crate) scratch: crate::eval::Scratch,
    pub(crate) returns: Returns<T>,
    pub(crate) limit: u32,
    /// The node that reports the full tape.
    exhausted: Option<u32>,
    pub(crate) seed: u64,
    pub(crate) run: u64,
    pub(crate) random_count: u64,
    /// The last variable whose `backward` ran, for the search of anomalies.
    pub(crate) last_backward: Option<u32>,
}

/// The longest tape; one bit stays free.
pub(crate) const LIMIT: u32 = i32::MAX as u32;

/// The ends of the tape's lists, to which it can be cut back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    pub(crate) nodes: usize,
    lists: usize,
    given: usize,
    primitives: usize,
    errors: usize,
}

impl<T: Float> Inner<T> {
    pub(crate) fn new(seed: u64, limit: u32) -> Self {
        Inner {
            nodes: Vec::new(),
            places: Vec::new(),
            lists: Vec::new(),
            shapes: ShapeTable::default(),
            given: Vec::new(),
            primitives: Primitives::default(),
            errors: Vec::new(),
            orphan: None,
            bindings: QuickMap::default(),
            updates: Vec::new(),
            scopes: Scopes::default(),
            place_of_derivative: None,
            derivatives: Sections::default(),
            compositions: Sections::default(),
            checkpoints: Checkpoints::default(),
            blocked: Ranges::default(),
            values: Values::default(),
            pool: Pool::default(),
            scratch: crate::eval::Scratch::default(),
            returns: Returns::default(),
            limit,
            exhausted: None,
            seed,
            run: 0,
            random_count: 0,
            last_backward: None,
        }
    }

    /// Forgets everything recorded and keeps the memory.
    pub(crate) fn reset(&mut self) {
        self.values.clear(&mut self.pool);
        self.nodes.clear();
        self.places.clear();
        self.lists.clear();
        self.shapes.bound();
        self.given.clear();
        self.primitives.truncate(0);
        self.errors.clear();
        self.orphan = None;
        self.bindings.clear();
        self.updates.clear();
        self.scopes.clear();
        self.derivatives.clear();
        self.compositions.clear();
        self.place_of_derivative = None;
        self.checkpoints.clear();
        self.blocked.clear();
        self.exhausted = None;
        self.run += 1;
        self.random_count = 0;
        self.last_backward = None;
    }

    pub(crate) fn mark(&self) -> Mark {
        Mark {
            nodes: self.nodes.len(),
            lists: self.lists.len(),
            given: self.given.len(),
            primitives: self.primitives.len(),
            errors: self.errors.len(),
        }
    }

    /// Removes what was recorded since the mark; no variable may name it.
    pub(crate) fn cut(&mut self, mark: Mark) {
        self.values.cut(mark.nodes, &mut self.pool);
        self.nodes.truncate(mark.nodes);
        self.places.truncate(mark.nodes);
        self.lists.truncate(mark.lists);
        self.given.truncate(mark.given);
        self.primitives.truncate(mark.primitives);
        self.errors.truncate(mark.errors);
        let kept = mark.nodes as u32;
        self.bindings.retain(|_, binding| binding.node < kept);
        self.updates.retain(|update| update.node < kept);
        self.scopes.cut(kept);
        self.derivatives.cut(kept);
        self.compositions.cut(kept);
        self.checkpoints.cut(kept);
        self.blocked.cut(kept);
        if self.exhausted.is_some_and(|node| node >= kept) {
            self.exhausted = None;
        }
    }

    /// Writes a node and gives its number; at the end of the tape, the node that says so.
    #[inline]
    pub(crate) fn push(&mut self, node: Node, place: Place) -> (u32, bool) {
        let place = self.place_of_derivative.unwrap_or(place);
        self.push_at(node, place)
    }

    /// Writes a node at exactly this line.
    #[inline]
    pub(crate) fn push_at(&mut self, node: Node, place: Place) -> (u32, bool) {
        let id = self.nodes.len() as u32;
        if id >= self.limit {
            return (self.exhaust(place), true);
        }
        self.nodes.push(node);
        self.places.push(place);
        (id, false)
    }

    #[cold]
    fn exhaust(&mut self, place: Place) -> u32 {
        if let Some(node) = self.exhausted {
            return node;
        }
        let problem = format!(
            "the tape is full: it holds {} nodes; reset it between steps or split the computation",
            self.limit
        );
        let operation = "record".to_string();
        let error = Error::at(ErrorKind::Limit { operation, problem }, place);
        self.orphan.get_or_insert_with(|| error.clone());
        let id = self.push_error(error, place);
        self.exhausted = Some(id);
        id
    }

    /// Writes an error node, also on a full tape.
    pub(crate) fn push_error(&mut self, error: Error, place: Place) -> u32 {
        let id = self.nodes.len() as u32;
        let number = self.errors.len() as u32;
        self.errors.push(error);
        self.nodes.push(Node::new(Op::Error(number), ShapeId::SCALAR, []));
        self.places.push(self.place_of_derivative.unwrap_or(place));
        id
    }

    /// The operation whose rule recorded a node; of a derivative of a derivative, the first one's.
    pub(crate) fn differentiated_at(&self, id: u32) -> Option<u32> {
        let mut found = None;
        let mut node = id;
        while let Some(of) = self.derivatives.of(node) {
            (found, node) = (Some(of), of);
        }
        found
    }

    /// The name of the operation that the user called, if it is not the node's own.
    pub(crate) fn called(&self, id: u32) -> Option<String> {
        match self.differentiated_at(id) {
            Some(of) => Some(self.called(of).unwrap_or_else(|| self.name(of))),
            None => self.compositions.of(id).map(String::from),
        }
    }

    /// The name of a node's operation.
    pub(crate) fn name(&self, id: u32) -> String {
        match self.nodes[id as usize].op {
            Op::Error(_) => "error".into(),
            Op::Leaf(_) => "var".into(),
            Op::Constant(_) => "constant".into(),
            Op::Number => "number".into(),
            Op::Unary(instruction) => instruction.name().into(),
            Op::Binary(instruction) => instruction.name().into(),
            Op::Ternary(instruction) => instruction.name().into(),
            Op::Primitive(number) => self.primitives.get(number).name().into_owned(),
        }
    }
}
