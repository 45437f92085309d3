//! What a scalar tape computes with.

use crate::real::Number;
use crate::scalar::{Dual, DualVec, Series, Var};

mod sealed {
    pub trait Sealed {}
}

/// What a scalar tape computes with: `f64`, or a number that carries derivatives of its own, for
/// derivatives of higher order ([`Dual`] numbers, the variables of another tape).
///
/// Sealed: the tape relies on it that copying one runs no code.
pub trait Primal: Number + sealed::Sealed {
    /// What a block with such arguments is computed with aside: of a variable what its tape computes with,
    /// else the number itself.
    type Inner: Primal;

    /// How many derivatives it carries, one of the other.
    #[doc(hidden)]
    const ORDER: usize;

    /// What a block aside is computed with.
    #[doc(hidden)]
    fn inner(self) -> Self::Inner;

    /// Whether what is computed from it is recorded.
    #[doc(hidden)]
    fn is_recorded(self) -> bool {
        false
    }

    /// The result of a block that was computed aside, given its arguments and, if one of them is recorded,
    /// the partial derivative to each.
    #[doc(hidden)]
    #[track_caller]
    fn outer(
        operation: &'static str,
        result: Self::Inner,
        arguments: &[Self],
        partials: &[Self::Inner],
    ) -> Self;

    /// That many zeros.
    #[doc(hidden)]
    fn zeros(count: usize) -> Box<[Self]> {
        vec![Self::from(0.0); count].into_boxed_slice()
    }
}

/// Stamps what a number does that is no variable: a block of such arguments is computed with themselves.
macro_rules! plain_number {
    ($order:expr) => {
        type Inner = Self;

        const ORDER: usize = $order;

        fn inner(self) -> Self {
            self
        }

        fn outer(_: &'static str, result: Self, _: &[Self], _: &[Self]) -> Self {
            result
        }
    };
}

impl sealed::Sealed for f64 {}

impl Primal for f64 {
    plain_number!(0);

    fn zeros(count: usize) -> Box<[f64]> {
        // The system gives zeroed memory page by page, when it is written.
        vec![0.0; count].into_boxed_slice()
    }
}

impl<R: Primal> sealed::Sealed for Dual<R> {}

impl<R: Primal> Primal for Dual<R> {
    plain_number!(R::ORDER + 1);
}

impl<R: Primal, const N: usize> sealed::Sealed for DualVec<R, N> {}

impl<R: Primal, const N: usize> Primal for DualVec<R, N> {
    plain_number!(R::ORDER + 1);
}

impl<R: Primal, const K: usize> sealed::Sealed for Series<R, K> {}

impl<R: Primal, const K: usize> Primal for Series<R, K> {
    plain_number!(R::ORDER + K - 1);
}

impl<N: Primal> sealed::Sealed for Var<'_, N> {}

impl<N: Primal> Primal for Var<'_, N> {
    type Inner = N;

    const ORDER: usize = N::ORDER + 1;

    fn inner(self) -> N {
        self.primal()
    }

    fn is_recorded(self) -> bool {
        self.tape().is_some()
    }

    #[track_caller]
    fn outer(operation: &'static str, result: N, arguments: &[Self], partials: &[N]) -> Self {
        match Self::tape_of(operation, arguments.iter().copied()) {
            Some(tape) => tape.statement(operation, result, arguments, partials),
            None => Var::constant(result),
        }
    }
}
