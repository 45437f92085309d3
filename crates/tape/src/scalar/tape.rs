//! The scalar tape.

use crate::error::{Error, ErrorKind, Place};
use crate::scalar::mark::Serial;
use crate::scalar::primal::Primal;
use crate::scalar::store::{SINK, Sizes, Store};
use crate::scalar::var::Var;
use std::fmt;
use std::panic::Location;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// A tape of single numbers: every operation on its variables computes its value at once and records
/// its partial derivatives, so ordinary `if`, loops and recursion work.
///
/// One operation costs about a nanosecond and, per operand that depends on a variable, 12 bytes (for
/// `f64`). A number added to a variable costs nothing. The layout is that of a chunked
/// statement tape: partial derivatives and parents, with a flag on the first operand of a statement
/// (compare the statement-level taping of CoDiPack: Sagebaum, Albring and Gauger, "High-performance
/// derivative computations using CoDiPack", 2019).
///
/// With `N` a [`Dual`](crate::scalar::Dual), the gradients carry derivatives of their own: second order.
///
/// ```
/// use wengert_tape::scalar;
///
/// let tape = scalar::Tape::new();
/// let [x, y] = tape.vars([0.5, 2.0]);
/// let z = if x < y { x * y + x.sin() } else { x - y };
/// let [dx, dy] = z.backward()?.wrt([x, y])?;
/// assert_eq!(dx, 2.0 + 0.5f64.cos());
/// assert_eq!(dy, 0.5);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
pub struct Tape<N: Primal = f64> {
    /// The only field that is not `Sync`: to a variable sent to a thread the compiler gives an error for
    /// each such field, and one says it all.
    pub(super) store: Store<N>,
    id: u64,
    run: u64,
    /// The marks that can be rewound to, in rising order.
    marks: Mutex<Vec<Serial>>,
    /// The first thing that went wrong: every exit reports it.
    fault: OnceLock<Error>,
    /// Memory for adjoints, between two sweeps.
    pub(super) spare: Arc<Mutex<Vec<N>>>,
}

static TAPES: AtomicU64 = AtomicU64::new(1);

impl<N: Primal> Default for Tape<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<N: Primal> fmt::Debug for Tape<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("scalar::Tape")
            .field("statements", &self.len())
            .field("operands", &self.operands())
            .finish()
    }
}

impl<N: Primal> Tape<N> {
    /// An empty tape.
    pub fn new() -> Self {
        Self::with_sizes(Sizes::default())
    }

    /// A tape with chunks of that many operands that holds at most `most` of them, for tests: chunks of
    /// production are too large to cross their borders often.
    #[doc(hidden)]
    pub fn with_limits(chunk: usize, most: usize) -> Self {
        Self::with_sizes(Sizes {
            first_chunk: chunk,
            largest_chunk: chunk,
            most_operands: most,
        })
    }

    fn with_sizes(sizes: Sizes) -> Self {
        Tape {
            store: Store::new(sizes),
            id: TAPES.fetch_add(1, Ordering::Relaxed),
            run: 0,
            marks: Mutex::default(),
            fault: OnceLock::new(),
            spare: Arc::default(),
        }
    }

    /// A variable to differentiate with respect to.
    #[track_caller]
    pub fn var(&self, value: N) -> Var<'_, N> {
        self.record(value, [(SINK, N::from(0.0))])
    }

    /// Variables to differentiate with respect to.
    ///
    /// ```
    /// use wengert_tape::scalar;
    ///
    /// let tape = scalar::Tape::new();
    /// let [spot, strike] = tape.vars([100.0, 95.0]);
    /// assert_eq!((spot - strike).value(), 5.0);
    /// ```
    #[track_caller]
    pub fn vars<const K: usize>(&self, values: [N; K]) -> [Var<'_, N>; K] {
        values.map(|value| self.var(value))
    }

    /// Variables to differentiate with respect to, as many as there are values.
    ///
    /// ```
    /// use wengert_tape::scalar;
    ///
    /// let tape = scalar::Tape::new();
    /// let x = tape.vars_from(&[1.0, 2.0, 3.0]);
    /// let y: scalar::Var = x.iter().map(|x| x.square()).sum();
    /// assert_eq!(y.backward()?.wrt(&x)?, [2.0, 4.0, 6.0]);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn vars_from(&self, values: &[N]) -> Vec<Var<'_, N>> {
        let mut variables = Vec::with_capacity(values.len());
        for &value in values {
            variables.push(self.var(value));
        }
        variables
    }

    /// Forgets everything recorded and keeps the memory. The borrow checker proves that no variable of
    /// before is used after.
    pub fn reset(&mut self) {
        self.store.rewind(Store::<N>::start());
        self.begin_run();
        self.marks_mut().clear();
        self.fault.take();
    }

    /// Gradients of before do not know the variables of after.
    pub(super) fn begin_run(&mut self) {
        self.run += 1;
    }

    pub(super) fn marks(&self) -> MutexGuard<'_, Vec<Serial>> {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn marks_mut(&mut self) -> &mut Vec<Serial> {
        self.marks.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of statements, inputs included.
    pub fn len(&self) -> usize {
        self.store.statements() as usize - 1
    }

    /// Whether nothing is recorded.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of operands of all statements; an input counts one.
    pub fn operands(&self) -> usize {
        self.store.operands() - 1
    }

    /// Bytes that the tape holds for statements; adjoints are not counted.
    pub fn memory(&self) -> usize {
        self.store.memory()
    }

    /// What went wrong first: a variable of another tape, or a full tape. Nothing is computed; every
    /// exit (`backward`, `jacobian`) reports it.
    pub fn error(&self) -> Option<Error> {
        self.fault.get().cloned()
    }

    pub(super) fn id(&self) -> (u64, u64) {
        (self.id, self.run)
    }

    /// The statement of a variable, that of constants for a constant; `None` for one of another tape.
    pub(super) fn own(&self, variable: Var<'_, N>) -> Option<u32> {
        match variable.tape() {
            None => Some(SINK),
            Some(tape) if std::ptr::eq(tape, self) => Some(variable.id()),
            Some(_) => None,
        }
    }

    #[inline(always)]
    #[track_caller]
    pub(super) fn record<const K: usize>(&self, value: N, operands: [(u32, N); K]) -> Var<'_, N> {
        match self.store.push(operands) {
            Some(id) => Var::on(self, value, id),
            None => self.record_many(value, &operands),
        }
    }

    /// A statement of any number of operands.
    #[cold]
    #[inline(never)]
    #[track_caller]
    pub(super) fn record_many(&self, value: N, operands: &[(u32, N)]) -> Var<'_, N> {
        if operands.is_empty() {
            return Var::constant(value);
        }
        match self.store.push_many(operands) {
            Some(id) => Var::on(self, value, id),
            None => self.exhausted(value),
        }
    }

    #[cold]
    #[inline(never)]
    #[track_caller]
    fn exhausted(&self, value: N) -> Var<'_, N> {
        let problem = format!(
            "the tape is full: it holds {} operands; rewind it, reset it or split the computation",
            self.operands()
        );
        let operation = "record".to_string();
        self.fail(ErrorKind::Limit { operation, problem }, Location::caller());
        Var::on(self, value, SINK)
    }

    /// Notes that a variable of another tape met one of this.
    #[cold]
    #[inline(never)]
    #[track_caller]
    pub(super) fn foreign(&self, operation: &str) {
        let kind = ErrorKind::Variable {
            operation: operation.into(),
            problem: "an argument is a variable of another tape".into(),
        };
        self.fail(kind, Location::caller());
    }

    pub(super) fn fail(&self, kind: ErrorKind, place: Place) {
        // The first one is the cause.
        let _ = self.fault.set(Error::at(kind, place));
    }
}
