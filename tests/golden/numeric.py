"""Writes reference values of the elementary and special functions (needs mpmath).

    python tests/golden/numeric.py > crates/tape/tests/golden/numeric.txt

A line `# name` opens a function. Every other line holds the bits of the arguments, the bits of the
value rounded to the nearest double, and what was rounded off in thousandths of a unit in the last
place. Arguments are edge values, random numbers over the whole exponent range, and random numbers
near the places where a function vanishes, saturates, or changes its method.
"""

import math
import random
import struct

import mpmath as mp

random.seed(20240607)
EDGES = [5e-324, 1.5e-310, 2.2250738585072014e-308, 1e-300, 1e-100, 1e-17, 1e-8, 1.7976931348623157e308]
KINKS = [0.5, 0.625, 1.0, math.sqrt(0.5), math.sqrt(2), 2.0, math.log(2) / 2, math.log(2), 0.41421356237309503, 2.414213562373095]


def bits(x):
    return format(struct.unpack(">Q", struct.pack(">d", x))[0], "x")


def rounded(value):
    """The nearest double and the rest in thousandths of its unit in the last place."""
    if mp.isinf(value):
        return float(value), 0
    if value == 0:
        return 0.0, 0
    exponent = max(int(mp.floor(mp.log(abs(value), 2))) - 52, -1074)
    scaled = value / mp.ldexp(1, exponent)
    nearest = mp.nint(scaled)
    if exponent > 971 or (exponent == 971 and abs(nearest) >= 2**53):
        return math.copysign(math.inf, value), 0
    return math.ldexp(int(nearest), exponent), int(mp.nint(1000 * (scaled - nearest)))


def next_to(x, steps=1):
    for _ in range(abs(steps)):
        x = math.nextafter(x, math.inf if steps > 0 else -math.inf)
    return x


def anywhere(count, low=-1074, high=1023):
    return [math.ldexp(random.uniform(1, 2), random.randint(low, high)) for _ in range(count)]


def uniform(low, high, count):
    return [random.uniform(low, high) for _ in range(count)]


def both(values):
    return [v for value in values for v in (value, -value)]


def near(centres, count=4):
    out = []
    for c in centres:
        out += [c, next_to(c), next_to(c, -1)]
        out += [c * (1 + random.uniform(-1, 1) * 10.0 ** random.randint(-12, -2)) for _ in range(count)]
    return out


def points(low, high, extra=(), count=120):
    """Signed edges, kinks and random numbers that lie in [low, high], and more of the latter."""
    pool = both(EDGES) + both(near(KINKS, 1)) + both(anywhere(40)) + both(anywhere(20, -30, 9))
    pool += uniform(max(low, -1e5), min(high, 1e5), count) + list(extra)
    return [x for x in dict.fromkeys(pool) if low <= x <= high and x != 0]


def write(name, function, arguments, precision=300):
    print(f"# {name}")
    mp.mp.prec = precision
    for entry in arguments:
        entry = entry if isinstance(entry, tuple) else (entry,)
        value = function(*(mp.mpf(x) for x in entry))
        nearest, rest = rounded(value)
        print(*(bits(x) for x in entry), bits(nearest), rest)


INF = math.inf
EXP = uniform(-1, 1, 60) + uniform(-745.2, -708, 20) + uniform(708, 709.8, 15) + [709.782712893384, 709.7827128933841, -745.1332191019411, -745.1332191019412]
TURNS = [float(mp.mpf(k) * mp.pi / 2) for k in [1, 2, 3, 4, 5, 7, 11, 22, 45, 355, 710, 1021, 33215, 102573, 573204]]
TRIG = both(near(TURNS, 2)) + uniform(-1, 1, 40) + uniform(-1e6, 1e6, 60) + [5.319372648326541e255, 6381956970095103.0 * 2.0**797]

write("exp", mp.exp, points(-1000, 1000, EXP))
write("exp2", lambda x: mp.power(2, x), points(-1200, 1200, uniform(-1, 1, 60) + uniform(-1075, -1021, 30) + uniform(1022, 1024, 20) + [k + 0.5 for k in range(-20, 20)]))
write("exp_m1", mp.expm1, points(-1000, 1000, EXP + uniform(-1.2, 1.2, 100) + uniform(-40, 40, 60)))
LOGS = anywhere(60) + anywhere(20, -1074, -1022) + uniform(0.4, 2.2, 80) + near([1.0], 30)
write("ln", mp.log, points(0, INF, LOGS))
write("log2", lambda x: mp.log(x) / mp.ln2, points(0, INF, LOGS + [2.0**k for k in (-1074, -1030, -3, 1, 2, 1000)]), 400)
write("log10", mp.log10, points(0, INF, LOGS + [10.0**k for k in (1, 2, 15, 22)]), 400)
write("ln_1p", mp.log1p, points(next_to(-1.0), INF, uniform(-1, 1, 80) + near([-1 + 2**-20, -0.5, -0.29289, 0.41421], 5)), 1300)
write("sin", mp.sin, points(-INF, INF, TRIG), 2400)
write("cos", mp.cos, points(-INF, INF, TRIG), 2400)
write("tan", mp.tan, points(-INF, INF, TRIG), 2400)
write("asin", mp.asin, points(-1, 1, uniform(-1, 1, 60)), 2400)
write("acos", mp.acos, points(-1, 1, uniform(-1, 1, 60)), 2400)
write("atan", mp.atan, points(-INF, INF, uniform(-3, 3, 100)), 2400)
HYPERBOLIC = uniform(-2, 2, 80) + uniform(-30, 30, 40) + both([709.9, 710.4, 710.47, 710.4758600739439, 710.475860073944])
write("sinh", mp.sinh, points(-800, 800, HYPERBOLIC), 2400)
write("cosh", mp.cosh, points(-800, 800, HYPERBOLIC), 2400)
write("tanh", mp.tanh, points(-800, 800, HYPERBOLIC), 2400)
write("asinh", mp.asinh, points(-INF, INF, uniform(-3, 3, 80)), 2400)
write("acosh", mp.acosh, points(1, INF, uniform(1, 3, 80) + near([1.0], 30)), 2400)
write("atanh", mp.atanh, points(-next_to(1.0, -1), next_to(1.0, -1), uniform(-1, 1, 80)), 2400)
write("sigmoid", lambda x: 1 / (1 + mp.exp(-x)), points(-1000, 1000, EXP + uniform(-40, 40, 80)), 1300)
write("softplus", lambda x: mp.log1p(mp.exp(x)), points(-1000, 1000, EXP + uniform(-40, 40, 80)), 2400)
write("log_sigmoid", lambda x: -mp.log1p(mp.exp(-x)), points(-1000, 1000, EXP + uniform(-40, 40, 80)), 2400)
write("erf", mp.erf, points(-40, 40, uniform(-1.2, 1.2, 80) + uniform(-6, 6, 60)), 400)
write("erfc", mp.erfc, points(-40, 40, uniform(-1.2, 1.2, 80) + uniform(-6, 6, 60) + uniform(20, 27.5, 60)), 3000)
write("normal_cdf", mp.ncdf, points(-60, 60, uniform(-2, 2, 80) + uniform(-9, 6, 60) + uniform(-38.5, -20, 60)), 3000)
write("cbrt", lambda x: mp.sign(x) * mp.cbrt(abs(x)), points(-INF, INF))

POWERS = [(x, random.choice([-1, 1]) * random.uniform(0, 745) / max(abs(math.log(x)), 1e-300)) for x in anywhere(150)]
POWERS += [(x, random.choice([-1, 1]) * random.uniform(0, 745) / abs(math.log(x))) for x in near([1.0], 80) + uniform(0.3, 3, 80) if x != 1]
POWERS += [(x, random.uniform(-5, 5)) for x in uniform(0, 10, 80)]
POWERS += [(-x, float(random.randint(-9, 9))) for x in uniform(0, 10, 40)]
POWERS += [(x, y) for x in (2.0, 0.5, 10.0, 3.0, 7e-310) for y in (0.5, -0.5, 2.0, 3.0, -1.0, 1 / 3, 1e-20, 22.0)]
write("pow", lambda x, y: mp.power(x, y), [(x, y) for x, y in POWERS if math.isfinite(y)], 400)

# Special functions.
def log_ncdf(x):
    return mp.log(mp.erfc(-x / mp.sqrt(2)) / 2)


def log_ncdf_far(x):
    total, term = mp.mpf(1), mp.mpf(1)
    for k in range(1, 12):
        term *= -(2 * k - 1) / x**2
        total += term
    return -x * x / 2 - mp.log(-x * mp.sqrt(2 * mp.pi)) + mp.log(total)


write("log_normal_cdf", lambda x: log_ncdf(x) if x > -60 else log_ncdf_far(x), points(-1e150, 40, uniform(-2, 2, 60) + uniform(-60, 10, 80) + [-40.0, -1e3, -1e5, -1e9, -1e100]), 3000)


def erfinv(x):
    """mpmath's own falls short near one; Newton's method from a double always converges."""
    if abs(x) < mp.mpf(10) ** -10:
        return x * mp.sqrt(mp.pi) / 2 * (1 + mp.pi * x * x / 12)
    y = mp.sqrt(-mp.log(1 - abs(x))) * mp.mpf("0.9") if abs(x) > 0.7 else abs(x) * mp.mpf("0.9")
    for _ in range(40):
        step = (mp.erfc(y) - (1 - abs(x))) * mp.sqrt(mp.pi) / 2 * mp.exp(y * y)
        y += step / (1 - y * step)
        if abs(step) < mp.mpf(10) ** -60:
            break
    return y * mp.sign(x)


write("erfinv", erfinv, [x for x in points(-1, 1, uniform(-1, 1, 80) + both([1 - 2.0**-k for k in range(2, 53)])) if abs(x) != 1], 300)


def at_gamma(low, high, extra):
    return [x for x in points(low, high, extra) if not (x <= 0 and x == math.floor(x))]


GAMMA = near([1.0, 2.0, 3.0, 10.0, 1.4616321449683622], 15) + uniform(0, 12, 100) + uniform(12, 200, 20) + uniform(-20, 0, 40)
mp.mp.prec = 300
write("lgamma", lambda x: mp.log(abs(mp.gamma(x))) if abs(x) < 1e4 else mp.loggamma(x).real, at_gamma(-100, 1e306, GAMMA), 1400)
write("digamma", mp.digamma, at_gamma(-100, 1e306, GAMMA), 1400)
for n in (1, 2, 3, 5, 10):
    order = n
    high = 1e300 ** (1 / n)
    low = 1e-300 ** (1 / (n + 1))
    arguments = [x for x in at_gamma(-30, high, GAMMA) if abs(x) > low]
    write(f"polygamma_{n}", lambda x: mp.polygamma(order, x), arguments, 1400)

write("sinc", lambda x: mp.sin(mp.pi * x) / (mp.pi * x), [x for x in points(-1e15, 1e15, uniform(-3, 3, 80)) if x != math.floor(x)], 1400)


def sinc_derivative(n, x):
    """The integral over t in [0, 1] of (pi t)^n cos(pi x t + n pi/2), as a power series."""
    total = mp.mpf(0)
    k = (n + 1) // 2
    y = mp.pi * x
    while True:
        term = (-1) ** k * y ** (2 * k - n) / (mp.factorial(2 * k - n) * (2 * k + 1))
        total += term
        if abs(term) < mp.mpf(10) ** -200 and 2 * k - n > abs(y):
            return total * mp.pi**n
        k += 1


for n in (1, 2, 3, 6, 12):
    order = n
    write(f"sinc_derivative_{n}", lambda x: sinc_derivative(order, x), both([1e-300, 1e-20, 1e-8, 1e-3, 0.1]) + uniform(-6, 6, 50) + uniform(-40, 40, 10), 1400)

PAIRS = list(zip(uniform(-5, 5, 60), uniform(-5, 5, 60))) + list(zip(uniform(-900, 900, 60), uniform(-900, 900, 60)))
PAIRS += [(x, x + d) for x in uniform(-50, 50, 20) for d in (0.0, 1e-9, 40.0)]
write("logaddexp", lambda x, y: mp.log(mp.exp(x) + mp.exp(y)), PAIRS, 3000)

# Each of the two parts that follow begins with the same random numbers, so that neither depends on the other.
after_pairs = random.getstate()


def high_polygamma(n, x):
    """n! times the series over the poles, whose terms fall fast unless x is large beside n."""
    if x > n:
        return mp.polygamma(n, x)
    total, k = mp.mpf(0), 0
    while True:
        term = (x + k) ** (-n - 1)
        total += term
        # In the middle between poles of odd powers the first terms cancel.
        if x + k > 0 and abs(term) < abs(total) * mp.mpf(2) ** -200:
            return (-1) ** (n + 1) * mp.factorial(n) * total
        k += 1


def between_poles(count):
    """Negative numbers that stay away from the zeros, which lie in the middle between poles."""
    return [-random.randint(0, 40) + random.choice([-1, 1]) * random.uniform(0.01, 0.4) for _ in range(count)]


for n in (11, 12, 20, 61, 100, 170, 171, 200, 1000, 100_000):
    order = n
    # Around n/e the factorial and the power are of one size.
    scale = math.log(n / math.e)
    reach = 600 / n
    arguments = [math.exp(uniform(scale - reach, scale + reach, 1)[0]) for _ in range(50)]
    arguments += between_poles(30) + [-0.3, -1.5, 3.0, 30.0]
    write(f"polygamma_{n}", lambda x: high_polygamma(order, x), arguments, 600)

random.setstate(after_pairs)
write("sigmoid_slope", lambda x: 1 / (1 + mp.exp(-x)) / (1 + mp.exp(x)), points(-1000, 1000, uniform(-1, 1, 60) + uniform(-745, -700, 10) + uniform(-40, 40, 80)), 2400)
