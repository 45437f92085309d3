//! Cumulative operations, softmax, sorting and quantiles.

use crate::call::Operation;
use crate::reductions::pair_along_axis;

pub const OPERATIONS: &[(&str, Operation)] = &[
    ("cumsum", |call| vec![call.x().cumsum(call.integer("axis"))]),
    ("cumprod", |call| vec![call.x().cumprod(call.integer("axis"))]),
    ("cummax", |call| vec![call.x().cummax(call.integer("axis")).0]),
    ("cummin", |call| vec![call.x().cummin(call.integer("axis")).0]),
    ("logcumsumexp", |call| {
        vec![call.x().logcumsumexp(call.integer("axis"))]
    }),
    ("softmax", |call| vec![call.x().softmax(call.integer("axis"))]),
    ("log_softmax", |call| {
        vec![call.x().log_softmax(call.integer("axis"))]
    }),
    ("diff", |call| {
        vec![call.x().diff(call.integer("n") as usize, call.integer("axis"))]
    }),
    ("sort", |call| {
        let (values, indices) = call.x().sort(call.integer("axis"), call.flag("descending"));
        vec![values, indices.to_var()]
    }),
    ("argsort", |call| {
        vec![
            call.x()
                .argsort(call.integer("axis"), call.flag("descending"))
                .to_var(),
        ]
    }),
    ("topk", |call| {
        let k = call.integer("k") as usize;
        let (values, indices) = call.x().topk(k, call.integer("axis"), call.flag("largest"));
        vec![values, indices.to_var()]
    }),
    ("kthvalue", |call| {
        let k = call.integer("k") as usize;
        pair_along_axis(call, call.x().kthvalue(k, call.integer("axis")))
    }),
    ("median", |call| {
        let x = call.x();
        vec![match (call.optional_integer("axis"), call.flag("keep")) {
            (None, _) => x.median(),
            (Some(axis), false) => x.median_axis(axis),
            (Some(axis), true) => x.median_axis(axis).unsqueeze(axis),
        }]
    }),
    ("median_with_indices", |call| {
        pair_along_axis(call, call.x().median_with_indices(call.integer("axis")))
    }),
    ("quantile", |call| {
        let (x, q) = (call.x(), call.number("q"));
        vec![match (call.optional_integer("axis"), call.flag("keep")) {
            (None, _) => x.quantile(q),
            (Some(axis), false) => x.quantile_axis(q, axis),
            (Some(axis), true) => x.quantile_axis(q, axis).unsqueeze(axis),
        }]
    }),
];
