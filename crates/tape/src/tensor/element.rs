//! What a tensor can hold.

#[cfg(feature = "npy")]
use crate::tensor::npy::Stored;
use crate::tensor::print::Print;
use std::fmt;

/// Without files there is nothing to store.
#[cfg(not(feature = "npy"))]
mod unstored {
    pub trait Stored {}
    impl<E> Stored for E {}
}

#[cfg(not(feature = "npy"))]
use unstored::Stored;

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
    sealed::Sealed
    + Print
    + Stored
    + Copy
    + PartialEq
    + Default
    + fmt::Debug
    + fmt::Display
    + Send
    + Sync
    + 'static
{
    /// The name of the type, as it is printed.
    const NAME: &'static str;

    /// 0, or `false`.
    const ZERO: Self;

    /// 1, or `true`.
    const ONE: Self;
}

impl Element for f32 {
    const NAME: &'static str = "f32";
    const ZERO: Self = 0.0;
    const ONE: Self = 1.0;
}

impl Element for f64 {
    const NAME: &'static str = "f64";
    const ZERO: Self = 0.0;
    const ONE: Self = 1.0;
}

impl Element for i64 {
    const NAME: &'static str = "i64";
    const ZERO: Self = 0;
    const ONE: Self = 1;
}

impl Element for bool {
    const NAME: &'static str = "bool";
    const ZERO: Self = false;
    const ONE: Self = true;
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

/// The elements to count and calculate with: `f32`, `f64` and `i64`.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a number", note = "numbers are f32, f64 and i64")]
pub trait Numeric: Element + PartialOrd {
    /// How many steps lead from `start` up to but without `end`; `None` where that is no number.
    #[doc(hidden)]
    fn ramp_length(start: Self, end: Self, step: Self) -> Option<usize>;

    /// The `i`-th number of the ramp.
    #[doc(hidden)]
    fn ramp(start: Self, step: Self, i: usize) -> Self;
}

macro_rules! float_ramps {
    ($($float:ty)*) => { $(
        impl Numeric for $float {
            fn ramp_length(start: Self, end: Self, step: Self) -> Option<usize> {
                let steps = ((f64::from(end) - f64::from(start)) / f64::from(step)).ceil();
                (step != 0.0 && steps.is_finite()).then_some(steps.max(0.0) as usize)
            }

            fn ramp(start: Self, step: Self, i: usize) -> Self {
                // NumPy's formula, so that the numbers are NumPy's to the last bit.
                start + i as $float * ((start + step) - start)
            }
        }
    )* };
}

float_ramps!(f32 f64);

impl Numeric for i64 {
    fn ramp_length(start: i64, end: i64, step: i64) -> Option<usize> {
        if step == 0 {
            return None;
        }
        let (start, end, step) = (i128::from(start), i128::from(end), i128::from(step));
        let (distance, step) = if step > 0 {
            (end - start, step)
        } else {
            (start - end, -step)
        };
        let steps = (distance.max(0) + step - 1) / step;
        usize::try_from(steps).ok()
    }

    fn ramp(start: i64, step: i64, i: usize) -> i64 {
        // The intermediate product may leave the range that the result stays in.
        start.wrapping_add(step.wrapping_mul(i as i64))
    }
}
