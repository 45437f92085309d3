//! Views, joins and padding.

use crate::call::{Call, Operation};
use wengert::{IntoSlice, Slice};

pub const OPERATIONS: &[(&str, Operation)] = &[
    ("reshape", |call| {
        vec![call.x().reshape(call.integers("shape").expect("a shape"))]
    }),
    ("permute", |call| {
        vec![call.x().permute(call.integers("axes").expect("axes"))]
    }),
    ("transpose", |call| {
        vec![call.x().transpose(call.integer("first"), call.integer("second"))]
    }),
    ("broadcast_to", |call| {
        vec![call.x().broadcast_to(call.sizes("shape"))]
    }),
    ("slice", |call| vec![call.x().slice(&ranges(call)[..])]),
];

/// The ranges of a slice: start, stop and step, null for the end.
fn ranges(call: &Call<'_, '_>) -> Vec<Slice> {
    let ranges = call.case.args["ranges"].as_array().expect("a list of ranges");
    ranges
        .iter()
        .map(|range| {
            let bound = |k: usize| range[k].as_i64();
            let slice = match (bound(0), bound(1)) {
                (None, None) => (..).slice(),
                (Some(start), None) => (start..).slice(),
                (None, Some(stop)) => (..stop).slice(),
                (Some(start), Some(stop)) => (start..stop).slice(),
            };
            slice.step(bound(2).map_or(1, |step| step as isize))
        })
        .collect()
}
