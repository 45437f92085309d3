//! Running products.

use crate::error::ErrorKind;
use crate::eval::rows::Rows;
use crate::ops::scan::sum::scan;
use crate::ops::{At, Call, Primitive};
use crate::tape::Var;
use crate::tape::node::Value;
use crate::tensor::{Axis, Float};
use crate::transform::adjoints::Adjoints;
use std::borrow::Cow;

/// The product of an element and all before it along an axis; reversed, of all behind it.
struct CumProd {
    axis: usize,
    reverse: bool,
}

impl<T: Float> Primitive<T> for CumProd {
    fn name(&self) -> Cow<'static, str> {
        "cumprod".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let rows = Rows::new(call.shape, &[self.axis]);
        let input = rows.of(call.input(0));
        let elements = input.as_slice();
        Ok(Value::Float(rows.write(call.pool, call.shape, |number, out| {
            let mut product = 1.0;
            scan(rows.row(elements, number), out, self.reverse, |x| {
                product *= x;
                product
            });
        })))
    }

    /// y\[t\] = x\[t\] y\[t−1\] is a linear recurrence in what a change of x\[t\] adds at t.
    fn vjp<'t>(&self, at: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        let (x, before) = (at.argument(0), self.before(at));
        // The recurrence reads the factor of the step that it takes: x[t+1] to come back from t+1,
        // which for a reversed product is x[t−1], one place further on in its own direction.
        let back = if self.reverse {
            let factors = x.shifted(self.axis, false, 0.0);
            factors.recurrence(cotangent, self.axis, false)
        } else {
            x.recurrence(cotangent, self.axis, true)
        };
        adjoints.add(0, back.absorb(before));
    }

    fn jvp<'t>(&self, at: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        let x = at.argument(0);
        let terms = tangents[0]?.absorb(self.before(at));
        Some(if self.reverse {
            let factors = x.shifted(self.axis, false, 0.0);
            factors.recurrence(terms, self.axis, true)
        } else {
            x.recurrence(terms, self.axis, false)
        })
    }
}

impl CumProd {
    /// The product without the element itself.
    #[track_caller]
    fn before<'t, T: Float>(&self, at: &At<'t, T>) -> Var<'t, T> {
        at.result.shifted(self.axis, self.reverse, 1.0)
    }
}

impl<T: Float> Var<'_, T> {
    /// The product of each element and all before it along an axis.
    ///
    /// The derivative is right beside zeros, to any order: it is a linear recurrence, not a quotient.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([2.0, 0.0, 4.0]);
    /// let y = x.cumprod(0);
    /// assert_eq!(y.value()?, Tensor::from([2.0, 0.0, 0.0]));
    /// assert_eq!(y.sum().grad(x).value()?, Tensor::from([1.0, 10.0, 0.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn cumprod(self, axis: impl Axis) -> Self {
        match self.along("cumprod", axis) {
            Ok((_, axis)) => self.cumprod_along(axis, false),
            Err(failed) => failed,
        }
    }

    /// The running product along an axis that exists, from the end if reversed.
    #[track_caller]
    pub(crate) fn cumprod_along(self, axis: usize, reverse: bool) -> Self {
        match self.on_tape("cumprod") {
            Ok((tape, node)) => tape.record(CumProd { axis, reverse }, [node], &self.dims()),
            Err(failed) => failed,
        }
    }
}
