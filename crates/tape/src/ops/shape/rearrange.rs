//! Axes added, dropped, moved, turned round and repeated.

use crate::error::{Error, ErrorKind};
use crate::ops::{At, Call, Primitive};
use crate::tape::Var;
use crate::tape::node::Value;
use crate::tensor::axis::{Span, resolve_axes, resolve_axis};
use crate::tensor::rearrange::moved_order;
use crate::tensor::shape::{Dims, checked_count};
use crate::tensor::view::broadcasts_to;
use crate::tensor::{Axes, Axis, Float, IntoDims, Shape};
use crate::transform::adjoints::Adjoints;
use smallvec::SmallVec;
use std::borrow::Cow;

/// Axes in reverse order.
struct Flip(Dims);

impl<T: Float> Primitive<T> for Flip {
    fn name(&self) -> Cow<'static, str> {
        "flip".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        Ok(Value::Float(call.input(0).flipped(&self.0)))
    }

    fn vjp<'t>(&self, _: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        adjoints.add(0, cotangent.flip_axes(&self.0));
    }

    fn jvp<'t>(&self, _: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        Some(tangents[0]?.flip_axes(&self.0))
    }
}

impl<'t, T: Float> Var<'t, T> {
    /// All axes as one.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.flatten().value()?, Tensor::from([1.0, 2.0, 3.0, 4.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[doc(alias = "ravel")]
    #[track_caller]
    pub fn flatten(self) -> Self {
        Self::composed("flatten", [self], |[x]| x.reshape_to(&[x.len()]))
    }

    /// The axes from `first` to `last`, both included, as one.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::<f64>::new();
    /// let images = tape.var(Tensor::zeros([10, 28, 28]));
    /// assert_eq!(images.flatten_axes(1, -1).shape(), [10, 784]);
    /// ```
    #[track_caller]
    pub fn flatten_axes(self, first: impl Axis, last: impl Axis) -> Self {
        if let Err(failed) = self.on_tape("flatten_axes") {
            return failed;
        }
        let dims = self.dims();
        let ends = resolve_axis("flatten_axes", first.axis(), dims.len())
            .and_then(|first| Ok((first, resolve_axis("flatten_axes", last.axis(), dims.len())?)));
        match ends {
            Err(error) => self.fail_with(error),
            Ok((first, last)) if last < first => {
                let problem = format!("axis {last} comes before axis {first}");
                self.fail_with(Error::index("flatten_axes", problem))
            }
            Ok((first, last)) => {
                let mut shape = Dims::from_slice(&dims[..first]);
                shape.push(dims[first..=last].iter().product());
                shape.extend_from_slice(&dims[last + 1..]);
                self.reshape_to(&shape)
            }
        }
    }

    /// The axes `from` moved to the places `to`, the others in their order around them.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::<f64>::new();
    /// let x = tape.var(Tensor::zeros([2, 3, 4]));
    /// assert_eq!(x.movedim(0, -1).shape(), [3, 4, 2]);
    /// assert_eq!(x.movedim([0, 1], [1, 2]).shape(), [4, 2, 3]);
    /// ```
    #[doc(alias = "moveaxis")]
    #[track_caller]
    pub fn movedim(self, from: impl IntoDims, to: impl IntoDims) -> Self {
        if let Err(failed) = self.on_tape("movedim") {
            return failed;
        }
        match moved_order("movedim", &from.dims(), &to.dims(), self.rank()) {
            Ok(order) => self.permute_to(&order),
            Err(error) => self.fail_with(error),
        }
    }

    /// Without the axes of size 1.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::<f64>::new();
    /// assert_eq!(tape.var(Tensor::zeros([1, 3, 1])).squeeze().shape(), [3]);
    /// ```
    #[track_caller]
    pub fn squeeze(self) -> Self {
        Self::composed("squeeze", [self], |[x]| {
            let shape: Dims = x.dims().into_iter().filter(|&size| size != 1).collect();
            x.reshape_to(&shape)
        })
    }

    /// Without the given axes, which must have size 1.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::<f64>::new();
    /// assert_eq!(tape.var(Tensor::zeros([1, 3, 1])).squeeze_axis(-1).shape(), [1, 3]);
    /// ```
    #[track_caller]
    pub fn squeeze_axis(self, axes: impl Axes) -> Self {
        if let Err(failed) = self.on_tape("squeeze_axis") {
            return failed;
        }
        let dims = self.dims();
        let axes = match resolve_axes("squeeze_axis", &axes, dims.len()) {
            Ok(axes) => axes,
            Err(error) => return self.fail_with(error),
        };
        if let Some(axis) = axes.iter().find(|&&axis| dims[axis] != 1) {
            let problem = format!("axis {axis} of {:?} has size {}, not 1", &dims[..], dims[*axis]);
            return self.fail_with(Error::shape("squeeze_axis", problem));
        }
        let kept = (0..dims.len()).filter(|axis| !axes.contains(axis));
        self.reshape_to(&kept.map(|axis| dims[axis]).collect::<Dims>())
    }

    /// With a new axis of size 1 before the given one; -1 puts it last.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::<f64>::new();
    /// let x = tape.var(Tensor::zeros([2, 3]));
    /// assert_eq!(x.unsqueeze(1).shape(), [2, 1, 3]);
    /// ```
    #[doc(alias = "expand_dims")]
    #[track_caller]
    pub fn unsqueeze(self, axis: impl Axis) -> Self {
        if let Err(failed) = self.on_tape("unsqueeze") {
            return failed;
        }
        let mut shape = self.dims();
        match resolve_axis("unsqueeze", axis.axis(), shape.len() + 1) {
            Ok(axis) => {
                shape.insert(axis, 1);
                self.reshape_to(&shape)
            }
            Err(error) => self.fail_with(error),
        }
    }

    /// Like [`Var::broadcast_to`], where -1 keeps the size of an axis.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::<f64>::new();
    /// let x = tape.var(Tensor::zeros([3, 1]));
    /// assert_eq!(x.expand([2, -1, 4]).shape(), [2, 3, 4]);
    /// ```
    #[track_caller]
    pub fn expand(self, shape: impl IntoDims) -> Self {
        if let Err(failed) = self.on_tape("expand") {
            return failed;
        }
        let (own, given) = (self.dims(), shape.dims());
        let new = given.len().saturating_sub(own.len());
        let size = |(axis, &size): (usize, &isize)| match (size, axis.checked_sub(new)) {
            (-1, Some(axis)) => own.get(axis).copied(),
            (size, _) => usize::try_from(size).ok(),
        };
        let wanted: Option<Dims> = given.iter().enumerate().map(size).collect();
        match wanted {
            Some(wanted) if broadcasts_to(&own, &wanted) => self.expand_to(&wanted),
            _ => {
                let problem = format!("{:?} does not broadcast to {given:?}", &own[..]);
                self.fail_with(Error::shape("expand", problem))
            }
        }
    }

    /// One index of an axis, which is dropped; negative indices count from the end.
    ///
    /// Tensors call it `select`; for variables that name is the choice between two by a mask.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.index(1, -1).value()?, Tensor::from([2.0, 4.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn index(self, axis: impl Axis, index: isize) -> Self {
        if let Err(failed) = self.on_tape("index") {
            return failed;
        }
        let dims = self.dims();
        let axis = match resolve_axis("index", axis.axis(), dims.len()) {
            Ok(axis) => axis,
            Err(error) => return self.fail_with(error),
        };
        let size = dims[axis] as isize;
        let counted = if index < 0 { index + size } else { index };
        if !(0..size).contains(&counted) {
            let problem = format!(
                "index {index} is outside of axis {axis} with size {size} (shape {:?})",
                &dims[..]
            );
            return self.fail_with(Error::index("index", problem));
        }
        let mut spans = whole(&dims);
        spans[axis] = Span {
            keep: false,
            ..Span::range(counted as usize, 1)
        };
        self.slice_spans(&spans)
    }

    /// `count` elements along an axis from `start` on, which are known to exist.
    #[track_caller]
    pub(crate) fn narrow(self, axis: usize, start: usize, count: usize) -> Self {
        let mut spans = whole(&self.dims());
        spans[axis] = Span::range(start, count);
        self.slice_spans(&spans)
    }

    /// The elements along the given axes in reverse order, `()` for all axes.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.flip(-1).value()?, Tensor::from([[2.0, 1.0], [4.0, 3.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn flip(self, axes: impl Axes) -> Self {
        if let Err(failed) = self.on_tape("flip") {
            return failed;
        }
        match resolve_axes("flip", &axes, self.rank()) {
            Ok(axes) => self.flip_axes(&axes),
            Err(error) => self.fail_with(error),
        }
    }

    #[track_caller]
    pub(crate) fn flip_axes(self, axes: &[usize]) -> Self {
        match self.on_tape("flip") {
            Err(failed) => failed,
            Ok((tape, node)) => tape.record(Flip(Dims::from_slice(axes)), [node], &self.dims()),
        }
    }

    /// The elements along an axis moved `shift` places on; what leaves at the end enters at the front.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1.0, 2.0, 3.0]);
    /// assert_eq!(x.roll(1, 0).value()?, Tensor::from([3.0, 1.0, 2.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn roll(self, shift: isize, axis: impl Axis) -> Self {
        let (axis, size) = match self.axis_of("roll", axis) {
            Ok(found) => found,
            Err(failed) => return failed,
        };
        let shift = match size {
            0 => 0,
            size => shift.rem_euclid(size as isize) as usize,
        };
        if shift == 0 {
            return self;
        }
        let (front, back) = (
            self.narrow(axis, 0, size - shift),
            self.narrow(axis, size - shift, shift),
        );
        crate::ops::shape::concat(&[back, front], axis)
    }

    /// The whole variable, `times[i]` times along axis i; further leading numbers give new axes.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1.0, 2.0]);
    /// let y = x.repeat([2, 2]);
    /// assert_eq!(y.value()?, Tensor::from([[1.0, 2.0, 1.0, 2.0], [1.0, 2.0, 1.0, 2.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn repeat(self, times: impl Into<Shape>) -> Self {
        if let Err(failed) = self.on_tape("repeat") {
            return failed;
        }
        let times = times.into();
        if times.len() < self.rank() {
            let problem = format!(
                "{times:?} does not give a number for each axis of {:?}",
                self.shape()
            );
            return self.fail_with(Error::shape("repeat", problem));
        }
        self.repeated("repeat", &times)
    }

    /// Like [`Var::repeat`], where fewer numbers than axes are those of the last axes, as in NumPy.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[1.0], [2.0]]);
    /// assert_eq!(x.tile(2).value()?, Tensor::from([[1.0, 1.0], [2.0, 2.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn tile(self, times: impl Into<Shape>) -> Self {
        if let Err(failed) = self.on_tape("tile") {
            return failed;
        }
        let times = times.into();
        let mut all = Dims::from_elem(1, self.rank().saturating_sub(times.len()));
        all.extend_from_slice(&times);
        self.repeated("tile", &all)
    }

    /// Every element `times` times in a row along an axis.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1.0, 2.0]);
    /// assert_eq!(x.repeat_interleave(2, 0).value()?, Tensor::from([1.0, 1.0, 2.0, 2.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn repeat_interleave(self, times: usize, axis: impl Axis) -> Self {
        let (axis, size) = match self.axis_of("repeat_interleave", axis) {
            Ok(found) => found,
            Err(failed) => return failed,
        };
        let mut shape = self.dims();
        shape.insert(axis + 1, 1);
        Self::composed("repeat_interleave", [self], |[x]| {
            let apart = x.reshape_to(&shape);
            shape[axis + 1] = times;
            let spread = apart.expand_to(&shape);
            shape.remove(axis + 1);
            shape[axis] = size.saturating_mul(times);
            spread.reshape_to(&shape)
        })
    }

    #[track_caller]
    fn repeated(self, operation: &'static str, times: &[usize]) -> Self {
        let own = self.dims();
        let new = times.len() - own.len();
        let (mut apart, mut spread, mut shape) = (Dims::new(), Dims::new(), Dims::new());
        for (axis, &n) in times.iter().enumerate() {
            let size = axis.checked_sub(new).map_or(1, |axis| own[axis]);
            apart.extend_from_slice(&[1, size]);
            spread.extend_from_slice(&[n, size]);
            shape.push(n.saturating_mul(size));
        }
        if checked_count(&shape).is_none() {
            let problem = format!("a result of shape {:?} does not fit into memory", &shape[..]);
            return self.fail_with(Error::shape(operation, problem));
        }
        Self::composed(operation, [self], |[x]| {
            x.reshape_to(&apart).expand_to(&spread).reshape_to(&shape)
        })
    }

    /// An axis counted from the front and its size, or the error to give back.
    #[track_caller]
    pub(crate) fn axis_of(self, operation: &str, axis: impl Axis) -> Result<(usize, usize), Self> {
        self.on_tape(operation)?;
        let dims = self.dims();
        match resolve_axis(operation, axis.axis(), dims.len()) {
            Ok(axis) => Ok((axis, dims[axis])),
            Err(error) => Err(self.fail_with(error)),
        }
    }
}

/// Spans that leave everything as it is.
pub(crate) fn whole(dims: &[usize]) -> SmallVec<[Span; 4]> {
    dims.iter().map(|&size| Span::first(size)).collect()
}
