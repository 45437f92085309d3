//! Sums of blocks.

use crate::kernel::Kernels;

/// Sums that run side by side, so that the loop over a block is vectorised.
pub(crate) const LANES: usize = 16;

/// Elements that are summed up in the element type before they go on in `f64`.
const NARROW: usize = 64 * LANES;

/// The sum of a block, in interleaved sums.
pub(crate) fn sum_block<N: Kernels>(elements: &[N]) -> f64 {
    let mut wide = [0.0; LANES];
    let mut rest = 0.0;
    for part in elements.chunks(NARROW) {
        let mut sums = [N::from_f64(0.0); LANES];
        let chunks = part.chunks_exact(LANES);
        // Only the last part has one.
        rest = chunks.remainder().iter().map(|x| x.wide()).sum();
        for chunk in chunks {
            for (sum, &x) in sums.iter_mut().zip(chunk) {
                *sum = *sum + x;
            }
        }
        for (wide, sum) in wide.iter_mut().zip(sums) {
            *wide += sum.wide();
        }
    }
    wide.iter().sum::<f64>() + rest
}

/// The sum in `f64` of `term` of every element of a block.
#[inline(always)]
pub(crate) fn sum_of<N: Kernels>(elements: &[N], term: impl Fn(f64) -> f64) -> f64 {
    let mut sums = [0.0; LANES];
    let chunks = elements.chunks_exact(LANES);
    let rest = chunks.remainder();
    for chunk in chunks {
        for (sum, &x) in sums.iter_mut().zip(chunk) {
            *sum += term(x.wide());
        }
    }
    let mut total: f64 = sums.iter().sum();
    for &x in rest {
        total += term(x.wide());
    }
    total
}
