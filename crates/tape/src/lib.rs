//! Tensors and the tape.

#[allow(dead_code, reason = "the evaluator that calls it comes next")]
pub(crate) mod numeric;
