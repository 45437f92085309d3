//! Data: labelled samples, split, shuffled and dealt out in batches; sets to start with; readers.
//!
//! ```
//! use wengert_nn::data;
//! use wengert_tape::Random;
//!
//! let mut rng = Random::seed(42);
//! let (train, test) = data::digits()?.split(0.8, &mut rng);
//! for (x, label) in train.batches(32, &mut rng) {
//!     assert_eq!(x.shape()[0], label.len());
//! }
//! assert_eq!(train.len() + test.len(), 1797);
//! # Ok::<(), wengert_tape::Error>(())
//! ```

mod batches;
#[cfg(feature = "csv")]
mod csv;
mod embedded;
mod idx;
mod rows;
mod split;
mod statistics;

pub use batches::Batches;
#[cfg(feature = "csv")]
pub use csv::{Csv, Table};
pub use embedded::{breast_cancer, digits, iris};
pub use idx::{read_idx, read_images};
pub use statistics::Statistics;

use rand::Rng;
use wengert_tape::{Error, Float, Result, Tensor};

/// Samples with labels: the classes of a classification.
///
/// Samples lie along axis 0 of `x`; the label of sample i is a class number, `label[i]`.
///
/// ```
/// use wengert_nn::data::Data;
/// use wengert_tape::Tensor;
///
/// let x = Tensor::from([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]);
/// let data = Data::new(x, Tensor::from([0, 0, 1]), ["apart", "together"])?;
/// assert_eq!(data.len(), 3);
/// assert_eq!(data.class_of(2), "together");
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Data<T: Float = f32> {
    /// The samples, along axis 0.
    pub x: Tensor<T>,
    /// The class of each sample.
    pub label: Tensor<i64>,
    /// The names of the classes.
    pub classes: Vec<String>,
}

impl<T: Float> Data<T> {
    /// Samples, their labels, and the names of the classes.
    ///
    /// # Errors
    ///
    /// If there is not one label to a sample, or a label is not the number of a class.
    #[track_caller]
    pub fn new<N: Into<String>>(
        x: Tensor<T>,
        label: Tensor<i64>,
        classes: impl IntoIterator<Item = N>,
    ) -> Result<Self> {
        let classes: Vec<String> = classes.into_iter().map(Into::into).collect();
        if x.rank() == 0 || label.shape() != &x.shape()[..1] {
            return Err(Error::new(format!(
                "data: samples of shape {:?} need one label each along axis 0, not labels of shape {:?}",
                x.shape(),
                label.shape()
            )));
        }
        let outside = |&label: &i64| usize::try_from(label).map_or(true, |label| label >= classes.len());
        if let Some(sample) = label.as_slice().iter().position(outside) {
            return Err(Error::new(format!(
                "data: sample {sample} has the label {}, but there are {} classes, counted from 0",
                label.as_slice()[sample],
                classes.len()
            )));
        }
        Ok(Data { x, label, classes })
    }

    /// The number of samples.
    pub fn len(&self) -> usize {
        self.label.len()
    }

    /// Whether there are no samples.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The name of the class of a sample.
    ///
    /// # Panics
    ///
    /// If there is no such sample.
    pub fn class_of(&self, sample: usize) -> &str {
        &self.classes[self.label.as_slice()[sample] as usize]
    }

    /// The samples with these numbers, in this order; a sample may be taken more than once.
    ///
    /// ```
    /// use wengert_nn::data;
    ///
    /// let iris = data::iris()?;
    /// assert_eq!(iris.take(&[149, 0]).label.to_vec(), [2, 0]);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no sample of such a number.
    #[must_use]
    pub fn take(&self, samples: &[usize]) -> Self {
        Data {
            x: rows::take(&self.x, samples),
            label: rows::take(&self.label, samples),
            classes: self.classes.clone(),
        }
    }

    /// The samples in random order.
    #[must_use]
    pub fn shuffle(&self, rng: &mut (impl Rng + ?Sized)) -> Self {
        self.take(&rows::permutation(self.len(), rng))
    }

    /// The same samples in another float type.
    ///
    /// ```
    /// use wengert_nn::data::{self, Data};
    ///
    /// let iris: Data<f64> = data::iris()?.cast();
    /// assert_eq!(iris.len(), 150);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[must_use]
    pub fn cast<U: Float>(&self) -> Data<U> {
        Data {
            x: self.x.cast(),
            label: self.label.clone(),
            classes: self.classes.clone(),
        }
    }
}
