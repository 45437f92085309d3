//! What most programs import.

pub use crate::layers::*;
pub use crate::optim::{Adam, AdamW, Optimizer, Sgd};
pub use crate::{Module, Params, ParamsExt, Schedule, Sequential, accuracy, data, io};
