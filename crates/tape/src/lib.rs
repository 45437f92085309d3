//! Tensors and the tape.
