//! Batches: a few samples at a time.

use crate::data::{Data, rows};
use rand::Rng;
use wengert_tape::{Float, Tensor};

/// The batches of one pass over the data; see [`Data::batches`].
#[derive(Clone, Debug)]
pub struct Batches<'a, T: Float> {
    data: &'a Data<T>,
    order: Vec<usize>,
    size: usize,
    next: usize,
}

impl<T: Float> Data<T> {
    /// All samples in random order, `size` at a time: pairs of samples and labels. The last batch
    /// holds what is left.
    ///
    /// The order is drawn at once, so the generator is free again inside the loop.
    ///
    /// ```
    /// use wengert_nn::data;
    /// use wengert_tape::Random;
    ///
    /// let iris = data::iris()?;
    /// let batches = iris.batches(32, &mut Random::seed(1));
    /// let sizes: Vec<usize> = batches.map(|(x, _)| x.shape()[0]).collect();
    /// assert_eq!(sizes, [32, 32, 32, 32, 22]);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If `size` is 0.
    #[track_caller]
    pub fn batches(&self, size: usize, rng: &mut (impl Rng + ?Sized)) -> Batches<'_, T> {
        self.dealt(size, rows::permutation(self.len(), rng))
    }

    /// All samples in their order, `size` at a time: for evaluation.
    ///
    /// # Panics
    ///
    /// If `size` is 0.
    #[track_caller]
    pub fn batches_in_order(&self, size: usize) -> Batches<'_, T> {
        self.dealt(size, (0..self.len()).collect())
    }

    #[track_caller]
    fn dealt(&self, size: usize, order: Vec<usize>) -> Batches<'_, T> {
        assert!(size > 0, "batches: a batch needs at least one sample");
        Batches {
            data: self,
            order,
            size,
            next: 0,
        }
    }
}

impl<T: Float> Iterator for Batches<'_, T> {
    type Item = (Tensor<T>, Tensor<i64>);

    fn next(&mut self) -> Option<Self::Item> {
        let end = self.next.saturating_add(self.size).min(self.order.len());
        let samples = &self.order[self.next..end];
        if samples.is_empty() {
            return None;
        }
        self.next = end;
        Some((
            rows::take(&self.data.x, samples),
            rows::take(&self.data.label, samples),
        ))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = (self.order.len() - self.next).div_ceil(self.size);
        (left, Some(left))
    }
}

impl<T: Float> ExactSizeIterator for Batches<'_, T> {}
