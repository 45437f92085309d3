//! What most programs import.

pub use crate::layers::*;
pub use crate::{Module, Params, ParamsExt, Sequential};
