"""Ten steps of every optimizer on given gradients, learning rates, and clipped gradients."""

import json

import torch

from recording import Sampler, encode

STEPS = 10
RATE = 0.05

# Name in Wengert, arguments there, PyTorch's class, arguments there.
OPTIMIZERS = [
    ("Sgd", {}, torch.optim.SGD, {}),
    ("Sgd", {"momentum": 0.9}, torch.optim.SGD, {"momentum": 0.9}),
    ("Sgd", {"momentum": 0.9, "nesterov": True}, torch.optim.SGD, {"momentum": 0.9, "nesterov": True}),
    ("Sgd", {"weight_decay": 0.1}, torch.optim.SGD, {"weight_decay": 0.1}),
    (
        "Sgd",
        {"momentum": 0.8, "weight_decay": 0.01},
        torch.optim.SGD,
        {"momentum": 0.8, "weight_decay": 0.01},
    ),
    (
        "Sgd",
        {"momentum": 0.9, "nesterov": True, "weight_decay": 0.1},
        torch.optim.SGD,
        {"momentum": 0.9, "nesterov": True, "weight_decay": 0.1},
    ),
    ("Sgd", {"momentum": 0.9, "dampening": 0.5}, torch.optim.SGD, {"momentum": 0.9, "dampening": 0.5}),
    ("Adam", {}, torch.optim.Adam, {}),
    (
        "Adam",
        {"beta1": 0.8, "beta2": 0.99, "epsilon": 1e-6},
        torch.optim.Adam,
        {"betas": (0.8, 0.99), "eps": 1e-6},
    ),
    ("Adam", {"weight_decay": 0.1}, torch.optim.Adam, {"weight_decay": 0.1}),
    ("Adam", {"amsgrad": True}, torch.optim.Adam, {"amsgrad": True}),
    ("AdamW", {"weight_decay": 0.01}, torch.optim.AdamW, {}),
    ("AdamW", {"weight_decay": 0.1}, torch.optim.AdamW, {"weight_decay": 0.1}),
    ("AdamW", {"weight_decay": 0.0}, torch.optim.AdamW, {"weight_decay": 0.0}),
    (
        "AdamW",
        {"weight_decay": 0.05, "amsgrad": True},
        torch.optim.AdamW,
        {"weight_decay": 0.05, "amsgrad": True},
    ),
]

SCHEDULES = [
    ("constant", {}, lambda opt: torch.optim.lr_scheduler.LambdaLR(opt, lambda epoch: 1.0)),
    (
        "constant_factor",
        {"factor": 0.25, "steps": 4},
        lambda opt: torch.optim.lr_scheduler.ConstantLR(opt, factor=0.25, total_iters=4),
    ),
    ("step", {"every": 3, "factor": 0.5}, lambda opt: torch.optim.lr_scheduler.StepLR(opt, 3, 0.5)),
    ("step", {"every": 1, "factor": 0.1}, lambda opt: torch.optim.lr_scheduler.StepLR(opt, 1, 0.1)),
    ("exponential", {"factor": 0.9}, lambda opt: torch.optim.lr_scheduler.ExponentialLR(opt, 0.9)),
    (
        "cosine",
        {"steps": 10, "lowest": 0.0},
        lambda opt: torch.optim.lr_scheduler.CosineAnnealingLR(opt, 10, 0.0),
    ),
    (
        "cosine",
        {"steps": 6, "lowest": 0.01},
        lambda opt: torch.optim.lr_scheduler.CosineAnnealingLR(opt, 6, 0.01),
    ),
]


def loss_of(weight, bias):
    """A bowl with a ripple, so that no two gradients are alike."""
    stretch = torch.tensor([[1.0, 4.0, 0.5], [2.0, 0.1, 1.0]])
    bowl = (stretch * (weight - 1.0) ** 2).sum() / 2 + ((bias + 0.5) ** 4).sum()
    return bowl + torch.sin(weight).sum() + (weight.sum(1) * bias).sum()


def trajectory(name, args, optimizer, torch_args):
    """Parameters before each step, the gradients used, and the parameters at the end."""
    sampler = Sampler("optimizers")
    parameters = [sampler.uniform((2, 3)).requires_grad_(), sampler.uniform((2,)).requires_grad_()]
    algorithm = optimizer(parameters, lr=RATE, **torch_args)
    gradients, after = [], []
    start = encode(parameters)
    for _ in range(STEPS):
        algorithm.zero_grad()
        loss_of(*parameters).backward()
        gradients.append(encode([parameter.grad for parameter in parameters]))
        algorithm.step()
        after.append(encode(parameters))
    return {"optimizer": name, "args": {"rate": RATE} | args, "start": start, "gradients": gradients, "after": after}


def rates(name, args, make):
    """The rate of each epoch, from the first on."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=RATE)
    schedule = make(optimizer)
    found = []
    for _ in range(14):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return {"schedule": name, "args": {"rate": RATE} | args, "rates": found}


def clipped(op, limit, scale, norm=2.0):
    """Gradients before and after; a norm also reports what it was."""
    sampler = Sampler("clipping")
    before = [sampler.uniform((2, 3)) * scale, sampler.uniform((2,)) * scale]
    parameters = [torch.zeros_like(gradient) for gradient in before]
    for parameter, gradient in zip(parameters, before):
        parameter.grad = gradient.clone()
    case = {"clip": op, "args": {"limit": limit}, "before": encode(before)}
    if op == "norm":
        case["args"]["norm"] = encode(norm)
        case["total"] = float(torch.nn.utils.clip_grad_norm_(parameters, limit, norm))
    else:
        torch.nn.utils.clip_grad_value_(parameters, limit)
    case["after"] = encode([parameter.grad for parameter in parameters])
    return case


def text():
    clips = [
        clipped("norm", 1.0, 1.0),
        clipped("norm", 100.0, 1.0),
        clipped("norm", 0.5, 0.0),
        clipped("norm", 1.0, 1.0, norm=1.0),
        clipped("norm", 1.0, 1.0, norm=float("inf")),
        clipped("value", 0.5, 1.0),
        clipped("value", 10.0, 1.0),
    ]
    sections = {
        "trajectories": [trajectory(*optimizer) for optimizer in OPTIMIZERS],
        "schedules": [rates(*schedule) for schedule in SCHEDULES],
        "clips": clips,
    }
    return sections_text(sections)


def sections_text(sections):
    """Named lists, one entry a line."""
    parts = []
    for name, entries in sections.items():
        lines = [json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in entries]
        parts.append('"%s":[\n%s\n]' % (name, ",\n".join(lines)))
    return '{"format":1,"torch":"%s",\n%s}\n' % (torch.__version__.split("+")[0], ",\n".join(parts))
