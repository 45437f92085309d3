//! Standardisation: every feature with mean 0 and deviation 1.

use crate::data::Data;
use wengert_tape::{Error, Float, Result, Tensor};

/// The mean and the standard deviation of every feature.
///
/// Taken from the training part and applied to every part, so that nothing about the test part
/// leaks into training.
///
/// ```
/// use wengert_nn::data;
/// use wengert_tape::Random;
///
/// let (mut train, mut test) = data::iris()?.split(0.8, &mut Random::seed(1));
/// let statistics = train.statistics();
/// train.standardise(&statistics)?;
/// test.standardise(&statistics)?;
/// assert!(train.statistics().mean.iter().all(|mean| mean.abs() < 1e-5));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Statistics<T: Float = f32> {
    /// The mean of each feature, in the shape of one sample.
    pub mean: Tensor<T>,
    /// The standard deviation of each feature (dividing by the number of samples).
    pub deviation: Tensor<T>,
}

impl<T: Float> Statistics<T> {
    /// The statistics of samples that lie along axis 0.
    ///
    /// # Panics
    ///
    /// If `x` has no axis.
    pub fn of(x: &Tensor<T>) -> Self {
        let sample = x.shape()[1..].to_vec();
        let width: usize = sample.iter().product();
        let samples = x.shape()[0].max(1) as f64;
        let rows = || x.as_slice().chunks_exact(width.max(1));
        let mut mean = vec![0.0; width];
        for row in rows() {
            for (sum, value) in mean.iter_mut().zip(row) {
                *sum += value.f64();
            }
        }
        mean.iter_mut().for_each(|sum| *sum /= samples);
        // The mean of equal numbers is rounded, and would leave a deviation of rounding errors to divide by.
        let first = rows().next().unwrap_or_default();
        for (place, (mean, value)) in mean.iter_mut().zip(first).enumerate() {
            if rows().all(|row| row[place] == *value) {
                *mean = value.f64();
            }
        }
        let mut variance = vec![0.0; width];
        for row in rows() {
            for ((sum, value), mean) in variance.iter_mut().zip(row).zip(&mean) {
                *sum += (value.f64() - mean).powi(2);
            }
        }
        let narrow = |wide: Vec<f64>| {
            let narrow: Vec<T> = wide.into_iter().map(T::of).collect();
            Tensor::from_vec(narrow, &sample)
        };
        let deviation = variance.iter().map(|sum| (sum / samples).sqrt()).collect();
        Statistics {
            mean: narrow(mean),
            deviation: narrow(deviation),
        }
    }

    /// The samples less the mean, divided by the deviation; a feature that never varied is not divided.
    ///
    /// # Errors
    ///
    /// If the samples have another shape than those the statistics are of.
    #[track_caller]
    pub fn apply(&self, x: &Tensor<T>) -> Result<Tensor<T>> {
        if x.rank() == 0 || &x.shape()[1..] != self.mean.shape() {
            return Err(Error::new(format!(
                "standardise: samples of shape {:?}, statistics of samples of shape {:?}",
                x.shape().get(1..).unwrap_or_default(),
                self.mean.shape()
            )));
        }
        let zero = T::of(0.0);
        let one = T::of(1.0);
        let mut standard = Vec::with_capacity(x.len());
        for row in x.as_slice().chunks_exact(self.mean.len().max(1)) {
            let features = self.mean.as_slice().iter().zip(self.deviation.as_slice());
            for (&value, (&mean, &deviation)) in row.iter().zip(features) {
                let scale = if deviation > zero { deviation } else { one };
                standard.push((value - mean) / scale);
            }
        }
        Ok(Tensor::from_vec(standard, x.shape()))
    }
}

impl<T: Float> Data<T> {
    /// The mean and the deviation of every feature.
    pub fn statistics(&self) -> Statistics<T> {
        Statistics::of(&self.x)
    }

    /// Standardises the samples by statistics of the training part; see [`Statistics`].
    ///
    /// # Errors
    ///
    /// If the samples have another shape than those the statistics are of.
    #[track_caller]
    pub fn standardise(&mut self, statistics: &Statistics<T>) -> Result<()> {
        self.x = statistics.apply(&self.x)?;
        Ok(())
    }
}
