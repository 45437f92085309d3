//! Losses of yes or no.

use crate::error::{Error, Result};
use crate::ops::loss::{Reduction, compared};
use crate::tape::{IntoOperand, Var};
use crate::tensor::{Float, Tensor};

/// The cross-entropy of probabilities of yes or no, with options.
///
/// −w (t ln p + (1 − t) ln(1 − p)). The logarithms are held at −100, as in PyTorch, and pass no
/// derivative there. A p outside of [0, 1] gives NaN. Where there are logits,
/// [`BceWithLogits`] keeps digits that their probabilities have lost.
///
/// ```
/// use wengert_tape::{Reduction, Tape, Tensor, loss};
///
/// let tape = Tape::new();
/// let p = tape.var([0.5, 0.25]);
/// let loss = loss::Bce::new().reduction(Reduction::Sum).of(p, Tensor::from([1.0, 0.0]));
/// assert!((loss.item()? - (2f64.ln() - 0.75f64.ln())).abs() < 1e-15);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Bce<T: Float = f64> {
    weight: Option<Tensor<T>>,
    reduction: Reduction,
}

impl<T: Float> Default for Bce<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Float> Bce<T> {
    /// The mean, without weights.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor, loss};
    ///
    /// let tape = Tape::<f64>::new();
    /// let x = tape.var([0.5, 0.5]);
    /// assert_eq!(loss::Bce::new().of(x, Tensor::from([1.0, 0.0])).item()?, 2f64.ln());
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    pub fn new() -> Self {
        Bce {
            weight: None,
            reduction: Reduction::Mean,
        }
    }

    /// A factor of each element's loss, which broadcasts to the prediction's shape.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor, loss};
    ///
    /// let tape = Tape::<f64>::new();
    /// let x = tape.var([0.5, 0.5]);
    /// let loss = loss::Bce::new().weight([1.0, 3.0]).of(x, 1.0);
    /// assert_eq!(loss.item()?, 2.0 * 2f64.ln());
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[must_use]
    pub fn weight(mut self, weight: impl Into<Tensor<T>>) -> Self {
        self.weight = Some(weight.into());
        self
    }

    /// What becomes of the elements' losses. The mean divides by their number, not by the weights.
    ///
    /// ```
    /// use wengert_tape::{Reduction, Tape, Tensor, loss};
    ///
    /// let tape = Tape::<f64>::new();
    /// let x = tape.var([0.5, 0.5]);
    /// let loss = loss::Bce::new().reduction(Reduction::Sum).of(x, 1.0);
    /// assert_eq!(loss.item()?, 2.0 * 2f64.ln());
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[must_use]
    pub fn reduction(mut self, reduction: Reduction) -> Self {
        self.reduction = reduction;
        self
    }

    /// The loss of predicted probabilities; the target has their shape, or is a number.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor, loss};
    ///
    /// let tape = Tape::<f64>::new();
    /// let x = tape.var([0.5]);
    /// let loss = loss::Bce::new().of(x, Tensor::from([1.0]));
    /// assert_eq!(loss.grad(x).value()?, Tensor::from([-2.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn of<'t>(&self, probabilities: Var<'t, T>, target: impl IntoOperand<'t, T>) -> Var<'t, T> {
        let target = probabilities.beside(target);
        compared("bce", probabilities, target, |probabilities, target| {
            if let Err(error) = check_weight("bce", "weight", probabilities, &self.weight) {
                return probabilities.or_if_plain(target).fail_with(error);
            }
            let yes = probabilities.ln().clamp(-100.0, 0.0);
            let no = (-probabilities).ln_1p().clamp(-100.0, 0.0);
            let losses = -(target * yes + (1.0 - target) * no);
            self.reduction.of(weighted(losses, &self.weight))
        })
    }
}

/// The cross-entropy of logits of yes or no, with options.
///
/// −w (P t ln σ(x) + (1 − t) ln(1 − σ(x))) with the logistic function σ and the weight P of the
/// positive cases, finite at any finite logits. Derivative: w (σ(x) − t) for P = 1.
///
/// ```
/// use wengert_tape::{Tape, Tensor, loss};
///
/// let tape = Tape::new();
/// let x = tape.var([1000.0, -1000.0]);
/// let loss = loss::BceWithLogits::new().pos_weight(3.0).of(x, Tensor::from([0.0, 1.0]));
/// assert_eq!(loss.item()?, 2000.0);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct BceWithLogits<T: Float = f64> {
    weight: Option<Tensor<T>>,
    pos_weight: Option<Tensor<T>>,
    reduction: Reduction,
}

impl<T: Float> Default for BceWithLogits<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Float> BceWithLogits<T> {
    /// The mean, without weights.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor, loss};
    ///
    /// let tape = Tape::<f64>::new();
    /// let x = tape.var([0.0, 0.0]);
    /// assert_eq!(loss::BceWithLogits::new().of(x, 1.0).item()?, 2f64.ln());
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    pub fn new() -> Self {
        BceWithLogits {
            weight: None,
            pos_weight: None,
            reduction: Reduction::Mean,
        }
    }

    /// A factor of each element's loss, which broadcasts to the logits' shape.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor, loss};
    ///
    /// let tape = Tape::<f64>::new();
    /// let x = tape.var([0.0, 0.0]);
    /// let loss = loss::BceWithLogits::new().weight([1.0, 3.0]).of(x, 1.0);
    /// assert_eq!(loss.item()?, 2.0 * 2f64.ln());
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[must_use]
    pub fn weight(mut self, weight: impl Into<Tensor<T>>) -> Self {
        self.weight = Some(weight.into());
        self
    }

    /// A factor of the positive cases' share, which broadcasts to the logits' shape: above 1 it
    /// favours recall, below 1 precision.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor, loss};
    ///
    /// let tape = Tape::<f64>::new();
    /// let x = tape.var([0.0, 0.0]);
    /// let loss = loss::BceWithLogits::new().pos_weight(3.0).of(x, Tensor::from([1.0, 0.0]));
    /// assert_eq!(loss.item()?, 2.0 * 2f64.ln());
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[must_use]
    pub fn pos_weight(mut self, weight: impl Into<Tensor<T>>) -> Self {
        self.pos_weight = Some(weight.into());
        self
    }

    /// What becomes of the elements' losses. The mean divides by their number, not by the weights.
    ///
    /// ```
    /// use wengert_tape::{Reduction, Tape, Tensor, loss};
    ///
    /// let tape = Tape::<f64>::new();
    /// let x = tape.var([0.0, 0.0]);
    /// let loss = loss::BceWithLogits::new().reduction(Reduction::Sum).of(x, 1.0);
    /// assert_eq!(loss.item()?, 2.0 * 2f64.ln());
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[must_use]
    pub fn reduction(mut self, reduction: Reduction) -> Self {
        self.reduction = reduction;
        self
    }

    /// The loss of logits; the target has their shape, or is a number.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor, loss};
    ///
    /// let tape = Tape::<f64>::new();
    /// let x = tape.var([1000.0]);
    /// let loss = loss::BceWithLogits::new().of(x, 0.0);
    /// assert_eq!(loss.item()?, 1000.0);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn of<'t>(&self, logits: Var<'t, T>, target: impl IntoOperand<'t, T>) -> Var<'t, T> {
        let target = logits.beside(target);
        let operation = "bce_with_logits";
        compared(operation, logits, target, |logits, target| {
            for (name, weight) in [("weight", &self.weight), ("pos_weight", &self.pos_weight)] {
                if let Err(error) = check_weight(operation, name, logits, weight) {
                    return logits.or_if_plain(target).fail_with(error);
                }
            }
            let positive = match &self.pos_weight {
                // The target may be a number, which is on no tape.
                Some(weight) => target * logits.beside(weight),
                None => target,
            };
            // −ln σ(x) = softplus(−x); a share of 0 takes nothing of an infinite loss.
            let losses = positive.absorb((-logits).softplus()) + (1.0 - target).absorb(logits.softplus());
            self.reduction.of(weighted(losses, &self.weight))
        })
    }
}

/// Whether a weight broadcasts to the prediction's shape, and not the prediction to the weight's.
#[track_caller]
fn check_weight<T: Float>(
    operation: &str,
    name: &str,
    prediction: Var<'_, T>,
    weight: &Option<Tensor<T>>,
) -> Result<()> {
    let Some(weight) = weight else {
        return Ok(());
    };
    let (own, other) = (prediction.dims(), weight.shape());
    let fits = other.len() <= own.len()
        && own
            .iter()
            .rev()
            .zip(other.iter().rev())
            .all(|(own, other)| other == own || *other == 1);
    if fits {
        return Ok(());
    }
    let problem = format!(
        "{name} of shape {other:?} does not broadcast to the prediction's shape {:?}",
        &own[..]
    );
    Err(Error::shape(operation, problem))
}

#[track_caller]
fn weighted<'t, T: Float>(losses: Var<'t, T>, weight: &Option<Tensor<T>>) -> Var<'t, T> {
    match weight {
        Some(weight) => losses * weight,
        None => losses,
    }
}

impl<'t, T: Float> Var<'t, T> {
    /// The mean cross-entropy of probabilities of yes or no: −(t ln p + (1 − t) ln(1 − p)).
    ///
    /// The logarithms are held at −100, as in PyTorch; options are in [`Bce`].
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let p = tape.var([0.5, 0.25]);
    /// let loss = p.bce(Tensor::from([1.0, 0.0]));
    /// assert!((loss.item()? - (2f64.ln() - 0.75f64.ln()) / 2.0).abs() < 1e-15);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[doc(alias = "binary_cross_entropy")]
    #[track_caller]
    pub fn bce(self, target: impl IntoOperand<'t, T>) -> Self {
        Bce::new().of(self, target)
    }

    /// The mean cross-entropy of logits of yes or no, finite at any finite logits; options are in
    /// [`BceWithLogits`]. Derivative: (σ(x) − t)/n.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([0.0, 1000.0]);
    /// let loss = x.bce_with_logits(Tensor::from([1.0, 0.0]));
    /// assert_eq!(loss.item()?, (2f64.ln() + 1000.0) / 2.0);
    /// assert_eq!(loss.backward()?.wrt(x)?, Tensor::from([-0.25, 0.5]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[doc(alias = "binary_cross_entropy_with_logits")]
    #[track_caller]
    pub fn bce_with_logits(self, target: impl IntoOperand<'t, T>) -> Self {
        BceWithLogits::new().of(self, target)
    }
}
