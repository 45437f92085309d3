//! Sums and means.

use crate::error::ErrorKind;
use crate::eval::reduction::{self, Fold, TILE_COLUMNS, Tile};
use crate::instruction::sums;
use crate::ops::{At, Call, Primitive};
use crate::tape::Var;
use crate::tape::node::Value;
use crate::tensor::axis::resolve_axes;
use crate::tensor::shape::{Dims, Strides};
use crate::tensor::{Axes, Float, Tensor};
use crate::transform::adjoints::Adjoints;
use std::borrow::Cow;

/// The sum over some axes, which keep size 1.
struct Sum {
    axes: Dims,
}

struct Add;

impl<T: Float> Fold<T> for Add {
    /// Long sums go on in `f64`: an `f32` sum of many terms loses digits.
    type Wide = f64;

    fn start(&self) -> f64 {
        0.0
    }

    fn block(&self, elements: &[T]) -> f64 {
        sums::sum_block(elements)
    }

    fn join(&self, first: f64, second: f64) -> f64 {
        first + second
    }

    fn finish(&self, wide: f64) -> T {
        T::of(wide)
    }

    fn columns(&self, tile: Tile<'_, T>, out: &mut [f64]) {
        let mut sums = [T::of(0.0); TILE_COLUMNS];
        let sums = &mut sums[..out.len()];
        for row in tile.rows(out.len()) {
            for (sum, &x) in sums.iter_mut().zip(row) {
                *sum = *sum + x;
            }
        }
        for (out, sum) in out.iter_mut().zip(sums) {
            *out = sum.wide();
        }
    }
}

/// Evaluates a reduction of the call's argument.
pub(crate) fn fold<T: Float>(call: &mut Call<'_, T>, fold: &impl Fold<T>, axes: &[usize]) -> Value<T> {
    Value::Float(call.write_from(|inputs, out| reduction::reduce(fold, inputs.floats(0), axes, out)))
}

/// A view without the repetitions along reduced axes, and how often each element was repeated.
fn without_repetitions<T: Float>(input: &Tensor<T>, axes: &[usize]) -> (Tensor<T>, usize) {
    let mut shape = input.dims().clone();
    let mut times = 1;
    for &axis in axes {
        if input.strides()[axis] == 0 && shape[axis] > 1 {
            times *= shape[axis];
            shape[axis] = 1;
        }
    }
    let strides = Strides::from_slice(input.strides());
    (input.view(input.offset(), shape, strides), times)
}

impl<T: Float> Primitive<T> for Sum {
    fn name(&self) -> Cow<'static, str> {
        "sum".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let (once, times) = without_repetitions(call.input(0), &self.axes);
        if times == 1 {
            drop(once);
            return Ok(fold(call, &Add, &self.axes));
        }
        let times = T::of(times as f64);
        Ok(Value::Float(call.write(|out| {
            reduction::reduce(&Add, &once, &self.axes, out);
            for sum in out {
                *sum = *sum * times;
            }
        })))
    }

    fn vjp<'t>(&self, at: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        adjoints.add(0, cotangent.expand_to(&at.argument(0).dims()));
    }

    fn jvp<'t>(&self, _: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        Some(tangents[0]?.sum_kept(&self.axes))
    }
}

/// The shape with the axes at size 1.
pub(crate) fn kept_shape(shape: &[usize], axes: &[usize]) -> Dims {
    let mut kept = Dims::from_slice(shape);
    for &axis in axes {
        kept[axis] = 1;
    }
    kept
}

/// The shape without the axes.
pub(crate) fn dropped_shape(shape: &[usize], axes: &[usize]) -> Dims {
    let kept = (0..shape.len()).filter(|axis| !axes.contains(axis));
    kept.map(|axis| shape[axis]).collect()
}

impl<'t, T: Float> Var<'t, T> {
    /// The sum of all elements.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.sum().item()?, 10.0);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn sum(self) -> Self {
        self.sum_axis(())
    }

    /// The sum over axes, which are dropped: `()` for all, `1`, `-1`, `[0, -1]`.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.sum_axis(-1).value()?, Tensor::from([3.0, 7.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn sum_axis(self, axes: impl Axes) -> Self {
        self.reduced("sum_axis", &axes, |x, axes| x.sum_kept(axes))
    }

    /// The sum over axes, which keep size 1.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.sum_keep(1).value()?, Tensor::from([[3.0], [7.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn sum_keep(self, axes: impl Axes) -> Self {
        self.reduced_keep("sum_keep", &axes, |x, axes| x.sum_kept(axes))
    }

    /// The mean of all elements; NaN of none.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.mean().value()?, Tensor::from(2.5));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn mean(self) -> Self {
        self.mean_axis(())
    }

    /// The mean over axes, which are dropped.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.mean_axis(1).value()?, Tensor::from([1.5, 3.5]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn mean_axis(self, axes: impl Axes) -> Self {
        self.reduced("mean_axis", &axes, |x, axes| x.mean_kept(axes))
    }

    /// The mean over axes, which keep size 1.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[1.0, 2.0], [3.0, 4.0]]);
    /// let centred = x - x.mean_keep(1);
    /// assert_eq!(centred.value()?, Tensor::from([[-0.5, 0.5], [-0.5, 0.5]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn mean_keep(self, axes: impl Axes) -> Self {
        self.reduced_keep("mean_keep", &axes, |x, axes| x.mean_kept(axes))
    }

    #[track_caller]
    pub(crate) fn mean_kept(self, axes: &[usize]) -> Self {
        let dims = self.dims();
        let count: usize = axes.iter().map(|&axis| dims[axis]).product();
        self.sum_kept(axes) / count
    }

    /// The sum over axes that are known to exist; they keep size 1.
    #[track_caller]
    pub(crate) fn sum_kept(self, axes: &[usize]) -> Self {
        let (tape, node) = match self.on_tape("sum") {
            Ok(on_tape) => on_tape,
            Err(failed) => return failed,
        };
        let dims = self.dims();
        if axes.iter().all(|&axis| dims[axis] == 1) {
            return self;
        }
        let axes = Dims::from_slice(axes);
        let shape = kept_shape(&dims, &axes);
        tape.record(Sum { axes }, [node], &shape)
    }

    /// A reduction whose axes are dropped from the shape.
    #[track_caller]
    pub(crate) fn reduced(
        self,
        operation: &str,
        axes: &impl Axes,
        reduce: impl FnOnce(Self, &[usize]) -> Self,
    ) -> Self {
        let dims = self.dims();
        let axes = match self.resolve_axes(operation, axes) {
            Ok(axes) => axes,
            Err(failed) => return failed,
        };
        self.at_caller(|| reduce(self, &axes))
            .reshape_to(&dropped_shape(&dims, &axes))
    }

    /// A reduction whose axes keep size 1.
    #[track_caller]
    pub(crate) fn reduced_keep(
        self,
        operation: &str,
        axes: &impl Axes,
        reduce: impl FnOnce(Self, &[usize]) -> Self,
    ) -> Self {
        match self.resolve_axes(operation, axes) {
            Ok(axes) => self.at_caller(|| reduce(self, &axes)),
            Err(failed) => failed,
        }
    }

    /// The axes counted from the front, or the variable to give back.
    #[track_caller]
    pub(crate) fn resolve_axes(self, operation: &str, axes: &impl Axes) -> Result<Dims, Self> {
        if self.tape().is_none() && self.failed().is_none() {
            // A plain number reduces to itself: there are no axes to name.
            return match resolve_axes(operation, axes, 0) {
                Ok(_) => Err(self),
                Err(error) => Err(Self::tapeless_error(error)),
            };
        }
        self.on_tape(operation)?;
        resolve_axes(operation, axes, self.rank()).map_err(|error| self.fail_with(error))
    }

    /// The sum over the axes along which `shape` was broadcast to this variable's shape.
    #[track_caller]
    pub(crate) fn sum_to(self, shape: &[usize]) -> Self {
        if self.failed().is_some() {
            return self;
        }
        let dims = self.dims();
        if dims[..] == *shape {
            return self;
        }
        let new = dims.len() - shape.len();
        let repeated = |axis: usize| axis < new || (shape[axis - new] == 1 && dims[axis] != 1);
        let axes: Dims = (0..dims.len()).filter(|&axis| repeated(axis)).collect();
        self.sum_kept(&axes).reshape_to(shape)
    }
}
