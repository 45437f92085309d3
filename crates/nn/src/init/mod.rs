//! First values of parameters.
//!
//! Each function gives a tensor of a shape; [`fill`] puts one into a parameter of that shape. In a
//! weight of shape `[outputs, inputs, …]`, fan-in counts what one output is summed from, inputs
//! times the size of the trailing axes, and fan-out what one input goes into.
//!
//! ```
//! use wengert_nn::{Linear, init};
//! use wengert_tape::Random;
//!
//! let mut rng = Random::seed(1);
//! let mut layer = Linear::<f32>::new(64, 32, &mut rng);
//! let gain = init::Gain::Relu;
//! init::fill(&mut layer.weight, |shape| init::kaiming_normal(shape, gain, init::Fan::In, &mut rng));
//! assert_eq!(layer.weight.value().shape(), [32, 64]);
//! ```

mod orthogonal;

pub use orthogonal::orthogonal;

use rand::Rng;
use wengert_tape::{Float, Param, Shape, Tensor};

/// Replaces a parameter's value by one of the same shape.
///
/// # Panics
///
/// If `make` gives a tensor of another shape.
///
/// ```
/// use wengert_nn::{Linear, init};
/// use wengert_tape::Random;
///
/// let mut rng = Random::seed(1);
/// let mut layer = Linear::<f32>::new(4, 2, &mut rng);
/// init::fill(&mut layer.weight, |shape| init::uniform(shape, -0.1, 0.1, &mut rng));
/// assert!(layer.weight.value().iter().all(|w| w.abs() <= 0.1));
/// ```
#[track_caller]
pub fn fill<T: Float>(param: &mut Param<T>, make: impl FnOnce(&[usize]) -> Tensor<T>) {
    let value = make(param.value().shape());
    assert_eq!(
        value.shape(),
        param.value().shape(),
        "fill: the tensor must have the parameter's shape"
    );
    param.set(value);
}

/// Zeros.
///
/// ```
/// use wengert_tape::Tensor;
///
/// assert_eq!(wengert_nn::init::zeros::<f64>([2]), Tensor::from([0.0, 0.0]));
/// ```
pub fn zeros<T: Float>(shape: impl Into<Shape>) -> Tensor<T> {
    Tensor::zeros(shape)
}

/// Ones.
///
/// ```
/// use wengert_tape::Tensor;
///
/// assert_eq!(wengert_nn::init::ones::<f64>([2]), Tensor::from([1.0, 1.0]));
/// ```
pub fn ones<T: Float>(shape: impl Into<Shape>) -> Tensor<T> {
    Tensor::ones(shape)
}

/// The same number everywhere.
///
/// ```
/// use wengert_tape::Tensor;
///
/// assert_eq!(wengert_nn::init::constant::<f64>([2], 0.5), Tensor::from([0.5, 0.5]));
/// ```
pub fn constant<T: Float>(shape: impl Into<Shape>, value: f64) -> Tensor<T> {
    Tensor::full(shape, T::of(value))
}

/// Evenly distributed over [low, high).
///
/// # Panics
///
/// If `low` and `high` are not finite or not in this order.
///
/// ```
/// use wengert_nn::init;
/// use wengert_tape::{Random, Tensor};
///
/// let w: Tensor = init::uniform([100], -1.0, 3.0, &mut Random::seed(1));
/// assert!(w.iter().all(|w| (-1.0..3.0).contains(&w)));
/// ```
#[track_caller]
pub fn uniform<T: Float>(
    shape: impl Into<Shape>,
    low: f64,
    high: f64,
    rng: &mut (impl Rng + ?Sized),
) -> Tensor<T> {
    Tensor::uniform(shape, T::of(low), T::of(high), rng)
}

/// Normally distributed.
///
/// ```
/// use wengert_nn::init;
/// use wengert_tape::{Random, Tensor};
///
/// let w: Tensor = init::normal([1000], 5.0, 0.1, &mut Random::seed(1));
/// let mean = w.iter().sum::<f64>() / 1000.0;
/// assert!((mean - 5.0).abs() < 0.02);
/// ```
pub fn normal<T: Float>(
    shape: impl Into<Shape>,
    mean: f64,
    deviation: f64,
    rng: &mut (impl Rng + ?Sized),
) -> Tensor<T> {
    Tensor::<f64>::randn(shape, rng).map(|z| T::of(mean + deviation * z))
}

/// Normally distributed, drawn again while outside of [low, high].
///
/// # Panics
///
/// If less than a millionth of the distribution lies between the bounds, so that drawing again would
/// take too long.
///
/// ```
/// use wengert_nn::init;
/// use wengert_tape::{Random, Tensor};
///
/// let x: Tensor = init::truncated_normal([1000], 0.0, 1.0, -2.0, 2.0, &mut Random::seed(1));
/// assert!(x.iter().all(|x| x.abs() <= 2.0));
/// ```
#[doc(alias = "trunc_normal_")]
#[track_caller]
pub fn truncated_normal<T: Float>(
    shape: impl Into<Shape>,
    mean: f64,
    deviation: f64,
    low: f64,
    high: f64,
    rng: &mut (impl Rng + ?Sized),
) -> Tensor<T> {
    let shape = shape.into();
    let share = share_between((low - mean) / deviation, (high - mean) / deviation);
    assert!(
        share > 1e-6,
        "truncated_normal: less than a millionth of the distribution lies between {low} and {high}"
    );
    let draw = || loop {
        let number = mean + deviation * normal_number(rng);
        if (low..=high).contains(&number) {
            return T::of(number);
        }
    };
    let count = shape.iter().product();
    Tensor::from_vec(std::iter::repeat_with(draw).take(count).collect(), shape)
}

/// The share of the standard normal distribution between two bounds.
fn share_between(low: f64, high: f64) -> f64 {
    use wengert_tape::Real;
    if low > 0.0 {
        // The difference of two tails near 0 keeps its digits; that of two numbers near 1 does not.
        return share_between(-high, -low);
    }
    Real::normal_cdf(high) - Real::normal_cdf(low)
}

/// A number from the standard normal distribution.
fn normal_number(rng: &mut (impl Rng + ?Sized)) -> f64 {
    Tensor::<f64>::randn((), rng).as_slice()[0]
}

/// How a layer's nonlinearity changes the size of what passes: the factor that makes up for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Gain {
    /// No nonlinearity: 1.
    Linear,
    /// The logistic function: 1.
    Sigmoid,
    /// 5/3.
    Tanh,
    /// √2.
    Relu,
    /// √(2/(1 + slope²)).
    LeakyRelu(f64),
    /// 3/4, which makes self-normalising networks stable.
    Selu,
    /// A factor of your own.
    Of(f64),
}

impl Gain {
    /// The factor.
    pub fn factor(self) -> f64 {
        match self {
            Gain::Linear | Gain::Sigmoid => 1.0,
            Gain::Tanh => 5.0 / 3.0,
            Gain::Relu => std::f64::consts::SQRT_2,
            Gain::LeakyRelu(slope) => (2.0 / (1.0 + slope * slope)).sqrt(),
            Gain::Selu => 0.75,
            Gain::Of(factor) => factor,
        }
    }
}

/// Which count of connections keeps its size: forward or backward.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fan {
    /// What one output is summed from: the values keep their size on the way forward.
    In,
    /// What one input goes into: the gradients keep their size on the way back.
    Out,
}

/// Fan-in and fan-out of a weight of shape `[outputs, inputs, …]`.
///
/// # Panics
///
/// If the shape has fewer than two axes.
///
/// ```
/// assert_eq!(wengert_nn::init::fans(&[16, 3, 5, 5]), (75, 400));
/// ```
#[track_caller]
pub fn fans(shape: &[usize]) -> (usize, usize) {
    let [outputs, inputs, window @ ..] = shape else {
        panic!("fans: a weight has at least two axes, [outputs, inputs, …]; this has shape {shape:?}");
    };
    let window: usize = window.iter().product();
    (inputs * window, outputs * window)
}

/// Uniform in ±gain·√(6/(fan-in + fan-out)): Glorot and Bengio 2010, equation 16.
///
/// # Panics
///
/// If the shape has fewer than two axes.
///
/// ```
/// use wengert_nn::init::{self, Gain};
/// use wengert_tape::{Random, Tensor};
///
/// let w: Tensor = init::xavier_uniform([20, 40], Gain::Tanh, &mut Random::seed(1));
/// let bound = 5.0 / 3.0 * (6.0f64 / 60.0).sqrt();
/// assert!(w.iter().all(|w| w.abs() <= bound));
/// ```
#[doc(alias = "glorot_uniform")]
#[track_caller]
pub fn xavier_uniform<T: Float>(
    shape: impl Into<Shape>,
    gain: Gain,
    rng: &mut (impl Rng + ?Sized),
) -> Tensor<T> {
    let shape = shape.into();
    let bound = 3f64.sqrt() * xavier_deviation(&shape, gain);
    uniform(shape, -bound, bound, rng)
}

/// Normal with deviation gain·√(2/(fan-in + fan-out)): Glorot and Bengio 2010.
///
/// # Panics
///
/// If the shape has fewer than two axes.
///
/// ```
/// use wengert_nn::init::{self, Gain};
/// use wengert_tape::{Random, Tensor};
///
/// let w: Tensor = init::xavier_normal([20, 80], Gain::Linear, &mut Random::seed(1));
/// let variance = w.iter().map(|w| w * w).sum::<f64>() / 1600.0;
/// assert!((variance / 0.02 - 1.0).abs() < 0.2);
/// ```
#[doc(alias = "glorot_normal")]
#[track_caller]
pub fn xavier_normal<T: Float>(
    shape: impl Into<Shape>,
    gain: Gain,
    rng: &mut (impl Rng + ?Sized),
) -> Tensor<T> {
    let shape = shape.into();
    let deviation = xavier_deviation(&shape, gain);
    normal(shape, 0.0, deviation, rng)
}

/// Uniform in ±gain·√(3/fan): He et al. 2015.
///
/// # Panics
///
/// If the shape has fewer than two axes.
///
/// ```
/// use wengert_nn::init::{self, Fan, Gain};
/// use wengert_tape::{Random, Tensor};
///
/// let w: Tensor = init::kaiming_uniform([20, 40], Gain::Relu, Fan::In, &mut Random::seed(1));
/// let bound = (2.0f64 * 3.0 / 40.0).sqrt();
/// assert!(w.iter().all(|w| w.abs() <= bound));
/// ```
#[doc(alias = "he_uniform")]
#[track_caller]
pub fn kaiming_uniform<T: Float>(
    shape: impl Into<Shape>,
    gain: Gain,
    fan: Fan,
    rng: &mut (impl Rng + ?Sized),
) -> Tensor<T> {
    let shape = shape.into();
    let bound = 3f64.sqrt() * kaiming_deviation(&shape, gain, fan);
    uniform(shape, -bound, bound, rng)
}

/// Normal with deviation gain/√fan: He et al. 2015, equation 10.
///
/// # Panics
///
/// If the shape has fewer than two axes.
///
/// ```
/// use wengert_nn::init::{self, Fan, Gain};
/// use wengert_tape::{Random, Tensor};
///
/// let w: Tensor = init::kaiming_normal([20, 80], Gain::Relu, Fan::Out, &mut Random::seed(1));
/// let variance = w.iter().map(|w| w * w).sum::<f64>() / 1600.0;
/// assert!((variance / 0.1 - 1.0).abs() < 0.2);
/// ```
#[doc(alias = "he_normal")]
#[track_caller]
pub fn kaiming_normal<T: Float>(
    shape: impl Into<Shape>,
    gain: Gain,
    fan: Fan,
    rng: &mut (impl Rng + ?Sized),
) -> Tensor<T> {
    let shape = shape.into();
    let deviation = kaiming_deviation(&shape, gain, fan);
    normal(shape, 0.0, deviation, rng)
}

#[track_caller]
fn xavier_deviation(shape: &[usize], gain: Gain) -> f64 {
    let (fan_in, fan_out) = fans(shape);
    gain.factor() * (2.0 / (fan_in + fan_out).max(1) as f64).sqrt()
}

#[track_caller]
fn kaiming_deviation(shape: &[usize], gain: Gain, fan: Fan) -> f64 {
    let (fan_in, fan_out) = fans(shape);
    let fan = match fan {
        Fan::In => fan_in,
        Fan::Out => fan_out,
    };
    gain.factor() / (fan.max(1) as f64).sqrt()
}
