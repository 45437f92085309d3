//! Sorting and what needs an order: the largest few, the k-th, medians and quantiles.
//!
//! A primitive finds indices; the values are picked along them, so their derivative is that of picking.

mod order;
mod quantile;
mod selection;
