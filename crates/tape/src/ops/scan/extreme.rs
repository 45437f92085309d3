//! Running maxima and minima.

use crate::error::ErrorKind;
use crate::eval::rows::Rows;
use crate::ops::reduce::End;
use crate::ops::{At, Call, Primitive};
use crate::tape::node::Value;
use crate::tape::{Indices, Var};
use crate::tensor::{Axis, Float};
use crate::transform::adjoints::Adjoints;
use std::borrow::Cow;

/// Where the best element up to each place is; of equals the last.
struct CumExtreme {
    axis: usize,
    end: End,
}

impl<T: Float> Primitive<T> for CumExtreme {
    fn name(&self) -> Cow<'static, str> {
        match self.end {
            End::Largest => "cummax".into(),
            End::Smallest => "cummin".into(),
        }
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let rows = Rows::new(call.shape, &[self.axis]);
        let input = rows.of(call.input(0));
        let elements = input.as_slice();
        Ok(Value::Integer(rows.write_indices(call.shape, |number, out| {
            let row = rows.row(elements, number);
            let mut best = 0;
            for (place, (out, &x)) in out.iter_mut().zip(row).enumerate() {
                let wins = match self.end {
                    End::Largest => x >= row[best],
                    End::Smallest => x <= row[best],
                };
                if wins || x.is_nan() {
                    best = place;
                }
                *out = best as i64;
            }
        })))
    }

    /// An index does not change under a small change of the elements.
    fn vjp<'t>(&self, _: &At<'t, T>, _: Var<'t, T>, _: &mut Adjoints<'t, T>) {}

    fn jvp<'t>(&self, _: &At<'t, T>, _: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        None
    }
}

impl<'t, T: Float> Var<'t, T> {
    /// The largest element so far along an axis, and its index.
    ///
    /// Of equal elements the last one so far, as in PyTorch, which alone takes the derivative. From a
    /// NaN on the result is NaN.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([3.0, 1.0, 4.0, 1.0]);
    /// let (values, indices) = x.cummax(0);
    /// assert_eq!(values.value()?, Tensor::from([3.0, 3.0, 4.0, 4.0]));
    /// assert_eq!(indices.value()?, Tensor::from([0, 0, 2, 2]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn cummax(self, axis: impl Axis) -> (Self, Indices<'t, T>) {
        self.cumulative_extreme("cummax", axis, End::Largest)
    }

    /// The smallest element so far along an axis, and its index; see [`Var::cummax`].
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let (smallest, places) = tape.var([3.0, 5.0, 1.0]).cummin(0);
    /// assert_eq!(smallest.value()?, Tensor::from([3.0, 3.0, 1.0]));
    /// assert_eq!(places.value()?, Tensor::from([0, 0, 2]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn cummin(self, axis: impl Axis) -> (Self, Indices<'t, T>) {
        self.cumulative_extreme("cummin", axis, End::Smallest)
    }

    #[track_caller]
    fn cumulative_extreme(self, operation: &str, axis: impl Axis, end: End) -> (Self, Indices<'t, T>) {
        match self.along(operation, axis) {
            Err(failed) => (failed, Indices::of(failed)),
            Ok((tape, axis)) => {
                let indices = tape.record_indices(CumExtreme { axis, end }, [self.node()], &self.dims());
                (self.gather_along(axis, indices), indices)
            }
        }
    }
}
