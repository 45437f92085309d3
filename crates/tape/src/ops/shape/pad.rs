//! Padding: more elements at the ends of axes.

use crate::error::Error;
use crate::ops::shape::concat;
use crate::tape::Var;
use crate::tensor::Float;

/// What stands in the places that [`Var::pad`] adds.
///
/// ```
/// use wengert_tape::{Padding, Tape, Tensor};
///
/// let tape = Tape::new();
/// let x = tape.var([1.0, 2.0, 3.0]);
/// assert_eq!(x.pad(&[(2, 0)], Padding::Reflect).value()?, Tensor::from([3.0, 2.0, 1.0, 2.0, 3.0]));
/// assert_eq!(x.pad(&[(2, 0)], Padding::Replicate).value()?, Tensor::from([1.0, 1.0, 1.0, 2.0, 3.0]));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Padding {
    /// A number.
    Constant(f64),
    /// The elements mirrored at the edge, which is not repeated: 3 2 | 1 2 3 | 2 1.
    Reflect,
    /// The element at the edge: 1 1 | 1 2 3 | 3 3.
    Replicate,
    /// The elements of the other end: 2 3 | 1 2 3 | 1 2.
    Circular,
}

impl<T: Float> Var<'_, T> {
    /// With more elements at the ends of the last axes: `widths` has `(before, after)` for each of
    /// them, in their order, so that `[(1, 1), (2, 2)]` pads images `[…, height, width]`.
    ///
    /// Reflection needs widths smaller than the axis, a circular one widths of at most the axis.
    ///
    /// ```
    /// use wengert_tape::{Padding, Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1.0, 2.0, 3.0]);
    /// let zeros = x.pad(&[(1, 0)], Padding::Constant(0.0));
    /// assert_eq!(zeros.value()?, Tensor::from([0.0, 1.0, 2.0, 3.0]));
    /// let mirrored = x.pad(&[(2, 1)], Padding::Reflect);
    /// assert_eq!(mirrored.value()?, Tensor::from([3.0, 2.0, 1.0, 2.0, 3.0, 2.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn pad(self, widths: &[(usize, usize)], padding: Padding) -> Self {
        if let Err(failed) = self.on_tape("pad") {
            return failed;
        }
        let dims = self.dims();
        let Some(first) = dims.len().checked_sub(widths.len()) else {
            let problem = format!("{} widths for a shape {:?}", widths.len(), &dims[..]);
            return self.fail_with(Error::shape("pad", problem));
        };
        let mut padded = self;
        for (place, &(before, after)) in widths.iter().enumerate() {
            let axis = first + place;
            let size = dims[axis];
            let widest = before.max(after);
            let (most, rule) = match padding {
                Padding::Constant(_) => (usize::MAX, ""),
                Padding::Reflect => (size.saturating_sub(1), "a reflection is smaller than its axis"),
                Padding::Replicate if size == 0 => (0, "an empty axis has no edge"),
                Padding::Replicate => (usize::MAX, ""),
                Padding::Circular => (size, "a circular width is at most its axis"),
            };
            if widest > most {
                let problem = format!(
                    "({before}, {after}) at axis {axis} with size {size} (shape {:?}): {rule}",
                    &dims[..]
                );
                return self.fail_with(Error::shape("pad", problem));
            }
            let longer = size.checked_add(before).and_then(|size| size.checked_add(after));
            if longer.is_none_or(|longer| longer > isize::MAX as usize) {
                let problem = format!(
                    "({before}, {after}) at axis {axis} with size {size} does not fit into memory (shape {:?})",
                    &dims[..]
                );
                return self.fail_with(Error::shape("pad", problem));
            }
            padded = padded.at_caller(|| padded.pad_axis(axis, before, after, padding));
        }
        padded
    }

    #[track_caller]
    fn pad_axis(self, axis: usize, before: usize, after: usize, padding: Padding) -> Self {
        let size = self.dims()[axis];
        let repeated = |element: Self, count: usize| {
            let mut shape = self.dims();
            shape[axis] = count;
            element.expand_to(&shape)
        };
        let mut parts = Vec::with_capacity(3);
        if before > 0 {
            parts.push(match padding {
                Padding::Constant(value) => repeated(self.lift(value), before),
                Padding::Reflect => self.narrow(axis, 1, before).flip_axes(&[axis]),
                Padding::Replicate => repeated(self.narrow(axis, 0, 1), before),
                Padding::Circular => self.narrow(axis, size - before, before),
            });
        }
        parts.push(self);
        if after > 0 {
            parts.push(match padding {
                Padding::Constant(value) => repeated(self.lift(value), after),
                Padding::Reflect => self.narrow(axis, size - 1 - after, after).flip_axes(&[axis]),
                Padding::Replicate => repeated(self.narrow(axis, size - 1, 1), after),
                Padding::Circular => self.narrow(axis, 0, after),
            });
        }
        concat(&parts, axis)
    }
}
