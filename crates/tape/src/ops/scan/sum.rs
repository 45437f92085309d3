//! Running sums and differences.

use crate::error::ErrorKind;
use crate::eval::rows::Rows;
use crate::ops::{At, Call, Primitive};
use crate::tape::Var;
use crate::tape::node::Value;
use crate::tensor::axis::Span;
use crate::tensor::{Axis, Float};
use crate::transform::adjoints::Adjoints;
use smallvec::SmallVec;
use std::borrow::Cow;

/// The sum of an element and all before it along an axis; reversed, of all behind it.
struct CumSum {
    axis: usize,
    reverse: bool,
}

/// Writes `step` of every element of a row in order, or from the end.
pub(super) fn scan<T: Float>(row: &[T], out: &mut [T], reverse: bool, mut step: impl FnMut(f64) -> f64) {
    let pairs = row.iter().zip(out);
    let write = |(&x, out): (&T, &mut T)| *out = T::of(step(x.wide()));
    if reverse {
        pairs.rev().for_each(write);
    } else {
        pairs.for_each(write);
    }
}

impl<T: Float> Primitive<T> for CumSum {
    fn name(&self) -> Cow<'static, str> {
        "cumsum".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let rows = Rows::new(call.shape, &[self.axis]);
        let input = rows.of(call.input(0));
        let elements = input.as_slice();
        Ok(Value::Float(rows.write(call.pool, call.shape, |number, out| {
            let mut sum = 0.0;
            scan(rows.row(elements, number), out, self.reverse, |x| {
                sum += x;
                sum
            });
        })))
    }

    fn vjp<'t>(&self, _: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        adjoints.add(0, cotangent.cumsum_along(self.axis, !self.reverse));
    }

    fn jvp<'t>(&self, _: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        Some(tangents[0]?.cumsum_along(self.axis, self.reverse))
    }
}

impl<T: Float> Var<'_, T> {
    /// The sum of each element and all before it along an axis. The sums run in `f64`.
    ///
    /// Derivative: the sum of the cotangents from the element on.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1.0, 2.0, 4.0]);
    /// assert_eq!(x.cumsum(0).value()?, Tensor::from([1.0, 3.0, 7.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn cumsum(self, axis: impl Axis) -> Self {
        match self.along("cumsum", axis) {
            Ok((_, axis)) => self.cumsum_along(axis, false),
            Err(failed) => failed,
        }
    }

    #[track_caller]
    fn cumsum_along(self, axis: usize, reverse: bool) -> Self {
        match self.on_tape("cumsum") {
            Ok((tape, node)) => tape.record(CumSum { axis, reverse }, [node], &self.dims()),
            Err(failed) => failed,
        }
    }

    /// The differences of neighbours along an axis, taken `n` times: x\[i+1\] − x\[i\].
    ///
    /// The axis is shorter by `n`, and empty where it had no more than `n` elements.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1.0, 4.0, 9.0, 16.0]);
    /// assert_eq!(x.diff(1, 0).value()?, Tensor::from([3.0, 5.0, 7.0]));
    /// assert_eq!(x.diff(2, 0).value()?, Tensor::from([2.0, 2.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn diff(self, n: usize, axis: impl Axis) -> Self {
        let axis = match self.along("diff", axis) {
            Ok((_, axis)) => axis,
            Err(failed) => return failed,
        };
        // An axis of size 0 stays as it is, so more rounds than elements change nothing.
        let rounds = n.min(self.dims()[axis]);
        let mut x = self;
        for _ in 0..rounds {
            x = x.without_one(axis, 1) - x.without_one(axis, 0);
        }
        x
    }

    /// All elements along an axis but one: from `start` on, which is 1 or 0.
    #[track_caller]
    fn without_one(self, axis: usize, start: usize) -> Self {
        let whole = |size: usize| Span {
            start: 0,
            count: size,
            step: 1,
            keep: true,
        };
        let mut spans: SmallVec<[Span; 4]> = self.dims().iter().map(|&size| whole(size)).collect();
        spans[axis].start = start;
        spans[axis].count -= 1;
        self.slice_spans(&spans)
    }
}
