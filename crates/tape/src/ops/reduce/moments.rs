//! Variance and standard deviation.

use crate::error::ErrorKind;
use crate::eval::reduction::{Fold, TILE_COLUMNS, Tile};
use crate::instruction::sums;
use crate::ops::reduce::{fold, kept_shape};
use crate::ops::{At, Call, Primitive};
use crate::tape::Var;
use crate::tape::node::Value;
use crate::tensor::shape::Dims;
use crate::tensor::{Axes, Float};
use crate::transform::adjoints::Adjoints;
use std::borrow::Cow;

/// The variance over some axes, which keep size 1.
struct Variance {
    axes: Dims,
    /// What is taken from the number of elements in the divisor.
    correction: f64,
}

/// How many elements, their mean, and the sum of squared distances from it.
#[derive(Clone, Copy)]
struct Moments {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Variance {
    fn divisor(&self, count: f64) -> f64 {
        (count - self.correction).max(0.0)
    }
}

impl<T: Float> Fold<T> for Variance {
    type Wide = Moments;

    fn start(&self) -> Moments {
        Moments {
            count: 0.0,
            mean: 0.0,
            squares: 0.0,
        }
    }

    /// The mean first, then the distances: both passes over elements in the first-level cache.
    fn block(&self, elements: &[T]) -> Moments {
        let count = elements.len() as f64;
        let mean = sums::sum_of(elements, |x| x) / count;
        let squares = sums::sum_of(elements, |x| (x - mean) * (x - mean));
        Moments { count, mean, squares }
    }

    /// Chan, Golub and LeVeque, Algorithms for computing the sample variance (1983).
    fn join(&self, first: Moments, second: Moments) -> Moments {
        if first.count == 0.0 {
            return second;
        }
        let count = first.count + second.count;
        let distance = second.mean - first.mean;
        Moments {
            count,
            mean: first.mean + distance * (second.count / count),
            squares: first.squares
                + second.squares
                + distance * distance * (first.count * second.count / count),
        }
    }

    fn finish(&self, wide: Moments) -> T {
        T::of(wide.squares / self.divisor(wide.count))
    }

    fn columns(&self, tile: Tile<'_, T>, out: &mut [Moments]) {
        let width = out.len();
        let count = tile.rows(0).count() as f64;
        let mut means = [0.0; TILE_COLUMNS];
        let mut squares = [0.0; TILE_COLUMNS];
        for row in tile.rows(width) {
            for (sum, &x) in means.iter_mut().zip(row) {
                *sum += x.wide();
            }
        }
        for mean in &mut means {
            *mean /= count;
        }
        for row in tile.rows(width) {
            for ((sum, mean), &x) in squares.iter_mut().zip(&means).zip(row) {
                *sum += (x.wide() - mean) * (x.wide() - mean);
            }
        }
        for ((out, &mean), &squares) in out.iter_mut().zip(&means).zip(&squares) {
            *out = Moments { count, mean, squares };
        }
    }
}

impl Variance {
    /// 2(x − mean)/(n − correction).
    #[track_caller]
    fn slope<'t, T: Float>(&self, at: &At<'t, T>) -> Var<'t, T> {
        let x = at.argument(0);
        let dims = x.dims();
        let count: usize = self.axes.iter().map(|&axis| dims[axis]).product();
        (x - x.mean_kept(&self.axes)) * (2.0 / self.divisor(count as f64))
    }
}

impl<T: Float> Primitive<T> for Variance {
    fn name(&self) -> Cow<'static, str> {
        "variance".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        Ok(fold(call, self, &self.axes))
    }

    fn vjp<'t>(&self, at: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        adjoints.add(0, cotangent.absorb(self.slope(at)));
    }

    fn jvp<'t>(&self, at: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        Some(tangents[0]?.absorb(self.slope(at)).sum_kept(&self.axes))
    }
}

impl<T: Float> Var<'_, T> {
    /// The variance Σ(x − mean)² / (n − correction) of all elements.
    ///
    /// The mean is found first, so that nothing cancels. A correction of 0 is the variance of the
    /// elements themselves, of 1 (PyTorch's default) the unbiased estimate, which is NaN for a single
    /// element, as it is in PyTorch. Derivative: 2(x − mean)/(n − correction).
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1.0, 2.0, 3.0]);
    /// assert_eq!(x.variance(0).item()?, 2.0 / 3.0);
    /// assert_eq!(x.variance(1).item()?, 1.0);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[doc(alias = "var")]
    #[track_caller]
    pub fn variance(self, correction: impl Into<f64>) -> Self {
        self.variance_axis((), correction)
    }

    /// The variance over axes, which are dropped; see [`Var::variance`].
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[1.0, 3.0], [5.0, 9.0]]);
    /// assert_eq!(x.variance_axis(1, 0).value()?, Tensor::from([1.0, 4.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn variance_axis(self, axes: impl Axes, correction: impl Into<f64>) -> Self {
        let correction = correction.into();
        self.reduced("variance_axis", &axes, |x, axes| {
            x.variance_kept(axes, correction)
        })
    }

    /// The variance over axes, which keep size 1; see [`Var::variance`].
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[1.0, 3.0], [5.0, 9.0]]);
    /// assert_eq!(x.variance_keep(1, 0).value()?, Tensor::from([[1.0], [4.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn variance_keep(self, axes: impl Axes, correction: impl Into<f64>) -> Self {
        let correction = correction.into();
        self.reduced_keep("variance_keep", &axes, |x, axes| {
            x.variance_kept(axes, correction)
        })
    }

    /// The standard deviation of all elements, the square root of [`Var::variance`].
    ///
    /// Derivative: (x − mean)/((n − correction) y), and 0 where the variance is 0.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([2.0, 2.0]);
    /// assert_eq!(x.std(0).grad(x).value()?, Tensor::from([0.0, 0.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[doc(alias = "standard_deviation")]
    #[track_caller]
    pub fn std(self, correction: impl Into<f64>) -> Self {
        self.std_axis((), correction)
    }

    /// The standard deviation over axes, which are dropped; see [`Var::std`].
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[1.0, 3.0], [5.0, 9.0]]);
    /// assert_eq!(x.std_axis(1, 0).value()?, Tensor::from([1.0, 2.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn std_axis(self, axes: impl Axes, correction: impl Into<f64>) -> Self {
        let correction = correction.into();
        self.reduced("std_axis", &axes, |x, axes| {
            x.variance_kept(axes, correction).flat_sqrt()
        })
    }

    /// The standard deviation over axes, which keep size 1; see [`Var::std`].
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[1.0, 3.0], [5.0, 9.0]]);
    /// assert_eq!(x.std_keep(1, 0).value()?, Tensor::from([[1.0], [2.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn std_keep(self, axes: impl Axes, correction: impl Into<f64>) -> Self {
        let correction = correction.into();
        self.reduced_keep("std_keep", &axes, |x, axes| {
            x.variance_kept(axes, correction).flat_sqrt()
        })
    }

    #[track_caller]
    pub(crate) fn variance_kept(self, axes: &[usize], correction: f64) -> Self {
        match self.on_tape("variance") {
            Err(failed) => failed,
            Ok((tape, node)) => {
                let axes = Dims::from_slice(axes);
                let shape = kept_shape(&self.dims(), &axes);
                tape.record(Variance { axes, correction }, [node], &shape)
            }
        }
    }

    /// The square root with derivative 0 at 0, where the root of 1 stands in.
    #[track_caller]
    fn flat_sqrt(self) -> Self {
        let positive = self.not_equal(0.0);
        positive.select(positive.select(self, 1.0).sqrt(), 0.0)
    }
}
