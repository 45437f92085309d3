//! What the elementary functions need to know of a floating-point format, and exact sums and
//! products. Everything is branch-free, so that loops over it are vectorised.

use std::ops::Add;
use std::ops::Div;
use std::ops::Mul;
use std::ops::Neg;
use std::ops::Sub;

use super::coefficients;
use super::level::Level;
use super::level::fma;

/// A floating-point format seen by the vectorised functions.
pub trait Lane:
    Copy
    + PartialOrd
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// 1.5·2^(number of mantissa bits): adding it to a small number rounds that to an integer and
    /// leaves the integer in the low bits. A cast to an integer would stop the vectoriser.
    const MAGIC: Self;
    /// ln 2 in two parts; the first has so few bits that its product with any exponent is exact.
    const LN2: (Self, Self);
    /// Beyond these arguments eˣ is zero or infinite.
    const EXP_RANGE: (Self, Self);
    /// Beyond these arguments 2ˣ is zero or infinite.
    const EXP2_RANGE: (Self, Self);

    /// A constant, rounded to the format.
    fn of(constant: f64) -> Self;
    /// `self * a + b` with one rounding. Call [`fma`] instead.
    fn mul_add(self, a: Self, b: Self) -> Self;
    /// The absolute value.
    fn abs(self) -> Self;
    /// The magnitude of `self` with the sign of `sign`, also of a zero or NaN.
    fn copysign(self, sign: Self) -> Self;
    /// 2^k from `MAGIC + k`, for k in the range of normal numbers.
    fn power_of_two(magic: Self) -> Self;
    /// Whether bit `bit` of the integer k in `MAGIC + k` is set.
    fn bit(magic: Self, bit: u32) -> bool;
    /// Exponent k and mantissa m of a positive normal number: m·2^k with m in [√½, √2).
    fn split_exponent(self) -> (Self, Self);

    /// (eʳ − 1 − r)/r² for |r| ≤ ln(2)/2.
    fn exp_tail<L: Level>(r: Self) -> Self;
    /// (2ʳ − 1 − r·ln 2)/r² for |r| ≤ 1/2.
    fn exp2_tail<L: Level>(r: Self) -> Self;
    /// (2·atanh(s)/s − 2)/z in z = s² for |s| ≤ 3 − 2√2.
    fn ln_tail<L: Level>(z: Self) -> Self;
    /// (sin(x)/x − 1)/z in z = x² for |x| ≤ π/4.
    fn sin_tail<L: Level>(z: Self) -> Self;
    /// (cos(x) − 1 + z/2)/z² in z = x² for |x| ≤ π/4.
    fn cos_tail<L: Level>(z: Self) -> Self;
    /// (tanh(x)/x − 1)/z in z = x² for |x| ≤ 0.625.
    fn tanh_tail<L: Level>(z: Self) -> Self;
}

/// Σ cᵢ·xⁱ: Horner's rule for the even and for the odd powers side by side, so that only half as many steps
/// wait for one another (the first step of Estrin, "Organization of computer systems", 1960): one chain took
/// a tenth longer, four chains no less.
#[inline(always)]
pub fn polynomial<L: Level, T: Lane, const N: usize>(x: T, coefficients: &[T; N]) -> T {
    if N < 4 {
        return horner::<L, T, N>(x, coefficients);
    }
    let square = x * x;
    let even = chain::<L, T>(square, coefficients, 0, 2);
    fma::<L, T>(chain::<L, T>(square, coefficients, 1, 2), x, even)
}

/// Σ cᵢ·xⁱ by Horner's rule, where even and odd powers would cancel.
#[inline(always)]
pub fn horner<L: Level, T: Lane, const N: usize>(x: T, coefficients: &[T; N]) -> T {
    chain::<L, T>(x, coefficients, 0, 1)
}

/// Horner's rule with the coefficients from the first on, so many apart.
#[inline(always)]
fn chain<L: Level, T: Lane>(x: T, coefficients: &[T], first: usize, step: usize) -> T {
    let mut i = first + (coefficients.len() - 1 - first) / step * step;
    let mut sum = coefficients[i];
    while i >= first + step {
        i -= step;
        sum = fma::<L, T>(sum, x, coefficients[i]);
    }
    sum
}

/// a + b and its rounding error (Knuth's TwoSum).
#[inline(always)]
pub fn two_sum<T: Lane>(a: T, b: T) -> (T, T) {
    let sum = a + b;
    let part = sum - a;
    (sum, (a - (sum - part)) + (b - part))
}

/// a + b and its rounding error where |a| ≥ |b| or a = 0 (Dekker's FastTwoSum).
#[inline(always)]
pub fn fast_two_sum<T: Lane>(a: T, b: T) -> (T, T) {
    let sum = a + b;
    (sum, b - (sum - a))
}

/// a·b and its rounding error, by a fused multiply-add or by Dekker's splitting.
#[inline(always)]
pub fn two_product<L: Level>(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    if L::FMA {
        return (product, a.mul_add(b, -product));
    }
    let (a_high, a_low) = halves(a);
    let (b_high, b_low) = halves(b);
    let error = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low;
    (product, error)
}

/// The upper 26 bits and the rest (Veltkamp).
#[inline(always)]
pub fn halves(a: f64) -> (f64, f64) {
    let scaled = a * 134_217_729.0;
    let high = scaled - (scaled - a);
    (high, a - high)
}

impl Lane for f64 {
    const MAGIC: f64 = 6_755_399_441_055_744.0;
    const LN2: (f64, f64) = (0.6931471803691238, 1.9082149292705877e-10);
    const EXP_RANGE: (f64, f64) = (-746.0, 710.0);
    const EXP2_RANGE: (f64, f64) = (-1076.0, 1025.0);

    #[inline(always)]
    fn of(constant: f64) -> f64 {
        constant
    }

    #[inline(always)]
    fn mul_add(self, a: f64, b: f64) -> f64 {
        f64::mul_add(self, a, b)
    }

    #[inline(always)]
    fn abs(self) -> f64 {
        f64::abs(self)
    }

    #[inline(always)]
    fn copysign(self, sign: f64) -> f64 {
        f64::copysign(self, sign)
    }

    #[inline(always)]
    fn power_of_two(magic: f64) -> f64 {
        f64::from_bits(magic.to_bits().wrapping_add(1023) << 52)
    }

    #[inline(always)]
    fn bit(magic: f64, bit: u32) -> bool {
        magic.to_bits() & (1 << bit) != 0
    }

    #[inline(always)]
    fn split_exponent(self) -> (f64, f64) {
        // Shift the mantissa so that the exponent field steps at √½ instead of at powers of two.
        const STEP: u64 = 0x3ff0_0000_0000_0000 - 0x3fe6_a09e_667f_3bcd;
        let shifted = self.to_bits().wrapping_add(STEP);
        let biased = shifted >> 52;
        let exponent = f64::from_bits(biased | 0x4330_0000_0000_0000) - 4_503_599_627_371_519.0;
        let mantissa = (shifted & 0x000f_ffff_ffff_ffff).wrapping_add(0x3fe6_a09e_667f_3bcd);
        (exponent, f64::from_bits(mantissa))
    }

    #[inline(always)]
    fn exp_tail<L: Level>(r: f64) -> f64 {
        polynomial::<L, f64, _>(r, &coefficients::EXP_F64)
    }

    #[inline(always)]
    fn exp2_tail<L: Level>(r: f64) -> f64 {
        polynomial::<L, f64, _>(r, &coefficients::EXP2_F64)
    }

    #[inline(always)]
    fn ln_tail<L: Level>(z: f64) -> f64 {
        polynomial::<L, f64, _>(z, &coefficients::LN_F64)
    }

    #[inline(always)]
    fn sin_tail<L: Level>(z: f64) -> f64 {
        polynomial::<L, f64, _>(z, &coefficients::SIN_F64)
    }

    #[inline(always)]
    fn cos_tail<L: Level>(z: f64) -> f64 {
        polynomial::<L, f64, _>(z, &coefficients::COS_F64)
    }

    #[inline(always)]
    fn tanh_tail<L: Level>(z: f64) -> f64 {
        polynomial::<L, f64, _>(z, &coefficients::TANH_F64)
    }
}

impl Lane for f32 {
    const MAGIC: f32 = 12_582_912.0;
    const LN2: (f32, f32) = (0.693_145_75, 1.428_606_8e-6);
    const EXP_RANGE: (f32, f32) = (-104.0, 89.0);
    const EXP2_RANGE: (f32, f32) = (-151.0, 129.0);

    #[inline(always)]
    fn of(constant: f64) -> f32 {
        constant as f32
    }

    #[inline(always)]
    fn mul_add(self, a: f32, b: f32) -> f32 {
        f32::mul_add(self, a, b)
    }

    #[inline(always)]
    fn abs(self) -> f32 {
        f32::abs(self)
    }

    #[inline(always)]
    fn copysign(self, sign: f32) -> f32 {
        f32::copysign(self, sign)
    }

    #[inline(always)]
    fn power_of_two(magic: f32) -> f32 {
        f32::from_bits(magic.to_bits().wrapping_add(127) << 23)
    }

    #[inline(always)]
    fn bit(magic: f32, bit: u32) -> bool {
        magic.to_bits() & (1 << bit) != 0
    }

    #[inline(always)]
    fn split_exponent(self) -> (f32, f32) {
        const STEP: u32 = 0x3f80_0000 - 0x3f35_04f3;
        let shifted = self.to_bits().wrapping_add(STEP);
        let biased = shifted >> 23;
        let exponent = f32::from_bits(biased | 0x4b00_0000) - 8_388_735.0;
        let mantissa = (shifted & 0x007f_ffff).wrapping_add(0x3f35_04f3);
        (exponent, f32::from_bits(mantissa))
    }

    #[inline(always)]
    fn exp_tail<L: Level>(r: f32) -> f32 {
        polynomial::<L, f32, _>(r, &coefficients::EXP_F32)
    }

    #[inline(always)]
    fn exp2_tail<L: Level>(r: f32) -> f32 {
        polynomial::<L, f32, _>(r, &coefficients::EXP2_F32)
    }

    #[inline(always)]
    fn ln_tail<L: Level>(z: f32) -> f32 {
        polynomial::<L, f32, _>(z, &coefficients::LN_F32)
    }

    #[inline(always)]
    fn sin_tail<L: Level>(z: f32) -> f32 {
        polynomial::<L, f32, _>(z, &coefficients::SIN_F32)
    }

    #[inline(always)]
    fn cos_tail<L: Level>(z: f32) -> f32 {
        polynomial::<L, f32, _>(z, &coefficients::COS_F32)
    }

    #[inline(always)]
    fn tanh_tail<L: Level>(z: f32) -> f32 {
        polynomial::<L, f32, _>(z, &coefficients::TANH_F32)
    }
}
