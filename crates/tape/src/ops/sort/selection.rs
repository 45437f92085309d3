//! The largest few, and the k-th, without sorting the rest.

use crate::error::{Error, ErrorKind};
use crate::eval::rows::Rows;
use crate::ops::reduce::kept_shape;
use crate::ops::sort::order::{compare_places, number};
use crate::ops::{At, Call, Primitive};
use crate::tape::node::Value;
use crate::tape::{Indices, Tape, Var};
use crate::tensor::{Axis, Float};
use crate::transform::adjoints::Adjoints;
use std::borrow::Cow;

/// The indices of the first few elements along an axis in sorted order.
struct TopK {
    axis: usize,
    largest: bool,
}

impl<T: Float> Primitive<T> for TopK {
    fn name(&self) -> Cow<'static, str> {
        "topk".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let rows = Rows::new(call.input(0).shape(), &[self.axis]);
        let input = rows.of(call.input(0));
        let elements = input.as_slice();
        Ok(Value::Integer(rows.write_indices(
            call.shape,
            |row_number, out| {
                let row = rows.row(elements, row_number);
                let k = out.len();
                let mut places = vec![0; row.len()];
                number(&mut places);
                let order = |a: &i64, b: &i64| compare_places(row, *a, *b, self.largest);
                if k < places.len() {
                    places.select_nth_unstable_by(k, order);
                }
                places[..k].sort_unstable_by(order);
                out.copy_from_slice(&places[..k]);
            },
        )))
    }

    /// An index does not change under a small change of the elements.
    fn vjp<'t>(&self, _: &At<'t, T>, _: Var<'t, T>, _: &mut Adjoints<'t, T>) {}

    fn jvp<'t>(&self, _: &At<'t, T>, _: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        None
    }
}

/// The index of the element of some rank along an axis, which keeps size 1.
struct Nth {
    axis: usize,
    rank: usize,
    /// Whether NaN wins, as it does in a median; else it counts as the largest.
    nan_wins: bool,
}

impl<T: Float> Primitive<T> for Nth {
    fn name(&self) -> Cow<'static, str> {
        if self.nan_wins {
            "median".into()
        } else {
            "kthvalue".into()
        }
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let rows = Rows::new(call.input(0).shape(), &[self.axis]);
        let input = rows.of(call.input(0));
        let elements = input.as_slice();
        Ok(Value::Integer(rows.write_indices(
            call.shape,
            |row_number, out| {
                let row = rows.row(elements, row_number);
                let nan = row.iter().position(|x| x.is_nan());
                if let (true, Some(nan)) = (self.nan_wins, nan) {
                    out[0] = nan as i64;
                    return;
                }
                let mut places = vec![0; row.len()];
                number(&mut places);
                let order = |a: &i64, b: &i64| compare_places(row, *a, *b, false);
                out[0] = *places.select_nth_unstable_by(self.rank, order).1;
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
    /// The `k` largest (or smallest) elements along an axis, sorted from the best on, and their
    /// indices.
    ///
    /// Of equal elements the first ones; NaN counts as larger than everything. The derivative goes
    /// back to the elements that were taken.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([3.0, 9.0, 1.0, 4.0]);
    /// let (values, indices) = x.topk(2, 0, true);
    /// assert_eq!(values.value()?, Tensor::from([9.0, 4.0]));
    /// assert_eq!(indices.value()?, Tensor::from([1, 3]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn topk(self, k: usize, axis: impl Axis, largest: bool) -> (Self, Indices<'t, T>) {
        let (tape, axis) = match self.along("topk", axis) {
            Ok(found) => found,
            Err(failed) => return (failed, Indices::of(failed)),
        };
        let mut shape = self.dims();
        if k > shape[axis] {
            let problem = format!("{k} elements of axis {axis} with size {}", shape[axis]);
            let failed = self.fail_with(Error::value("topk", problem));
            return (failed, Indices::of(failed));
        }
        shape[axis] = k;
        let indices = tape.record_indices(TopK { axis, largest }, [self.node()], &shape);
        (self.gather_along(axis, indices), indices)
    }

    /// The `k`-th smallest element along an axis, which is dropped, and its index; `k` counts from 1,
    /// as in PyTorch.
    ///
    /// Of equal elements the one that a stable sort puts there; NaN counts as larger than everything.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let (value, index) = tape.var([3.0, 9.0, 1.0]).kthvalue(1, 0);
    /// assert_eq!(value.item()?, 1.0);
    /// assert_eq!(index.value()?, Tensor::from(2));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn kthvalue(self, k: usize, axis: impl Axis) -> (Self, Indices<'t, T>) {
        let (tape, axis) = match self.along("kthvalue", axis) {
            Ok(found) => found,
            Err(failed) => return (failed, Indices::of(failed)),
        };
        let size = self.dims()[axis];
        if k == 0 || k > size {
            let problem = format!("k = {k} of axis {axis} with size {size}; k counts from 1");
            let failed = self.fail_with(Error::value("kthvalue", problem));
            return (failed, Indices::of(failed));
        }
        self.nth(tape, axis, k - 1, false)
    }

    /// The median of all elements: of an even number the lower of the middle two; NaN if any is.
    ///
    /// The derivative goes to the element that was taken, of equal ones to the one that a stable sort
    /// puts there.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::new();
    /// assert_eq!(tape.var([4.0, 1.0, 3.0, 2.0]).median().item()?, 2.0);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn median(self) -> Self {
        self.among_all("median", |x| x.median_along("median", 0).0)
    }

    /// The median along an axis, which is dropped; see [`Var::median`].
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[4.0, 1.0, 3.0], [7.0, 9.0, 8.0]]);
    /// assert_eq!(x.median_axis(1).value()?, Tensor::from([3.0, 8.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn median_axis(self, axis: impl Axis) -> Self {
        self.median_along("median_axis", axis).0
    }

    /// The median along an axis, which is dropped, and its index; see [`Var::median`].
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[4.0, 1.0, 3.0], [7.0, 9.0, 8.0]]);
    /// let (medians, places) = x.median_with_indices(1);
    /// assert_eq!(medians.value()?, Tensor::from([3.0, 8.0]));
    /// assert_eq!(places.value()?, Tensor::from([2, 2]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn median_with_indices(self, axis: impl Axis) -> (Self, Indices<'t, T>) {
        self.median_along("median_with_indices", axis)
    }

    #[track_caller]
    fn median_along(self, operation: &str, axis: impl Axis) -> (Self, Indices<'t, T>) {
        let (tape, axis) = match self.along(operation, axis) {
            Ok(found) => found,
            Err(failed) => return (failed, Indices::of(failed)),
        };
        if let Some(failed) = self.nothing_to_choose(operation, &[axis]) {
            return (failed, Indices::of(failed));
        }
        self.nth(tape, axis, self.dims()[axis].saturating_sub(1) / 2, true)
    }

    #[track_caller]
    fn nth(self, tape: &'t Tape<T>, axis: usize, rank: usize, nan_wins: bool) -> (Self, Indices<'t, T>) {
        let nth = Nth { axis, rank, nan_wins };
        let indices = tape.record_indices(nth, [self.node()], &kept_shape(&self.dims(), &[axis]));
        let values = self.gather_along(axis, indices);
        (values.drop_axis(axis), indices.drop_axis(axis))
    }
}
