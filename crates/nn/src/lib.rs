//! Neural networks on the tape.

// The derive macro writes `::wengert_nn::…`, also inside this crate.
extern crate self as wengert_nn;

pub mod init;
pub mod layers;
pub mod loss;
mod module;
mod params;
pub mod prelude;

pub use layers::*;
pub use module::{Func, Module, Sequential, func};
pub use params::{Params, ParamsExt, Visitor, VisitorMut};
pub use wengert_nn_derive::Params;
/// The derive macro for those who reach this crate as `wengert::nn`.
#[doc(hidden)]
pub use wengert_nn_derive::ParamsOfWengert;
