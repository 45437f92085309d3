//! The loss of labels by log-probabilities.

use crate::ops::loss::Reduction;
use crate::ops::loss::classes::{IGNORED, classes_of, label_losses, reduced};
use crate::tape::{IntoIndices, Var};
use crate::tensor::{Float, Tensor};

/// The negative log-likelihood of log-probabilities, with options;
/// [`CrossEntropy`](crate::loss::CrossEntropy) takes logits.
///
/// ```
/// use wengert_tape::{Reduction, Tape, Tensor, loss};
///
/// let tape = Tape::new();
/// let logs = tape.var([[-1.0, -2.0], [-3.0, -4.0]]);
/// let loss = loss::Nll::new().reduction(Reduction::Sum).of(logs, Tensor::from([1, 0]));
/// assert_eq!(loss.item()?, 5.0);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Nll<T: Float = f64> {
    weights: Option<Tensor<T>>,
    ignored: i64,
    reduction: Reduction,
}

impl<T: Float> Default for Nll<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Float> Nll<T> {
    /// The mean, without weights; the label −100 counts as none.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor, loss};
    ///
    /// let tape = Tape::<f64>::new();
    /// let logs = tape.var([[-1.0, -2.0], [-3.0, -4.0]]);
    /// assert_eq!(loss::Nll::new().of(logs, Tensor::from([0, 1])).item()?, 2.5);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    pub fn new() -> Self {
        Nll {
            weights: None,
            ignored: IGNORED,
            reduction: Reduction::Mean,
        }
    }

    /// A factor of the loss of each class.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor, loss};
    ///
    /// let tape = Tape::<f64>::new();
    /// let logs = tape.var([[-1.0, -2.0], [-3.0, -4.0]]);
    /// let loss = loss::Nll::new().weights([1.0, 3.0]).of(logs, Tensor::from([0, 1]));
    /// assert_eq!(loss.item()?, (1.0 + 3.0 * 4.0) / 4.0);
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
    /// use wengert_tape::{Tape, Tensor, loss};
    ///
    /// let tape = Tape::<f64>::new();
    /// let logs = tape.var([[-1.0, -2.0], [-3.0, -4.0]]);
    /// let loss = loss::Nll::new().ignore_index(-1).of(logs, Tensor::from([0, -1]));
    /// assert_eq!(loss.item()?, 1.0);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[must_use]
    pub fn ignore_index(mut self, label: i64) -> Self {
        self.ignored = label;
        self
    }

    /// What becomes of the samples' losses. The mean divides by the sum of the labels' weights, and
    /// is 0 where every label is ignored.
    ///
    /// ```
    /// use wengert_tape::{Reduction, Tape, Tensor, loss};
    ///
    /// let tape = Tape::<f64>::new();
    /// let logs = tape.var([[-1.0, -2.0], [-3.0, -4.0]]);
    /// let losses = loss::Nll::new().reduction(Reduction::None).of(logs, Tensor::from([0, 1]));
    /// assert_eq!(losses.value()?, Tensor::from([1.0, 4.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[must_use]
    pub fn reduction(mut self, reduction: Reduction) -> Self {
        self.reduction = reduction;
        self
    }

    /// The loss of log-probabilities of shape `[samples, classes, …]` or `[classes]`.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor, loss};
    ///
    /// let tape = Tape::<f64>::new();
    /// let logs = tape.var([-1.0, -2.0]);
    /// assert_eq!(loss::Nll::new().of(logs, Tensor::from(1)).item()?, 2.0);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn of<'t>(&self, logs: Var<'t, T>, labels: impl IntoIndices<'t, T>) -> Var<'t, T> {
        let (tape, _) = match logs.on_tape("nll") {
            Ok(on_tape) => on_tape,
            Err(failed) => return failed,
        };
        let classes = match classes_of("nll", logs, self.ignored, &self.weights) {
            Ok(classes) => classes,
            Err(error) => return logs.fail_with(error),
        };
        match label_losses(
            logs,
            tape.composing("nll", || labels.indices(tape)),
            &classes,
            &self.weights,
            false,
        ) {
            Ok((losses, weights)) => reduced(losses, weights, self.reduction),
            Err(failed) => failed,
        }
    }
}

impl<'t, T: Float> Var<'t, T> {
    /// The mean negative log-likelihood of log-probabilities: minus those of the labels. Options are
    /// in [`Nll`].
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::<f64>::new();
    /// let logits = tape.var([[0.0, 2.0], [1.0, 0.0]]);
    /// let labels = Tensor::from([1, 1]);
    /// let loss = logits.log_softmax(-1).nll(&labels);
    /// let same = logits.cross_entropy(&labels);
    /// assert!((loss.item()? - same.item()?).abs() < 1e-15);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[doc(alias = "nll_loss")]
    #[track_caller]
    pub fn nll(self, labels: impl IntoIndices<'t, T>) -> Self {
        Nll::new().of(self, labels)
    }
}
