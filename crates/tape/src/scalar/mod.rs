//! Single numbers: a tape for codes that branch and loop, and dual numbers.
//!
//! A formula that is generic over [`Real`](crate::Real) (or [`Number`](crate::Number), where it
//! compares) runs on all of them: on `f64`, on the variables of a [`Tape`] for gradients of many
//! inputs, on [`Dual`] and [`DualVec`] for derivatives along few directions, on [`Series`] for Taylor
//! series, and on one inside of the other for derivatives of higher order.
//!
//! ```
//! use wengert_tape::scalar::{self, Dual};
//! use wengert_tape::{Number, Real};
//!
//! /// Newton's iteration for √a, as one would write it for plain numbers.
//! fn root<R: Number>(a: R) -> R {
//!     let mut x = a;
//!     while (x * x - a).abs() > 1e-12 {
//!         x = 0.5 * (x + a / x);
//!     }
//!     x
//! }
//!
//! let tape = scalar::Tape::new();
//! let a = tape.var(2.0);
//! let backward = root(a).backward()?.wrt(a)?;
//! let forward = root(Dual::variable(2.0)).tangent;
//! assert!((backward - forward).abs() < 1e-15);
//! assert!((forward - 0.5 / 2f64.sqrt()).abs() < 1e-12);
//! # Ok::<(), wengert_tape::Error>(())
//! ```
//!
//! With the feature `num-traits`, code generic over `num_traits::Float` runs on them as it stands.

mod arithmetic;
mod block;
mod checkpoint;
mod dual;
mod dual_vec;
mod function;
mod gradient;
mod implicit;
pub(crate) mod many;
mod mark;
mod matrix;
#[cfg(feature = "nalgebra")]
mod nalgebra;
#[cfg(feature = "ndarray")]
mod ndarray;
#[cfg(feature = "num-traits")]
mod num_traits;
mod pages;
mod primal;
mod recorded;
mod series;
pub mod sparse;
mod store;
mod tape;
mod var;

pub use crate::program::Expr;
pub use checkpoint::{Checkpointed, Schedule, checkpointed};
pub use dual::Dual;
pub use dual_vec::DualVec;
pub use function::{derivative, grad, hessian, hvp, jacobian, value_and_grad};
pub use gradient::{Gradient, Wrt, vjp};
pub use implicit::Solver;
pub use many::{dot, logsumexp, mean, norm, polynomial, sum, weighted_sum};
pub use mark::{Keep, Kept, Mark, Rewind};
pub use matrix::Matrix;
pub use primal::Primal;
pub use recorded::{Column, Function};
pub use series::{Series, taylor};
pub use tape::Tape;
pub use var::Var;
