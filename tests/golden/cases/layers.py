"""Layers as functions of their input and their parameters."""

import torch
import torch.nn.functional as F

from recording import Operation


def linear(x, weight, bias=None):
    """`weight` is [out, in], as PyTorch stores it."""
    return F.linear(x, weight, bias)


def layer_norm(x, weight=None, bias=None, *, shape, epsilon):
    return F.layer_norm(x, shape, weight, bias, epsilon)


def batch_norm(x, weight=None, bias=None, *, running_mean, running_var, training, momentum, epsilon):
    """The output, then the running statistics after the step.

    The batch is normalised with the biased variance, the running variance takes the unbiased one;
    `momentum` weighs the new value, as in PyTorch.
    """
    mean = running_mean.clone()
    variance = running_var.clone()
    y = F.batch_norm(x, mean, variance, weight, bias, training, momentum, epsilon)
    return y, mean, variance


OPERATIONS = {
    "linear": Operation(linear),
    "layer_norm": Operation(layer_norm),
    "batch_norm": Operation(batch_norm),
}


def cases(record):
    linear_shapes = [
        [(2, 3), (4, 3), (4,)],
        [(2, 3), (4, 3)],
        [(3,), (2, 3), (2,)],
        [(2, 2, 3), (2, 3), (2,)],
        [(0, 3), (2, 3), (2,)],
    ]
    for shapes in linear_shapes:
        sampler = record.sampler("linear")
        record.add("linear", [sampler.uniform(shape) for shape in shapes])
    norms = [
        ((3, 4), [4], True),
        ((3, 4), [4], False),
        ((2, 3, 2), [3, 2], True),
        ((4,), [4], True),
    ]
    for x_shape, shape, affine in norms:
        sampler = record.sampler("layer_norm")
        inputs = [sampler.uniform(x_shape)]
        if affine:
            inputs += [sampler.uniform(shape, 0.5, 1.5), sampler.uniform(shape)]
        record.add("layer_norm", inputs, shape=shape, epsilon=1e-5)
    note = "a row without spread: zero, and epsilon keeps the derivative finite"
    rows = [[2.0, 2.0, 2.0], [1.0, 2.0, 4.0]]
    record.add("layer_norm", [rows], shape=[3], epsilon=1e-5, special=True, note=note)
    for training in [True, False]:
        for x_shape, affine, momentum in [((4, 3), True, 0.1), ((4, 2), False, 0.3), ((2, 3, 2), True, 0.1)]:
            batch_norm_case(record, x_shape, affine, training=training, momentum=momentum)


def batch_norm_case(record, x_shape, affine, training, momentum):
    sampler = record.sampler("batch_norm")
    channels = (x_shape[1],)
    inputs = [sampler.uniform(x_shape)]
    if affine:
        inputs += [sampler.uniform(channels, 0.5, 1.5), sampler.uniform(channels)]
    record.add(
        "batch_norm",
        inputs,
        running_mean=sampler.uniform(channels),
        running_var=sampler.uniform(channels, 0.5, 2.0),
        training=training,
        momentum=momentum,
        epsilon=1e-5,
    )
