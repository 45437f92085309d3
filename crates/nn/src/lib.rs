//! Neural networks on the tape.
