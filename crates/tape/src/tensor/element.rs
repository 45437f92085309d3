//! What a tensor can hold.

use std::fmt;

mod sealed {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
    impl Sealed for i64 {}
    impl Sealed for bool {}
}

/// What a tensor holds: `f32`, `f64`, `i64` or `bool`.
///
/// `i64` is the only integer, so that `Tensor::from([1, 2])` needs no annotation.
#[diagnostic::on_unimplemented(
    message = "a Tensor cannot hold `{Self}`",
    note = "tensors hold f32, f64, i64 or bool"
)]
pub trait Element:
    sealed::Sealed + Copy + PartialEq + Default + fmt::Debug + fmt::Display + Send + Sync + 'static
{
    /// The name of the type, as it is printed.
    const NAME: &'static str;
}

impl Element for f32 {
    const NAME: &'static str = "f32";
}

impl Element for f64 {
    const NAME: &'static str = "f64";
}

impl Element for i64 {
    const NAME: &'static str = "i64";
}

impl Element for bool {
    const NAME: &'static str = "bool";
}

/// The floats that variables are made of: `f32` and `f64`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a float: variables are f32 or f64",
    note = "write 1.0 instead of 1; integer tensors (labels, indices) are plain arguments and are never put on a tape"
)]
pub trait Float: Element + PartialOrd + crate::kernel::Kernels {
    /// The nearest number of this type.
    fn of(x: f64) -> Self;

    /// The same number as `f64`.
    fn f64(self) -> f64;

    /// The distance from 1 to the next larger number.
    const EPSILON: f64;
}

impl Float for f32 {
    #[inline(always)]
    fn of(x: f64) -> f32 {
        x as f32
    }

    #[inline(always)]
    fn f64(self) -> f64 {
        f64::from(self)
    }

    const EPSILON: f64 = f32::EPSILON as f64;
}

impl Float for f64 {
    #[inline(always)]
    fn of(x: f64) -> f64 {
        x
    }

    #[inline(always)]
    fn f64(self) -> f64 {
        self
    }

    const EPSILON: f64 = f64::EPSILON;
}
