//! Instructions of two arguments.

use crate::instruction::Slope::{self, Constant, Factor, Fraction, Over, Zero};
use crate::instruction::Unary;
use crate::kernel::Kernels;
use crate::real::Real;

/// Stamps the instruction set: for each instruction its name, its value at `a` and `b`, and its two
/// slopes in terms of the arguments and the result `y`.
macro_rules! binary_instructions {
    ($(
        $(#[$doc:meta])*
        $Variant:ident = $name:literal,
        |$a:ident, $b:ident| $value:expr,
        |$sa:ident, $sb:ident, $sy:ident| $first:expr, $second:expr;
    )*) => {
        /// An instruction of two arguments.
        #[doc(hidden)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        pub enum Binary {
            $($(#[$doc])* $Variant,)*
        }

        impl Binary {
            /// The name of the method that records it.
            pub fn name(self) -> &'static str {
                match self {
                    $(Binary::$Variant => $name,)*
                }
            }

            /// The value at two numbers.
            #[inline]
            pub(crate) fn value<N: Kernels>(self, a: N, b: N) -> N {
                match self {
                    $(Binary::$Variant => { let ($a, $b) = (a, b); $value })*
                }
            }

            /// Calls `visit` with the value function of this instruction, so that a loop around it
            /// is compiled once per instruction.
            #[inline(always)]
            pub(crate) fn with_value<N: Kernels>(self, visit: impl PairVisitor<N>) {
                match self {
                    $(Binary::$Variant => visit.visit(#[inline(always)] move |$a: N, $b: N| $value),)*
                }
            }

            /// The local derivative with respect to argument 0 or 1, at `a` and `b` with result `y`.
            #[allow(unused_variables)]
            #[inline]
            #[track_caller]
            pub fn slope<R: Real>(self, argument: usize, a: R, b: R, y: R) -> Slope<R> {
                match (self, argument) {
                    $(
                        (Binary::$Variant, 0) => { let ($sa, $sb, $sy) = (a, b, y); $first }
                        (Binary::$Variant, _) => { let ($sa, $sb, $sy) = (a, b, y); $second }
                    )*
                }
            }
        }
    };
}

/// What is done with a value function.
pub(crate) trait PairVisitor<N> {
    fn visit(self, value: impl Fn(N, N) -> N + Copy + Send + Sync);
}

/// 1 where the first argument wins, ½ at a tie: element-wise max and min share it evenly.
#[track_caller]
fn share<R: Real>(wins: R, tie: R) -> R {
    wins + 0.5 * tie
}

/// a − b, and 0 where both are the same infinity.
#[track_caller]
fn lead<R: Real>(a: R, b: R) -> R {
    let difference = a - b;
    R::select(difference.is_nan() * a.equal(b), 0.0, difference)
}

/// The whole number q of a = q · b + y. Not a / b rounded to one side, which may be the next whole
/// number: y is computed exactly. Where y is b, as in the remainder of −1 by ∞, q is −1.
#[track_caller]
fn whole_quotient<R: Real>(a: R, b: R, y: R) -> R {
    R::select(y.equal(b), -1.0, ((a - y) / b).round())
}

binary_instructions! {
    /// a + b.
    Add = "add", |a, b| a + b, |a, b, y| Constant(1.0), Constant(1.0);
    /// a − b.
    Sub = "sub", |a, b| a - b, |a, b, y| Constant(1.0), Constant(-1.0);
    /// a · b.
    Mul = "mul", |a, b| a * b, |a, b, y| Factor(b), Factor(a);
    /// a / b.
    Div = "div", |a, b| a / b, |a, b, y| Over(b), Fraction(y, -b);
    /// a · b where 0 · anything is 0: the product of a cotangent with a slope that may be infinite.
    Absorb = "absorb",
        |a, b| if a == N::from_f64(0.0) || b == N::from_f64(0.0) { N::from_f64(0.0) } else { a * b },
        |a, b, y| Factor(b), Factor(a);
    /// a / b where 0 / anything and anything / ∞ are 0: the quotient of a cotangent by a divisor that
    /// may be 0 or NaN.
    Quotient = "quotient",
        |a, b| if a == N::from_f64(0.0) || b.abs() == N::from_f64(f64::INFINITY) {
            N::from_f64(0.0)
        } else {
            a / b
        },
        |a, b, y| Over(b), Fraction(y, -b);
    /// aᵇ; 0⁰ is 1, the slope of 0ᵇ with respect to b is 0 for b ≥ 0.
    Pow = "pow",
        |a, b| a.powf(b),
        |a, b, y| Factor(b.absorb(a.pow(b - 1.0))),
        Factor(R::select(a.equal(0.0) * b.greater_equal(0.0), 0.0, y.absorb(a.ln())));
    /// The larger one, NaN if either is; a tie is shared evenly.
    Max = "max",
        |a, b| a.max_or_nan(b),
        |a, b, y| Factor(share(a.greater(b), a.equal(b))), Factor(share(b.greater(a), a.equal(b)));
    /// The smaller one, NaN if either is; a tie is shared evenly.
    Min = "min",
        |a, b| a.min_or_nan(b),
        |a, b, y| Factor(share(a.less(b), a.equal(b))), Factor(share(b.less(a), a.equal(b)));
    /// The angle of the point (b, a); slope 0 at the origin.
    Atan2 = "atan2",
        |a, b| a.atan2(b),
        |a, b, y| {
            let r = a.hypot(b);
            Factor(R::select(r, b / r / r, 0.0))
        },
        {
            let r = a.hypot(b);
            Factor(R::select(r, -(a / r / r), 0.0))
        };
    /// √(a² + b²) without overflow; slope 0 at the origin.
    Hypot = "hypot",
        |a, b| a.hypot(b),
        |a, b, y| Factor(R::select(y, a / y, 0.0)), Factor(R::select(y, b / y, 0.0));
    /// The remainder of a / b with the sign of a.
    Fmod = "fmod",
        |a, b| a.fmod(b),
        |a, b, y| Constant(1.0), Factor(-whole_quotient(a, b, y));
    /// The remainder of a / b with the sign of b.
    Remainder = "remainder",
        |a, b| a.remainder(b),
        |a, b, y| Constant(1.0), Factor(-whole_quotient(a, b, y));
    /// a · ln b, 0 where a is 0.
    Xlogy = "xlogy",
        |a, b| a.xlogy(b),
        |a, b, y| Factor(R::select(a.equal(0.0) * b.less_equal(0.0), 0.0, b.ln())),
        Fraction(a, b);
    /// ln(eᵃ + eᵇ).
    Logaddexp = "logaddexp",
        |a, b| a.logaddexp(b),
        |a, b, y| Factor(lead(a, b).unary(Unary::Logistic)), Factor(lead(b, a).unary(Unary::Logistic));
    /// 1 where a > b.
    Greater = "greater", |a, b| N::truth(a > b), |a, b, y| Zero, Zero;
    /// 1 where a ≥ b.
    GreaterEqual = "greater_equal", |a, b| N::truth(a >= b), |a, b, y| Zero, Zero;
    /// 1 where a < b.
    Less = "less", |a, b| N::truth(a < b), |a, b, y| Zero, Zero;
    /// 1 where a ≤ b.
    LessEqual = "less_equal", |a, b| N::truth(a <= b), |a, b, y| Zero, Zero;
    /// 1 where a = b.
    Equal = "equal", |a, b| N::truth(a == b), |a, b, y| Zero, Zero;
    /// 1 where a ≠ b.
    NotEqual = "not_equal", |a, b| N::truth(a != b), |a, b, y| Zero, Zero;
    /// 1 where neither is 0.
    And = "and", |a, b| N::truth(a != N::from_f64(0.0) && b != N::from_f64(0.0)), |a, b, y| Zero, Zero;
    /// 1 where one of them is not 0.
    Or = "or", |a, b| N::truth(a != N::from_f64(0.0) || b != N::from_f64(0.0)), |a, b, y| Zero, Zero;
    /// 1 where exactly one of them is 0.
    Xor = "xor", |a, b| N::truth((a != N::from_f64(0.0)) != (b != N::from_f64(0.0))), |a, b, y| Zero, Zero;
}
