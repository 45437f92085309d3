//! Sorting.

use crate::error::ErrorKind;
use crate::eval::rows::Rows;
use crate::ops::{At, Call, Primitive};
use crate::tape::node::Value;
use crate::tape::{Indices, Var};
use crate::tensor::{Axis, Float};
use crate::transform::adjoints::Adjoints;
use std::borrow::Cow;
use std::cmp::Ordering;

/// How two elements are ordered: NaN counts as larger than everything, and −0 equals 0.
pub(super) fn compare<T: Float>(a: T, b: T, descending: bool) -> Ordering {
    let rising = a.partial_cmp(&b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan()));
    if descending { rising.reverse() } else { rising }
}

/// How two places of a row are ordered: by their elements, and equal elements by their places.
pub(super) fn compare_places<T: Float>(row: &[T], a: i64, b: i64, descending: bool) -> Ordering {
    compare(row[a as usize], row[b as usize], descending).then(a.cmp(&b))
}

/// The places of a row.
pub(super) fn number<'a>(places: impl IntoIterator<Item = &'a mut i64>) {
    for (place, number) in places.into_iter().zip(0..) {
        *place = number;
    }
}

/// The indices that sort along an axis.
struct ArgSort {
    axis: usize,
    descending: bool,
}

impl<T: Float> Primitive<T> for ArgSort {
    fn name(&self) -> Cow<'static, str> {
        "argsort".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let rows = Rows::new(call.shape, &[self.axis]);
        let input = rows.of(call.input(0));
        let elements = input.as_slice();
        Ok(Value::Integer(rows.write_indices(
            call.shape,
            |row_number, out| {
                let row = rows.row(elements, row_number);
                number(out.iter_mut());
                // No two places are equal in this order, so it is as good as a stable sort.
                out.sort_unstable_by(|&a, &b| compare_places(row, a, b, self.descending));
            },
        )))
    }

    /// An index does not change under a small change of the elements.
    fn vjp<'t>(&self, _: &At<'t, T>, _: Var<'t, T>, _: &mut Adjoints<'t, T>) {}

    fn jvp<'t>(&self, _: &At<'t, T>, _: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        None
    }
}

impl<'t, T: Float> Var<'t, T> {
    /// The elements sorted along an axis, and the indices that sort them.
    ///
    /// Equal elements keep their order; NaN counts as larger than everything, as in PyTorch.
    /// Derivative: the cotangents go back to where the elements came from.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([3.0, 1.0, 2.0]);
    /// let (sorted, indices) = x.sort(0, false);
    /// assert_eq!(sorted.value()?, Tensor::from([1.0, 2.0, 3.0]));
    /// assert_eq!(indices.value()?, Tensor::from([1, 2, 0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn sort(self, axis: impl Axis, descending: bool) -> (Self, Indices<'t, T>) {
        match self.along("sort", axis) {
            Err(failed) => (failed, Indices::of(failed)),
            Ok((_, axis)) => {
                let indices = self.argsort(axis, descending);
                (self.gather_along(axis, indices), indices)
            }
        }
    }

    /// The indices that sort along an axis; see [`Var::sort`].
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([3.0, 1.0, 2.0]);
    /// assert_eq!(x.argsort(0, false).value()?, Tensor::from([1, 2, 0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn argsort(self, axis: impl Axis, descending: bool) -> Indices<'t, T> {
        match self.along("argsort", axis) {
            Err(failed) => Indices::of(failed),
            Ok((tape, axis)) => {
                tape.record_indices(ArgSort { axis, descending }, [self.node()], &self.dims())
            }
        }
    }
}
