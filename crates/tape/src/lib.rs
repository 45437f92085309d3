//! Tensors, the tape, reverse and forward mode, and gradient checking.

pub mod check;
mod error;
mod eval;
#[cfg(any(feature = "npy", feature = "serde"))]
mod file;
mod hash;
#[doc(hidden)]
pub mod instruction;
pub(crate) mod kernel;
pub(crate) mod numeric;
mod ops;
pub(crate) mod program;
mod real;
pub mod scalar;
mod tape;
mod tensor;
mod threads;
pub mod transform;

pub use error::{Error, ErrorKind, Place, Result};
pub use ops::loss::{self, Reduction};
pub use ops::{Operation, Padding, Parts, bilinear, concat, einsum, stack};
pub use real::{Number, Real};
pub use tape::{
    Anomaly, AnyParam, Buffer, BufferUpdate, Gradients, Indices, IntoIndices, IntoOperand, Mode, Param,
    ParamId, Phase, Tape, Var, Within,
};
pub use tensor::{
    Axes, Axis, Comparison, Difference, Dim, Element, Elements, Float, IntoDims, IntoSlice, Iter, Numeric,
    Random, Shape, Slice, Slices, Tensor, random_permutation,
};
#[cfg(feature = "npy")]
pub use tensor::{Npz, NpzWriter};
pub use threads::{in_pool, set_threads, threads};
pub use transform::{Wrt, checkpoint, grad, hessian, hvp, jacobian, value_and_grad};

/// What most programs import.
///
/// Left out are the names that other crates' preludes have as well (`Axis`, `Float`, `Shape`,
/// `Result`, `Error`), so that both may be imported side by side.
///
/// ```
/// use wengert_tape::prelude::*;
///
/// let mut random = Random::seed(1);
/// let tape = Tape::new();
/// let w = Param::new(Tensor::randn([2, 3], &mut random));
/// let y = (tape.constant([[1.0, 2.0]]).matmul(&w) + 1.0).tanh().sum();
/// assert_eq!(y.backward()?.of(&w).shape(), [2, 3]);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
pub mod prelude {
    pub use crate::scalar::Dual;
    pub use crate::{Buffer, Gradients, Indices, Mode, Number, Param, Random, Real, Tape, Tensor, Var};
}
