//! Single elements along an axis: gather, scatter and their kin.

use crate::error::{Error, ErrorKind};
use crate::ops::index::places::{add_at_rows, check, for_each_place, pick_rows, rows_agree};
use crate::ops::{At, Call, Primitive};
use crate::tape::node::Value;
use crate::tape::{Indices, IntoIndices, IntoOperand, Var};
use crate::tensor::axis::{Span, resolve_axis};
use crate::tensor::shape::{broadcast, row_major};
use crate::tensor::{Axis, Float};
use crate::transform::adjoints::Adjoints;
use smallvec::SmallVec;
use std::borrow::Cow;

/// Elements picked along an axis.
struct Gather {
    axis: usize,
    /// The method that recorded it.
    name: &'static str,
}

impl<T: Float> Primitive<T> for Gather {
    fn name(&self) -> Cow<'static, str> {
        self.name.into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let shape = call.input(0).shape();
        check(self.name, call.indices(1), self.axis, shape[self.axis])?;
        if rows_agree(shape, call.shape, self.axis) {
            return Ok(Value::Float(pick_rows(call, self.axis)));
        }
        Ok(Value::Float(call.write_from(|inputs, out| {
            let input = inputs.floats(0);
            let memory = input.memory();
            for_each_place(
                inputs.indices(1),
                self.axis,
                input.strides(),
                input.offset(),
                |k, place| {
                    out[k] = memory[place];
                },
            );
        })))
    }

    fn vjp<'t>(&self, at: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        adjoints.add_into(0, |sum| sum.add_along(self.axis, at.indices(1), cotangent));
    }

    fn jvp<'t>(&self, at: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        Some(tangents[0]?.picked_along(self.name, self.axis, at.indices(1)))
    }
}

/// Adds elements of the third argument to the first where the indices lead.
struct ScatterAdd {
    axis: usize,
}

impl<T: Float> Primitive<T> for ScatterAdd {
    fn name(&self) -> Cow<'static, str> {
        "scatter_add".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        check("scatter_add", call.indices(1), self.axis, call.shape[self.axis])?;
        let mut sum = call.take_for_writing(0)?;
        if rows_agree(call.shape, call.input(2).shape(), self.axis) {
            add_at_rows(&mut sum, call.input(2), call.indices(1), self.axis);
            return Ok(Value::Float(sum));
        }
        let source = call.input(2).as_slice();
        let strides = row_major(call.shape);
        let out = sum.as_mut_slice();
        for_each_place(call.indices(1), self.axis, &strides, 0, |k, place| {
            out[place] = out[place] + source[k];
        });
        Ok(Value::Float(sum))
    }

    fn vjp<'t>(&self, at: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        adjoints.add(0, cotangent);
        if adjoints.wants(2) {
            adjoints.add(2, cotangent.gather_along(self.axis, at.indices(1)));
        }
    }

    fn jvp<'t>(&self, at: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        at.tangent_of_sum(tangents[0], tangents[2], |sum, part| {
            sum.add_along(self.axis, at.indices(1), part)
        })
    }
}

/// Writes elements of the third argument over the first where the indices lead; the last one stays.
struct Scatter {
    axis: usize,
}

impl<T: Float> Primitive<T> for Scatter {
    fn name(&self) -> Cow<'static, str> {
        "scatter".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        check("scatter", call.indices(1), self.axis, call.shape[self.axis])?;
        let mut result = call.take_for_writing(0)?;
        let source = call.input(2).as_slice();
        let strides = row_major(call.shape);
        let out = result.as_mut_slice();
        for_each_place(call.indices(1), self.axis, &strides, 0, |k, place| {
            out[place] = source[k];
        });
        Ok(Value::Float(result))
    }

    fn vjp<'t>(&self, at: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        let indices = at.indices(1);
        if adjoints.wants(0) {
            let zeros = at.argument(2).zeros_of_shape();
            adjoints.add(0, cotangent.write_along(self.axis, indices, zeros));
        }
        if adjoints.wants(2) {
            let last = cotangent.last_writers(self.axis, indices);
            adjoints.add(2, last.absorb(cotangent.gather_along(self.axis, indices)));
        }
    }

    fn jvp<'t>(&self, at: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        let tangent = |k: usize| tangents[k].unwrap_or_else(|| at.argument(k).zeros_of_shape());
        Some(tangent(0).write_along(self.axis, at.indices(1), tangent(2)))
    }
}

/// 1 where an index is the last one that leads to its place, else 0; its argument gives the shape.
struct LastWriters {
    axis: usize,
}

impl<T: Float> Primitive<T> for LastWriters {
    fn name(&self) -> Cow<'static, str> {
        "last_writers".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let indices = call.indices(1).clone();
        let target = call.input(0).shape();
        check("scatter", &indices, self.axis, target[self.axis])?;
        let strides = row_major(target);
        let mut last = vec![usize::MAX; call.input(0).len()];
        for_each_place(&indices, self.axis, &strides, 0, |k, place| last[place] = k);
        Ok(Value::Float(call.write(|out| {
            out.fill(T::of(0.0));
            for k in last.into_iter().filter(|&k| k != usize::MAX) {
                out[k] = T::of(1.0);
            }
        })))
    }

    fn vjp<'t>(&self, _: &At<'t, T>, _: Var<'t, T>, _: &mut Adjoints<'t, T>) {}

    fn jvp<'t>(&self, _: &At<'t, T>, _: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        None
    }
}

impl<'t, T: Float> Var<'t, T> {
    /// Elements picked along an axis: `out[i, j] = self[i, index[i, j]]` for axis 1 of a matrix.
    ///
    /// The indices have as many axes as this and are nowhere longer, except along `axis`; the result
    /// has their shape. The derivative adds up where an element was picked several times.
    ///
    /// An index that is negative or too large is an error that names it.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[1.0, 2.0], [3.0, 4.0]]);
    /// let y = x.gather(1, Tensor::from([[1], [0]]));
    /// assert_eq!(y.value()?, Tensor::from([[2.0], [3.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn gather(self, axis: impl Axis, indices: impl IntoIndices<'t, T>) -> Self {
        match self.indexed_along("gather", axis, indices) {
            Ok((axis, indices)) => self.gather_along(axis, indices),
            Err(failed) => failed,
        }
    }

    /// Like [`Var::gather`], with indices that broadcast along the other axes, as in NumPy: what
    /// `argsort` or `argmax` with a kept axis finds.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[1.0, 2.0], [3.0, 4.0]]);
    /// let y = x.take_along_axis(1, Tensor::from([[1]]));
    /// assert_eq!(y.value()?, Tensor::from([[2.0], [4.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[doc(alias = "take_along_dim")]
    #[track_caller]
    pub fn take_along_axis(self, axis: impl Axis, indices: impl IntoIndices<'t, T>) -> Self {
        let (axis, indices) = match self.indexed("take_along_axis", axis, indices) {
            Ok(found) => found,
            Err(failed) => return failed,
        };
        let (mut own, mut other) = (self.dims(), indices.variable().dims());
        let misfit = || {
            let problem = format!(
                "indices of shape {:?} do not broadcast beside axis {axis} of {:?}",
                indices.shape(),
                self.shape()
            );
            self.fail_with(Error::shape("take_along_axis", problem))
        };
        if own.len() != other.len() {
            return self.at_caller(misfit);
        }
        let (size, count) = (own[axis], other[axis]);
        (own[axis], other[axis]) = (1, 1);
        let Some(mut shape) = broadcast(&own, &other) else {
            return self.at_caller(misfit);
        };
        shape[axis] = size;
        let spread = self.expand_to(&shape);
        shape[axis] = count;
        let indices = Indices::of(indices.variable().expand_to(&shape));
        spread.picked_along("take_along_axis", axis, indices)
    }

    /// This with elements of `source` added where the indices lead:
    /// `out[i, index[i, j]] += source[i, j]` for axis 1 of a matrix.
    ///
    /// `source` is nowhere shorter than the indices; what is longer is not used. The same place may
    /// be named several times.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1.0, 1.0]);
    /// let y = x.scatter_add(0, Tensor::from([1, 1]), Tensor::from([5.0, 7.0]));
    /// assert_eq!(y.value()?, Tensor::from([1.0, 13.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn scatter_add(
        self,
        axis: impl Axis,
        indices: impl IntoIndices<'t, T>,
        source: impl IntoOperand<'t, T>,
    ) -> Self {
        match self.along_with("scatter_add", axis, indices, source) {
            Ok((axis, indices, source)) => self.add_along(axis, indices, source),
            Err(failed) => failed,
        }
    }

    /// This with elements of `source` in place of those where the indices lead:
    /// `out[i, index[i, j]] = source[i, j]` for axis 1 of a matrix.
    ///
    /// Where several lead to the same place, the last one stays, and only it gets the derivative;
    /// what was written over gets none. A number as `source` is written everywhere.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1.0, 2.0, 3.0]);
    /// let y = x.scatter(0, Tensor::from([2, 0]), Tensor::from([8.0, 9.0]));
    /// assert_eq!(y.value()?, Tensor::from([9.0, 2.0, 8.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn scatter(
        self,
        axis: impl Axis,
        indices: impl IntoIndices<'t, T>,
        source: impl IntoOperand<'t, T>,
    ) -> Self {
        match self.along_with("scatter", axis, indices, source) {
            Ok((axis, indices, source)) => self.write_along(axis, indices, source),
            Err(failed) => failed,
        }
    }

    /// [`Var::gather`] with an axis and a shape that are known to fit.
    #[track_caller]
    pub(crate) fn gather_along(self, axis: usize, indices: Indices<'t, T>) -> Self {
        self.picked_along("gather", axis, indices)
    }

    /// The same for the method of the given name.
    #[track_caller]
    fn picked_along(self, name: &'static str, axis: usize, indices: Indices<'t, T>) -> Self {
        match self.paired(name, indices.variable()) {
            Ok((tape, node, places)) => {
                tape.record(Gather { axis, name }, [node, places], &indices.variable().dims())
            }
            Err(failed) => failed,
        }
    }

    /// [`Var::scatter_add`] with an axis and shapes that are known to fit.
    #[track_caller]
    pub(crate) fn add_along(self, axis: usize, indices: Indices<'t, T>, source: Self) -> Self {
        self.scattered(ScatterAdd { axis }, indices, source)
    }

    #[track_caller]
    fn write_along(self, axis: usize, indices: Indices<'t, T>, source: Self) -> Self {
        self.scattered(Scatter { axis }, indices, source)
    }

    #[track_caller]
    fn scattered(self, primitive: impl Primitive<T>, indices: Indices<'t, T>, source: Self) -> Self {
        let name = primitive.name();
        match (self.paired(&name, indices.variable()), self.paired(&name, source)) {
            (Ok((tape, sum, places)), Ok((_, _, source))) => {
                tape.record(primitive, [sum, places, source], &self.dims())
            }
            (Err(failed), _) | (_, Err(failed)) => failed,
        }
    }

    #[track_caller]
    fn last_writers(self, axis: usize, indices: Indices<'t, T>) -> Self {
        match self.paired("scatter", indices.variable()) {
            Ok((tape, node, places)) => {
                tape.record(LastWriters { axis }, [node, places], &indices.variable().dims())
            }
            Err(failed) => failed,
        }
    }

    /// The axis counted from the front and the indices on the tape, or the error to give back.
    #[track_caller]
    pub(super) fn indexed(
        self,
        operation: &'static str,
        axis: impl Axis,
        indices: impl IntoIndices<'t, T>,
    ) -> Result<(usize, Indices<'t, T>), Self> {
        let (tape, _) = self.on_tape(operation)?;
        let indices = tape.composing(operation, || indices.indices(tape));
        if let Some(failed) = indices.variable().failed() {
            return Err(failed);
        }
        let axis =
            resolve_axis(operation, axis.axis(), self.rank()).map_err(|error| self.fail_with(error))?;
        Ok((axis, indices))
    }

    /// Indices along an axis: as many axes as this has, nowhere longer but along the axis.
    #[track_caller]
    fn indexed_along(
        self,
        operation: &'static str,
        axis: impl Axis,
        indices: impl IntoIndices<'t, T>,
    ) -> Result<(usize, Indices<'t, T>), Self> {
        let (axis, indices) = self.indexed(operation, axis, indices)?;
        let (own, other) = (self.dims(), indices.variable().dims());
        let fits = own.len() == other.len()
            && (0..own.len()).all(|place| place == axis || other[place] <= own[place]);
        if !fits {
            let problem = format!(
                "indices of shape {:?} do not fit along axis {axis} of {:?}: the other axes may not be longer",
                &other[..],
                &own[..]
            );
            return Err(self.fail_with(Error::shape(operation, problem)));
        }
        Ok((axis, indices))
    }

    /// Indices along an axis and a source for each of them, cut to their shape.
    #[track_caller]
    fn along_with(
        self,
        operation: &'static str,
        axis: impl Axis,
        indices: impl IntoIndices<'t, T>,
        source: impl IntoOperand<'t, T>,
    ) -> Result<(usize, Indices<'t, T>, Self), Self> {
        let (axis, indices) = self.indexed_along(operation, axis, indices)?;
        let (tape, _, node) = self.paired(operation, self.beside(source))?;
        let source = Var::on(tape, node, false);
        let (wanted, given) = (indices.variable().dims(), source.dims());
        if given == wanted {
            return Ok((axis, indices, source));
        }
        if given.is_empty() {
            return Ok((axis, indices, source.expand_to(&wanted)));
        }
        let fits = given.len() == wanted.len() && (0..given.len()).all(|place| given[place] >= wanted[place]);
        if !fits {
            let problem = format!(
                "a source of shape {:?} does not fill indices of shape {:?}",
                &given[..],
                &wanted[..]
            );
            return Err(self.fail_with(Error::shape(operation, problem)));
        }
        let spans: SmallVec<[Span; 4]> = wanted.iter().map(|&count| Span::first(count)).collect();
        Ok((axis, indices, source.slice_spans(&spans)))
    }
}
