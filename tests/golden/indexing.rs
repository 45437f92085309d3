//! Gather, scatter and their kin.

use crate::call::Operation;

pub const OPERATIONS: &[(&str, Operation)] = &[
    ("gather", |call| {
        vec![call.x().gather(call.integer("axis"), call.index())]
    }),
    ("index_select", |call| {
        vec![call.x().index_select(call.integer("axis"), call.index())]
    }),
    ("take_along_axis", |call| {
        vec![call.x().take_along_axis(call.integer("axis"), call.index())]
    }),
    ("scatter", |call| {
        vec![
            call.x()
                .scatter(call.integer("axis"), call.index(), call.input(1)),
        ]
    }),
    ("scatter_add", |call| {
        vec![
            call.x()
                .scatter_add(call.integer("axis"), call.index(), call.input(1)),
        ]
    }),
    ("index_add", |call| {
        vec![
            call.x()
                .index_add(call.integer("axis"), call.index(), call.input(1)),
        ]
    }),
    ("one_hot", |call| {
        vec![call.tape.one_hot(call.index(), call.integer("classes") as usize)]
    }),
    ("embedding", |call| vec![call.x().embedding(call.index())]),
];
