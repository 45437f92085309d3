//! Activations, each written once over [`Real`], so that numbers and whole tensors share it.
//!
//! A branch that is not taken gets an argument with which it is finite, or stands behind a mask, so
//! that it never poisons a derivative of any order.

use crate::error::Error;
use crate::instruction::{Ternary, Unary};
use crate::real::Real;
use crate::tape::{IntoOperand, Var};
use crate::tensor::Float;
use crate::tensor::shape::Dims;
use std::f64::consts::FRAC_1_SQRT_2;
use std::f64::consts::FRAC_2_SQRT_PI;

/// α of the self-normalising networks of Klambauer, Unterthiner, Mayr and Hochreiter (2017).
const SELU_ALPHA: f64 = 1.673_263_242_354_377_2;

/// λ of the same paper.
const SELU_SCALE: f64 = 1.050_700_987_355_480_5;

/// The cubic coefficient of Hendrycks and Gimpel, "Gaussian error linear units" (2016).
const GELU_CUBIC: f64 = 0.044_715;

/// The table of activations: name, parameters, documentation. The trait [`Real`] and the inherent
/// methods of variables are both stamped from it; each calls the function of the same name here.
///
/// What stands in brackets after the stamp is handed on to it.
macro_rules! for_each_activation {
    ($stamp:ident $([$($context:tt)*])?) => {
        $stamp! {
            $([$($context)*])?
            /// The number held between `low` and `high`. Derivative: 1 strictly inside, 0 at the edges and outside (`clamp` passes at its edges).
            hardtanh(low: f64, high: f64);
            /// min(max(x, 0), 6). Derivative: 1 strictly inside, 0 at 0 and at 6.
            relu6();
            /// x where x > 0, else `slope` · x. Derivative at 0: `slope`.
            leaky_relu(slope: f64);
            /// x where x > 0, else α (eˣ − 1). Derivative at 0: α.
            elu(alpha: f64);
            /// λ · elu(x, α) with the constants of self-normalising networks. Derivative at 0: λα.
            selu();
            /// x where x > 0, else α (e^(x/α) − 1), for α ≠ 0: once differentiable. Derivative at 0: 1.
            celu(alpha: f64);
            /// x Φ(x) with the normal distribution function, accurate far in the tail. Derivative: Φ(x) + x φ(x).
            gelu();
            /// The tanh approximation x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³))).
            gelu_tanh();
            /// x/(1 + e⁻ˣ). Derivative: s (1 + x (1 − s)) with s = 1/(1 + e⁻ˣ).
            #[doc(alias = "swish")]
            silu();
            /// x tanh(ln(1 + eˣ)).
            mish();
            /// (x + 3)/6 held between 0 and 1. Derivative: 1/6 strictly inside, 0 at ±3 and NaN.
            hardsigmoid();
            /// x · hardsigmoid(x). Derivative: 0 at −3, 1 at 3.
            hardswish();
            /// x/(1 + |x|). Derivative: 1/(1 + |x|)², accurate for large |x|.
            softsign();
            /// x moved by `width` towards 0, and 0 where |x| ≤ `width`. Derivative: 0 at ±`width`.
            softshrink(width: f64);
            /// x, and 0 where |x| ≤ `width`. Derivative: 0 at ±`width`.
            hardshrink(width: f64);
            /// x − tanh x. Derivative: tanh² x.
            tanhshrink();
            /// x where x > `limit`, else `value`. Derivative: 0 at `limit`.
            threshold(limit: f64, value: f64);
            /// The number, with `nan` for NaN, `highest` for ∞ and `lowest` for −∞. Derivative: 1, 0 where the number was replaced.
            nan_to_num(nan: f64, highest: f64, lowest: f64);
            /// 1 where the number is ∞ or −∞, else 0. Derivative: 0.
            #[doc(alias = "isinf")]
            is_infinite();
        }
    };
}
pub(crate) use for_each_activation;

/// Stamps the activations as provided methods of [`Real`].
macro_rules! trait_activations {
    ($($(#[$doc:meta])* $function:ident($($parameter:ident: $Type:ty),*);)*) => { $(
        $(#[$doc])*
        #[track_caller]
        fn $function(self $(, $parameter: $Type)*) -> Self {
            $crate::ops::activation::$function(self $(, $parameter)*)
        }
    )* };
}
pub(crate) use trait_activations;

/// Stamps the activations as inherent methods of variables.
macro_rules! inherent_activations {
    ($($(#[$doc:meta])* $function:ident($($parameter:ident: $Type:ty),*);)*) => {
        impl<'t, T: Float> Var<'t, T> { $(
            $(#[$doc])*
            #[track_caller]
            pub fn $function(self $(, $parameter: $Type)*) -> Self {
                $function(self $(, $parameter)*)
            }
        )* }
    };
}

for_each_activation!(inherent_activations);

#[track_caller]
pub(crate) fn hardtanh<R: Real>(x: R, low: f64, high: f64) -> R {
    x.ternary(Ternary::Hardtanh, R::from(low), R::from(high))
}

#[track_caller]
pub(crate) fn relu6<R: Real>(x: R) -> R {
    hardtanh(x, 0.0, 6.0)
}

#[track_caller]
pub(crate) fn leaky_relu<R: Real>(x: R, slope: f64) -> R {
    R::select(x.greater(0.0), x, x * slope)
}

#[track_caller]
pub(crate) fn elu<R: Real>(x: R, alpha: f64) -> R {
    let positive = x.greater(0.0);
    let negative = R::select(positive, 0.0, x);
    R::select(positive, x, negative.exp_m1() * alpha)
}

#[track_caller]
pub(crate) fn selu<R: Real>(x: R) -> R {
    elu(x, SELU_ALPHA) * SELU_SCALE
}

#[track_caller]
pub(crate) fn celu<R: Real>(x: R, alpha: f64) -> R {
    let positive = x.greater(0.0);
    let negative = R::select(positive, 0.0, x);
    R::select(positive, x, (negative / alpha).exp_m1() * alpha)
}

#[track_caller]
pub(crate) fn gelu<R: Real>(x: R) -> R {
    // Beyond ±40, Φ is 0 or 1, and x², which would overflow in higher derivatives, need not follow.
    // Absorbed, because −∞ · Φ(−∞) is 0. NaN keeps its slope, so that no derivative hides it.
    hardtanh(x, -40.0, 40.0).normal_cdf().absorb(x)
}

#[track_caller]
pub(crate) fn gelu_tanh<R: Real>(x: R) -> R {
    // (1 + tanh u)/2 is the logistic function of 2u, which keeps its digits in the tail. Beyond ±40
    // it is 0 or 1, and the cube, whose square would overflow, need not follow.
    let z = hardtanh(x, -40.0, 40.0);
    let twice = z * (z * z * GELU_CUBIC + 1.0) * (2.0 * FRAC_2_SQRT_PI * FRAC_1_SQRT_2);
    twice.unary(Unary::Logistic).absorb(x)
}

#[track_caller]
pub(crate) fn silu<R: Real>(x: R) -> R {
    // Not the accurate slope of gelu_tanh, which would cost a sixth more (f32), for digits that
    // PyTorch does not give either.
    x.sigmoid().absorb(x)
}

#[track_caller]
pub(crate) fn mish<R: Real>(x: R) -> R {
    x.softplus().tanh().absorb(x)
}

#[track_caller]
pub(crate) fn hardsigmoid<R: Real>(x: R) -> R {
    (x + 3.0).ternary(Ternary::Hardsigmoid, R::from(0.0), R::from(6.0)) / 6.0
}

#[track_caller]
pub(crate) fn hardswish<R: Real>(x: R) -> R {
    hardsigmoid(x).absorb(x)
}

#[track_caller]
pub(crate) fn softsign<R: Real>(x: R) -> R {
    // Near 0 the quotient, far out sign x (1 − 1/(1 + |x|)): the derivative of the quotient would
    // cancel there, and ∞/∞ has no value.
    let size = x.abs();
    let shrunk = (size + 1.0).recip();
    R::select(
        size.greater(1.0),
        x.sign() * (1.0 - shrunk),
        x.clamp(-1.0, 1.0) * shrunk,
    )
}

#[track_caller]
pub(crate) fn softshrink<R: Real>(x: R, width: f64) -> R {
    x - x.clamp(-width, width)
}

#[track_caller]
pub(crate) fn hardshrink<R: Real>(x: R, width: f64) -> R {
    R::select(x.abs().less_equal(width), 0.0, x)
}

#[track_caller]
pub(crate) fn tanhshrink<R: Real>(x: R) -> R {
    x - x.tanh()
}

#[track_caller]
pub(crate) fn threshold<R: Real>(x: R, limit: f64, value: f64) -> R {
    R::select(x.less_equal(limit), value, x)
}

#[track_caller]
pub(crate) fn nan_to_num<R: Real>(x: R, nan: f64, highest: f64, lowest: f64) -> R {
    let above = R::select(x.equal(f64::INFINITY), highest, x);
    let bounded = R::select(x.equal(f64::NEG_INFINITY), lowest, above);
    R::select(x.is_nan(), nan, bounded)
}

#[track_caller]
pub(crate) fn is_infinite<R: Real>(x: R) -> R {
    x.abs().equal(f64::INFINITY)
}

impl<'t, T: Float> Var<'t, T> {
    /// x where x > 0, else weight · x, with one weight for all or one for each place along axis 1
    /// (along axis 0 of a vector).
    ///
    /// Derivative at 0: the weight.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[-1.0, 2.0, -3.0]]);
    /// let weight = tape.var([0.1, 0.2, 0.3]);
    /// assert_eq!(x.prelu(weight).value()?, Tensor::from([[-0.1, 2.0, -3.0 * 0.3]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn prelu(self, weight: impl IntoOperand<'t, T>) -> Self {
        let weight = self.beside(weight);
        if let Some(failed) = self.failed().or(weight.failed()) {
            return failed;
        }
        let (dims, given) = (self.dims(), weight.dims());
        let channels = dims.get(1).or(dims.first()).copied().unwrap_or(1);
        let shape = match given[..] {
            [] | [1] => Dims::new(),
            [n] if n == channels => {
                let trailing = dims.len().saturating_sub(2);
                let mut shape = Dims::from_elem(1, trailing + 1);
                shape[0] = n;
                shape
            }
            _ => {
                let problem = format!(
                    "the weight has shape {:?}; a number or a vector of {channels} is wanted for {:?}",
                    &given[..],
                    &dims[..]
                );
                return self.fail_with(Error::shape("prelu", problem));
            }
        };
        Self::composed("prelu", [self, weight], |[x, weight]| {
            let weight = match given.is_empty() {
                true => weight,
                false => weight.reshape_to(&shape),
            };
            x.greater(0.0).select(x, x * weight)
        })
    }

    /// The point between this and `end`: (1 − weight) · this + weight · end, exact at both ends.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::new();
    /// assert_eq!(tape.var(1.0).lerp(3.0, 0.25).item()?, 1.5);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn lerp(self, end: impl IntoOperand<'t, T>, weight: impl IntoOperand<'t, T>) -> Self {
        let arguments = [self, self.beside(end), self.beside(weight)];
        Self::composed("lerp", arguments, |[start, end, weight]| {
            start * (1.0 - weight) + end * weight
        })
    }

    /// `value` where the mask is not 0, else this, element-wise with broadcasting.
    ///
    /// What is replaced gets no derivative, whatever is in it.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1.0, 2.0]);
    /// let y = x.masked_fill(Tensor::from([0.0, 1.0]), f64::NEG_INFINITY);
    /// assert_eq!(y.value()?, Tensor::from([1.0, f64::NEG_INFINITY]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn masked_fill(self, mask: impl IntoOperand<'t, T>, value: impl IntoOperand<'t, T>) -> Self {
        let arguments = [self, self.beside(mask), self.beside(value)];
        Self::composed("masked_fill", arguments, |[x, mask, value]| mask.select(value, x))
    }
}
