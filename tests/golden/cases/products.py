"""Matrix products and einsum."""

import torch
import torch.nn.functional as F

from recording import Operation

OPERATIONS = {
    "matmul": Operation(torch.matmul),
    "dot": Operation(torch.dot),
    "outer": Operation(torch.outer),
    "einsum": Operation(lambda *xs, equation: torch.einsum(equation, *xs)),
    "bilinear": Operation(lambda x, y, weight, bias=None: F.bilinear(x, y, weight, bias)),
}

MATMUL = [
    ((3,), (3,)),
    ((2, 3), (3,)),
    ((3,), (3, 2)),
    ((2, 3), (3, 4)),
    ((2, 2, 3), (2, 3, 2)),
    ((2, 2, 3), (3, 2)),
    ((2, 3), (2, 3, 2)),
    ((2, 1, 2, 3), (2, 3, 2)),
    ((2, 2, 3), (3,)),
    ((3,), (2, 3, 2)),
    ((1, 1), (1, 1)),
    ((2, 0), (0, 3)),
    ((0, 2), (2, 3)),
    ((0, 2, 2), (2, 2)),
]

EINSUM = [
    ("ij,jk->ik", [(2, 3), (3, 2)]),
    ("ij,jk", [(2, 3), (3, 2)]),
    ("ba,ac", [(2, 3), (3, 2)]),
    ("ji", [(2, 3)]),
    ("ij->", [(2, 3)]),
    ("ij->j", [(2, 3)]),
    ("i,i->", [(3,), (3,)]),
    ("i,j->ij", [(2,), (3,)]),
    ("ii", [(3, 3)]),
    ("ii->i", [(3, 3)]),
    ("bii->bi", [(2, 3, 3)]),
    ("ii,ij->j", [(3, 3), (3, 2)]),
    ("bij,bjk->bik", [(2, 2, 3), (2, 3, 2)]),
    ("...ij,...jk->...ik", [(2, 2, 3), (3, 2)]),
    ("...ij,...jk", [(1, 2, 3), (2, 3, 2)]),
    ("i...->...", [(2, 3)]),
    ("b...d,b...d->b...", [(2, 3, 2), (2, 3, 2)]),
    ("bhqd,bhkd->bhqk", [(1, 2, 2, 3), (1, 2, 3, 3)]),
    ("ij,jk,kl->il", [(2, 3), (3, 2), (2, 2)]),
    ("bn,anm,bm->ba", [(2, 2), (3, 2, 3), (2, 3)]),
    ("ij,ij->ij", [(2, 3), (2, 3)]),
    (" i j , j -> i ", [(2, 3), (3,)]),
    (",i->i", [(), (3,)]),
    ("ij,jk->ik", [(2, 0), (0, 2)]),
]


def cases(record):
    for left, right in MATMUL:
        add(record, "matmul", [left, right])
    for size in [3, 1, 0]:
        add(record, "dot", [(size,), (size,)])
    for left, right in [(2, 3), (1, 2), (0, 2)]:
        add(record, "outer", [(left,), (right,)])
    for equation, shapes in EINSUM:
        add(record, "einsum", shapes, equation=equation)
    add(record, "bilinear", [(2, 3), (2, 2), (2, 3, 2), (2,)])
    add(record, "bilinear", [(2, 3), (2, 2), (2, 3, 2)])
    add(record, "bilinear", [(2, 2, 2), (2, 2, 3), (1, 2, 3), (1,)])


def add(record, op, shapes, **args):
    sampler = record.sampler(op)
    record.add(op, [sampler.uniform(shape) for shape in shapes], **args)
