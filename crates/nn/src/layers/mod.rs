//! Layers: plain structs of parameters.

mod activation;
mod linear;

pub use activation::{Identity, LogSigmoid, Relu, Sigmoid, Softplus, Tanh};
pub use linear::Linear;
