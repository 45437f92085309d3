//! Wengert is a tape-based automatic differentiation engine, named after R. E. Wengert, whose 1964
//! paper "A simple automatic derivative evaluation program" described the list of elementary steps
//! that derivatives are read from: the tape.
//!
//! Three verbs, kept apart. *Record*: an expression over variables writes nodes on a [`Tape`] and
//! computes nothing. *Differentiate*: [`Var::grad`] records the derivative on the same tape, so
//! derivatives of any order come for free. *Evaluate*: asking for a number runs the smallest part of
//! the tape that the answer needs.
//!
//! ```
//! use wengert::prelude::*;
//!
//! fn main() -> wengert::Result<()> {
//!     let tape = Tape::new();
//!     let x = tape.var([0.5, 1.0, 2.0]);
//!     let y = (x.sin() * x).sum();
//!     println!("y = {y}");
//!     println!("dy/dx = {}", y.grad(x));
//!     println!("d²y/dx² = {}", y.grad(x).sum().grad(x));
//!     Ok(())
//! }
//! ```
//!
//! Neural networks are in [`nn`]: layers, losses, optimizers, data and training, without a
//! hand-written backward pass. Gradients of your own are checked against finite differences by
//! [`check`].
//!
//! # Closures and lifetimes
//!
//! A variable carries the lifetime of its tape, and Rust cannot see from `let f = |x: Var| x.tanh()`
//! that argument and result share it. Pass closures directly where they are used
//! (`grad(|x| f(x), …)`), or write a function: `fn f(x: Var) -> Var`.

pub use wengert_tape::*;

/// Neural networks: layers, losses, optimizers, data and training.
pub mod nn {
    pub use wengert_nn::*;
    // The derive macro that writes `::wengert::nn::…`; it wins over the one of the line above.
    pub use wengert_nn::ParamsOfWengert as Params;
}

/// What most programs import.
///
/// ```
/// use wengert::prelude::*;
/// ```
pub mod prelude {
    pub use crate::nn::Params;
    pub use wengert_nn::prelude::*;
    pub use wengert_tape::prelude::*;
}

/// The README and the book: their snippets run as doc tests.
#[cfg(doctest)]
mod book {
    #[doc = include_str!("../README.md")]
    pub struct Readme;
    #[doc = include_str!("../docs/src/expressions.md")]
    pub struct Expressions;
    #[doc = include_str!("../docs/src/tensors.md")]
    pub struct Tensors;
    #[doc = include_str!("../docs/src/errors.md")]
    pub struct Errors;
    #[doc = include_str!("../docs/src/own_operation.md")]
    pub struct OwnOperation;
    #[doc = include_str!("../docs/src/training.md")]
    pub struct Training;
    #[doc = include_str!("../docs/src/checking.md")]
    pub struct Checking;
    #[doc = include_str!("../docs/src/scalars.md")]
    pub struct Scalars;
    #[doc = include_str!("../docs/src/recorded.md")]
    pub struct Recorded;
    #[doc = include_str!("../docs/src/checkpointing.md")]
    pub struct Checkpointing;
    #[doc = include_str!("../docs/src/sparsity.md")]
    pub struct Sparsity;
    #[doc = include_str!("../docs/src/special_points.md")]
    pub struct SpecialPoints;
}
