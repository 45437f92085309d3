//! Views: reshape, permute, slice and broadcast. They cost nothing when evaluated.

use crate::error::{Error, ErrorKind};
use crate::ops::{At, Call, Primitive};
use crate::tape::Var;
use crate::tape::node::{Op, Value};
use crate::tensor::axis::{Span, resolve_axis, resolve_dims, resolve_slices};
use crate::tensor::shape::Dims;
use crate::tensor::view::{broadcasts_to, for_each_row, resolve_order};
use crate::tensor::{Axis, Float, IntoDims, Shape, Slices};
use crate::transform::adjoints::Adjoints;
use smallvec::SmallVec;
use std::borrow::Cow;

/// The same elements under another shape.
pub(crate) struct Reshape;

impl<T: Float> Primitive<T> for Reshape {
    fn name(&self) -> Cow<'static, str> {
        "reshape".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        Ok(match call.inputs.value(0) {
            Value::Float(tensor) => match tensor.reshaped_view(call.shape) {
                Some(view) => Value::Float(view),
                // A view may stand for more elements than memory holds, which the pool notices.
                None => Value::Float(call.write_from(|inputs, out| inputs.floats(0).copy_to(out))),
            },
            Value::Integer(tensor) => Value::Integer(tensor.reshaped(Dims::from_slice(call.shape))),
        })
    }

    fn vjp<'t>(&self, at: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        adjoints.add(0, cotangent.reshape_to(&at.argument(0).dims()));
    }

    fn jvp<'t>(&self, at: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        Some(tangents[0]?.reshape_to(&at.result.dims()))
    }
}

/// The axes in another order.
pub(crate) struct Permute(Dims);

impl<T: Float> Primitive<T> for Permute {
    fn name(&self) -> Cow<'static, str> {
        "permute".into()
    }

    fn permutes(&self) -> bool {
        true
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        Ok(match call.inputs.value(0) {
            Value::Float(tensor) => Value::Float(tensor.permuted(&self.0)),
            Value::Integer(tensor) => Value::Integer(tensor.permuted(&self.0)),
        })
    }

    fn vjp<'t>(&self, _: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        let mut inverse = Dims::from_elem(0, self.0.len());
        for (to, &from) in self.0.iter().enumerate() {
            inverse[from] = to;
        }
        adjoints.add(0, cotangent.permute_to(&inverse));
    }

    fn jvp<'t>(&self, _: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        Some(tangents[0]?.permute_to(&self.0))
    }
}

/// The elements repeated along axes.
pub(crate) struct Broadcast;

impl<T: Float> Primitive<T> for Broadcast {
    fn name(&self) -> Cow<'static, str> {
        "broadcast_to".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        Ok(match call.inputs.value(0) {
            Value::Float(tensor) => Value::Float(tensor.broadcasted(call.shape)),
            Value::Integer(tensor) => Value::Integer(tensor.broadcasted(call.shape)),
        })
    }

    fn vjp<'t>(&self, at: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        adjoints.add(0, cotangent.sum_to(&at.argument(0).dims()));
    }

    fn jvp<'t>(&self, at: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        Some(tangents[0]?.expand_to(&at.result.dims()))
    }
}

/// Part of a tensor.
pub(crate) struct SliceOf(SmallVec<[Span; 4]>);

impl<T: Float> Primitive<T> for SliceOf {
    fn name(&self) -> Cow<'static, str> {
        "slice".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        Ok(match call.inputs.value(0) {
            Value::Float(tensor) => Value::Float(tensor.spanned(&self.0)),
            Value::Integer(tensor) => Value::Integer(tensor.spanned(&self.0)),
        })
    }

    fn vjp<'t>(&self, _: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        adjoints.add_into(0, |sum| sum.add_slice(&self.0, cotangent));
    }

    fn jvp<'t>(&self, _: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        Some(tangents[0]?.slice_spans(&self.0))
    }
}

/// Adds the second argument to part of the first: the adjoint of a slice, in place where it can be.
pub(crate) struct AddSlice(SmallVec<[Span; 4]>);

impl<T: Float> Primitive<T> for AddSlice {
    fn name(&self) -> Cow<'static, str> {
        "add_slice".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let mut sum = call.take_for_writing(0)?;
        let strides = crate::tensor::shape::row_major(sum.shape());
        let mut offset = 0;
        let mut part_strides = crate::tensor::shape::Strides::new();
        for (span, stride) in self.0.iter().zip(&strides) {
            offset += span.start as isize * stride;
            if span.keep {
                part_strides.push(stride * span.step);
            }
        }
        let part = call.input(1);
        let elements = part.as_slice();
        let out = sum.as_mut_slice();
        let mut read = 0;
        for_each_row(
            part.shape(),
            &part_strides,
            offset as usize,
            |start, length, step| {
                for i in 0..length {
                    let at = (start as isize + i as isize * step) as usize;
                    out[at] = out[at] + elements[read + i];
                }
                read += length;
            },
        );
        Ok(Value::Float(sum))
    }

    fn vjp<'t>(&self, _: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        adjoints.add(0, cotangent);
        if adjoints.wants(1) {
            adjoints.add(1, cotangent.slice_spans(&self.0));
        }
    }

    fn jvp<'t>(&self, at: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        at.tangent_of_sum(tangents[0], tangents[1], |sum, part| sum.add_slice(&self.0, part))
    }
}

impl<'t, T: Float> Var<'t, T> {
    /// The same elements under another shape of as many; one size may be -1: what is left.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1.0, 2.0, 3.0, 4.0]);
    /// assert_eq!(x.reshape([2, -1]).value()?, Tensor::from([[1.0, 2.0], [3.0, 4.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[doc(alias = "view")]
    #[track_caller]
    pub fn reshape(self, shape: impl IntoDims) -> Self {
        if let Err(failed) = self.on_tape("reshape") {
            return failed;
        }
        match resolve_dims("reshape", &self.dims(), &shape.dims()) {
            Ok(shape) => self.reshape_to(&shape),
            Err(error) => self.fail_with(error),
        }
    }

    #[track_caller]
    pub(crate) fn reshape_to(self, shape: &[usize]) -> Self {
        match self.on_tape("reshape") {
            Err(failed) => failed,
            Ok(_) if self.dims()[..] == *shape => self,
            Ok((tape, node)) => tape.record(Reshape, [node], shape),
        }
    }

    /// The axes in another order: `order[k]` is the axis that comes to place `k`.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::<f64>::new();
    /// let x = tape.var(Tensor::zeros([2, 3, 4]));
    /// assert_eq!(x.permute([2, 0, 1]).shape(), [4, 2, 3]);
    /// ```
    #[track_caller]
    pub fn permute(self, order: impl IntoDims) -> Self {
        if let Err(failed) = self.on_tape("permute") {
            return failed;
        }
        let order: crate::Result<Dims> = resolve_order("permute", &order.dims(), self.rank());
        match order {
            Ok(order) => self.permute_to(&order),
            Err(error) => self.fail_with(error),
        }
    }

    #[track_caller]
    pub(crate) fn permute_to(self, order: &[usize]) -> Self {
        let (tape, node) = match self.on_tape("permute") {
            Ok(on_tape) => on_tape,
            Err(failed) => return failed,
        };
        if order.iter().enumerate().all(|(to, &from)| to == from) {
            return self;
        }
        let dims = self.dims();
        let shape: Dims = order.iter().map(|&axis| dims[axis]).collect();
        tape.record(Permute(Dims::from_slice(order)), [node], &shape)
    }

    /// Whether it was recorded as its argument with the axes in another order.
    pub(crate) fn is_permuted(self) -> bool {
        let Some(tape) = self.tape() else { return false };
        let inner = tape.inner.borrow();
        match inner.nodes[self.node() as usize].op {
            Op::Primitive(number) => inner.primitives.get(number).permutes(),
            _ => false,
        }
    }

    /// Two axes exchanged.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::<f64>::new();
    /// assert_eq!(tape.var(Tensor::zeros([2, 3, 4])).transpose(0, -1).shape(), [4, 3, 2]);
    /// ```
    #[doc(alias = "swapaxes")]
    #[track_caller]
    pub fn transpose(self, first: impl Axis, second: impl Axis) -> Self {
        if let Err(failed) = self.on_tape("transpose") {
            return failed;
        }
        let rank = self.rank();
        let axes = resolve_axis("transpose", first.axis(), rank)
            .and_then(|first| Ok((first, resolve_axis("transpose", second.axis(), rank)?)));
        match axes {
            Ok((first, second)) => {
                let mut order: Dims = (0..rank).collect();
                order.swap(first, second);
                self.permute_to(&order)
            }
            Err(error) => self.fail_with(error),
        }
    }

    /// The last two axes exchanged: the transpose of a matrix. A vector or a number is itself.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::<f64>::new();
    /// assert_eq!(tape.var(Tensor::zeros([2, 3])).t().shape(), [3, 2]);
    /// ```
    #[track_caller]
    pub fn t(self) -> Self {
        let rank = self.rank();
        if self.failed().is_some() || rank < 2 {
            return self;
        }
        let mut order: Dims = (0..rank).collect();
        order.swap(rank - 2, rank - 1);
        self.permute_to(&order)
    }

    /// Part of the variable: ranges, steps and indices of the leading axes, as NumPy reads them.
    ///
    /// An index drops its axis; a range is cut to the axis; negative numbers count from the end.
    /// The derivative adds into the part; nothing of the full size is made per slice.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    /// assert_eq!(x.slice((.., -1)).value()?, Tensor::from([3.0, 6.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn slice(self, slices: impl Slices) -> Self {
        if let Err(failed) = self.on_tape("slice") {
            return failed;
        }
        match resolve_slices("slice", &self.dims(), &slices.slices()) {
            Ok(spans) => self.slice_spans(&spans),
            Err(error) => self.fail_with(error),
        }
    }

    #[track_caller]
    pub(crate) fn slice_spans(self, spans: &[Span]) -> Self {
        match self.on_tape("slice") {
            Err(failed) => failed,
            Ok((tape, node)) => {
                let kept = spans.iter().filter(|span| span.keep);
                let shape: Dims = kept.map(|span| span.count).collect();
                tape.record(SliceOf(SmallVec::from_slice(spans)), [node], &shape)
            }
        }
    }

    /// This variable with `part` added to a slice of it.
    #[track_caller]
    pub(crate) fn add_slice(self, spans: &[Span], part: Self) -> Self {
        match self.paired("add_slice", part) {
            Err(failed) => failed,
            Ok((tape, sum, part)) => {
                tape.record(AddSlice(SmallVec::from_slice(spans)), [sum, part], &self.dims())
            }
        }
    }

    /// The variable repeated along axes of size 1 and along new leading axes, by NumPy's rule.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1.0, 2.0]);
    /// assert_eq!(x.broadcast_to([2, 2]).value()?, Tensor::from([[1.0, 2.0], [1.0, 2.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[doc(alias = "expand")]
    #[track_caller]
    pub fn broadcast_to(self, shape: impl Into<Shape>) -> Self {
        if let Err(failed) = self.on_tape("broadcast_to") {
            return failed;
        }
        let shape = shape.into();
        if !broadcasts_to(&self.dims(), &shape) {
            let problem = format!("{:?} does not broadcast to {shape:?}", self.shape());
            return self.fail_with(Error::shape("broadcast_to", problem));
        }
        self.expand_to(&shape)
    }

    #[track_caller]
    pub(crate) fn expand_to(self, shape: &[usize]) -> Self {
        match self.on_tape("broadcast_to") {
            Err(failed) => failed,
            Ok(_) if self.dims()[..] == *shape => self,
            Ok((tape, node)) => tape.record(Broadcast, [node], shape),
        }
    }

    /// Zeros of this variable's shape, without memory of their own.
    #[track_caller]
    pub(crate) fn zeros_of_shape(self) -> Self {
        self.lift(0.0).expand_to(&self.dims())
    }
}
