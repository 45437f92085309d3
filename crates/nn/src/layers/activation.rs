//! Activation functions as modules: the method of the same name, on every element.

use crate::Params;
use crate::module::{Module, within};
use wengert_tape::{Float, Param, Tensor, Var};

/// Stamps activations without parameters: the type, its fields, and what it records.
macro_rules! activations {
    ($(
        $(#[$doc:meta])*
        $Name:ident $(($($Field:ident),+))?, |$x:ident $(, $($field:ident),+)?| $value:expr;
    )*) => { $(
        $(#[$doc])*
        #[derive(Params, Clone, Copy, Debug, PartialEq)]
        pub struct $Name $(($(pub $Field),+))?;

        impl<T: Float> Module<T> for $Name {
            #[track_caller]
            fn forward<'t>(&self, $x: Var<'t, T>) -> Var<'t, T> {
                let _layer = within($x, stringify!($Name));
                $(let $Name($($field),+) = *self;)?
                $value
            }
        }
    )* };
}

activations! {
    /// max(x, 0).
    ///
    /// ```
    /// use wengert_nn::{Module, Relu};
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let y = Relu.forward(tape.constant([-1.0, 2.0]));
    /// assert_eq!(y.value()?, Tensor::from([0.0, 2.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    Relu, |x| x.relu();
    /// min(max(x, 0), 6).
    Relu6, |x| x.relu6();
    /// x where x > 0, else the slope times x; PyTorch's slope is 0.01.
    ///
    /// ```
    /// use wengert_nn::{LeakyRelu, Module};
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let y = LeakyRelu(0.25).forward(tape.constant([-1.0, 2.0]));
    /// assert_eq!(y.value()?, Tensor::from([-0.25, 2.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    LeakyRelu(f64), |x, slope| x.leaky_relu(slope);
    /// x where x > 0, else α (eˣ − 1); PyTorch's α is 1.
    Elu(f64), |x, alpha| x.elu(alpha);
    /// x where x > 0, else α (e^(x/α) − 1); PyTorch's α is 1.
    Celu(f64), |x, alpha| x.celu(alpha);
    /// The scaled ELU of self-normalising networks.
    Selu, |x| x.selu();
    /// x Φ(x) with the normal distribution function.
    Gelu, |x| x.gelu();
    /// The approximation of [`Gelu`] by tanh.
    GeluTanh, |x| x.gelu_tanh();
    /// x/(1 + e⁻ˣ).
    Silu, |x| x.silu();
    /// x tanh(ln(1 + eˣ)).
    Mish, |x| x.mish();
    /// The hyperbolic tangent.
    Tanh, |x| x.tanh();
    /// The number held between two others.
    Hardtanh(f64, f64), |x, low, high| x.hardtanh(low, high);
    /// The logistic function 1/(1 + e⁻ˣ).
    Sigmoid, |x| x.sigmoid();
    /// ln(1/(1 + e⁻ˣ)).
    LogSigmoid, |x| x.log_sigmoid();
    /// (x + 3)/6 held between 0 and 1.
    Hardsigmoid, |x| x.hardsigmoid();
    /// x · hardsigmoid(x).
    Hardswish, |x| x.hardswish();
    /// ln(1 + eˣ).
    Softplus, |x| x.softplus();
    /// x/(1 + |x|).
    Softsign, |x| x.softsign();
    /// Positive weights with sum 1 along an axis; −1 is the last one.
    ///
    /// ```
    /// use wengert_nn::{Module, Softmax};
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let y = Softmax(-1).forward(tape.constant([[0.0, 0.0]]));
    /// assert_eq!(y.value()?, Tensor::from([[0.5, 0.5]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    Softmax(isize), |x, axis| x.softmax(axis);
    /// The logarithm of [`Softmax`], which does not underflow.
    LogSoftmax(isize), |x, axis| x.log_softmax(axis);
}

/// x where x > 0, else a slope that is learned times x.
///
/// One slope for all, or one for each channel of axis 1.
///
/// ```
/// use wengert_nn::{Module, ParamsExt, Prelu};
/// use wengert_tape::{Tape, Tensor};
///
/// let layer = Prelu::new(1);
/// assert_eq!(layer.names(), ["weight"]);
/// let tape = Tape::new();
/// let y = layer.forward(tape.constant([[-1.0, 2.0]]));
/// assert_eq!(y.value()?, Tensor::from([[-0.25, 2.0]]));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Params, Clone, Debug)]
pub struct Prelu<T: Float = f64> {
    /// The slopes, `[1]` or `[channels]`.
    pub weight: Param<T>,
}

impl<T: Float> Prelu<T> {
    /// Slopes of 0.25: one, or one for each channel.
    pub fn new(channels: usize) -> Self {
        Prelu {
            weight: Param::new(Tensor::full(channels, T::of(0.25))),
        }
    }
}

impl<T: Float> Module<T> for Prelu<T> {
    #[track_caller]
    fn forward<'t>(&self, x: Var<'t, T>) -> Var<'t, T> {
        let _layer = within(x, "Prelu");
        x.prelu(&self.weight)
    }
}

/// The input, unchanged.
#[derive(Params, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity;

impl<T: Float> Module<T> for Identity {
    fn forward<'t>(&self, x: Var<'t, T>) -> Var<'t, T> {
        x
    }
}
