//! Differentiate: the transforms of recorded expressions.

pub(crate) mod adjoints;
mod backward;
pub(crate) mod checkpoint;
mod forward;
mod function;
mod matrix;
pub(crate) mod walk;
pub(crate) mod wrt;

pub use checkpoint::checkpoint;
pub use function::{grad, hessian, hvp, jacobian, value_and_grad};
pub use wrt::Wrt;
