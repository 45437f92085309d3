"""Gains, bounds and standard deviations of random initialisations.

PyTorch's functions draw numbers; what they draw from is observed here by catching the arguments
of the uniform and normal draws themselves.
"""

from unittest import mock

import torch
from torch.nn import init

from cases.optimizers import sections_text

SHAPES = [[4, 3], [128, 64], [10, 1], [8, 4, 3, 3]]
GAINS = [
    ("linear", None),
    ("sigmoid", None),
    ("tanh", None),
    ("relu", None),
    ("leaky_relu", None),
    ("leaky_relu", 0.2),
    ("selu", None),
]


def bound_of(draw):
    """The largest number that `draw` could give: its uniform numbers are all replaced by the upper end."""
    with mock.patch.object(torch.Tensor, "uniform_", lambda self, low, high, generator=None: self.fill_(high)):
        return draw().flatten()[0].item()


def deviation_of(draw):
    """The standard deviation of the normal numbers that `draw` gives."""
    with mock.patch.object(torch.Tensor, "normal_", lambda self, mean, std, generator=None: self.fill_(std)):
        return draw().flatten()[0].item()


def xavier(shape, gain):
    weight = torch.empty(shape)
    fan_in, fan_out = init._calculate_fan_in_and_fan_out(weight)
    with torch.no_grad():
        return {
            "shape": shape,
            "fan_in": fan_in,
            "fan_out": fan_out,
            "gain": gain,
            "bound": bound_of(lambda: init.xavier_uniform_(weight, gain)),
            "deviation": deviation_of(lambda: init.xavier_normal_(weight, gain)),
        }


def kaiming(shape, slope, mode, nonlinearity):
    weight = torch.empty(shape)
    with torch.no_grad():
        return {
            "shape": shape,
            "slope": slope,
            "mode": mode,
            "nonlinearity": nonlinearity,
            "bound": bound_of(lambda: init.kaiming_uniform_(weight, slope, mode, nonlinearity)),
            "deviation": deviation_of(lambda: init.kaiming_normal_(weight, slope, mode, nonlinearity)),
        }


def linear_default(inputs, outputs):
    """Linear draws weight and bias from the same interval, ±1/√inputs."""
    drawn = []

    def uniform(self, low, high, generator=None):
        drawn.append(high)
        return self.fill_(high)

    with mock.patch.object(torch.Tensor, "uniform_", uniform):
        torch.nn.Linear(inputs, outputs)
    weight_bound, bias_bound = drawn
    return {"inputs": inputs, "outputs": outputs, "weight_bound": weight_bound, "bias_bound": bias_bound}


def text():
    gains = [
        {"nonlinearity": name, "slope": slope, "gain": float(init.calculate_gain(name, slope))}
        for name, slope in GAINS
    ]
    sections = {
        "gains": gains,
        "xavier": [xavier(shape, gain) for shape in SHAPES for gain in [1.0, 5.0 / 3.0]],
        "kaiming": [
            kaiming(shape, slope, mode, nonlinearity)
            for shape in SHAPES
            for slope, nonlinearity in [(0.0, "relu"), (0.2, "leaky_relu"), (0.0, "linear")]
            for mode in ["fan_in", "fan_out"]
        ],
        "linear": [linear_default(*sizes) for sizes in [(3, 4), (64, 32), (1, 1), (784, 512)]],
    }
    return sections_text(sections)
