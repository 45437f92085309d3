"""The workloads in JAX: one jitted function a step, with its state donated."""

import jax
import jax.numpy as jnp
import numpy
from jax.nn import log_softmax

import inputs


def prepare(threads, compiled):
    """Threads are set by the environment and the affinity before JAX starts: see peers.py."""


def layers(workload):
    """Weights are [in, out] here, as JAX programs have them."""
    return [(jnp.array(weight.T), jnp.array(bias)) for weight, bias in inputs.layers(workload)]


def perceptron(parameters, points, activation):
    for weight, bias in parameters[:-1]:
        points = activation(points @ weight + bias)
    weight, bias = parameters[-1]
    return points @ weight + bias


def cross_entropy(logits, labels):
    logarithms = log_softmax(logits)
    return -jnp.take_along_axis(logarithms, labels[:, None], axis=1).mean()


def training(workload, objective, points, targets, momentum):
    """A training case: parameters and velocities are donated, so the update is in place."""
    points, targets = jnp.array(points), jnp.array(targets)
    rate = inputs.RATE[workload]

    def whole_step(state, points, targets):
        parameters, velocities = state
        loss, gradient = jax.value_and_grad(objective)(parameters, points, targets)
        if velocities is not None:
            velocities = jax.tree.map(lambda v, g: momentum * v + g, velocities, gradient)
        direction = gradient if velocities is None else velocities
        parameters = jax.tree.map(lambda p, d: p - rate * d, parameters, direction)
        return (parameters, velocities), loss

    compiled = jax.jit(whole_step, donate_argnums=0)
    parameters = layers(workload)
    velocities = jax.tree.map(jnp.zeros_like, parameters) if momentum else None
    state = (parameters, velocities)

    def step():
        nonlocal state
        state, loss = compiled(state, points, targets)
        jax.block_until_ready(state)
        return loss

    return step


def gradients(function, arguments):
    """A gradient case: one call gives the loss and the gradient of every argument."""
    arguments = [jnp.array(each) for each in arguments]
    compiled = jax.jit(jax.value_and_grad(function, argnums=tuple(range(len(arguments)))))
    return lambda: compiled(*arguments)


def mean_squared_error(parameters, points, targets):
    return jnp.square(perceptron(parameters, points, jnp.tanh) - targets).mean()


def classification(parameters, points, labels):
    return cross_entropy(perceptron(parameters, points, jax.nn.relu), labels)


def fused(a, b, x):
    value = jnp.tanh(a * x + b) * jnp.sin(x) + jnp.exp(-jnp.square(x)) / (1 + jnp.square(x))
    return value.mean()


def layer_norm(x, weight, bias):
    centred = x - x.mean(axis=-1, keepdims=True)
    variance = jnp.square(centred).mean(axis=-1, keepdims=True)
    result = centred * jax.lax.rsqrt(variance + inputs.EPSILON) * weight + bias
    return jnp.square(result).mean()


def case(workload):
    """The function that does one step of the workload."""
    if workload == "T1":
        return training(workload, mean_squared_error, *inputs.surface(), 0.0)
    if workload == "T2":
        return training(workload, classification, *inputs.images(), inputs.MOMENTUM)
    if workload == "T7":
        return gradients(fused, inputs.elementwise())
    if workload == "T9a":
        logits, labels = inputs.logits()
        labels = jnp.array(labels)
        return gradients(lambda logits: cross_entropy(logits, labels), [logits])
    return gradients(layer_norm, inputs.normalised())


def finish(result):
    """JAX returns before the work is done: wait for every output."""
    jax.block_until_ready(result)


def number(array):
    return float(array)


def magnitude(array):
    """The sum of absolute values, in f64."""
    return float(numpy.abs(numpy.asarray(array, dtype=numpy.float64)).sum())
