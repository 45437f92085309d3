//! Dual numbers and series as elements of nalgebra's matrices (feature `nalgebra`): products, linear systems
//! and decompositions carry their derivatives.
//!
//! Comparisons look at the value alone, so a decomposition takes the way that it takes with plain numbers.
//! What it skips because a value is 0 it skips with its derivative: the eigenvectors of a matrix that is
//! diagonal already do not move here. Functions go through [`Real`], where their derivatives are.

mod field;
mod set;

use crate::real::{Number, Real};
use crate::scalar::nalgebra::field::field_traits;
use crate::scalar::nalgebra::set::set_traits;
use crate::scalar::{Dual, DualVec, Series};
use std::fmt::Display;

set_traits!([R: Number] Dual<R>);
set_traits!([R: Number, const N: usize] DualVec<R, N>);
set_traits!([R: Number, const K: usize] Series<R, K>);

field_traits! {
    /// Runs nalgebra's decompositions, and gives their derivatives.
    ///
    /// ```
    /// use nalgebra::{Matrix2, Vector2};
    /// use wengert_tape::scalar::Dual;
    ///
    /// let theta = Dual::variable(3.0);
    /// let matrix = Matrix2::new(theta, 1.0.into(), 1.0.into(), 2.0.into());
    /// let x = matrix.lu().solve(&Vector2::new(1.0.into(), 0.0.into())).unwrap();
    /// // x₀ = 2/(2θ − 1)
    /// assert!((x[0].value - 0.4).abs() < 1e-15);
    /// assert!((x[0].tangent + 4.0 / 25.0).abs() < 1e-15);
    /// ```
    [R: Number + Display + Send + Sync + 'static] Dual<R>
}
field_traits! {
    /// Runs nalgebra's decompositions, and gives their derivatives.
    ///
    /// ```
    /// use nalgebra::Matrix2;
    /// use wengert_tape::scalar::DualVec;
    ///
    /// let [a, b] = DualVec::variables([3.0, 2.0]);
    /// let determinant = Matrix2::new(a, b, b, a).determinant();
    /// assert_eq!(determinant.tangents, [6.0, -4.0]);
    /// ```
    [R: Number + Display + Send + Sync + 'static, const N: usize] DualVec<R, N>
}
field_traits! {
    /// Runs nalgebra's decompositions, and gives the series of their results.
    ///
    /// ```
    /// use nalgebra::Matrix2;
    /// use wengert_tape::scalar::Series;
    ///
    /// let t = Series::<f64, 4>::variable(0.0);
    /// let inverse = Matrix2::new(1.0 - t, t, 0.0.into(), 1.0.into()).try_inverse().unwrap();
    /// assert_eq!(inverse[(0, 0)].coefficients(), [1.0; 4]);
    /// ```
    [R: Number + Display + Send + Sync + 'static, const K: usize] Series<R, K>
}
