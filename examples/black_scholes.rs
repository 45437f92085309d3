//! A million European calls: price and five Greeks from the formula of the price alone (F. Black and M. Scholes,
//! 1973), against the Greeks that textbooks derive by hand.

use std::time::Instant;
use wengert::prelude::*;
use wengert::scalar::Function;

const OPTIONS: usize = 1_000_000;

/// Spot price, strike, rate, volatility, years until the option ends.
const NAMES: [&str; 5] = ["delta", "by strike", "rho", "vega", "by time"];

fn price<R: Real>([spot, strike, rate, volatility, time]: [R; 5]) -> R {
    let deviation = volatility * time.sqrt();
    let first = ((spot / strike).ln() + (rate + 0.5 * volatility.square()) * time) / deviation;
    let second = first - deviation;
    spot * first.normal_cdf() - strike * (-rate * time).exp() * second.normal_cdf()
}

/// The derivatives that are found by hand.
fn closed_form([spot, strike, rate, volatility, time]: [f64; 5]) -> [f64; 5] {
    let deviation = volatility * time.sqrt();
    let first = ((spot / strike).ln() + (rate + 0.5 * volatility * volatility) * time) / deviation;
    let second = first - deviation;
    let density = (-0.5 * first * first).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let discount = (-rate * time).exp();
    let exercised = discount * Real::normal_cdf(second);
    [
        Real::normal_cdf(first),
        -exercised,
        strike * time * exercised,
        spot * density * time.sqrt(),
        spot * density * volatility / (2.0 * time.sqrt()) + rate * strike * exercised,
    ]
}

fn main() -> wengert::Result<()> {
    let mut random = Random::seed(1973);
    let ranges = [(50.0, 150.0), (50.0, 150.0), (0.0, 0.08), (0.1, 0.6), (0.1, 3.0)];
    let inputs = ranges.map(|(low, high)| Tensor::<f64>::uniform([OPTIONS], low, high, &mut random));
    let columns = inputs.each_ref().map(Tensor::as_slice);

    let greeks = Function::record(5, |x| price([x[0], x[1], x[2], x[3], x[4]])).with_gradient();
    println!(
        "{} instructions for the price and five Greeks",
        greeks.instructions()
    );
    let mut results = vec![vec![0.0; OPTIONS]; 6];
    let mut fastest = f64::INFINITY;
    for _ in 0..3 {
        let mut out: Vec<&mut [f64]> = results.iter_mut().map(Vec::as_mut_slice).collect();
        let start = Instant::now();
        greeks.columns_into(columns, &mut out)?;
        fastest = fastest.min(start.elapsed().as_secs_f64());
    }
    println!(
        "{:.1} ns an option on {} threads",
        fastest * 1e9 / OPTIONS as f64,
        wengert::threads()
    );

    let mut worst = [0.0f64; 5];
    for option in 0..OPTIONS {
        let exact = closed_form(columns.map(|column| column[option]));
        for (k, exact) in exact.into_iter().enumerate() {
            // Relative to the spot price or 1, so that a Greek that vanishes does not ask for more.
            let error = (results[k + 1][option] - exact).abs() / exact.abs().max(1.0);
            worst[k] = worst[k].max(error);
        }
    }
    for (name, worst) in NAMES.iter().zip(worst) {
        println!("{name:10} differs from the closed form by at most {worst:.1e}");
    }
    assert!(worst.iter().all(|&worst| worst < 1e-12), "a Greek is wrong");
    Ok(())
}
