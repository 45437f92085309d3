"""Look-ups and additions by integer indices."""

import torch
import torch.nn.functional as F

from recording import Operation

OPERATIONS = {
    "gather": Operation(lambda x, index, axis: torch.gather(x, axis, index)),
    "scatter": Operation(lambda x, source, index, axis: torch.scatter(x, axis, index, source)),
    "scatter_add": Operation(lambda x, source, index, axis: torch.scatter_add(x, axis, index, source)),
    "index_select": Operation(lambda x, index, axis: torch.index_select(x, axis, index)),
    "index_add": Operation(lambda x, source, index, axis: torch.index_add(x, axis, index, source)),
    "take_along_axis": Operation(lambda x, index, axis: torch.take_along_dim(x, index, axis)),
    "one_hot": Operation(lambda index, classes: F.one_hot(index, classes).double(), differentiable=False),
    "embedding": Operation(lambda weight, index: F.embedding(index, weight)),
}


def cases(record):
    indexed = [
        ("gather", (2, 3), [[0, 2, 2, 1], [1, 0, 0, 0]], 1),
        ("gather", (3, 2), [[2, 0], [2, 1]], 0),
        ("gather", (4,), [3, 3, 0], -1),
        ("gather", (2, 3, 2), [[[0, 2], [1, 1]], [[2, 2], [0, 1]]], 1),
        ("index_select", (4,), [3, 0, 3], 0),
        ("index_select", (2, 3), [2, 2, 0, 1], 1),
        ("index_select", (3, 2), [1], -2),
        ("index_select", (3, 2), [], 0),
        ("take_along_axis", (2, 3), [[2, 0], [1, 1]], 1),
        ("take_along_axis", (3, 2), [[2, 0], [2, 1], [0, 0]], 0),
        ("take_along_axis", (2, 3), [[2, 0]], 1),
    ]
    for op, shape, index, axis in indexed:
        record.add(op, [record.sampler(op).uniform(shape)], [index], axis=axis)
    added = [
        ("scatter", (5,), (3,), [4, 0, 2], 0),
        ("scatter", (2, 4), (2, 2), [[3, 0], [1, 2]], 1),
        ("scatter", (3, 2), (2, 2), [[2, 0], [0, 1]], 0),
        ("scatter_add", (5,), (4,), [4, 0, 4, 4], 0),
        ("scatter_add", (2, 4), (2, 3), [[3, 0, 3], [1, 1, 1]], 1),
        ("scatter_add", (3, 2), (3, 2), [[2, 0], [2, 1], [2, 0]], 0),
        ("scatter_add", (3, 3), (2, 2), [[0, 1], [1, 1]], -1),
        ("index_add", (4,), (3,), [3, 0, 3], 0),
        ("index_add", (2, 3), (2, 4), [2, 2, 0, 1], 1),
        ("index_add", (3, 2), (2, 2), [1, 1], 0),
    ]
    for op, shape, source, index, axis in added:
        sampler = record.sampler(op)
        record.add(op, [sampler.uniform(shape), sampler.uniform(source)], [index], axis=axis)
    for index in [[0, 2, 1], [[1, 1], [3, 0]], 2, []]:
        record.add("one_hot", [], [torch.tensor(index, dtype=torch.int64)], classes=4)
    for index in [[0, 2, 2, 1, 2], [[1, 0], [3, 3]], 2]:
        record.add("embedding", [record.sampler("embedding").uniform((4, 3))], [torch.tensor(index)])
