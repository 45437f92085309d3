//! The matrix product of strided matrices in memory, by the `gemm` kernels.

use crate::kernel::Strided;
use crate::ops::product::small;
use crate::tensor::{Float, Tensor};
use crate::threads;

/// Multiplications below which a second thread costs more than it brings.
pub(crate) const THREADED: usize = 1 << 17;

/// `out ← a · b`, where `a` is `[m, k]`, `b` is `[k, n]` and `out` is row-major `[m, n]`.
///
/// Transposes and slices cost nothing: the kernel takes strides.
pub(crate) fn multiply<T: Float>(a: &Tensor<T>, b: &Tensor<T>, out: &mut [T]) {
    let multiplications = a.len() * b.shape().last().copied().unwrap_or(1);
    let threads = if multiplications >= THREADED {
        threads::count()
    } else {
        1
    };
    multiply_with(threads, a, b, out);
}

/// [`multiply`] with at most that many threads, for callers that have their own.
pub(crate) fn multiply_with<T: Float>(threads: usize, a: &Tensor<T>, b: &Tensor<T>, out: &mut [T]) {
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
    if small::is_small(m, k, n) {
        return small::multiply(a, b, out);
    }
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
