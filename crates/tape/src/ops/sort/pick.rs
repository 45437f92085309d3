//! Elements picked by indices along an axis, and the adjoint: what is put back at indices.

use crate::error::ErrorKind;
use crate::eval::rows::Rows;
use crate::ops::{At, Call, Primitive};
use crate::tape::node::Value;
use crate::tape::{Indices, Var};
use crate::tensor::Float;
use crate::transform::adjoints::Adjoints;
use std::borrow::Cow;

/// Along an axis the elements at the indices, which are known to lie inside.
struct Pick {
    axis: usize,
}

impl<T: Float> Primitive<T> for Pick {
    fn name(&self) -> Cow<'static, str> {
        "pick".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let rows = Rows::new(call.input(0).shape(), &[self.axis]);
        let (input, indices) = (rows.of(call.input(0)), rows.of(call.indices(1)));
        let (elements, indices) = (input.as_slice(), indices.as_slice());
        Ok(Value::Float(rows.write(call.pool, call.shape, |number, out| {
            let row = rows.row(elements, number);
            let indices = &indices[number * out.len()..][..out.len()];
            for (out, &index) in out.iter_mut().zip(indices) {
                *out = row[index as usize];
            }
        })))
    }

    fn vjp<'t>(&self, at: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        let indices = at.indices(1);
        adjoints.add_into(0, |sum| sum.with_put(self.axis, indices, cotangent));
    }

    fn jvp<'t>(&self, at: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        Some(tangents[0]?.picked(self.axis, at.indices(1)))
    }
}

/// The first argument with the second added at the indices along an axis.
struct Put {
    axis: usize,
}

impl<T: Float> Primitive<T> for Put {
    fn name(&self) -> Cow<'static, str> {
        "put".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let mut sum = call.take_for_writing(0);
        let length = sum.shape()[self.axis];
        let inner: usize = sum.shape()[self.axis + 1..].iter().product();
        // Rows of the parts follow one another; the sum keeps its own order and is stepped through.
        let rows = Rows::new(call.input(1).shape(), &[self.axis]);
        let (parts, indices) = (rows.of(call.input(1)), rows.of(call.indices(2)));
        let (parts, indices) = (parts.as_slice(), indices.as_slice());
        let elements = sum.as_mut_slice();
        let width = rows.length();
        if width > 0 {
            let rows = parts.chunks(width).zip(indices.chunks(width));
            for (number, (parts, indices)) in rows.enumerate() {
                let first = number / inner * inner * length + number % inner;
                for (&part, &index) in parts.iter().zip(indices) {
                    let place = first + index as usize * inner;
                    elements[place] = elements[place] + part;
                }
            }
        }
        Ok(Value::Float(sum))
    }

    fn vjp<'t>(&self, at: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        adjoints.add(0, cotangent);
        if adjoints.wants(1) {
            adjoints.add(1, cotangent.picked(self.axis, at.indices(2)));
        }
    }

    fn jvp<'t>(&self, at: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        let indices = at.indices(2);
        match (tangents[0], tangents[1]) {
            (sum, None) => sum,
            (None, Some(part)) => {
                let zeros = at.argument(0).zeros_of_shape();
                Some(zeros.with_put(self.axis, indices, part))
            }
            (Some(sum), Some(part)) => Some(sum.with_put(self.axis, indices, part)),
        }
    }
}

impl<'t, T: Float> Var<'t, T> {
    /// The elements at indices along an axis; both have the same shape but for that axis, and the
    /// indices were found by an operation, so they lie inside.
    #[track_caller]
    pub(crate) fn picked(self, axis: usize, indices: Indices<'t, T>) -> Self {
        match self.paired("pick", indices.variable()) {
            Ok((tape, x, picks)) => tape.record(Pick { axis }, [x, picks], &indices.variable().dims()),
            Err(failed) => failed,
        }
    }

    /// This variable with `part` added at indices along an axis.
    #[track_caller]
    fn with_put(self, axis: usize, indices: Indices<'t, T>, part: Self) -> Self {
        let indices = indices.variable();
        let (tape, sum, part) = match self.paired("put", part) {
            Ok(paired) => paired,
            Err(failed) => return failed,
        };
        match indices.on_tape() {
            Ok((_, indices)) => tape.record(Put { axis }, [sum, part, indices], &self.dims()),
            Err(failed) => failed,
        }
    }
}
