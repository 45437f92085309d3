//! S6: 379 operations of all kinds on 20 inputs.

use super::numbers;
use crate::formula::Formula;
use crate::number::{Meets, Number};

pub struct Mixed;

impl Mixed {
    pub const INPUTS: usize = 20;

    /// Inputs of some points, row by row.
    pub fn points(count: usize) -> Vec<f64> {
        numbers(9, count * Self::INPUTS, -1.0, 1.0)
    }
}

impl Formula for Mixed {
    fn at<N: Meets<D>, D: Number>(&self, x: &[N], _: &[D]) -> [N; 1] {
        let term = |k: usize| {
            let (a, b, c) = (x[k], x[(k + 7) % x.len()], x[(k + 3) % x.len()]);
            let product = a * b + c;
            let wave = product.sin() * (-(a * a)).exp();
            let slow = (b * b + 1.0).ln() / (c * c + 2.0);
            let root = (product * product + 1.0).sqrt();
            wave * slow + root * (a - c).tanh()
        };
        let terms = (0..x.len()).map(term);
        [terms.reduce(|sum, term| sum + term).expect("a term")]
    }
}
