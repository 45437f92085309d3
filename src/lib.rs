//! The face of Wengert.
