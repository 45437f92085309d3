//! S1 and S2: chains of arithmetic.

use crate::formula::Formula;
use crate::number::{Meets, Number};

/// S1: operations on the inputs in turn, four at a time that do not wait for one another.
pub struct Chain {
    pub operations: usize,
}

impl Formula for Chain {
    fn at<N: Meets<D>, D: Number>(&self, x: &[N], _: &[D]) -> [N; 1] {
        let mut sums = [x[0], x[1], x[2], x[3]];
        for step in 0..self.operations / 16 {
            let x = x[step % x.len()];
            for sum in &mut sums {
                // Four operations, which keep the values near 1.
                *sum = (*sum * x + x) / (x + *sum);
            }
        }
        [sums[0] + sums[1] + sums[2] + sums[3]]
    }
}

/// S2: each operation waits for the one before.
pub struct SerialChain {
    pub operations: usize,
}

impl Formula for SerialChain {
    fn at<N: Meets<D>, D: Number>(&self, x: &[N], _: &[D]) -> [N; 1] {
        let x = x[0];
        let mut y = x;
        for _ in 0..self.operations / 4 {
            y = (y * x + x) / (y + x);
        }
        [y]
    }
}
