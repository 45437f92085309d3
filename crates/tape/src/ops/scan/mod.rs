//! Scans: running sums, products and extremes along an axis, and differences.

mod extreme;
mod logarithmic;
mod product;
mod recurrence;
mod sum;
