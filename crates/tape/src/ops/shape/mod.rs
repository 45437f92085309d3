//! Operations that move elements and compute nothing: views, and their adjoints.

pub(crate) mod view;

pub(crate) use view::AddSlice;
