//! The matrix product of any rank, with broadcasting batches.

use crate::error::{Error, ErrorKind};
use crate::ops::product::gemm;
use crate::ops::{At, Call, Primitive};
use crate::tape::node::Value;
use crate::tape::{IntoOperand, Var};
use crate::tensor::shape::{Dims, Strides, broadcast};
use crate::tensor::{Float, Tensor};
use crate::threads;
use crate::transform::adjoints::Adjoints;
use rayon::prelude::*;
use std::borrow::Cow;

/// `[…, m, k] · […, k, n]`, where the leading axes broadcast.
struct MatMul;

impl<T: Float> Primitive<T> for MatMul {
    fn name(&self) -> Cow<'static, str> {
        "matmul".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let shape = call.shape;
        let rank = shape.len();
        if rank == 2 {
            return Ok(Value::Float(call.write_from(|inputs, out| {
                gemm::multiply(inputs.floats(0), inputs.floats(1), out);
            })));
        }
        let batch = &shape[..rank - 2];
        let spread = |tensor: &Tensor<T>| {
            let matrix = &tensor.shape()[tensor.rank() - 2..];
            let full: Dims = batch.iter().chain(matrix).copied().collect();
            tensor.broadcasted(&full)
        };
        let (a, b) = (spread(call.input(0)), spread(call.input(1)));
        let size = shape[rank - 2] * shape[rank - 1];
        Ok(Value::Float(call.write(|out| {
            if size == 0 {
                return;
            }
            multiply_each(&a, &b, size, out);
        })))
    }

    fn vjp<'t>(&self, at: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        let (a, b) = (at.argument(0), at.argument(1));
        if adjoints.wants(0) {
            adjoints.add(0, cotangent.matmul(b.t()).sum_to(&a.dims()));
        }
        if adjoints.wants(1) {
            // (gᵀ·a)ᵀ is aᵀ·g. Where b is itself a transpose, as in x·wᵀ, its own rule turns this once
            // more, and w's gradient comes out in row-major order without a copy.
            let product = match b.is_permuted() {
                true => cotangent.t().matmul(a).t(),
                false => a.t().matmul(cotangent),
            };
            adjoints.add(1, product.sum_to(&b.dims()));
        }
    }

    fn jvp<'t>(&self, at: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        let first = tangents[0].map(|tangent| tangent.matmul(at.argument(1)));
        let second = tangents[1].map(|tangent| at.argument(0).matmul(tangent));
        match (first, second) {
            (Some(first), Some(second)) => Some(first + second),
            (first, second) => first.or(second),
        }
    }
}

/// The products of the matrices with the same number, `size` elements each.
fn multiply_each<T: Float>(a: &Tensor<T>, b: &Tensor<T>, size: usize, out: &mut [T]) {
    let inner = a.shape()[a.rank() - 1];
    let multiplications = out.len() * inner;
    let count = out.len() / size;
    let threads = threads::count();
    let one = |(number, out): (usize, &mut [T])| {
        gemm::multiply_with(1, &matrix_of(a, number), &matrix_of(b, number), out);
    };
    if multiplications < gemm::THREADED || threads == 1 {
        out.chunks_mut(size).enumerate().for_each(one);
    } else if count >= 2 * threads {
        // Many: a thread takes whole ones, of small ones several.
        let together = (gemm::THREADED / 4).div_ceil(size * inner.max(1));
        threads::enter(threads, || {
            let products = out.par_chunks_mut(size).enumerate();
            products.with_min_len(together).for_each(one);
        });
    } else {
        // Few: all threads work on one after the other.
        for (number, out) in out.chunks_mut(size).enumerate() {
            gemm::multiply(&matrix_of(a, number), &matrix_of(b, number), out);
        }
    }
}

/// The matrix with the given number in a batch.
fn matrix_of<T: Float>(batch: &Tensor<T>, number: usize) -> Tensor<T> {
    let outer = batch.rank() - 2;
    let mut offset = batch.offset() as isize;
    let mut rest = number;
    for axis in (0..outer).rev() {
        let size = batch.shape()[axis];
        offset += (rest % size) as isize * batch.strides()[axis];
        rest /= size;
    }
    let shape = Dims::from_slice(&batch.shape()[outer..]);
    let strides = Strides::from_slice(&batch.strides()[outer..]);
    batch.view(offset as usize, shape, strides)
}

impl<'t, T: Float> Var<'t, T> {
    /// The matrix product, by NumPy's rules.
    ///
    /// Matrices multiply as `[m, k] · [k, n] → [m, n]`; leading axes are batches, which broadcast; a
    /// vector on the left is a row, on the right a column, and its axis is dropped from the result.
    /// Transposes cost nothing. Derivatives: g·bᵀ and aᵀ·g.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[1.0, 2.0]]);
    /// let w = tape.var([[3.0], [4.0]]);
    /// assert_eq!(x.matmul(w).value()?, Tensor::from([[11.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[doc(alias = "mm")]
    #[doc(alias = "bmm")]
    #[track_caller]
    pub fn matmul(self, other: impl IntoOperand<'t, T>) -> Self {
        let other = self.beside(other);
        let (tape, a, b) = match self.paired("matmul", other) {
            Ok(paired) => paired,
            Err(failed) => return failed,
        };
        let (p, q) = (Var::on(tape, a, false).dims(), Var::on(tape, b, false).dims());
        if p.is_empty() || q.is_empty() {
            let problem = format!(
                "a number has no matrix product: {:?} · {:?}; use *",
                &p[..],
                &q[..]
            );
            return self.fail_with(Error::shape("matmul", problem));
        }
        let inner = if q.len() == 1 { q[0] } else { q[q.len() - 2] };
        if p[p.len() - 1] != inner {
            return self.fail_with(inner_misfit(&p, &q));
        }
        if p.len() == 1 {
            let row = self.reshape_to(&[1, p[0]]).matmul(other);
            return row.drop_axis(if q.len() == 1 { 0 } else { q.len() - 2 });
        }
        if q.len() == 1 {
            let column = self.matmul(other.reshape_to(&[q[0], 1]));
            return column.drop_axis(p.len() - 1);
        }
        if p.len() > 2 && q.len() == 2 {
            // One large product instead of many small ones, and no sum over batches in its derivative.
            let rows = p[..p.len() - 1].iter().product();
            let flat = self.reshape_to(&[rows, inner]).matmul(other);
            let mut shape = p;
            let last = shape.len() - 1;
            shape[last] = q[1];
            return flat.reshape_to(&shape);
        }
        let (m, n) = (p[p.len() - 2], q[q.len() - 1]);
        let Some(mut shape) = broadcast(&p[..p.len() - 2], &q[..q.len() - 2]) else {
            let problem = format!("batches do not broadcast: {:?} · {:?}", &p[..], &q[..]);
            return self.fail_with(Error::shape("matmul", problem));
        };
        shape.extend([m, n]);
        tape.record(MatMul, [a, b], &shape)
    }

    /// The variable without an axis of size 1.
    #[track_caller]
    pub(crate) fn drop_axis(self, axis: usize) -> Self {
        if self.failed().is_some() {
            return self;
        }
        let mut shape = self.dims();
        shape.remove(axis);
        self.reshape_to(&shape)
    }
}

#[track_caller]
fn inner_misfit(p: &[usize], q: &[usize]) -> Error {
    let transposed = q.len() >= 2 && p[p.len() - 1] == q[q.len() - 1];
    let hint = if transposed {
        "; did you mean .t() on the right?"
    } else {
        ""
    };
    Error::shape("matmul", format!("inner dimensions differ: {p:?} · {q:?}{hint}"))
}
