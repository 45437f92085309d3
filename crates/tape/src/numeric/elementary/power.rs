//! xʸ, from a logarithm with 13 more bits than the result.

use super::exponential::exp;
use super::exponential::exp_times;
use super::logarithm::ln_double;
use super::logarithm::ln_f64;
use crate::numeric::lane::two_product;
use crate::numeric::level::Level;

/// Beyond this exponent the result no longer depends on it, unless the base is one.
const LARGEST_EXPONENT: f64 = 1e30;

/// xʸ for f64.
#[inline(always)]
pub fn pow_f64<L: Level>(x: f64, y: f64) -> f64 {
    let exponent = limited(y);
    let (ln, ln_low) = ln_double::<L>(x.abs());
    let (product, error) = two_product::<L>(exponent, ln);
    let error = error + exponent * ln_low;
    // Where the result over- or underflows the error may not be a number.
    let error = if product.abs() < 800.0 { error } else { 0.0 };
    with_special_values(x, y, exp_times::<L>(product, error, 1.0))
}

/// xʸ to the precision of f32, for which a plain logarithm has bits to spare.
#[inline(always)]
pub fn pow_f32<L: Level>(x: f64, y: f64) -> f64 {
    let power = exp::<L, f64>(limited(y) * ln_f64::<L>(x.abs()));
    with_special_values(x, y, power)
}

#[inline(always)]
fn limited(y: f64) -> f64 {
    let y = if y > LARGEST_EXPONENT { LARGEST_EXPONENT } else { y };
    if y < -LARGEST_EXPONENT {
        -LARGEST_EXPONENT
    } else {
        y
    }
}

/// Whether a non-negative number is an integer; rounds by adding 2⁵², because the baseline of
/// x86-64 has no rounding instruction.
#[inline(always)]
fn is_integer(a: f64) -> bool {
    const LARGE: f64 = 4_503_599_627_370_496.0;
    (a >= LARGE) | ((a + LARGE) - LARGE == a)
}

/// The sign of a negative base, and the values C's `pow` has at zeros, infinities and NaN.
#[inline(always)]
fn with_special_values(x: f64, y: f64, power: f64) -> f64 {
    let a = x.abs();
    let integer = is_integer(y.abs());
    let odd = integer & !is_integer(0.5 * y.abs());
    let grows = (a > 1.0) == (y > 0.0);
    let at_edge = if grows { f64::INFINITY } else { 0.0 };
    let edge = (a == 0.0) | (a == f64::INFINITY);
    let magnitude = if edge { at_edge } else { power };
    let signed = if odd { magnitude.copysign(x) } else { magnitude };
    let outside = (x < 0.0) & (a < f64::INFINITY) & !integer;
    let value = if outside { f64::NAN } else { signed };
    let value = if (x.is_nan()) | (y.is_nan()) {
        f64::NAN
    } else {
        value
    };
    if (y == 0.0) | (x == 1.0) { 1.0 } else { value }
}
