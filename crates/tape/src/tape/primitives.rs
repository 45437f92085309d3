//! The primitives on a tape, whose memory serves the next run.

use crate::ops::Primitive;
use crate::tape::shapes::{ShapeId, ShapeTable};
use crate::tensor::Float;
use std::any::Any;
use std::rc::Rc;

/// A primitive, and the shape of its result.
struct Slot<T> {
    /// `None` after a reset that gave back what the primitive held.
    primitive: Option<Rc<dyn Primitive<T>>>,
    shape: ShapeId,
}

/// A list of primitives. Most programs record the same ones in every run, so what was at a place
/// before is not dropped when the list is cut: a primitive of the same type is written over it, and
/// the shape that stood there is tried first.
pub(crate) struct Primitives<T> {
    slots: Vec<Slot<T>>,
    used: usize,
    /// Which of those in use hold memory of the user's, which a cut must give back.
    holding: Vec<u32>,
}

impl<T> Default for Primitives<T> {
    fn default() -> Self {
        Primitives {
            slots: Vec::new(),
            used: 0,
            holding: Vec::new(),
        }
    }
}

impl<T: Float> Primitives<T> {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.used
    }

    pub(crate) fn get(&self, number: u32) -> &Rc<dyn Primitive<T>> {
        let slot = &self.slots[..self.used][number as usize];
        slot.primitive.as_ref().expect("a primitive that is in use")
    }

    /// The number of a shape; that of the primitive that stood at the next place before is a good guess.
    pub(crate) fn shape_of_next(&self, shapes: &mut ShapeTable, shape: &[usize]) -> Option<ShapeId> {
        match self.slots.get(self.used) {
            Some(slot) => shapes.id_near(slot.shape, shape),
            None => shapes.id(shape),
        }
    }

    /// The next place, for a primitive that holds memory of the user's or not.
    fn next(&mut self, holds_memory: bool) -> usize {
        let number = self.used;
        if holds_memory {
            self.holding.push(number as u32);
        }
        self.used += 1;
        number
    }

    /// Adds a primitive and gives its number.
    pub(crate) fn push<P: Primitive<T>>(&mut self, primitive: P, shape: ShapeId) -> u32 {
        let old = self
            .slots
            .get_mut(self.used)
            .and_then(|slot| slot.primitive.as_mut())
            .and_then(Rc::get_mut)
            .and_then(|old| (old as &mut dyn Any).downcast_mut::<P>());
        let Some(old) = old else {
            return self.push_shared(Rc::new(primitive), shape);
        };
        let holds_memory = primitive.holds_memory();
        *old = primitive;
        let number = self.next(holds_memory);
        self.slots[number].shape = shape;
        number as u32
    }

    /// Adds a primitive that has its place in memory already.
    pub(crate) fn push_shared(&mut self, primitive: Rc<dyn Primitive<T>>, shape: ShapeId) -> u32 {
        let number = self.next(primitive.holds_memory());
        let slot = Slot {
            primitive: Some(primitive),
            shape,
        };
        match self.slots.get_mut(number) {
            Some(old) => *old = slot,
            None => self.slots.push(slot),
        }
        number as u32
    }

    /// Removes all but the first `kept`.
    pub(crate) fn truncate(&mut self, kept: usize) {
        self.used = self.used.min(kept);
        while let Some(&last) = self.holding.last()
            && last as usize >= kept
        {
            self.slots[last as usize].primitive = None;
            self.holding.pop();
        }
    }
}
