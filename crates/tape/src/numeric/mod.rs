//! The numbers under every element-wise operation: vectorised elementary functions, scalar special
//! functions, and the run-time choice of the instruction set.
//!
//! Nothing here knows of tensors or tapes. [`map_slice`] and its siblings are what an evaluator
//! calls, one block of contiguous elements at a time; [`special`] holds the functions that are
//! computed one number at a time.

mod coefficients;
mod elementary;
mod lane;
mod level;
mod map;
pub mod special;

pub use elementary::Elementary;
pub use level::InstructionSet;
pub use level::Kernel;
pub use level::Level;
pub use level::Portable;
pub use level::dispatch;
pub use level::dispatch_at;
pub use map::Function;
pub use map::map_slice;
pub use map::pow_slice;

#[cfg(test)]
mod tests;
