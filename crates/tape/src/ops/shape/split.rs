//! A variable cut into parts along an axis.

use crate::error::Error;
use crate::tape::Var;
use crate::tensor::rearrange::even_sizes;
use crate::tensor::{Axis, Float};
use std::fmt;
use std::ops::{Deref, Index};

/// The parts of a variable, a slice of variables: what [`Var::split`] and its siblings give.
///
/// The shape of an error that waits is not known, hence not how many parts it has. Every index is
/// the error then, and walking over the parts meets it at least once, so that it comes out where
/// the formula's value is asked for.
///
/// ```
/// use wengert_tape::Tape;
///
/// let tape = Tape::new();
/// let x = tape.var([1.0, 2.0, 3.0, 4.0]);
/// let halves = x.split(2, 0);
/// assert_eq!((halves[0] * halves[1]).sum().item()?, 11.0);
///
/// let halves = x.reshape([3, 2]).split(2, 0);
/// let error = (halves[0] * halves[1]).sum().item().unwrap_err();
/// assert!(error.to_string().starts_with("reshape"));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Clone)]
pub struct Parts<'t, T: Float = f64> {
    /// The variable that was cut, or the error that stands for every part.
    whole: Var<'t, T>,
    parts: Vec<Var<'t, T>>,
}

impl<'t, T: Float> Parts<'t, T> {
    fn failed(error: Var<'t, T>, count: usize) -> Self {
        Parts {
            whole: error,
            parts: vec![error; count],
        }
    }

    /// As many parts as the pattern names; a waiting error for each of them where there are more
    /// or fewer.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let [query, key] = tape.var([1.0, 2.0, 3.0, 4.0]).chunk(2, 0).array();
    /// assert_eq!((query - key).value()?, Tensor::from([-2.0, -2.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn array<const N: usize>(self) -> [Var<'t, T>; N] {
        if let Some(failed) = self.whole.failed() {
            return [failed; N];
        }
        match <[Var<'t, T>; N]>::try_from(self.parts) {
            Ok(parts) => parts,
            Err(parts) => {
                let problem = format!("{N} parts are wanted, there are {}", parts.len());
                [self.whole.fail_with(Error::shape("array", problem)); N]
            }
        }
    }
}

impl<'t, T: Float> Deref for Parts<'t, T> {
    type Target = [Var<'t, T>];

    fn deref(&self) -> &Self::Target {
        &self.parts
    }
}

/// One part; the error that waits, whatever the index, if the variable that was cut is one.
///
/// # Panics
///
/// If there is no such part, as a slice does.
impl<'t, T: Float> Index<usize> for Parts<'t, T> {
    type Output = Var<'t, T>;

    #[track_caller]
    fn index(&self, index: usize) -> &Var<'t, T> {
        match self.whole.failed() {
            Some(_) => &self.whole,
            None => &self.parts[index],
        }
    }
}

impl<'t, T: Float> IntoIterator for Parts<'t, T> {
    type Item = Var<'t, T>;
    type IntoIter = std::vec::IntoIter<Var<'t, T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.parts.into_iter()
    }
}

impl<'p, 't, T: Float> IntoIterator for &'p Parts<'t, T> {
    type Item = &'p Var<'t, T>;
    type IntoIter = std::slice::Iter<'p, Var<'t, T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.parts.iter()
    }
}

impl<'t, T: Float> From<Parts<'t, T>> for Vec<Var<'t, T>> {
    fn from(parts: Parts<'t, T>) -> Self {
        parts.parts
    }
}

impl<T: Float> fmt::Debug for Parts<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.parts).finish()
    }
}

impl<'t, T: Float> Var<'t, T> {
    /// All indices of an axis, one variable each, without that axis.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let columns = tape.var([[1.0, 2.0], [3.0, 4.0]]).unbind(1);
    /// assert_eq!(columns[1].value()?, Tensor::from([2.0, 4.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn unbind(self, axis: impl Axis) -> Parts<'t, T> {
        let (axis, size) = match self.axis_of("unbind", axis) {
            Ok(found) => found,
            Err(failed) => return Parts::failed(failed, 1),
        };
        let mut parts = Vec::with_capacity(size);
        for index in 0..size {
            parts.push(self.index(axis, index as isize));
        }
        Parts { whole: self, parts }
    }

    /// Parts of `size` along an axis; the last one is smaller where the size does not divide.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let parts = tape.var([1.0, 2.0, 3.0]).split(2, 0);
    /// assert_eq!(parts[1].value()?, Tensor::from([3.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn split(self, size: usize, axis: impl Axis) -> Parts<'t, T> {
        match self.axis_of("split", axis) {
            Err(failed) => Parts::failed(failed, 1),
            Ok(_) if size == 0 => {
                let error = Error::value("split", "parts of size 0 never fill an axis");
                Parts::failed(self.fail_with(error), 1)
            }
            Ok((axis, total)) => self.cut(&even_sizes(total, size), axis),
        }
    }

    /// Parts of the given sizes along an axis; an error as often where they do not add up to it.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let parts = tape.var([1.0, 2.0, 3.0]).split_sizes(&[1, 2], 0);
    /// assert_eq!(parts[1].value()?, Tensor::from([2.0, 3.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn split_sizes(self, sizes: &[usize], axis: impl Axis) -> Parts<'t, T> {
        let (axis, size) = match self.axis_of("split_sizes", axis) {
            Ok(found) => found,
            Err(failed) => return Parts::failed(failed, sizes.len()),
        };
        let total = sizes.iter().fold(0usize, |sum, &part| sum.saturating_add(part));
        if total != size {
            let problem = format!(
                "sizes {sizes:?} add up to {total}, axis {axis} of {:?} has {size}",
                self.shape()
            );
            let failed = self.fail_with(Error::shape("split_sizes", problem));
            return Parts::failed(failed, sizes.len());
        }
        self.cut(sizes, axis)
    }

    /// At most `parts` parts of equal size along an axis; the last one may be smaller.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let halves = tape.var([1.0, 2.0, 3.0, 4.0]).chunk(2, 0);
    /// assert_eq!(halves[1].value()?, Tensor::from([3.0, 4.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn chunk(self, parts: usize, axis: impl Axis) -> Parts<'t, T> {
        match self.axis_of("chunk", axis) {
            Err(failed) => Parts::failed(failed, parts.max(1)),
            Ok(_) if parts == 0 => {
                let error = Error::value("chunk", "an axis has no 0 parts");
                Parts::failed(self.fail_with(error), 1)
            }
            Ok((axis, total)) => {
                let size = total.div_ceil(parts).max(1);
                self.cut(&even_sizes(total, size), axis)
            }
        }
    }

    #[track_caller]
    fn cut(self, sizes: &[usize], axis: usize) -> Parts<'t, T> {
        let mut start = 0;
        let mut parts = Vec::with_capacity(sizes.len());
        for &size in sizes {
            parts.push(self.narrow(axis, start, size));
            start += size;
        }
        Parts { whole: self, parts }
    }
}
