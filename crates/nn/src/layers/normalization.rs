//! Normalisation to mean 0 and variance 1.

use crate::Params;
use crate::module::{Module, within};
use wengert_tape::{Buffer, Float, Mode, Param, Shape, Tensor, Var};

/// Normalises each sample over its last axes: Ba, Kiros and Hinton 2016.
///
/// (x − mean)/√(variance + ε) · weight + bias, with the variance divided by n.
///
/// ```
/// use wengert_nn::{LayerNorm, Module};
/// use wengert_tape::{Tape, Tensor};
///
/// let norm = LayerNorm::new(2).epsilon(0.0);
/// let tape = Tape::new();
/// let y = norm.forward(tape.constant([[1.0, 3.0], [10.0, 0.0]]));
/// assert_eq!(y.value()?, Tensor::from([[-1.0, 1.0], [1.0, -1.0]]));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Params, Clone, Debug)]
pub struct LayerNorm<T: Float = f64> {
    /// Of the shape that is normalised over.
    pub weight: Option<Param<T>>,
    /// Of the shape that is normalised over.
    pub bias: Option<Param<T>>,
    /// Added to the variance, 10⁻⁵.
    pub epsilon: f64,
    /// The sizes of the last axes.
    #[params(skip)]
    pub shape: Vec<usize>,
}

impl<T: Float> LayerNorm<T> {
    /// Normalises over the last axes, which have this shape. The weight begins as 1, the bias as 0.
    pub fn new(shape: impl Into<Shape>) -> Self {
        let shape = shape.into();
        LayerNorm {
            weight: Some(Param::new(Tensor::ones(&shape))),
            bias: Some(Param::new(Tensor::zeros(&shape))),
            epsilon: 1e-5,
            shape: shape.to_vec(),
        }
    }

    /// Without the bias.
    #[must_use]
    pub fn without_bias(mut self) -> Self {
        self.bias = None;
        self
    }

    /// Without weight and bias.
    #[must_use]
    pub fn without_affine(mut self) -> Self {
        self.weight = None;
        self.bias = None;
        self
    }

    /// With another ε.
    #[must_use]
    pub fn epsilon(mut self, epsilon: f64) -> Self {
        self.epsilon = epsilon;
        self
    }
}

impl<T: Float> Module<T> for LayerNorm<T> {
    #[track_caller]
    fn forward<'t>(&self, x: Var<'t, T>) -> Var<'t, T> {
        let _layer = within(x, "LayerNorm");
        let sizes = x.shape();
        if !sizes.ends_with(&self.shape) {
            return x.fail(format!(
                "layer norm: the last axes of {sizes:?} must be {:?}",
                self.shape
            ));
        }
        let axes: Vec<isize> = (1..=self.shape.len() as isize).map(|axis| -axis).collect();
        let (centred, variance) = centred_and_variance(x, &axes);
        let normalised = centred * (variance + self.epsilon).rsqrt();
        let scaled = match &self.weight {
            Some(weight) => normalised * weight,
            None => normalised,
        };
        match &self.bias {
            Some(bias) => scaled + bias,
            None => scaled,
        }
    }
}

/// The input without its mean, and its variance, divided by n; the axes keep size 1.
#[track_caller]
fn centred_and_variance<'t, T: Float>(x: Var<'t, T>, axes: &[isize]) -> (Var<'t, T>, Var<'t, T>) {
    let centred = x - x.mean_keep(axes);
    (centred, centred.square().mean_keep(axes))
}

/// Normalises each channel over the batch: Ioffe and Szegedy 2015. `[n, channels]` or
/// `[n, channels, length]`.
///
/// In training, with the batch's own mean and variance (divided by n); the running statistics then
/// move towards these, the variance divided by n − 1, when an optimizer steps or
/// [`ParamsExt::commit`](crate::ParamsExt::commit) is called. In inference, with the running
/// statistics, which do not change. On a tape that is neither, the result is an error.
///
/// ```
/// use wengert_nn::{BatchNorm1d, Module};
/// use wengert_tape::{Tape, Tensor};
///
/// let norm = BatchNorm1d::new(1).epsilon(0.0);
/// let tape = Tape::training(1);
/// let y = norm.forward(tape.constant([[1.0], [3.0]]));
/// assert_eq!(y.value()?, Tensor::from([[-1.0], [1.0]]));
///
/// let tape = Tape::inference();
/// let y = norm.forward(tape.constant([[1.0], [3.0]]));
/// assert_eq!(y.value()?, Tensor::from([[1.0], [3.0]]));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Params, Clone, Debug)]
pub struct BatchNorm1d<T: Float = f64> {
    /// `[channels]`.
    pub weight: Option<Param<T>>,
    /// `[channels]`.
    pub bias: Option<Param<T>>,
    /// `[channels]`.
    pub running_mean: Buffer<T>,
    /// `[channels]`.
    pub running_var: Buffer<T>,
    /// The share of the batch in the running statistics, 0.1.
    pub momentum: f64,
    /// Added to the variance, 10⁻⁵.
    pub epsilon: f64,
}

impl<T: Float> BatchNorm1d<T> {
    /// Weight 1, bias 0, running mean 0, running variance 1.
    ///
    /// ```
    /// use wengert_nn::{BatchNorm1d, ParamsExt};
    ///
    /// let norm = BatchNorm1d::<f32>::new(3);
    /// assert_eq!(norm.names(), ["weight", "bias", "running_mean", "running_var"]);
    /// assert_eq!(norm.running_var.value().to_vec(), [1.0, 1.0, 1.0]);
    /// ```
    pub fn new(channels: usize) -> Self {
        BatchNorm1d {
            weight: Some(Param::new(Tensor::ones(channels))),
            bias: Some(Param::new(Tensor::zeros(channels))),
            running_mean: Buffer::new(Tensor::zeros(channels)),
            running_var: Buffer::new(Tensor::ones(channels)),
            momentum: 0.1,
            epsilon: 1e-5,
        }
    }

    /// Without weight and bias.
    #[must_use]
    pub fn without_affine(mut self) -> Self {
        self.weight = None;
        self.bias = None;
        self
    }

    /// With another share of the batch in the running statistics.
    #[must_use]
    pub fn momentum(mut self, momentum: f64) -> Self {
        self.momentum = momentum;
        self
    }

    /// With another ε.
    #[must_use]
    pub fn epsilon(mut self, epsilon: f64) -> Self {
        self.epsilon = epsilon;
        self
    }

    /// Centred on the batch and its variance, with the updates of the running statistics recorded.
    #[track_caller]
    fn train<'t>(&self, x: Var<'t, T>, axes: &[isize]) -> (Var<'t, T>, Var<'t, T>) {
        let channels = self.running_mean.value().len();
        let count = (x.len() / channels.max(1)) as f64;
        let mean = x.mean_keep(axes);
        let centred = x - mean;
        let variance = centred.square().mean_keep(axes);
        if let Some(tape) = x.tape() {
            let (keep, share) = (1.0 - self.momentum, self.momentum);
            let unbiased = variance * (share * count / (count - 1.0));
            tape.update(&self.running_mean, keep, (mean * share).reshape([channels]));
            tape.update(&self.running_var, keep, unbiased.reshape([channels]));
        }
        (centred, variance)
    }

    /// What a vector over the channels looks like beside the input.
    #[track_caller]
    fn beside<'t>(x: Var<'t, T>, vector: impl wengert_tape::IntoOperand<'t, T>) -> Var<'t, T> {
        let vector = x.beside(vector);
        if x.rank() == 3 {
            vector.unsqueeze(-1)
        } else {
            vector
        }
    }
}

impl<T: Float> Module<T> for BatchNorm1d<T> {
    #[track_caller]
    fn forward<'t>(&self, x: Var<'t, T>) -> Var<'t, T> {
        let _layer = within(x, "BatchNorm1d");
        let Some(tape) = x.tape() else {
            return x.fail("batch norm: a plain number cannot be normalised");
        };
        let shape = x.shape();
        let channels = self.running_mean.value().len();
        if !(2..=3).contains(&shape.len()) || shape[1] != channels {
            return x.fail(format!(
                "batch norm: [n, {channels}] or [n, {channels}, length] is wanted, this is {shape:?}"
            ));
        }
        let axes: &[isize] = if shape.len() == 3 { &[0, 2] } else { &[0] };
        let (centred, variance) = match tape.mode_for("BatchNorm1d") {
            Err(error) => return x.fail(error.kind().to_string()),
            Ok(Mode::Training) if x.len() <= channels => {
                return x.fail(format!(
                    "batch norm: in training each channel needs at least two values, this is {shape:?}"
                ));
            }
            Ok(Mode::Training) => self.train(x, axes),
            Ok(Mode::Inference) => {
                let centred = x - Self::beside(x, &self.running_mean);
                (centred, Self::beside(x, &self.running_var))
            }
        };
        let normalised = centred * (variance + self.epsilon).rsqrt();
        let scaled = match &self.weight {
            Some(weight) => normalised * Self::beside(x, weight),
            None => normalised,
        };
        match &self.bias {
            Some(bias) => scaled + Self::beside(x, bias),
            None => scaled,
        }
    }
}
