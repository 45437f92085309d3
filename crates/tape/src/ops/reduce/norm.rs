//! Vector norms.

use crate::error::{Error, ErrorKind};
use crate::eval::reduction::Fold;
use crate::instruction::sums;
use crate::ops::reduce::extreme::End;
use crate::ops::reduce::{fold, kept_shape};
use crate::ops::{At, Call, Primitive};
use crate::tape::Var;
use crate::tape::node::Value;
use crate::tensor::shape::Dims;
use crate::tensor::{Axes, Float};
use crate::transform::adjoints::Adjoints;
use std::borrow::Cow;

/// (Σ|x|ᵖ)^(1/p) over some axes, which keep size 1, for a finite p that is not 0.
struct Norm {
    axes: Dims,
    p: f64,
}

/// scale · sum^(1/p).
#[derive(Clone, Copy)]
struct Scaled {
    scale: f64,
    sum: f64,
}

/// Sums of powers within these bounds have lost nothing to overflow or underflow.
const SAFE: std::ops::Range<f64> = 1e-280..1e280;

impl Norm {
    #[inline]
    fn power_sum<T: Float>(&self, elements: &[T], scale: f64) -> f64 {
        let p = self.p;
        match p {
            1.0 => sums::sum_of(elements, |x| (x / scale).abs()),
            2.0 => sums::sum_of(elements, |x| (x / scale) * (x / scale)),
            _ => sums::sum_of(elements, |x| (x / scale).abs().powf(p)),
        }
    }

    fn largest<T: Float>(elements: &[T]) -> f64 {
        let magnitudes = elements.iter().map(|&x| x.abs());
        magnitudes
            .fold(T::of(0.0), |largest, x| largest.max_or_nan(x))
            .wide()
    }
}

impl<T: Float> Fold<T> for Norm {
    type Wide = Scaled;

    fn start(&self) -> Scaled {
        Scaled {
            scale: if self.p > 0.0 { 0.0 } else { 1.0 },
            sum: 0.0,
        }
    }

    /// The powers as they are, or relative to the largest element where they would not fit.
    fn block(&self, elements: &[T]) -> Scaled {
        let sum = self.power_sum(elements, 1.0);
        if SAFE.contains(&sum) || self.p < 0.0 {
            return Scaled { scale: 1.0, sum };
        }
        let scale = Self::largest(elements);
        if scale == 0.0 || !scale.is_finite() {
            return Scaled {
                scale,
                sum: f64::from(scale != 0.0),
            };
        }
        Scaled {
            scale,
            sum: self.power_sum(elements, scale),
        }
    }

    fn join(&self, first: Scaled, second: Scaled) -> Scaled {
        if first.scale == second.scale {
            return Scaled {
                scale: first.scale,
                sum: first.sum + second.sum,
            };
        }
        let (small, large) = if first.scale < second.scale {
            (first, second)
        } else {
            (second, first)
        };
        Scaled {
            scale: large.scale,
            sum: large.sum + small.sum * (small.scale / large.scale).powf(self.p),
        }
    }

    fn finish(&self, wide: Scaled) -> T {
        let root = match self.p {
            1.0 => wide.sum,
            2.0 => wide.sum.sqrt(),
            p => wide.sum.powf(1.0 / p),
        };
        T::of(wide.scale * root)
    }
}

impl Norm {
    /// sign(x) · (|x|/y)^(p−1), and 0 where y is 0.
    #[track_caller]
    fn slope<'t, T: Float>(&self, at: &At<'t, T>) -> Var<'t, T> {
        let (x, y) = (at.argument(0), at.result);
        if self.p == 1.0 {
            return x.sign();
        }
        if self.p == 2.0 {
            return y.select(x / y, 0.0);
        }
        let power = (x.abs() / y).powf(self.p - 1.0);
        y.select(x.sign().absorb(power), 0.0)
    }
}

impl<T: Float> Primitive<T> for Norm {
    fn name(&self) -> Cow<'static, str> {
        "norm".into()
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
    /// The Euclidean length √Σx² of all elements.
    ///
    /// Huge and tiny elements neither overflow nor vanish. Derivative: x/y, and 0 at the origin.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::<f64>::new();
    /// let x = tape.var([3e200, 4e200]);
    /// assert!((x.norm().item()? / 5e200 - 1.0).abs() < 1e-15);
    /// assert!(x.norm().grad(x).value()?.allclose(&Tensor::from([0.6, 0.8]), 1e-15, 0.0));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn norm(self) -> Self {
        self.norm_axis((), 2)
    }

    /// The p-norm (Σ|x|ᵖ)^(1/p) over axes, which are dropped.
    ///
    /// p = ∞ is the largest magnitude, −∞ the smallest, 0 the number of elements that are not 0.
    /// Derivative: sign(x) (|x|/y)^(p−1), and 0 at the origin; for ±∞ the elements with that magnitude
    /// share it evenly; for p = 0 it is 0.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[3.0, -4.0], [1.0, 0.0]]);
    /// assert_eq!(x.norm_axis(1, 1).value()?, Tensor::from([7.0, 1.0]));
    /// assert_eq!(x.norm_axis(1, f64::INFINITY).value()?, Tensor::from([4.0, 1.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[doc(alias = "vector_norm")]
    #[track_caller]
    pub fn norm_axis(self, axes: impl Axes, p: impl Into<f64>) -> Self {
        let p = p.into();
        self.reduced("norm_axis", &axes, |x, axes| x.norm_kept("norm_axis", axes, p))
    }

    /// The p-norm over axes, which keep size 1; see [`Var::norm_axis`].
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[3.0, 4.0], [6.0, 8.0]]);
    /// assert_eq!(x.norm_keep(1, 2).value()?, Tensor::from([[5.0], [10.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn norm_keep(self, axes: impl Axes, p: impl Into<f64>) -> Self {
        let p = p.into();
        self.reduced_keep("norm_keep", &axes, |x, axes| x.norm_kept("norm_keep", axes, p))
    }

    #[track_caller]
    fn norm_kept(self, operation: &str, axes: &[usize], p: f64) -> Self {
        if p.is_nan() {
            return self.fail_with(Error::value(
                operation,
                "there is no NaN-norm; p is a number or ±∞",
            ));
        }
        if p == 0.0 {
            return self.not_equal(0.0).sum_kept(axes);
        }
        if p.is_infinite() {
            let end = if p > 0.0 { End::Largest } else { End::Smallest };
            return self.abs().extreme_kept(operation, axes, end);
        }
        match self.on_tape("norm") {
            Err(failed) => failed,
            Ok((tape, node)) => {
                let axes = Dims::from_slice(axes);
                let shape = kept_shape(&self.dims(), &axes);
                tape.record(Norm { axes, p }, [node], &shape)
            }
        }
    }
}
