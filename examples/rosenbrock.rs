//! The valley of H. H. Rosenbrock (1960) in 20 dimensions, recorded once: a library's quasi-Newton method with our
//! gradients, and Newton's method with our Hessians.

use argmin::core::{CostFunction, Error, Executor, Gradient, State};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;
use wengert::Real;
use wengert::scalar::{self, Function, Matrix};

const DIMENSIONS: usize = 20;

fn rosenbrock<R: Real>(x: &[R]) -> R {
    x.windows(2)
        .map(|x| (1.0 - x[0]).square() + 100.0 * (x[1] - x[0].square()).square())
        .sum()
}

/// The function and its gradient, as the optimizer asks for them.
struct Problem {
    value: Function,
    gradient: Function,
}

impl CostFunction for Problem {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, x: &Vec<f64>) -> Result<f64, Error> {
        Ok(self.value.value(x)?)
    }
}

impl Gradient for Problem {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, x: &Vec<f64>) -> Result<Vec<f64>, Error> {
        Ok(self.gradient.values(x)?)
    }
}

/// The largest distance of a coordinate from the lowest point, (1, …, 1).
fn distance(x: &[f64]) -> f64 {
    x.iter().map(|x| (x - 1.0).abs()).fold(0.0, f64::max)
}

fn main() -> Result<(), Error> {
    // The valley has a second, higher hollow where the first coordinate is negative.
    let start: Vec<f64> = (0..DIMENSIONS).map(|k| 0.5 + 0.5 * (k % 3) as f64).collect();
    let f = Function::record(DIMENSIONS, |x| rosenbrock(x));

    let problem = Problem {
        value: f.clone(),
        gradient: f.jacobian(),
    };
    let solver = LBFGS::new(MoreThuenteLineSearch::new(), 10).with_tolerance_grad(1e-10)?;
    let run = Executor::new(problem, solver)
        .configure(|state| state.param(start.clone()).max_iters(1000))
        .run()?;
    let found = run
        .state()
        .get_best_param()
        .expect("the optimizer went somewhere");
    println!(
        "L-BFGS: {} iterations, farthest coordinate from the answer {:.1e}",
        run.state().get_iter(),
        distance(found)
    );
    assert!(distance(found) < 1e-8, "L-BFGS did not arrive");

    let (gradient, hessian) = (f.with_gradient(), f.hessian());
    let mut x = start;
    for iteration in 0..200 {
        let derivatives = gradient.values(&x)?;
        let slope = scalar::norm(&derivatives[1..]);
        if slope < 1e-12 {
            println!(
                "Newton: {iteration} iterations, farthest coordinate from the answer {:.1e}",
                distance(&x)
            );
            break;
        }
        x = newton_step(&x, &derivatives, &hessian.values(&x)?, &f)?;
    }
    assert!(distance(&x) < 1e-12, "Newton's method did not arrive");
    Ok(())
}

/// One step, with as much added to the diagonal as makes it lead down.
fn newton_step(x: &[f64], derivatives: &[f64], second: &[f64], f: &Function) -> Result<Vec<f64>, Error> {
    let (height, gradient) = (derivatives[0], &derivatives[1..]);
    let mut damping = 0.0;
    loop {
        let mut matrix = Matrix::zeros(DIMENSIONS, DIMENSIONS);
        for row in 0..DIMENSIONS {
            for column in 0..DIMENSIONS {
                matrix[(row, column)] = second[row * DIMENSIONS + column];
            }
            matrix[(row, row)] += damping;
        }
        // A matrix that is not positive definite has no factor.
        if matrix.cholesky().is_ok() {
            let step = matrix.solve(gradient)?;
            let next: Vec<f64> = x.iter().zip(&step).map(|(x, step)| x - step).collect();
            if f.value(&next)? <= height {
                return Ok(next);
            }
        }
        damping = 10.0 * f64::max(damping, 0.1);
    }
}
