//! Views that read memory along other steps: windows and diagonals, and the adjoint that adds back.

use crate::error::{Error, ErrorKind};
use crate::ops::{At, Call, Primitive};
use crate::tape::Var;
use crate::tape::node::Value;
use crate::tensor::axis::resolve_axis;
use crate::tensor::shape::{Dims, Strides, row_major};
use crate::tensor::view::for_each_row;
use crate::tensor::{Axis, Float};
use crate::transform::adjoints::Adjoints;
use std::borrow::Cow;

/// Which elements a view shows.
#[derive(Clone, Copy, Debug)]
enum Look {
    /// Windows along an axis: their number in its place, their elements in a new last axis.
    Windows { axis: usize, size: usize, step: usize },
    /// The elements whose indices along two axes differ by `offset`, in a last axis.
    Diagonal {
        rows: usize,
        columns: usize,
        offset: isize,
    },
}

impl Look {
    /// The shape and the strides of the view, and by how much it starts later.
    fn seen(self, shape: &[usize], strides: &[isize]) -> (Dims, Strides, isize) {
        let mut shape = Dims::from_slice(shape);
        let mut strides = Strides::from_slice(strides);
        match self {
            Look::Windows { axis, size, step } => {
                let count = (shape[axis] - size) / step + 1;
                shape[axis] = count;
                shape.push(size);
                strides.push(strides[axis]);
                if count > 1 {
                    strides[axis] *= step as isize;
                }
                (shape, strides, 0)
            }
            Look::Diagonal {
                rows,
                columns,
                offset,
            } => {
                let (down, right) = (offset.min(0).unsigned_abs(), offset.max(0) as usize);
                let length = (shape[rows].saturating_sub(down)).min(shape[columns].saturating_sub(right));
                let start = match length {
                    0 => 0,
                    _ => down as isize * strides[rows] + right as isize * strides[columns],
                };
                let step = strides[rows] + strides[columns];
                for axis in [rows.max(columns), rows.min(columns)] {
                    shape.remove(axis);
                    strides.remove(axis);
                }
                shape.push(length);
                strides.push(step);
                (shape, strides, start)
            }
        }
    }

    fn name(self) -> &'static str {
        match self {
            Look::Windows { .. } => "unfold",
            Look::Diagonal { .. } => "diagonal",
        }
    }
}

struct View(Look);

impl<T: Float> Primitive<T> for View {
    fn name(&self) -> Cow<'static, str> {
        self.0.name().into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let input = call.input(0);
        let (shape, strides, start) = self.0.seen(input.shape(), input.strides());
        let offset = (input.offset() as isize + start) as usize;
        Ok(Value::Float(input.view(offset, shape, strides)))
    }

    fn vjp<'t>(&self, _: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        adjoints.add_into(0, |sum| sum.add_seen(self.0, cotangent));
    }

    fn jvp<'t>(&self, _: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        Some(tangents[0]?.seen(self.0))
    }
}

/// Adds the second argument to the elements of the first that the view shows; an element that it
/// shows several times gets several terms.
struct AddView(Look);

impl<T: Float> Primitive<T> for AddView {
    fn name(&self) -> Cow<'static, str> {
        format!("add_{}", self.0.name()).into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let mut sum = call.take_for_writing(0)?;
        let (shape, strides, start) = self.0.seen(sum.shape(), &row_major(sum.shape()));
        let part = call.input(1).as_slice();
        let out = sum.as_mut_slice();
        let mut read = 0;
        for_each_row(&shape, &strides, start as usize, |first, length, step| {
            for (i, &x) in part[read..read + length].iter().enumerate() {
                let place = (first as isize + i as isize * step) as usize;
                out[place] = out[place] + x;
            }
            read += length;
        });
        Ok(Value::Float(sum))
    }

    fn vjp<'t>(&self, _: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        adjoints.add(0, cotangent);
        if adjoints.wants(1) {
            adjoints.add(1, cotangent.seen(self.0));
        }
    }

    fn jvp<'t>(&self, at: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        at.tangent_of_sum(tangents[0], tangents[1], |sum, part| sum.add_seen(self.0, part))
    }
}

impl<T: Float> Var<'_, T> {
    /// All windows of `size` along an axis, `step` apart: their number stands in place of the axis,
    /// their elements in a new last axis. A view; the derivative adds up where windows overlap.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1.0, 2.0, 3.0, 4.0]);
    /// let windows = x.unfold(0, 2, 1);
    /// assert_eq!(windows.value()?, Tensor::from([[1.0, 2.0], [2.0, 3.0], [3.0, 4.0]]));
    /// assert_eq!(windows.sum().grad(x).value()?, Tensor::from([1.0, 2.0, 2.0, 1.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn unfold(self, axis: impl Axis, size: usize, step: usize) -> Self {
        match self.axis_of("unfold", axis) {
            Err(failed) => failed,
            Ok((axis, length)) if step == 0 || size > length => {
                let problem = if step == 0 {
                    format!("windows along axis {axis} that are 0 apart")
                } else {
                    format!(
                        "windows of {size} along axis {axis} with size {length} (shape {:?})",
                        self.shape()
                    )
                };
                self.fail_with(Error::shape("unfold", problem))
            }
            Ok((axis, _)) => self.seen(Look::Windows { axis, size, step }),
        }
    }

    /// The diagonal of the matrices that two axes make, in a new last axis; the two are dropped.
    ///
    /// `offset` 0 is the main diagonal, 1 the one right of it, -1 the one below. A view. A diagonal
    /// outside of the matrix is empty.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.diagonal(0, 0, 1).value()?, Tensor::from([1.0, 4.0]));
    /// assert_eq!(x.diagonal(1, 0, 1).value()?, Tensor::from([2.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn diagonal(self, offset: isize, rows: impl Axis, columns: impl Axis) -> Self {
        if let Err(failed) = self.on_tape("diagonal") {
            return failed;
        }
        let rank = self.rank();
        let axes = resolve_axis("diagonal", rows.axis(), rank)
            .and_then(|rows| Ok((rows, resolve_axis("diagonal", columns.axis(), rank)?)));
        match axes {
            Err(error) => self.fail_with(error),
            Ok((rows, columns)) if rows == columns => {
                let problem = format!("rows and columns are both axis {rows} of {:?}", self.shape());
                self.fail_with(Error::index("diagonal", problem))
            }
            Ok((rows, columns)) => self.seen(Look::Diagonal {
                rows,
                columns,
                offset,
            }),
        }
    }

    /// Of a vector the matrix with it on the diagonal, of a matrix the diagonal; `offset` as in
    /// [`Var::diagonal`].
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1.0, 2.0]);
    /// assert_eq!(x.diag(0).value()?, Tensor::from([[1.0, 0.0], [0.0, 2.0]]));
    /// assert_eq!(x.diag(1).diag(1).value()?, Tensor::from([1.0, 2.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn diag(self, offset: isize) -> Self {
        if let Err(failed) = self.on_tape("diag") {
            return failed;
        }
        match self.rank() {
            1 => Self::composed("diag", [self], |[x]| x.diag_embed(offset)),
            2 => Self::composed("diag", [self], |[x]| x.diagonal(offset, 0, 1)),
            _ => {
                let problem = format!(
                    "a vector or a matrix is wanted, this has shape {:?}; see diag_embed and diagonal",
                    self.shape()
                );
                self.fail_with(Error::shape("diag", problem))
            }
        }
    }

    /// Square matrices in the last two axes with the vectors of the last axis on a diagonal and 0
    /// elsewhere.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::<f64>::new();
    /// assert_eq!(tape.var(Tensor::ones([5, 3])).diag_embed(0).shape(), [5, 3, 3]);
    /// ```
    #[track_caller]
    pub fn diag_embed(self, offset: isize) -> Self {
        let (axis, size) = match self.axis_of("diag_embed", -1) {
            Ok(found) => found,
            Err(failed) => return failed,
        };
        let side = size.saturating_add(offset.unsigned_abs());
        let mut shape = self.dims();
        shape[axis] = side;
        shape.push(side);
        let look = Look::Diagonal {
            rows: axis,
            columns: axis + 1,
            offset,
        };
        Self::composed("diag_embed", [self], |[x]| {
            x.lift(0.0).expand_to(&shape).add_seen(look, x)
        })
    }

    /// The sum of the main diagonal of the matrices in the last two axes.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::new();
    /// assert_eq!(tape.var([[1.0, 2.0], [3.0, 4.0]]).trace().item()?, 5.0);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn trace(self) -> Self {
        if let Err(failed) = self.on_tape("trace") {
            return failed;
        }
        if self.rank() < 2 {
            let problem = format!("a matrix is wanted, this has shape {:?}", self.shape());
            return self.fail_with(Error::shape("trace", problem));
        }
        self.diagonal(0, -2, -1).sum_axis(-1)
    }

    #[track_caller]
    fn seen(self, look: Look) -> Self {
        match self.on_tape(look.name()) {
            Err(failed) => failed,
            Ok((tape, node)) => {
                let dims = self.dims();
                let (shape, ..) = look.seen(&dims, &row_major(&dims));
                tape.record(View(look), [node], &shape)
            }
        }
    }

    #[track_caller]
    fn add_seen(self, look: Look, part: Self) -> Self {
        match self.paired(look.name(), part) {
            Err(failed) => failed,
            Ok((tape, sum, part)) => tape.record(AddView(look), [sum, part], &self.dims()),
        }
    }
}
