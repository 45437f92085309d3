//! Instructions over blocks of elements: the seam between the tape and whatever runs element-wise work.
//!
//! A block is short enough to stay in the first-level cache; the caller cuts tensors into blocks.

use crate::instruction::binary::PairVisitor;
use crate::instruction::unary::ValueVisitor;
use crate::instruction::{Binary, Ternary, Unary};
use crate::kernel::Kernels;

/// The elements of a block: short enough that a few blocks stay in the first-level cache.
pub(crate) const BLOCK: usize = 1024;

struct Each<'a, N> {
    x: &'a [N],
    out: &'a mut [N],
}

impl<N: Kernels> ValueVisitor<N> for Each<'_, N> {
    #[inline(always)]
    fn visit(self, value: impl Fn(N) -> N + Copy + Send + Sync) {
        for (out, &x) in self.out.iter_mut().zip(self.x) {
            *out = value(x);
        }
    }
}

struct Pairs<'a, N> {
    a: &'a [N],
    b: &'a [N],
    out: &'a mut [N],
}

impl<N: Kernels> PairVisitor<N> for Pairs<'_, N> {
    #[inline(always)]
    fn visit(self, value: impl Fn(N, N) -> N + Copy + Send + Sync) {
        for ((out, &a), &b) in self.out.iter_mut().zip(self.a).zip(self.b) {
            *out = value(a, b);
        }
    }
}

impl Unary {
    /// The value of every element of a block.
    pub(crate) fn lanes<N: Kernels>(self, x: &[N], out: &mut [N]) {
        self.with_value(Each { x, out });
    }
}

impl Binary {
    /// The value of every pair of elements of two blocks.
    pub(crate) fn lanes<N: Kernels>(self, a: &[N], b: &[N], out: &mut [N]) {
        self.with_value(Pairs { a, b, out });
    }
}

impl Ternary {
    /// The value of every triple of elements of three blocks.
    pub(crate) fn lanes<N: Kernels>(self, a: &[N], b: &[N], c: &[N], out: &mut [N]) {
        let inputs = a.iter().zip(b).zip(c);
        match self {
            Ternary::Select => {
                for (out, ((&a, &b), &c)) in out.iter_mut().zip(inputs) {
                    *out = if a != N::from_f64(0.0) { b } else { c };
                }
            }
            _ => {
                for (out, ((&a, &b), &c)) in out.iter_mut().zip(inputs) {
                    *out = self.value(a, b, c);
                }
            }
        }
    }
}
