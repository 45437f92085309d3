//! Arctangent, arcsine and arccosine in f64.

use crate::numeric::coefficients;
use crate::numeric::lane::fast_two_sum;
use crate::numeric::lane::polynomial;
use crate::numeric::lane::two_product;
use crate::numeric::level::Level;
use crate::numeric::level::fma;

const PI: (f64, f64) = (std::f64::consts::PI, 1.2246467991473532e-16);
const HALF_PI: (f64, f64) = (std::f64::consts::FRAC_PI_2, 6.123233995736766e-17);
const QUARTER_PI: (f64, f64) = (std::f64::consts::FRAC_PI_4, 3.061616997868383e-17);

/// tan(π/8) and tan(3π/8).
const EIGHTH: f64 = 0.41421356237309503;
const THREE_EIGHTHS: f64 = 2.414213562373095;

/// arctan x: turned by π/4 or π/2 so that the polynomial sees at most tan(π/8).
#[inline(always)]
pub fn atan<L: Level>(x: f64) -> f64 {
    let a = x.abs();
    let middle = a > EIGHTH;
    let far = a > THREE_EIGHTHS;
    let numerator = if middle { a - 1.0 } else { a };
    let numerator = if far { -1.0 } else { numerator };
    let denominator = if middle { a + 1.0 } else { 1.0 };
    let denominator = if far { a } else { denominator };
    let base = if middle { QUARTER_PI.0 } else { 0.0 };
    let base = if far { HALF_PI.0 } else { base };
    let base_low = if middle { QUARTER_PI.1 } else { 0.0 };
    let base_low = if far { HALF_PI.1 } else { base_low };
    let t = numerator / denominator;
    let z = t * t;
    let tail = fma::<L, f64>(t * z, polynomial::<L, f64, _>(z, &coefficients::ATAN), base_low);
    let (sum, error) = fast_two_sum(base, t);
    (sum + (error + tail)).copysign(x)
}

/// For |x| ≤ ½ x itself; beyond, t = √((1 − |x|)/2), of which arcsin is half of arccos |x|.
/// Gives t and arcsin(t) − t, where t stands for the root with its rounding error.
#[inline(always)]
fn arcsine_parts<L: Level>(a: f64) -> (f64, f64) {
    let far = a > 0.5;
    let z = if far { 0.5 - 0.5 * a } else { a * a };
    let root = z.sqrt();
    let (square, square_low) = two_product::<L>(root, root);
    let correction = ((z - square) - square_low) / (root + root);
    let correction = if far & (root > 0.0) { correction } else { 0.0 };
    let t = if far { root } else { a };
    let tail = fma::<L, f64>(t * z, polynomial::<L, f64, _>(z, &coefficients::ASIN), correction);
    (t, tail)
}

/// arcsin x.
#[inline(always)]
pub fn asin<L: Level>(x: f64) -> f64 {
    let a = x.abs();
    let (t, tail) = arcsine_parts::<L>(a);
    let (sum, error) = fast_two_sum(HALF_PI.0, -2.0 * t);
    let far = sum + (error + (HALF_PI.1 - 2.0 * tail));
    let value = if a > 0.5 { far } else { t + tail };
    value.copysign(x)
}

/// arccos x.
#[inline(always)]
pub fn acos<L: Level>(x: f64) -> f64 {
    let (t, tail) = arcsine_parts::<L>(x.abs());
    let factor = if x.abs() > 0.5 { 2.0 } else { 1.0 };
    let near_one = x > 0.5;
    // factor·arcsin(t) for x > ½, π − it for x < −½, π/2 − arcsin x between.
    let base = if x < -0.5 { PI } else { HALF_PI };
    let base_low = if near_one { 0.0 } else { base.1 };
    let base = if near_one { 0.0 } else { base.0 };
    let factor = if near_one | (-0.5..0.0).contains(&x) {
        factor
    } else {
        -factor
    };
    let (sum, error) = fast_two_sum(base, factor * t);
    sum + (error + fma::<L, f64>(factor, tail, base_low))
}
