//! The workloads in dfdx.

use dfdx::optim::{Momentum, Sgd, SgdConfig};
use dfdx::prelude::*;

use crate::Started;
use crate::inputs::{self, BATCH, COLUMNS, ELEMENTS, POINTS, ROWS};
use crate::measure::{self, Training};

type Small = ((Linear<2, 16>, Tanh), (Linear<16, 16>, Tanh), Linear<16, 1>);
type Large = (
    (Linear<784, 512>, ReLU),
    (Linear<512, 256>, ReLU),
    Linear<256, 10>,
);
type Taped<S> = Tensor<S, f32, Cpu, OwnedTape<f32, Cpu>>;

/// Starts a workload.
pub fn case(workload: &str) -> Started {
    match workload {
        "T1" => small_perceptron(),
        "T2" => large_perceptron(),
        "T7" => fused(),
        "T9a" => cross_entropy(),
        _ => layer_norm(),
    }
}

fn small_perceptron() -> Started {
    let device = Cpu::default();
    let (points, targets) = inputs::surface();
    let points: Tensor<Rank2<POINTS, 2>, f32, _> = device.tensor(points);
    let targets: Tensor<Rank2<POINTS, 1>, f32, _> = device.tensor(targets);
    let mut model = device.build_module::<Small, f32>();
    copy_layer(&mut model.0.0, 0, &inputs::LAYERS_T1);
    copy_layer(&mut model.1.0, 1, &inputs::LAYERS_T1);
    copy_layer(&mut model.2, 2, &inputs::LAYERS_T1);
    let config = SgdConfig {
        lr: inputs::RATE_T1,
        momentum: None,
        weight_decay: None,
    };
    let mut optimizer = Sgd::new(&model, config);
    let mut gradients = Some(model.alloc_grads());
    Ok(Box::new(Training(move || {
        let traced = points.trace(gradients.take().ok_or("a step failed")?);
        let loss = mse_loss(model.forward(traced), targets.clone());
        let value = loss.array();
        let mut computed = loss.backward();
        optimizer.update(&mut model, &computed)?;
        model.zero_grads(&mut computed);
        gradients = Some(computed);
        Ok(value)
    })))
}

fn large_perceptron() -> Started {
    let device = Cpu::default();
    let (images, labels) = inputs::images();
    let images: Tensor<Rank2<BATCH, 784>, f32, _> = device.tensor(images);
    let targets: Tensor<Rank2<BATCH, 10>, f32, _> = device.tensor(one_hot(&labels, 10));
    let mut model = device.build_module::<Large, f32>();
    copy_layer(&mut model.0.0, 0, &inputs::LAYERS_T2);
    copy_layer(&mut model.1.0, 1, &inputs::LAYERS_T2);
    copy_layer(&mut model.2, 2, &inputs::LAYERS_T2);
    let config = SgdConfig {
        lr: inputs::RATE_T2,
        momentum: Some(Momentum::Classic(inputs::MOMENTUM)),
        weight_decay: None,
    };
    let mut optimizer = Sgd::new(&model, config);
    let mut gradients = Some(model.alloc_grads());
    Ok(Box::new(Training(move || {
        let traced = images.trace(gradients.take().ok_or("a step failed")?);
        let loss = cross_entropy_with_logits_loss(model.forward(traced), targets.clone());
        let value = loss.array();
        let mut computed = loss.backward();
        optimizer.update(&mut model, &computed)?;
        model.zero_grads(&mut computed);
        gradients = Some(computed);
        Ok(value)
    })))
}

fn fused() -> Started {
    let device = Cpu::default();
    let a: Tensor<Rank0, f32, _> = device.tensor(inputs::A);
    let b: Tensor<Rank0, f32, _> = device.tensor(inputs::B);
    let x: Tensor<Rank1<ELEMENTS>, f32, _> = device.tensor(inputs::elementwise());
    let leaves = (a, b, x);
    let read_leaves = leaves.clone();
    let step = move || {
        let (a, b, x) = &leaves;
        let x = x.trace(leaves.alloc_grads());
        let a: Taped<Rank0> = a.retaped();
        let b: Taped<Rank0> = b.retaped();
        let shape = *x.shape();
        let line = x.with_empty_tape() * a.broadcast_like(&shape) + b.broadcast_like(&shape);
        let wave = line.tanh() * x.with_empty_tape().sin();
        let square = x.square();
        let bell = square.with_empty_tape().negate().exp() / (square + 1.0);
        let loss = (wave + bell).mean();
        let value = loss.array();
        Ok((value, loss.backward()))
    };
    let read = move |gradients: &Gradients<f32, Cpu>| {
        let (a, b, x) = &read_leaves;
        let mut elements = gradients.get(x).as_vec();
        elements.extend([gradients.get(a).array(), gradients.get(b).array()]);
        Ok(elements)
    };
    Ok(Box::new(measure::Gradients(step, read)))
}

/// dfdx wants probabilities as targets.
fn cross_entropy() -> Started {
    let device = Cpu::default();
    let (logits, labels) = inputs::logits();
    let logits: Tensor<Rank2<ROWS, COLUMNS>, f32, _> = device.tensor(logits);
    let targets: Tensor<Rank2<ROWS, COLUMNS>, f32, _> = device.tensor(one_hot(&labels, COLUMNS));
    let read_logits = logits.clone();
    let step = move || {
        let traced = logits.trace(logits.alloc_grads());
        let loss = cross_entropy_with_logits_loss(traced, targets.clone());
        let value = loss.array();
        Ok((value, loss.backward()))
    };
    let read = move |gradients: &Gradients<f32, Cpu>| Ok(gradients.get(&read_logits).as_vec());
    Ok(Box::new(measure::Gradients(step, read)))
}

fn layer_norm() -> Started {
    let device = Cpu::default();
    let (x, weight, bias) = inputs::normalised();
    let x: Tensor<Rank2<ROWS, COLUMNS>, f32, _> = device.tensor(x);
    let mut layer = device.build_module::<LayerNorm1D<COLUMNS>, f32>();
    layer.gamma.copy_from(&weight);
    layer.beta.copy_from(&bias);
    layer.epsilon = inputs::EPSILON;
    let leaves = (x, layer);
    let read_leaves = leaves.clone();
    let step = move || {
        let (x, layer) = &leaves;
        let loss = layer.forward(x.trace(leaves.alloc_grads())).square().mean();
        let value = loss.array();
        Ok((value, loss.backward()))
    };
    let read = move |gradients: &Gradients<f32, Cpu>| {
        let (x, layer) = &read_leaves;
        let mut elements = gradients.get(x).as_vec();
        elements.extend(gradients.get(&layer.gamma).as_vec());
        elements.extend(gradients.get(&layer.beta).as_vec());
        Ok(elements)
    };
    Ok(Box::new(measure::Gradients(step, read)))
}

fn copy_layer<const I: usize, const O: usize>(
    layer: &mut dfdx::nn::modules::Linear<I, O, f32, Cpu>,
    index: usize,
    sizes: &[usize; 4],
) {
    let (weight, bias) = inputs::layer(index, sizes);
    layer.weight.copy_from(&weight);
    layer.bias.copy_from(&bias);
}

fn one_hot(labels: &[u32], classes: usize) -> Vec<f32> {
    let mut result = vec![0.0; labels.len() * classes];
    for (row, label) in labels.iter().enumerate() {
        result[row * classes + *label as usize] = 1.0;
    }
    result
}
