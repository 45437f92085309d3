//! The name of a place in a model.

use std::cell::Cell;

thread_local! {
    /// Memory for the next walk on this thread: an optimizer walks the model in every step.
    static SPARE: Cell<String> = const { Cell::new(String::new()) };
}

/// The name of the place that a walk is at: `layers.0.bias`.
pub(super) struct Path(String);

impl Path {
    pub(super) fn new() -> Self {
        let mut spare = SPARE.try_with(Cell::take).unwrap_or_default();
        spare.clear();
        Path(spare)
    }

    pub(super) fn name(&self) -> &str {
        &self.0
    }

    /// Goes to a part; gives where [`Path::leave`] must go back to.
    pub(super) fn enter(&mut self, part: &str) -> usize {
        let outer = self.0.len();
        if !self.0.is_empty() && !part.is_empty() {
            self.0.push('.');
        }
        self.0.push_str(part);
        outer
    }

    pub(super) fn leave(&mut self, outer: usize) {
        self.0.truncate(outer);
    }
}

impl Drop for Path {
    fn drop(&mut self) {
        let memory = std::mem::take(&mut self.0);
        // A thread that ends needs no spare.
        let _ = SPARE.try_with(|spare| spare.set(memory));
    }
}
