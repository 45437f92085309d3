//! Operations that move elements and compute nothing: views, and their adjoints.

mod join;
mod pad;
pub(crate) mod rearrange;
mod split;
mod triangle;
pub(crate) mod view;
mod windows;

pub use join::{concat, stack};
pub use pad::Padding;
pub use split::Parts;
