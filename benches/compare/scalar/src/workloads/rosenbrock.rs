//! S7c, d, e: Rosenbrock's function of many numbers.

use crate::formula::Formula;
use crate::number::{Meets, Number};

pub struct Rosenbrock;

impl Rosenbrock {
    pub const INPUTS: usize = 1000;
}

impl Formula for Rosenbrock {
    fn at<N: Meets<D>, D: Number>(&self, x: &[N], _: &[D]) -> [N; 1] {
        let term = |pair: &[N]| {
            let (own, bend) = (pair[0].less_than(1.0), pair[1] - pair[0] * pair[0]);
            own * own + bend * bend * 100.0
        };
        let terms: Vec<N> = x.windows(2).map(term).collect();
        [N::sum(&terms)]
    }
}
