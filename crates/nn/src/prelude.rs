//! What most programs import.
//!
//! ```
//! use wengert_nn::prelude::*;
//! ```

pub use crate::layers::*;
pub use crate::{Adam, AdamW, Module, Optimizer, Params, ParamsExt, Schedule, Sequential, Sgd};
pub use crate::{accuracy, data};
