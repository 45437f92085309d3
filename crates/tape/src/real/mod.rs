//! `Real`: what a number must do to be differentiated.

pub(crate) mod methods;
pub(crate) mod operators;

use crate::instruction::{Binary, Ternary, Unary};
use crate::ops::activation::{for_each_activation, trait_activations};
use crate::scalar::many::{self, Many};
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

/// The trick that makes `2.0 * x` work in code generic over `R: Real`: bounds on associated types of
/// supertraits are known wherever the trait is, so `Implies<f64, Is: LeftOf<Self>>` tells the
/// compiler what `f64` can do with `R` on its right, which a plain where-clause could not.
#[doc(hidden)]
pub mod implied {
    /// `S` is `S`, whatever `T`.
    pub trait Is<T> {
        /// `S` itself would be `T` here.
        type Is;
    }

    impl<S: ?Sized, T> Is<T> for S {
        type Is = T;
    }

    /// A supertrait that carries a bound on `T`.
    pub trait Implies<T>: Is<T, Is = T> {}

    impl<S: ?Sized, T> Implies<T> for S {}
}

/// What `f64` must do with `R` on its right.
///
/// The half about `f64` with `f64` is needed: without it the implied bound is the only candidate,
/// and `0.5 * n` of two `f64` stops compiling inside generic code.
#[doc(hidden)]
pub trait LeftOf<R>:
    Add<R, Output = R>
    + Sub<R, Output = R>
    + Mul<R, Output = R>
    + Div<R, Output = R>
    + Add<f64, Output = f64>
    + Sub<f64, Output = f64>
    + Mul<f64, Output = f64>
    + Div<f64, Output = f64>
{
}

impl<R> LeftOf<R> for f64 where
    f64: Add<R, Output = R> + Sub<R, Output = R> + Mul<R, Output = R> + Div<R, Output = R>
{
}

/// The table of element-wise functions: name, documentation, instruction and an example, given once. The trait
/// [`Real`] and the inherent methods of variables are both stamped from it.
///
/// What stands in brackets after the stamp is handed on to it.
macro_rules! for_each_function {
    ($stamp:ident $([$($context:tt)*])?) => {
        $stamp! {
            $([$($context)*])?
            /// The absolute value |x|. Derivative: the sign, 0 at 0.
            #[doc(alias = "absolute")]
            abs => Abs, -2.0 => 2.0;
            /// −1, 0 or 1; NaN stays NaN. Derivative: 0.
            #[doc(alias = "signum")]
            sign => Sign, -2.0 => -1.0;
            /// The square x². Derivative: 2x.
            square => Square, 3.0 => 9.0;
            /// The square root √x. Derivative: 1/(2√x), which is ∞ at 0; a cotangent of 0 absorbs it, so (√x)² has derivative 0 at exactly 0.
            sqrt => Sqrt, 4.0 => 2.0;
            /// The reciprocal square root 1/√x. Derivative: −y³/2.
            rsqrt => Rsqrt, 4.0 => 0.5;
            /// The reciprocal 1/x. Derivative: −1/x².
            #[doc(alias = "reciprocal")]
            recip => Recip, 4.0 => 0.25;
            /// The cube root ∛x, of negative numbers too. Derivative: 1/(3y²), ∞ at 0.
            cbrt => Cbrt, -8.0 => -2.0;
            /// The exponential eˣ. Derivative: eˣ.
            exp => Exp, 1.0 => std::f64::consts::E;
            /// The power 2ˣ. Derivative: 2ˣ ln 2.
            exp2 => Exp2, 3.0 => 8.0;
            /// eˣ − 1, accurate near 0. Derivative: eˣ.
            #[doc(alias = "expm1")]
            exp_m1 => ExpM1, std::f64::consts::LN_2 => 1.0;
            /// The natural logarithm. Derivative: 1/x.
            #[doc(alias = "log")]
            ln => Ln, std::f64::consts::E => 1.0;
            /// The logarithm to base 2. Derivative: 1/(x ln 2).
            log2 => Log2, 8.0 => 3.0;
            /// The logarithm to base 10. Derivative: 1/(x ln 10).
            log10 => Log10, 1000.0 => 3.0;
            /// ln(1 + x), accurate near 0. Derivative: 1/(1 + x).
            #[doc(alias = "log1p")]
            ln_1p => Ln1p, 1.0 => std::f64::consts::LN_2;
            /// The sine. Derivative: cos x.
            sin => Sin, 0.5 => 0.5f64.sin();
            /// The cosine. Derivative: −sin x.
            cos => Cos, 0.0 => 1.0;
            /// The tangent. Derivative: 1 + tan² x.
            tan => Tan, 0.5 => 0.5f64.tan();
            /// The inverse sine. Derivative: 1/√(1 − x²), ∞ at ±1.
            #[doc(alias = "arcsin")]
            asin => Asin, 1.0 => std::f64::consts::FRAC_PI_2;
            /// The inverse cosine. Derivative: −1/√(1 − x²), −∞ at ±1.
            #[doc(alias = "arccos")]
            acos => Acos, -1.0 => std::f64::consts::PI;
            /// The inverse tangent. Derivative: 1/(1 + x²).
            #[doc(alias = "arctan")]
            atan => Atan, 1.0 => std::f64::consts::FRAC_PI_4;
            /// The hyperbolic sine. Derivative: cosh x.
            sinh => Sinh, 1.0 => 1f64.sinh();
            /// The hyperbolic cosine. Derivative: sinh x.
            cosh => Cosh, 0.0 => 1.0;
            /// The hyperbolic tangent. Derivative: 1 − tanh² x.
            tanh => Tanh, 1.0 => 1f64.tanh();
            /// The inverse hyperbolic sine. Derivative: 1/√(1 + x²).
            #[doc(alias = "arcsinh")]
            asinh => Asinh, 1f64.sinh() => 1.0;
            /// The inverse hyperbolic cosine. Derivative: 1/√(x² − 1), ∞ at 1.
            #[doc(alias = "arccosh")]
            acosh => Acosh, 1f64.cosh() => 1.0;
            /// The inverse hyperbolic tangent. Derivative: 1/(1 − x²), ∞ at ±1.
            #[doc(alias = "arctanh")]
            atanh => Atanh, 1f64.tanh() => 1.0;
            /// The error function 2/√π ∫₀ˣ e^(−t²) dt. Derivative: 2/√π e^(−x²).
            erf => Erf, 0.5 => 0.520_499_877_813_046_5;
            /// 1 − erf x, accurate far in the tail. Derivative: −2/√π e^(−x²).
            erfc => Erfc, 0.5 => 0.479_500_122_186_953_5;
            /// The inverse of the error function. Derivative: √π/2 e^(y²), ∞ at ±1.
            erfinv => Erfinv, 0.5 => 0.476_936_276_204_469_9;
            /// Φ(x), the distribution function of the standard normal. Derivative: e^(−x²/2)/√(2π).
            #[doc(alias = "ndtr")]
            normal_cdf => NormalCdf, 0.0 => 0.5;
            /// ln Φ(x), accurate far in the tail. Derivative: e^(−x²/2 − y)/√(2π).
            #[doc(alias = "log_ndtr")]
            log_normal_cdf => LogNormalCdf, 0.0 => 0.5f64.ln();
            /// ln |Γ(x)|. Derivative: ψ(x), the digamma function.
            #[doc(alias = "ln_gamma")]
            lgamma => Lgamma, 5.0 => 24f64.ln();
            /// The logistic function 1/(1 + e⁻ˣ). Derivative: y(1 − y).
            #[doc(alias = "expit")]
            sigmoid => Sigmoid, 0.0 => 0.5;
            /// ln(1/(1 + e⁻ˣ)), which neither overflows nor loses the tail. Derivative: 1/(1 + eˣ).
            #[doc(alias = "logsigmoid")]
            log_sigmoid => LogSigmoid, 0.0 => 0.5f64.ln();
            /// ln(1 + eˣ), which does not overflow. Derivative: the logistic function.
            softplus => Softplus, 0.0 => 2f64.ln();
            /// max(x, 0). Derivative: 1 above 0, 0 at and below.
            relu => Relu, -3.0 => 0.0;
            /// The largest whole number that is not larger. Derivative: 0.
            floor => Floor, -1.5 => -2.0;
            /// The smallest whole number that is not smaller. Derivative: 0.
            ceil => Ceil, -1.5 => -1.0;
            /// The nearest whole number; a half goes to the even one, as in PyTorch and NumPy (not as `f64::round`). Derivative: 0.
            round => Round, 2.5 => 2.0;
            /// The whole part, towards 0. Derivative: 0.
            trunc => Trunc, -1.5 => -1.0;
            /// 1 where the number is NaN, else 0. Derivative: 0.
            is_nan => IsNan, f64::NAN => 1.0;
            /// 1 where the number is neither infinite nor NaN, else 0. Derivative: 0.
            is_finite => IsFinite, f64::INFINITY => 0.0;
            /// 1 where the number is 0, else 0: the negation of a mask. Derivative: 0.
            #[doc(alias = "logical_not")]
            not => Not, 1.0 => 0.0;
            /// The same value, through which no derivative passes.
            #[doc(alias = "detach")]
            stop_gradient => StopGradient, 3.0 => 3.0;
        }
    };
}
pub(crate) use for_each_function;

/// Stamps the functions of one argument as provided methods of [`Real`].
macro_rules! trait_functions {
    ($($(#[$doc:meta])* $function:ident => $Instruction:ident, $x:expr => $y:expr;)*) => { $(
        $(#[$doc])*
        #[inline]
        #[track_caller]
        fn $function(self) -> Self {
            self.unary(Unary::$Instruction)
        }
    )* };
}

/// A number that a formula can be written in, and that can be differentiated.
///
/// A function `fn f<R: Real>(x: R) -> R` runs unchanged on `f64`, on the variables of a
/// [scalar tape](crate::scalar), on [`Dual`](crate::scalar::Dual) numbers and on tensor variables
/// (element-wise). Numbers may stand on either side of an operator: `2.0 * x + 1.0`.
/// Types that carry a value also compare: [`Number`].
///
/// ```
/// use wengert_tape::{Real, Tape};
///
/// fn f<R: Real>(x: R) -> R {
///     2.0 * x.sin() + 1.0 / x
/// }
///
/// let tape = Tape::new();
/// let x = tape.var(0.5);
/// assert_eq!(f(x).item()?, f(0.5));
/// assert_eq!(f(x).grad(x).item()?, 2.0 * 0.5f64.cos() - 4.0);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a real number that Wengert can differentiate",
    note = "Real is implemented by f64, Var, scalar::Var and Dual; for f32 use Tensor<f32> on a tape"
)]
pub trait Real:
    Copy
    + std::fmt::Debug
    + From<f64>
    + Sum
    + for<'a> Sum<&'a Self>
    + Neg<Output = Self>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Add<f64, Output = Self>
    + Sub<f64, Output = Self>
    + Mul<f64, Output = Self>
    + Div<f64, Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
    + DivAssign
    + AddAssign<f64>
    + SubAssign<f64>
    + MulAssign<f64>
    + DivAssign<f64>
    + implied::Implies<f64, Is: LeftOf<Self>>
{
    /// Applies an instruction of one argument.
    #[doc(hidden)]
    #[track_caller]
    fn unary(self, instruction: Unary) -> Self;

    /// Applies an instruction of two arguments.
    #[doc(hidden)]
    #[track_caller]
    fn binary(self, instruction: Binary, other: Self) -> Self;

    /// Applies an instruction of three arguments.
    #[doc(hidden)]
    #[track_caller]
    fn ternary(self, instruction: Ternary, second: Self, third: Self) -> Self;

    /// Applies a function of many numbers.
    #[doc(hidden)]
    #[track_caller]
    fn many(function: Many, x: &[Self]) -> Self {
        function.value(x)
    }

    #[doc(hidden)]
    #[track_caller]
    fn dot(x: &[Self], y: &[Self]) -> Self {
        many::dot_value(x, y)
    }

    #[doc(hidden)]
    #[track_caller]
    fn weighted_sum(weights: &[f64], x: &[Self]) -> Self {
        many::weighted_sum_value(weights, x)
    }

    #[doc(hidden)]
    #[track_caller]
    fn polynomial(x: Self, coefficients: &[f64]) -> Self {
        many::polynomial_value(x, coefficients)
    }

    for_each_function!(trait_functions);

    for_each_activation!(trait_activations);

    /// The whole power xⁿ; x⁰ is 1 everywhere. Derivative: n xⁿ⁻¹.
    #[inline]
    #[track_caller]
    fn powi(self, n: i32) -> Self {
        self.unary(Unary::Powi(n))
    }

    /// The power xᵖ with a fixed exponent. Derivative: p xᵖ⁻¹, 0 where p is 0.
    #[inline]
    #[track_caller]
    fn powf(self, p: f64) -> Self {
        self.binary(Binary::Pow, Self::from(p))
    }

    /// The power xʸ. Derivatives: y xʸ⁻¹ and xʸ ln x, which is 0 at x = 0 for y ≥ 0.
    #[inline]
    #[track_caller]
    fn pow(self, exponent: impl Into<Self>) -> Self {
        self.binary(Binary::Pow, exponent.into())
    }

    /// The larger number, NaN if either is. A tie shares the derivative evenly.
    #[inline]
    #[track_caller]
    fn max(self, other: impl Into<Self>) -> Self {
        self.binary(Binary::Max, other.into())
    }

    /// The smaller number, NaN if either is. A tie shares the derivative evenly.
    #[inline]
    #[track_caller]
    fn min(self, other: impl Into<Self>) -> Self {
        self.binary(Binary::Min, other.into())
    }

    /// The angle of the point (x, self), in (−π, π]. Derivative 0 at the origin.
    #[inline]
    #[track_caller]
    fn atan2(self, x: impl Into<Self>) -> Self {
        self.binary(Binary::Atan2, x.into())
    }

    /// √(x² + y²) without overflow. Derivative 0 at the origin.
    #[inline]
    #[track_caller]
    fn hypot(self, other: impl Into<Self>) -> Self {
        self.binary(Binary::Hypot, other.into())
    }

    /// The remainder of a division, with the sign of `self`, as Rust's `%`.
    #[inline]
    #[track_caller]
    fn fmod(self, divisor: impl Into<Self>) -> Self {
        self.binary(Binary::Fmod, divisor.into())
    }

    /// The remainder of a division, with the sign of the divisor, as Python's `%`.
    #[inline]
    #[track_caller]
    fn remainder(self, divisor: impl Into<Self>) -> Self {
        self.binary(Binary::Remainder, divisor.into())
    }

    /// x ln y, and 0 where x is 0.
    #[inline]
    #[track_caller]
    fn xlogy(self, other: impl Into<Self>) -> Self {
        self.binary(Binary::Xlogy, other.into())
    }

    /// ln(eˣ + eʸ), which does not overflow.
    #[inline]
    #[track_caller]
    fn logaddexp(self, other: impl Into<Self>) -> Self {
        self.binary(Binary::Logaddexp, other.into())
    }

    /// `self · other`, and 0 where one of them is 0, whatever the other is: the product of a cotangent
    /// with a local derivative that may be infinite or NaN.
    #[inline]
    #[track_caller]
    fn absorb(self, other: impl Into<Self>) -> Self {
        self.binary(Binary::Absorb, other.into())
    }

    /// A mask: 1 where `self` > `other`, else 0.
    #[doc(alias = "gt")]
    #[inline]
    #[track_caller]
    fn greater(self, other: impl Into<Self>) -> Self {
        self.binary(Binary::Greater, other.into())
    }

    /// A mask: 1 where `self` ≥ `other`, else 0.
    #[doc(alias = "ge")]
    #[inline]
    #[track_caller]
    fn greater_equal(self, other: impl Into<Self>) -> Self {
        self.binary(Binary::GreaterEqual, other.into())
    }

    /// A mask: 1 where `self` < `other`, else 0.
    #[doc(alias = "lt")]
    #[inline]
    #[track_caller]
    fn less(self, other: impl Into<Self>) -> Self {
        self.binary(Binary::Less, other.into())
    }

    /// A mask: 1 where `self` ≤ `other`, else 0.
    #[doc(alias = "le")]
    #[inline]
    #[track_caller]
    fn less_equal(self, other: impl Into<Self>) -> Self {
        self.binary(Binary::LessEqual, other.into())
    }

    /// A mask: 1 where the two are equal, else 0.
    #[doc(alias = "eq")]
    #[inline]
    #[track_caller]
    fn equal(self, other: impl Into<Self>) -> Self {
        self.binary(Binary::Equal, other.into())
    }

    /// A mask: 1 where the two differ, else 0.
    #[doc(alias = "ne")]
    #[inline]
    #[track_caller]
    fn not_equal(self, other: impl Into<Self>) -> Self {
        self.binary(Binary::NotEqual, other.into())
    }

    /// A mask: 1 where neither mask is 0.
    #[doc(alias = "logical_and")]
    #[inline]
    #[track_caller]
    fn and(self, other: impl Into<Self>) -> Self {
        self.binary(Binary::And, other.into())
    }

    /// A mask: 1 where one of the masks is not 0.
    #[doc(alias = "logical_or")]
    #[inline]
    #[track_caller]
    fn or(self, other: impl Into<Self>) -> Self {
        self.binary(Binary::Or, other.into())
    }

    /// A mask: 1 where exactly one of the masks is 0.
    #[doc(alias = "logical_xor")]
    #[inline]
    #[track_caller]
    fn xor(self, other: impl Into<Self>) -> Self {
        self.binary(Binary::Xor, other.into())
    }

    /// `self · factor + summand`, in one rounding where the machine has it.
    #[inline]
    #[track_caller]
    fn mul_add(self, factor: impl Into<Self>, summand: impl Into<Self>) -> Self {
        self.ternary(Ternary::MulAdd, factor.into(), summand.into())
    }

    /// The number held between `low` and `high`. The derivative passes inside and at the edges.
    #[inline]
    #[track_caller]
    fn clamp(self, low: impl Into<Self>, high: impl Into<Self>) -> Self {
        self.ternary(Ternary::Clamp, low.into(), high.into())
    }

    /// `yes` where the mask is not 0, else `no`; the branch not taken never poisons the derivative.
    #[inline]
    #[track_caller]
    fn select(mask: Self, yes: impl Into<Self>, no: impl Into<Self>) -> Self {
        mask.ternary(Ternary::Select, yes.into(), no.into())
    }

    /// ψ(x), the derivative of ln Γ. Derivative: ψ′, the trigamma function.
    #[track_caller]
    fn digamma(self) -> Self {
        self.unary(Unary::Polygamma(0))
    }

    /// ψ⁽ⁿ⁾(x), the n-th derivative of the digamma function.
    ///
    /// The error grows with the order as that of a power does: n units in the last place.
    #[track_caller]
    fn polygamma(self, n: u32) -> Self {
        self.unary(Unary::Polygamma(n))
    }

    /// sin(πx)/(πx), and 1 at 0. Derivatives of any order are accurate near 0.
    #[track_caller]
    fn sinc(self) -> Self {
        self.unary(Unary::Sinc(0))
    }

    /// The part behind the point, x − trunc x, with the sign of x. Derivative: 1.
    #[track_caller]
    fn fract(self) -> Self {
        self - self.trunc()
    }
}

/// A [`Real`] that carries a value, so that ordinary `if`, `<` and sorting work on it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no value to compare while it is being recorded",
    note = "use `Real::select` for a branch that becomes part of the formula"
)]
pub trait Number: Real + PartialOrd + PartialOrd<f64> {
    /// The value.
    fn value(self) -> f64;

    /// Whether it is 0, with all derivatives that it carries: then its products with a derivative are 0.
    #[doc(hidden)]
    fn vanishes(self) -> bool {
        false
    }
}

impl Real for f64 {
    #[inline(always)]
    fn unary(self, instruction: Unary) -> f64 {
        instruction.value(self)
    }

    #[inline(always)]
    fn binary(self, instruction: Binary, other: f64) -> f64 {
        instruction.value(self, other)
    }

    #[inline(always)]
    fn ternary(self, instruction: Ternary, second: f64, third: f64) -> f64 {
        instruction.value(self, second, third)
    }
}

impl Number for f64 {
    #[inline]
    fn value(self) -> f64 {
        self
    }

    #[inline]
    fn vanishes(self) -> bool {
        self == 0.0
    }
}
