//! Instructions of three arguments.

use crate::instruction::Slope::{self, Constant, Factor, Unless, Where, Zero};
use crate::kernel::Kernels;
use crate::real::Real;

/// An instruction of three arguments.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Ternary {
    /// `b` where the mask `a` is not 0, else `c`.
    Select,
    /// a · b + c in one rounding where the machine has it.
    MulAdd,
    /// `a` held between `b` and `c`; the slope passes at the edges.
    Clamp,
    /// The same; the slope passes strictly inside, and where `a` is NaN.
    Hardtanh,
    /// The same; the slope passes strictly inside.
    Hardsigmoid,
}

impl Ternary {
    /// The name of the method that records it.
    pub fn name(self) -> &'static str {
        match self {
            Ternary::Select => "select",
            Ternary::MulAdd => "mul_add",
            Ternary::Clamp => "clamp",
            Ternary::Hardtanh => "hardtanh",
            Ternary::Hardsigmoid => "hardsigmoid",
        }
    }

    /// The value at three numbers.
    #[inline(always)]
    pub(crate) fn value<N: Kernels>(self, a: N, b: N, c: N) -> N {
        match self {
            Ternary::Select if a != N::from_f64(0.0) => b,
            Ternary::Select => c,
            Ternary::MulAdd => a.mul_add(b, c),
            Ternary::Clamp | Ternary::Hardtanh | Ternary::Hardsigmoid => a.max_or_nan(b).min_or_nan(c),
        }
    }

    /// The local derivative with respect to argument 0, 1 or 2.
    #[inline]
    #[track_caller]
    pub fn slope<R: Real>(self, argument: usize, a: R, b: R, c: R) -> Slope<R> {
        match (self, argument) {
            (Ternary::Select, 0) => Zero,
            (Ternary::Select, 1) => Where(a),
            (Ternary::Select, _) => Unless(a),
            (Ternary::MulAdd, 0) => Factor(b),
            (Ternary::MulAdd, 1) => Factor(a),
            (Ternary::MulAdd, _) => Constant(1.0),
            (Ternary::Clamp, 0) => Where(a.greater_equal(b) * a.less_equal(c)),
            (Ternary::Hardtanh, 0) => Unless(a.less_equal(b).or(a.greater_equal(c))),
            (Ternary::Hardsigmoid, 0) => Where(a.greater(b) * a.less(c)),
            (_, 1) => Where(a.less(b) * b.less(c)),
            (_, _) => Where(a.greater(c).or(b.greater(c))),
        }
    }
}
