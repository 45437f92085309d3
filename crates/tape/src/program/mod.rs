//! Straight-line programs of scalar instructions: built, simplified, differentiated, and run over lanes.
//!
//! A [`Graph`](graph::Graph) holds the nodes in static single assignment, each arithmetic result once.
//! An [`Expr`] names one of them, so that formulas and derivative rules write into a graph as they write
//! onto a tape. A [`Program`](compile::Program) is what is left when some results are wanted: the
//! instructions in order, with a slot of a small buffer for each value. The executor in [`run`] sees
//! instructions and slots; where numbers come from and go to is a matter of [`bindings`].

pub(crate) mod bindings;
mod block;
pub(crate) mod compile;
pub(crate) mod cone;
pub(crate) mod differentiate;
mod expr;
pub(crate) mod graph;
pub(crate) mod run;
mod simplify;
#[cfg(test)]
mod tests;

pub use expr::Expr;
pub(crate) use expr::Recorder;
