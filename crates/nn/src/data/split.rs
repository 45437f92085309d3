//! Parts of the data: training and test, and the folds of cross-validation.

use crate::data::{Data, rows};
use rand::Rng;
use wengert_tape::Float;

impl<T: Float> Data<T> {
    /// Two parts in random order, the first with `fraction` of the samples.
    ///
    /// Stratified: each class has the same share in both parts, to within one sample.
    ///
    /// ```
    /// use wengert_nn::data;
    /// use wengert_tape::Random;
    ///
    /// let (train, test) = data::iris()?.split(0.8, &mut Random::seed(1));
    /// assert_eq!((train.len(), test.len()), (120, 30));
    /// assert_eq!(test.label.iter().filter(|&class| class == 2).count(), 10);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If `fraction` is not between 0 and 1.
    #[must_use]
    #[track_caller]
    pub fn split(&self, fraction: f64, rng: &mut (impl Rng + ?Sized)) -> (Self, Self) {
        assert!(
            (0.0..=1.0).contains(&fraction),
            "split: the fraction must be between 0 and 1, not {fraction}"
        );
        let order = rows::permutation(self.len(), rng);
        let mut wanted = self.shares(fraction);
        let (mut first, mut second) = (Vec::new(), Vec::new());
        for sample in order {
            let left = &mut wanted[self.class(sample)];
            if *left > 0 {
                *left -= 1;
                first.push(sample);
            } else {
                second.push(sample);
            }
        }
        (self.take(&first), self.take(&second))
    }

    /// The training and test parts of `k`-fold cross-validation: each sample is in one test part.
    ///
    /// Stratified as [`split`](Data::split) is. The parts are made one after another, as the
    /// iterator is asked for them.
    ///
    /// ```
    /// use wengert_nn::data;
    /// use wengert_tape::Random;
    ///
    /// let iris = data::iris()?;
    /// for (train, test) in iris.k_folds(5, &mut Random::seed(1)) {
    ///     assert_eq!((train.len(), test.len()), (120, 30));
    /// }
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If `k` is less than 2 or there are fewer than `k` samples.
    #[track_caller]
    pub fn k_folds<R: Rng + ?Sized>(
        &self,
        k: usize,
        rng: &mut R,
    ) -> impl ExactSizeIterator<Item = (Self, Self)> + use<'_, T, R> {
        assert!(
            (2..=self.len()).contains(&k),
            "k_folds: {k} folds of {} samples; there must be at least 2 folds and a sample for each",
            self.len()
        );
        let order = rows::permutation(self.len(), rng);
        // Class by class, dealt out like cards: no fold gets two more of a class than another.
        let mut by_class = order.clone();
        by_class.sort_by_key(|&sample| self.class(sample));
        let mut fold_of = vec![0; self.len()];
        for (position, &sample) in by_class.iter().enumerate() {
            fold_of[sample] = position % k;
        }
        (0..k).map(move |fold| {
            let (test, train): (Vec<usize>, Vec<usize>) =
                order.iter().partition(|&&sample| fold_of[sample] == fold);
            (self.take(&train), self.take(&test))
        })
    }

    fn class(&self, sample: usize) -> usize {
        self.label.as_slice()[sample] as usize
    }

    /// How many samples of each class go to the first part: the whole part of the fraction of each,
    /// and one more where the remainder is largest until the sum is right.
    fn shares(&self, fraction: f64) -> Vec<usize> {
        let mut sizes = vec![0usize; self.classes.len()];
        for sample in 0..self.len() {
            sizes[self.class(sample)] += 1;
        }
        let exact = |class: usize| fraction * sizes[class] as f64;
        let mut shares: Vec<usize> = (0..sizes.len()).map(|class| exact(class) as usize).collect();
        let total = (fraction * self.len() as f64).round() as usize;
        let missing = total.saturating_sub(shares.iter().sum());
        let mut by_remainder: Vec<usize> = (0..sizes.len()).collect();
        by_remainder.sort_by(|&a, &b| exact(b).fract().total_cmp(&exact(a).fract()));
        for &class in by_remainder.iter().take(missing) {
            shares[class] += 1;
        }
        shares
    }
}
