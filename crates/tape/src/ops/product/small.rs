//! Products of small matrices in registers: no packing, no set-up.
//!
//! Measured on two cores of an EPYC without AVX-512, f32, against the packed kernel: 100×2 · 2×16 in
//! 0.2 µs against 1.1, 100×16 · 16×16 in 0.8 against 4.7, 4×4 · 4×4 in 0.02 against 0.33.

use crate::kernel::Kernels;
use crate::numeric::{Kernel, Level, dispatch};
use crate::tensor::{Float, Tensor};
use smallvec::SmallVec;

/// Multiplications from which on the packed kernel is as fast.
const LIMIT: usize = 1 << 15;

/// Columns below which vectors are not filled.
const NARROW: usize = 4;

/// Multiplications up to which plain loops win whatever the shape.
const TINY: usize = 512;

/// Whether a product of this size belongs here.
pub(super) fn is_small(m: usize, k: usize, n: usize) -> bool {
    let multiplications = m * k * n;
    multiplications <= TINY || (multiplications <= LIMIT && n >= NARROW)
}

/// `out ← a · b` for a product that [`is_small`].
pub(super) fn multiply<T: Float>(a: &Tensor<T>, b: &Tensor<T>, out: &mut [T]) {
    let mut copy: SmallVec<[T; 256]> = SmallVec::new();
    let rows = match b.contiguous_slice() {
        Some(rows) => rows,
        None => {
            copy.resize(b.len(), T::of(0.0));
            b.copy_to(&mut copy);
            &copy
        }
    };
    dispatch(Product {
        a: a.memory(),
        start: a.offset() as isize,
        down: a.strides()[0],
        along: a.strides()[1],
        inner: a.shape()[1],
        b: rows,
        columns: b.shape()[1],
        out,
    });
}

struct Product<'a, T> {
    a: &'a [T],
    start: isize,
    /// From row to row and from column to column of `a`.
    down: isize,
    along: isize,
    inner: usize,
    /// Row-major.
    b: &'a [T],
    columns: usize,
    out: &'a mut [T],
}

impl<T: Float> Kernel for Product<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(mut self) {
        let mut column = 0;
        // As many sums as fit into 16 registers of 256 bits.
        if size_of::<T>() == 4 {
            column = self.strips::<L, 16>(column);
        }
        column = self.strips::<L, 8>(column);
        column = self.strips::<L, 4>(column);
        self.strips::<L, 1>(column);
    }
}

impl<T: Float> Product<'_, T> {
    /// Strips of `W` columns from `column` on; the first column that is left.
    #[inline(always)]
    fn strips<L: Level, const W: usize>(&mut self, mut column: usize) -> usize {
        let rows = self.out.len() / self.columns;
        while column + W <= self.columns {
            let mut row = 0;
            while row + 4 <= rows {
                self.tile::<L, 4, W>(row, column);
                row += 4;
            }
            while row < rows {
                self.tile::<L, 1, W>(row, column);
                row += 1;
            }
            column += W;
        }
        column
    }

    #[inline(always)]
    fn tile<L: Level, const R: usize, const W: usize>(&mut self, row: usize, column: usize) {
        let mut sums = [[T::of(0.0); W]; R];
        let first = self.start + row as isize * self.down;
        for inner in 0..self.inner {
            let terms = &self.b[inner * self.columns + column..][..W];
            for (r, sums) in sums.iter_mut().enumerate() {
                let place = first + r as isize * self.down + inner as isize * self.along;
                let factor = self.a[place as usize];
                for (sum, &term) in sums.iter_mut().zip(terms) {
                    *sum = if L::FMA {
                        Kernels::mul_add(factor, term, *sum)
                    } else {
                        *sum + factor * term
                    };
                }
            }
        }
        for (r, sums) in sums.iter().enumerate() {
            self.out[(row + r) * self.columns + column..][..W].copy_from_slice(sums);
        }
    }
}
