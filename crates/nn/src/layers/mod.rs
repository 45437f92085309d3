//! Layers: plain structs of parameters.

mod activation;
mod dropout;
mod embedding;
mod linear;
mod normalization;
mod shape;

pub use activation::{
    Celu, Elu, Gelu, GeluTanh, Hardsigmoid, Hardswish, Hardtanh, Identity, LeakyRelu, LogSigmoid, LogSoftmax,
    Mish, Prelu, Relu, Relu6, Selu, Sigmoid, Silu, Softmax, Softplus, Softsign, Tanh,
};
pub use dropout::Dropout;
pub use embedding::Embedding;
pub use linear::Linear;
pub use normalization::{BatchNorm1d, LayerNorm};
pub use shape::Flatten;
