"""Losses. Class weights and the like are data: tensors among the arguments."""

import math

import torch
import torch.nn.functional as F

from recording import Operation

INFINITY = math.inf
REDUCE = {"mean": torch.mean, "sum": torch.sum, "none": lambda x: x}


def cross_entropy(logits, target, weight=None, ignore_index=-100, label_smoothing=0.0, reduction="mean"):
    """Labels come as indices, probabilities as a second, constant input."""
    return F.cross_entropy(
        logits,
        target,
        weight=weight,
        ignore_index=ignore_index,
        label_smoothing=label_smoothing,
        reduction=reduction,
    )


def nll(log_probabilities, target, weight=None, ignore_index=-100, reduction="mean"):
    return F.nll_loss(log_probabilities, target, weight=weight, ignore_index=ignore_index, reduction=reduction)


def bce(probability, target, weight=None, reduction="mean"):
    """PyTorch's formula, written out: its own second derivative adds 1e-12 to a denominator."""
    yes = torch.clamp(torch.log(probability), min=-100.0)
    no = torch.clamp(torch.log1p(-probability), min=-100.0)
    loss = -(target * yes + (1.0 - target) * no)
    loss = loss if weight is None else loss * weight
    theirs = F.binary_cross_entropy(probability, target, weight=weight, reduction="none")
    torch.testing.assert_close(loss, theirs, rtol=1e-14, atol=1e-14)
    return REDUCE[reduction](loss)


def softplus_of_negative(x):
    """ln(1 + e^−x) without overflow, with −sigmoid(−x) as derivative to every order."""
    return -F.logsigmoid(x)


def bce_with_logits(logit, target, weight=None, pos_weight=None, reduction="mean"):
    """PyTorch's formula, written out so that second derivatives stay finite at ±1000."""
    factor = 1.0 if pos_weight is None else 1.0 + (pos_weight - 1.0) * target
    loss = (1.0 - target) * logit + factor * softplus_of_negative(logit)
    loss = loss if weight is None else loss * weight
    theirs = F.binary_cross_entropy_with_logits(
        logit, target, weight=weight, pos_weight=pos_weight, reduction="none"
    )
    torch.testing.assert_close(loss, theirs, rtol=1e-14, atol=1e-14, equal_nan=True)
    return REDUCE[reduction](loss)


OPERATIONS = {
    "mse": Operation(lambda x, target, reduction: F.mse_loss(x, target, reduction=reduction)),
    "l1": Operation(lambda x, target, reduction: F.l1_loss(x, target, reduction=reduction)),
    "huber": Operation(lambda x, target, delta, reduction: F.huber_loss(x, target, reduction, delta)),
    "smooth_l1": Operation(
        lambda x, target, beta, reduction: F.smooth_l1_loss(x, target, reduction=reduction, beta=beta)
    ),
    "cross_entropy": Operation(cross_entropy, constant_inputs=(1,)),
    "nll": Operation(nll),
    "bce": Operation(bce, constant_inputs=(1,), source="composition"),
    "bce_with_logits": Operation(bce_with_logits, constant_inputs=(1,), source="composition"),
}

REDUCTIONS = ["mean", "sum", "none"]
IGNORED = -100


def cases(record):
    distances(record)
    cross_entropy_cases(record)
    nll_cases(record)
    binary_cases(record)
    special_points(record)


def distances(record):
    losses = {
        "mse": [{}],
        "l1": [{}],
        "huber": [{"delta": 1.0}, {"delta": 0.5}],
        "smooth_l1": [{"beta": 1.0}, {"beta": 0.5}],
    }
    for op, argument_sets in losses.items():
        for args in argument_sets:
            border = args.get("delta", args.get("beta", 0.0))
            for reduction in REDUCTIONS:
                sampler = record.sampler(op)
                target = sampler.uniform((2, 3))
                distance = sampler.uniform((2, 3), kinks=(-border, 0.0, border))
                record.add(op, [target + distance, target], reduction=reduction, **args)


def logits_of(record, op, shape=(3, 4)):
    return record.sampler(op).uniform(shape, -2.0, 2.0)


def cross_entropy_cases(record):
    op = "cross_entropy"
    labels = [1, 3, 0]
    weight = torch.tensor([0.5, 1.5, 2.0, 0.25])
    for reduction in REDUCTIONS:
        record.add(op, [logits_of(record, op)], [labels], reduction=reduction)
        record.add(op, [logits_of(record, op)], [labels], reduction=reduction, weight=weight)
        record.add(op, [logits_of(record, op)], [[1, IGNORED, 0]], reduction=reduction)
        record.add(op, [logits_of(record, op)], [labels], reduction=reduction, label_smoothing=0.1)
    everything = {"weight": weight, "ignore_index": 2, "label_smoothing": 0.2}
    for reduction in REDUCTIONS:
        record.add(op, [logits_of(record, op)], [[1, 2, 3]], reduction=reduction, **everything)
    for reduction in REDUCTIONS:
        record.add(op, [logits_of(record, op), probabilities(record)], reduction=reduction)
    record.add(op, [logits_of(record, op), probabilities(record)], reduction="mean", weight=weight)
    record.add(op, [logits_of(record, op), probabilities(record)], reduction="mean", label_smoothing=0.1)
    record.add(op, [logits_of(record, op, (4,))], [2], reduction="mean", note="no batch")
    record.add(op, [logits_of(record, op, (2, 3, 2))], [[[0, 2], [1, 1]]], reduction="mean", note="classes on axis 1")


def probabilities(record):
    """Rows that sum to one."""
    counts = record.sampler("cross_entropy").integers((3, 4), 5).double() + 1.0
    return counts / counts.sum(1, keepdim=True)


def nll_cases(record):
    weight = torch.tensor([0.5, 1.5, 2.0, 0.25])
    for reduction in REDUCTIONS:
        scores = record.sampler("nll").uniform((3, 4), -3.0, -0.1)
        record.add("nll", [scores], [[1, 3, 0]], reduction=reduction)
        record.add("nll", [scores], [[1, IGNORED, 0]], reduction=reduction, weight=weight)


def binary_cases(record):
    weight = torch.tensor([0.5, 1.5, 2.0])
    pos_weight = torch.tensor([3.0, 0.5, 1.0])
    for op, low, high in [("bce", 0.05, 0.95), ("bce_with_logits", -3.0, 3.0)]:
        for reduction in REDUCTIONS:
            sampler = record.sampler(op)
            inputs = [sampler.uniform((2, 3), low, high), sampler.uniform((2, 3), 0.0, 1.0)]
            record.add(op, inputs, reduction=reduction)
            record.add(op, inputs, reduction=reduction, weight=weight)
    for reduction in REDUCTIONS:
        sampler = record.sampler("bce_with_logits")
        inputs = [sampler.uniform((2, 3), -3.0, 3.0), sampler.mask((2, 3))]
        record.add("bce_with_logits", inputs, reduction=reduction, pos_weight=pos_weight)
    record.add("bce_with_logits", inputs, reduction="mean", weight=weight, pos_weight=pos_weight)


def special_points(record):
    huge = [[1000.0, -1000.0, 0.0], [-1000.0, 1000.0, 999.0]]
    op = "cross_entropy"
    for reduction in REDUCTIONS:
        record.add(op, [huge], [[0, 0]], reduction=reduction, special=True, note="large logits")
    everyone = {"special": True, "note": "every label ignored: no loss, where PyTorch's mean is 0 / 0"}
    for reduction in REDUCTIONS:
        case = record.add(op, [[[1.0, 2.0], [0.5, -1.0]]], [[IGNORED, IGNORED]], reduction=reduction, **everyone)
        if reduction == "mean":
            case["output"]["data"] = [0.0]
    record.add(op, [[[-INFINITY, 1.0, 2.0]]], [[1]], reduction="mean", special=True, note="a masked class")
    for reduction in REDUCTIONS:
        record.add(
            "bce_with_logits",
            [[1000.0, -1000.0, 1000.0, -1000.0, 0.0], [1.0, 1.0, 0.0, 0.0, 0.5]],
            reduction=reduction,
            special=True,
            note="large logits",
        )
    record.add(
        "bce",
        [[0.0, 1.0, 0.0, 1.0], [0.0, 1.0, 1.0, 0.0]],
        reduction="none",
        special=True,
        note="the logarithm is held at −100, as in PyTorch; value only",
    )
    record.cases[-1]["gradients"], record.cases[-1]["hvp"] = None, None
    record.add("l1", [[1.0, 2.0], [1.0, 1.0]], reduction="none", special=True, note="derivative 0 at 0")
    edges = [[1.0, -1.0, 0.0], [0.0, 0.0, 0.0]]
    for op, args in [("huber", {"delta": 1.0}), ("smooth_l1", {"beta": 1.0})]:
        case = record.add(op, edges, reduction="none", special=True, note="where the parabola meets the line", **args)
        case["hvp"] = None
    record.add("smooth_l1", [[1.0, 0.0], [0.0, 0.0]], reduction="none", beta=0.0, special=True, note="beta 0 is l1")
