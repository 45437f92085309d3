//! Instructions of one argument.

use crate::instruction::Slope::{self, Constant, Factor, Over, Where, Zero};
use crate::kernel::Kernels;
use crate::real::Real;
use std::f64::consts::{FRAC_2_SQRT_PI, LN_2, LN_10};

/// 1/√(2π), the height of the normal density.
const NORMAL_PEAK: f64 = 0.398_942_280_401_432_7;

/// √π/2.
const HALF_SQRT_PI: f64 = 0.886_226_925_452_758;

/// Stamps the instruction set: for each instruction its name, its value at `x`, and its slope in
/// terms of the argument `x` and the result `y`.
macro_rules! unary_instructions {
    ($(
        $(#[$doc:meta])*
        $Variant:ident $(($parameter:ident: $Type:ty))? = $name:literal,
        |$x:ident| $value:expr,
        |$sx:ident, $sy:ident| $slope:expr;
    )*) => {
        /// An instruction of one argument.
        #[doc(hidden)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        pub enum Unary {
            $($(#[$doc])* $Variant $(($Type))?,)*
        }

        impl Unary {
            /// The name of the method that records it.
            pub fn name(self) -> &'static str {
                match self {
                    $(unary_instructions!(@pattern $Variant $($parameter)?) => $name,)*
                }
            }

            /// The value at one number.
            #[allow(unused_variables)]
            #[inline]
            pub(crate) fn value<N: Kernels>(self, x: N) -> N {
                match self {
                    $(Unary::$Variant $(($parameter))? => { let $x = x; $value })*
                }
            }

            /// Calls `visit` with the value function of this instruction, so that a loop around it
            /// is compiled once per instruction.
            #[allow(unused_variables)]
            #[inline(always)]
            pub(crate) fn with_value<N: Kernels>(self, visit: impl ValueVisitor<N>) {
                match self {
                    $(Unary::$Variant $(($parameter))? => visit.visit(#[inline(always)] move |$x: N| $value),)*
                }
            }

            /// The local derivative at argument `x` with result `y`.
            #[allow(unused_variables)]
            #[inline]
            #[track_caller]
            pub fn slope<R: Real>(self, x: R, y: R) -> Slope<R> {
                match self {
                    $(Unary::$Variant $(($parameter))? => { let ($sx, $sy) = (x, y); $slope })*
                }
            }
        }
    };
    (@pattern $Variant:ident) => { Unary::$Variant };
    (@pattern $Variant:ident $parameter:ident) => { Unary::$Variant(_) };
}

/// 1 − x² in one rounding, so that it is accurate near ±1, and its derivative −2x near 0.
#[track_caller]
fn one_minus_square<R: Real>(x: R) -> R {
    (-x).mul_add(x, 1.0)
}

/// The slope of y = rₙ, given rₙ₊₁.
#[track_caller]
pub(crate) fn normal_excess_slope<R: Real>(n: u32, y: R, next: R) -> Slope<R> {
    Factor(y * (next * f64::from(n + 1) - y * f64::from(n)))
}

/// What is done with a value function.
pub(crate) trait ValueVisitor<N> {
    fn visit(self, value: impl Fn(N) -> N + Copy + Send + Sync);
}

unary_instructions! {
    /// −x.
    Neg = "neg", |x| -x, |x, y| Constant(-1.0);
    /// |x|; slope 0 at 0.
    Abs = "abs", |x| x.abs(), |x, y| Factor(x.sign());
    /// −1, 0 or 1.
    Sign = "sign", |x| x.sign(), |x, y| Zero;
    /// x².
    Square = "square", |x| x * x, |x, y| Factor(2.0 * x);
    /// √x; slope ∞ at 0.
    Sqrt = "sqrt", |x| x.sqrt(), |x, y| Factor(0.5 / y);
    /// 1/√x.
    Rsqrt = "rsqrt", |x| N::from_f64(1.0) / x.sqrt(), |x, y| Factor(-0.5 * y * y * y);
    /// 1/x.
    Recip = "recip", |x| N::from_f64(1.0) / x, |x, y| Factor(-(y * y));
    /// The cube root; slope ∞ at 0.
    Cbrt = "cbrt", |x| x.cbrt(), |x, y| Over(3.0 * y * y);
    /// xⁿ; x⁰ is 1 everywhere.
    Powi(n: i32) = "powi", |x| x.powi(n), |x, y| match n {
        0 => Zero,
        1 => Constant(1.0),
        2 => Factor(2.0 * x),
        3.. => Factor(x.powi(n - 1) * f64::from(n)),
        _ => Factor(x.powi(n.saturating_sub(1)) * f64::from(n)),
    };
    /// eˣ.
    Exp = "exp", |x| x.exp(), |x, y| Factor(y);
    /// 2ˣ.
    Exp2 = "exp2", |x| x.exp2(), |x, y| Factor(y * LN_2);
    /// eˣ − 1, accurate near 0.
    ExpM1 = "exp_m1", |x| x.exp_m1(), |x, y| Factor(x.exp());
    /// The natural logarithm.
    Ln = "ln", |x| x.ln(), |x, y| Over(x);
    /// The logarithm to base 2.
    Log2 = "log2", |x| x.log2(), |x, y| Over(x * LN_2);
    /// The logarithm to base 10.
    Log10 = "log10", |x| x.log10(), |x, y| Over(x * LN_10);
    /// ln(1 + x), accurate near 0.
    Ln1p = "ln_1p", |x| x.ln_1p(), |x, y| Over(1.0 + x);
    /// The sine.
    Sin = "sin", |x| x.sin(), |x, y| Factor(x.cos());
    /// The cosine.
    Cos = "cos", |x| x.cos(), |x, y| Factor(-x.sin());
    /// The tangent.
    Tan = "tan", |x| x.tan(), |x, y| Factor(1.0 + y * y);
    /// The inverse sine; slope ∞ at ±1.
    Asin = "asin", |x| x.asin(), |x, y| Factor(one_minus_square(x).rsqrt());
    /// The inverse cosine; slope −∞ at ±1.
    Acos = "acos", |x| x.acos(), |x, y| Factor(-one_minus_square(x).rsqrt());
    /// The inverse tangent.
    Atan = "atan", |x| x.atan(), |x, y| Over(1.0 + x * x);
    /// The hyperbolic sine.
    Sinh = "sinh", |x| x.sinh(), |x, y| Factor(x.cosh());
    /// The hyperbolic cosine.
    Cosh = "cosh", |x| x.cosh(), |x, y| Factor(x.sinh());
    /// The hyperbolic tangent.
    Tanh = "tanh", |x| x.tanh(), |x, y| Factor(1.0 - y * y);
    /// The inverse hyperbolic sine.
    Asinh = "asinh", |x| x.asinh(), |x, y| Over(x.hypot(1.0));
    /// The inverse hyperbolic cosine; slope ∞ at 1.
    Acosh = "acosh", |x| x.acosh(), |x, y| Factor(x.mul_add(x, -1.0).rsqrt());
    /// The inverse hyperbolic tangent; slope ∞ at ±1.
    Atanh = "atanh", |x| x.atanh(), |x, y| Over(one_minus_square(x));
    /// The error function.
    Erf = "erf", |x| x.erf(), |x, y| Factor((-(x * x)).exp() * FRAC_2_SQRT_PI);
    /// 1 − erf x, accurate far in the tail.
    Erfc = "erfc", |x| x.erfc(), |x, y| Factor((-(x * x)).exp() * -FRAC_2_SQRT_PI);
    /// The inverse of the error function; slope ∞ at ±1.
    Erfinv = "erfinv", |x| x.erfinv(), |x, y| Factor((y * y).exp() * HALF_SQRT_PI);
    /// Φ(x), the distribution function of the standard normal.
    NormalCdf = "normal_cdf", |x| x.normal_cdf(), |x, y| Factor((-0.5 * x * x).exp() * NORMAL_PEAK);
    /// ln Φ(x), accurate far in the tail.
    LogNormalCdf = "log_normal_cdf", |x| x.log_normal_cdf(), |x, y| Factor(x.unary(Unary::NormalHazard));
    /// φ(x)/Φ(x), the slope of ln Φ, accurate far in the tail.
    NormalHazard = "normal_hazard", |x| x.normal_hazard(), |x, y| {
        // −y r₁ both ways. Where Φ is small the product tends to −1, and its derivative would cancel.
        let first = x.unary(Unary::NormalExcess(1));
        let next = x.unary(Unary::NormalExcess(2));
        let tail = first * (2.0 * next - first) - 1.0;
        Factor(R::select(x.less(-1.0), tail, -y.absorb(first)))
    };
    /// rₙ, of which r₁ is φ(x)/Φ(x) + x; given rₙ₊₁, its slope does not cancel in the tail either.
    NormalExcess(n: u32) = "normal_excess", |x| x.normal_excess(n), |x, y| {
        normal_excess_slope(n, y, x.unary(Unary::NormalExcess(n + 1)))
    };
    /// ln |Γ(x)|.
    Lgamma = "lgamma", |x| x.lgamma(), |x, y| Factor(x.digamma());
    /// ψ⁽ⁿ⁾(x), the n-th derivative of the digamma function, which is n = 0. The last order is its own slope.
    Polygamma(n: u32) = "polygamma", |x| x.polygamma(n), |x, y| Factor(x.polygamma(n.saturating_add(1)));
    /// 1/(1 + e⁻ˣ); the slope reads y alone, so that x need not be kept.
    Sigmoid = "sigmoid", |x| x.sigmoid(), |x, y| Factor(y * (1.0 - y));
    /// The same, for formulas that keep x anyway: its slope does not vanish where y is rounded to 1.
    Logistic = "sigmoid", |x| x.sigmoid(), |x, y| Factor(x.unary(Unary::SigmoidSlope));
    /// s(1 − s) of s = 1/(1 + e⁻ˣ), accurate in both tails.
    SigmoidSlope = "sigmoid_slope", |x| x.sigmoid_slope(), |x, y| Factor(-(y * (0.5 * x).tanh()));
    /// ln(1/(1 + e⁻ˣ)).
    LogSigmoid = "log_sigmoid", |x| x.log_sigmoid(), |x, y| Factor((-x).unary(Unary::Logistic));
    /// ln(1 + eˣ).
    Softplus = "softplus", |x| x.softplus(), |x, y| Factor(x.unary(Unary::Logistic));
    /// max(x, 0); slope 0 at 0.
    Relu = "relu", |x| x.relu(), |x, y| Where(y);
    /// The n-th derivative of sin(πx)/(πx), which is n = 0.
    Sinc(n: u32) = "sinc", |x| x.sinc_derivative(n), |x, y| Factor(x.unary(Unary::Sinc(n + 1)));
    /// The largest whole number that is not larger.
    Floor = "floor", |x| x.floor(), |x, y| Zero;
    /// The smallest whole number that is not smaller.
    Ceil = "ceil", |x| x.ceil(), |x, y| Zero;
    /// The nearest whole number, a half to the even one.
    Round = "round", |x| x.round_half_even(), |x, y| Zero;
    /// The whole part.
    Trunc = "trunc", |x| x.trunc(), |x, y| Zero;
    /// 1 where x is NaN.
    IsNan = "is_nan", |x| N::truth(x.is_nan()), |x, y| Zero;
    /// 1 where x is neither infinite nor NaN.
    IsFinite = "is_finite", |x| N::truth(x.is_finite()), |x, y| Zero;
    /// 1 where x is 0.
    Not = "not", |x| N::truth(x == N::from_f64(0.0)), |x, y| Zero;
    /// x, through which no derivative passes.
    StopGradient = "stop_gradient", |x| x, |x, y| Zero;
}
