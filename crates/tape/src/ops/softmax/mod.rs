//! Softmax, its logarithm, and the logarithm of a sum of exponentials.
//!
//! They are primitives, because each is one pass over rows that stay in the cache, and because the
//! derivatives of compositions are NaN where a whole row is −∞.

mod pull;

use crate::error::ErrorKind;
use crate::eval::reduction::Fold;
use crate::eval::rows::Rows;
use crate::instruction::{BLOCK, sums};
use crate::numeric::{Function, InstructionSet};
use crate::ops::reduce::{End, fold, kept_shape};
use crate::ops::{At, Call, Primitive};
use crate::tape::Var;
use crate::tape::node::Value;
use crate::tensor::shape::Dims;
use crate::tensor::{Axes, Axis, Float};
use crate::transform::adjoints::Adjoints;
use std::borrow::Cow;

/// Calls `each` with the exponentials of `x − shift`, a block at a time, and the block's number.
fn exponentials<T: Float>(elements: &[T], shift: T, mut each: impl FnMut(usize, &[T])) {
    let mut shifted = [T::of(0.0); BLOCK];
    let mut powers = [T::of(0.0); BLOCK];
    for (number, block) in elements.chunks(BLOCK).enumerate() {
        let shifted = &mut shifted[..block.len()];
        for (shifted, &x) in shifted.iter_mut().zip(block) {
            *shifted = x - shift;
        }
        let powers = &mut powers[..block.len()];
        T::map_slice(InstructionSet::detect(), Function::Exp, shifted, powers);
        each(number, powers);
    }
}

/// e^largest · sum.
#[derive(Clone, Copy)]
struct Exponential {
    largest: f64,
    sum: f64,
}

impl Exponential {
    fn of<T: Float>(elements: &[T]) -> Self {
        let largest = End::Largest.best_of(elements);
        let sum = if largest.wide().is_infinite() {
            // ∞ − ∞ is not a number: of −∞ alone the sum is 0, of +∞ their count.
            let infinite = elements.iter().filter(|&&x| x == largest).count();
            if largest.wide() > 0.0 {
                infinite as f64
            } else {
                0.0
            }
        } else {
            let mut sum = 0.0;
            exponentials(elements, largest, |_, powers| sum += sums::sum_block(powers));
            sum
        };
        Exponential {
            largest: largest.wide(),
            sum,
        }
    }

    fn ln(self) -> f64 {
        self.largest + self.sum.ln()
    }
}

/// ln Σ eˣ over some axes, which keep size 1.
struct LogSumExp {
    axes: Dims,
}

impl<T: Float> Fold<T> for LogSumExp {
    type Wide = Exponential;

    fn start(&self) -> Exponential {
        Exponential {
            largest: f64::NEG_INFINITY,
            sum: 0.0,
        }
    }

    fn block(&self, elements: &[T]) -> Exponential {
        Exponential::of(elements)
    }

    fn join(&self, first: Exponential, second: Exponential) -> Exponential {
        let (small, large) = if first.largest < second.largest {
            (first, second)
        } else {
            (second, first)
        };
        let carried = if small.largest == large.largest {
            small.sum
        } else {
            small.sum * (small.largest - large.largest).exp()
        };
        Exponential {
            largest: large.largest,
            sum: large.sum + carried,
        }
    }

    fn finish(&self, wide: Exponential) -> T {
        T::of(wide.ln())
    }
}

impl<T: Float> Primitive<T> for LogSumExp {
    fn name(&self) -> Cow<'static, str> {
        "logsumexp".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        Ok(fold(call, self, &self.axes))
    }

    fn vjp<'t>(&self, at: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        adjoints.add(0, at.argument(0).softmax_times(cotangent, &self.axes));
    }

    fn jvp<'t>(&self, at: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        let weights = at.argument(0).softmax_kept(&self.axes);
        Some(tangents[0]?.absorb(weights).sum_kept(&self.axes))
    }
}

/// eˣ / Σ eˣ over some axes, times a second argument with one element per row if there is one.
struct Softmax {
    axes: Dims,
}

impl Softmax {
    fn row<T: Float>(row: &[T], scale: T, out: &mut [T]) {
        if scale == T::of(0.0) {
            // A cotangent of 0 absorbs the weights, which may be NaN.
            out.fill(scale);
            return;
        }
        let largest = End::Largest.best_of(row);
        if largest.wide().is_infinite() {
            // Nothing but −∞ has no weight anywhere; +∞ elements share all of it.
            let infinite = row.iter().filter(|&&x| x == largest).count();
            let share = if largest.wide() > 0.0 {
                1.0 / infinite as f64
            } else {
                0.0
            };
            for (out, &x) in out.iter_mut().zip(row) {
                *out = if x == largest {
                    scale * T::of(share)
                } else {
                    T::of(0.0)
                };
            }
            return;
        }
        let mut sum = 0.0;
        exponentials(row, largest, |number, powers| {
            out[number * BLOCK..][..powers.len()].copy_from_slice(powers);
            sum += sums::sum_block(powers);
        });
        let factor = scale * T::of(1.0 / sum);
        for out in out {
            *out = *out * factor;
        }
    }
}

impl<T: Float> Primitive<T> for Softmax {
    fn name(&self) -> Cow<'static, str> {
        "softmax".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let rows = Rows::new(call.shape, &self.axes);
        let input = rows.of(call.input(0));
        let elements = input.as_slice();
        let scales = (call.inputs.len() > 1).then(|| rows.of(call.input(1)));
        let scales = scales.as_ref().map(|scales| scales.as_slice());
        Ok(Value::Float(rows.write(call.pool, call.shape, |number, out| {
            let scale = scales.map_or(T::of(1.0), |scales| scales[number]);
            Softmax::row(rows.row(elements, number), scale, out);
        })))
    }

    fn vjp<'t>(&self, at: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        if at.arguments.len() == 1 {
            adjoints.add(0, at.result.softmax_pull(cotangent, &self.axes));
            return;
        }
        let weights = at.argument(0).softmax_kept(&self.axes);
        let mean = cotangent.absorb(weights).sum_kept(&self.axes);
        if adjoints.wants(0) {
            adjoints.add(0, at.result.absorb(cotangent - mean));
        }
        adjoints.add(1, mean);
    }

    fn jvp<'t>(&self, at: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        if at.arguments.len() == 1 {
            // The Jacobian diag(y) − y yᵀ is symmetric.
            return Some(at.result.softmax_pull(tangents[0]?, &self.axes));
        }
        let weights = at.argument(0).softmax_kept(&self.axes);
        let logits = tangents[0].map(|tangent| {
            let mean = tangent.absorb(weights).sum_kept(&self.axes);
            at.result.absorb(tangent - mean)
        });
        let scales = tangents[1].map(|tangent| tangent.absorb(weights));
        match (logits, scales) {
            (Some(logits), Some(scales)) => Some(logits + scales),
            (logits, scales) => logits.or(scales),
        }
    }
}

/// ln softmax of one element of a row: what [`LogSoftmax`] writes there.
pub(crate) fn log_share<T: Float>(row: &[T], chosen: usize) -> T {
    let total = Exponential::of(row);
    let x = row[chosen];
    if total.largest.is_infinite() {
        return T::of(if x.wide() == f64::INFINITY {
            -total.sum.ln()
        } else {
            f64::NEG_INFINITY
        });
    }
    (x - T::of(total.largest)) - T::of(total.sum.ln())
}

/// x − ln Σ eˣ along an axis.
struct LogSoftmax {
    axis: usize,
}

impl<T: Float> Primitive<T> for LogSoftmax {
    fn name(&self) -> Cow<'static, str> {
        "log_softmax".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let rows = Rows::new(call.shape, &[self.axis]);
        let input = rows.of(call.input(0));
        let elements = input.as_slice();
        Ok(Value::Float(rows.write(call.pool, call.shape, |number, out| {
            let row = rows.row(elements, number);
            let total = Exponential::of(row);
            let (largest, rest) = (T::of(total.largest), T::of(total.sum.ln()));
            for (out, &x) in out.iter_mut().zip(row) {
                // The largest goes first: x − (largest + ln sum) would round twice.
                *out = (x - largest) - rest;
            }
            if total.largest.is_infinite() {
                let (nothing, share) = (T::of(f64::NEG_INFINITY), T::of(-total.sum.ln()));
                for (out, &x) in out.iter_mut().zip(row) {
                    *out = if x.wide() == f64::INFINITY { share } else { nothing };
                }
            }
        })))
    }

    fn vjp<'t>(&self, at: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        let total = cotangent.sum_kept(&[self.axis]);
        adjoints.add(0, cotangent - at.argument(0).softmax_times(total, &[self.axis]));
    }

    fn jvp<'t>(&self, at: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        let tangent = tangents[0]?;
        let weights = at.argument(0).softmax_kept(&[self.axis]);
        Some(tangent - tangent.absorb(weights).sum_kept(&[self.axis]))
    }
}

impl<T: Float> Var<'_, T> {
    /// The softmax eˣ / Σ eˣ along an axis: positive weights with sum 1.
    ///
    /// Finite at any finite logits. A row of nothing but −∞, such as a fully masked row of attention,
    /// has weights 0 and derivative 0 (in PyTorch NaN); elements of +∞ share the weight evenly.
    /// Derivative: y (g − Σ y g).
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1000.0, 1000.0, -1000.0]);
    /// assert_eq!(x.softmax(0).value()?, Tensor::from([0.5, 0.5, 0.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn softmax(self, axis: impl Axis) -> Self {
        match self.along("softmax", axis) {
            Ok((_, axis)) => self.softmax_kept(&[axis]),
            Err(failed) => failed,
        }
    }

    /// The logarithm of [`Var::softmax`] along an axis, x − ln Σ eˣ, without its underflow.
    ///
    /// A row of nothing but −∞ stays −∞ (in PyTorch NaN). Derivative: g − softmax(x) Σ g.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1000.0, -1000.0]);
    /// assert_eq!(x.log_softmax(0).value()?, Tensor::from([0.0, -2000.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn log_softmax(self, axis: impl Axis) -> Self {
        match self.along("log_softmax", axis) {
            Ok((tape, axis)) => tape.record(LogSoftmax { axis }, [self.node()], &self.dims()),
            Err(failed) => failed,
        }
    }

    /// ln Σ eˣ of all elements, without overflow; −∞ of none.
    ///
    /// Derivative: the softmax, and 0 where every element is −∞.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1000.0, 1000.0]);
    /// assert_eq!(x.logsumexp().item()?, 1000.0 + 2f64.ln());
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn logsumexp(self) -> Self {
        self.logsumexp_axis(())
    }

    /// ln Σ eˣ over axes, which are dropped; see [`Var::logsumexp`].
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[0.0, 0.0], [1000.0, -1000.0]]);
    /// assert_eq!(x.logsumexp_axis(1).value()?, Tensor::from([2f64.ln(), 1000.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn logsumexp_axis(self, axes: impl Axes) -> Self {
        self.reduced("logsumexp_axis", &axes, |x, axes| x.logsumexp_kept(axes))
    }

    /// ln Σ eˣ over axes, which keep size 1; see [`Var::logsumexp`].
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[0.0, 0.0], [1000.0, -1000.0]]);
    /// assert_eq!(x.logsumexp_keep(1).value()?, Tensor::from([[2f64.ln()], [1000.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn logsumexp_keep(self, axes: impl Axes) -> Self {
        self.reduced_keep("logsumexp_keep", &axes, |x, axes| x.logsumexp_kept(axes))
    }

    #[track_caller]
    fn logsumexp_kept(self, axes: &[usize]) -> Self {
        match self.on_tape("logsumexp") {
            Err(failed) => failed,
            Ok((tape, node)) => {
                let axes = Dims::from_slice(axes);
                let shape = kept_shape(&self.dims(), &axes);
                tape.record(LogSumExp { axes }, [node], &shape)
            }
        }
    }

    #[track_caller]
    pub(crate) fn softmax_kept(self, axes: &[usize]) -> Self {
        let axes = Dims::from_slice(axes);
        match self.on_tape("softmax") {
            Ok((tape, node)) => tape.record(Softmax { axes }, [node], &self.dims()),
            Err(failed) => failed,
        }
    }

    /// The softmax over axes times `scale`, which has size 1 along them.
    #[track_caller]
    pub(crate) fn softmax_times(self, scale: Self, axes: &[usize]) -> Self {
        let axes = Dims::from_slice(axes);
        match self.paired("softmax", scale) {
            Ok((tape, x, scale)) => tape.record(Softmax { axes }, [x, scale], &self.dims()),
            Err(failed) => failed,
        }
    }
}
