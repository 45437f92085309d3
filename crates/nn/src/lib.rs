//! Neural networks on the tape.

// The derive macro writes `::wengert_nn::…`, also inside this crate.
extern crate self as wengert_nn;

pub mod check;
pub mod data;
pub mod init;
pub mod io;
pub mod layers;
pub mod loss;
pub mod metrics;
mod module;
pub mod optim;
mod params;
pub mod prelude;
mod schedule;
pub mod train;

pub use layers::*;
pub use metrics::accuracy;
pub use module::{Func, Module, Sequential, func};
pub use optim::{Adam, AdamW, Optimizer, OptimizerState, Sgd, clip_norm, clip_value};
pub use params::{Params, ParamsExt, Visitor, VisitorMut};
pub use schedule::Schedule;
pub use wengert_nn_derive::Params;
/// The derive macro for those who reach this crate as `wengert::nn`.
#[doc(hidden)]
pub use wengert_nn_derive::ParamsOfWengert;
