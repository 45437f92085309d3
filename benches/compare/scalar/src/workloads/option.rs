//! S8: the price of a call (Black and Scholes 1973); its five first derivatives are the Greeks.

use super::numbers;
use crate::formula::Formula;
use crate::number::{Meets, Number};

/// Inputs: spot, strike, rate, volatility and time.
pub struct Call;

impl Call {
    pub const INPUTS: usize = 5;

    /// Inputs of some options, row by row.
    pub fn inputs(count: usize) -> Vec<f64> {
        let [low, high] = [[80.0, 80.0, 0.01, 0.1, 0.2], [120.0, 120.0, 0.05, 0.5, 2.0]];
        let uniform = numbers(10, count * Self::INPUTS, 0.0, 1.0);
        let scaled = uniform.iter().enumerate().map(|(k, number)| {
            let k = k % Self::INPUTS;
            low[k] + (high[k] - low[k]) * number
        });
        scaled.collect()
    }
}

/// Formula 26.2.17 of Abramowitz and Stegun (1964), for libraries that have no such function.
fn normal_cdf<N: Number>(x: N) -> N {
    let tail = |size: N| {
        let t = (size * 0.231_641_9 + 1.0).recip();
        let polynomial = ((((t * 1.330_274_429 - 1.821_255_978) * t + 1.781_477_937) * t - 0.356_563_782)
            * t
            + 0.319_381_530)
            * t;
        (size * size * -0.5).exp() * polynomial * 0.398_942_280_401_432_7
    };
    x.by_sign(tail, |size| tail(size).less_than(1.0))
}

impl Formula for Call {
    fn at<N: Meets<D>, D: Number>(&self, x: &[N], _: &[D]) -> [N; 1] {
        price(x, normal_cdf)
    }
}

pub fn price<N: Number>(x: &[N], normal_cdf: impl Fn(N) -> N) -> [N; 1] {
    let [spot, strike, rate, volatility, time] = *x else {
        panic!("five inputs");
    };
    let deviation = volatility * time.sqrt();
    let drift = (rate + volatility * volatility * 0.5) * time;
    let first = ((spot / strike).ln() + drift) / deviation;
    let second = first - deviation;
    let discounted = strike * (-(rate * time)).exp();
    [spot * normal_cdf(first) - discounted * normal_cdf(second)]
}
