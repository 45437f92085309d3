//! The inverse of erf and the logarithm of the normal distribution function.

use std::f64::consts::FRAC_1_SQRT_2;
use std::f64::consts::PI;

use crate::numeric::elementary::Elementary;
use crate::numeric::elementary::erfcx;
use crate::numeric::level::Portable;

fn erf(x: f64) -> f64 {
    Elementary::erf::<Portable>(x)
}

fn erfc(x: f64) -> f64 {
    Elementary::erfc::<Portable>(x)
}

/// The y with erf y = x; ±∞ at ±1, NaN beyond.
///
/// Winitzki's closed form (2008) is right to 0.2 %; three of Halley's steps, each of which
/// about triples the number of right digits, do the rest. Beyond ½ they run on erfc, of which 1 − |x| is exact.
pub fn erfinv(x: f64) -> f64 {
    const A: f64 = 0.147;
    let a = x.abs();
    if a < 1e-9 {
        return x * (0.5 * PI.sqrt());
    }
    if a == 1.0 {
        return f64::INFINITY.copysign(x);
    }
    if a > 1.0 || a.is_nan() {
        return f64::NAN;
    }
    let rest = 1.0 - a;
    let mut y = if a < 0.1 {
        a * (0.5 * PI.sqrt()) * (1.0 + PI / 12.0 * a * a)
    } else {
        let ln = (rest * (1.0 + a)).ln();
        let b = 2.0 / (PI * A) + 0.5 * ln;
        ((b * b - ln / A).sqrt() - b).sqrt()
    };
    for _ in 0..3 {
        let excess = if a < 0.5 { erf(y) - a } else { rest - erfc(y) };
        let step = excess * (0.5 * PI.sqrt()) * (y * y).exp();
        y -= step / (1.0 + y * step);
    }
    y.copysign(x)
}

/// ln Φ(x), accurate relative to its value everywhere: −x²/2 is split off where Φ is small.
pub fn log_normal_cdf(x: f64) -> f64 {
    if x > -1.0 {
        return (-Elementary::normal_cdf::<Portable>(-x)).ln_1p();
    }
    if x == f64::NEG_INFINITY {
        return x;
    }
    -0.5 * (x * x) + (0.5 * erfcx::<Portable>(-x * FRAC_1_SQRT_2)).ln()
}

/// φ(x)/Φ(x), the derivative of ln Φ: √(2/π)/erfcx(−x/√2), whose factors neither overflow nor cancel
/// where Φ is small.
pub fn normal_hazard(x: f64) -> f64 {
    const NORMAL_PEAK: f64 = 0.398_942_280_401_432_7;
    if x > -1.0 {
        return NORMAL_PEAK * (-0.5 * (x * x)).exp() / Elementary::normal_cdf::<Portable>(x);
    }
    if x == f64::NEG_INFINITY {
        return f64::INFINITY;
    }
    2.0 * NORMAL_PEAK / erfcx::<Portable>(-x * FRAC_1_SQRT_2)
}

/// The ratio rₙ = Iₙ(−x)/Iₙ₋₁(−x) of repeated integrals of the normal density, I₀ = Φ and n ≥ 1.
///
/// r₁ = x + φ(x)/Φ(x) is the mean distance of a normal number below x from x. Laplace's continued
/// fraction rₙ = 1/(−x + (n + 1) rₙ₊₁) has positive terms only where x is negative, so that nothing
/// cancels in the tail, where x and φ/Φ do; elsewhere it is solved for rₙ₊₁.
pub fn normal_excess(n: u32, x: f64) -> f64 {
    let distance = -x;
    if x < -1.5 {
        if x == f64::NEG_INFINITY {
            return f64::NAN;
        }
        // So many terms bring it to 4e-16 for every n ≤ 4, measured against mpmath.
        let terms = 12 + (480.0 / (x * x)) as u32;
        let mut ratio = 0.0;
        for k in (n..=n + terms).rev() {
            ratio = 1.0 / (distance + f64::from(k + 1) * ratio);
        }
        return ratio;
    }
    let mut ratio = x + normal_hazard(x);
    for k in 1..n {
        ratio = (1.0 / ratio - distance) / f64::from(k + 1);
    }
    ratio
}
