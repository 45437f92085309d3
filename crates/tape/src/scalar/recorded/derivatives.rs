//! Derivatives of recorded functions, which are recorded functions.

use crate::error::{Error, ErrorKind};
use crate::program::differentiate::Differentiator;
use crate::program::graph::Term;
use crate::program::{Expr, Recorder};
use crate::scalar::recorded::Function;

/// Up to so many inputs and results both modes are tried, and the shorter program is taken.
const BOTH_WAYS: usize = 4;

/// A matrix of derivatives has at most so many numbers.
const MOST_RESULTS: usize = 1 << 28;

impl Function {
    /// The same function, whose first `count` inputs are parameters and whose others are data: derivatives are
    /// taken with respect to the parameters only.
    ///
    /// ```
    /// use wengert_tape::scalar::{Column, Function};
    ///
    /// let f = Function::record(2, |x| (x[0] * x[1]).exp()).parameters(1).with_gradient();
    /// assert_eq!(f.results(), 2);
    /// let sums = f.sums([Column::Same(0.0), Column::Each(&[1.0, 2.0, 3.0])])?;
    /// assert_eq!(sums, [3.0, 6.0]);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Where there are not as many inputs, an error waits for the first evaluation.
    #[must_use]
    #[track_caller]
    pub fn parameters(&self, count: usize) -> Function {
        if self.error.is_none() && count > self.inputs() {
            let problem = format!("{count} parameters of a function of {} inputs", self.inputs());
            return Self::failed(Error::shape("parameters", problem));
        }
        Function {
            parameters: count,
            ..self.clone()
        }
    }

    /// The function with its gradient: the value, then the partial derivative to each input
    /// (or [parameter](Self::parameters)).
    ///
    /// ```
    /// use wengert_tape::scalar::Function;
    ///
    /// let f = Function::record(2, |x| x[0] * x[1].exp()).with_gradient();
    /// assert_eq!(f.values(&[3.0, 0.0])?, [3.0, 1.0, 3.0]);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Where it has not one result, an error waits for the first evaluation.
    #[track_caller]
    pub fn with_gradient(&self) -> Function {
        if let Some(failed) = self.without_one_result("with_gradient") {
            return failed;
        }
        let value = self.results[0];
        self.shorter(|function, mode| {
            function.derive(|recorder, results, inputs| {
                let mut all = vec![value];
                all.extend(jacobian_terms(recorder, results, inputs, mode));
                all
            })
        })
    }

    /// The function's derivatives alone: a row for each result, with a number for each input.
    ///
    /// Backwards or forwards, whichever is the shorter program.
    ///
    /// ```
    /// use wengert_tape::scalar::Function;
    ///
    /// let f = Function::record_all(2, |x| vec![x[0] * x[1], x[0] + x[1]]).jacobian();
    /// assert_eq!(f.values(&[3.0, 5.0])?, [5.0, 3.0, 1.0, 1.0]);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Where it would have more results than memory holds, an error waits for the first evaluation; most of them
    /// are 0 then, and [`sparse_jacobian`](Self::sparse_jacobian) is the way.
    #[track_caller]
    pub fn jacobian(&self) -> Function {
        if let Some(failed) = self.too_many("jacobian", self.results()) {
            return failed;
        }
        self.shorter(|function, mode| {
            function.derive(|recorder, results, inputs| jacobian_terms(recorder, results, inputs, mode))
        })
    }

    /// The second derivatives, a row for each input, forward over reverse. Half of them are computed.
    ///
    /// ```
    /// use wengert_tape::scalar::Function;
    ///
    /// let f = Function::record(2, |x| x[0] * x[0] * x[1]).hessian();
    /// assert_eq!(f.values(&[3.0, 5.0])?, [10.0, 6.0, 6.0, 0.0]);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Where it has not one result, or would have more results than memory holds, an error waits for the first
    /// evaluation; most of these are 0 then, and [`sparse_hessian`](Self::sparse_hessian) is the way.
    #[track_caller]
    pub fn hessian(&self) -> Function {
        if let Some(failed) = self
            .without_one_result("hessian")
            .or_else(|| self.too_many("hessian", self.parameters))
        {
            return failed;
        }
        self.derive(|recorder, results, inputs| {
            let gradient = jacobian_terms(recorder, results, inputs, Mode::Reverse);
            let mut differentiator = Differentiator::new(recorder);
            let mut hessian = vec![Term::Number(0.0); inputs * inputs];
            for column in 0..inputs {
                let rows = &gradient[column..];
                let terms = tangents(&mut differentiator, rows, |input| unit(input, column));
                for (k, term) in terms.into_iter().enumerate() {
                    let row = column + k;
                    hessian[row * inputs + column] = term;
                    hessian[column * inputs + row] = term;
                }
            }
            hessian
        })
    }

    /// The product of the second derivatives with a vector, which is given behind the inputs: a function
    /// of twice as many numbers. Forward over reverse.
    ///
    /// ```
    /// use wengert_tape::scalar::Function;
    ///
    /// let f = Function::record(2, |x| x[0] * x[0] * x[1]).hvp();
    /// assert_eq!(f.values(&[3.0, 5.0, 1.0, 0.0])?, [10.0, 6.0]);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Where it has not one result, an error waits for the first evaluation.
    #[track_caller]
    pub fn hvp(&self) -> Function {
        if let Some(failed) = self.without_one_result("hvp") {
            return failed;
        }
        self.derive(|recorder, results, inputs| {
            let gradient = jacobian_terms(recorder, results, inputs, Mode::Reverse);
            let vector = more_inputs(recorder, inputs);
            tangents(&mut Differentiator::new(recorder), &gradient, |input| {
                vector.get(input as usize).copied()
            })
        })
    }

    /// The derivative along a direction, which is given behind the inputs: a tangent for each result.
    ///
    /// ```
    /// use wengert_tape::scalar::Function;
    ///
    /// let f = Function::record(2, |x| x[0] * x[1]).jvp();
    /// assert_eq!(f.value(&[3.0, 5.0, 1.0, 2.0])?, 11.0);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn jvp(&self) -> Function {
        self.derive(|recorder, results, inputs| {
            let direction = more_inputs(recorder, inputs);
            tangents(&mut Differentiator::new(recorder), results, |input| {
                direction.get(input as usize).copied()
            })
        })
    }

    /// The gradient of the results weighted by a cotangent, which is given behind the inputs.
    ///
    /// ```
    /// use wengert_tape::scalar::Function;
    ///
    /// let f = Function::record_all(2, |x| vec![x[0] * x[1], x[0] + x[1]]).vjp();
    /// assert_eq!(f.values(&[3.0, 5.0, 1.0, 10.0])?, [15.0, 13.0]);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn vjp(&self) -> Function {
        self.derive(|recorder, results, inputs| {
            let cotangent = more_inputs(recorder, results.len());
            let seeds: Vec<(u32, Expr<'_>)> = results
                .iter()
                .zip(&cotangent)
                .filter_map(|(result, &cotangent)| Some((result.node()?, cotangent)))
                .collect();
            adjoints(&mut Differentiator::new(recorder), &seeds, inputs)
        })
    }

    /// The error of a matrix that would be too large.
    #[track_caller]
    fn too_many(&self, operation: &str, rows: usize) -> Option<Function> {
        let columns = self.parameters;
        if rows.saturating_mul(columns) <= MOST_RESULTS {
            return None;
        }
        let problem = format!("a matrix of {rows} by {columns}; `sparse_{operation}` takes what is not 0");
        Some(Self::failed(Error::of_kind(ErrorKind::Limit {
            operation: operation.into(),
            problem,
        })))
    }

    /// What `results` writes into a copy of the function.
    pub(in crate::scalar) fn derive(
        &self,
        results: impl for<'p> FnOnce(&'p Recorder, &[Term], usize) -> Vec<Term>,
    ) -> Function {
        if let Some(error) = &self.error {
            return Self::failed(error.clone());
        }
        let recorder = Recorder::new(self.graph.clone());
        let results = results(&recorder, &self.results, self.parameters);
        Self::finish(recorder, results)
    }

    /// The shorter program of the two modes, where both are tried.
    fn shorter(&self, of_mode: impl Fn(&Function, Mode) -> Function) -> Function {
        let (inputs, results) = (self.parameters, self.results());
        if inputs.max(results) > BOTH_WAYS || inputs.min(results) == 0 {
            let mode = if inputs < results {
                Mode::Forward
            } else {
                Mode::Reverse
            };
            return of_mode(self, mode);
        }
        let (reverse, forward) = (of_mode(self, Mode::Reverse), of_mode(self, Mode::Forward));
        match forward.instructions() < reverse.instructions() {
            true => forward,
            false => reverse,
        }
    }

    #[track_caller]
    pub(in crate::scalar) fn without_one_result(&self, operation: &str) -> Option<Function> {
        if self.error.is_some() {
            return Some(self.clone());
        }
        if self.results() == 1 {
            return None;
        }
        let problem = format!("a function of {} results; one is wanted", self.results());
        Some(Self::failed(Error::of_kind(ErrorKind::Derivative {
            operation: operation.into(),
            problem,
        })))
    }
}

#[derive(Clone, Copy)]
pub(in crate::scalar) enum Mode {
    Reverse,
    Forward,
}

fn more_inputs(recorder: &Recorder, count: usize) -> Vec<Expr<'_>> {
    let ids: Vec<u32> = recorder.with_graph(|graph| (0..count).map(|_| graph.input()).collect());
    ids.into_iter().map(|id| recorder.expr(Term::Node(id))).collect()
}

fn unit<'p>(input: u32, direction: usize) -> Option<Expr<'p>> {
    (input as usize == direction).then(|| Expr::from(1.0))
}

/// The derivatives of the results to the first `inputs` inputs, row by row.
pub(in crate::scalar) fn jacobian_terms(
    recorder: &Recorder,
    results: &[Term],
    inputs: usize,
    mode: Mode,
) -> Vec<Term> {
    let mut differentiator = Differentiator::new(recorder);
    match mode {
        Mode::Reverse => {
            let mut jacobian = Vec::with_capacity(results.len() * inputs);
            for result in results {
                let seed = result.node().map(|id| (id, Expr::from(1.0)));
                jacobian.extend(adjoints(&mut differentiator, seed.as_slice(), inputs));
            }
            jacobian
        }
        Mode::Forward => {
            let mut jacobian = vec![Term::Number(0.0); results.len() * inputs];
            for column in 0..inputs {
                let terms = tangents(&mut differentiator, results, |input| unit(input, column));
                for (row, term) in terms.into_iter().enumerate() {
                    jacobian[row * inputs + column] = term;
                }
            }
            jacobian
        }
    }
}

/// The adjoints of the first `inputs` inputs, given those of some nodes.
pub(in crate::scalar) fn adjoints<'p>(
    differentiator: &mut Differentiator<'p>,
    seeds: &[(u32, Expr<'p>)],
    inputs: usize,
) -> Vec<Term> {
    let mut row = vec![Term::Number(0.0); inputs];
    differentiator.reverse(seeds, |input, adjoint| {
        if let Some(place) = row.get_mut(input as usize) {
            *place = adjoint.term();
        }
    });
    row
}

/// The tangents of some results.
pub(in crate::scalar) fn tangents<'p>(
    differentiator: &mut Differentiator<'p>,
    results: &[Term],
    tangent_of_input: impl Fn(u32) -> Option<Expr<'p>>,
) -> Vec<Term> {
    let roots = results.iter().map(|result| result.node());
    let found = differentiator.forward(roots, tangent_of_input).into_iter();
    found
        .map(|tangent| tangent.map_or(Term::Number(0.0), Expr::term))
        .collect()
}
