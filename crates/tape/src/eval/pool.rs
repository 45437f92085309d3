//! Buffers that are used again: a bounded pool per tape, which survives a reset.

use crate::eval::blocks::Copies;
use crate::tape::node::Value;
use crate::tensor::shape::{Dims, Strides};
use crate::tensor::storage::Storage;
use crate::tensor::{Float, Tensor};
use std::sync::Arc;

/// Free buffers by size class.
pub(crate) struct Pool<T> {
    classes: Vec<Vec<Arc<Storage<T>>>>,
    /// Elements in free buffers.
    free: usize,
    /// Elements in free buffers that are kept at most.
    bound: usize,
    /// Blocks of inputs that element-wise work copies.
    pub(crate) blocks: Copies<T>,
    /// The shape of a tensor that was asked for and that memory does not hold.
    pub(crate) refused: Option<Dims>,
}

/// A pool keeps at most this many bytes of free buffers.
const BOUND: usize = 1 << 30;

/// Classes per doubling of the size.
const STEPS: usize = 4;

impl<T: Float> Default for Pool<T> {
    fn default() -> Self {
        Pool {
            classes: Vec::new(),
            free: 0,
            bound: BOUND / size_of::<T>(),
            blocks: Copies::default(),
            refused: None,
        }
    }
}

/// The class whose buffers hold at least `elements`, and how many they hold.
fn class_for(elements: usize) -> (usize, usize) {
    let elements = elements.max(STEPS);
    let doubling = elements.ilog2() as usize;
    let step = (1usize << doubling) / STEPS;
    let position = (elements - (1 << doubling)).div_ceil(step);
    (doubling * STEPS + position, (1 << doubling) + position * step)
}

impl<T: Float> Pool<T> {
    /// A buffer of that many elements, which hold anything; `None` if memory does not hold them.
    pub(crate) fn take(&mut self, elements: usize) -> Option<Arc<Storage<T>>> {
        let (class, capacity) = class_for(elements);
        if let Some(mut buffer) = self.classes.get_mut(class).and_then(Vec::pop) {
            self.free -= capacity;
            if let Some(storage) = Arc::get_mut(&mut buffer) {
                storage.set_len(elements);
                return Some(buffer);
            }
        }
        if !Storage::<T>::fits(capacity) {
            return None;
        }
        let mut storage = Storage::filled(capacity, T::of(0.0));
        storage.set_len(elements);
        Some(Arc::new(storage))
    }

    /// A tensor whose elements `fill` writes over whatever they hold.
    ///
    /// If memory does not hold it, this is noted in `refused`, which the evaluator looks at, and a
    /// single element stands in for all.
    pub(crate) fn tensor(&mut self, shape: &[usize], fill: impl FnOnce(&mut [T])) -> Tensor<T> {
        let Some(mut buffer) = self.take(shape.iter().product()) else {
            return self.refuse(shape);
        };
        if let Some(storage) = Arc::get_mut(&mut buffer) {
            fill(storage.as_mut_slice());
        }
        Tensor::from_storage(buffer, Dims::from_slice(shape))
    }

    #[cold]
    fn refuse(&mut self, shape: &[usize]) -> Tensor<T> {
        let shape = Dims::from_slice(shape);
        self.refused = Some(shape.clone());
        let steps = Strides::from_elem(0, shape.len());
        Tensor::scalar(T::of(0.0)).view(0, shape, steps)
    }

    /// Takes back the memory of a tensor if nobody else has it.
    pub(crate) fn give(&mut self, tensor: Tensor<T>) {
        let Some(buffer) = tensor.into_any_unique_storage() else {
            return;
        };
        let (class, capacity) = class_below(buffer.capacity());
        if capacity < STEPS || self.free + capacity > self.bound {
            return;
        }
        if self.classes.len() <= class {
            self.classes.resize_with(class + 1, Vec::new);
        }
        self.free += capacity;
        self.classes[class].push(buffer);
    }

    /// Takes back the memory of a value.
    pub(crate) fn give_value(&mut self, value: Value<T>) {
        if let Value::Float(tensor) = value {
            self.give(tensor);
        }
    }
}

/// The largest class whose buffers a capacity can serve.
fn class_below(capacity: usize) -> (usize, usize) {
    if capacity < STEPS {
        return (0, 0);
    }
    let doubling = capacity.ilog2() as usize;
    let step = (1usize << doubling) / STEPS;
    let position = (capacity - (1 << doubling)) / step;
    (doubling * STEPS + position, (1 << doubling) + position * step)
}
