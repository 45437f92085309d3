"""Checks the written files: against a new run, finite differences, and mpmath."""

import json
import math

import torch

import exact
from recording import decode

STEP = 1e-3
FIRST_ORDER = 2e-7
SECOND_ORDER = 2e-6
AGAINST_MPMATH = 1e-13
LAST_BITS = 1e-13


def check(folder, files, families):
    """True if every file says what this run would write and every recorded derivative holds."""
    good = True
    for name, text in files.items():
        written = json.loads((folder / name).read_text(encoding="utf-8"))
        if not alike(written, json.loads(text)):
            print(f"{name}: not what this run would write (PyTorch {written['torch']} wrote it)")
            good = False
    for family, module in families.items():
        cases = json.loads((folder / f"{family}.json").read_text(encoding="utf-8"))["cases"]
        good &= every_operation_has_a_case(family, module, cases)
        good &= derivatives_hold(family, module, cases)
    print("all good" if good else "FAILED")
    return good


def alike(written, fresh):
    """Equal, but for the last bits of numbers, which depend on the processor."""
    if isinstance(written, dict) and isinstance(fresh, dict):
        keys = set(written) - {"torch"}
        return keys == set(fresh) - {"torch"} and all(alike(written[key], fresh[key]) for key in keys)
    if isinstance(written, list) and isinstance(fresh, list):
        return len(written) == len(fresh) and all(map(alike, written, fresh))
    if isinstance(written, float) and isinstance(fresh, float):
        return math.isclose(written, fresh, rel_tol=LAST_BITS, abs_tol=LAST_BITS)
    return written == fresh


def every_operation_has_a_case(family, module, cases):
    missing = set(module.OPERATIONS) - {case["op"] for case in cases}
    if missing:
        print(f"{family}.json: no case of {', '.join(sorted(missing))}")
    return not missing


def derivatives_hold(family, module, cases):
    """Prints the largest error of each kind of check, and every case that is off."""
    good = True
    worst = {"first order": 0.0, "second order": 0.0, "mpmath": 0.0}
    checked = 0
    for number, case in enumerate(cases):
        errors = errors_of(module.OPERATIONS[case["op"]], case)
        checked += "first order" in errors
        for kind, (error, tolerance) in errors.items():
            worst[kind] = max(worst[kind], error)
            if not error <= tolerance:
                print(f"{family}.json case {number}: {case['op']} {case['args']}: {kind} off by {error:.1e}")
                good = False
    figures = ", ".join(f"{kind} {error:.1e}" for kind, error in worst.items())
    print(f"{family}: {len(cases)} cases, {checked} differentiated numerically; largest error {figures}")
    return good


def errors_of(operation, case):
    """Kind of check to (error, tolerance), for the cases that have derivatives."""
    errors = {}
    smooth = not case["special"] or case.get("smooth", False)
    if smooth and case["gradients"] is not None and sum(map(size, case["gradients"])) > 0:
        errors["first order"] = (first_order(operation, case), FIRST_ORDER)
        if case["hvp"] is not None:
            errors["second order"] = (second_order(operation, case), SECOND_ORDER)
    if case["op"] in exact.FUNCTIONS and not case["special"]:
        errors["mpmath"] = (against_mpmath(case), AGAINST_MPMATH)
    return errors


def size(tensor):
    return 0 if tensor is None else len(tensor["data"])


def difference(mine, theirs):
    """The largest error relative to the largest magnitude, but never to less than 1."""
    if mine.numel() == 0:
        return 0.0
    scale = max(1.0, theirs.abs().max().item())
    error = (mine - theirs).abs().max().item() / scale
    return math.inf if math.isnan(error) else error


def parts(case):
    inputs = [decode(value) for value in case["inputs"]]
    indices = [decode(value) for value in case.get("indices", [])]
    return inputs, indices, decode(case["args"])


def cotangents_of(case):
    return [decode(value) for value in case.get("cotangents") or [case["cotangent"]]]


def objective(operation, case, inputs, indices, args):
    """sum(cotangent · output)."""
    result = operation.function(*inputs, *indices, **args)
    outputs = result if isinstance(result, (tuple, list)) else [result]
    return sum((a * b).sum() for a, b in zip(outputs, cotangents_of(case)) if b is not None)


def richardson(function):
    """A central difference at two step sizes, extrapolated to the fourth order."""
    coarse = (function(STEP) - function(-STEP)) / (2 * STEP)
    fine = (function(STEP / 2) - function(-STEP / 2)) / STEP
    return (4 * fine - coarse) / 3


def first_order(operation, case):
    """Every entry of every gradient against differences of the objective."""
    inputs, indices, args = parts(case)
    worst = 0.0
    for number, gradient in enumerate(case["gradients"]):
        if gradient is None:
            continue
        numeric = torch.zeros(size(gradient))
        for entry in range(size(gradient)):

            def moved(step):
                shifted = [value.clone() for value in inputs]
                shifted[number].view(-1)[entry] += step
                with torch.no_grad():
                    return float(objective(operation, case, shifted, indices, args))

            numeric[entry] = richardson(moved)
        worst = max(worst, difference(numeric, decode(gradient).reshape(-1)))
    return worst


def second_order(operation, case):
    """Every entry of the product against differences of the gradients along the tangents."""
    inputs, indices, args = parts(case)
    tangents = [decode(value) if value is not None else None for value in case["tangents"]]
    wanted = [number for number, tangent in enumerate(tangents) if tangent is not None]

    def gradients(step):
        moved = [
            value.clone() if tangent is None else (value + step * tangent).requires_grad_()
            for value, tangent in zip(inputs, tangents)
        ]
        total = objective(operation, case, moved, indices, args)
        leaves = [moved[number] for number in wanted]
        found = torch.autograd.grad(total, leaves, allow_unused=True, materialize_grads=True)
        return torch.cat([gradient.reshape(-1) for gradient in found])

    recorded = torch.cat([decode(case["hvp"][number]).reshape(-1) for number in wanted])
    return difference(richardson(gradients), recorded)


def against_mpmath(case):
    """Output, gradient and product of a function of one number against mpmath."""
    points = decode(case["inputs"][0]).reshape(-1).tolist()
    if not points:
        return 0.0
    args = decode(case["args"])
    triples = torch.tensor([exact.value_and_two_derivatives(case["op"], point, **args) for point in points])
    cotangent = decode(case["cotangent"]).reshape(-1)
    tangent = decode(case["tangents"][0]).reshape(-1)
    pairs = [
        (case["output"], triples[:, 0]),
        (case["gradients"][0], cotangent * triples[:, 1]),
        (case["hvp"][0], cotangent * triples[:, 2] * tangent),
    ]
    return max(difference(decode(recorded).reshape(-1), truth) for recorded, truth in pairs)
