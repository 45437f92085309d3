//! Views, joins and padding.

use crate::call::{Call, Operation};
use wengert::{IntoSlice, Padding, Slice, Var, concat, stack};

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
    ("flatten", |call| {
        vec![match (call.integer("start"), call.integer("end")) {
            (0, -1) => call.x().flatten(),
            (start, end) => call.x().flatten_axes(start, end),
        }]
    }),
    ("movedim", |call| {
        vec![
            call.x()
                .movedim(call.integer("source"), call.integer("destination")),
        ]
    }),
    ("unfold", |call| {
        let (size, step) = (call.integer("size") as usize, call.integer("step") as usize);
        vec![call.x().unfold(call.integer("axis"), size, step)]
    }),
    ("squeeze", |call| {
        vec![match call.integers("axes") {
            None => call.x().squeeze(),
            Some(axes) => call.x().squeeze_axis(&axes),
        }]
    }),
    ("unsqueeze", |call| vec![call.x().unsqueeze(call.integer("axis"))]),
    ("select_index", |call| {
        vec![call.x().index(call.integer("axis"), call.integer("index"))]
    }),
    ("split", |call| {
        call.x()
            .split_sizes(&call.sizes("sizes"), call.integer("axis"))
            .into()
    }),
    ("chunk", |call| {
        call.x()
            .chunk(call.integer("chunks") as usize, call.integer("axis"))
            .into()
    }),
    ("concat", |call| vec![concat(&call.inputs, call.integer("axis"))]),
    ("stack", |call| vec![stack(&call.inputs, call.integer("axis"))]),
    ("pad", |call| vec![pad(call)]),
    ("flip", |call| {
        vec![call.x().flip(&call.integers("axes").expect("axes"))]
    }),
    ("roll", |call| {
        let shifts = call.integers("shifts").expect("shifts");
        let axes = call.integers("axes").expect("axes");
        let mut shifted = call.x();
        for (&shift, &axis) in shifts.iter().zip(&axes) {
            shifted = shifted.roll(shift, axis);
        }
        vec![shifted]
    }),
    ("repeat", |call| vec![call.x().repeat(call.sizes("counts"))]),
    ("tile", |call| vec![call.x().tile(call.sizes("counts"))]),
    ("triu", |call| vec![call.x().triu(call.integer("diagonal"))]),
    ("tril", |call| vec![call.x().tril(call.integer("diagonal"))]),
    ("diagonal", |call| {
        vec![call.x().diagonal(
            call.integer("offset"),
            call.integer("first"),
            call.integer("second"),
        )]
    }),
    ("diag", |call| vec![call.x().diag(call.integer("offset"))]),
    ("trace", |call| vec![call.x().trace()]),
    ("expand", |call| {
        vec![call.x().expand(call.integers("shape").expect("a shape"))]
    }),
    ("unbind", |call| call.x().unbind(call.integer("axis")).into()),
    ("repeat_interleave", |call| {
        let times = call.integer("times") as usize;
        vec![call.x().repeat_interleave(times, call.integer("axis"))]
    }),
    ("diag_embed", |call| {
        vec![call.x().diag_embed(call.integer("offset"))]
    }),
];

/// Padding; negative widths crop first.
fn pad<'t>(call: &Call<'_, 't>) -> Var<'t> {
    let padding = match call.text("mode") {
        "constant" => Padding::Constant(call.number("value")),
        "reflect" => Padding::Reflect,
        "replicate" => Padding::Replicate,
        other => panic!("padding {other:?}"),
    };
    let widths = call.case.args["widths"].as_array().expect("a list of widths");
    let width = |axis: usize, side: usize| widths[axis][side].as_i64().expect("a whole number") as isize;
    let sizes = call.x().shape();
    let kept: Vec<Slice> = (0..widths.len())
        .map(|axis| (-width(axis, 0).min(0)..sizes[axis] as isize + width(axis, 1).min(0)).slice())
        .collect();
    let added: Vec<(usize, usize)> = (0..widths.len())
        .map(|axis| (width(axis, 0).max(0) as usize, width(axis, 1).max(0) as usize))
        .collect();
    call.x().slice(&kept[..]).pad(&added, padding)
}

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
