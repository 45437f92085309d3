"""Functions of one number in mpmath, with derivatives, for points where PyTorch loses accuracy."""

import mpmath
from mpmath import mp, mpf

ROOT_TWO = lambda: mp.sqrt(2)


def normal_cdf(x):
    return mp.erfc(-x / ROOT_TWO()) / 2


def cbrt(x):
    return mp.sign(x) * mp.cbrt(abs(x))


def gelu_tanh(x):
    return x / 2 * (1 + mp.tanh(mp.sqrt(2 / mp.pi) * (x + mpf("0.044715") * x**3)))


def softplus(x):
    return mp.log1p(mp.exp(x))


def sigmoid(x):
    return 1 / (1 + mp.exp(-x))


def sinc(x):
    # The power series near 0, so that the difference quotient does not divide by zero.
    angle = mp.pi * x
    if abs(angle) < mpf("0.01"):
        return mp.nsum(lambda k: (-1) ** int(k) * angle ** (2 * int(k)) / mp.factorial(2 * int(k) + 1), [0, 200])
    return mp.sin(angle) / angle


FUNCTIONS = {
    "sqrt": mp.sqrt,
    "rsqrt": lambda x: 1 / mp.sqrt(x),
    "recip": lambda x: 1 / x,
    "cbrt": cbrt,
    "exp": mp.exp,
    "exp2": lambda x: mpf(2) ** x,
    "exp_m1": mp.expm1,
    "ln": mp.log,
    "log2": lambda x: mp.log(x) / mp.log(2),
    "log10": lambda x: mp.log(x) / mp.log(10),
    "ln_1p": mp.log1p,
    "sin": mp.sin,
    "cos": mp.cos,
    "tan": mp.tan,
    "asin": mp.asin,
    "acos": mp.acos,
    "atan": mp.atan,
    "sinh": mp.sinh,
    "cosh": mp.cosh,
    "tanh": mp.tanh,
    "asinh": mp.asinh,
    "acosh": mp.acosh,
    "atanh": mp.atanh,
    "erf": mp.erf,
    "erfc": mp.erfc,
    "erfinv": mp.erfinv,
    "normal_cdf": normal_cdf,
    "log_normal_cdf": lambda x: mp.log(normal_cdf(x)),
    "lgamma": lambda x: mp.log(abs(mp.gamma(x))),
    "digamma": mp.digamma,
    "polygamma": lambda x, n: mp.polygamma(n, x),
    "sigmoid": sigmoid,
    "log_sigmoid": lambda x: -softplus(-x),
    "softplus": softplus,
    "gelu": lambda x: x * normal_cdf(x),
    "gelu_tanh": gelu_tanh,
    "silu": lambda x: x * sigmoid(x),
    "mish": lambda x: x * mp.tanh(softplus(x)),
    "sinc": sinc,
}


ORDINARY_DIGITS = 60
# Far in a tail a derivative is a difference of numbers that agree to 300 digits.
TAIL_DIGITS = 350


def value_and_two_derivatives(op, x, digits=ORDINARY_DIGITS, **args):
    """f(x), f′(x) and f″(x), rounded once to double precision."""
    with mp.workdps(digits):
        function = FUNCTIONS[op]
        point = mpf(x)
        return tuple(float(mpmath.diff(lambda y: function(y, **args), point, order)) for order in range(3))
