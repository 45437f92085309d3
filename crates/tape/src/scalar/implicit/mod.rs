//! Numbers that an equation defines: they are found by iteration, and differentiated without it.

mod bracket;
mod equations;
mod newton;

use crate::error::Result;
use crate::scalar::primal::Primal;
use crate::scalar::var::Var;
use equations::{Equations, Method};

/// Solves equations that depend on parameters, so that the solution can be differentiated with respect to
/// them.
///
/// The iteration computes plain numbers and records nothing. The derivatives come from the implicit function
/// theorem: where G(x, θ) = 0, the solution moves with the parameters as dx/dθ = −(∂G/∂x)⁻¹ ∂G/∂θ, however
/// many iterations it took. On a tape each number of the solution is one statement. Parameters that carry
/// derivatives of their own ([`Dual`](crate::scalar::Dual), a tape over dual numbers) give derivatives of
/// higher order: one step of Newton's method at the solution for each order (Griewank and Walther,
/// "Evaluating Derivatives", 2008, chapter 15).
///
/// The closure gets variables of a tape of its own. All that it reads and that has a derivative must come as
/// a parameter; the compiler sees to that.
///
/// ```
/// use wengert_tape::scalar::{self, Dual, Solver};
///
/// // Kepler's equation: the eccentric anomaly E of an orbit, E − e sin E = M.
/// let tape = scalar::Tape::new();
/// let [anomaly, eccentricity] = tape.vars([0.8, 0.3]);
/// let before = tape.len();
/// let x = Solver::new().root(|x, p| x - p[1] * x.sin() - p[0], 0.8, &[anomaly, eccentricity])?;
/// assert!((x.value() - 0.3 * x.value().sin() - 0.8).abs() < 1e-15);
/// assert_eq!(tape.len(), before + 1);
/// let slope = x.backward()?.wrt(anomaly)?;
/// assert!((slope - 1.0 / (1.0 - 0.3 * x.value().cos())).abs() < 1e-15);
///
/// // The same with a dual number.
/// let parameters = [Dual::variable(0.8), Dual::from(0.3)];
/// let x = Solver::new().root(|x, p| x - p[1] * x.sin() - p[0], 0.8, &parameters)?;
/// assert!((x.tangent - slope).abs() < 1e-15);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
///
/// # Errors
///
/// Every method gives an error that names itself, the residual and the number of iterations if the iteration
/// does not converge or meets a singular Jacobian; if the number of equations is not that of the unknowns;
/// and, where derivatives are asked for, if the Jacobian is singular where the iteration ends. (At a double
/// root, which has no derivative, it ends close by, where the derivative is very large.)
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Solver {
    tolerance: f64,
    limit: usize,
}

impl Default for Solver {
    fn default() -> Self {
        Self::new()
    }
}

impl Solver {
    /// A solver with a tolerance of 10⁻¹² and a limit of 100 iterations.
    pub fn new() -> Self {
        Solver {
            tolerance: 1e-12,
            limit: 100,
        }
    }

    /// The relative change of every unknown below which the iteration ends. The last change is made, and
    /// Newton's method squares the error with it, so that the solution is better than the tolerance.
    #[must_use]
    pub fn tolerance(self, tolerance: f64) -> Self {
        Solver { tolerance, ..self }
    }

    /// The most iterations.
    #[must_use]
    pub fn limit(self, limit: usize) -> Self {
        Solver { limit, ..self }
    }

    /// The x with g(x, θ) = 0 that Newton's method finds from a start, with steps that are shortened where
    /// they lead away.
    ///
    /// ```
    /// use wengert_tape::scalar::{Dual, Solver};
    ///
    /// // x² = θ, with its second derivative −θ^(−3/2)/4.
    /// let theta = Dual::new(Dual::new(4.0, 1.0), Dual::from(1.0));
    /// let x = Solver::new().root(|x, p| x.square() - p[0], 1.0, &[theta])?;
    /// assert_eq!(x.value.value, 2.0);
    /// assert_eq!(x.tangent.value, 0.25);
    /// assert_eq!(x.tangent.tangent, -1.0 / 32.0);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// See [`Solver`].
    #[track_caller]
    pub fn root<N: Primal>(
        self,
        g: impl for<'s> Fn(Var<'s, N::Inner>, &[Var<'s, N::Inner>]) -> Var<'s, N::Inner>,
        start: f64,
        parameters: &[N],
    ) -> Result<N> {
        let mut equations = Equations::new("root", parameters, |x, theta| vec![g(x[0], theta)]);
        let x = self.newton(&mut equations, &[start])?;
        Ok(equations.implicit(&x, parameters)?[0])
    }

    /// The x between two numbers with g(x, θ) = 0, where g has different signs at them: Newton's method, and
    /// a bisection wherever it would leave the interval or is slower (Press et al., "Numerical Recipes",
    /// 2007, 9.4).
    ///
    /// ```
    /// use wengert_tape::scalar::{Dual, Solver};
    ///
    /// // The interest at which ten payments of 1 are worth 8.
    /// let payments = |rate: f64| (1.0 - (1.0 + rate).powi(-10)) / rate;
    /// let price = Dual::variable(8.0);
    /// let rate = Solver::new().root_between(
    ///     |rate, p| (1.0 - (1.0 + rate).powi(-10)) / rate - p[0],
    ///     [1e-6, 1.0],
    ///     &[price],
    /// )?;
    /// assert!((payments(rate.value) - 8.0).abs() < 1e-13);
    /// assert!(rate.tangent < 0.0);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// See [`Solver`]; and if g has the same sign at both numbers, or jumps over 0 between them.
    #[track_caller]
    pub fn root_between<N: Primal>(
        self,
        g: impl for<'s> Fn(Var<'s, N::Inner>, &[Var<'s, N::Inner>]) -> Var<'s, N::Inner>,
        between: [f64; 2],
        parameters: &[N],
    ) -> Result<N> {
        let mut equations = Equations::new("root_between", parameters, |x, theta| vec![g(x[0], theta)]);
        let x = self.bracket(&mut equations, between)?;
        Ok(equations.implicit(&[x], parameters)?[0])
    }

    /// The x with G(x, θ) = 0, as many equations as unknowns, that Newton's method finds from a start.
    ///
    /// ```
    /// use wengert_tape::scalar::{self, Solver};
    ///
    /// // Where a circle of radius r meets the parabola y = x².
    /// let tape = scalar::Tape::new();
    /// let radius = tape.var(2.0);
    /// let point = Solver::new().system(
    ///     |x, p| vec![x[0].square() + x[1].square() - p[0].square(), x[0].square() - x[1]],
    ///     &[1.0, 1.0],
    ///     &[radius],
    /// )?;
    /// // y² + y = r²
    /// let y = 0.5 * (17f64.sqrt() - 1.0);
    /// assert!((point[1].value() - y).abs() < 1e-15);
    /// let slope = point[1].backward()?.wrt(radius)?;
    /// assert!((slope - 4.0 / (2.0 * y + 1.0)).abs() < 1e-15);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// See [`Solver`].
    #[track_caller]
    pub fn system<N: Primal>(
        self,
        g: impl for<'s> Fn(&[Var<'s, N::Inner>], &[Var<'s, N::Inner>]) -> Vec<Var<'s, N::Inner>>,
        start: &[f64],
        parameters: &[N],
    ) -> Result<Vec<N>> {
        let mut equations = Equations::new("system", parameters, g);
        let x = self.newton(&mut equations, start)?;
        equations.implicit(&x, parameters)
    }

    /// The x with x = φ(x, θ) that the iteration of φ finds from a start. From where the iteration ends, a
    /// step of Newton's method makes it exact.
    ///
    /// ```
    /// use wengert_tape::scalar::{self, Solver};
    ///
    /// // x = cos(θx)
    /// let tape = scalar::Tape::new();
    /// let theta = tape.var(1.0);
    /// let x = Solver::new().fixed_point(|x, p| vec![(p[0] * x[0]).cos()], &[1.0], &[theta])?;
    /// let value = x[0].value();
    /// assert!((value - value.cos()).abs() < 1e-15);
    /// let slope = x[0].backward()?.wrt(theta)?;
    /// assert!((slope + value * value.sin() / (1.0 + value.sin())).abs() < 1e-15);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// See [`Solver`].
    #[track_caller]
    pub fn fixed_point<N: Primal>(
        self,
        phi: impl for<'s> Fn(&[Var<'s, N::Inner>], &[Var<'s, N::Inner>]) -> Vec<Var<'s, N::Inner>>,
        start: &[f64],
        parameters: &[N],
    ) -> Result<Vec<N>> {
        let mut equations = Equations::new("fixed_point", parameters, |x, theta| {
            let mut difference = phi(x, theta);
            if difference.len() == x.len() {
                for (next, &x) in difference.iter_mut().zip(x) {
                    *next = x - *next;
                }
            }
            difference
        });
        let x = self.iterate(&mut equations, start)?;
        let x = self.newton(&mut equations, &x)?;
        equations.implicit(&x, parameters)
    }

    /// Whether every unknown changes by less than the tolerance, and none is NaN.
    fn is_met(self, x: &[f64], changes: &[f64]) -> bool {
        let mut pairs = x.iter().zip(changes);
        pairs.all(|(x, change)| change.abs() <= self.tolerance * x.abs())
    }

    /// x ← φ(x), for equations x − φ(x) = 0.
    #[track_caller]
    fn iterate<P: Primal, G: Method<P>>(
        self,
        equations: &mut Equations<P, G>,
        start: &[f64],
    ) -> Result<Vec<f64>> {
        let mut x = start.to_vec();
        // Of an unknown that goes to 0 no change is relatively small: its size on the way there counts.
        let mut sizes: Vec<f64> = x.iter().map(|x| x.abs()).collect();
        for iteration in 0..=self.limit {
            let residual = equations.residual(&x)?;
            equations.check_finite(&x, &residual, iteration)?;
            let mut met = true;
            for ((x, residual), size) in x.iter_mut().zip(&residual).zip(&mut sizes) {
                *x -= residual;
                *size = size.max(x.abs());
                let enough = (self.tolerance * x.abs()).max(self.tolerance * self.tolerance * *size);
                met &= residual.abs() <= enough;
            }
            if met {
                return Ok(x);
            }
        }
        let residual = equations.residual(&x)?;
        Err(equations.failed("no convergence", &x, &residual, self.limit))
    }
}
