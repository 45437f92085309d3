//! Conversions: between element types, and to and from what other crates call an array.

#[cfg(feature = "nalgebra")]
mod nalgebra;
#[cfg(feature = "ndarray")]
mod ndarray;
#[cfg(feature = "serde")]
mod serde;

use crate::error::{Error, Result};
use crate::tensor::{Element, Float, Tensor};
use std::any::Any;

/// The elements in row-major order.
impl<E: Element> From<Tensor<E>> for Vec<E> {
    fn from(tensor: Tensor<E>) -> Vec<E> {
        tensor.into_vec()
    }
}

impl<E: Element> Tensor<E> {
    /// The elements in row-major order, copied.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// assert_eq!(Tensor::from([[1, 2], [3, 4]]).t().to_vec(), [1, 3, 2, 4]);
    /// ```
    pub fn to_vec(&self) -> Vec<E> {
        self.clone().into_vec()
    }
}

impl<T: Float> Tensor<T> {
    /// The same numbers as the other float type, rounded to the nearest; the same tensor where the
    /// type is the same. A variable has no such method, because a tape has one float type: cast its
    /// value, `x.value()?.cast()`.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let x: Tensor<f32> = Tensor::from([0.5, 0.1]).cast();
    /// assert_eq!(x, Tensor::from([0.5f32, 0.1]));
    /// ```
    #[doc(alias = "double")]
    #[doc(alias = "float")]
    #[must_use]
    pub fn cast<F: Float>(&self) -> Tensor<F> {
        match (self as &dyn Any).downcast_ref::<Tensor<F>>() {
            Some(same) => same.clone(),
            None => self.map(|x| F::of(x.f64())),
        }
    }

    /// The numbers as integers, rounded towards 0.
    ///
    /// # Errors
    ///
    /// If one of them is NaN or too large.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// assert_eq!(Tensor::from([1.9, -1.9]).to_i64()?, Tensor::from([1, -1]));
    /// assert!(Tensor::from([f64::NAN]).to_i64().is_err());
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn to_i64(&self) -> Result<Tensor<i64>> {
        // 2⁶³ is a float and the first that is too large.
        let limit = 9_223_372_036_854_775_808.0;
        if let Some(x) = self.iter().find(|x| !(-limit..limit).contains(&x.f64())) {
            return Err(Error::value(
                "to_i64",
                format!("{x} is not an integer of 64 bits"),
            ));
        }
        Ok(self.map(|x| x.f64() as i64))
    }
}

impl Tensor<i64> {
    /// The integers as floats, rounded to the nearest where they have too many digits.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// assert_eq!(Tensor::from([1, 2]).to_float::<f64>(), Tensor::from([1.0, 2.0]));
    /// ```
    #[must_use]
    pub fn to_float<T: Float>(&self) -> Tensor<T> {
        // By way of f64 an integer would be rounded twice on its way to f32.
        match T::EPSILON == f64::EPSILON {
            true => self.map(|i| T::of(i as f64)),
            false => self.map(|i| T::of(f64::from(i as f32))),
        }
    }
}

impl Tensor<bool> {
    /// 1 for `true` and 0 for `false`.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// assert_eq!(Tensor::from([true, false]).to_float::<f32>(), Tensor::from([1f32, 0.0]));
    /// ```
    #[must_use]
    pub fn to_float<T: Float>(&self) -> Tensor<T> {
        self.map(|b| if b { T::ONE } else { T::ZERO })
    }

    /// 1 for `true` and 0 for `false`.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// assert_eq!(Tensor::from([true, false]).to_i64(), Tensor::from([1, 0]));
    /// ```
    #[must_use]
    pub fn to_i64(&self) -> Tensor<i64> {
        self.map(i64::from)
    }
}
