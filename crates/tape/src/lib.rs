//! Tensors, the tape, reverse and forward mode, and gradient checking.

mod error;
pub(crate) mod kernel;
mod tensor;

pub use error::{Error, ErrorKind, Place, Result};
pub use tensor::{
    Axes, Axis, Comparison, Difference, Dim, Element, Elements, Float, IntoDims, IntoSlice, Iter, Numeric,
    Random, Shape, Slice, Slices, Tensor, random_permutation,
};
