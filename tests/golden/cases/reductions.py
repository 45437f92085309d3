"""Reductions over axes; `axes` null means all of them."""

import math

import torch

from recording import Operation

INFINITY = math.inf
NAN = math.nan


def all_axes(x, axes):
    return tuple(range(x.dim())) if axes is None else tuple(axes)


def reduction(function):
    """A PyTorch reduction that takes a tuple of axes."""
    return lambda x, axes, keep, **args: function(x, dim=all_axes(x, axes), keepdim=keep, **args)


def one_by_one(function):
    """A reduction over several axes from one over a single axis, last axis first."""

    def reduce(x, axes, keep):
        axes = sorted(axis % x.dim() for axis in all_axes(x, axes))
        for axis in reversed(axes):
            x = function(x, dim=axis, keepdim=keep)
        return x

    return reduce


def norm(x, axes, keep, p):
    return torch.linalg.vector_norm(x, ord=p, dim=all_axes(x, axes), keepdim=keep)


def extreme_index(function):
    """`axis` null counts in the flattened tensor."""
    return lambda x, axis, keep: function(x, dim=axis, keepdim=keep and axis is not None)


def count_nonzero(x, axes, keep):
    """PyTorch's drops the axes."""
    axes = all_axes(x, axes)
    count = torch.count_nonzero(x, dim=axes) if axes else torch.count_nonzero(x)
    for axis in sorted(axis % x.dim() for axis in axes if keep):
        count = count.unsqueeze(axis)
    return count


def mask_reduction(function):
    over_one_axis = lambda x, dim, keepdim: function(x != 0, dim=dim, keepdim=keepdim)
    return Operation(one_by_one(over_one_axis), differentiable=False)


OPERATIONS = {
    "sum": Operation(reduction(torch.sum)),
    "mean": Operation(reduction(torch.mean)),
    "prod": Operation(one_by_one(torch.prod)),
    "amax": Operation(reduction(torch.amax)),
    "amin": Operation(reduction(torch.amin)),
    "variance": Operation(reduction(torch.var)),
    "std": Operation(reduction(torch.std)),
    "norm": Operation(norm),
    "logsumexp": Operation(reduction(torch.logsumexp)),
    "argmax": Operation(extreme_index(torch.argmax), differentiable=False),
    "argmin": Operation(extreme_index(torch.argmin), differentiable=False),
    "any": mask_reduction(torch.any),
    "all": mask_reduction(torch.all),
    "count_nonzero": Operation(count_nonzero, differentiable=False),
    "amax_with_indices": Operation(lambda x, axis, keep: torch.max(x, dim=axis, keepdim=keep)),
    "amin_with_indices": Operation(lambda x, axis, keep: torch.min(x, dim=axis, keepdim=keep)),
}

AXES = [
    ((2, 3, 2), None, False),
    ((2, 3, 2), [1], False),
    ((2, 3, 2), [0, -1], True),
    ((3,), [-1], True),
    ((), None, False),
]


def cases(record):
    plain = ["sum", "mean", "prod", "amax", "amin", "logsumexp"]
    for op in plain:
        for shape, axes, keep in AXES:
            record.add(op, [numbers(record, op, shape)], axes=axes, keep=keep)
    for op in ["variance", "std"]:
        for correction in [0, 1]:
            for shape, axes, keep in AXES[: 4 if correction == 0 else 3]:
                record.add(op, [numbers(record, op, shape)], axes=axes, keep=keep, correction=correction)
    for p in [1.0, 2.0, 3.0, 0.5, INFINITY]:
        for shape, axes, keep in AXES if p == 2.0 else AXES[:3]:
            record.add("norm", [away_from_zero(record, shape)], axes=axes, keep=keep, p=p)
    indices_and_masks(record)
    empty(record)
    special_points(record)


def numbers(record, op, shape):
    return record.sampler(op).distinct(shape)


def away_from_zero(record, shape):
    """Magnitudes all different, none near 0, signs mixed."""
    sampler = record.sampler("norm")
    magnitudes = sampler.distinct(shape, 0.3, 2.0)
    signs = sampler.mask(shape) * 2 - 1
    return magnitudes * signs


def indices_and_masks(record):
    one_axis = [((2, 3, 2), None, False), ((2, 3, 2), 1, False), ((2, 3, 2), -1, True), ((), None, False)]
    for op in ["argmax", "argmin"]:
        for shape, axis, keep in one_axis:
            record.add(op, [numbers(record, op, shape)], axis=axis, keep=keep)
        record.add(op, [[[1.0, 3.0, 3.0, 1.0]]], axis=1, keep=False, special=True, note="the first of a tie")
        record.add(op, [[1.0, NAN, 3.0, NAN]], axis=0, keep=False, special=True, note="the first NaN")
    for op in ["any", "all", "count_nonzero"]:
        for shape, axes, keep in AXES:
            record.add(op, [record.sampler(op).mask(shape)], axes=axes, keep=keep)
        record.add(op, [torch.zeros(0, 2)], axes=[0], keep=False, note="of nothing")
    for op in ["amax_with_indices", "amin_with_indices"]:
        for axis, keep in [(1, False), (-1, True), (0, False)]:
            record.add(op, [numbers(record, op, (2, 3, 2))], axis=axis, keep=keep)
        record.add(op, [[2.0, 2.0, 1.0, 1.0]], axis=0, keep=False, special=True, note="a tie goes to the first")


def empty(record):
    """A reduction over an axis of size 0, and one beside it."""
    for op in ["sum", "prod", "mean", "logsumexp"]:
        record.add(op, [torch.zeros(0, 2)], axes=[0], keep=False, special=True, note="of nothing")
    for op in ["sum", "prod", "mean", "amax", "amin", "logsumexp"]:
        record.add(op, [torch.zeros(0, 2)], axes=[1], keep=True)
    record.add("variance", [torch.zeros(0, 2)], axes=[0], keep=False, correction=0, special=True, note="of nothing")
    record.add("norm", [torch.zeros(0, 2)], axes=[0], keep=False, p=2.0, special=True, note="of nothing")


def special_points(record):
    whole = {"axes": None, "keep": False}
    rows = {"axes": [1], "keep": False}
    for zeros in [[0.0, 2.0, -3.0], [0.0, 0.0, -3.0], [0.0, 0.0, 0.0]]:
        record.add("prod", [zeros], special=True, **whole)["smooth"] = True
    record.add("prod", [[[0.0, 2.0, 3.0], [0.0, 0.0, 2.0]]], special=True, **rows)["smooth"] = True
    record.add("prod", [[[0.0, 2.0], [3.0, 0.5]]], special=True, **whole)["smooth"] = True
    for op in ["amax", "amin"]:
        record.add(op, [[[2.0, 2.0, 1.0], [1.0, 1.0, 1.0]]], special=True, note="a tie is shared evenly", **rows)
        record.add(op, [[[2.0, 2.0, 1.0], [1.0, 1.0, 2.0]]], special=True, note="a tie is shared evenly", **whole)
        record.add(op, [[1.0, NAN, 3.0]], special=True, note="NaN is the result", **whole)
        record.add(op, [[1.0, INFINITY, -INFINITY]], special=True, **whole)
    for op in ["variance", "std"]:
        record.add(op, [[2.5, 2.5, 2.5]], correction=1, special=True, note="zero variance: derivative 0", **whole)
        record.add(op, [[2.5]], correction=0, special=True, note="one element: derivative 0", **whole)
        record.add(op, [[2.5]], correction=1, special=True, note="one element: 0 / 0", **whole)
    for p in [1.0, 2.0, 3.0, INFINITY]:
        note = "derivative 0 at the origin"
        record.add("norm", [[0.0, 0.0]], p=p, special=True, note=note, **whole)
        record.add("norm", [[[0.0, 0.0], [3.0, -4.0]]], p=p, special=True, note=note, **rows)
        record.add("norm", [[0.0, 2.0, -1.0]], p=p, special=True, note="one zero among others", **whole)
    record.add("norm", [[1.0, -2.0, 2.0, 0.5]], p=INFINITY, special=True, note="a tie is shared evenly", **whole)
    record.add("logsumexp", [[1000.0, -1000.0, 999.0]], special=True, **whole)
    record.add("logsumexp", [[-INFINITY, 1.0, 2.0]], special=True, note="−∞ contributes nothing", **whole)
    record.add("logsumexp", [[-INFINITY, -INFINITY]], special=True, note="value only", **whole)
    record.add("logsumexp", [[INFINITY, 1.0]], special=True, note="value only", **whole)
