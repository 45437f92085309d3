"""The workloads in PyTorch, written as its own tutorials write them."""

import numpy
import torch
from torch.nn import functional

import inputs

SETTINGS = {"compiled": False}


def prepare(threads, compiled):
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    SETTINGS["compiled"] = compiled


def maybe_compiled(function):
    return torch.compile(function) if SETTINGS["compiled"] else function


def perceptron(workload, activation):
    modules = []
    for weight, bias in inputs.layers(workload):
        linear = torch.nn.Linear(weight.shape[1], weight.shape[0])
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(weight))
            linear.bias.copy_(torch.from_numpy(bias))
        modules += [linear, activation()]
    return torch.nn.Sequential(*modules[:-1])


def training(workload, model, loss_of, points, targets, momentum):
    """A training case: one call is one whole step and returns the loss before the update."""
    optimizer = torch.optim.SGD(model.parameters(), lr=inputs.RATE[workload], momentum=momentum)
    points, targets = torch.from_numpy(points), torch.from_numpy(targets)
    objective = maybe_compiled(lambda points, targets: loss_of(model(points), targets))

    def step():
        optimizer.zero_grad()
        loss = objective(points, targets)
        loss.backward()
        optimizer.step()
        return loss

    return step


def gradients(function, arguments):
    """A gradient case: one call gives the loss and the gradient of every argument."""
    arguments = [torch.from_numpy(numpy.asarray(each)).requires_grad_() for each in arguments]
    function = maybe_compiled(function)

    def step():
        loss = function(*arguments)
        return loss, torch.autograd.grad(loss, arguments)

    return step


def fused(a, b, x):
    value = torch.tanh(a * x + b) * torch.sin(x) + torch.exp(-x.square()) / (1 + x.square())
    return value.mean()


def case(workload):
    """The function that does one step of the workload."""
    if workload == "T1":
        model = perceptron(workload, torch.nn.Tanh)
        return training(workload, model, functional.mse_loss, *inputs.surface(), 0.0)
    if workload == "T2":
        model = perceptron(workload, torch.nn.ReLU)
        return training(workload, model, functional.cross_entropy, *inputs.images(), inputs.MOMENTUM)
    if workload == "T7":
        return gradients(fused, inputs.elementwise())
    if workload == "T9a":
        logits, labels = inputs.logits()
        labels = torch.from_numpy(labels)
        return gradients(lambda logits: functional.cross_entropy(logits, labels), [logits])

    def layer_norm(x, weight, bias):
        shape = (inputs.COLUMNS,)
        return functional.layer_norm(x, shape, weight, bias, inputs.EPSILON).square().mean()

    return gradients(layer_norm, inputs.normalised())


def finish(result):
    """PyTorch on the CPU has computed everything when the call returns."""


def number(tensor):
    return tensor.item()


def magnitude(tensor):
    """The sum of absolute values, in f64."""
    return tensor.double().abs().sum().item()
