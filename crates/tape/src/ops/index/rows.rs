//! Whole slices along an axis: index_select, index_add, embedding, one-hot.

use crate::error::{Error, ErrorKind};
use crate::ops::index::places::{Around, add_row, check};
use crate::ops::{At, Call, Primitive};
use crate::tape::node::Value;
use crate::tape::{Indices, IntoIndices, IntoOperand, Tape, Var};
use crate::tensor::shape::Dims;
use crate::tensor::{Axis, Float};
use crate::threads;
use crate::transform::adjoints::Adjoints;
use rayon::prelude::*;
use std::borrow::Cow;

/// Elements from which on a second thread pays for a copy.
const THREADED: usize = 1 << 17;

/// Slices picked along an axis by indices, which count in row-major order, whatever their shape.
struct IndexSelect {
    axis: usize,
    /// The method that recorded it.
    name: &'static str,
}

impl<T: Float> Primitive<T> for IndexSelect {
    fn name(&self) -> Cow<'static, str> {
        self.name.into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let around = Around::of(call.input(0).shape(), self.axis);
        check(self.name, call.indices(1), self.axis, around.size)?;
        Ok(Value::Float(call.write_from(|inputs, out| {
            let (rows, indices) = (inputs.floats(0).as_slice(), inputs.indices(1).as_slice());
            if out.is_empty() {
                return;
            }
            let copy = |(number, row): (usize, &mut [T])| {
                let (outer, k) = (number / indices.len(), number % indices.len());
                let start = (outer * around.size + indices[k] as usize) * around.inner;
                row.copy_from_slice(&rows[start..start + around.inner]);
            };
            let threads = threads::count();
            if out.len() < THREADED || threads == 1 || around.inner < 16 {
                out.chunks_mut(around.inner).enumerate().for_each(copy);
                return;
            }
            threads::enter(threads, || {
                let rows = out.par_chunks_mut(around.inner).enumerate();
                rows.with_min_len(1 << 10).for_each(copy);
            });
        })))
    }

    fn vjp<'t>(&self, at: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        adjoints.add_into(0, |sum| sum.add_rows(self.axis, at.indices(1), cotangent));
    }

    fn jvp<'t>(&self, at: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        Some(tangents[0]?.select_rows(self.name, self.axis, at.indices(1)))
    }
}

/// Adds slices of the third argument to the first where the indices lead.
struct IndexAdd {
    axis: usize,
}

impl<T: Float> Primitive<T> for IndexAdd {
    fn name(&self) -> Cow<'static, str> {
        "index_add".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let around = Around::of(call.shape, self.axis);
        check("index_add", call.indices(1), self.axis, around.size)?;
        let mut sum = call.take_for_writing(0)?;
        let source = call.input(2).as_slice();
        if source.is_empty() {
            return Ok(Value::Float(sum));
        }
        let indices = call.indices(1).as_slice();
        let out = sum.as_mut_slice();
        for (number, row) in source.chunks(around.inner).enumerate() {
            let (outer, k) = (number / indices.len(), number % indices.len());
            let start = (outer * around.size + indices[k] as usize) * around.inner;
            add_row(&mut out[start..start + around.inner], row);
        }
        Ok(Value::Float(sum))
    }

    fn vjp<'t>(&self, at: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        adjoints.add(0, cotangent);
        if adjoints.wants(2) {
            let picked = cotangent.select_rows("index_select", self.axis, at.indices(1));
            adjoints.add(2, picked);
        }
    }

    fn jvp<'t>(&self, at: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        at.tangent_of_sum(tangents[0], tangents[2], |sum, part| {
            sum.add_rows(self.axis, at.indices(1), part)
        })
    }
}

/// 1 at the place that an index names, else 0.
struct OneHot;

impl<T: Float> Primitive<T> for OneHot {
    fn name(&self) -> Cow<'static, str> {
        "one_hot".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let axis = call.shape.len() - 1;
        let classes = call.shape[axis];
        check("one_hot", call.indices(0), axis, classes)?;
        let indices = call.indices(0).clone();
        Ok(Value::Float(call.write(|out| {
            out.fill(T::of(0.0));
            for (k, &index) in indices.as_slice().iter().enumerate() {
                out[k * classes + index as usize] = T::of(1.0);
            }
        })))
    }

    fn vjp<'t>(&self, _: &At<'t, T>, _: Var<'t, T>, _: &mut Adjoints<'t, T>) {}

    fn jvp<'t>(&self, _: &At<'t, T>, _: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        None
    }
}

impl<'t, T: Float> Var<'t, T> {
    /// The slices along an axis that a vector of indices names, in its order.
    ///
    /// An index may come several times; the derivative adds up. An index that is negative or too
    /// large is an error that names it.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[1.0, 2.0], [3.0, 4.0]]);
    /// let y = x.index_select(0, Tensor::from([1, 1, 0]));
    /// assert_eq!(y.value()?, Tensor::from([[3.0, 4.0], [3.0, 4.0], [1.0, 2.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[doc(alias = "take")]
    #[track_caller]
    pub fn index_select(self, axis: impl Axis, indices: impl IntoIndices<'t, T>) -> Self {
        match self.listed("index_select", axis, indices) {
            Ok((axis, indices)) => self.select_rows("index_select", axis, indices),
            Err(failed) => failed,
        }
    }

    /// This with the slices of `source` along an axis added to those that a vector of indices names.
    ///
    /// `source` has this variable's shape, with the number of indices along the axis.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([0.0, 10.0]);
    /// let y = x.index_add(0, Tensor::from([1, 1]), Tensor::from([1.0, 2.0]));
    /// assert_eq!(y.value()?, Tensor::from([0.0, 13.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn index_add(
        self,
        axis: impl Axis,
        indices: impl IntoIndices<'t, T>,
        source: impl IntoOperand<'t, T>,
    ) -> Self {
        let (axis, indices) = match self.listed("index_add", axis, indices) {
            Ok(found) => found,
            Err(failed) => return failed,
        };
        let (tape, node) = match self.paired("index_add", self.beside(source)) {
            Ok((tape, _, node)) => (tape, node),
            Err(failed) => return failed,
        };
        let source = Var::on(tape, node, false);
        let mut wanted = self.dims();
        wanted[axis] = indices.variable().len();
        if source.dims() != wanted {
            let problem = format!(
                "a source of shape {:?} where {:?} is wanted",
                source.shape(),
                &wanted[..]
            );
            return self.fail_with(Error::shape("index_add", problem));
        }
        self.add_rows(axis, indices, source)
    }

    /// The rows of this table that the indices name: an embedding look-up.
    ///
    /// For a table `[n, d…]` and indices of shape `[i…]` the result is `[i…, d…]`. The derivative
    /// adds up over equal indices and is added in place.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let table = tape.var([[1.0, 2.0], [3.0, 4.0]]);
    /// let words = table.embedding(Tensor::from([[0, 1, 1]]));
    /// assert_eq!(words.shape(), [1, 3, 2]);
    /// assert_eq!(words.sum().grad(table).value()?, Tensor::from([[1.0, 1.0], [2.0, 2.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn embedding(self, indices: impl IntoIndices<'t, T>) -> Self {
        let (_, indices) = match self.indexed("embedding", 0, indices) {
            Ok(found) => found,
            Err(failed) => return failed,
        };
        let ids = indices.variable();
        let mut shape = ids.dims();
        shape.extend_from_slice(&self.dims()[1..]);
        // The indices keep their shape, so that an error names the place of one that lies outside.
        self.select_rows("embedding", 0, indices).reshape_to(&shape)
    }

    /// [`Var::index_select`] with an axis that is known to exist and indices of any shape.
    #[track_caller]
    pub(crate) fn select_rows(self, name: &'static str, axis: usize, indices: Indices<'t, T>) -> Self {
        match self.paired(name, indices.variable()) {
            Ok((tape, node, list)) => {
                let mut shape = self.dims();
                shape[axis] = indices.variable().len();
                tape.record(IndexSelect { axis, name }, [node, list], &shape)
            }
            Err(failed) => failed,
        }
    }

    /// [`Var::index_add`] with an axis and shapes that are known to fit.
    #[track_caller]
    pub(crate) fn add_rows(self, axis: usize, indices: Indices<'t, T>, source: Self) -> Self {
        match (
            self.paired("index_add", indices.variable()),
            self.paired("index_add", source),
        ) {
            (Ok((tape, sum, list)), Ok((_, _, source))) => {
                tape.record(IndexAdd { axis }, [sum, list, source], &self.dims())
            }
            (Err(failed), _) | (_, Err(failed)) => failed,
        }
    }

    /// A vector of indices along an axis.
    #[track_caller]
    fn listed(
        self,
        operation: &'static str,
        axis: impl Axis,
        indices: impl IntoIndices<'t, T>,
    ) -> Result<(usize, Indices<'t, T>), Self> {
        let (axis, indices) = self.indexed(operation, axis, indices)?;
        let given = indices.variable().dims();
        if given.len() > 1 {
            let problem = format!("a vector of indices is wanted, these have shape {:?}", &given[..]);
            return Err(self.fail_with(Error::shape(operation, problem)));
        }
        let list = indices.variable().reshape_to(&[indices.variable().len()]);
        Ok((axis, Indices::of(list)))
    }
}

impl<T: Float> Tape<T> {
    /// A new last axis with 1 at the place that each index names and 0 elsewhere.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::<f64>::new();
    /// let y = tape.one_hot(Tensor::from([2, 0]), 3);
    /// assert_eq!(y.value()?, Tensor::from([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn one_hot<'t>(&'t self, indices: impl IntoIndices<'t, T>, classes: usize) -> Var<'t, T> {
        let ids = self.composing("one_hot", || indices.indices(self)).variable();
        match ids.on_tape("one_hot") {
            Ok((_, node)) => {
                let mut shape: Dims = ids.dims();
                shape.push(classes);
                self.record(OneHot, [node], &shape)
            }
            Err(failed) => failed,
        }
    }
}
