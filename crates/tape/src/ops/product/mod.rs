//! Products that sum: matrices, dot, outer, einsum.

pub(crate) mod gemm;
mod matmul;
