//! Layers: their parameters are bound to the inputs of the case.

use crate::call::{Call, Operation};
use wengert::prelude::*;

pub const OPERATIONS: &[(&str, Operation)] = &[
    ("linear", |call| {
        let mut layer = Linear::of(&call.case.inputs[1]);
        call.tape.bind(&layer.weight, call.input(1));
        layer.bias = bound(call, 2);
        vec![layer.forward(call.x())]
    }),
    ("layer_norm", |call| {
        let mut layer = LayerNorm::new(call.sizes("shape")).epsilon(call.number("epsilon"));
        layer.weight = bound(call, 1);
        layer.bias = bound(call, 2);
        vec![layer.forward(call.x())]
    }),
    ("batch_norm", |call| {
        let mean = call.tensor("running_mean").expect("the case has a mean");
        let var = call.tensor("running_var").expect("the case has a variance");
        let mut layer = BatchNorm1d::new(mean.len())
            .momentum(call.number("momentum"))
            .epsilon(call.number("epsilon"));
        layer.weight = bound(call, 1);
        layer.bias = bound(call, 2);
        layer.running_mean.set(mean);
        layer.running_var.set(var);
        let y = layer.forward(call.x());
        let gradients = y.sum().backward().expect("the layer can be differentiated");
        layer.commit(&gradients);
        let statistics = [&layer.running_mean, &layer.running_var];
        let [mean, var] = statistics.map(|buffer| call.tape.constant(buffer.value()));
        vec![y, mean, var]
    }),
];

/// A parameter that the input stands for, if the case has it.
fn bound(call: &Call, input: usize) -> Option<Param> {
    let param = Param::new(call.case.inputs.get(input)?);
    call.tape.bind(&param, call.input(input));
    Some(param)
}
