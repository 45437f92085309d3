//! The derivative of a softmax along a direction.

use crate::error::ErrorKind;
use crate::eval::rows::Rows;
use crate::instruction::{BLOCK, Binary, sums};
use crate::ops::{At, Call, Primitive};
use crate::tape::Var;
use crate::tape::node::Value;
use crate::tensor::Float;
use crate::tensor::shape::Dims;
use crate::transform::adjoints::Adjoints;
use std::borrow::Cow;

/// Of y and g, y (g − Σ y g): the derivative of y = softmax x along g.
struct SoftmaxPull {
    axes: Dims,
}

impl SoftmaxPull {
    /// The same with products in which 0 times anything is 0, for the rare row that needs them: if
    /// a weight or a cotangent is infinite or NaN, or a product overflows, so is the plain sum.
    #[cold]
    fn absorbing_row<T: Float>(weights: &[T], cotangents: &[T], out: &mut [T]) {
        let product = |a: T, b: T| Binary::Absorb.value(a, b);
        let pairs = weights.iter().zip(cotangents);
        let mean = T::of(pairs.map(|(&y, &g)| product(y, g).wide()).sum());
        for ((out, &weight), &cotangent) in out.iter_mut().zip(weights).zip(cotangents) {
            *out = product(weight, cotangent - mean);
        }
    }
}

/// The scalar product of two rows, in `f64` across blocks.
fn dot<T: Float>(first: &[T], second: &[T]) -> f64 {
    let mut products = [T::of(0.0); BLOCK];
    let mut sum = 0.0;
    for (first, second) in first.chunks(BLOCK).zip(second.chunks(BLOCK)) {
        let products = &mut products[..first.len()];
        for ((product, &a), &b) in products.iter_mut().zip(first).zip(second) {
            *product = a * b;
        }
        sum += sums::sum_block(products);
    }
    sum
}

impl<T: Float> Primitive<T> for SoftmaxPull {
    fn name(&self) -> Cow<'static, str> {
        "softmax_pull".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let rows = Rows::new(call.shape, &self.axes);
        let (weights, cotangents) = (rows.of(call.input(0)), rows.of(call.input(1)));
        let (weights, cotangents) = (weights.as_slice(), cotangents.as_slice());
        Ok(Value::Float(rows.write(call.pool, call.shape, |number, out| {
            let (weights, cotangents) = (rows.row(weights, number), rows.row(cotangents, number));
            let mean = T::of(dot(weights, cotangents));
            if !mean.wide().is_finite() {
                SoftmaxPull::absorbing_row(weights, cotangents, out);
                return;
            }
            for ((out, &weight), &cotangent) in out.iter_mut().zip(weights).zip(cotangents) {
                *out = weight * (cotangent - mean);
            }
        })))
    }

    fn vjp<'t>(&self, at: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        let (y, g) = (at.argument(0), at.argument(1));
        if adjoints.wants(0) {
            let mean = g.absorb(y).sum_kept(&self.axes);
            let weighted = cotangent.absorb(y).sum_kept(&self.axes);
            adjoints.add(0, cotangent.absorb(g - mean) - g.absorb(weighted));
        }
        if adjoints.wants(1) {
            adjoints.add(1, y.softmax_pull(cotangent, &self.axes));
        }
    }

    fn jvp<'t>(&self, at: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        let (y, g) = (at.argument(0), at.argument(1));
        let weights = tangents[0].map(|tangent| {
            let mean = g.absorb(y).sum_kept(&self.axes);
            let moved = g.absorb(tangent).sum_kept(&self.axes);
            tangent.absorb(g - mean) - y.absorb(moved)
        });
        let cotangents = tangents[1].map(|tangent| y.softmax_pull(tangent, &self.axes));
        match (weights, cotangents) {
            (Some(weights), Some(cotangents)) => Some(weights + cotangents),
            (weights, cotangents) => weights.or(cotangents),
        }
    }
}

impl<T: Float> Var<'_, T> {
    /// The derivative of the softmax that this is along `cotangent`; it is its own transpose.
    #[track_caller]
    pub(super) fn softmax_pull(self, cotangent: Self, axes: &[usize]) -> Self {
        let axes = Dims::from_slice(axes);
        match self.paired("softmax", cotangent) {
            Ok((tape, y, g)) => tape.record(SoftmaxPull { axes }, [y, g], &self.dims()),
            Err(failed) => failed,
        }
    }
}
