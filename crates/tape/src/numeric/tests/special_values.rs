//! The values at zeros, infinities, NaN and subnormal numbers, bit for bit, at every level.

use std::f64::consts::FRAC_PI_2;
use std::f64::consts::FRAC_PI_4;
use std::f64::consts::LN_2;
use std::f64::consts::PI;

use crate::numeric::Function;
use crate::numeric::level::InstructionSet;
use crate::numeric::map::map_slice;
use crate::numeric::map::pow_slice;

const INF: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;

/// f(−∞), f(−1), f(−0), f(0), f(1), f(∞), and whether a subnormal x gives x back.
const TABLE: [(Function, [f64; 6], bool); 27] = [
    (
        Function::Exp,
        [0.0, 1.0 / std::f64::consts::E, 1.0, 1.0, std::f64::consts::E, INF],
        false,
    ),
    (Function::Exp2, [0.0, 0.5, 1.0, 1.0, 2.0, INF], false),
    (
        Function::ExpM1,
        [-1.0, -0.6321205588285577, -0.0, 0.0, 1.718281828459045, INF],
        true,
    ),
    (Function::Ln, [NAN, NAN, -INF, -INF, 0.0, INF], false),
    (Function::Ln1p, [NAN, -INF, -0.0, 0.0, LN_2, INF], true),
    (Function::Log2, [NAN, NAN, -INF, -INF, 0.0, INF], false),
    (Function::Log10, [NAN, NAN, -INF, -INF, 0.0, INF], false),
    (
        Function::Sin,
        [NAN, -0.8414709848078965, -0.0, 0.0, 0.8414709848078965, NAN],
        true,
    ),
    (
        Function::Cos,
        [NAN, 0.5403023058681398, 1.0, 1.0, 0.5403023058681398, NAN],
        false,
    ),
    (
        Function::Tan,
        [NAN, -1.5574077246549023, -0.0, 0.0, 1.5574077246549023, NAN],
        true,
    ),
    (Function::Asin, [NAN, -FRAC_PI_2, -0.0, 0.0, FRAC_PI_2, NAN], true),
    (Function::Acos, [NAN, PI, FRAC_PI_2, FRAC_PI_2, 0.0, NAN], false),
    (
        Function::Atan,
        [-FRAC_PI_2, -FRAC_PI_4, -0.0, 0.0, FRAC_PI_4, FRAC_PI_2],
        true,
    ),
    (
        Function::Sinh,
        [-INF, -1.1752011936438014, -0.0, 0.0, 1.1752011936438014, INF],
        true,
    ),
    (
        Function::Cosh,
        [INF, 1.5430806348152437, 1.0, 1.0, 1.5430806348152437, INF],
        false,
    ),
    (
        Function::Tanh,
        [-1.0, -0.7615941559557649, -0.0, 0.0, 0.7615941559557649, 1.0],
        true,
    ),
    (
        Function::Asinh,
        [-INF, -0.881373587019543, -0.0, 0.0, 0.881373587019543, INF],
        true,
    ),
    (Function::Acosh, [NAN, NAN, NAN, NAN, 0.0, INF], false),
    (Function::Atanh, [NAN, -INF, -0.0, 0.0, INF, NAN], true),
    (
        Function::Sigmoid,
        [0.0, 0.2689414213699951, 0.5, 0.5, 0.7310585786300049, 1.0],
        false,
    ),
    (
        Function::SigmoidSlope,
        [0.0, 0.19661193324148185, 0.25, 0.25, 0.19661193324148185, 0.0],
        false,
    ),
    (
        Function::Softplus,
        [0.0, 0.31326168751822286, LN_2, LN_2, 1.3132616875182228, INF],
        false,
    ),
    (
        Function::LogSigmoid,
        [
            -INF,
            -1.3132616875182228,
            -LN_2,
            -LN_2,
            -0.31326168751822286,
            -0.0,
        ],
        false,
    ),
    (
        Function::Erf,
        [-1.0, -0.8427007929497149, -0.0, 0.0, 0.8427007929497149, 1.0],
        false,
    ),
    (
        Function::Erfc,
        [2.0, 1.8427007929497148, 1.0, 1.0, 0.15729920705028513, 0.0],
        false,
    ),
    (
        Function::NormalCdf,
        [0.0, 0.15865525393145707, 0.5, 0.5, 0.8413447460685429, 1.0],
        false,
    ),
    (Function::Cbrt, [-INF, -1.0, -0.0, 0.0, 1.0, INF], false),
];

const ARGUMENTS: [f64; 6] = [-INF, -1.0, -0.0, 0.0, 1.0, INF];

/// Equal, with the same sign of zero; a finite number that is not simple may be two units off.
fn same(result: f64, expected: f64, epsilon: f64) -> bool {
    if expected.is_nan() {
        return result.is_nan();
    }
    if expected == 0.0 {
        return result.to_bits() == expected.to_bits();
    }
    let simple = expected.is_infinite() || (expected.abs() <= 4.0 && (2.0 * expected).fract() == 0.0);
    if simple {
        result == expected
    } else {
        (result / expected - 1.0).abs() <= 2.0 * epsilon
    }
}

#[test]
fn values_at_zeros_and_infinities_are_those_of_the_table() {
    assert_eq!(TABLE.map(|(function, _, _)| function), Function::ALL);
    for set in InstructionSet::available() {
        for (function, expected, _) in TABLE {
            let mut out = [0.0; 6];
            map_slice(set, function, &ARGUMENTS, &mut out);
            let mut narrow = [0.0; 6];
            map_slice(set, function, &ARGUMENTS.map(|x| x as f32), &mut narrow);
            for i in 0..6 {
                let (x, want) = (ARGUMENTS[i], expected[i]);
                assert!(
                    same(out[i], want, f64::EPSILON),
                    "{set:?} {function:?}({x}): {}",
                    out[i]
                );
                let single = f64::from(narrow[i]);
                let epsilon = f64::from(f32::EPSILON);
                assert!(
                    same(single, want, epsilon),
                    "{set:?} f32 {function:?}({x}): {single}"
                );
            }
        }
    }
}

#[test]
fn nan_stays_nan() {
    for set in InstructionSet::available() {
        for function in Function::ALL {
            let mut out = [0.0; 19];
            map_slice(set, function, &[NAN; 19], &mut out);
            assert!(out.iter().all(|y| y.is_nan()), "{set:?} {function:?}");
            let mut out = [0.0; 19];
            map_slice(set, function, &[-f32::NAN; 19], &mut out);
            assert!(out.iter().all(|y| y.is_nan()), "{set:?} f32 {function:?}");
        }
    }
}

#[test]
fn functions_with_slope_one_at_zero_give_subnormal_numbers_back() {
    let tiny = [5e-324, -5e-324, 1e-310, -2.2250738585072014e-308];
    let tiny_single = [1e-45_f32, -1e-45, 1e-40, -1.1754944e-38];
    for set in InstructionSet::available() {
        for (function, _, identity) in TABLE {
            if identity {
                let mut out = [0.0; 4];
                map_slice(set, function, &tiny, &mut out);
                assert_eq!(out, tiny, "{set:?} {function:?}");
                let mut out = [0.0; 4];
                map_slice(set, function, &tiny_single, &mut out);
                assert_eq!(out, tiny_single, "{set:?} f32 {function:?}");
            }
        }
    }
}

#[test]
fn powers_of_zeros_infinities_and_nan_are_those_of_the_c_standard() {
    let values = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        -0.5,
        2.0,
        -2.0,
        3.0,
        -3.0,
        2.5,
        -2.5,
        1e300,
        -1e300,
        INF,
        -INF,
        NAN,
        9007199254740991.0,
        -9007199254740991.0,
        9007199254740992.0,
        4503599627370497.0,
        4503599627370495.5,
    ];
    let pairs: Vec<(f64, f64)> = values.iter().flat_map(|&x| values.map(|y| (x, y))).collect();
    let x: Vec<f64> = pairs.iter().map(|p| p.0).collect();
    let y: Vec<f64> = pairs.iter().map(|p| p.1).collect();
    let single = |values: &[f64]| values.iter().map(|&v| v as f32).collect::<Vec<f32>>();
    let (narrow_x, narrow_y) = (single(&x), single(&y));
    for set in InstructionSet::available() {
        let mut out = vec![0.0; x.len()];
        pow_slice(set, &x, &y, &mut out);
        let mut narrow = vec![0.0; x.len()];
        pow_slice(set, &narrow_x, &narrow_y, &mut narrow);
        for i in 0..x.len() {
            let want = x[i].powf(y[i]);
            assert!(
                same(out[i], want, f64::EPSILON),
                "{set:?} {}^{}: {}",
                x[i],
                y[i],
                out[i]
            );
            let want = f64::from(narrow_x[i].powf(narrow_y[i]));
            let got = f64::from(narrow[i]);
            assert!(
                same(got, want, 1.2e-7),
                "{set:?} f32 {}^{}: {got}",
                narrow_x[i],
                narrow_y[i]
            );
        }
    }
}

#[test]
fn every_length_gives_the_same_bits() {
    let source: Vec<f64> = (0..1027).map(|i| f64::from(i) * 37.7 - 9_000.0).collect();
    let mut whole = source.clone();
    for function in Function::ALL {
        map_slice(InstructionSet::detect(), function, &source, &mut whole);
        for length in [0, 1, 3, 8, 63, 255, 256, 257, 1027] {
            let mut part = vec![0.0; length];
            map_slice(InstructionSet::detect(), function, &source[..length], &mut part);
            let bits = |x: &[f64]| x.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
            assert_eq!(
                bits(&part),
                bits(&whole[..length]),
                "{function:?}, length {length}"
            );
        }
    }
}

#[test]
#[should_panic(expected = "the lengths differ")]
fn slices_of_different_length_are_refused() {
    map_slice(InstructionSet::detect(), Function::Exp, &[1.0, 2.0], &mut [0.0]);
}
