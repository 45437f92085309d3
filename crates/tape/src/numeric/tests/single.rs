//! f32 against f64, which is tested against mpmath: every 9,973rd bit pattern.

use super::allowed;
use super::golden::Worst;
use crate::numeric::Function;
use crate::numeric::level::InstructionSet;
use crate::numeric::map::map_slice;
use crate::numeric::map::pow_slice;

/// A prime, so that every exponent meets every kind of mantissa.
const STRIDE: usize = 9_973;

/// One unit in the last place of f32 at a number.
fn unit(value: f64) -> f64 {
    let magnitude = value
        .abs()
        .clamp(f64::from(f32::MIN_POSITIVE), f64::from(f32::MAX));
    let power_of_two = f64::from_bits(magnitude.to_bits() & 0x7ff0_0000_0000_0000);
    power_of_two / 8_388_608.0
}

fn error(result: f32, value: f64) -> f64 {
    if f64::from(result) == value || (result.is_nan() && value.is_nan()) {
        return 0.0;
    }
    // Beyond the largest f32 infinity is the nearest number.
    let finite = |x: f64| x.clamp(-3.402823669209385e38, 3.402823669209385e38);
    ((finite(f64::from(result)) - finite(value)) / unit(value)).abs()
}

#[test]
fn single_precision_agrees_with_double_precision_over_all_bit_patterns() {
    let x: Vec<f32> = (0..=u32::MAX).step_by(STRIDE).map(f32::from_bits).collect();
    let wide: Vec<f64> = x.iter().map(|&x| f64::from(x)).collect();
    let mut expected = vec![0.0; x.len()];
    let mut out = vec![0.0; x.len()];
    let mut failures = Vec::new();
    for function in Function::ALL {
        map_slice(InstructionSet::detect(), function, &wide, &mut expected);
        for set in InstructionSet::available() {
            map_slice(set, function, &x, &mut out);
            let mut worst = Worst::default();
            for ((&x, &result), &value) in wide.iter().zip(&out).zip(&expected) {
                worst.see(error(result, value), &[x], f64::from(result));
            }
            println!("{set:?} {function:?}: {worst:?}");
            if worst.error > allowed(function).1 {
                failures.push(format!("{set:?} {function:?}: {worst:?}"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn single_precision_powers_agree_with_double_precision() {
    let x: Vec<f32> = (0..=u32::MAX).step_by(STRIDE).map(f32::from_bits).collect();
    let y: Vec<f32> = (0..x.len())
        .map(|i| f32::from_bits((i as u32).wrapping_mul(2_654_435_761)))
        .collect();
    let wide_x: Vec<f64> = x.iter().map(|&x| f64::from(x)).collect();
    let near = |i: usize| f64::from((i % 1000) as f32 / 64.0 - 7.5);
    for moderate in [false, true] {
        let y: Vec<f32> = if moderate {
            (0..x.len()).map(|i| near(i) as f32).collect()
        } else {
            y.clone()
        };
        let wide_y: Vec<f64> = y.iter().map(|&y| f64::from(y)).collect();
        let mut expected = vec![0.0; x.len()];
        let mut out = vec![0.0; x.len()];
        pow_slice(InstructionSet::detect(), &wide_x, &wide_y, &mut expected);
        for set in InstructionSet::available() {
            pow_slice(set, &x, &y, &mut out);
            let mut worst = Worst::default();
            for i in 0..x.len() {
                worst.see(
                    error(out[i], expected[i]),
                    &[wide_x[i], wide_y[i]],
                    f64::from(out[i]),
                );
            }
            assert!(worst.error <= 0.51, "{set:?}: {worst:?}");
        }
    }
}
