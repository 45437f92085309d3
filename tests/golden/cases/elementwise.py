"""Functions of one tensor, element by element."""

import math

import torch
import torch.nn.functional as F

import exact
from recording import Operation, encode

INFINITY = math.inf
NAN = math.nan


def cbrt(x):
    """PyTorch has no cube root: sign(x) · |x|^(1/3)."""
    return x.sign() * x.abs() ** (1 / 3)


def softplus(x):
    """Without PyTorch's switch to the identity above 20."""
    return F.softplus(x, threshold=600.0)


def hardsigmoid(x):
    """By hardtanh, which unlike PyTorch's hardsigmoid differentiates twice."""
    return F.hardtanh(x + 3.0, 0.0, 6.0) / 6.0


def prelu(x, weight):
    return F.prelu(x, weight)


def celu(x, alpha):
    """PyTorch's own rounds 1/alpha to single precision."""
    negative = torch.where(x > 0, torch.zeros_like(x), x)
    return torch.where(x > 0, x, alpha * torch.expm1(negative / alpha))


def clamp(x, lo=None, hi=None):
    return torch.clamp(x, lo, hi)


FUNCTIONS = {
    "neg": torch.neg,
    "abs": torch.abs,
    "sign": torch.sign,
    "square": torch.square,
    "sqrt": torch.sqrt,
    "rsqrt": torch.rsqrt,
    "recip": torch.reciprocal,
    "powi": lambda x, n: torch.pow(x, n),
    "powf": lambda x, p: torch.pow(x, p),
    "cbrt": cbrt,
    "exp": torch.exp,
    "exp2": torch.exp2,
    "exp_m1": torch.expm1,
    "ln": torch.log,
    "log2": torch.log2,
    "log10": torch.log10,
    "ln_1p": torch.log1p,
    "sin": torch.sin,
    "cos": torch.cos,
    "tan": torch.tan,
    "asin": torch.asin,
    "acos": torch.acos,
    "atan": torch.atan,
    "sinh": torch.sinh,
    "cosh": torch.cosh,
    "tanh": torch.tanh,
    "asinh": torch.asinh,
    "acosh": torch.acosh,
    "atanh": torch.atanh,
    "erf": torch.erf,
    "erfc": torch.erfc,
    "erfinv": torch.erfinv,
    "normal_cdf": torch.special.ndtr,
    "log_normal_cdf": torch.special.log_ndtr,
    "lgamma": torch.lgamma,
    "digamma": torch.digamma,
    "polygamma": lambda x, n: torch.polygamma(n, x),
    "sigmoid": torch.sigmoid,
    "log_sigmoid": F.logsigmoid,
    "softplus": softplus,
    "relu": torch.relu,
    "relu6": F.relu6,
    "leaky_relu": lambda x, slope: F.leaky_relu(x, slope),
    "elu": lambda x, alpha: F.elu(x, alpha),
    "selu": F.selu,
    "celu": celu,
    "gelu": F.gelu,
    "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"),
    "silu": F.silu,
    "mish": F.mish,
    "hardtanh": lambda x, lo, hi: F.hardtanh(x, lo, hi),
    "hardsigmoid": hardsigmoid,
    "hardswish": F.hardswish,
    "softsign": F.softsign,
    "softshrink": lambda x, width: F.softshrink(x, width),
    "hardshrink": lambda x, width: F.hardshrink(x, width),
    "tanhshrink": F.tanhshrink,
    "threshold": lambda x, limit, value: F.threshold(x, limit, value),
    "prelu": prelu,
    "sinc": torch.sinc,
    "floor": torch.floor,
    "ceil": torch.ceil,
    "round": torch.round,
    "trunc": torch.trunc,
    "fract": torch.frac,
    "clamp": clamp,
    "nan_to_num": lambda x, nan, posinf, neginf: torch.nan_to_num(x, nan, posinf, neginf),
}

OPERATIONS = {name: Operation(function) for name, function in FUNCTIONS.items()}
OPERATIONS["cbrt"] = Operation(cbrt, source="composition")
OPERATIONS["hardsigmoid"] = Operation(hardsigmoid, source="composition")
OPERATIONS["is_nan"] = Operation(torch.isnan, differentiable=False)
OPERATIONS["is_finite"] = Operation(torch.isfinite, differentiable=False)
OPERATIONS["is_infinite"] = Operation(torch.isinf, differentiable=False)

POSITIVE = (0.2, 4.0)
UNIT = (-0.9, 0.9)

# Operation, interval to draw from, kinks to avoid, period of kinks, and argument sets.
ORDINARY = [
    ("neg", (-2.0, 2.0), (), None, [{}]),
    ("abs", (-2.0, 2.0), (0.0,), None, [{}]),
    ("sign", (-2.0, 2.0), (0.0,), None, [{}]),
    ("square", (-2.0, 2.0), (), None, [{}]),
    ("sqrt", POSITIVE, (), None, [{}]),
    ("rsqrt", POSITIVE, (), None, [{}]),
    ("recip", (-2.0, 2.0), (-0.1, 0.0, 0.1), None, [{}]),
    ("powi", (-2.0, 2.0), (-0.1, 0.0, 0.1), None, [{"n": 3}, {"n": -2}, {"n": 0}, {"n": 1}]),
    ("powf", POSITIVE, (), None, [{"p": 2.5}, {"p": -0.5}, {"p": 0.0}, {"p": 1.0}]),
    ("cbrt", (-4.0, 4.0), (-0.1, 0.0, 0.1), None, [{}]),
    ("exp", (-3.0, 3.0), (), None, [{}]),
    ("exp2", (-3.0, 3.0), (), None, [{}]),
    ("exp_m1", (-2.0, 2.0), (), None, [{}]),
    ("ln", POSITIVE, (), None, [{}]),
    ("log2", POSITIVE, (), None, [{}]),
    ("log10", POSITIVE, (), None, [{}]),
    ("ln_1p", (-0.7, 3.0), (), None, [{}]),
    ("sin", (-7.0, 7.0), (), None, [{}]),
    ("cos", (-7.0, 7.0), (), None, [{}]),
    ("tan", (-1.3, 1.3), (), None, [{}]),
    ("asin", UNIT, (), None, [{}]),
    ("acos", UNIT, (), None, [{}]),
    ("atan", (-4.0, 4.0), (), None, [{}]),
    ("sinh", (-3.0, 3.0), (), None, [{}]),
    ("cosh", (-3.0, 3.0), (), None, [{}]),
    ("tanh", (-3.0, 3.0), (), None, [{}]),
    ("asinh", (-4.0, 4.0), (), None, [{}]),
    ("acosh", (1.3, 5.0), (), None, [{}]),
    ("atanh", UNIT, (), None, [{}]),
    ("erf", (-2.5, 2.5), (), None, [{}]),
    ("erfc", (-2.5, 2.5), (), None, [{}]),
    ("erfinv", UNIT, (), None, [{}]),
    ("normal_cdf", (-3.0, 3.0), (), None, [{}]),
    ("log_normal_cdf", (-4.0, 3.0), (), None, [{}]),
    ("lgamma", (0.3, 6.0), (), None, [{}]),
    ("digamma", (0.3, 6.0), (), None, [{}]),
    ("polygamma", (0.5, 6.0), (), None, [{"n": 1}, {"n": 2}, {"n": 4}]),
    ("sigmoid", (-5.0, 5.0), (), None, [{}]),
    ("log_sigmoid", (-5.0, 5.0), (), None, [{}]),
    ("softplus", (-5.0, 5.0), (), None, [{}]),
    ("relu", (-2.0, 2.0), (0.0,), None, [{}]),
    ("relu6", (-3.0, 9.0), (0.0, 6.0), None, [{}]),
    ("leaky_relu", (-2.0, 2.0), (0.0,), None, [{"slope": 0.01}, {"slope": 0.3}]),
    ("elu", (-2.0, 2.0), (0.0,), None, [{"alpha": 1.0}, {"alpha": 1.7}]),
    ("selu", (-2.0, 2.0), (0.0,), None, [{}]),
    ("celu", (-2.0, 2.0), (0.0,), None, [{"alpha": 1.0}, {"alpha": 0.6}]),
    ("gelu", (-3.0, 3.0), (), None, [{}]),
    ("gelu_tanh", (-3.0, 3.0), (), None, [{}]),
    ("silu", (-5.0, 5.0), (), None, [{}]),
    ("mish", (-5.0, 5.0), (), None, [{}]),
    ("hardtanh", (-3.0, 3.0), (-1.0, 1.0, 2.0), None, [{"lo": -1.0, "hi": 1.0}, {"lo": -1.0, "hi": 2.0}]),
    ("hardsigmoid", (-5.0, 5.0), (-3.0, 3.0), None, [{}]),
    ("hardswish", (-5.0, 5.0), (-3.0, 3.0), None, [{}]),
    ("softsign", (-3.0, 3.0), (0.0,), None, [{}]),
    ("sinc", (-2.5, 2.5), (-0.1, 0.0, 0.1), None, [{}]),
    ("floor", (-4.0, 4.0), (), 1.0, [{}]),
    ("ceil", (-4.0, 4.0), (), 1.0, [{}]),
    ("round", (-4.0, 4.0), (), 0.5, [{}]),
    ("trunc", (-4.0, 4.0), (), 1.0, [{}]),
    ("fract", (-4.0, 4.0), (), 1.0, [{}]),
    (
        "clamp",
        (-3.0, 3.0),
        (-1.0, 1.5),
        None,
        [{"lo": -1.0, "hi": 1.5}, {"lo": -1.0, "hi": None}, {"lo": None, "hi": 1.5}],
    ),
    ("nan_to_num", (-2.0, 2.0), (), None, [{"nan": 0.5, "posinf": 9.0, "neginf": -9.0}]),
    ("is_nan", (-2.0, 2.0), (), None, [{}]),
    ("softshrink", (-2.0, 2.0), (-0.5, 0.5, -1.2, 1.2), None, [{"width": 0.5}, {"width": 1.2}]),
    ("hardshrink", (-2.0, 2.0), (-0.5, 0.5, -1.2, 1.2), None, [{"width": 0.5}, {"width": 1.2}]),
    ("tanhshrink", (-3.0, 3.0), (), None, [{}]),
    ("threshold", (-2.0, 2.0), (0.1, 0.8), None, [{"limit": 0.1, "value": -7.5}, {"limit": 0.8, "value": 0.0}]),
    ("is_finite", (-2.0, 2.0), (), None, [{}]),
    ("is_infinite", (-2.0, 2.0), (), None, [{}]),
]

# Points where a convention decides, by PyTorch.
CONVENTIONS = [
    ("abs", [0.0, -0.0, INFINITY, -INFINITY], {}, None),
    ("sign", [0.0, -0.0, INFINITY, -INFINITY], {}, None),
    ("sqrt", [0.0, INFINITY], {}, "the derivative at 0 is infinite"),
    ("sqrt", [-1.0, NAN], {}, "outside the domain"),
    ("rsqrt", [0.0, INFINITY], {}, None),
    ("recip", [0.0, INFINITY, -INFINITY], {}, None),
    ("powi", [0.0, -1.5], {"n": 0}, "x⁰ is 1 everywhere and its derivative 0"),
    ("powi", [0.0, -1.5], {"n": 1}, None),
    ("powi", [0.0, -1.5], {"n": 2}, None),
    ("powi", [0.0, -1.5], {"n": 3}, None),
    ("powf", [0.0, 1.5], {"p": 0.0}, "x⁰ is 1 everywhere and its derivative 0"),
    ("powf", [0.0, 2.0], {"p": 0.5}, "the derivative at 0 is infinite"),
    ("powf", [0.0, -1.5], {"p": 2.0}, None),
    ("ln", [0.0, INFINITY], {}, None),
    ("ln_1p", [0.0, INFINITY], {}, None),
    ("exp", [0.0, -0.0, 1000.0, -1000.0, INFINITY, -INFINITY], {}, None),
    ("tanh", [0.0, -0.0, 40.0, -40.0, INFINITY, -INFINITY], {}, None),
    ("relu", [0.0, -0.0, 1e300, -1e300], {}, None),
    ("relu6", [0.0, 6.0, 3.0], {}, "hardtanh and relu6 do not pass at their edges"),
    ("hardtanh", [-1.0, 2.0, 0.0], {"lo": -1.0, "hi": 2.0}, "hardtanh and relu6 do not pass at their edges"),
    ("hardsigmoid", [-3.0, 3.0, 0.0], {}, "as relu6: does not pass at its edges"),
    ("hardswish", [-3.0, 3.0, 0.0, 1000.0, -1000.0], {}, "x · relu6(x + 3) / 6, so 0 at −3 and 1 at 3"),
    ("leaky_relu", [0.0, -0.0], {"slope": 0.3}, "the slope of the negative side at 0"),
    ("elu", [0.0, 1000.0, -1000.0], {"alpha": 1.7}, "the slope of the negative side at 0"),
    ("selu", [0.0, 1000.0, -1000.0], {}, "the slope of the negative side at 0"),
    ("celu", [0.0, 1000.0, -1000.0], {"alpha": 0.6}, None),
    ("softsign", [0.0, 1e300, -1e300], {}, None),
    ("clamp", [1.0, 1.5, 2.0], {"lo": 2.0, "hi": 1.0}, "lo above hi gives hi; derivative 0"),
    ("floor", [0.0, -0.0, 2.0, -2.0, 0.5, -0.5, INFINITY], {}, None),
    ("ceil", [0.0, -0.0, 2.0, -2.0, 0.5, -0.5, INFINITY], {}, None),
    ("trunc", [0.0, -0.0, 2.0, -2.0, 0.5, -0.5, INFINITY], {}, None),
    ("round", [0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 3.0], {}, "half to even"),
    ("nan_to_num", [NAN, INFINITY, -INFINITY, 1.5], {"nan": 0.5, "posinf": 9.0, "neginf": -9.0}, None),
    ("is_nan", [NAN, INFINITY, -INFINITY, 0.0], {}, None),
    ("softshrink", [0.5, -0.5, 0.0, 1000.0, -1000.0], {"width": 0.5}, "0 at its edges, with derivative 0"),
    ("hardshrink", [0.5, -0.5, 0.0, 1000.0, -1000.0], {"width": 0.5}, "0 at its edges, with derivative 0"),
    ("tanhshrink", [0.0, 40.0, -40.0, 1000.0, -1000.0], {}, None),
    ("threshold", [0.1, 1000.0, -1000.0], {"limit": 0.1, "value": -7.5}, "the value at the limit itself"),
    ("is_finite", [NAN, INFINITY, -INFINITY, 0.0], {}, None),
    ("is_infinite", [NAN, INFINITY, -INFINITY, 0.0], {}, None),
]

# Points where PyTorch loses accuracy, overflows or has no second derivative: values by mpmath.
# The last column says whether the numbers are to be compared relatively, each with itself.
EXACT = [
    ("exp_m1", [0.0, 1e-300, 1e-12, -1e-12, 1e-5], True),
    ("exp_m1", [-40.0, 40.0], False),
    ("ln_1p", [1e-300, 1e-12, -1e-12, 1e-5], True),
    ("sin", [1e-300, 3.141592653589793, 100.0, 1e6], True),
    ("cos", [1e-300, 1.5707963267948966, 100.0, 1e6], True),
    ("asinh", [1e-9, -1e-9, 1e9, -1e9, 1e160], False),
    ("acosh", [1e9, 1e160], False),
    ("atanh", [1e-12, -1e-12, 1e-5], True),
    ("tanh", [0.0, 1e-9, -1e-9, 20.0, -20.0], False),
    ("erf", [0.0, 1e-300, 1e-9, 6.0, -6.0, 30.0, -30.0], False),
    ("erfc", [0.0, 6.0, 10.0, 26.0], True),
    ("erfc", [-6.0, -30.0, 30.0], False),
    ("erfinv", [0.0, 1e-9, 0.999, -0.999, 0.9999999], False),
    ("normal_cdf", [0.0, -10.0, -20.0, -37.0], True),
    ("normal_cdf", [6.0, 40.0, -40.0], False),
    ("log_normal_cdf", [-5.0, -12.0, -40.0], True),
    ("log_normal_cdf", [-1000.0, -1e6], True),
    ("log_normal_cdf", [2.0, 6.0, 10.0, 20.0, 37.0], True),
    ("log_normal_cdf", [40.0], False),
    ("lgamma", [1e-3, 0.5, 1.0, 2.0, 100.0], False),
    ("lgamma", [-0.5, -1.5, -3.7], False),
    ("digamma", [1e-3, 1.0, 100.0, -0.5, -1.5], False),
    ("sigmoid", [0.0, -40.0, -700.0], True),
    ("sigmoid", [40.0, 1000.0, -1000.0], False),
    ("log_sigmoid", [40.0, 700.0], True),
    ("log_sigmoid", [0.0, -40.0, 1000.0, -1000.0], False),
    ("softplus", [-40.0, -700.0], True),
    ("softplus", [0.0, 25.0, 40.0, 1000.0, -1000.0], False),
    ("gelu", [0.0, 10.0, -10.0, 40.0, -40.0, 1000.0, -1000.0], False),
    ("gelu", [-6.0, -10.0, -20.0, -37.0], True),
    ("gelu_tanh", [0.0, 10.0, -10.0, 40.0, -40.0, 1000.0, -1000.0], False),
    ("silu", [0.0, 40.0, -40.0, 1000.0, -1000.0], False),
    ("mish", [0.0, 40.0, -40.0, 1000.0, -1000.0], False),
    ("sinc", [0.0, 1e-300, 1e-9, 1e-4, 1e-3, 0.01, 1.0, -2.0], False),
]

# PyTorch's trigamma is good to nine digits only.
INACCURATE_IN_PYTORCH = {"lgamma", "digamma", "polygamma"}
SLOW_IN_MPMATH = {"lgamma", "digamma", "erfinv"}
# Second derivatives that jump at these points, and one that no formula in doubles can give:
# −r (x + r), where r = φ(x) / Φ(x) agrees with −x to the last digit.
NO_SECOND_DERIVATIVE = {("elu", 0.0), ("selu", 0.0), ("celu", 0.0), ("hardswish", -3.0), ("log_normal_cdf", -1000.0)}


def cases(record):
    for op, (low, high), kinks, period, argument_sets in ORDINARY:
        for args in argument_sets:
            for shape in [(2, 3), ()] if args is argument_sets[0] else [(3,)]:
                inputs = [record.sampler(op).uniform(shape, low, high, kinks, period)]
                if op in INACCURATE_IN_PYTORCH:
                    use_mpmath(record.add(op, inputs, **args), exact.ORDINARY_DIGITS)
                else:
                    record.add(op, inputs, **args)
        if len(argument_sets) == 1:
            record.add(op, [torch.zeros(0, 3)], **args)
    for op, points, args, note in CONVENTIONS:
        case = record.add(op, [points], special=True, note=note, **args)
        if (op, points[0]) in NO_SECOND_DERIVATIVE:
            case["hvp"] = None
    for op, points, relative in EXACT:
        add_exact(record, op, points, relative)
    cbrt_at_zero(record)
    clamp_at_the_edges(record)
    prelu_cases(record)


def add_exact(record, op, points, relative):
    """A point where PyTorch is not good enough, in as many digits as the tail needs."""
    case = record.add(op, [points], special=True, relative=relative)
    use_mpmath(case, exact.ORDINARY_DIGITS if op in SLOW_IN_MPMATH else exact.TAIL_DIGITS)
    if (op, points[0]) in NO_SECOND_DERIVATIVE:
        case["hvp"] = None


def use_mpmath(case, digits):
    """Replaces PyTorch's output, gradient and second derivative by mpmath's."""
    case["source"] = "mpmath"
    points = case["inputs"][0]["data"]
    triples = [exact.value_and_two_derivatives(case["op"], point, digits, **case["args"]) for point in points]
    values, slopes, curvatures = zip(*triples)
    cotangent = case["cotangent"]["data"]
    tangent = case["tangents"][0]["data"]
    shape = case["inputs"][0]["shape"]
    gradient = [a * b for a, b in zip(cotangent, slopes)]
    product = [a * b * c for a, b, c in zip(cotangent, curvatures, tangent)]
    case["output"] = {"shape": shape, "data": encode(list(values))}
    case["gradients"] = [{"shape": shape, "data": encode(gradient)}]
    case["hvp"] = [{"shape": shape, "data": encode(product)}]


def cbrt_at_zero(record):
    """The derivative at 0 is infinite; the composition above cannot see it."""
    case = record.add("cbrt", [[0.0, 8.0]], special=True, note="the derivative at 0 is infinite")
    slopes = [INFINITY, 1.0 / 12.0]
    gradient = [cotangent * slope for cotangent, slope in zip(case["cotangent"]["data"], slopes)]
    case["gradients"] = [{"shape": [2], "data": encode(gradient)}]
    case["hvp"] = None


def clamp_at_the_edges(record):
    """Wengert's clamp passes at its edges, as PyTorch's once did: no gradient recorded."""
    case = record.add(
        "clamp",
        [[-1.0, 1.5, 0.0]],
        special=True,
        note="passes at its edges in Wengert, not in this PyTorch: value only",
        lo=-1.0,
        hi=1.5,
    )
    case["gradients"], case["hvp"] = None, None


def prelu_cases(record):
    """One weight for all, or one per channel (axis 1)."""
    for shape, channels in [((2, 3), 1), ((2, 3), 3), ((2, 3, 2), 3), ((5,), 1)]:
        sampler = record.sampler("prelu")
        x = sampler.uniform(shape, kinks=(0.0,))
        record.add("prelu", [x, sampler.uniform((channels,), 0.05, 0.5)])
    case = record.add("prelu", [[0.0, -0.0, 1.0], [0.25]], special=True, note="the weight's side at 0")
    # PyTorch's second derivative takes neither side at 0.
    case["hvp"] = None
