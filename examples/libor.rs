//! Greeks of a portfolio of swaptions by Monte Carlo, path by path on one small tape, against bumping every
//! input: the LIBOR market model of P. Glasserman and M. Giles, "Smoking adjoints" (Risk, 2006).

#[path = "models/swaptions.rs"]
mod swaptions;

use std::time::Instant;
use swaptions::{MATURITIES, RATES, SWAPTIONS};
use wengert::prelude::*;
use wengert::scalar;

const QUARTER: f64 = 0.25;
const PATHS: usize = 500;

/// The discounted value of the portfolio on one path.
fn payoff<R: Number>(start: &[R], volatility: R, shocks: &[f64]) -> R {
    let mut rates = start.to_vec();
    for (step, shock) in shocks.iter().enumerate() {
        let move_by = QUARTER.sqrt() * *shock;
        let drift_by = QUARTER * volatility;
        let mut drift = R::from(0.0);
        for rate in &mut rates[step + 1..] {
            drift += drift_by * *rate / (1.0 + QUARTER * *rate);
            *rate *= (drift_by * drift + volatility * (move_by - 0.5 * drift_by)).exp();
        }
    }
    let mut bond = R::from(1.0);
    let mut annuity = R::from(0.0);
    let mut swaps = Vec::with_capacity(RATES - MATURITIES);
    for &rate in &rates[MATURITIES..] {
        bond /= 1.0 + QUARTER * rate;
        annuity += QUARTER * bond;
        swaps.push((bond, annuity));
    }
    let mut value = R::from(0.0);
    for (quarters, fixed) in SWAPTIONS {
        let (bond, annuity) = swaps[quarters - 1];
        let swap = bond + fixed * annuity - 1.0;
        // An option that does not pay is not exercised: an ordinary branch.
        if swap < 0.0 {
            value -= 100.0 * swap;
        }
    }
    for &rate in &rates[..MATURITIES] {
        value /= 1.0 + QUARTER * rate;
    }
    value
}

/// The mean over the paths.
fn price(start: &[f64], volatility: f64, paths: &[Vec<f64>]) -> f64 {
    let total: f64 = paths.iter().map(|shocks| payoff(start, volatility, shocks)).sum();
    total / paths.len() as f64
}

fn main() -> wengert::Result<()> {
    let shocks = Tensor::<f64>::randn([PATHS, MATURITIES], &mut Random::seed(2006));
    let paths: Vec<Vec<f64>> = shocks
        .as_slice()
        .chunks(MATURITIES)
        .map(<[f64]>::to_vec)
        .collect();
    let (start, volatility) = (vec![0.05; RATES], 0.2);

    let clock = Instant::now();
    let mut tape = scalar::Tape::new();
    let mut inputs = tape.vars_from(&start);
    inputs.push(tape.var(volatility));
    let mark = tape.mark(&inputs);
    let mut value = 0.0;
    let mut greeks = vec![0.0; RATES + 1];
    for shocks in &paths {
        let x = tape.rewind(&mark);
        let paid = payoff(&x[..RATES], x[RATES], shocks);
        value += paid.value() / PATHS as f64;
        for (greek, slope) in greeks.iter_mut().zip(paid.backward()?.wrt(&x)?) {
            *greek += slope / PATHS as f64;
        }
    }
    let taped = clock.elapsed();
    println!(
        "value {value:.4} and {} Greeks of {PATHS} paths in {taped:.1?}",
        RATES + 1
    );

    let clock = Instant::now();
    let mut worst: f64 = 0.0;
    let largest = greeks
        .iter()
        .fold(0.0, |largest: f64, greek| largest.max(greek.abs()));
    for (input, greek) in greeks.iter().enumerate() {
        let bumped = |bump: f64| match input {
            RATES => price(&start, volatility + bump, &paths),
            _ => {
                let mut moved = start.clone();
                moved[input] += bump;
                price(&moved, volatility, &paths)
            }
        };
        let difference = (bumped(1e-6) - bumped(-1e-6)) / 2e-6;
        worst = worst.max((difference - greek).abs() / largest);
    }
    let bumping = clock.elapsed();
    println!("bumping takes {bumping:.1?} and differs by {worst:.1e} of the largest Greek");
    println!(
        "vega {:.3}, by the first and the last rate {:.3} and {:.3}",
        greeks[RATES],
        greeks[0],
        greeks[RATES - 1]
    );
    assert!((value - price(&start, volatility, &paths)).abs() < 1e-10);
    assert!(worst < 1e-6, "the Greeks are not those of bumping");
    Ok(())
}
