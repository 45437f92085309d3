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

/// Run under AddressSanitizer or memcheck by `scripts/check-unsafe`: every matrix ends where its
/// memory ends.
#[cfg(test)]
mod tests {
    use super::multiply_with;
    use crate::tape::Tape;
    use crate::tensor::{Float, IntoSlice, Tensor};

    /// Sizes too large or too narrow for the kernel of small products, at and beside its tiles.
    const SIZES: [[usize; 3]; 8] = [
        [1, 1031, 3],
        [519, 2, 1],
        [3, 257, 2],
        [31, 33, 35],
        [32, 32, 33],
        [48, 64, 17],
        [65, 7, 129],
        [130, 131, 5],
    ];

    fn counted<T: Float>(shape: [usize; 2]) -> Tensor<T> {
        let numbers = (0..shape[0] * shape[1]).map(|i| T::of((i % 7) as f64 - 3.0));
        Tensor::from_vec(numbers.collect(), shape)
    }

    /// Matrices of one shape that step through their memory in every way a view can.
    fn layouts<T: Float>([rows, columns]: [usize; 2]) -> [Tensor<T>; 6] {
        let sparse = counted([2 * rows - 1, 3 * columns - 2]);
        let steps = ((..).step(2), (..).step(3));
        let middle = counted([rows + 2, columns + 2]);
        [
            counted([rows, columns]),
            counted([columns, rows]).t(),
            counted([rows, columns]).flip(()).unwrap(),
            sparse.slice(steps).unwrap(),
            middle.slice((2.., 2..)).unwrap(),
            counted([1, columns]).broadcasted(&[rows, columns]),
        ]
    }

    fn product_by_definition<T: Float>(a: &Tensor<T>, b: &Tensor<T>) -> Vec<T> {
        let (inner, columns) = (a.shape()[1], b.shape()[1]);
        let (left, right) = (a.to_vec(), b.to_vec());
        let mut out = Vec::new();
        for row in left.chunks(inner) {
            for column in 0..columns {
                let products = (0..inner).map(|i| row[i].f64() * right[i * columns + column].f64());
                out.push(T::of(products.sum()));
            }
        }
        out
    }

    fn check<T: Float>(threads: usize) {
        for [m, k, n] in SIZES {
            for a in layouts::<T>([m, k]) {
                for b in layouts::<T>([k, n]) {
                    let mut out = vec![T::of(f64::NAN); m * n];
                    multiply_with(threads, &a, &b, &mut out);
                    // Small integers: every sum is exact.
                    let expected = product_by_definition(&a, &b);
                    assert!(
                        out == expected,
                        "{m}×{k} · {k}×{n}, {:?}, {:?}",
                        a.strides(),
                        b.strides()
                    );
                }
            }
        }
    }

    #[test]
    fn matrices_of_any_layout_multiply_inside_of_their_memory() {
        check::<f32>(1);
        check::<f64>(1);
    }

    #[test]
    fn threads_multiply_inside_of_their_matrices() {
        check::<f32>(2);
        check::<f64>(2);
    }

    #[test]
    fn matrices_of_a_batch_multiply_inside_of_its_memory() {
        for [batch, m, k, n] in [[3, 33, 35, 31], [5, 2, 300, 3], [40, 33, 50, 29]] {
            let a = counted::<f64>([batch * k, m]).reshape([batch, k, m]).unwrap().t();
            let b = counted::<f64>([k, n]);
            let tape = Tape::new();
            let y = tape.constant(&a).matmul(&b).value().unwrap();
            for matrix in 0..batch as isize {
                let expected = product_by_definition(&a.slice(matrix).unwrap(), &b);
                assert_eq!(y.slice(matrix).unwrap().to_vec(), expected);
            }
        }
    }
}
