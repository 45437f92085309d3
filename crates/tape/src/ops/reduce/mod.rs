//! Reductions: many elements to one, over any set of axes.

mod extreme;
mod extreme_index;
mod moments;
mod norm;
mod product;
pub(crate) mod sum;
mod truth;

pub(crate) use extreme::End;
pub(crate) use sum::{dropped_shape, fold, kept_shape};
