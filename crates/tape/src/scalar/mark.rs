//! Places on a scalar tape to come back to.

use crate::error::ErrorKind;
use crate::scalar::primal::Primal;
use crate::scalar::store::{Position, SINK};
use crate::scalar::tape::Tape;
use crate::scalar::var::Var;
use std::marker::PhantomData;
use std::panic::Location;
use std::sync::atomic::{AtomicU64, Ordering};

/// The number of a mark; no two marks of a process have the same.
pub(super) type Serial = u64;

static SERIALS: AtomicU64 = AtomicU64::new(0);

/// A place on a tape to come back to, with the variables to go on from: see [`Tape::mark`].
#[derive(Clone, Debug)]
pub struct Mark<N, K> {
    position: Position,
    serial: Serial,
    kept: K,
    primal: PhantomData<N>,
}

impl<N, K> Mark<N, K> {
    /// The last statement before the mark.
    pub(super) fn last_statement(&self) -> u32 {
        self.position.statements - 1
    }

    pub(super) fn serial(&self) -> Serial {
        self.serial
    }
}

/// A variable without its tape.
#[derive(Clone, Copy, Debug)]
pub struct Kept<N> {
    value: N,
    id: u32,
    constant: bool,
}

impl<N: Primal> Kept<N> {
    #[track_caller]
    fn of(variable: Var<'_, N>, tape: &Tape<N>) -> Self {
        let id = tape.own(variable);
        if id.is_none() {
            tape.foreign("mark");
        }
        Kept {
            value: variable.primal(),
            id: id.unwrap_or(SINK),
            constant: variable.tape().is_none(),
        }
    }

    fn on<'t>(&self, tape: &'t Tape<N>) -> Var<'t, N> {
        match self.constant {
            true => Var::constant(self.value),
            false => Var::on(tape, self.value, self.id),
        }
    }
}

/// Which variables a mark keeps: an array, a slice or a vector of them.
pub trait Keep<N: Primal> {
    /// The variables without their tape.
    type Kept: Rewind<N>;

    /// Takes the variables from their tape.
    #[doc(hidden)]
    #[track_caller]
    fn keep(self, tape: &Tape<N>) -> Self::Kept;
}

impl<N: Primal, const K: usize> Keep<N> for [Var<'_, N>; K] {
    type Kept = [Kept<N>; K];

    #[track_caller]
    fn keep(self, tape: &Tape<N>) -> Self::Kept {
        self.map(|variable| Kept::of(variable, tape))
    }
}

impl<N: Primal> Keep<N> for &[Var<'_, N>] {
    type Kept = Vec<Kept<N>>;

    #[track_caller]
    fn keep(self, tape: &Tape<N>) -> Self::Kept {
        self.iter().map(|&variable| Kept::of(variable, tape)).collect()
    }
}

impl<N: Primal> Keep<N> for &Vec<Var<'_, N>> {
    type Kept = Vec<Kept<N>>;

    #[track_caller]
    fn keep(self, tape: &Tape<N>) -> Self::Kept {
        self.as_slice().keep(tape)
    }
}

/// What a mark carries.
pub trait Rewind<N: Primal> {
    /// The variables on a tape.
    type On<'t>
    where
        N: 't;

    /// Puts them back.
    #[doc(hidden)]
    fn on<'t>(&self, tape: &'t Tape<N>) -> Self::On<'t>;
}

impl<N: Primal, const K: usize> Rewind<N> for [Kept<N>; K] {
    type On<'t>
        = [Var<'t, N>; K]
    where
        N: 't;

    fn on<'t>(&self, tape: &'t Tape<N>) -> Self::On<'t> {
        self.each_ref().map(|kept| kept.on(tape))
    }
}

impl<N: Primal> Rewind<N> for Vec<Kept<N>> {
    type On<'t>
        = Vec<Var<'t, N>>
    where
        N: 't;

    fn on<'t>(&self, tape: &'t Tape<N>) -> Self::On<'t> {
        self.iter().map(|kept| kept.on(tape)).collect()
    }
}

impl<N: Primal> Tape<N> {
    /// A place to come back to: what is recorded after it can be forgotten again, path by path, so that
    /// the tape stays small enough for the cache. The mark carries the variables to go on from, since
    /// [`Tape::rewind`] ends the life of all others.
    ///
    /// ```
    /// use wengert_tape::scalar;
    ///
    /// let mut tape = scalar::Tape::new();
    /// let rate = tape.var(0.05);
    /// let discount = (-2.0 * rate).exp();
    /// let mark = tape.mark([rate, discount]);
    /// let mut total = 0.0;
    /// for path in 0..3 {
    ///     let [rate, discount] = tape.rewind(&mark);
    ///     let payoff = discount * (rate * f64::from(path)).exp();
    ///     total += payoff.backward()?.wrt(rate)?;
    /// }
    /// let expected = -2.0 * (-0.1f64).exp() - (-0.05f64).exp();
    /// assert!((total - expected).abs() < 1e-15);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn mark<K: Keep<N>>(&self, keep: K) -> Mark<N, K::Kept> {
        let serial = SERIALS.fetch_add(1, Ordering::Relaxed);
        self.marks().push(serial);
        Mark {
            position: self.store.position(),
            serial,
            kept: keep.keep(self),
            primal: PhantomData,
        }
    }

    /// Forgets what was recorded since the mark and gives back the variables that it carries; see
    /// [`Tape::mark`]. Marks that were made after it end with what they marked.
    ///
    /// A mark of another tape, of before a reset, or one that ended is an error that waits: every exit
    /// reports it.
    #[track_caller]
    pub fn rewind<K: Rewind<N>>(&mut self, mark: &Mark<N, K>) -> K::On<'_> {
        let marks = self.marks_mut();
        match marks.binary_search(&mark.serial) {
            Ok(found) => {
                marks.truncate(found + 1);
                self.store.rewind(mark.position);
                self.begin_run();
            }
            Err(_) => self.bad_mark("rewind"),
        }
        mark.kept.on(self)
    }

    #[cold]
    #[track_caller]
    pub(super) fn bad_mark(&self, operation: &str) {
        let kind = ErrorKind::Variable {
            operation: operation.into(),
            problem: "the mark is of another tape, or was forgotten by a reset or by rewinding to an \
                      earlier mark"
                .into(),
        };
        self.fail(kind, Location::caller());
    }
}
