//! The values that are known: a slot per value that lives, not per node.

use crate::eval::pool::Pool;
use crate::tape::node::Value;
use crate::tensor::Float;

/// No value.
const NONE: u32 = u32::MAX;

/// The known values of nodes.
pub(crate) struct Values<T> {
    /// Per node: its slot.
    slot_of: Vec<u32>,
    slots: Vec<Option<Value<T>>>,
    free: Vec<u32>,
}

impl<T> Default for Values<T> {
    fn default() -> Self {
        Values {
            slot_of: Vec::new(),
            slots: Vec::new(),
            free: Vec::new(),
        }
    }
}

impl<T: Float> Values<T> {
    /// Makes room for `nodes` nodes.
    pub(crate) fn fit(&mut self, nodes: usize) {
        if self.slot_of.len() < nodes {
            self.slot_of.resize(nodes, NONE);
        }
    }

    /// How many values have been known at the same time at most since they were cleared.
    pub(crate) fn most(&self) -> usize {
        self.slots.len()
    }

    pub(crate) fn has(&self, node: u32) -> bool {
        self.slot_of.get(node as usize).is_some_and(|&slot| slot != NONE)
    }

    pub(crate) fn get(&self, node: u32) -> Option<&Value<T>> {
        let slot = *self.slot_of.get(node as usize)?;
        self.slots.get(slot as usize)?.as_ref()
    }

    pub(crate) fn set(&mut self, node: u32, value: Value<T>) {
        let slot = match self.free.pop() {
            Some(slot) => {
                self.slots[slot as usize] = Some(value);
                slot
            }
            None => {
                self.slots.push(Some(value));
                self.slots.len() as u32 - 1
            }
        };
        self.slot_of[node as usize] = slot;
    }

    /// The value, which is forgotten.
    pub(crate) fn take(&mut self, node: u32) -> Value<T> {
        let slot = std::mem::replace(&mut self.slot_of[node as usize], NONE);
        self.free.push(slot);
        self.slots[slot as usize].take().expect("a value that is known")
    }

    /// Forgets all values; their memory goes to the pool.
    pub(crate) fn clear(&mut self, pool: &mut Pool<T>) {
        for value in self.slots.drain(..).flatten() {
            pool.give_value(value);
        }
        self.slot_of.clear();
        self.free.clear();
    }

    /// Forgets the values of nodes from `nodes` on.
    pub(crate) fn cut(&mut self, nodes: usize, pool: &mut Pool<T>) {
        for node in nodes..self.slot_of.len() {
            if self.has(node as u32) {
                pool.give_value(self.take(node as u32));
            }
        }
        self.slot_of.truncate(nodes);
    }
}
