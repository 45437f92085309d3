"""Scans along an axis, softmax, and everything that sorts."""

import math

import torch

from recording import Operation

INFINITY = math.inf


def whole_median(x, axis, keep):
    """`axis` null takes all elements; of an even number the lower of the middle two."""
    return torch.median(x) if axis is None else torch.median(x, dim=axis, keepdim=keep).values


OPERATIONS = {
    "cumsum": Operation(lambda x, axis: torch.cumsum(x, axis)),
    "cumprod": Operation(lambda x, axis: torch.cumprod(x, axis)),
    "cummax": Operation(lambda x, axis: torch.cummax(x, axis).values),
    "cummin": Operation(lambda x, axis: torch.cummin(x, axis).values),
    "logcumsumexp": Operation(lambda x, axis: torch.logcumsumexp(x, axis)),
    "diff": Operation(lambda x, axis, n: torch.diff(x, n=n, dim=axis)),
    "softmax": Operation(lambda x, axis: torch.softmax(x, axis)),
    "log_softmax": Operation(lambda x, axis: torch.log_softmax(x, axis)),
    "sort": Operation(lambda x, axis, descending: torch.sort(x, dim=axis, descending=descending, stable=True)),
    "argsort": Operation(
        lambda x, axis, descending: torch.argsort(x, dim=axis, descending=descending, stable=True),
        differentiable=False,
    ),
    "topk": Operation(lambda x, k, axis, largest: torch.topk(x, k, dim=axis, largest=largest, sorted=True)),
    "kthvalue": Operation(lambda x, k, axis, keep: torch.kthvalue(x, k, dim=axis, keepdim=keep)),
    "median": Operation(whole_median),
    "median_with_indices": Operation(lambda x, axis, keep: torch.median(x, dim=axis, keepdim=keep)),
    "quantile": Operation(lambda x, q, axis, keep: torch.quantile(x, q, dim=axis, keepdim=keep and axis is not None)),
}


def cases(record):
    for op in ["cumsum", "cumprod", "cummax", "cummin", "logcumsumexp", "softmax", "log_softmax"]:
        for shape, axis in [((4,), 0), ((2, 3), 0), ((2, 3, 2), 1), ((2, 3), -1)]:
            record.add(op, [record.sampler(op).distinct(shape)], axis=axis)
        record.add(op, [torch.zeros(0, 3)], axis=1)
    for shape, axis, n in [((5,), 0, 1), ((2, 4), -1, 2), ((3, 2), 0, 1), ((2, 1), 1, 1)]:
        record.add("diff", [record.sampler("diff").uniform(shape)], axis=axis, n=n)
    for op in ["sort", "argsort"]:
        for shape, axis, descending in [((5,), 0, False), ((2, 4), -1, True), ((3, 2), 0, False), ((0, 3), 1, False)]:
            record.add(op, [record.sampler(op).distinct(shape)], axis=axis, descending=descending)
        note = "stable: equal elements keep their order"
        for descending in [False, True]:
            record.add(op, [[2.0, 1.0, 2.0, 1.0]], axis=0, descending=descending, special=True, note=note)
    tops = [((6,), 2, 0, True), ((2, 5), 3, -1, False), ((4, 2), 1, 0, True), ((2, 3), 3, 1, True)]
    for shape, k, axis, largest in tops:
        record.add("topk", [record.sampler("topk").distinct(shape)], k=k, axis=axis, largest=largest)
    for shape, k, axis, keep in [((6,), 2, 0, False), ((2, 5), 3, -1, True), ((4, 2), 1, 0, False)]:
        record.add("kthvalue", [record.sampler("kthvalue").distinct(shape)], k=k, axis=axis, keep=keep)
    medians = [
        ((5,), None, False),
        ((2, 3), None, False),
        ((2, 5), 1, True),
        ((4, 2), 0, False),
        ((), None, False),
    ]
    for shape, axis, keep in medians:
        record.add("median", [record.sampler("median").distinct(shape)], axis=axis, keep=keep)
    for shape, axis, keep in [((5,), 0, False), ((2, 5), -1, True), ((4, 2), 0, False)]:
        record.add("median_with_indices", [record.sampler("median_with_indices").distinct(shape)], axis=axis, keep=keep)
    quantiles = [
        ((5,), 0.3, None, False),
        ((2, 5), 0.9, 1, True),
        ((4, 2), 0.5, 0, False),
        ((2, 3), 0.1, None, False),
        ((5,), 0.0, 0, False),
        ((5,), 1.0, 0, False),
    ]
    for shape, q, axis, keep in quantiles:
        record.add("quantile", [record.sampler("quantile").distinct(shape)], q=q, axis=axis, keep=keep)
    special_points(record)


def special_points(record):
    for zeros in [[2.0, 0.0, 3.0, 1.5], [2.0, 0.0, 3.0, 0.0, 1.5], [0.0, 2.0, 3.0], [0.0, 0.0, 2.0]]:
        record.add("cumprod", [zeros], axis=0, special=True)["smooth"] = True
    record.add("cumprod", [[[0.0, 2.0], [3.0, 0.0]]], axis=1, special=True)["smooth"] = True
    for op in ["cummax", "cummin"]:
        record.add(op, [[1.0, 1.0, 2.0, 0.0, 2.0]], axis=0, special=True, note="value only: the tie is a choice")
        record.cases[-1]["gradients"], record.cases[-1]["hvp"] = None, None
    for op in ["softmax", "log_softmax"]:
        record.add(op, [[1000.0, -1000.0, 999.0]], axis=0, special=True)
        record.add(op, [[[1000.0, 1000.0], [-1000.0, -1000.0]]], axis=1, special=True)
        record.add(op, [[5.0]], axis=0, special=True, note="one element")
    record.add("softmax", [[-INFINITY, 1.0, 2.0]], axis=0, special=True, note="a masked element")
    record.add("logcumsumexp", [[1000.0, -1000.0, 1001.0]], axis=0, special=True)
    record.add("logcumsumexp", [[-INFINITY, 1.0, 2.0]], axis=0, special=True, note="starts with nothing")
    record.add("logcumsumexp", [[-1000.0, 1000.0, 0.0]], axis=0, special=True)
