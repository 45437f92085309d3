//! Updates of tensors that somebody else may still hold.

use crate::tensor::storage::Storage;
use crate::tensor::{Element, Tensor};
use std::sync::Arc;

/// The elements of a tensor that is being updated, in row-major order; see [`Tensor::update_with`].
///
/// ```
/// use wengert_tape::Tensor;
///
/// let mut x = Tensor::from([1.0, 2.0, 3.0]);
/// x.update_with(&mut None, |elements| {
///     let (first, others) = elements.split_at(1);
///     first.replace(|_, old| old * 10.0);
///     others.replace(|i, old| old + i as f64);
/// });
/// assert_eq!(x, Tensor::from([10.0, 2.0, 4.0]));
/// ```
#[derive(Debug)]
pub enum Elements<'a, E> {
    /// Nobody else holds them: each is replaced where it is.
    InPlace(&'a mut [E]),
    /// Somebody else still holds the old ones: the new ones go to memory of their own.
    Beside {
        /// What the elements are.
        old: &'a [E],
        /// Where all of the new ones must be written; what it holds before means nothing.
        new: &'a mut [E],
    },
}

impl<'a, E: Element> Elements<'a, E> {
    /// The number of elements.
    pub fn len(&self) -> usize {
        match self {
            Elements::InPlace(elements) => elements.len(),
            Elements::Beside { old, .. } => old.len(),
        }
    }

    /// Whether there is no element.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The first `middle` elements and the others, to be updated by different threads.
    ///
    /// # Panics
    ///
    /// If there are fewer than `middle` elements.
    #[must_use]
    pub fn split_at(self, middle: usize) -> (Self, Self) {
        match self {
            Elements::InPlace(elements) => {
                let (first, second) = elements.split_at_mut(middle);
                (Elements::InPlace(first), Elements::InPlace(second))
            }
            Elements::Beside { old, new } => {
                let (old_first, old_second) = old.split_at(middle);
                let (new_first, new_second) = new.split_at_mut(middle);
                let beside = |old, new| Elements::Beside { old, new };
                (beside(old_first, new_first), beside(old_second, new_second))
            }
        }
    }

    /// Replaces every element by `f` of its number among these and its old value.
    #[inline]
    pub fn replace(self, mut f: impl FnMut(usize, E) -> E) {
        match self {
            Elements::InPlace(elements) => {
                for (i, element) in elements.iter_mut().enumerate() {
                    *element = f(i, *element);
                }
            }
            Elements::Beside { old, new } => {
                for (i, (old, new)) in old.iter().zip(new).enumerate() {
                    *new = f(i, *old);
                }
            }
        }
    }
}

impl<E: Element> Tensor<E> {
    /// Replaces the elements in one pass, without a copy first, also where the memory is shared.
    ///
    /// A tensor that nobody shares is changed in place. For one that somebody does (a tape that still
    /// holds the parameter), `f` writes the new elements into the memory of `spare` if nobody shares
    /// that and it is large enough, else into new memory, and the old memory becomes the spare of
    /// the next update: a loop of such updates allocates nothing once it runs. Only a view (a
    /// transpose, a slice) is first brought into row-major order.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let gradient = [0.5, 1.0];
    /// let mut weight = Tensor::from([1.0, 2.0]);
    /// let held_by_the_tape = weight.clone();
    /// let mut spare = None;
    /// weight.update_with(&mut spare, |elements| {
    ///     elements.replace(|i, old| old - 0.1 * gradient[i]);
    /// });
    /// assert_eq!(weight, Tensor::from([0.95, 1.9]));
    /// assert_eq!(held_by_the_tape, Tensor::from([1.0, 2.0]));
    /// ```
    pub fn update_with<R>(
        &mut self,
        spare: &mut Option<Tensor<E>>,
        f: impl FnOnce(Elements<'_, E>) -> R,
    ) -> R {
        if self.owns_all()
            && let Some(storage) = Arc::get_mut(&mut self.storage)
        {
            self.packed.take();
            return f(Elements::InPlace(storage.as_mut_slice()));
        }
        let length = self.len();
        let mut storage = match recycled(spare, length) {
            Some(storage) => storage,
            None => Arc::new(Storage::filled(length, E::ZERO)),
        };
        let Some(unique) = Arc::get_mut(&mut storage) else {
            unreachable!("the storage is new or was found to be unique");
        };
        let result = f(Elements::Beside {
            old: self.as_slice(),
            new: unique.as_mut_slice(),
        });
        let updated = Self::from_storage(storage, self.shape.clone());
        *spare = Some(std::mem::replace(self, updated));
        result
    }
}

/// The memory of the spare tensor, if nobody shares it and it is large enough.
fn recycled<E: Element>(spare: &mut Option<Tensor<E>>, length: usize) -> Option<Arc<Storage<E>>> {
    let mut storage = spare.take()?.into_any_unique_storage()?;
    let unique = Arc::get_mut(&mut storage)?;
    if unique.capacity() < length {
        return None;
    }
    unique.set_len(length);
    Some(storage)
}
