//! The shapes that occur on a tape, each stored once.

use crate::hash::QuickMap;
use crate::tensor::shape::{Dims, checked_count};

/// The number of a shape in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ShapeId(u32);

impl ShapeId {
    /// The shape of a number: rank 0.
    pub(crate) const SCALAR: ShapeId = ShapeId(0);
}

/// How many shapes may survive a reset: a loop over ever new shapes must not grow the table.
const KEPT: usize = 4096;

/// A table of shapes.
#[derive(Debug)]
pub(crate) struct ShapeTable {
    shapes: Vec<Dims>,
    counts: Vec<usize>,
    ids: QuickMap<Dims, ShapeId>,
}

impl Default for ShapeTable {
    fn default() -> Self {
        let mut table = ShapeTable {
            shapes: Vec::new(),
            counts: Vec::new(),
            ids: QuickMap::default(),
        };
        let scalar = table.id(&[]);
        debug_assert_eq!(scalar, Some(ShapeId::SCALAR));
        table
    }
}

impl ShapeTable {
    /// The number of a shape, or `None` if its elements do not fit into memory.
    pub(crate) fn id(&mut self, shape: &[usize]) -> Option<ShapeId> {
        if let Some(&id) = self.ids.get(shape) {
            return Some(id);
        }
        let count = checked_count(shape)?;
        let id = ShapeId(self.shapes.len() as u32);
        self.shapes.push(Dims::from_slice(shape));
        self.counts.push(count);
        self.ids.insert(Dims::from_slice(shape), id);
        Some(id)
    }

    /// The number of a shape that is probably `guess`.
    #[inline]
    pub(crate) fn id_near(&mut self, guess: ShapeId, shape: &[usize]) -> Option<ShapeId> {
        match self.shapes.get(guess.0 as usize) {
            Some(known) if known[..] == *shape => Some(guess),
            _ => self.id(shape),
        }
    }

    /// The shape of a number.
    #[inline]
    pub(crate) fn get(&self, id: ShapeId) -> &Dims {
        &self.shapes[id.0 as usize]
    }

    /// How many elements the shape has.
    #[inline]
    pub(crate) fn count(&self, id: ShapeId) -> usize {
        self.counts[id.0 as usize]
    }

    /// Called at a reset, when no node refers to a shape.
    pub(crate) fn bound(&mut self) {
        if self.shapes.len() > KEPT {
            *self = ShapeTable::default();
        }
    }
}
