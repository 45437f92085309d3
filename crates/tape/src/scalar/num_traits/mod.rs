//! The traits of the `num-traits` crate on scalar types, so that code generic over `Float` runs on
//! them unchanged (feature `num-traits`).
//!
//! Comparisons and questions (`is_zero`, `is_nan`, `to_f64`) look at the value alone, so the code takes
//! the branch that it takes with plain numbers. Functions go through [`Real`], where their derivatives
//! are; what jumps from one whole number to the next is a constant.

mod float;
mod number;

use crate::real::{Number, Real};
use crate::scalar::num_traits::float::float_traits;
use crate::scalar::num_traits::number::{casts, number_traits};
use crate::scalar::{Dual, DualVec, Primal, Series, Var};

number_traits!(['t, N: Primal] Var<'t, N>);
number_traits!([R: Number] Dual<R>);
number_traits!([R: Number, const N: usize] DualVec<R, N>);
number_traits!([R: Number, const K: usize] Series<R, K>);

casts!(['t, N: Primal] Var<'t, N>);
casts!([R: Number] Dual<R>);
casts!([R: Number, const N: usize] DualVec<R, N>);
casts!([R: Number, const K: usize] Series<R, K>);

float_traits! {
    /// Runs code that is generic over `Float`, and gives its derivatives.
    ///
    /// ```
    /// use num_traits::Float;
    /// use wengert_tape::scalar;
    ///
    /// /// Somebody else's code, written for `f32` and `f64`.
    /// fn haversine<F: Float>(angle: F) -> F {
    ///     let half = angle / F::from(2.0).unwrap();
    ///     half.sin().powi(2)
    /// }
    ///
    /// let tape = scalar::Tape::new();
    /// let angle = tape.var(0.7);
    /// let y = haversine(angle);
    /// assert_eq!(y.value(), 0.35f64.sin().powi(2));
    /// let slope = y.backward()?.wrt(angle)?;
    /// assert!((slope - 0.5 * 0.7f64.sin()).abs() < 1e-15);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ['t, N: Primal] Var<'t, N>
}
float_traits! {
    /// Runs code that is generic over `Float`, and gives its derivatives.
    ///
    /// ```
    /// use num_traits::Float;
    /// use wengert_tape::scalar::Dual;
    ///
    /// fn cube<F: Float>(x: F) -> F {
    ///     x * x.powi(2)
    /// }
    ///
    /// assert_eq!(cube(Dual::variable(2.0)).tangent, 12.0);
    /// ```
    [R: Number] Dual<R>
}
float_traits! {
    /// Runs code that is generic over `Float`, and gives its derivatives.
    ///
    /// ```
    /// use num_traits::Float;
    /// use wengert_tape::scalar::DualVec;
    ///
    /// fn saddle<F: Float>(x: F, y: F) -> F {
    ///     x.powi(2) - y.powi(2)
    /// }
    ///
    /// let [x, y] = DualVec::variables([3.0, 4.0]);
    /// assert_eq!(saddle(x, y).tangents, [6.0, -8.0]);
    /// ```
    [R: Number, const N: usize] DualVec<R, N>
}
float_traits! {
    /// Runs code that is generic over `Float`, and gives its Taylor series.
    ///
    /// ```
    /// use num_traits::Float;
    /// use wengert_tape::scalar::Series;
    ///
    /// fn cube<F: Float>(x: F) -> F {
    ///     x * x.powi(2)
    /// }
    ///
    /// assert_eq!(cube(Series::<f64, 4>::variable(2.0)).coefficients(), [8.0, 12.0, 6.0, 1.0]);
    /// ```
    [R: Number, const K: usize] Series<R, K>
}
