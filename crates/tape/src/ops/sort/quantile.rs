//! Quantiles.

use crate::error::Error;
use crate::tape::{IntoIndices, Var};
use crate::tensor::shape::Dims;
use crate::tensor::{Axis, Float, Tensor};

impl<T: Float> Var<'_, T> {
    /// The quantile of all elements, with `q` from 0 (the smallest) to 1 (the largest).
    ///
    /// Between two elements of the sorted order it is interpolated linearly; NaN if any element is.
    /// The derivative goes to these two.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([4.0, 1.0, 3.0, 2.0]);
    /// assert_eq!(x.quantile(0.5).item()?, 2.5);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn quantile(self, q: f64) -> Self {
        self.among_all("quantile", |x| {
            x.quantiles_along("quantile", &[q], 0).drop_first()
        })
    }

    /// The quantile along an axis, which is dropped; see [`Var::quantile`].
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[0.0, 10.0], [2.0, 4.0]]);
    /// assert_eq!(x.quantile_axis(0.25, 1).value()?, Tensor::from([2.5, 2.5]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn quantile_axis(self, q: f64, axis: impl Axis) -> Self {
        self.quantiles_along("quantile_axis", &[q], axis).drop_first()
    }

    /// Several quantiles along an axis, which is dropped; a new first axis counts the quantiles, as
    /// in PyTorch. See [`Var::quantile`].
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[0.0, 10.0], [2.0, 4.0]]);
    /// let quantiles = x.quantiles(&[0.25, 1.0], 1);
    /// assert_eq!(quantiles.value()?, Tensor::from([[2.5, 2.5], [10.0, 4.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn quantiles(self, q: &[f64], axis: impl Axis) -> Self {
        self.quantiles_along("quantiles", q, axis)
    }

    #[track_caller]
    fn quantiles_along(self, operation: &str, q: &[f64], axis: impl Axis) -> Self {
        let (tape, axis) = match self.along(operation, axis) {
            Ok(found) => found,
            Err(failed) => return failed,
        };
        if let Some(outside) = q.iter().find(|q| !(0.0..=1.0).contains(*q)) {
            let problem = format!("q = {outside} does not lie between 0 and 1");
            return self.fail_with(Error::value(operation, problem));
        }
        if let Some(failed) = self.nothing_to_choose(operation, &[axis]) {
            return failed;
        }
        let mut shape = self.dims();
        let last = shape[axis].saturating_sub(1);
        let mut along_axis = Dims::from_elem(1, shape.len());
        along_axis[axis] = q.len();
        shape[axis] = q.len();

        let places: Vec<f64> = q.iter().map(|q| q * last as f64).collect();
        let indices = |round: fn(f64) -> f64| {
            let indices = places.iter().map(|&place| round(place) as i64).collect();
            let indices = Tensor::<i64>::from_vec(indices, &along_axis[..]);
            indices.broadcasted(&shape).indices(tape)
        };
        let sorted = self.sort(axis, false).0;
        let below = sorted.gather_along(axis, indices(f64::floor));
        let above = sorted.gather_along(axis, indices(f64::ceil));
        let fractions = places.iter().map(|place| T::of(place.fract())).collect();
        let fractions = tape.constant(Tensor::from_vec(fractions, &along_axis[..]));
        // Where both are the same element, their distance is not taken: ∞ − ∞ is not a number.
        let between = fractions.select((above - below) * fractions, 0.0);
        // NaN counts as the largest, so a row has one if its last is one.
        let largest = sorted.gather_along(axis, {
            let ends = Tensor::<i64>::full(&along_axis[..], last as i64);
            ends.broadcasted(&shape).indices(tape)
        });
        let quantiles = largest.is_nan().select(f64::NAN, below + between);

        let mut order: Dims = (0..shape.len()).filter(|&own| own != axis).collect();
        order.insert(0, axis);
        quantiles.permute_to(&order)
    }

    /// The variable without its first axis, which has size 1.
    #[track_caller]
    fn drop_first(self) -> Self {
        if self.failed().is_some() {
            return self;
        }
        self.drop_axis(0)
    }
}
