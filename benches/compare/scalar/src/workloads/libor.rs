//! S5: a path of the LIBOR market model and a portfolio of swaptions (Giles and Glasserman, "Smoking
//! adjoints", 2006).

#[path = "../../../../../examples/models/swaptions.rs"]
mod swaptions;

use super::numbers;
use crate::formula::Formula;
use crate::number::{Meets, Number};
use swaptions::{MATURITIES, RATES, SWAPTIONS};

/// Inputs: 80 forward rates. Data: a normal number for each of the 40 maturities.
pub struct Libor;

const STEP: f64 = 0.25;
const VOLATILITY: f64 = 0.2;

impl Libor {
    pub const INPUTS: usize = RATES;
    pub const DATA: usize = MATURITIES;

    pub fn rates() -> Vec<f64> {
        numbers(7, RATES, 0.04, 0.06)
    }

    /// The normal numbers of some paths, row by row: sums of twelve uniform ones.
    pub fn shocks(paths: usize) -> Vec<f64> {
        let uniform = numbers(8, paths * MATURITIES * 12, -0.5, 0.5);
        uniform.chunks(12).map(|twelve| twelve.iter().sum()).collect()
    }
}

impl Formula for Libor {
    fn at<N: Meets<D>, D: Number>(&self, x: &[N], data: &[D]) -> [N; 1] {
        let mut rates = x.to_vec();
        let weight = STEP * VOLATILITY;
        for (step, &shock) in data.iter().enumerate() {
            let shock = shock * (STEP.sqrt() * VOLATILITY) - 0.5 * weight * VOLATILITY;
            let mut drift = None;
            for rate in &mut rates[step + 1..] {
                let part = *rate * weight / (*rate * STEP + 1.0);
                let sum = drift.map_or(part, |drift: N| drift + part);
                drift = Some(sum);
                *rate = *rate * (sum * weight + shock).exp();
            }
        }
        [payoff(&rates)]
    }
}

/// What the swaptions are worth, discounted.
fn payoff<N: Number>(rates: &[N]) -> N {
    let after = &rates[MATURITIES..];
    let mut bonds: Vec<N> = Vec::with_capacity(after.len());
    let mut annuities: Vec<N> = Vec::with_capacity(after.len());
    for &rate in after {
        let growth = rate * STEP + 1.0;
        let bond = match bonds.last() {
            Some(&bond) => bond / growth,
            None => growth.recip(),
        };
        bonds.push(bond);
        annuities.push(match annuities.last() {
            Some(&annuity) => annuity + bond * STEP,
            None => bond * STEP,
        });
    }
    let values = SWAPTIONS.map(|(end, rate)| {
        let swap = bonds[end - 1].less_than(1.0) - annuities[end - 1] * rate;
        swap.positive_part()
    });
    let mut value = N::sum(&values) * 100.0;
    for &rate in &rates[..MATURITIES] {
        value = value / (rate * STEP + 1.0);
    }
    value
}
