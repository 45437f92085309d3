//! Losses of classes.

use crate::error::{Error, Result};
use crate::ops::loss::Reduction;
use crate::ops::loss::label::Classes;
use crate::ops::reduce::dropped_shape;
use crate::tape::{Indices, IntoIndices, Tape, Var};
use crate::tensor::shape::Dims;
use crate::tensor::{Float, Tensor};

/// PyTorch's label for "no label".
pub(super) const IGNORED: i64 = -100;

/// What a cross-entropy compares with: labels (`Tensor<i64>`, [`Indices`]) or, in the logits' shape,
/// probabilities (a float tensor or a variable).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no target of a cross-entropy",
    note = "a target is a `Tensor<i64>` of labels, or a tensor or variable of {T} with probabilities"
)]
pub trait Target<'t, T: Float> {
    /// The target on a tape.
    #[doc(hidden)]
    #[track_caller]
    fn target(self, tape: &'t Tape<T>) -> OnTape<'t, T>;
}

/// A target on a tape.
#[doc(hidden)]
pub enum OnTape<'t, T: Float> {
    /// The number of a class for each sample.
    Labels(Indices<'t, T>),
    /// A probability of every class for each sample.
    Probabilities(Var<'t, T>),
}

macro_rules! labels {
    ($($Labels:ty;)*) => { $(
        impl<'t, T: Float> Target<'t, T> for $Labels {
            #[track_caller]
            fn target(self, tape: &'t Tape<T>) -> OnTape<'t, T> {
                OnTape::Labels(self.indices(tape))
            }
        }
    )* };
}

labels! {
    Tensor<i64>;
    &Tensor<i64>;
    Indices<'t, T>;
}

impl<'t, T: Float> Target<'t, T> for Tensor<T> {
    #[track_caller]
    fn target(self, tape: &'t Tape<T>) -> OnTape<'t, T> {
        OnTape::Probabilities(tape.constant(self))
    }
}

impl<'t, T: Float> Target<'t, T> for &Tensor<T> {
    #[track_caller]
    fn target(self, tape: &'t Tape<T>) -> OnTape<'t, T> {
        self.clone().target(tape)
    }
}

impl<'t, T: Float> Target<'t, T> for Var<'t, T> {
    fn target(self, _: &'t Tape<T>) -> OnTape<'t, T> {
        OnTape::Probabilities(self)
    }
}

/// The cross-entropy of logits, with options.
///
/// The logits have shape `[samples, classes, …]`, or `[classes]` for a single sample; labels have the
/// shape without the class axis, probabilities the whole. The loss of a sample with label y is
/// −ln softmax(x)ᵧ, finite at any finite logits. Derivative: softmax(x) − t.
///
/// ```
/// use wengert_tape::{Reduction, Tape, Tensor, loss};
///
/// let tape = Tape::new();
/// let logits = tape.var([[1.0, 2.0, 3.0], [1.0, 1.0, 1.0]]);
/// let loss = loss::CrossEntropy::new()
///     .weights([1.0, 1.0, 0.5])
///     .label_smoothing(0.1)
///     .reduction(Reduction::None)
///     .of(logits, Tensor::from([2, 0]));
/// assert_eq!(loss.value()?.shape(), [2]);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct CrossEntropy<T: Float = f64> {
    weights: Option<Tensor<T>>,
    ignored: i64,
    smoothing: f64,
    reduction: Reduction,
}

impl<T: Float> Default for CrossEntropy<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Float> CrossEntropy<T> {
    /// The mean, without weights or smoothing; the label −100 counts as none.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor, loss};
    ///
    /// let tape = Tape::<f64>::new();
    /// let logits = tape.var([[0.0, 0.0], [0.0, 0.0]]);
    /// let loss = loss::CrossEntropy::new().of(logits, Tensor::from([0, 1]));
    /// assert_eq!(loss.item()?, 2f64.ln());
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    pub fn new() -> Self {
        CrossEntropy {
            weights: None,
            ignored: IGNORED,
            smoothing: 0.0,
            reduction: Reduction::Mean,
        }
    }

    /// A factor of the loss of each class.
    ///
    /// ```
    /// use wengert_tape::{Reduction, Tape, Tensor, loss};
    ///
    /// let tape = Tape::<f64>::new();
    /// let logits = tape.var([[0.0, 0.0], [0.0, 0.0]]);
    /// let loss = loss::CrossEntropy::new().weights([1.0, 3.0]).reduction(Reduction::Sum);
    /// assert_eq!(loss.of(logits, Tensor::from([0, 1])).item()?, 4.0 * 2f64.ln());
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[must_use]
    pub fn weights(mut self, weights: impl Into<Tensor<T>>) -> Self {
        self.weights = Some(weights.into());
        self
    }

    /// The label that counts as none: such a sample has loss and derivative 0.
    ///
    /// ```
    /// use wengert_tape::{Reduction, Tape, Tensor, loss};
    ///
    /// let tape = Tape::<f64>::new();
    /// let logits = tape.var([[0.0, 0.0], [0.0, 0.0]]);
    /// let loss = loss::CrossEntropy::new().ignore_index(-1).reduction(Reduction::None);
    /// let losses = loss.of(logits, Tensor::from([0, -1]));
    /// assert_eq!(losses.value()?, Tensor::from([2f64.ln(), 0.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[must_use]
    pub fn ignore_index(mut self, label: i64) -> Self {
        self.ignored = label;
        self
    }

    /// Moves a share of the target from the label to all classes evenly: Szegedy et al. 2016.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor, loss};
    ///
    /// let tape = Tape::<f64>::new();
    /// let logits = tape.var([[2.0, 0.0]]);
    /// let sharp = loss::CrossEntropy::new();
    /// let soft = loss::CrossEntropy::new().label_smoothing(0.2);
    /// let more = soft.of(logits, Tensor::from([0])) - sharp.of(logits, Tensor::from([0]));
    /// assert!((more.item()? - 0.2).abs() < 1e-15);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[must_use]
    pub fn label_smoothing(mut self, share: f64) -> Self {
        self.smoothing = share;
        self
    }

    /// What becomes of the samples' losses. With labels, the mean divides by the sum of the labels'
    /// weights, as in PyTorch, and is 0 where every label is ignored (in PyTorch NaN); with
    /// probabilities it divides by the number of samples. Of no samples it is 0 with either.
    ///
    /// ```
    /// use wengert_tape::{Reduction, Tape, Tensor, loss};
    ///
    /// let tape = Tape::<f64>::new();
    /// let logits = tape.var([[0.0, 0.0], [0.0, 0.0]]);
    /// let loss = loss::CrossEntropy::new().reduction(Reduction::Sum);
    /// assert_eq!(loss.of(logits, Tensor::from([0, 1])).item()?, 2.0 * 2f64.ln());
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[must_use]
    pub fn reduction(mut self, reduction: Reduction) -> Self {
        self.reduction = reduction;
        self
    }

    /// The loss of logits. A label that is no class is an error that names it and its position.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor, loss};
    ///
    /// let tape = Tape::<f64>::new();
    /// let logits = tape.var([[0.0, 0.0], [0.0, 0.0]]);
    /// let loss = loss::CrossEntropy::new();
    /// let of_labels = loss.of(logits, Tensor::from([0, 1]));
    /// let of_probabilities = loss.of(logits, Tensor::from([[1.0, 0.0], [0.0, 1.0]]));
    /// assert_eq!(of_labels.item()?, of_probabilities.item()?);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn of<'t>(&self, logits: Var<'t, T>, target: impl Target<'t, T>) -> Var<'t, T> {
        let operation = "cross_entropy";
        let (tape, _) = match logits.on_tape(operation) {
            Ok(on_tape) => on_tape,
            Err(failed) => return failed,
        };
        if !(0.0..=1.0).contains(&self.smoothing) {
            let problem = format!("label smoothing lies between 0 and 1, this is {}", self.smoothing);
            return logits.fail_with(Error::value(operation, problem));
        }
        let classes = match classes_of(operation, logits, self.ignored, &self.weights) {
            Ok(classes) => classes,
            Err(error) => return logits.fail_with(error),
        };
        match tape.composing(operation, || target.target(tape)) {
            OnTape::Labels(labels) => self.of_labels(logits, labels, &classes),
            OnTape::Probabilities(target) => {
                Var::composed(operation, [logits, target], |[logits, target]| {
                    self.of_probabilities(logits, target, &classes)
                })
            }
        }
    }

    #[track_caller]
    fn of_labels<'t>(&self, logits: Var<'t, T>, labels: Indices<'t, T>, classes: &Classes) -> Var<'t, T> {
        let logits = classes.without_ignored(logits, labels);
        let (losses, weights) = match label_losses(logits, labels, classes, &self.weights, true) {
            Ok(losses) => losses,
            Err(failed) => return failed,
        };
        if self.smoothing == 0.0 {
            return reduced(losses, weights, self.reduction);
        }
        let logs = logits.log_softmax(classes.axis as isize);
        let logs = match &self.weights {
            // A class of weight 0 takes nothing of an infinite loss.
            Some(of_class) => logs
                .beside(along(of_class, classes.axis, logits.rank()))
                .absorb(logs),
            None => logs,
        };
        let mask = match &self.weights {
            Some(_) => classes.weights(labels, None),
            None => weights,
        };
        let even = mask.absorb(-logs.sum_axis(classes.axis as isize)) * (1.0 / classes.count as f64);
        let mixed = (1.0 - self.smoothing) * losses + self.smoothing * even;
        reduced(mixed, weights, self.reduction)
    }

    #[track_caller]
    fn of_probabilities<'t>(&self, logits: Var<'t, T>, target: Var<'t, T>, classes: &Classes) -> Var<'t, T> {
        if target.dims() != logits.dims() {
            let problem = format!(
                "probabilities of shape {:?} for logits of shape {:?}; labels are integers",
                target.shape(),
                logits.shape()
            );
            return logits.fail_with(Error::shape(classes.operation, problem));
        }
        let mut target = target;
        if self.smoothing > 0.0 {
            target = target * (1.0 - self.smoothing) + self.smoothing / classes.count as f64;
        }
        if let Some(of_class) = &self.weights {
            target *= along(of_class, classes.axis, logits.rank());
        }
        // A class of probability 0 takes nothing of an infinite loss.
        let products = target.absorb(logits.log_softmax(classes.axis as isize));
        let losses = -products.sum_axis(classes.axis as isize);
        if self.reduction == Reduction::Mean && losses.dims().contains(&0) {
            return losses.sum();
        }
        self.reduction.of(losses)
    }
}

/// What labels choose from: the second axis, or the only one.
#[track_caller]
pub(super) fn classes_of<T: Float>(
    operation: &'static str,
    scores: Var<'_, T>,
    ignored: i64,
    weights: &Option<Tensor<T>>,
) -> Result<Classes> {
    let shape = scores.dims();
    let axis = usize::from(shape.len() > 1);
    let Some(&count) = shape.get(axis) else {
        let problem = "a number has no classes; the shape is [samples, classes, …] or [classes]";
        return Err(Error::shape(operation, problem));
    };
    if let Some(weights) = weights.as_ref().filter(|weights| weights.shape() != [count]) {
        let problem = format!("weights of shape {:?} for {count} classes", weights.shape());
        return Err(Error::shape(operation, problem));
    }
    Ok(Classes {
        operation,
        axis,
        count,
        ignored,
    })
}

/// The losses of the labels, times their weights, and the weights.
#[track_caller]
pub(super) fn label_losses<'t, T: Float>(
    scores: Var<'t, T>,
    labels: Indices<'t, T>,
    classes: &Classes,
    of_class: &Option<Tensor<T>>,
    logits: bool,
) -> Result<(Var<'t, T>, Var<'t, T>), Var<'t, T>> {
    scores.on_tape(classes.operation)?;
    labels.variable().on_tape(classes.operation)?;
    let (given, wanted) = (labels.shape(), dropped_shape(&scores.dims(), &[classes.axis]));
    if given[..] != wanted[..] {
        let problem = format!(
            "labels of shape {given:?} for scores of shape {:?}, which wants {:?}",
            scores.shape(),
            &wanted[..]
        );
        return Err(scores.fail_with(Error::shape(classes.operation, problem)));
    }
    let losses = classes.losses(scores, labels, logits);
    let weights = classes.weights(labels, of_class.clone());
    // A class of weight 0 takes nothing of an infinite loss.
    let losses = if of_class.is_some() {
        weights.absorb(losses)
    } else {
        losses
    };
    Ok((losses, weights))
}

/// The reduction in which the mean is that over the weights, and 0 where there are none.
#[track_caller]
pub(super) fn reduced<'t, T: Float>(
    losses: Var<'t, T>,
    weights: Var<'t, T>,
    reduction: Reduction,
) -> Var<'t, T> {
    if reduction != Reduction::Mean {
        return reduction.of(losses);
    }
    let total = weights.sum();
    losses.sum() / total.equal(0.0).select(1.0, total)
}

/// A vector laid along an axis of `rank`.
fn along<T: Float>(vector: &Tensor<T>, axis: usize, rank: usize) -> Tensor<T> {
    let mut shape = Dims::from_elem(1, rank);
    shape[axis] = vector.len();
    vector.reshaped(shape)
}

impl<'t, T: Float> Var<'t, T> {
    /// The mean cross-entropy of logits: of `[samples, classes, …]` with labels or probabilities.
    ///
    /// −ln softmax(x)ᵧ for label y, finite at any finite logits. A label that is no class is an error
    /// that names it; the label −100 counts as none. Class weights, label smoothing and other
    /// reductions are in [`CrossEntropy`]. Derivative: (softmax(x) − t)/samples.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let logits = tape.var([[0.0, 0.0], [1000.0, 0.0]]);
    /// let loss = logits.cross_entropy(&Tensor::from([1, 0]));
    /// assert_eq!(loss.item()?, 2f64.ln() / 2.0);
    /// let gradient = loss.backward()?.wrt(logits)?;
    /// assert_eq!(gradient, Tensor::from([[0.25, -0.25], [0.0, 0.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn cross_entropy(self, target: impl Target<'t, T>) -> Self {
        CrossEntropy::new().of(self, target)
    }
}
