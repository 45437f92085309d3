//! Matrix products and their kin.

use crate::call::Operation;
use wengert::{bilinear, einsum};

pub const OPERATIONS: &[(&str, Operation)] = &[
    ("matmul", |call| vec![call.x().matmul(call.input(1))]),
    ("dot", |call| vec![call.x().dot(call.input(1))]),
    ("outer", |call| vec![call.x().outer(call.input(1))]),
    ("einsum", |call| vec![einsum(call.text("equation"), &call.inputs)]),
    ("bilinear", |call| {
        let product = bilinear(call.x(), call.input(2), call.input(1));
        vec![match call.inputs.get(3) {
            Some(&bias) => product + bias,
            None => product,
        }]
    }),
];
