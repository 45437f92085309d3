//! Running sums of exponentials, as logarithms.

use crate::error::ErrorKind;
use crate::eval::rows::Rows;
use crate::ops::{At, Call, Primitive};
use crate::tape::Var;
use crate::tape::node::Value;
use crate::tensor::{Axis, Float};
use crate::transform::adjoints::Adjoints;
use std::borrow::Cow;

/// ln Σ eˣ of an element and all before it along an axis.
struct LogCumSumExp {
    axis: usize,
}

impl<T: Float> Primitive<T> for LogCumSumExp {
    fn name(&self) -> Cow<'static, str> {
        "logcumsumexp".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let rows = Rows::new(call.shape, &[self.axis]);
        let input = rows.of(call.input(0));
        let elements = input.as_slice();
        Ok(Value::Float(rows.write(call.pool, call.shape, |number, out| {
            // The sum is kept as e^largest · sum.
            let (mut largest, mut sum) = (f64::NEG_INFINITY, 0.0);
            for (out, &x) in out.iter_mut().zip(rows.row(elements, number)) {
                let x = x.wide();
                if x == f64::NEG_INFINITY {
                    // It adds nothing, and −∞ − (−∞) is not a number.
                } else if x == largest {
                    sum += 1.0;
                } else if x <= largest {
                    sum += (x - largest).exp();
                } else {
                    sum = sum * (largest - x).exp() + 1.0;
                    largest = x;
                }
                *out = T::of(if sum == 0.0 {
                    f64::NEG_INFINITY
                } else {
                    largest + sum.ln()
                });
            }
        })))
    }

    /// ẏ\[t\] = w ẋ\[t\] + v ẏ\[t−1\] with the weights w = e^(x\[t\] − y\[t\]) and
    /// v = e^(y\[t−1\] − y\[t\]), which lie in \[0, 1\]: a linear recurrence.
    fn vjp<'t>(&self, at: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        let (own, carried) = self.weights(at);
        let back = carried.recurrence(cotangent, self.axis, true);
        adjoints.add(0, back.absorb(own));
    }

    fn jvp<'t>(&self, at: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        let (own, carried) = self.weights(at);
        Some(carried.recurrence(tangents[0]?.absorb(own), self.axis, false))
    }
}

impl LogCumSumExp {
    /// The weights of an element and of the sum before it.
    #[track_caller]
    fn weights<'t, T: Float>(&self, at: &At<'t, T>) -> (Var<'t, T>, Var<'t, T>) {
        let (x, y) = (at.argument(0), at.result);
        // While nothing but −∞ has come, the weights are 0: 0 stands in for y = −∞.
        let total = y.equal(f64::NEG_INFINITY).select(0.0, y);
        let before = y.shifted(self.axis, false, f64::NEG_INFINITY);
        ((x - total).exp(), (before - total).exp())
    }
}

impl<T: Float> Var<'_, T> {
    /// ln Σ eˣ of each element and all before it along an axis, without overflow.
    ///
    /// −∞ adds nothing, and as long as nothing else has come the derivative is 0.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1000.0, 1000.0]);
    /// let y = x.logcumsumexp(0).value()?;
    /// assert_eq!(y, Tensor::from([1000.0, 1000.0 + 2f64.ln()]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn logcumsumexp(self, axis: impl Axis) -> Self {
        match self.along("logcumsumexp", axis) {
            Ok((tape, axis)) => tape.record(LogCumSumExp { axis }, [self.node()], &self.dims()),
            Err(failed) => failed,
        }
    }
}
