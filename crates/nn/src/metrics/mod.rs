//! How good a classifier is: accuracy, the confusion matrix, precision and recall.

mod confusion;

pub use confusion::{ConfusionMatrix, confusion_matrix};

use crate::data::Data;
use crate::module::Module;
use wengert_tape::{Error, Float, Result, Tape, Tensor};

/// Samples that go through the model together, so that memory does not grow with the data.
const BATCH: usize = 1024;

/// The share of samples whose class the model predicts, from 0 to 1.
///
/// # Errors
///
/// If there are no samples, a formula of the model is wrong, or its output is not of shape
/// [samples, classes].
///
/// ```
/// use wengert_nn::{accuracy, data, func};
/// use wengert_tape::Var;
///
/// // The species by the length of the petal alone, around 1.5, 4.3 and 5.6 cm.
/// let by_petal = func(|x: Var<f32>| {
///     let centres = x.tape().unwrap().constant([[1.5, 4.3, 5.6]]);
///     -(x.slice((.., 2..3)) - centres).abs()
/// });
/// let accuracy = accuracy(&by_petal, &data::iris()?)?;
/// assert!(accuracy > 0.9);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[track_caller]
pub fn accuracy<T: Float>(net: &dyn Module<T>, data: &Data<T>) -> Result<f64> {
    if data.is_empty() {
        return Err(Error::new("accuracy: there are no samples"));
    }
    let predicted = predict(net, &data.x)?;
    let right = predicted
        .iter()
        .zip(data.label.iter())
        .filter(|(predicted, label)| predicted == label)
        .count();
    Ok(right as f64 / data.len() as f64)
}

/// The class of each sample: where the output of the model is largest (the first such place; NaN
/// counts as larger than all). The model sees an inference tape and the samples in batches.
///
/// # Errors
///
/// If a formula of the model is wrong or its output is not of shape [samples, classes].
#[track_caller]
pub fn predict<T: Float>(net: &dyn Module<T>, x: &Tensor<T>) -> Result<Tensor<i64>> {
    predict_among(None, net, x)
}

/// [`predict`], and an error if the model has another number of classes than `expected`.
#[track_caller]
fn predict_among<T: Float>(
    expected: Option<usize>,
    net: &dyn Module<T>,
    x: &Tensor<T>,
) -> Result<Tensor<i64>> {
    let mut tape = Tape::inference();
    let mut predicted = Vec::new();
    let samples = x.shape().first().copied().unwrap_or(0);
    for start in (0..samples).step_by(BATCH) {
        tape.reset();
        let end = samples.min(start + BATCH);
        let batch = x.slice(start..end)?;
        let scores = net.forward(tape.constant(batch)).value()?;
        let &[rows, classes] = scores.shape() else {
            return Err(wrong_shape(end - start, scores.shape()));
        };
        if rows != end - start || classes < 2 {
            return Err(wrong_shape(end - start, scores.shape()));
        }
        if let Some(expected) = expected.filter(|&expected| expected != classes) {
            return Err(Error::new(format!(
                "predict: the output has shape {:?}, and the data have {expected} classes",
                scores.shape()
            )));
        }
        predicted.extend(scores.as_slice().chunks_exact(classes).map(argmax));
    }
    Ok(Tensor::from(predicted))
}

#[track_caller]
fn wrong_shape(samples: usize, shape: &[usize]) -> Error {
    Error::new(format!(
        "predict: the output for {samples} samples must be [{samples}, classes] with at least two classes, not {shape:?}"
    ))
}

fn argmax<T: Float>(scores: &[T]) -> i64 {
    let mut best = 0;
    for (class, &score) in scores.iter().enumerate() {
        if score > scores[best] || score.is_nan() && !scores[best].is_nan() {
            best = class;
        }
    }
    best as i64
}
