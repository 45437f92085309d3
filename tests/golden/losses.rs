//! Losses.

use crate::call::{Call, Operation};
use wengert::Var;
use wengert::nn::loss::{self, Bce, BceWithLogits, CrossEntropy, Nll, Reduction};

pub const OPERATIONS: &[(&str, Operation)] = &[
    ("mse", |call| {
        vec![loss::mse(call.x(), call.input(1), reduction(call))]
    }),
    ("l1", |call| {
        vec![loss::l1(call.x(), call.input(1), reduction(call))]
    }),
    ("huber", |call| {
        let delta = call.number("delta");
        vec![loss::huber(call.x(), call.input(1), delta, reduction(call))]
    }),
    ("smooth_l1", |call| {
        let beta = call.number("beta");
        vec![loss::smooth_l1(call.x(), call.input(1), beta, reduction(call))]
    }),
    ("cross_entropy", |call| vec![cross_entropy(call)]),
    ("nll", |call| {
        let mut loss = Nll::new().reduction(reduction(call));
        if let Some(weights) = call.tensor("weight") {
            loss = loss.weights(weights);
        }
        if let Some(label) = call.optional_integer("ignore_index") {
            loss = loss.ignore_index(label as i64);
        }
        vec![loss.of(call.x(), call.index())]
    }),
    ("bce", |call| {
        let mut loss = Bce::new().reduction(reduction(call));
        if let Some(weight) = call.tensor("weight") {
            loss = loss.weight(weight);
        }
        vec![loss.of(call.x(), call.input(1))]
    }),
    ("bce_with_logits", |call| {
        let mut loss = BceWithLogits::new().reduction(reduction(call));
        if let Some(weight) = call.tensor("weight") {
            loss = loss.weight(weight);
        }
        if let Some(weight) = call.tensor("pos_weight") {
            loss = loss.pos_weight(weight);
        }
        vec![loss.of(call.x(), call.input(1))]
    }),
];

fn reduction(call: &Call) -> Reduction {
    match call.text("reduction") {
        "mean" => Reduction::Mean,
        "sum" => Reduction::Sum,
        "none" => Reduction::None,
        other => panic!("no reduction is called {other}"),
    }
}

fn cross_entropy<'t>(call: &Call<'_, 't>) -> Var<'t> {
    let mut loss = CrossEntropy::new().reduction(reduction(call));
    if let Some(weights) = call.tensor("weight") {
        loss = loss.weights(weights);
    }
    if let Some(label) = call.optional_integer("ignore_index") {
        loss = loss.ignore_index(label as i64);
    }
    if let Some(share) = call.limit("label_smoothing") {
        loss = loss.label_smoothing(share);
    }
    match call.inputs.get(1) {
        Some(&probabilities) => loss.of(call.x(), probabilities),
        None => loss.of(call.x(), call.index()),
    }
}
