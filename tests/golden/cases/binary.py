"""Functions of two or three tensors with broadcasting."""

import math

import torch

from recording import Operation

INFINITY = math.inf
NAN = math.nan


class LogAddExp(torch.autograd.Function):
    """PyTorch's value with sigmoids as derivatives, whose own derivative stays finite at ±1000."""

    @staticmethod
    def forward(context, x, y):
        context.save_for_backward(x, y)
        return torch.logaddexp(x, y)

    @staticmethod
    def backward(context, cotangent):
        x, y = context.saved_tensors
        return cotangent * torch.sigmoid(x - y), cotangent * torch.sigmoid(y - x)


def logaddexp(x, y):
    return LogAddExp.apply(*torch.broadcast_tensors(x, y))


def absorb(x, y):
    """PyTorch has no product in which 0 wins over what is infinite or NaN."""
    return torch.where((x == 0) | (y == 0), 0.0, x * y)


def comparison(function):
    return Operation(function, differentiable=False)


def masked_fill(x, mask, value):
    return x.masked_fill(mask != 0, value)


OPERATIONS = {
    "add": Operation(torch.add),
    "sub": Operation(torch.sub),
    "mul": Operation(torch.mul),
    "div": Operation(torch.div),
    "pow": Operation(torch.pow),
    "atan2": Operation(torch.atan2),
    "hypot": Operation(torch.hypot),
    "xlogy": Operation(torch.xlogy),
    "logaddexp": Operation(logaddexp, source="composition"),
    "absorb": Operation(absorb, source="composition"),
    "fmod": Operation(torch.fmod),
    "remainder": Operation(torch.remainder),
    "max": Operation(torch.maximum),
    "min": Operation(torch.minimum),
    "greater": comparison(torch.gt),
    "less": comparison(torch.lt),
    "greater_equal": comparison(torch.ge),
    "less_equal": comparison(torch.le),
    "equal": comparison(torch.eq),
    "not_equal": comparison(torch.ne),
    "logical_and": comparison(torch.logical_and),
    "logical_or": comparison(torch.logical_or),
    "logical_xor": comparison(torch.logical_xor),
    "logical_not": comparison(torch.logical_not),
    "mul_add": Operation(lambda x, factor, summand: x * factor + summand, source="composition"),
    "lerp": Operation(torch.lerp),
    "select": Operation(lambda mask, yes, no: torch.where(mask != 0, yes, no), constant_inputs=(0,)),
    "masked_fill": Operation(masked_fill, constant_inputs=(1,)),
}

SHAPES = [
    ((2, 3), (2, 3)),
    ((2, 3), (3,)),
    ((3, 1), (2, 1, 2)),
    ((), (2, 2)),
    ((0, 3), (1, 3)),
    ((), ()),
]

# Operation, interval and kinks of the first input, interval and kinks of the second.
PLAIN = (-2.0, 2.0, ())
AWAY_FROM_ZERO = (-2.0, 2.0, (-0.15, -0.1, -0.05, 0.0, 0.05, 0.1, 0.15))
POSITIVE = (0.3, 3.0, ())
ORDINARY = [
    ("add", PLAIN, PLAIN),
    ("sub", PLAIN, PLAIN),
    ("mul", PLAIN, PLAIN),
    ("div", PLAIN, AWAY_FROM_ZERO),
    ("pow", POSITIVE, PLAIN),
    ("atan2", AWAY_FROM_ZERO, AWAY_FROM_ZERO),
    ("hypot", AWAY_FROM_ZERO, AWAY_FROM_ZERO),
    ("xlogy", POSITIVE, POSITIVE),
    ("logaddexp", PLAIN, PLAIN),
    ("absorb", AWAY_FROM_ZERO, AWAY_FROM_ZERO),
]

CONVENTIONS = [
    ("pow", [0.0, 0.0, 0.0, 0.0], [0.0, 1.0, 2.0, 3.5], "0⁰ is 1; d/dx 0⁰ is 0; d/dy 0^y is 0 for y ≥ 0"),
    ("pow", [2.0, 0.5, 3.0], [0.0, 0.0, 1.0], "x⁰ has derivative 0 to x and ln x to y"),
    ("pow", [-2.0, -1.5], [2.0, 3.0], "a negative base has a derivative to x only"),
    ("atan2", [0.0, 0.0], [0.0, 0.0], "0 at the origin"),
    ("atan2", [0.0, -0.0, 1.0, -1.0, 0.0], [-1.0, -1.0, 0.0, 0.0, 2.0], "on the axes"),
    ("hypot", [0.0, 3.0, -3.0], [2.0, 0.0, 0.0], "on the axes"),
    ("hypot", [0.0], [0.0], "0 at the origin in Wengert, NaN in PyTorch: value only"),
    ("hypot", [3e200, 1e-200, INFINITY], [4e200, 1e-200, 1.0], "no overflow or underflow on the way; value only"),
    ("xlogy", [0.0, 0.0], [2.0, 0.5], "0 at x = 0"),
    ("xlogy", [0.0], [0.0], "0 · ln 0 is 0"),
    ("logaddexp", [1000.0, -1000.0, 0.0, -2000.0], [-1000.0, 1000.0, 0.0, -2000.0], "no overflow on the way"),
    ("logaddexp", [-INFINITY, -INFINITY, INFINITY], [-INFINITY, 1.0, 1.0], "value only"),
    ("max", [1.0, -2.0, 0.0, 3.0], [1.0, -2.0, 0.0, 2.0], "a tie is shared evenly"),
    ("min", [1.0, -2.0, 0.0, 1.0], [1.0, -2.0, 0.0, 2.0], "a tie is shared evenly"),
    ("div", [1.0, -1.0, 0.0], [0.0, 0.0, 0.0], "value only"),
    ("fmod", [5.5, -5.5, 5.5, -5.5], [2.0, 2.0, -2.0, -2.0], "the sign of the dividend"),
    ("remainder", [5.5, -5.5, 5.5, -5.5], [2.0, 2.0, -2.0, -2.0], "the sign of the divisor"),
    ("absorb", [0.0, NAN, 0.0, 2.0], [INFINITY, 0.0, 0.0, 3.0], "0 wins; value only"),
    ("fmod", [4.0, -4.0, 0.0], [2.0, 2.0, 2.0], "at a multiple: the derivative's step is taken at once"),
    ("remainder", [4.0, -4.0, 0.0], [2.0, 2.0, 2.0], "at a multiple: the derivative's step is taken at once"),
]
VALUE_ONLY = "value only"


def cases(record):
    for op, first, second in ORDINARY:
        for left, right in SHAPES:
            sampler = record.sampler(op)
            record.add(op, [draw(sampler, left, first), draw(sampler, right, second)])
    for op in ["fmod", "remainder"]:
        for left, right in SHAPES:
            record.add(op, away_from_multiples(record.sampler(op), left, right))
    for op in ["max", "min"]:
        for left, right in SHAPES:
            record.add(op, apart(record.sampler(op), left, right))
    compare(record)
    for op, left, right, note in CONVENTIONS:
        case = record.add(op, [left, right], special=True, note=note)
        if VALUE_ONLY in note:
            case["gradients"], case["hvp"] = None, None
        if op == "pow" and note.startswith("x⁰"):
            # PyTorch forgets the mixed second derivative at exponent 0.
            case["hvp"] = record.hvp_of("pow", [left, right], lambda x, y: torch.exp(y * torch.log(x)))
    three_operands(record)


def draw(sampler, shape, interval):
    low, high, kinks = interval
    return sampler.uniform(shape, low, high, kinks)


def away_from_multiples(sampler, left, right):
    """Quotients at least 0.1 from an integer."""
    while True:
        x = sampler.uniform(left, -5.0, 5.0)
        y = sampler.uniform(right, -2.0, 2.0, kinks=(-0.2, -0.1, 0.0, 0.1, 0.2))
        quotient = x / y
        if bool(((quotient - quotient.round()).abs() >= 0.1 / y.abs()).all()):
            return [x, y]


def apart(sampler, left, right):
    """No two elements that meet are close."""
    while True:
        x = sampler.uniform(left)
        y = sampler.uniform(right)
        if bool(((x - y).abs() >= 0.05).all()):
            return [x, y]


def compare(record):
    for op in ["greater", "less", "greater_equal", "less_equal", "equal", "not_equal"]:
        for left, right in [((2, 3), (3,)), ((2, 1), (1, 2))]:
            sampler = record.sampler(op)
            record.add(op, [sampler.integers(left, 3).double(), sampler.integers(right, 3).double()])
        record.add(
            op,
            [[NAN, 1.0, NAN, INFINITY, -INFINITY, 0.0], [1.0, NAN, NAN, INFINITY, INFINITY, -0.0]],
            special=True,
            note="NaN compares unequal to everything",
        )
    for op in ["logical_and", "logical_or", "logical_xor"]:
        record.add(op, [[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]])
    record.add("logical_not", [[0.0, 1.0]])


def three_operands(record):
    shapes = [((2, 3), (2, 3), (2, 3)), ((2, 3), (3,), ()), ((3, 1), (1, 2), (2, 3, 2)), ((), (), ())]
    for op in ["mul_add", "lerp", "select"]:
        for first, second, third in shapes:
            sampler = record.sampler(op)
            leading = sampler.mask(first) if op == "select" else sampler.uniform(first)
            record.add(op, [leading, sampler.uniform(second), sampler.uniform(third)])
    record.add(
        "select",
        [[1.0, 0.0], [1.0, NAN], [NAN, 2.0]],
        special=True,
        note="the branch not taken does not matter",
    )
    for x_shape, mask_shape in [((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 2), (2, 1))]:
        sampler = record.sampler("masked_fill")
        record.add("masked_fill", [sampler.uniform(x_shape), sampler.mask(mask_shape)], value=-7.5)
    record.add("masked_fill", [[1.0, NAN], [0.0, 1.0]], special=True, value=-INFINITY)
