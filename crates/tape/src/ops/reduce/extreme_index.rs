//! Where the largest and smallest elements are.

use crate::error::ErrorKind;
use crate::eval::rows::Rows;
use crate::ops::reduce::extreme::End;
use crate::ops::reduce::kept_shape;
use crate::ops::{At, Call, Primitive};
use crate::tape::node::Value;
use crate::tape::{Indices, Tape, Var};
use crate::tensor::axis::resolve_axis;
use crate::tensor::{Axis, Float};
use crate::transform::adjoints::Adjoints;
use std::borrow::Cow;

/// The index of the largest or smallest element along an axis, which keeps size 1.
struct ExtremeIndex {
    axis: usize,
    end: End,
}

impl<T: Float> Primitive<T> for ExtremeIndex {
    fn name(&self) -> Cow<'static, str> {
        match self.end {
            End::Largest => "argmax".into(),
            End::Smallest => "argmin".into(),
        }
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let rows = Rows::new(call.input(0).shape(), &[self.axis]);
        let input = rows.of(call.input(0));
        let elements = input.as_slice();
        Ok(Value::Integer(rows.write_indices(call.shape, |number, out| {
            out[0] = self.end.place_of_best(rows.row(elements, number)) as i64;
        })))
    }

    /// An index does not change under a small change of the elements.
    fn vjp<'t>(&self, _: &At<'t, T>, _: Var<'t, T>, _: &mut Adjoints<'t, T>) {}

    fn jvp<'t>(&self, _: &At<'t, T>, _: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        None
    }
}

impl<'t, T: Float> Var<'t, T> {
    /// The index of the largest element, counted in row-major order.
    ///
    /// Of equal elements the first; the first NaN if there is one.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[2.0, 3.0], [7.0, 7.0]]);
    /// assert_eq!(x.argmax().value()?, Tensor::from(2));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn argmax(self) -> Indices<'t, T> {
        self.extreme_index_of_all("argmax", End::Largest)
    }

    /// The index of the largest element along an axis, which is dropped; see [`Var::argmax`].
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[2.0, 7.0], [9.0, 1.0]]);
    /// assert_eq!(x.argmax_axis(1).value()?, Tensor::from([1, 0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn argmax_axis(self, axis: impl Axis) -> Indices<'t, T> {
        self.extreme_index("argmax_axis", axis, End::Largest, false)
    }

    /// The index of the largest element along an axis, which keeps size 1; see [`Var::argmax`].
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[2.0, 7.0], [9.0, 1.0]]);
    /// assert_eq!(x.argmax_keep(1).value()?, Tensor::from([[1], [0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn argmax_keep(self, axis: impl Axis) -> Indices<'t, T> {
        self.extreme_index("argmax_keep", axis, End::Largest, true)
    }

    /// The index of the smallest element, counted in row-major order.
    ///
    /// Of equal elements the first; the first NaN if there is one.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[2.0, 1.0], [1.0, 7.0]]);
    /// assert_eq!(x.argmin().value()?, Tensor::from(1));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn argmin(self) -> Indices<'t, T> {
        self.extreme_index_of_all("argmin", End::Smallest)
    }

    /// The index of the smallest element along an axis, which is dropped; see [`Var::argmin`].
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[2.0, 7.0], [9.0, 1.0]]);
    /// assert_eq!(x.argmin_axis(1).value()?, Tensor::from([0, 1]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn argmin_axis(self, axis: impl Axis) -> Indices<'t, T> {
        self.extreme_index("argmin_axis", axis, End::Smallest, false)
    }

    /// The index of the smallest element along an axis, which keeps size 1; see [`Var::argmin`].
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[2.0, 7.0], [9.0, 1.0]]);
    /// assert_eq!(x.argmin_keep(1).value()?, Tensor::from([[0], [1]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn argmin_keep(self, axis: impl Axis) -> Indices<'t, T> {
        self.extreme_index("argmin_keep", axis, End::Smallest, true)
    }

    /// The largest element along an axis, which is dropped, and its index.
    ///
    /// Of equal elements the first, which alone takes the derivative ([`Var::amax_axis`] shares it);
    /// the first NaN if there is one.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[2.0, 7.0], [9.0, 1.0]]);
    /// let (values, indices) = x.amax_with_indices(1);
    /// assert_eq!(values.value()?, Tensor::from([7.0, 9.0]));
    /// assert_eq!(indices.value()?, Tensor::from([1, 0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn amax_with_indices(self, axis: impl Axis) -> (Self, Indices<'t, T>) {
        self.extreme_with_indices("amax_with_indices", axis, End::Largest)
    }

    /// The smallest element along an axis, which is dropped, and its index; see
    /// [`Var::amax_with_indices`].
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[2.0, 7.0], [9.0, 1.0]]);
    /// let (values, indices) = x.amin_with_indices(1);
    /// assert_eq!(values.value()?, Tensor::from([2.0, 1.0]));
    /// assert_eq!(indices.value()?, Tensor::from([0, 1]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn amin_with_indices(self, axis: impl Axis) -> (Self, Indices<'t, T>) {
        self.extreme_with_indices("amin_with_indices", axis, End::Smallest)
    }

    #[track_caller]
    fn extreme_with_indices(self, operation: &str, axis: impl Axis, end: End) -> (Self, Indices<'t, T>) {
        match self.along(operation, axis) {
            Err(failed) => (failed, Indices::of(failed)),
            Ok((_, axis)) => {
                let indices = self.extreme_index(operation, axis, end, true);
                let values = self.gather_along(axis, indices);
                (values.drop_axis(axis), indices.drop_axis(axis))
            }
        }
    }

    #[track_caller]
    fn extreme_index_of_all(self, operation: &'static str, end: End) -> Indices<'t, T> {
        let index = |x: Self| x.extreme_index(operation, 0, end, false).variable();
        Indices::of(self.among_all(operation, index))
    }

    #[track_caller]
    fn extreme_index(self, operation: &str, axis: impl Axis, end: End, keep: bool) -> Indices<'t, T> {
        let (tape, axis) = match self.along(operation, axis) {
            Ok(found) => found,
            Err(failed) => return Indices::of(failed),
        };
        if let Some(failed) = self.nothing_to_choose(operation, &[axis]) {
            return Indices::of(failed);
        }
        let shape = kept_shape(&self.dims(), &[axis]);
        let indices = tape.record_indices(ExtremeIndex { axis, end }, [self.node()], &shape);
        if keep { indices } else { indices.drop_axis(axis) }
    }

    /// The variable's tape and an axis counted from the front, or the error to give back.
    #[track_caller]
    pub(crate) fn along(self, operation: &str, axis: impl Axis) -> Result<(&'t Tape<T>, usize), Self> {
        let (tape, _) = self.on_tape(operation)?;
        match resolve_axis(operation, axis.axis(), self.rank()) {
            Ok(axis) => Ok((tape, axis)),
            Err(error) => Err(self.fail_with(error)),
        }
    }
}

impl<T: Float> Indices<'_, T> {
    /// The indices without an axis of size 1.
    #[track_caller]
    pub(crate) fn drop_axis(self, axis: usize) -> Self {
        Indices::of(self.variable().drop_axis(axis))
    }
}
