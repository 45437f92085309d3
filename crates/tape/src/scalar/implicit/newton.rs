//! Newton's method for plain numbers.

use super::Solver;
use super::equations::{Equations, Method};
use crate::error::Result;
use crate::scalar::many::norm;
use crate::scalar::primal::Primal;

/// A step that was shortened so far and still does not help is the wrong way, or in the noise of rounding.
const SHORTEST: f64 = 1e-6;

impl Solver {
    /// Newton's method from a start, with steps that are shortened until the next one, by the same Jacobian,
    /// is shorter too: the natural monotonicity test of Deuflhard, "Newton Methods for Nonlinear Problems"
    /// (2004), 3.3, which no scaling of the equations changes.
    #[track_caller]
    pub(super) fn newton<P: Primal, G: Method<P>>(
        self,
        equations: &mut Equations<P, G>,
        start: &[f64],
    ) -> Result<Vec<f64>> {
        let mut x = start.to_vec();
        let mut iteration = 0;
        loop {
            let (residual, jacobian) = equations.linearized(&x)?;
            equations.check_finite(&x, &residual, iteration)?;
            if residual.iter().all(|&residual| residual == 0.0) {
                return Ok(x);
            }
            let factors = jacobian.factors("newton")?;
            if factors.zero_pivot().is_some() {
                return Err(equations.failed("the Jacobian is singular", &x, &residual, iteration));
            }
            let step = factors.solve(&residual);
            let next = moved(&x, &step, 1.0);
            if self.is_met(&next, &step) {
                return Ok(next);
            }
            if iteration == self.limit {
                return Err(equations.failed("no convergence", &x, &residual, iteration));
            }
            let length = norm(&step);
            let mut part = 1.0;
            x = loop {
                let next = moved(&x, &step, part);
                let following = factors.solve(&equations.residual(&next)?);
                if norm(&following) <= (1.0 - 0.25 * part) * length {
                    break next;
                }
                part *= 0.5;
                if part < SHORTEST {
                    // As near as rounding lets it come, if the step is small; else stuck.
                    let tolerance = self.tolerance.sqrt();
                    let mut pairs = x.iter().zip(&step);
                    return match pairs.all(|(x, step)| step.abs() <= tolerance * x.abs().max(1.0)) {
                        true => Ok(x),
                        false => Err(equations.failed(
                            "no part of Newton's step leads nearer to a solution",
                            &x,
                            &residual,
                            iteration,
                        )),
                    };
                }
            };
            iteration += 1;
        }
    }
}

/// x − part · step.
fn moved(x: &[f64], step: &[f64], part: f64) -> Vec<f64> {
    x.iter().zip(step).map(|(x, step)| x - part * step).collect()
}
