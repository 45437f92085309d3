//! The equations of a solver: their values, their Jacobian, and what the implicit function theorem says.

use crate::error::{Error, Result};
use crate::scalar::many::weighted_sum;
use crate::scalar::matrix::Matrix;
use crate::scalar::primal::Primal;
use crate::scalar::tape::Tape;
use crate::scalar::var::Var;

/// G(x, θ), on variables of any tape.
pub(super) trait Method<P: Primal>:
    for<'s> Fn(&[Var<'s, P>], &[Var<'s, P>]) -> Vec<Var<'s, P>>
{
}

impl<P: Primal, G> Method<P> for G where G: for<'s> Fn(&[Var<'s, P>], &[Var<'s, P>]) -> Vec<Var<'s, P>> {}

/// Where the sum of |J⁻¹|·|J| is so large, no digit of a solution of J·x = b is right.
const SINGULAR: f64 = 1e15;

/// As many equations as unknowns, with their parameters.
pub(super) struct Equations<P: Primal, G> {
    operation: &'static str,
    g: G,
    /// With the derivatives that they carry.
    parameters: Vec<P>,
    tape: Tape<P>,
}

impl<P: Primal, G: Method<P>> Equations<P, G> {
    pub(super) fn new<N: Primal<Inner = P>>(operation: &'static str, parameters: &[N], g: G) -> Self {
        Equations {
            operation,
            g,
            parameters: parameters.iter().map(|&parameter| parameter.inner()).collect(),
            tape: Tape::new(),
        }
    }

    /// G(x, θ) with the derivatives that x and θ carry; nothing is recorded.
    #[track_caller]
    fn carried(&self, x: &[P]) -> Result<Vec<P>> {
        let constants = |numbers: &[P]| numbers.iter().map(|&x| Var::constant(x)).collect::<Vec<_>>();
        let results = (self.g)(&constants(x), &constants(&self.parameters));
        self.check_count(x.len(), results.len())?;
        Ok(results.into_iter().map(Var::primal).collect())
    }

    /// G(x, θ) in plain numbers.
    #[track_caller]
    pub(super) fn residual(&self, x: &[f64]) -> Result<Vec<f64>> {
        let plain = |number: f64| Var::constant(P::from(number));
        let x: Vec<Var<P>> = x.iter().map(|&x| plain(x)).collect();
        let parameters: Vec<Var<P>> = self.parameters.iter().map(|p| plain(p.value())).collect();
        let results = (self.g)(&x, &parameters);
        self.check_count(x.len(), results.len())?;
        Ok(results.into_iter().map(Var::value).collect())
    }

    /// G(x, θ) and ∂G/∂x in plain numbers.
    #[track_caller]
    pub(super) fn linearized(&mut self, x: &[f64]) -> Result<(Vec<f64>, Matrix)> {
        self.tape.reset();
        let mut unknowns = Vec::with_capacity(x.len());
        for &x in x {
            unknowns.push(self.tape.var(P::from(x)));
        }
        let mut parameters = Vec::with_capacity(self.parameters.len());
        for parameter in &self.parameters {
            parameters.push(Var::constant(P::from(parameter.value())));
        }
        let results = (self.g)(&unknowns, &parameters);
        self.check_count(x.len(), results.len())?;
        let jacobian = self.tape.jacobian(&results, &unknowns)?;
        let jacobian = Matrix::from_fn(x.len(), x.len(), |i, j| jacobian[(i, j)].value());
        Ok((results.into_iter().map(Var::value).collect(), jacobian))
    }

    /// The solution as a function of the parameters.
    #[track_caller]
    pub(super) fn implicit<N: Primal<Inner = P>>(&mut self, x: &[f64], parameters: &[N]) -> Result<Vec<N>> {
        let recorded = parameters.iter().any(|&parameter| parameter.is_recorded());
        let mut values: Vec<P> = x.iter().map(|&x| P::from(x)).collect();
        if P::ORDER > 0 || recorded {
            let inverse = self.inverse(x)?;
            for _ in 0..P::ORDER {
                self.correct(&mut values, &inverse)?;
            }
        }
        let partials = match recorded {
            true => self.partials(&values)?,
            false => Matrix::zeros(x.len(), 0),
        };
        let mut solution = Vec::with_capacity(x.len());
        for (row, &value) in values.iter().enumerate() {
            solution.push(N::outer(self.operation, value, parameters, partials.row(row)));
        }
        Ok(solution)
    }

    /// Newton's step x ← x − J⁻¹ G(x, θ) with the Jacobian of plain numbers, which makes the derivatives of
    /// x right to one order more: a derivative of the next order enters G through J alone. The plain number
    /// stays, as its residual is that of rounding.
    #[track_caller]
    fn correct(&self, x: &mut [P], inverse: &Matrix) -> Result<()> {
        let mut residual = self.carried(x)?;
        for residual in &mut residual {
            *residual -= residual.value();
        }
        for (row, x) in x.iter_mut().enumerate() {
            *x -= weighted_sum(inverse.row(row), &residual);
        }
        Ok(())
    }

    /// dx/dθ = −(∂G/∂x)⁻¹ ∂G/∂θ, a row per unknown, with the derivatives that x and θ carry.
    #[track_caller]
    fn partials(&mut self, x: &[P]) -> Result<Matrix<P>> {
        self.tape.reset();
        let mut variables = self.tape.vars_from(x);
        variables.extend(self.tape.vars_from(&self.parameters));
        let (unknowns, parameters) = variables.split_at(x.len());
        let results = (self.g)(unknowns, parameters);
        let both = self.tape.jacobian(&results, &variables)?;
        let size = x.len();
        let of_unknowns = Matrix::from_fn(size, size, |i, j| both[(i, j)]);
        let factors = of_unknowns.factors(self.operation)?;
        let mut partials = Matrix::zeros(size, parameters.len());
        for column in 0..parameters.len() {
            let of_parameter: Vec<P> = (0..size).map(|row| -both[(row, size + column)]).collect();
            for (row, partial) in factors.solve(&of_parameter).into_iter().enumerate() {
                partials[(row, column)] = partial;
            }
        }
        Ok(partials)
    }

    /// The inverse of ∂G/∂x at the solution.
    #[track_caller]
    fn inverse(&mut self, x: &[f64]) -> Result<Matrix> {
        let (residual, jacobian) = self.linearized(x)?;
        let factors = jacobian.factors(self.operation)?;
        let size = x.len();
        let mut inverse = Matrix::zeros(size, size);
        let mut condition = f64::INFINITY;
        if factors.zero_pivot().is_none() {
            for column in 0..size {
                let unit: Vec<f64> = (0..size).map(|row| f64::from(u8::from(row == column))).collect();
                for (row, element) in factors.solve(&unit).into_iter().enumerate() {
                    inverse[(row, column)] = element;
                }
            }
            condition = skeel(&inverse, &jacobian);
        }
        if condition < SINGULAR {
            return Ok(inverse);
        }
        let problem = format!(
            "the Jacobian is singular at the solution x = {x:?}, which has no derivative; residual {:e}",
            largest(&residual)
        );
        Err(Error::value(self.operation, problem))
    }

    #[track_caller]
    fn check_count(&self, unknowns: usize, equations: usize) -> Result<()> {
        if unknowns == equations {
            return Ok(());
        }
        let problem = format!("{equations} equations for {unknowns} unknowns");
        Err(Error::shape(self.operation, problem))
    }

    #[track_caller]
    pub(super) fn check_finite(&self, x: &[f64], residual: &[f64], iterations: usize) -> Result<()> {
        match residual.iter().all(|residual| residual.is_finite()) {
            true => Ok(()),
            false => Err(self.failed("the residual is not finite", x, residual, iterations)),
        }
    }

    /// Why the iteration ended where it did.
    #[track_caller]
    pub(super) fn failed(&self, what: &str, x: &[f64], residual: &[f64], iterations: usize) -> Error {
        let problem = format!(
            "{what} after {iterations} iterations: residual {:e} at x = {x:?}",
            largest(residual)
        );
        Error::value(self.operation, problem)
    }
}

/// The condition number ‖ |A⁻¹|·|A| ‖∞, which no scaling of equations changes (Skeel 1979).
fn skeel(inverse: &Matrix, matrix: &Matrix) -> f64 {
    let size = matrix.rows();
    let sums: Vec<f64> = (0..size)
        .map(|row| matrix.row(row).iter().map(|x| x.abs()).sum())
        .collect();
    let mut condition: f64 = 0.0;
    for row in 0..size {
        let of_row: f64 = inverse
            .row(row)
            .iter()
            .zip(&sums)
            .map(|(x, sum)| x.abs() * sum)
            .sum();
        // NaN is as bad as it gets.
        condition = if of_row <= condition { condition } else { of_row };
    }
    condition
}

/// The largest magnitude; NaN if one is.
fn largest(numbers: &[f64]) -> f64 {
    numbers
        .iter()
        .fold(0.0, |largest: f64, number| match number.abs() <= largest {
            true => largest,
            false => number.abs(),
        })
}
