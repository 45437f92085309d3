//! Training loops: they are yours; here is when to stop.

mod converged;

pub use converged::Converged;
