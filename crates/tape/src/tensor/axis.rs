//! How users name sizes, axes and slices: plain integers, ranges, arrays and tuples.

use crate::error::{Error, Result};
use crate::tensor::shape::{Dims, checked_count, count};
use smallvec::SmallVec;
use std::ops::{Range, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};

/// A size in which -1 stands for "what is left".
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a size",
    note = "a size is an integer; -1 stands for what is left"
)]
pub trait Dim: Copy {
    /// The size, or -1.
    fn dim(self) -> isize;
}

/// A shape in which one -1 stands for "what is left": `[-1, 2]`, or `(n, -1)` where `n` is a `usize`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a shape",
    note = "use an array `[2, -1]`, a tuple `(n, -1)`, a slice, a number or `()`"
)]
pub trait IntoDims {
    /// The sizes.
    fn dims(&self) -> Vec<isize>;
}

/// An axis: an integer, -1 is the last one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not name an axis",
    note = "an axis is an integer; -1 is the last one"
)]
pub trait Axis: Copy {
    /// The axis as it was given.
    fn axis(self) -> isize;
}

/// Axes to reduce: `()` for all, `1`, `-1`, `[0, -1]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not name axes",
    note = "axes are an integer, an array or slice of integers, or `()` for all of them"
)]
pub trait Axes {
    /// The axes as they were given, `None` for all.
    fn axes(&self) -> Option<SmallVec<[isize; 4]>>;
}

/// One axis' part of a slice.
///
/// Made from `..`, `1..3`, `-2..`, `..=4`, an index (which drops the axis), and [`IntoSlice::step`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    pub(crate) from: Option<isize>,
    pub(crate) to: Option<isize>,
    pub(crate) step: isize,
    pub(crate) keep: bool,
}

/// A slice of one axis.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a slice of an axis",
    note = "use `..`, `1..3`, `-2..` or an index"
)]
pub trait IntoSlice: Sized {
    /// The slice.
    fn slice(self) -> Slice;

    /// Every `step`-th element of the slice; a negative step walks backwards, as in NumPy.
    ///
    /// ```
    /// use wengert_tape::{IntoSlice, Tensor};
    ///
    /// let x = Tensor::from([0.0, 1.0, 2.0, 3.0, 4.0]);
    /// assert_eq!(x.slice((1..4).step(2)).unwrap(), Tensor::from([1.0, 3.0]));
    /// assert_eq!(x.slice((..).step(-2)).unwrap(), Tensor::from([4.0, 2.0, 0.0]));
    /// ```
    fn step(self, step: isize) -> Slice {
        Slice { step, ..self.slice() }
    }
}

/// Slices of the leading axes: one [`IntoSlice`], a tuple or a slice of [`Slice`]s.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a slice of a tensor",
    note = "use `..`, `1..3`, `-2..` or an index, or a tuple of them, one per axis"
)]
pub trait Slices {
    /// One slice per leading axis.
    fn slices(self) -> SmallVec<[Slice; 4]>;
}

impl IntoSlice for Slice {
    fn slice(self) -> Slice {
        self
    }
}

impl IntoSlice for RangeFull {
    fn slice(self) -> Slice {
        range(None, None)
    }
}

fn range(from: Option<isize>, to: Option<isize>) -> Slice {
    Slice {
        from,
        to,
        step: 1,
        keep: true,
    }
}

/// The end of an inclusive range: `..=-1` reaches the last element.
fn past(last: isize) -> Option<isize> {
    match last {
        -1 => None,
        last => Some(last.saturating_add(1)),
    }
}

/// The integer, or the nearest one that an axis can have: `usize::MAX` must not turn into -1.
fn saturated(integer: i128) -> isize {
    integer.clamp(isize::MIN as i128, isize::MAX as i128) as isize
}

macro_rules! integers {
    ($($integer:ty)*) => { $(
        impl Dim for $integer {
            fn dim(self) -> isize {
                saturated(self as i128)
            }
        }

        impl IntoDims for $integer {
            fn dims(&self) -> Vec<isize> {
                vec![saturated(*self as i128)]
            }
        }

        impl Axis for $integer {
            fn axis(self) -> isize {
                saturated(self as i128)
            }
        }

        impl Axes for $integer {
            fn axes(&self) -> Option<SmallVec<[isize; 4]>> {
                Some(SmallVec::from_slice(&[saturated(*self as i128)]))
            }
        }

        impl IntoSlice for $integer {
            fn slice(self) -> Slice {
                Slice { from: Some(saturated(self as i128)), to: None, step: 1, keep: false }
            }
        }

        impl IntoSlice for Range<$integer> {
            fn slice(self) -> Slice {
                range(Some(saturated(self.start as i128)), Some(saturated(self.end as i128)))
            }
        }

        impl IntoSlice for RangeFrom<$integer> {
            fn slice(self) -> Slice {
                range(Some(saturated(self.start as i128)), None)
            }
        }

        impl IntoSlice for RangeTo<$integer> {
            fn slice(self) -> Slice {
                range(None, Some(saturated(self.end as i128)))
            }
        }

        impl IntoSlice for RangeInclusive<$integer> {
            fn slice(self) -> Slice {
                range(Some(saturated(*self.start() as i128)), past(saturated(*self.end() as i128)))
            }
        }

        impl IntoSlice for RangeToInclusive<$integer> {
            fn slice(self) -> Slice {
                range(None, past(saturated(self.end as i128)))
            }
        }
    )* };
}

integers!(i32 i64 isize usize);

impl<D: Dim, const N: usize> IntoDims for [D; N] {
    fn dims(&self) -> Vec<isize> {
        self.iter().map(|size| size.dim()).collect()
    }
}

impl<D: Dim> IntoDims for &[D] {
    fn dims(&self) -> Vec<isize> {
        self.iter().map(|size| size.dim()).collect()
    }
}

impl<D: Dim> IntoDims for Vec<D> {
    fn dims(&self) -> Vec<isize> {
        self.iter().map(|size| size.dim()).collect()
    }
}

impl<D: Dim> IntoDims for &Vec<D> {
    fn dims(&self) -> Vec<isize> {
        self.iter().map(|size| size.dim()).collect()
    }
}

impl IntoDims for () {
    fn dims(&self) -> Vec<isize> {
        Vec::new()
    }
}

impl Axes for () {
    fn axes(&self) -> Option<SmallVec<[isize; 4]>> {
        None
    }
}

impl<A: Axis, const N: usize> Axes for [A; N] {
    fn axes(&self) -> Option<SmallVec<[isize; 4]>> {
        Some(self.iter().map(|axis| axis.axis()).collect())
    }
}

impl<A: Axis> Axes for &[A] {
    fn axes(&self) -> Option<SmallVec<[isize; 4]>> {
        Some(self.iter().map(|axis| axis.axis()).collect())
    }
}

impl<A: Axis> Axes for &Vec<A> {
    fn axes(&self) -> Option<SmallVec<[isize; 4]>> {
        Some(self.iter().map(|axis| axis.axis()).collect())
    }
}

impl<S: IntoSlice> Slices for S {
    fn slices(self) -> SmallVec<[Slice; 4]> {
        SmallVec::from_slice(&[self.slice()])
    }
}

impl Slices for &[Slice] {
    fn slices(self) -> SmallVec<[Slice; 4]> {
        SmallVec::from_slice(self)
    }
}

macro_rules! tuples {
    ($(($($part:ident)*))*) => { $(
        #[allow(non_snake_case)]
        impl<$($part: IntoSlice),*> Slices for ($($part,)*) {
            fn slices(self) -> SmallVec<[Slice; 4]> {
                let ($($part,)*) = self;
                [$($part.slice()),*].into_iter().collect()
            }
        }

        #[allow(non_snake_case)]
        impl<$($part: Dim),*> IntoDims for ($($part,)*) {
            fn dims(&self) -> Vec<isize> {
                let ($($part,)*) = self;
                vec![$($part.dim()),*]
            }
        }
    )* };
}

tuples!((A)(A B)(A B C)(A B C D)(A B C D E)(A B C D E F));

/// The axis counted from the front, or an error that names the operation, the axis and the rank.
#[track_caller]
pub(crate) fn resolve_axis(operation: &str, axis: isize, rank: usize) -> Result<usize> {
    let counted = if axis < 0 { axis + rank as isize } else { axis };
    if (0..rank as isize).contains(&counted) {
        return Ok(counted as usize);
    }
    let message = format!("axis {axis} does not exist in a tensor of rank {rank}");
    Err(Error::index(operation, message))
}

/// The axes counted from the front, each once, in rising order.
#[track_caller]
pub(crate) fn resolve_axes(operation: &str, axes: &impl Axes, rank: usize) -> Result<SmallVec<[usize; 4]>> {
    let Some(given) = axes.axes() else {
        return Ok((0..rank).collect());
    };
    let mut resolved = SmallVec::new();
    for &axis in &given {
        let counted = resolve_axis(operation, axis, rank)?;
        if resolved.contains(&counted) {
            let message = format!("axis {axis} is named twice in {:?}", &given[..]);
            return Err(Error::index(operation, message));
        }
        resolved.push(counted);
    }
    resolved.sort_unstable();
    Ok(resolved)
}

/// The shape with -1 replaced by what is left, or an error that says why it does not fit.
#[track_caller]
pub(crate) fn resolve_dims(operation: &str, from: &[usize], to: &[isize]) -> Result<Dims> {
    let elements = count(from);
    // Not in closures: those would lose the caller's line.
    let misfit = |why: &str| format!("{from:?} has {elements} elements, {to:?} {why}");
    if to.iter().any(|&size| size < -1) || to.iter().filter(|&&size| size == -1).count() > 1 {
        let problem = misfit("is not a shape: sizes are not negative, and at most one may be -1");
        return Err(Error::shape(operation, problem));
    }
    let sizes: Dims = to
        .iter()
        .filter(|&&size| size >= 0)
        .map(|&size| size as usize)
        .collect();
    let Some(known) = checked_count(&sizes) else {
        return Err(Error::shape(operation, misfit("is too large")));
    };
    let mut shape: Dims = to.iter().map(|&size| size as usize).collect();
    if let Some(axis) = to.iter().position(|&size| size == -1) {
        if known == 0 || !elements.is_multiple_of(known) {
            return Err(Error::shape(operation, misfit("leaves no whole size for -1")));
        }
        shape[axis] = elements / known;
    } else if known != elements {
        return Err(Error::shape(operation, misfit("has not")));
    }
    Ok(shape)
}

/// A slice of one axis with everything counted from the front.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// The first element.
    pub(crate) start: usize,
    /// How many elements.
    pub(crate) count: usize,
    /// From one to the next, not 0, may be negative.
    pub(crate) step: isize,
    /// Whether the axis stays (an index drops it).
    pub(crate) keep: bool,
}

impl Span {
    /// The first `count` elements.
    pub(crate) fn first(count: usize) -> Self {
        Self::range(0, count)
    }

    /// `count` elements from `start` on.
    pub(crate) fn range(start: usize, count: usize) -> Self {
        Span {
            start,
            count,
            step: 1,
            keep: true,
        }
    }
}

/// One span per axis of `shape`; ranges are cut to the axis as in NumPy, an index must lie inside.
#[track_caller]
pub(crate) fn resolve_slices(
    operation: &str,
    shape: &[usize],
    slices: &[Slice],
) -> Result<SmallVec<[Span; 4]>> {
    if slices.len() > shape.len() {
        let message = format!("{} slices for a tensor of shape {shape:?}", slices.len());
        return Err(Error::index(operation, message));
    }
    let mut spans = SmallVec::with_capacity(shape.len());
    for (axis, &size) in shape.iter().enumerate() {
        let slice = slices.get(axis).copied().unwrap_or_else(|| range(None, None));
        spans.push(resolve_slice(operation, shape, axis, size, slice)?);
    }
    Ok(spans)
}

#[track_caller]
fn resolve_slice(operation: &str, shape: &[usize], axis: usize, size: usize, slice: Slice) -> Result<Span> {
    let n = size as isize;
    let from_front = |i: isize| if i < 0 { i + n } else { i };
    if !slice.keep {
        let given = slice.from.unwrap_or(0);
        let index = from_front(given);
        if !(0..n).contains(&index) {
            let message =
                format!("index {given} is outside of axis {axis} with size {size} (shape {shape:?})");
            return Err(Error::index(operation, message));
        }
        return Ok(Span {
            start: index as usize,
            count: 1,
            step: 1,
            keep: false,
        });
    }
    if slice.step == 0 {
        return Err(Error::value(operation, format!("the step of axis {axis} is 0")));
    }
    let (lowest, highest) = if slice.step > 0 { (0, n) } else { (-1, n - 1) };
    let (first, end) = if slice.step > 0 { (0, n) } else { (n - 1, -1) };
    let start = slice.from.map_or(first, |i| from_front(i).clamp(lowest, highest));
    let stop = slice.to.map_or(end, |i| from_front(i).clamp(lowest, highest));
    let distance = if slice.step > 0 {
        stop - start
    } else {
        start - stop
    };
    let count = (distance.max(0) as usize).div_ceil(slice.step.unsigned_abs());
    Ok(Span {
        start: if count == 0 { 0 } else { start as usize },
        count,
        // A step that is never taken may be so large that it overflows as a distance in memory.
        step: if count < 2 {
            slice.step.signum()
        } else {
            slice.step
        },
        keep: true,
    })
}
