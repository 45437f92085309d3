//! A root between two numbers.

use super::Solver;
use super::equations::{Equations, Method};
use crate::error::Result;
use crate::scalar::primal::Primal;

impl Solver {
    /// Newton's method inside of a shrinking interval, with a bisection where it would leave it or does not
    /// halve the step.
    #[track_caller]
    pub(super) fn bracket<P: Primal, G: Method<P>>(
        self,
        equations: &mut Equations<P, G>,
        between: [f64; 2],
    ) -> Result<f64> {
        let ends = [
            equations.residual(&between[..1])?[0],
            equations.residual(&between[1..])?[0],
        ];
        for (&x, &residual) in between.iter().zip(&ends) {
            if residual == 0.0 {
                return Ok(x);
            }
            equations.check_finite(&[x], &[residual], 0)?;
        }
        if (ends[0] < 0.0) == (ends[1] < 0.0) {
            return Err(equations.failed("no change of sign", &between, &ends, 0));
        }
        let [mut negative, mut positive] = match ends[0] < 0.0 {
            true => between,
            false => [between[1], between[0]],
        };
        let mut x = middle(negative, positive);
        let mut before = (positive - negative).abs();
        // Of a root at 0 no change is relatively small.
        let nothing = self.tolerance * self.tolerance * before.min(1.0);
        for iteration in 0..=self.limit {
            let (residual, jacobian) = equations.linearized(&[x])?;
            equations.check_finite(&[x], &residual, iteration)?;
            if residual[0] == 0.0 {
                return Ok(x);
            }
            let end = if residual[0] < 0.0 {
                &mut negative
            } else {
                &mut positive
            };
            *end = x;
            let inside = negative.min(positive)..=negative.max(positive);
            let newton = residual[0] / jacobian[(0, 0)];
            // NaN is not inside, and neither is the step over a slope of 0.
            let next = match inside.contains(&(x - newton)) && newton.abs() <= 0.5 * before {
                true => x - newton,
                false => middle(negative, positive),
            };
            before = (next - x).abs();
            if self.is_met(&[next], &[before]) || before <= nothing {
                // Newton's step is large at a jump, the residual at a pole.
                let near = newton.abs() <= self.tolerance.sqrt() * x.abs().max(1.0);
                let largest = ends[0].abs().max(ends[1].abs());
                return match near && residual[0].abs() <= largest {
                    true => Ok(next),
                    false => Err(equations.failed("a jump over 0", &[x], &residual, iteration)),
                };
            }
            x = next;
        }
        let residual = equations.residual(&[x])?;
        Err(equations.failed("no convergence", &[x], &residual, self.limit))
    }
}

/// The middle, also of an interval that is longer than the largest number.
fn middle(a: f64, b: f64) -> f64 {
    0.5 * a + 0.5 * b
}
