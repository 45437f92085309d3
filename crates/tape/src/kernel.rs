//! What the evaluator asks of a float type.

/// Kernels of one float type.
pub trait Kernels {}

impl Kernels for f32 {}
impl Kernels for f64 {}
