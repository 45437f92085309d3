//! Reductions over axes.

use crate::call::{Call, Operation};
use wengert::{Indices, Var};

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
    ("prod", |call| {
        call.reduction(
            |x| x.prod(),
            |x, axes| x.prod_axis(axes),
            |x, axes| x.prod_keep(axes),
        )
    }),
    ("amax", |call| {
        call.reduction(
            |x| x.amax(),
            |x, axes| x.amax_axis(axes),
            |x, axes| x.amax_keep(axes),
        )
    }),
    ("amin", |call| {
        call.reduction(
            |x| x.amin(),
            |x, axes| x.amin_axis(axes),
            |x, axes| x.amin_keep(axes),
        )
    }),
    ("any", |call| {
        call.reduction(
            |x| x.any(),
            |x, axes| x.any_axis(axes),
            |x, axes| x.any_keep(axes),
        )
    }),
    ("all", |call| {
        call.reduction(
            |x| x.all(),
            |x, axes| x.all_axis(axes),
            |x, axes| x.all_keep(axes),
        )
    }),
    ("count_nonzero", |call| {
        call.reduction(
            |x| x.count_nonzero(),
            |x, axes| x.count_nonzero_axis(axes),
            |x, axes| x.count_nonzero_keep(axes),
        )
    }),
    ("logsumexp", |call| {
        call.reduction(
            |x| x.logsumexp(),
            |x, axes| x.logsumexp_axis(axes),
            |x, axes| x.logsumexp_keep(axes),
        )
    }),
    ("variance", |call| {
        let correction = call.number("correction");
        call.reduction(
            |x| x.variance(correction),
            |x, axes| x.variance_axis(axes, correction),
            |x, axes| x.variance_keep(axes, correction),
        )
    }),
    ("std", |call| {
        let correction = call.number("correction");
        call.reduction(
            |x| x.std(correction),
            |x, axes| x.std_axis(axes, correction),
            |x, axes| x.std_keep(axes, correction),
        )
    }),
    ("norm", |call| {
        let p = call.number("p");
        call.reduction(
            |x| if p == 2.0 { x.norm() } else { x.norm_axis((), p) },
            |x, axes| x.norm_axis(axes, p),
            |x, axes| x.norm_keep(axes, p),
        )
    }),
    ("argmax", |call| {
        let x = call.x();
        let indices = match (call.optional_integer("axis"), call.flag("keep")) {
            (None, _) => x.argmax(),
            (Some(axis), false) => x.argmax_axis(axis),
            (Some(axis), true) => x.argmax_keep(axis),
        };
        vec![indices.to_var()]
    }),
    ("argmin", |call| {
        let x = call.x();
        let indices = match (call.optional_integer("axis"), call.flag("keep")) {
            (None, _) => x.argmin(),
            (Some(axis), false) => x.argmin_axis(axis),
            (Some(axis), true) => x.argmin_keep(axis),
        };
        vec![indices.to_var()]
    }),
    ("amax_with_indices", |call| {
        pair_along_axis(call, call.x().amax_with_indices(call.integer("axis")))
    }),
    ("amin_with_indices", |call| {
        pair_along_axis(call, call.x().amin_with_indices(call.integer("axis")))
    }),
];

/// Values and indices, whose axis comes back with size 1 where the case keeps it.
pub fn pair_along_axis<'t>(call: &Call<'_, 't>, (values, indices): (Var<'t>, Indices<'t>)) -> Vec<Var<'t>> {
    let indices = indices.to_var();
    if !call.flag("keep") {
        return vec![values, indices];
    }
    let axis = call.integer("axis");
    vec![values.unsqueeze(axis), indices.unsqueeze(axis)]
}
