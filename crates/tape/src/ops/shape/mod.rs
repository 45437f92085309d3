//! Operations that move elements and compute nothing: views, and their adjoints.

mod view;

pub(crate) use view::AddSlice;
