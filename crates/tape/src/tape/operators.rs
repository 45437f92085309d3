//! Operators and elementary functions of variables.

use crate::instruction::{Binary, Ternary, Unary};
use crate::real::{Real, for_each_function};
use crate::tape::{IntoOperand, Param, Var};
use crate::tensor::{Float, Tensor};
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

macro_rules! operators {
    ($($Operator:ident $method:ident $Assign:ident $assign:ident;)*) => { $(
        impl<'t, T: Float, X: IntoOperand<'t, T>> $Operator<X> for Var<'t, T> {
            type Output = Self;

            #[inline]
            #[track_caller]
            fn $method(self, other: X) -> Self {
                self.binary(Binary::$Operator, self.beside(other))
            }
        }

        impl<'t, T: Float, X: IntoOperand<'t, T>> $Assign<X> for Var<'t, T> {
            #[inline]
            #[track_caller]
            fn $assign(&mut self, other: X) {
                *self = self.binary(Binary::$Operator, self.beside(other));
            }
        }

        impl<'t, T: Float> $Operator<Var<'t, T>> for f64 {
            type Output = Var<'t, T>;

            #[inline]
            #[track_caller]
            fn $method(self, other: Var<'t, T>) -> Var<'t, T> {
                Var::plain(self).binary(Binary::$Operator, other)
            }
        }

        impl<'t, T: Float> $Operator<Var<'t, T>> for &Param<T> {
            type Output = Var<'t, T>;

            #[track_caller]
            fn $method(self, other: Var<'t, T>) -> Var<'t, T> {
                other.beside(self).binary(Binary::$Operator, other)
            }
        }

        impl<'t, T: Float> $Operator<Var<'t, T>> for &Tensor<T> {
            type Output = Var<'t, T>;

            #[track_caller]
            fn $method(self, other: Var<'t, T>) -> Var<'t, T> {
                other.beside(self).binary(Binary::$Operator, other)
            }
        }
    )* };
}

operators! {
    Add add AddAssign add_assign;
    Sub sub SubAssign sub_assign;
    Mul mul MulAssign mul_assign;
    Div div DivAssign div_assign;
}

impl<T: Float> Neg for Var<'_, T> {
    type Output = Self;

    #[inline]
    #[track_caller]
    fn neg(self) -> Self {
        self.unary(Unary::Neg)
    }
}

impl<T: Float> Sum for Var<'_, T> {
    #[track_caller]
    fn sum<I: Iterator<Item = Self>>(variables: I) -> Self {
        let mut total = None;
        for variable in variables {
            total = Some(match total {
                None => variable,
                Some(total) => total + variable,
            });
        }
        total.unwrap_or(Var::plain(0.0))
    }
}

impl<'a, 't, T: Float> Sum<&'a Var<'t, T>> for Var<'t, T> {
    #[track_caller]
    fn sum<I: Iterator<Item = &'a Self>>(variables: I) -> Self {
        variables.copied().sum()
    }
}

impl<'t, T: Float> Real for Var<'t, T> {
    #[inline]
    #[track_caller]
    fn unary(self, instruction: Unary) -> Self {
        self.record_unary(instruction)
    }

    #[inline]
    #[track_caller]
    fn binary(self, instruction: Binary, other: Self) -> Self {
        self.record_binary(instruction, other)
    }

    #[inline]
    #[track_caller]
    fn ternary(self, instruction: Ternary, second: Self, third: Self) -> Self {
        self.record_ternary(instruction, second, third)
    }
}

/// The example in a table's line: a call, and what it gives.
macro_rules! example {
    ($x:expr, $function:ident, ($($argument:expr)?), $y:expr) => {
        concat!(
            "```\n# let tape = wengert_tape::Tape::<f64>::new();\nlet y = tape.var(",
            stringify!($x),
            ").",
            stringify!($function),
            "(",
            $(stringify!($argument),)?
            ");\nassert!((y.item()? - ",
            stringify!($y),
            ").abs() < 1e-14);\n# Ok::<(), wengert_tape::Error>(())\n```"
        )
    };
}

/// Stamps the functions of one argument as inherent methods, so that they need no import and win
/// over other crates' float traits.
macro_rules! inherent_functions {
    ($($(#[$doc:meta])* $function:ident => $Instruction:ident, $x:expr => $y:expr;)*) => {
        #[allow(clippy::should_implement_trait, reason = "`!x` of a mask would read as a bitwise operation")]
        impl<'t, T: Float> Var<'t, T> { $(
            $(#[$doc])*
            ///
            #[doc = example!($x, $function, (), $y)]
            #[inline]
            #[track_caller]
            pub fn $function(self) -> Self {
                self.record_unary(Unary::$Instruction)
            }
        )* }
    };
}

for_each_function!(inherent_functions);

/// Stamps functions of two arguments, the second of which may be anything that stands in a formula.
macro_rules! inherent_pairs {
    ($($(#[$doc:meta])* $function:ident($other:ident) => $Instruction:ident, $x:expr, $with:expr => $y:expr;)*) => {
        impl<'t, T: Float> Var<'t, T> { $(
            $(#[$doc])*
            ///
            #[doc = example!($x, $function, ($with), $y)]
            #[inline]
            #[track_caller]
            pub fn $function(self, $other: impl IntoOperand<'t, T>) -> Self {
                self.record_binary(Binary::$Instruction, self.beside($other))
            }
        )* }
    };
}

inherent_pairs! {
    /// The power xʸ, element-wise. Derivatives: y xʸ⁻¹ and xʸ ln x, which is 0 at x = 0 for y ≥ 0.
    pow(exponent) => Pow, 2.0, 3.0 => 8.0;
    /// The larger of two, element-wise; NaN if either is. A tie shares the derivative evenly.
    #[doc(alias = "maximum")]
    max(other) => Max, 2.0, 3.0 => 3.0;
    /// The smaller of two, element-wise; NaN if either is. A tie shares the derivative evenly.
    #[doc(alias = "minimum")]
    min(other) => Min, 2.0, 3.0 => 2.0;
    /// The angle of the point (x, self), in (−π, π]. Derivative 0 at the origin.
    atan2(x) => Atan2, 1.0, -1.0 => 3.0 * std::f64::consts::FRAC_PI_4;
    /// √(x² + y²) without overflow. Derivative 0 at the origin.
    hypot(other) => Hypot, 3.0, 4.0 => 5.0;
    /// The remainder of a division, with the sign of `self`. Derivatives: 1 and −trunc(x/y).
    fmod(divisor) => Fmod, -5.5, 2.0 => -1.5;
    /// The remainder of a division, with the sign of the divisor. Derivatives: 1 and −floor(x/y).
    remainder(divisor) => Remainder, -5.5, 2.0 => 0.5;
    /// x ln y, and 0 where x is 0.
    xlogy(other) => Xlogy, 2.0, 1.0 => 0.0;
    /// ln(eˣ + eʸ), which does not overflow.
    logaddexp(other) => Logaddexp, 0.0, 0.0 => 2f64.ln();
    /// `self · other`, and 0 where one of them is 0, whatever the other is.
    absorb(other) => Absorb, 0.0, f64::INFINITY => 0.0;
    /// A mask: 1 where `self` > `other`, else 0.
    #[doc(alias = "gt")]
    greater(other) => Greater, 3.0, 2.0 => 1.0;
    /// A mask: 1 where `self` ≥ `other`, else 0.
    #[doc(alias = "ge")]
    greater_equal(other) => GreaterEqual, 2.0, 2.0 => 1.0;
    /// A mask: 1 where `self` < `other`, else 0.
    #[doc(alias = "lt")]
    less(other) => Less, 3.0, 2.0 => 0.0;
    /// A mask: 1 where `self` ≤ `other`, else 0.
    #[doc(alias = "le")]
    less_equal(other) => LessEqual, 2.0, 2.0 => 1.0;
    /// A mask: 1 where the two are equal, else 0.
    #[doc(alias = "eq")]
    equal(other) => Equal, 2.0, 2.0 => 1.0;
    /// A mask: 1 where the two differ, else 0.
    #[doc(alias = "ne")]
    not_equal(other) => NotEqual, 2.0, 2.0 => 0.0;
    /// A mask: 1 where neither mask is 0.
    #[doc(alias = "logical_and")]
    and(other) => And, 1.0, 0.0 => 0.0;
    /// A mask: 1 where one of the masks is not 0.
    #[doc(alias = "logical_or")]
    or(other) => Or, 1.0, 0.0 => 1.0;
    /// A mask: 1 where exactly one of the masks is 0.
    #[doc(alias = "logical_xor")]
    xor(other) => Xor, 1.0, 1.0 => 0.0;
}

impl<'t, T: Float> Var<'t, T> {
    /// The whole power xⁿ; x⁰ is 1 everywhere. Derivative: n xⁿ⁻¹.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([2.0, -3.0]);
    /// assert_eq!(x.powi(3).value()?, Tensor::from([8.0, -27.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn powi(self, n: i32) -> Self {
        self.record_unary(Unary::Powi(n))
    }

    /// The power xᵖ with a fixed exponent. Derivative: p xᵖ⁻¹, 0 where p is 0.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([4.0, 9.0]);
    /// assert_eq!(x.powf(0.5).value()?, Tensor::from([2.0, 3.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn powf(self, p: f64) -> Self {
        self.record_binary(Binary::Pow, Var::plain(p))
    }

    /// `self · factor + summand`, in one rounding where the machine has it.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1.0, 2.0]);
    /// assert_eq!(x.mul_add(10.0, 3.0).value()?, Tensor::from([13.0, 23.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[doc(alias = "addcmul")]
    #[track_caller]
    pub fn mul_add(self, factor: impl IntoOperand<'t, T>, summand: impl IntoOperand<'t, T>) -> Self {
        self.record_ternary(Ternary::MulAdd, self.beside(factor), self.beside(summand))
    }

    /// Every element held between `low` and `high`. The derivative passes inside and at the edges.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([-5.0, 0.5, 5.0]);
    /// assert_eq!(x.clamp(-1.0, 1.0).value()?, Tensor::from([-1.0, 0.5, 1.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn clamp(self, low: impl IntoOperand<'t, T>, high: impl IntoOperand<'t, T>) -> Self {
        self.record_ternary(Ternary::Clamp, self.beside(low), self.beside(high))
    }

    /// This variable is a mask: `yes` where it is not 0, else `no`, element-wise.
    ///
    /// The branch that is not taken never poisons the derivative, whatever is in it.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([0.0, 4.0]);
    /// let y = x.greater(0.0).select(x.ln(), 0.0).sum();
    /// assert_eq!(y.backward()?.wrt(x)?, Tensor::from([0.0, 0.25]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[doc(alias = "where")]
    #[track_caller]
    pub fn select(self, yes: impl IntoOperand<'t, T>, no: impl IntoOperand<'t, T>) -> Self {
        let (yes, no) = (self.beside(yes), self.beside(no));
        // A plain-number mask leaves the branches' tapes to find: numbers may stand beside either.
        self.record_ternary(Ternary::Select, yes, no)
    }

    /// ψ(x), the derivative of ln Γ. Derivative: ψ′, the trigamma function.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::<f64>::new();
    /// let x = tape.var(2.5);
    /// assert!((x.digamma() - x.lgamma().grad(x)).item()?.abs() < 1e-15);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn digamma(self) -> Self {
        self.record_unary(Unary::Polygamma(0))
    }

    /// ψ⁽ⁿ⁾(x), the n-th derivative of the digamma function.
    ///
    /// The error grows with the order as that of a power does: n units in the last place.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::<f64>::new();
    /// let trigamma = tape.var(1.0).polygamma(1);
    /// assert!((trigamma.item()? - std::f64::consts::PI.powi(2) / 6.0).abs() < 1e-14);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn polygamma(self, n: u32) -> Self {
        self.record_unary(Unary::Polygamma(n))
    }

    /// sin(πx)/(πx), and 1 at 0. Derivatives of any order are accurate near 0.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([0.0, 0.5]);
    /// assert_eq!(x.sinc().value()?, Tensor::from([1.0, std::f64::consts::FRAC_2_PI]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn sinc(self) -> Self {
        self.record_unary(Unary::Sinc(0))
    }

    /// The part behind the point, x − trunc x, with the sign of x. Derivative: 1.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1.25, -1.25]);
    /// assert_eq!(x.fract().value()?, Tensor::from([0.25, -0.25]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn fract(self) -> Self {
        self - self.trunc()
    }
}
