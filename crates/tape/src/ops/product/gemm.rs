//! The matrix product of strided matrices in memory, by the `gemm` kernels.

use crate::kernel::{Kernels, Strided};
use crate::tensor::{Float, Tensor};
use crate::threads;

/// Multiplications below which a second thread costs more than it brings.
const THREADED: usize = 1 << 17;

/// Multiplications below which three plain loops beat the set-up of the packed kernel.
const SMALL: usize = 512;

/// `out ← a · b`, where `a` is `[m, k]`, `b` is `[k, n]` and `out` is row-major `[m, n]`.
///
/// Transposes and slices cost nothing: the kernel takes strides.
pub(crate) fn multiply<T: Float>(a: &Tensor<T>, b: &Tensor<T>, out: &mut [T]) {
    let (&[m, k], &[_, n]) = (a.shape(), b.shape()) else {
        unreachable!("matrices were recorded");
    };
    assert_eq!(out.len(), m * n, "matmul: the result has another size");
    if m * n == 0 {
        return;
    }
    if k == 0 {
        out.fill(T::of(0.0));
        return;
    }
    if m * n * k <= SMALL {
        return multiply_small(a, b, out);
    }
    let threads = if m * n * k >= THREADED {
        threads::count()
    } else {
        1
    };
    threads::enter(threads, move || {
        let a = Strided {
            start: a.memory()[a.offset()..].as_ptr(),
            row: a.strides()[0],
            column: a.strides()[1],
        };
        let b = Strided {
            start: b.memory()[b.offset()..].as_ptr(),
            row: b.strides()[0],
            column: b.strides()[1],
        };
        let c = Strided {
            start: out.as_mut_ptr(),
            row: n as isize,
            column: 1,
        };
        // SAFETY: a tensor's offset, shape and strides stay inside of its memory; `out` is m·n
        // elements long, row-major, and borrowed mutably, so nothing else refers to it.
        unsafe { T::gemm([m, n, k], a, b, c, false, threads) }
    });
}

/// Row by row, adding multiples of rows of `b`.
fn multiply_small<T: Float>(a: &Tensor<T>, b: &Tensor<T>, out: &mut [T]) {
    let (k, n) = (b.shape()[0], b.shape()[1]);
    let (a_memory, b_memory) = (a.memory(), b.memory());
    let at = |tensor: &Tensor<T>, i: usize, j: usize| {
        let step = i as isize * tensor.strides()[0] + j as isize * tensor.strides()[1];
        (tensor.offset() as isize + step) as usize
    };
    for (i, row) in out.chunks_mut(n).enumerate() {
        row.fill(T::of(0.0));
        for inner in 0..k {
            let factor = a_memory[at(a, i, inner)];
            for (j, sum) in row.iter_mut().enumerate() {
                *sum = *sum + factor * b_memory[at(b, inner, j)];
            }
        }
    }
}
