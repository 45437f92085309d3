"""Writes values.json: values and derivatives of ADBench's problems by PyTorch in double precision.

    pip install torch
    python tests/adbench/generate.py
"""

import json
import math
from pathlib import Path

import torch

torch.set_default_dtype(torch.float64)
here = Path(__file__).parent
data = here.parent.parent / "data" / "adbench"


def mixture():
    numbers = [float(word) for word in (data / "gmm_d2_K5.txt").read_text().split()]
    d, k, n = (int(x) for x in numbers[:3])
    count = k * (1 + d + d * (d + 1) // 2)
    parameters = torch.tensor(numbers[3 : 3 + count], requires_grad=True)
    points = torch.tensor(numbers[3 + count : 3 + count + n * d]).reshape(n, d)
    gamma, m = numbers[-2:]

    def objective(parameters):
        alphas = parameters[:k]
        means = parameters[k : k + k * d].reshape(k, d)
        factors = parameters[k + k * d :].reshape(k, d * (d + 1) // 2)
        logarithms, below = factors[:, :d], factors[:, d:]
        lower = torch.zeros(k, d, d)
        lower = lower + torch.diag_embed(logarithms.exp())
        place = 0
        for column in range(d):
            for row in range(column + 1, d):
                unit = torch.zeros(d, d)
                unit[row, column] = 1.0
                lower = lower + below[:, place, None, None] * unit
                place += 1
        centred = points[:, None, :] - means[None]
        turned = torch.einsum("kij,nkj->nki", lower, centred)
        terms = alphas + logarithms.sum(1) - 0.5 * turned.square().sum(2)
        freedom = d + m + 1
        log_gammas = 0.25 * d * (d - 1) * math.log(math.pi)
        log_gammas += sum(math.lgamma(0.5 * (freedom - j)) for j in range(d))
        constant = freedom * d * (math.log(gamma) - 0.5 * math.log(2)) - log_gammas
        squares = logarithms.exp().square().sum() + below.square().sum()
        prior = 0.5 * gamma**2 * squares - m * logarithms.sum() - k * constant
        normalisation = -0.5 * n * d * math.log(2 * math.pi) - n * torch.logsumexp(alphas, 0)
        return normalisation + torch.logsumexp(terms, 1).sum() + prior

    value = objective(parameters)
    (gradient,) = torch.autograd.grad(value, parameters)
    hessian = torch.autograd.functional.hessian(objective, parameters.detach())
    return {
        "value": value.item(),
        "gradient": gradient.tolist(),
        "hessian": hessian.flatten().tolist(),
    }


def bundle():
    numbers = [float(word) for word in (data / "ba1.txt").read_text().split()][3:]
    camera, point, weight = numbers[:11], numbers[11:14], numbers[14]
    observed = torch.tensor(numbers[15:17])

    def residual(x):
        camera, point, weight = x[:11], x[11:14], x[14]
        axis, centred = camera[:3], point - camera[3:6]
        angle = axis.norm()
        unit = axis / angle
        seen = (
            centred * angle.cos()
            + torch.linalg.cross(unit, centred) * angle.sin()
            + unit * (unit @ centred) * (1 - angle.cos())
        )
        image = seen[:2] / seen[2]
        squared = image.square().sum()
        distorted = image * (1 + camera[9] * squared + camera[10] * squared**2)
        return weight * (distorted * camera[6] + camera[7:9] - observed)

    x = torch.tensor(camera + point + [weight])
    jacobian = torch.autograd.functional.jacobian(residual, x)
    return {"value": residual(x).tolist(), "jacobian": jacobian.flatten().tolist()}


(here / "values.json").write_text(json.dumps({"mixture": mixture(), "bundle": bundle()}) + "\n")
