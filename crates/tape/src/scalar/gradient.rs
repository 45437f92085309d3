//! Reverse mode: adjoints of what a result was computed from.

use crate::error::{Error, Result};
use crate::scalar::mark::Mark;
use crate::scalar::matrix::Matrix;
use crate::scalar::primal::Primal;
use crate::scalar::store::SINK;
use crate::scalar::tape::Tape;
use crate::scalar::var::Var;
use std::sync::{Arc, Mutex, PoisonError};

/// The adjoints of everything that a result was computed from.
///
/// ```
/// use wengert_tape::scalar;
///
/// let tape = scalar::Tape::new();
/// let [x, y] = tape.vars([2.0, 3.0]);
/// let gradient = (x * y.ln()).backward()?;
/// assert_eq!(gradient.wrt(x)?, 3f64.ln());
/// assert_eq!(gradient.wrt([x, y])?, [3f64.ln(), 2.0 / 3.0]);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Debug)]
pub struct Gradient<N: Primal = f64> {
    /// By statement; nothing for a result that depends on nothing.
    adjoints: Vec<N>,
    /// Of which tape, and of which run of it.
    tape: Option<(u64, u64)>,
    /// Where the memory goes when nobody needs it any more.
    spare: Arc<Mutex<Vec<N>>>,
}

impl<N: Primal> Drop for Gradient<N> {
    fn drop(&mut self) {
        give_back(&self.spare, std::mem::take(&mut self.adjoints));
    }
}

fn give_back<N>(spare: &Mutex<Vec<N>>, memory: Vec<N>) {
    let mut spare = spare.lock().unwrap_or_else(PoisonError::into_inner);
    if spare.capacity() < memory.capacity() {
        *spare = memory;
    }
}

/// With respect to what: a variable, an array, a slice or a vector of them. The answer has the same form.
pub trait Wrt<N> {
    /// A number per variable.
    type Out;

    /// The answer, with `f` of every variable.
    #[doc(hidden)]
    fn each(self, f: impl FnMut(Var<'_, N>) -> Result<N>) -> Result<Self::Out>
    where
        N: Primal;
}

impl<N: Primal> Wrt<N> for Var<'_, N> {
    type Out = N;

    fn each(self, mut f: impl FnMut(Var<'_, N>) -> Result<N>) -> Result<N> {
        f(self)
    }
}

impl<N: Primal, const K: usize> Wrt<N> for [Var<'_, N>; K] {
    type Out = [N; K];

    fn each(self, mut f: impl FnMut(Var<'_, N>) -> Result<N>) -> Result<[N; K]> {
        let mut out = [N::from(0.0); K];
        for (out, variable) in out.iter_mut().zip(self) {
            *out = f(variable)?;
        }
        Ok(out)
    }
}

impl<N: Primal> Wrt<N> for &[Var<'_, N>] {
    type Out = Vec<N>;

    fn each(self, f: impl FnMut(Var<'_, N>) -> Result<N>) -> Result<Vec<N>> {
        self.iter().copied().map(f).collect()
    }
}

impl<N: Primal> Wrt<N> for &Vec<Var<'_, N>> {
    type Out = Vec<N>;

    fn each(self, f: impl FnMut(Var<'_, N>) -> Result<N>) -> Result<Vec<N>> {
        self.as_slice().each(f)
    }
}

impl<N: Primal, const K: usize> Wrt<N> for &[Var<'_, N>; K] {
    type Out = [N; K];

    fn each(self, f: impl FnMut(Var<'_, N>) -> Result<N>) -> Result<[N; K]> {
        (*self).each(f)
    }
}

impl<N: Primal> Gradient<N> {
    /// The derivative with respect to variables, inputs or intermediate ones; 0 where the result does
    /// not depend on one, and for constants.
    ///
    /// # Errors
    ///
    /// For a variable of another tape, and if the tape was reset or rewound since.
    #[track_caller]
    pub fn wrt<W: Wrt<N>>(&self, variables: W) -> Result<W::Out> {
        let place = std::panic::Location::caller();
        variables.each(|variable| self.of(variable).map_err(|error| error.placed(place)))
    }

    /// Of what depends on nothing.
    fn nothing() -> Self {
        Gradient {
            adjoints: Vec::new(),
            tape: None,
            spare: Arc::default(),
        }
    }

    fn of(&self, variable: Var<'_, N>) -> Result<N> {
        let (Some(tape), Some(own)) = (variable.tape(), self.tape) else {
            return Ok(N::from(0.0));
        };
        if tape.id() != own {
            let problem = match tape.id().0 == own.0 {
                true => "the tape was reset or rewound since the gradient was computed",
                false => "the variable belongs to another tape",
            };
            return Err(Error::variable("wrt", problem));
        }
        // What was recorded later is nothing that the result depends on.
        let adjoint = self.adjoints.get(variable.id() as usize).copied();
        Ok(adjoint.unwrap_or(N::from(0.0)))
    }
}

impl<'t, N: Primal> Var<'t, N> {
    /// The derivatives of this with respect to everything it was computed from, in one sweep over the tape.
    ///
    /// # Errors
    ///
    /// What went wrong on the tape: a variable of another tape met one of it, or it was full.
    #[track_caller]
    pub fn backward(self) -> Result<Gradient<N>> {
        match self.tape() {
            Some(tape) => tape.gradient_of(&[self], &[N::from(1.0)], SINK),
            None => Ok(Gradient::nothing()),
        }
    }

    /// The same, back to a mark only: the variables that the mark keeps count as inputs. Sum their
    /// derivatives over the paths, and carry the sums on with [`vjp`] once.
    ///
    /// ```
    /// use wengert_tape::scalar;
    ///
    /// let mut tape = scalar::Tape::new();
    /// let x = tape.var(2.0);
    /// let curve = x.exp();
    /// let mark = tape.mark([x, curve]);
    /// let mut total = 0.0;
    /// for path in 0..10 {
    ///     let [_, curve] = tape.rewind(&mark);
    ///     let payoff = curve * f64::from(path);
    ///     total += payoff.backward_to(&mark)?.wrt(curve)?;
    /// }
    /// let [x, curve] = tape.rewind(&mark);
    /// let gradient = scalar::vjp(&[curve], &[total])?;
    /// assert_eq!(gradient.wrt(x)?, 45.0 * 2f64.exp());
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Var::backward`], and if the mark does not lie on the tape.
    #[track_caller]
    pub fn backward_to<K>(self, mark: &Mark<N, K>) -> Result<Gradient<N>> {
        let Some(tape) = self.tape() else {
            return self.backward();
        };
        if tape.marks().binary_search(&mark.serial()).is_err() {
            tape.bad_mark("backward_to");
        }
        tape.gradient_of(&[self], &[N::from(1.0)], mark.last_statement())
    }
}

/// The vector-Jacobian product: the derivatives of Σ cotangent · result.
///
/// ```
/// use wengert_tape::scalar;
///
/// let tape = scalar::Tape::new();
/// let x = tape.var(3.0);
/// let gradient = scalar::vjp(&[x * x, x * 2.0], &[1.0, 10.0])?;
/// assert_eq!(gradient.wrt(x)?, 26.0);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
///
/// # Errors
///
/// As [`Var::backward`]; for results of several tapes; if there are not as many cotangents as results.
#[track_caller]
pub fn vjp<N: Primal>(results: &[Var<'_, N>], cotangents: &[N]) -> Result<Gradient<N>> {
    if results.len() != cotangents.len() {
        let problem = format!("{} cotangents for {} results", cotangents.len(), results.len());
        return Err(Error::shape("vjp", problem));
    }
    match results.iter().find_map(|result| result.tape()) {
        Some(tape) => tape.gradient_of(results, cotangents, SINK),
        None => Ok(Gradient::nothing()),
    }
}

impl<N: Primal> Tape<N> {
    #[track_caller]
    fn gradient_of(&self, results: &[Var<'_, N>], cotangents: &[N], stop: u32) -> Result<Gradient<N>> {
        let last = self.last_of("vjp", results)?;
        let mut adjoints = std::mem::take(&mut *self.spare.lock().unwrap_or_else(PoisonError::into_inner));
        adjoints.clear();
        adjoints.resize(last as usize + 1, N::from(0.0));
        for (result, &cotangent) in results.iter().zip(cotangents) {
            adjoints[result.id() as usize] += cotangent;
        }
        self.store.sweep(last, stop, |statement, parent, partial| {
            let adjoint = adjoints[statement as usize];
            if !adjoint.vanishes() {
                adjoints[parent as usize] += adjoint.absorb(partial);
            }
        });
        Ok(Gradient {
            adjoints,
            tape: Some(self.id()),
            spare: Arc::clone(&self.spare),
        })
    }

    /// The last statement of some results of this tape.
    #[track_caller]
    fn last_of(&self, operation: &str, results: &[Var<'_, N>]) -> Result<u32> {
        if let Some(error) = self.error() {
            return Err(error);
        }
        let mut last = SINK;
        for &result in results {
            match self.own(result) {
                Some(id) => last = last.max(id),
                None => return Err(Error::variable(operation, "a result belongs to another tape")),
            }
        }
        Ok(last)
    }

    /// The Jacobian: a row per result, a column per variable. Four results share a sweep.
    ///
    /// ```
    /// use wengert_tape::scalar;
    ///
    /// let tape = scalar::Tape::new();
    /// let [r, angle] = tape.vars([2.0, 0.5]);
    /// let point = [r * angle.cos(), r * angle.sin()];
    /// let jacobian = tape.jacobian(&point, &[r, angle])?;
    /// assert_eq!(jacobian[(0, 1)], -2.0 * 0.5f64.sin());
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Var::backward`]; for results or variables of another tape.
    #[track_caller]
    pub fn jacobian(&self, results: &[Var<'_, N>], variables: &[Var<'_, N>]) -> Result<Matrix<N>> {
        let mut columns = Vec::with_capacity(variables.len());
        for &variable in variables {
            match self.own(variable) {
                Some(id) => columns.push(id as usize),
                None => return Err(Error::variable("jacobian", "a variable belongs to another tape")),
            }
        }
        let mut jacobian = Matrix::zeros(results.len(), variables.len());
        let mut adjoints: Vec<[N; LANES]> = Vec::new();
        for (block, results) in results.chunks(LANES).enumerate() {
            let last = self.last_of("jacobian", results)?;
            adjoints.clear();
            adjoints.resize(last as usize + 1, [N::from(0.0); LANES]);
            for (lane, result) in results.iter().enumerate() {
                adjoints[result.id() as usize][lane] = N::from(1.0);
            }
            self.store.sweep(last, SINK, |statement, parent, partial| {
                let cotangents = adjoints[statement as usize];
                let sums = &mut adjoints[parent as usize];
                for (sum, cotangent) in sums.iter_mut().zip(cotangents) {
                    *sum += cotangent.absorb(partial);
                }
            });
            for (lane, _) in results.iter().enumerate() {
                for (column, &id) in columns.iter().enumerate() {
                    if id != SINK as usize && id < adjoints.len() {
                        jacobian[(block * LANES + lane, column)] = adjoints[id][lane];
                    }
                }
            }
        }
        Ok(jacobian)
    }
}

/// How many directions share a sweep: more would push the adjoints out of the cache.
const LANES: usize = 4;
