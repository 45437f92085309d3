"""One golden case: an operation, its inputs, its output, and the derivatives PyTorch gives.

An operation is a function of tensors and named arguments. It is called as
`function(*inputs, *indices, **args)`, both while recording and while checking, so that a case in a
file can be evaluated again from the file alone.
"""

import dataclasses
import math
import zlib
from dataclasses import dataclass
from typing import Callable

import numpy
import torch


@dataclass(frozen=True)
class Operation:
    """What to call, and which of its float inputs are data that nobody differentiates."""

    function: Callable
    constant_inputs: tuple = ()
    differentiable: bool = True
    source: str = "torch"


class Sampler:
    """Pseudo-random numbers that depend on a name alone, rounded so that files stay short."""

    def __init__(self, name):
        self.generator = numpy.random.Generator(numpy.random.PCG64(zlib.crc32(name.encode())))

    def uniform(self, shape, low=-2.0, high=2.0, kinks=(), period=None):
        """Numbers in [low, high], at least 0.05 from every kink and from multiples of `period`."""
        data = numpy.empty(shape)
        for index in numpy.ndindex(*data.shape):
            data[index] = self._one(low, high, kinks, period)
        return torch.tensor(data, dtype=torch.float64)

    def _one(self, low, high, kinks, period):
        while True:
            value = round(float(self.generator.uniform(low, high)), 3)
            distances = [abs(value - kink) for kink in kinks]
            if period is not None:
                distances.append(abs(value - period * round(value / period)))
            if all(distance >= 0.05 for distance in distances):
                return value

    def distinct(self, shape, low=-2.0, high=2.0):
        """Numbers in [low, high] in random order, no two of them close."""
        count = math.prod(shape)
        grid = numpy.linspace(low, high, count) if count else numpy.empty(0)
        data = numpy.round(self.generator.permutation(grid), 3) + 0.0
        return torch.tensor(data.reshape(shape), dtype=torch.float64)

    def mask(self, shape):
        """Zeros and ones."""
        return torch.tensor(self.generator.integers(0, 2, shape) * 1.0, dtype=torch.float64)

    def integers(self, shape, high):
        """Integers from 0 to high − 1."""
        return torch.tensor(self.generator.integers(0, high, shape), dtype=torch.int64)


class Recorder:
    """Collects the cases of one file."""

    def __init__(self, operations):
        self.operations = operations
        self.cases = []
        self.counts = {}

    def sampler(self, op):
        """The numbers of the next case of `op`; they do not depend on any other operation."""
        return Sampler(f"{op}/{self.counts.get(op, 0)}")

    def add(self, op, inputs, indices=(), special=False, relative=False, note=None, **args):
        """Records one case; `special` marks a point where a convention decides."""
        operation = self.operations[op]
        inputs = [torch.as_tensor(value, dtype=torch.float64) for value in inputs]
        indices = [torch.as_tensor(value, dtype=torch.int64) for value in indices]
        sampler = Sampler(f"{op}/{self.counts.get(op, 0)}/directions")
        self.counts[op] = self.counts.get(op, 0) + 1
        case = {"op": op, "args": encode(args), "special": special}
        if relative:
            case["relative"] = True
        if operation.source != "torch":
            case["source"] = operation.source
        if note is not None:
            case["note"] = note
        case["inputs"] = encode(inputs)
        if indices:
            case["indices"] = encode(indices)
        case.update(derivatives(operation, inputs, indices, args, sampler))
        if special:
            forget_what_is_no_reference(case)
        self.cases.append(case)
        return case


    def hvp_of(self, op, inputs, function):
        """The Hessian-vector product of the last case of `op`, of another formula for it."""
        operation = dataclasses.replace(self.operations[op], function=function)
        inputs = [torch.as_tensor(value, dtype=torch.float64) for value in inputs]
        sampler = Sampler(f"{op}/{self.counts[op] - 1}/directions")
        return derivatives(operation, inputs, [], {}, sampler)["hvp"]


def derivatives(operation, inputs, indices, args, sampler):
    """Output, cotangents, gradients, tangents and Hessian-vector products, ready for JSON."""
    leaves = [
        value.clone().requires_grad_(operation.differentiable and number not in operation.constant_inputs)
        for number, value in enumerate(inputs)
    ]
    result = operation.function(*leaves, *indices, **args)
    outputs = list(result) if isinstance(result, (tuple, list)) else [result]
    cotangents = [
        sampler.uniform(tuple(output.shape), -1.5, 1.5, kinks=(0.0,)) if output.requires_grad else None
        for output in outputs
    ]
    fields = {}
    if isinstance(result, (tuple, list)):
        fields["outputs"] = encode([output.detach() for output in outputs])
        fields["cotangents"] = encode(cotangents)
    else:
        fields["output"] = encode(outputs[0].detach())
        fields["cotangent"] = encode(cotangents[0])
    if all(cotangent is None for cotangent in cotangents):
        return fields | {"gradients": None, "tangents": None, "hvp": None}
    gradients = first_order(outputs, cotangents, leaves)
    tangents = [
        sampler.uniform(tuple(leaf.shape), -1.5, 1.5, kinks=(0.0,)) if leaf.requires_grad else None
        for leaf in leaves
    ]
    products = second_order(gradients, tangents, leaves)
    return fields | {
        "gradients": encode(gradients),
        "tangents": encode(tangents),
        "hvp": encode(products),
    }


def first_order(outputs, cotangents, leaves):
    """Per input, the gradient of sum(cotangent · output); None for a constant input."""
    total = sum((output * cotangent).sum() for output, cotangent in zip(outputs, cotangents) if cotangent is not None)
    wanted = [leaf for leaf in leaves if leaf.requires_grad]
    found = iter(torch.autograd.grad(total, wanted, create_graph=True, allow_unused=True, materialize_grads=True))
    return [next(found) + torch.zeros_like(leaf) if leaf.requires_grad else None for leaf in leaves]


def second_order(gradients, tangents, leaves):
    """Per input, the derivative of the gradients along the tangents; None where PyTorch has no rule."""
    terms = [
        (gradient * tangent).sum()
        for gradient, tangent in zip(gradients, tangents)
        if gradient is not None and gradient.requires_grad
    ]
    if not terms:
        return [None if tangent is None else torch.zeros_like(tangent) for tangent in tangents]
    wanted = [leaf for leaf in leaves if leaf.requires_grad]
    try:
        found = iter(torch.autograd.grad(sum(terms), wanted, allow_unused=True, materialize_grads=True))
    except (RuntimeError, NotImplementedError) as error:
        print(f"  no second derivative: {str(error).splitlines()[0]}")
        return None
    return [next(found) + torch.zeros_like(leaf) if leaf.requires_grad else None for leaf in leaves]


def forget_what_is_no_reference(case):
    """At a special point a NaN derivative of a number, or an infinite second one, proves nothing."""
    numbers = case.get("outputs") or [case["output"]]
    if any("nan" in tensor["data"] for tensor in numbers):
        case["gradients"] = None
        case["hvp"] = None
        return
    if case["gradients"] is not None:
        case["gradients"] = [
            None if tensor is None or "nan" in tensor["data"] else tensor for tensor in case["gradients"]
        ]
        dropped = any(
            gradient is None and tangent is not None
            for gradient, tangent in zip(case["gradients"], case["tangents"])
        )
        if dropped:
            case["hvp"] = None
    if case["hvp"] is not None:
        case["hvp"] = [
            None if tensor is None or any(isinstance(x, str) for x in tensor["data"]) else tensor
            for tensor in case["hvp"]
        ]


def encode(value):
    """Tensors as shape and data; numbers that JSON lacks as the strings nan, inf and -inf."""
    if isinstance(value, torch.Tensor):
        value = value.detach()
        if value.dtype == torch.int64:
            return {"shape": list(value.shape), "data": value.reshape(-1).tolist(), "integer": True}
        data = value.to(torch.float64).reshape(-1).tolist()
        return {"shape": list(value.shape), "data": [encode(number) for number in data]}
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else ("inf" if value > 0 else "-inf")
    if isinstance(value, dict):
        return {key: encode(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in value]
    return value


def decode(value):
    """The inverse of `encode`."""
    if isinstance(value, dict) and set(value) >= {"shape", "data"}:
        dtype = torch.int64 if value.get("integer") else torch.float64
        data = [float(number) if dtype == torch.float64 else number for number in value["data"]]
        return torch.tensor(data, dtype=dtype).reshape(value["shape"])
    if isinstance(value, dict):
        return {key: decode(item) for key, item in value.items()}
    if isinstance(value, list):
        return [decode(item) for item in value]
    if value in ("nan", "inf", "-inf"):
        return float(value)
    return value
