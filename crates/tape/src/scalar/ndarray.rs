//! Dual numbers and series beside an array of them: `array * number` (feature `ndarray`).
//!
//! Products of matrices need nothing more than zero and one, which are among the traits of `num-traits`.

use crate::real::Real;
use crate::scalar::{Dual, DualVec, Series};
use ::ndarray::ScalarOperand;

impl<R: Real + 'static> ScalarOperand for Dual<R> {}

impl<R: Real + 'static, const N: usize> ScalarOperand for DualVec<R, N> {}

impl<R: Real + 'static, const K: usize> ScalarOperand for Series<R, K> {}
