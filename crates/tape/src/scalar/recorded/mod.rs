//! Functions of single numbers that are recorded once and evaluated at very many points.

pub(super) mod derivatives;
pub(super) mod evaluate;
#[cfg(feature = "serde")]
mod saved;

use crate::error::{Error, ErrorKind, Result};
use crate::program::compile::Program;
use crate::program::graph::{Graph, Term};
use crate::program::run::Workspaces;
use crate::program::{Expr, Recorder};
use std::fmt;
use std::sync::OnceLock;

pub use evaluate::Column;

/// A function of numbers, recorded once: simplified, differentiated as a whole, and run over many points
/// at a time with vector instructions and on all threads.
///
/// It is recorded with values that have no number yet ([`Expr`]), so a branch that depends on one of them
/// does not compile; [`Real::select`](crate::Real::select) becomes part of the function. A formula that
/// is generic over [`Number`](crate::Number), and branches, is recorded again for each branch, on a
/// [`Tape`](crate::scalar::Tape).
///
/// What goes wrong while recording waits, and comes out of the first evaluation.
///
/// ```
/// use wengert_tape::Real;
/// use wengert_tape::scalar::{Column, Function};
///
/// fn price<R: Real>(spot: R, strike: R, deviation: R) -> R {
///     let first = (spot / strike).ln() / deviation + 0.5 * deviation;
///     spot * first.normal_cdf() - strike * (first - deviation).normal_cdf()
/// }
///
/// let greeks = Function::record(3, |x| price(x[0], x[1], x[2])).with_gradient();
/// let spots = [90.0, 100.0, 110.0];
/// let inputs = [Column::Each(&spots), Column::Same(100.0), Column::Same(0.2)];
/// let columns = greeks.columns(inputs)?;
/// let (prices, deltas) = (&columns[0], &columns[1]);
/// assert!((prices[1] - 7.965567).abs() < 1e-6);
/// assert!((deltas[1] - 0.539828).abs() < 1e-6);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
pub struct Function {
    pub(super) graph: Graph,
    pub(super) results: Vec<Term>,
    /// How many of the first inputs derivatives are taken with respect to.
    pub(super) parameters: usize,
    error: Option<Error>,
    program: OnceLock<Program>,
    workspaces: Workspaces<f64>,
}

impl Function {
    /// Records a function of `inputs` numbers with one result.
    ///
    /// ```
    /// use wengert_tape::scalar::Function;
    ///
    /// let f = Function::record(2, |x| x[0] * x[1] + x[0].sin());
    /// assert_eq!(f.value(&[0.0, 5.0])?, 0.0);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn record(inputs: usize, f: impl for<'p> FnOnce(&[Expr<'p>]) -> Expr<'p>) -> Self {
        Self::record_all(inputs, |x| vec![f(x)])
    }

    /// Records a function of `inputs` numbers with any number of results.
    ///
    /// ```
    /// use wengert_tape::scalar::Function;
    ///
    /// let polar = Function::record_all(2, |x| vec![x[0] * x[1].cos(), x[0] * x[1].sin()]);
    /// assert_eq!(polar.values(&[2.0, 0.0])?, [2.0, 0.0]);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn record_all(inputs: usize, f: impl for<'p> FnOnce(&[Expr<'p>]) -> Vec<Expr<'p>>) -> Self {
        let recorder = Recorder::new(Graph::with_inputs(inputs));
        let x: Vec<Expr<'_>> = (0..inputs as u32)
            .map(|id| recorder.expr(Term::Node(id)))
            .collect();
        let results = f(&x);
        let foreign = results.iter().any(|result| !result.belongs_to(&recorder));
        let results = results.into_iter().map(Expr::term).collect();
        drop(x);
        match foreign {
            false => Self::finish(recorder, results),
            true => Self::failed(Error::of_kind(ErrorKind::Variable {
                operation: "record".into(),
                problem: "a result belongs to another function that is being recorded".into(),
            })),
        }
    }

    fn finish(recorder: Recorder, results: Vec<Term>) -> Self {
        match recorder.finish() {
            Ok(graph) => Function {
                parameters: graph.inputs(),
                graph,
                results,
                error: None,
                program: OnceLock::new(),
                workspaces: Workspaces::default(),
            },
            Err(error) => Self::failed(error),
        }
    }

    fn failed(error: Error) -> Self {
        Function {
            graph: Graph::default(),
            results: Vec::new(),
            parameters: 0,
            error: Some(error),
            program: OnceLock::new(),
            workspaces: Workspaces::default(),
        }
    }

    /// How many numbers it takes.
    ///
    /// ```
    /// use wengert_tape::scalar::Function;
    ///
    /// let f = Function::record(2, |x| x[0] * x[1]);
    /// assert_eq!((f.inputs(), f.results(), f.with_gradient().results()), (2, 1, 3));
    /// ```
    pub fn inputs(&self) -> usize {
        self.graph.inputs()
    }

    /// How many results it has.
    pub fn results(&self) -> usize {
        self.results.len()
    }

    /// How many instructions it runs for each point.
    ///
    /// ```
    /// use wengert_tape::scalar::Function;
    ///
    /// let f = Function::record(1, |x| x[0].sin() * x[0].sin() + 0.0 * 3.0);
    /// assert_eq!(f.instructions(), 2);
    /// ```
    pub fn instructions(&self) -> usize {
        self.program().steps.len()
    }

    fn program(&self) -> &Program {
        self.program
            .get_or_init(|| Program::of(&self.graph, &self.results))
    }

    /// What went wrong while it was recorded.
    pub(super) fn check(&self) -> Result<()> {
        match &self.error {
            Some(error) => Err(error.clone()),
            None => Ok(()),
        }
    }
}

impl Clone for Function {
    fn clone(&self) -> Self {
        Function {
            graph: self.graph.clone(),
            results: self.results.clone(),
            parameters: self.parameters,
            error: self.error.clone(),
            program: self.program.clone(),
            workspaces: Workspaces::default(),
        }
    }
}

/// Its instructions, one a line.
impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.error {
            Some(error) => write!(f, "{error}"),
            None => write!(f, "{}", self.program()),
        }
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.error {
            Some(error) => write!(f, "Function({error})"),
            None => write!(
                f,
                "Function({} inputs, {} results, {} instructions)",
                self.inputs(),
                self.results(),
                self.instructions()
            ),
        }
    }
}
