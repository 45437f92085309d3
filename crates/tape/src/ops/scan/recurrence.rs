//! Linear recurrences and shifts along an axis: what the derivatives of scans are made of.
//!
//! The derivative of a product along an axis is a linear recurrence, and the derivative of a linear
//! recurrence is one in the other direction. So the family is closed: derivatives of any order need
//! no division, and zeros are nothing special.

use crate::error::ErrorKind;
use crate::eval::rows::Rows;
use crate::ops::{At, Call, Primitive};
use crate::tape::Var;
use crate::tape::node::Value;
use crate::tensor::Float;
use crate::transform::adjoints::Adjoints;
use std::borrow::Cow;

/// Of factors a and terms b, forward h\[t\] = a\[t\] h\[t−1\] + b\[t\], and reversed
/// h\[t\] = a\[t+1\] h\[t+1\] + b\[t\]: each is the transpose of the other as a map of b.
struct Recurrence {
    axis: usize,
    reverse: bool,
}

impl<T: Float> Primitive<T> for Recurrence {
    fn name(&self) -> Cow<'static, str> {
        "recurrence".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let rows = Rows::new(call.shape, &[self.axis]);
        let (factors, terms) = (rows.of(call.input(0)), rows.of(call.input(1)));
        let (factors, terms) = (factors.as_slice(), terms.as_slice());
        Ok(Value::Float(rows.write(call.pool, call.shape, |number, out| {
            let (factors, terms) = (rows.row(factors, number), rows.row(terms, number));
            let mut state = 0.0;
            let mut step = |t: usize, factor: f64| {
                // A state of 0 absorbs an infinite factor, as a cotangent of 0 does.
                let carried = if state == 0.0 { 0.0 } else { factor * state };
                state = carried + terms[t].wide();
                out[t] = T::of(state);
            };
            if self.reverse {
                for t in (0..terms.len()).rev() {
                    step(t, factors.get(t + 1).map_or(0.0, |factor| factor.wide()));
                }
            } else {
                for (t, factor) in factors.iter().enumerate() {
                    step(t, factor.wide());
                }
            }
        })))
    }

    fn vjp<'t>(&self, at: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        let back = at.argument(0).recurrence(cotangent, self.axis, !self.reverse);
        adjoints.add(1, back);
        if adjoints.wants(0) {
            let (early, late) = if self.reverse {
                (back, at.result)
            } else {
                (at.result, back)
            };
            adjoints.add(0, early.shifted(self.axis, false, 0.0).absorb(late));
        }
    }

    fn jvp<'t>(&self, at: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        let (factors, result) = (at.argument(0), at.result);
        let moved = tangents[0].map(|tangent| {
            if self.reverse {
                tangent.absorb(result).shifted(self.axis, true, 0.0)
            } else {
                tangent.absorb(result.shifted(self.axis, false, 0.0))
            }
        });
        let terms = match (moved, tangents[1]) {
            (Some(moved), Some(terms)) => moved + terms,
            (moved, terms) => moved.or(terms)?,
        };
        Some(factors.recurrence(terms, self.axis, self.reverse))
    }
}

/// Every place takes the element before it (reversed: behind it); the first (last) takes `fill`.
struct Shift {
    axis: usize,
    reverse: bool,
    fill: f64,
}

impl<T: Float> Primitive<T> for Shift {
    fn name(&self) -> Cow<'static, str> {
        "shift".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let rows = Rows::new(call.shape, &[self.axis]);
        let input = rows.of(call.input(0));
        let elements = input.as_slice();
        let fill = T::of(self.fill);
        Ok(Value::Float(rows.write(call.pool, call.shape, |number, out| {
            let row = rows.row(elements, number);
            let last = row.len() - 1;
            if self.reverse {
                out[..last].copy_from_slice(&row[1..]);
                out[last] = fill;
            } else {
                out[0] = fill;
                out[1..].copy_from_slice(&row[..last]);
            }
        })))
    }

    fn vjp<'t>(&self, _: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        adjoints.add(0, cotangent.shifted(self.axis, !self.reverse, 0.0));
    }

    fn jvp<'t>(&self, _: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        Some(tangents[0]?.shifted(self.axis, self.reverse, 0.0))
    }
}

impl<T: Float> Var<'_, T> {
    /// The linear recurrence with this variable's elements as factors, of terms of the same shape.
    #[track_caller]
    pub(super) fn recurrence(self, terms: Self, axis: usize, reverse: bool) -> Self {
        match self.paired("recurrence", terms) {
            Ok((tape, factors, terms)) => {
                tape.record(Recurrence { axis, reverse }, [factors, terms], &self.dims())
            }
            Err(failed) => failed,
        }
    }

    /// Every element moved on by one place along an axis that exists (reversed: moved back); the place
    /// that is left takes `fill`.
    #[track_caller]
    pub(crate) fn shifted(self, axis: usize, reverse: bool, fill: f64) -> Self {
        match self.on_tape("shift") {
            Ok((tape, node)) => tape.record(Shift { axis, reverse, fill }, [node], &self.dims()),
            Err(failed) => failed,
        }
    }
}
