//! The inverse of the normal distribution function, in operations that round alike everywhere.
#![allow(
    clippy::excessive_precision,
    reason = "the coefficients stand as in the paper, to be compared with it"
)]

/// Coefficients from the highest power down to the constant, by Horner's rule.
#[inline(always)]
fn polynomial<const N: usize>(x: f64, coefficients: [f64; N]) -> f64 {
    coefficients.into_iter().fold(0.0, |sum, c| sum * x + c)
}

/// x with Φ(x) = p, for p strictly between 0 and 1, to about 1e-15 relative.
///
/// M. J. Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied
/// Statistics 37 (1988), routine PPND16. Only additions, products, quotients and roots, so that the
/// bits are the same on every platform; the standard library's logarithm is not, hence [`ln`].
#[inline]
pub(super) fn inverse_normal_cdf(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        return q * central(0.180625 - q * q);
    }
    let smaller = if q < 0.0 { p } else { 1.0 - p };
    let x = tail((-ln(smaller)).sqrt());
    if q < 0.0 { -x } else { x }
}

/// [`inverse_normal_cdf`] of many: the central part of all at once, then the 15 % in the tails.
#[inline(always)]
pub(super) fn inverse_normal_cdfs<const N: usize>(numbers: &mut [f64; N]) {
    let mut inside = [0.0; N];
    for (inside, &p) in inside.iter_mut().zip(&*numbers) {
        let q = p - 0.5;
        *inside = q * central(0.180625 - q * q);
    }
    for (number, inside) in numbers.iter_mut().zip(inside) {
        let outside = (*number - 0.5).abs() > 0.425;
        *number = if outside {
            inverse_normal_cdf(*number)
        } else {
            inside
        };
    }
}

#[inline(always)]
fn central(r: f64) -> f64 {
    let numerator = [
        2_509.080_928_730_122_672_7,
        33_430.575_583_588_128_105,
        67_265.770_927_008_700_853,
        45_921.953_931_549_871_457,
        13_731.693_765_509_461_125,
        1_971.590_950_306_551_442_7,
        133.141_667_891_784_377_45,
        3.387_132_872_796_366_608,
    ];
    let denominator = [
        5_226.495_278_852_854_561,
        28_729.085_735_721_942_674,
        39_307.895_800_092_710_61,
        21_213.794_301_586_595_867,
        5_394.196_021_424_751_107_7,
        687.187_007_492_057_908_3,
        42.313_330_701_600_911_252,
        1.0,
    ];
    polynomial(r, numerator) / polynomial(r, denominator)
}

#[inline(never)]
fn tail(r: f64) -> f64 {
    if r <= 5.0 {
        let numerator = [
            7.745_450_142_783_414_076_4e-4,
            0.022_723_844_989_269_184_583_3,
            0.241_780_725_177_450_611_77,
            1.270_458_252_452_368_382_58,
            3.647_848_324_763_204_605_04,
            5.769_497_221_460_691_405_5,
            4.630_337_846_156_545_295_9,
            1.423_437_110_749_683_577_34,
        ];
        let denominator = [
            1.050_750_071_644_416_843_24e-9,
            5.475_938_084_995_344_946e-4,
            0.015_198_666_563_616_457_196_6,
            0.148_103_976_427_480_074_59,
            0.689_767_334_985_100_004_55,
            1.676_384_830_183_803_849_4,
            2.053_191_626_637_758_821_87,
            1.0,
        ];
        polynomial(r - 1.6, numerator) / polynomial(r - 1.6, denominator)
    } else {
        let numerator = [
            2.010_334_399_292_288_132_65e-7,
            2.711_555_568_743_487_578_15e-5,
            0.001_242_660_947_388_078_438_6,
            0.026_532_189_526_576_123_093,
            0.296_560_571_828_504_891_23,
            1.784_826_539_917_291_335_8,
            5.463_784_911_164_114_369_9,
            6.657_904_643_501_103_777_2,
        ];
        let denominator = [
            2.044_263_103_389_939_785_64e-15,
            1.421_511_758_316_445_888_7e-7,
            1.846_318_317_510_054_681_8e-5,
            7.868_691_311_456_132_591e-4,
            0.014_875_361_290_850_614_852_5,
            0.136_929_880_922_735_805_31,
            0.599_832_206_555_887_937_69,
            1.0,
        ];
        polynomial(r - 5.0, numerator) / polynomial(r - 5.0, denominator)
    }
}

/// The natural logarithm of a positive normal number, to an ulp or two.
///
/// x = 2ᵏ m with m in [√½, √2), ln m = 2 artanh(s) with s = (m − 1)/(m + 1), |s| < 0.172, whose series
/// in s² has reached 1e-17 after eleven terms.
fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    let mut exponent = (bits >> 52) as i32 - 1023;
    let mut mantissa = f64::from_bits(bits & ((1 << 52) - 1) | 1023 << 52);
    if mantissa > std::f64::consts::SQRT_2 {
        mantissa *= 0.5;
        exponent += 1;
    }
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    let series = (0..11)
        .rev()
        .fold(0.0, |sum, k| sum * square + 1.0 / f64::from(2 * k + 1));
    f64::from(exponent) * std::f64::consts::LN_2 + 2.0 * s * series
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Quantiles from mpmath with 30 digits: x with Φ(x) = p.
    #[test]
    fn quantiles_agree_with_mpmath() {
        let table = [
            (1e-300, -37.0470962993612),
            (1e-20, -9.262340089798407),
            (1.0 / (1u64 << 53) as f64, -8.209536151601387),
            (1e-6, -4.753424308822899),
            (0.01, -2.326347874040841),
            (0.074, -1.4466320671589785),
            (0.076, -1.4325027208258116),
            (0.25, -0.6744897501960817),
            (0.5, 0.0),
            (0.6, 0.2533471031357997),
            (0.999, 3.090232306167813),
        ];
        for (p, x) in table {
            let computed = inverse_normal_cdf(p);
            assert!(
                (computed - x).abs() <= 2e-15 * f64::abs(x),
                "p = {p}: {computed} is not {x}"
            );
        }
    }

    #[test]
    fn the_logarithm_is_that_of_the_standard_library_to_two_ulp() {
        for i in 1..2000 {
            let x = f64::from(i) / 13_000.0;
            assert!((ln(x) - x.ln()).abs() <= 2.0 * f64::EPSILON * x.ln().abs(), "{x}");
        }
    }
}
