//! Activations and their kin.

use crate::call::Operation;

pub const OPERATIONS: &[(&str, Operation)] = &[
    ("relu6", |call| vec![call.x().relu6()]),
    ("leaky_relu", |call| {
        vec![call.x().leaky_relu(call.number("slope"))]
    }),
    ("elu", |call| vec![call.x().elu(call.number("alpha"))]),
    ("selu", |call| vec![call.x().selu()]),
    ("celu", |call| vec![call.x().celu(call.number("alpha"))]),
    ("gelu", |call| vec![call.x().gelu()]),
    ("gelu_tanh", |call| vec![call.x().gelu_tanh()]),
    ("silu", |call| vec![call.x().silu()]),
    ("mish", |call| vec![call.x().mish()]),
    ("hardtanh", |call| {
        vec![call.x().hardtanh(call.number("lo"), call.number("hi"))]
    }),
    ("hardsigmoid", |call| vec![call.x().hardsigmoid()]),
    ("hardswish", |call| vec![call.x().hardswish()]),
    ("softsign", |call| vec![call.x().softsign()]),
    ("softshrink", |call| {
        vec![call.x().softshrink(call.number("width"))]
    }),
    ("hardshrink", |call| {
        vec![call.x().hardshrink(call.number("width"))]
    }),
    ("tanhshrink", |call| vec![call.x().tanhshrink()]),
    ("threshold", |call| {
        vec![call.x().threshold(call.number("limit"), call.number("value"))]
    }),
    ("prelu", |call| vec![call.x().prelu(call.input(1))]),
    ("lerp", |call| vec![call.x().lerp(call.input(1), call.input(2))]),
    ("masked_fill", |call| {
        vec![call.x().masked_fill(call.input(1), call.number("value"))]
    }),
    ("nan_to_num", |call| {
        let [nan, highest, lowest] = ["nan", "posinf", "neginf"].map(|name| call.number(name));
        vec![call.x().nan_to_num(nan, highest, lowest)]
    }),
];
