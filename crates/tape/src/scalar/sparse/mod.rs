//! Sparse derivatives of recorded functions: patterns, colourings, compressed evaluation.
//!
//! ```
//! use wengert_tape::Real;
//! use wengert_tape::scalar::{Expr, Function};
//!
//! // 10 000 unknowns, each coupled to its neighbours.
//! let n = 10_000;
//! let energy = Function::record(n, |x| {
//!     let bonds: Expr = x.windows(2).map(|x| (x[1] - x[0]).cosh()).sum();
//!     let springs: Expr = x.iter().map(|x| x.square()).sum();
//!     bonds + springs
//! });
//! let hessian = energy.sparse_hessian()?;
//! assert_eq!(hessian.pattern().len(), 3 * n - 2);
//! assert_eq!(hessian.colours(), 3);
//! let at_rest = hessian.at(&vec![0.0; n])?;
//! assert_eq!((at_rest.get(5, 4), at_rest.get(5, 5), at_rest.get(5, 7)), (-1.0, 4.0, 0.0));
//! # Ok::<(), wengert_tape::Error>(())
//! ```

mod colouring;
mod compressed;
mod dependence;
mod detect;
mod entries;
mod matrix;
mod pattern;
mod recovery;
mod sets;
mod symmetric;

pub use colouring::{Colouring, Order};
pub use compressed::{Direction, SparseHessian, SparseJacobian, Symmetry};
pub use matrix::Sparse;
pub use pattern::Pattern;
