"""Writes the polynomial coefficients of the elementary functions (needs mpmath).

    python tests/golden/coefficients.py > crates/tape/src/numeric/coefficients.rs

Every table is a Chebyshev fit, which is within a small factor of the best possible polynomial,
printed lowest degree first. The error of each fit is measured with the rounded coefficients and
written beside it.
"""

import struct

import mpmath as mp

mp.mp.dps = 60


def single(value):
    return struct.unpack("f", struct.pack("f", float(value)))[0]


def shortest(value, kind):
    if kind == "f64":
        text = repr(float(value))
    else:
        target = single(value)
        text = next(t for t in (f"{target:.{d}g}" for d in range(1, 12)) if single(t) == target)
    return text if any(c in text for c in ".e") else text + ".0"


def table(name, what, function, low, high, terms, kind="f64"):
    low, high = mp.mpf(low), mp.mpf(high)
    with mp.workdps(80):
        coefficients = mp.chebyfit(function, [low, high], terms)[::-1]
    rounded = [single(c) if kind == "f32" else float(c) for c in coefficients]
    width = high - low
    worst = mp.mpf(0)
    for i in range(301):
        x = low + width * (mp.mpf(i) + mp.mpf("0.37")) / mp.mpf("301.5")
        worst = max(worst, abs(mp.polyval(rounded[::-1], x) - function(x)))
    print(f"/// {what}; error {mp.nstr(worst, 2)}.")
    print(f"pub(super) const {name}: [{kind}; {terms}] = [")
    for c in coefficients:
        print(f"    {shortest(c, kind)},")
    print("];\n")


def without_zero(function, at_zero):
    return lambda x: mp.mpf(at_zero) if abs(x) < mp.mpf(10) ** -30 else function(x)


def of_square(function, at_zero):
    """A function of z = x^2 from one of x."""
    return without_zero(lambda z: function(mp.sqrt(z)), at_zero)


HALF_LN2 = "0.34658"
QUARTER_TURN = mp.mpf("0.625")  # (pi/4)^2 with room for a rounded quotient

exp_tail = without_zero(lambda r: (mp.expm1(r) - r) / r**2, 0.5)
exp2_tail = without_zero(lambda r: (mp.expm1(r * mp.ln2) - r * mp.ln2) / r**2, mp.ln2**2 / 2)
ln_tail = of_square(lambda s: (mp.log((1 + s) / (1 - s)) / s - 2) / s**2, mp.mpf(2) / 3)
sin_tail = of_square(lambda x: (mp.sin(x) / x - 1) / x**2, -mp.mpf(1) / 6)
cos_tail = of_square(lambda x: (mp.cos(x) - 1 + x**2 / 2) / x**4, mp.mpf(1) / 24)
tanh_tail = of_square(lambda x: (mp.tanh(x) / x - 1) / x**2, -mp.mpf(1) / 3)
sinh_tail = of_square(lambda x: (mp.sinh(x) / x - 1) / x**2, mp.mpf(1) / 6)
atan_tail = of_square(lambda x: (mp.atan(x) / x - 1) / x**2, -mp.mpf(1) / 3)
asin_tail = of_square(lambda x: (mp.asin(x) / x - 1) / x**2, mp.mpf(1) / 6)
erf_small = of_square(lambda x: mp.erf(x) / x - 1, 2 / mp.sqrt(mp.pi) - 1)

ERFCX_CENTRE = mp.mpf(4)


def erfcx(y):
    if y > 50:
        total, term = mp.mpf(1), mp.mpf(1)
        for k in range(1, 20):
            term *= -(2 * k - 1) / (2 * y * y)
            total += term
        return total / (y * mp.sqrt(mp.pi))
    return mp.exp(y * y) * mp.erfc(y)


def erfcx_mapped(t):
    if t > 1 - mp.mpf(10) ** -25:
        return 2 / mp.sqrt(mp.pi)
    y = ERFCX_CENTRE * (1 + t) / (1 - t)
    return (1 + 2 * y) * erfcx(y)




def ln_second(z):
    """What follows 2/3 in LN."""
    return (ln_tail(z) - mp.mpf(2) / 3) / z if z > mp.mpf(10) ** -25 else mp.mpf(2) / 5


SPAN = mp.mpf("15.4")
erf_wide = lambda u: of_square(lambda x: mp.erf(x) / x, 2 / mp.sqrt(mp.pi))((u + 1) * SPAN / 2)

ROOT = mp.findroot(mp.digamma, mp.mpf("1.46163214496836234126"))


def lgamma_reduced(t):
    if abs(t) < mp.mpf(10) ** -20:
        return 1 - mp.euler
    if abs(t + 1) < mp.mpf(10) ** -20:
        return mp.euler
    return mp.loggamma(2 + t) / (t * (1 + t))


def digamma_reduced(u):
    x = (u + 3) / 2
    if abs(x - ROOT) < mp.mpf(10) ** -20:
        return mp.polygamma(1, ROOT)
    return mp.digamma(x) / (x - ROOT)


print("//! Polynomial coefficients, lowest degree first. Written by `tests/golden/coefficients.py`.\n")
print("#![allow(clippy::approx_constant)]\n")
for kind, terms in (("f64", 11), ("f32", 6)):
    table(f"EXP_{kind.upper()}", "(e^r - 1 - r) / r^2 for |r| <= ln(2)/2", exp_tail, "-" + HALF_LN2, HALF_LN2, terms, kind)
for kind, terms in (("f64", 11), ("f32", 6)):
    table(f"EXP2_{kind.upper()}", "(2^r - 1 - r ln 2) / r^2 for |r| <= 1/2", exp2_tail, "-0.5", "0.5", terms, kind)
for kind, terms in (("f64", 8), ("f32", 4)):
    table(f"LN_{kind.upper()}", "(2 atanh(s)/s - 2) / z in z = s^2, |s| <= 0.1716", ln_tail, 0, "0.02945", terms, kind)
for kind, terms in (("f64", 7), ("f32", 4)):
    table(f"SIN_{kind.upper()}", "(sin(x)/x - 1) / z in z = x^2, |x| <= pi/4", sin_tail, 0, QUARTER_TURN, terms, kind)
for kind, terms in (("f64", 7), ("f32", 4)):
    table(f"COS_{kind.upper()}", "(cos(x) - 1 + z/2) / z^2 in z = x^2, |x| <= pi/4", cos_tail, 0, QUARTER_TURN, terms, kind)
for kind, terms in (("f64", 12), ("f32", 6)):
    table(f"TANH_{kind.upper()}", "(tanh(x)/x - 1) / z in z = x^2, |x| <= 0.625", tanh_tail, 0, "0.390625", terms, kind)
table("SINH", "(sinh(x)/x - 1) / z in z = x^2, |x| <= 1", sinh_tail, 0, 1, 8)
table("ATAN", "(atan(x)/x - 1) / z in z = x^2, |x| <= tan(pi/8)", atan_tail, 0, "0.17158", 12)
table("ASIN", "(asin(x)/x - 1) / z in z = x^2, |x| <= 1/2", asin_tail, 0, "0.25", 15)
table("ERF_SMALL", "erf(x)/x - 1 in z = x^2, |x| <= 1", erf_small, 0, 1, 14)
table("ERF_WIDE", f"erf(x)/x in u = 2 x^2 / {mp.nstr(SPAN, 4)} - 1, for single precision", erf_wide, -1, 1, 17)
start = (mp.mpf("0.5") - ERFCX_CENTRE) / (mp.mpf("0.5") + ERFCX_CENTRE)
table("ERFCX", f"(1 + 2 y) e^(y^2) erfc(y) in t = (y - 4) / (y + 4), y >= 1/2", erfcx_mapped, start, 1, 23)
table("ERFCX_SHORT", "the same for single precision", erfcx_mapped, start, 1, 13)
table("EXP_SHORT", "(e^r - 1 - r) / r^2 for |r| <= ln(2)/2, for single precision", exp_tail, "-" + HALF_LN2, HALF_LN2, 6)
table("ERF_SHORT", "erf(x)/x - 1 in z = x^2, |x| <= 1/2, for single precision", erf_small, 0, "0.25", 6)
table("LN_SECOND", "what follows 2/3 in LN: (2 atanh(s)/s - 2 - 2 z/3) / z^2 in z = s^2", ln_second, 0, "0.02945", 8)
table("LGAMMA", "ln Gamma(2 + t) / (t (1 + t)), |t| <= 1", lgamma_reduced, -1, 1, 30)
table("DIGAMMA", "psi(x) / (x - root) in u = 2 x - 3, 1 <= x <= 2", digamma_reduced, -1, 1, 23)
with mp.workprec(1400):
    print("/// 64 zero bits, then 2/pi in binary: enough for the largest double and 192 bits beyond.")
    print("pub(super) const TWO_OVER_PI: [u64; 22] = [\n    0,")
    bits = int(mp.floor(mp.ldexp(2 / mp.pi, 64 * 21)))
    for i in reversed(range(21)):
        print(f"    {(bits >> (64 * i)) & (2**64 - 1):#018x},")
    print("];\n")
high = float(ROOT)
print("/// The positive root of psi as the sum of two doubles.")
print(f"pub(super) const DIGAMMA_ROOT: (f64, f64) = ({high!r}, {float(ROOT - mp.mpf(high))!r});")
