//! Ordinary numeric code inside functions generic over `Real`: the bound that lets `2.0 * x` compile
//! there must not disturb what plain numbers do beside it.
//!
//! Most of this is about type inference: that it compiles is the better half of the test.

use crate::{Result, assert_close};
use std::f64::consts::PI;
use wengert::prelude::*;

pub fn two_parameters<A: Real, B: Real>(a: A, b: B, c: f64) -> (A, B) {
    let k = 0.5 * c;
    let first = 2.0 * a * k + 1.0;
    let second = 1.0 / b - c * b * (2.0 * c);
    (first, second)
}

#[test]
fn two_real_parameters_stand_side_by_side() -> Result {
    let tape = Tape::<f64>::new();
    let b = tape.var(2.0);
    let (first, second) = two_parameters(3.0, b, 2.0);
    assert_eq!(first, 7.0);
    assert_eq!(second.item()?, 0.5 - 16.0);
    Ok(())
}

pub struct Model<R> {
    pub volatility: R,
    pub rate: f64,
}

impl<R: Real> Model<R> {
    pub fn price(&self, start: R, strike: f64, steps: usize) -> R {
        let path = self.path(start, steps);
        path * self.weights(strike) + 2.0 * PI * path / 3.0 - (2.0 * strike - 1.0) * (path - 1.0).max(0.0)
    }

    fn path(&self, start: R, steps: usize) -> R {
        let dt = 1.0 / steps as f64;
        let drift = (self.rate - 0.5 * self.rate * self.rate) * dt;
        let mut time = 0.0;
        let mut x = start;
        for i in 0..steps {
            let middle = (i as f64 + 0.5) * dt;
            time += dt;
            let weight = time * 2.0;
            x = x * (drift + middle * self.volatility * dt.sqrt()).exp() + 0.0 * weight * self.volatility;
        }
        x
    }

    /// Plain numbers only: each literal must stay an `f64`, an `f32` or an integer.
    fn weights(&self, strike: f64) -> f64 {
        let zeros = vec![0.0; 3];
        let one = zeros[0] * 2.0 + 1.0;
        let two = 2.0;
        let six = two * 3.0;
        let single = 1.0f32;
        let doubled: f32 = single * 2.0;
        let norm = 1.0 / (2.0 * PI).sqrt();
        let density = norm * (-0.5 * one * one).exp();
        let numbers = [1.0, 2.0, 3.0];
        let dot: f64 = numbers.iter().zip(&zeros).map(|(a, b)| a * b * 2.0).sum();
        let mean = numbers.iter().fold(0.0, |sum, a| sum + 0.5 * a);
        let largest = numbers.iter().copied().fold(f64::MIN, f64::max) * 2.0;
        let whole = 2 * 3;
        let quotient = 7 / 2;
        let rest = 1.0 - 2.0 * f64::from(whole) / (f64::from(quotient) + 1.0);
        -0.5 * six * density + dot + mean * largest * rest * strike + f64::from(doubled)
    }
}

#[test]
fn a_model_with_plain_and_real_numbers_prices_alike() -> Result {
    let tape = Tape::new();
    let taped = Model {
        volatility: tape.var(0.2),
        rate: 0.05,
    };
    let plain = Model {
        volatility: 0.2,
        rate: 0.05,
    };
    let price = taped.price(1.0.into(), 1.0, 4);
    assert_close(price.item()?, plain.price(1.0, 1.0, 4));
    assert!(price.grad(taped.volatility).item()?.is_finite());
    Ok(())
}

pub trait Payoff {
    fn pay<R: Real>(&self, price: R) -> R;
}

pub struct Call {
    pub strike: f64,
}

impl Payoff for Call {
    fn pay<R: Real>(&self, price: R) -> R {
        (price - self.strike).max(0.0)
    }
}

fn delta(payoff: &impl Payoff, price: f64) -> wengert::Result<f64> {
    let tape = Tape::new();
    let price = tape.var(price);
    payoff.pay(price).grad(price).item()
}

#[test]
fn a_trait_has_a_method_generic_over_reals() -> Result {
    let call = Call { strike: 1.0 };
    assert_eq!(delta(&call, 2.0)?, 1.0);
    assert_eq!(delta(&call, 0.5)?, 0.0);
    Ok(())
}

pub fn product<R: Real, const N: usize>(a: [[R; N]; N], b: &[[f64; N]; N]) -> [[R; N]; N] {
    let mut c = [[R::from(0.0); N]; N];
    for i in 0..N {
        for j in 0..N {
            for k in 0..N {
                c[i][j] += a[i][k] * b[k][j] * 0.5 + 2.0 * a[i][k];
            }
        }
    }
    c
}

#[test]
fn arrays_of_arrays_of_reals_are_filled_in_place() {
    let found = product([[1.0, 2.0], [3.0, 4.0]], &[[1.0, 0.0], [0.0, 1.0]]);
    assert_eq!(found, [[6.5, 7.0], [15.5, 16.0]]);
}

pub fn with_closure<R: Real>(x: &[R], g: impl Fn(R, f64) -> R) -> R {
    let sum = x.iter().map(|&x| g(x, 0.5)).sum::<R>();
    let k: f64 = (0..3).map(|i| 0.5 * f64::from(i)).sum();
    sum * k + k * 2.0
}

#[test]
fn a_generic_function_takes_a_generic_closure() -> Result {
    assert_eq!(with_closure(&[1.0, 2.0], |x, k| x * k), 5.25);
    let tape = Tape::<f64>::new();
    let x = [tape.var(1.0), tape.var(2.0)];
    assert_eq!(with_closure(&x, |x, k| x * k).item()?, 5.25);
    Ok(())
}

pub fn halved_until_small<R: Number>(x: R) -> R {
    let mut y = x;
    let mut steps = 0;
    while y > 1.0 && steps < 50 {
        y = 0.5 * y;
        steps += 1;
    }
    if y < x {
        y * f64::from(steps)
    } else if x == 0.0 {
        R::from(1.0)
    } else {
        -y
    }
}

#[test]
fn comparisons_with_literals_and_with_reals_stand_side_by_side() {
    assert_eq!(halved_until_small(8.0), 3.0);
    assert_eq!(halved_until_small(0.0), 1.0);
    assert_eq!(halved_until_small(0.5), -0.5);
}

pub fn real_and_plain<R: Real>(x: R) -> (R, f64) {
    let factor = 3.0;
    (factor * x, factor * 2.0)
}

#[test]
fn one_literal_multiplies_a_real_and_a_plain_number() {
    assert_eq!(real_and_plain(2.0), (6.0, 6.0));
}

pub fn scaled_by_data<R: Real>(data: &[f64], r: R) -> R {
    let mean = data.iter().sum::<f64>() / data.len() as f64;
    let variance = data.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (data.len() - 1) as f64;
    r * variance.sqrt() + mean * r
}

#[test]
fn statistics_of_plain_data_stay_plain_in_generic_code() {
    assert_close(scaled_by_data(&[1.0, 2.0], 3.0), 3.0 * 0.5f64.sqrt() + 4.5);
}
