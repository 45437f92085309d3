//! Largest and smallest elements.

use crate::error::{Error, ErrorKind};
use crate::eval::reduction::{Fold, TILE_COLUMNS, Tile};
use crate::instruction::sums::LANES;
use crate::ops::reduce::{dropped_shape, fold, kept_shape};
use crate::ops::{At, Call, Primitive};
use crate::tape::Var;
use crate::tape::node::Value;
use crate::tensor::shape::Dims;
use crate::tensor::{Axes, Float};
use crate::transform::adjoints::Adjoints;
use std::borrow::Cow;

/// Which end of the order is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Largest,
    Smallest,
}

impl End {
    #[inline(always)]
    fn better<T: Float>(self, first: T, second: T) -> T {
        match self {
            End::Largest => first.max_or_nan(second),
            End::Smallest => first.min_or_nan(second),
        }
    }

    /// The element that every other one beats.
    #[inline(always)]
    fn worst<T: Float>(self) -> T {
        match self {
            End::Largest => T::of(f64::NEG_INFINITY),
            End::Smallest => T::of(f64::INFINITY),
        }
    }

    /// The best element, NaN if any is.
    pub(crate) fn best_of<T: Float>(self, elements: &[T]) -> T {
        let mut best = [self.worst(); LANES];
        let chunks = elements.chunks_exact(LANES);
        let rest = chunks.remainder();
        for chunk in chunks {
            for (best, &x) in best.iter_mut().zip(chunk) {
                *best = self.better(*best, x);
            }
        }
        best.iter()
            .chain(rest)
            .fold(self.worst(), |best, &x| self.better(best, x))
    }

    /// Where the best element is: the first of equals, the first NaN if there is one.
    pub(crate) fn place_of_best<T: Float>(self, elements: &[T]) -> usize {
        let best = self.best_of(elements);
        let found = if best.is_nan() {
            elements.iter().position(|x| x.is_nan())
        } else {
            elements.iter().position(|&x| x == best)
        };
        found.expect("the best element is one of them")
    }
}

/// The largest or smallest element over some axes, which keep size 1.
struct Extreme {
    axes: Dims,
    end: End,
}

impl<T: Float> Fold<T> for End {
    type Wide = T;

    fn start(&self) -> T {
        self.worst()
    }

    fn block(&self, elements: &[T]) -> T {
        self.best_of(elements)
    }

    fn join(&self, first: T, second: T) -> T {
        self.better(first, second)
    }

    fn finish(&self, wide: T) -> T {
        wide
    }

    fn columns(&self, tile: Tile<'_, T>, out: &mut [T]) {
        let mut best = [self.worst(); TILE_COLUMNS];
        let best = &mut best[..out.len()];
        for row in tile.rows(out.len()) {
            for (best, &x) in best.iter_mut().zip(row) {
                *best = self.better(*best, x);
            }
        }
        out.copy_from_slice(best);
    }
}

/// A mask of the elements that equal the result. NaN is the result as soon as one element is NaN.
#[track_caller]
fn winners<'t, T: Float>(at: &At<'t, T>) -> Var<'t, T> {
    let x = at.argument(0);
    x.equal(at.result).or(x.is_nan())
}

impl<T: Float> Primitive<T> for Extreme {
    fn name(&self) -> Cow<'static, str> {
        match self.end {
            End::Largest => "amax".into(),
            End::Smallest => "amin".into(),
        }
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        Ok(fold(call, &self.end, &self.axes))
    }

    fn vjp<'t>(&self, at: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        let winners = winners(at);
        let share = cotangent / winners.sum_kept(&self.axes);
        adjoints.add(0, winners.select(share, 0.0));
    }

    fn jvp<'t>(&self, at: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        let winners = winners(at);
        let moved = winners.select(tangents[0]?, 0.0).sum_kept(&self.axes);
        Some(moved / winners.sum_kept(&self.axes))
    }
}

impl<'t, T: Float> Var<'t, T> {
    /// The largest of all elements; NaN if any is.
    ///
    /// A tie shares the derivative evenly. Of no elements it is an error that waits.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([2.0, 5.0, 5.0]);
    /// assert_eq!(x.amax().item()?, 5.0);
    /// assert_eq!(x.amax().grad(x).value()?, Tensor::from([0.0, 0.5, 0.5]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn amax(self) -> Self {
        self.reduced("amax", &(), |x, axes| x.extreme_kept("amax", axes, End::Largest))
    }

    /// The largest element over axes, which are dropped; see [`Var::amax`].
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.amax_axis(0).value()?, Tensor::from([3.0, 4.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn amax_axis(self, axes: impl Axes) -> Self {
        self.reduced("amax_axis", &axes, |x, axes| {
            x.extreme_kept("amax_axis", axes, End::Largest)
        })
    }

    /// The largest element over axes, which keep size 1; see [`Var::amax`].
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.amax_keep(1).value()?, Tensor::from([[2.0], [4.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn amax_keep(self, axes: impl Axes) -> Self {
        self.reduced_keep("amax_keep", &axes, |x, axes| {
            x.extreme_kept("amax_keep", axes, End::Largest)
        })
    }

    /// The smallest of all elements; NaN if any is.
    ///
    /// A tie shares the derivative evenly. Of no elements it is an error that waits.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::new();
    /// assert_eq!(tape.var([2.0, -5.0, 4.0]).amin().item()?, -5.0);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn amin(self) -> Self {
        self.reduced("amin", &(), |x, axes| x.extreme_kept("amin", axes, End::Smallest))
    }

    /// The smallest element over axes, which are dropped; see [`Var::amin`].
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.amin_axis(0).value()?, Tensor::from([1.0, 2.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn amin_axis(self, axes: impl Axes) -> Self {
        self.reduced("amin_axis", &axes, |x, axes| {
            x.extreme_kept("amin_axis", axes, End::Smallest)
        })
    }

    /// The smallest element over axes, which keep size 1; see [`Var::amin`].
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.amin_keep(1).value()?, Tensor::from([[1.0], [3.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn amin_keep(self, axes: impl Axes) -> Self {
        self.reduced_keep("amin_keep", &axes, |x, axes| {
            x.extreme_kept("amin_keep", axes, End::Smallest)
        })
    }

    /// The largest or smallest element over axes that exist; they keep size 1.
    #[track_caller]
    pub(crate) fn extreme_kept(self, operation: &str, axes: &[usize], end: End) -> Self {
        let (tape, node) = match self.on_tape(operation) {
            Ok(on_tape) => on_tape,
            Err(failed) => return failed,
        };
        if let Some(failed) = self.nothing_to_choose(operation, axes) {
            return failed;
        }
        let shape = kept_shape(&self.dims(), axes);
        let axes = Dims::from_slice(axes);
        tape.record(Extreme { axes, end }, [node], &shape)
    }

    /// A choice among all elements, which are a vector for it.
    #[track_caller]
    pub(crate) fn among_all(self, operation: &'static str, choose: impl FnOnce(Self) -> Self) -> Self {
        Self::composed(operation, [self], |[x]| {
            let every: Dims = (0..x.rank()).collect();
            match x.nothing_to_choose(operation, &every) {
                Some(failed) => failed,
                None => choose(x.reshape_to(&[x.len()])),
            }
        })
    }

    /// The error for a choice among no elements, if that is what is asked for.
    #[track_caller]
    pub(crate) fn nothing_to_choose(self, operation: &str, axes: &[usize]) -> Option<Self> {
        let dims = self.dims();
        let empty = axes.iter().find(|&&axis| dims[axis] == 0)?;
        if dropped_shape(&dims, axes).contains(&0) {
            return None;
        }
        let problem = format!(
            "axis {empty} of shape {:?} has no elements to choose from",
            &dims[..]
        );
        Some(self.fail_with(Error::shape(operation, problem)))
    }
}
