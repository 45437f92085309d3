//! The workloads in candle.

use std::error::Error;

use candle_core::{Device, Tensor, Var};
use candle_nn::{Linear, Module, Optimizer, SGD, loss, ops};

use crate::Started;
use crate::inputs::{self, COLUMNS, ROWS};
use crate::measure::{Gradients, Training};

const CPU: &Device = &Device::Cpu;

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

/// Three linear layers and their parameters.
fn layers(sizes: &[usize; 4]) -> candle_core::Result<(Vec<Linear>, Vec<Var>)> {
    let mut layers = Vec::new();
    let mut parameters = Vec::new();
    for index in 0..3 {
        let (weight, bias) = inputs::layer(index, sizes);
        let weight = Var::from_vec(weight, (sizes[index + 1], sizes[index]), CPU)?;
        let bias = Var::from_vec(bias, sizes[index + 1], CPU)?;
        layers.push(Linear::new(
            weight.as_tensor().clone(),
            Some(bias.as_tensor().clone()),
        ));
        parameters.extend([weight, bias]);
    }
    Ok((layers, parameters))
}

fn small_perceptron() -> Started {
    let (points, targets) = inputs::surface();
    let points = Tensor::from_vec(points, (inputs::POINTS, 2), CPU)?;
    let targets = Tensor::from_vec(targets, (inputs::POINTS, 1), CPU)?;
    let (layers, parameters) = layers(&inputs::LAYERS_T1)?;
    let mut optimizer = SGD::new(parameters, inputs::RATE_T1)?;
    Ok(Box::new(Training(move || {
        let hidden = layers[0].forward(&points)?.tanh()?;
        let hidden = layers[1].forward(&hidden)?.tanh()?;
        let loss = loss::mse(&layers[2].forward(&hidden)?, &targets)?;
        optimizer.backward_step(&loss)?;
        Ok(loss.to_scalar()?)
    })))
}

/// candle's SGD has no momentum, so the update is written out.
fn large_perceptron() -> Started {
    let (images, labels) = inputs::images();
    let images = Tensor::from_vec(images, (inputs::BATCH, inputs::LAYERS_T2[0]), CPU)?;
    let labels = Tensor::from_vec(labels, inputs::BATCH, CPU)?;
    let (layers, parameters) = layers(&inputs::LAYERS_T2)?;
    let mut velocities = Vec::new();
    for parameter in &parameters {
        velocities.push(parameter.zeros_like()?);
    }
    Ok(Box::new(Training(move || {
        let hidden = layers[0].forward(&images)?.relu()?;
        let hidden = layers[1].forward(&hidden)?.relu()?;
        let loss = loss::cross_entropy(&layers[2].forward(&hidden)?, &labels)?;
        let gradients = loss.backward()?;
        for (parameter, velocity) in parameters.iter().zip(&mut velocities) {
            let gradient = gradients.get(parameter).ok_or("no gradient")?;
            *velocity = ((&*velocity * inputs::MOMENTUM)? + gradient)?;
            parameter.set(&parameter.sub(&(&*velocity * inputs::RATE_T2)?)?)?;
        }
        Ok(loss.to_scalar()?)
    })))
}

fn fused() -> Started {
    let a = Var::new(inputs::A, CPU)?;
    let b = Var::new(inputs::B, CPU)?;
    let x = Var::from_vec(inputs::elementwise(), inputs::ELEMENTS, CPU)?;
    let value = |a: &Tensor, b: &Tensor, x: &Tensor| -> candle_core::Result<Tensor> {
        let wave = (x.broadcast_mul(a)?.broadcast_add(b)?.tanh()? * x.sin()?)?;
        let square = x.sqr()?;
        let bell = (square.neg()?.exp()? / (square + 1.0)?)?;
        (wave + bell)?.mean_all()
    };
    Ok(gradients_of([a, b, x], move |[a, b, x]| value(a, b, x)))
}

fn cross_entropy() -> Started {
    let (logits, labels) = inputs::logits();
    let logits = Var::from_vec(logits, (ROWS, COLUMNS), CPU)?;
    let labels = Tensor::from_vec(labels, ROWS, CPU)?;
    Ok(gradients_of([logits], move |[logits]| {
        loss::cross_entropy(logits, &labels)
    }))
}

/// The layer norm that `LayerNorm::forward` picks has no backward, hence the slow one.
fn layer_norm() -> Started {
    let (x, weight, bias) = inputs::normalised();
    let x = Var::from_vec(x, (ROWS, COLUMNS), CPU)?;
    let weight = Var::from_vec(weight, COLUMNS, CPU)?;
    let bias = Var::from_vec(bias, COLUMNS, CPU)?;
    Ok(gradients_of([x, weight, bias], |[x, weight, bias]| {
        ops::layer_norm_slow(x, weight, bias, inputs::EPSILON as f32)?
            .sqr()?
            .mean_all()
    }))
}

/// A case that computes a loss and the gradient of each argument.
fn gradients_of<const N: usize>(
    arguments: [Var; N],
    loss_of: impl Fn(&[Var; N]) -> candle_core::Result<Tensor> + 'static,
) -> Box<dyn crate::measure::Case> {
    let step = move || -> Result<(f32, Vec<Tensor>), Box<dyn Error>> {
        let loss = loss_of(&arguments)?;
        let mut gradients = loss.backward()?;
        let mut result = Vec::with_capacity(N);
        for argument in &arguments {
            result.push(gradients.remove(argument).ok_or("no gradient")?);
        }
        Ok((loss.to_scalar()?, result))
    };
    let read = |gradients: &Vec<Tensor>| {
        let mut elements = Vec::new();
        for gradient in gradients {
            elements.extend(gradient.flatten_all()?.to_vec1::<f32>()?);
        }
        Ok(elements)
    };
    Box::new(Gradients(step, read))
}
