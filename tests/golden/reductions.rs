//! Reductions over axes.

use crate::call::Operation;

pub const OPERATIONS: &[(&str, Operation)] = &[
    ("sum", |call| {
        call.reduction(
            |x| x.sum(),
            |x, axes| x.sum_axis(axes),
            |x, axes| x.sum_keep(axes),
        )
    }),
    ("mean", |call| {
        call.reduction(
            |x| x.mean(),
            |x, axes| x.mean_axis(axes),
            |x, axes| x.mean_keep(axes),
        )
    }),
];
