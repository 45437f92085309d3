//! Products that sum: matrices, dot, outer, einsum.

mod einsum;
pub(crate) mod gemm;
mod matmul;
mod notation;
mod small;
mod vector;

pub use einsum::einsum;
pub use vector::bilinear;
