//! What a scalar tape computes with.

use crate::real::Number;
use crate::scalar::{Dual, DualVec, Var};

mod sealed {
    pub trait Sealed {}
}

/// What a scalar tape computes with: `f64`, or a number that carries derivatives of its own, for
/// derivatives of higher order ([`Dual`] numbers, the variables of another tape).
///
/// Sealed: the tape relies on it that copying one runs no code.
pub trait Primal: Number + sealed::Sealed {
    /// That many zeros.
    #[doc(hidden)]
    fn zeros(count: usize) -> Box<[Self]> {
        vec![Self::from(0.0); count].into_boxed_slice()
    }
}

impl sealed::Sealed for f64 {}

impl Primal for f64 {
    fn zeros(count: usize) -> Box<[f64]> {
        // The system gives zeroed memory page by page, when it is written.
        vec![0.0; count].into_boxed_slice()
    }
}

impl<R: Primal> sealed::Sealed for Dual<R> {}

impl<R: Primal> Primal for Dual<R> {}

impl<R: Primal, const N: usize> sealed::Sealed for DualVec<R, N> {}

impl<R: Primal, const N: usize> Primal for DualVec<R, N> {}

impl<N: Primal> sealed::Sealed for Var<'_, N> {}

impl<N: Primal> Primal for Var<'_, N> {}
