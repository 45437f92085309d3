//! Reductions, scans, softmax and sorting.

mod checks;
mod extremes;
mod moments;
mod order;
mod scans;
mod softmax;
mod sums;
mod threads;
