//! Differentiate: the transforms of recorded expressions.

pub(crate) mod adjoints;
mod backward;
mod forward;
mod function;
mod matrix;
mod walk;
pub(crate) mod wrt;

pub use function::{grad, value_and_grad};
pub use wrt::Wrt;
