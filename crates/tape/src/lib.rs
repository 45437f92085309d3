//! Tensors, the tape, reverse and forward mode, and gradient checking.

mod error;
mod eval;
#[doc(hidden)]
pub mod instruction;
pub(crate) mod kernel;
pub(crate) mod numeric;
mod ops;
mod real;
mod tape;
mod tensor;
mod threads;
mod transform;

pub use error::{Error, ErrorKind, Place, Result};
pub use ops::Operation;
pub use real::{Number, Real};
pub use tape::{
    AnyParam, Buffer, BufferUpdate, Gradients, Indices, IntoIndices, IntoOperand, Mode, Param, ParamId, Tape,
    Var, Within,
};
pub use tensor::{
    Axes, Axis, Comparison, Difference, Dim, Element, Elements, Float, IntoDims, IntoSlice, Iter, Numeric,
    Random, Shape, Slice, Slices, Tensor, random_permutation,
};
#[cfg(feature = "npy")]
pub use tensor::{Npz, NpzWriter};
pub use threads::{in_pool, set_threads, threads};
pub use transform::{Wrt, checkpoint, grad, hessian, hvp, jacobian, value_and_grad};
