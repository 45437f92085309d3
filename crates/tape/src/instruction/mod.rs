//! Scalar instructions: what every element-wise operation computes, and its derivative, given once.
//!
//! Tensors apply an instruction to every element; numbers on the scalar tape, dual numbers and
//! lane programs apply it to themselves. All of them take the derivative from the same line here.

mod binary;
mod lanes;
pub(crate) mod sums;
mod ternary;
mod unary;
mod with_number;

pub use binary::Binary;
pub(crate) use lanes::BLOCK;
pub use ternary::Ternary;
pub use unary::Unary;
pub(crate) use unary::normal_excess_slope;
pub(crate) use with_number::WithNumber;

use crate::real::Real;

/// A local derivative: what a cotangent (or a tangent) is multiplied by.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum Slope<R> {
    /// Nothing passes.
    Zero,
    /// A number.
    Constant(f64),
    /// A value, which a cotangent of 0 absorbs if it is infinite or NaN: it may be so where the
    /// operation is finite (√x at 0), or because the operation overflowed in a branch that was not taken.
    Factor(R),
    /// 1 / divisor, by a division that a cotangent of 0 absorbs: the cotangent may be as small as the
    /// divisor, whose reciprocal overflows.
    Over(R),
    /// numerator / divisor, multiplied before it is divided, for the same reason.
    Fraction(R, R),
    /// The cotangent where the mask is not 0, else 0.
    Where(R),
    /// 0 where the mask is not 0, else the cotangent.
    Unless(R),
}

impl<R: Real> Slope<R> {
    /// The local derivative as a number, `None` for 0.
    #[inline(always)]
    #[track_caller]
    pub fn factor(self) -> Option<R> {
        match self {
            Slope::Zero => None,
            Slope::Constant(c) => Some(R::from(c)),
            Slope::Factor(slope) => Some(slope),
            Slope::Over(divisor) => Some(1.0 / divisor),
            Slope::Fraction(numerator, divisor) => Some(numerator.binary(Binary::Quotient, divisor)),
            Slope::Where(mask) => Some(R::select(mask, 1.0, 0.0)),
            Slope::Unless(mask) => Some(R::select(mask, 0.0, 1.0)),
        }
    }

    /// The cotangent (or tangent) that passes, `None` for 0.
    #[inline(always)]
    #[track_caller]
    pub fn times(self, cotangent: R) -> Option<R> {
        match self {
            Slope::Zero => None,
            Slope::Constant(1.0) => Some(cotangent),
            Slope::Constant(-1.0) => Some(-cotangent),
            Slope::Constant(c) => Some(cotangent * c),
            Slope::Factor(slope) => Some(cotangent.absorb(slope)),
            Slope::Over(divisor) => Some(cotangent.binary(Binary::Quotient, divisor)),
            Slope::Fraction(numerator, divisor) => {
                let product = cotangent.absorb(numerator);
                Some(product.binary(Binary::Quotient, divisor))
            }
            Slope::Where(mask) => Some(R::select(mask, cotangent, 0.0)),
            Slope::Unless(mask) => Some(R::select(mask, 0.0, cotangent)),
        }
    }
}
