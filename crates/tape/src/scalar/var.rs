//! Variables of the scalar tape.

use crate::instruction::{Binary, Ternary, Unary};
use crate::real::methods::{forward_activations, forward_functions, number_methods};
use crate::real::operators::compared_by_value;
use crate::real::{Number, Real};
use crate::scalar::many::Many;
use crate::scalar::primal::Primal;
use crate::scalar::store::SINK;
use crate::scalar::tape::Tape;
use smallvec::SmallVec;
use std::fmt;

/// A number on a [`scalar::Tape`](Tape): its value, and the statement that computed it. `Copy`.
///
/// Compares by value. A variable made by `Var::from(2.0)` is a constant that lives on no tape.
///
/// ```
/// use wengert_tape::scalar::{self, Var};
///
/// fn largest<'t>(x: &[Var<'t>]) -> Var<'t> {
///     let mut best = x[0];
///     for &x in x {
///         if x > best {
///             best = x;
///         }
///     }
///     best
/// }
///
/// let tape = scalar::Tape::new();
/// let x = tape.vars([1.0, 3.0, 2.0]);
/// assert_eq!(largest(&x).backward()?.wrt(x)?, [0.0, 1.0, 0.0]);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
pub struct Var<'t, N: Primal = f64> {
    value: N,
    tape: Option<&'t Tape<N>>,
    /// The statement, in a whole word: a copy of a variable that was just written would wait for all of
    /// it to arrive if half a word were padding, and recording a chain took a third longer.
    id: u64,
}

impl<N: Primal> Clone for Var<'_, N> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<N: Primal> Copy for Var<'_, N> {}

impl<'t, N: Primal> Var<'t, N> {
    #[inline]
    pub(super) fn on(tape: &'t Tape<N>, value: N, id: u32) -> Self {
        Var {
            value,
            tape: Some(tape),
            id: u64::from(id),
        }
    }

    #[inline]
    pub(super) fn constant(value: N) -> Self {
        Var {
            value,
            tape: None,
            id: u64::from(SINK),
        }
    }

    /// The tape it lives on; `None` for a constant.
    #[inline]
    pub fn tape(self) -> Option<&'t Tape<N>> {
        self.tape
    }

    #[inline]
    pub(super) fn id(self) -> u32 {
        self.id as u32
    }

    /// What the tape computes with: the value, with the derivatives that it carries if it is a
    /// [`Dual`](crate::scalar::Dual).
    #[inline]
    pub fn primal(self) -> N {
        self.value
    }

    /// The value.
    #[inline]
    pub fn value(self) -> f64 {
        self.value.value()
    }

    /// The same value, written on the tape as a result of this one alone.
    #[inline(always)]
    #[track_caller]
    pub(super) fn with(self, value: N, partial: N) -> Self {
        match self.tape {
            Some(tape) => match tape.store.push([(self.id(), partial)]) {
                Some(id) => Self::on(tape, value, id),
                None => tape.record_many(value, &[(self.id(), partial)]),
            },
            None => Self::constant(value),
        }
    }

    /// A result of two variables.
    #[inline(always)]
    #[track_caller]
    pub(super) fn with_both(
        self,
        operation: &'static str,
        other: Self,
        value: N,
        first: N,
        second: N,
    ) -> Self {
        match self.common(operation, other) {
            // The list for the rare case is made there, so that the common one keeps it in registers.
            Some(tape) => match tape.store.push([(self.id(), first), (other.id(), second)]) {
                Some(id) => Self::on(tape, value, id),
                None => tape.record_many(value, &[(self.id(), first), (other.id(), second)]),
            },
            None => Self::constant(value),
        }
    }

    /// The same statement with another value: a number was added.
    #[inline(always)]
    pub(super) fn moved(self, value: N) -> Self {
        Var { value, ..self }
    }

    /// The tape of either.
    #[inline(always)]
    #[track_caller]
    fn common(self, operation: &'static str, other: Self) -> Option<&'t Tape<N>> {
        match (self.tape, other.tape) {
            (Some(tape), Some(second)) if std::ptr::eq(tape, second) => Some(tape),
            _ => self.common_of_mixed(operation, other),
        }
    }

    /// The same where one is a constant, or both are of different tapes.
    #[inline]
    #[track_caller]
    fn common_of_mixed(self, operation: &'static str, other: Self) -> Option<&'t Tape<N>> {
        if let (Some(tape), Some(second)) = (self.tape, other.tape) {
            tape.foreign(operation);
            second.foreign(operation);
        }
        self.tape.or(other.tape)
    }
}

impl<'t, N: Primal> Real for Var<'t, N> {
    #[inline(always)]
    #[track_caller]
    fn unary(self, instruction: Unary) -> Self {
        if matches!(instruction, Unary::Abs | Unary::Relu) && self.value > 0.0 {
            // The result is the variable itself, and nothing is recorded.
            return self;
        }
        let value = self.value.unary(instruction);
        if self.tape.is_none() {
            return Self::constant(value);
        }
        match instruction.slope(self.value, value).factor() {
            Some(partial) => self.with(value, partial),
            None => Self::constant(value),
        }
    }

    #[inline(always)]
    #[track_caller]
    fn binary(self, instruction: Binary, other: Self) -> Self {
        let (a, b) = (self.value, other.value);
        match instruction {
            // The value is there: the one that wins is the result. A tie is shared, and NaN passes.
            Binary::Max if a > b => return self,
            Binary::Max if a < b => return other,
            Binary::Min if a < b => return self,
            Binary::Min if a > b => return other,
            _ => {}
        }
        let value = a.binary(instruction, b);
        let slope = |k: usize| instruction.slope(k, a, b, value).factor();
        // A slope that nobody asks for is not computed: that of a power to its exponent costs a logarithm.
        let first = self.tape.and_then(|_| slope(0));
        let second = other.tape.and_then(|_| slope(1));
        match (first, second) {
            (Some(first), Some(second)) => self.with_both(instruction.name(), other, value, first, second),
            (Some(first), None) => self.with(value, first),
            (None, Some(second)) => other.with(value, second),
            (None, None) => Self::constant(value),
        }
    }

    #[track_caller]
    fn many(function: Many, x: &[Self]) -> Self {
        let value = with_primals(x, |x| N::many(function, x));
        let count = x.len();
        match Self::tape_of(function.name(), x.iter().copied()) {
            None => Self::constant(value),
            Some(tape) => {
                let partial = |x: N| function.partial(x, count, value);
                Self::with_all(tape, value, count, x.iter().map(|&x| (x, partial(x.value))))
            }
        }
    }

    #[track_caller]
    fn dot(x: &[Self], y: &[Self]) -> Self {
        let value = with_primals(x, |x| with_primals(y, |y| N::dot(x, y)));
        match Self::tape_of("dot", x.iter().chain(y).copied()) {
            None => Self::constant(value),
            Some(tape) => {
                let pairs = || x.iter().copied().zip(y.iter().copied());
                let first = pairs().map(|(x, y)| (x, y.value));
                let second = pairs().map(|(x, y)| (y, x.value));
                Self::with_all(tape, value, x.len() + y.len(), first.chain(second))
            }
        }
    }

    #[track_caller]
    fn weighted_sum(weights: &[f64], x: &[Self]) -> Self {
        let value = with_primals(x, |x| N::weighted_sum(weights, x));
        match Self::tape_of("weighted_sum", x.iter().copied()) {
            None => Self::constant(value),
            Some(tape) => {
                let parts = x.iter().zip(weights).map(|(&x, &weight)| (x, N::from(weight)));
                Self::with_all(tape, value, x.len(), parts)
            }
        }
    }

    #[track_caller]
    fn polynomial(x: Self, coefficients: &[f64]) -> Self {
        // Horner's rule for the value and for the derivative, from the highest coefficient on: a first
        // product with 0 would be NaN at infinity.
        let mut highest_first = coefficients.iter().rev();
        let mut value = N::from(highest_first.next().copied().unwrap_or(0.0));
        let mut slope = None;
        for &coefficient in highest_first {
            slope = Some(match slope {
                None => value,
                Some(slope) => slope * x.value + value,
            });
            value = value * x.value + coefficient;
        }
        let slope = slope.unwrap_or(N::from(0.0));
        x.with(value, slope)
    }

    #[inline(always)]
    #[track_caller]
    fn ternary(self, instruction: Ternary, second: Self, third: Self) -> Self {
        if instruction == Ternary::Select {
            // The value is there: the branch that is taken is the result, and nothing is recorded.
            return match self.value == 0.0 {
                true => third,
                false => second,
            };
        }
        let arguments = [self, second, third];
        let [a, b, c] = arguments.map(|argument| argument.value);
        if instruction == Ternary::Clamp && b < a && a < c {
            return self;
        }
        let value = a.ternary(instruction, b, c);
        let Some(tape) = Self::tape_of(instruction.name(), arguments.into_iter()) else {
            return Self::constant(value);
        };
        let partial = |k: usize| match arguments[k].tape {
            Some(_) => instruction.slope(k, a, b, c).factor(),
            None => None,
        };
        let operand = |k: usize| (arguments[k].id(), partial(k).unwrap_or(N::from(0.0)));
        tape.record(value, [operand(0), operand(1), operand(2)])
    }
}

impl<'t, N: Primal> Var<'t, N> {
    /// The tape of all that are on one.
    #[track_caller]
    pub(super) fn tape_of(
        operation: &'static str,
        variables: impl Iterator<Item = Self>,
    ) -> Option<&'t Tape<N>> {
        let mut found: Option<&Tape<N>> = None;
        for variable in variables {
            match (found, variable.tape) {
                (Some(tape), Some(second)) if !std::ptr::eq(tape, second) => {
                    tape.foreign(operation);
                    second.foreign(operation);
                }
                (None, tape) => found = tape,
                _ => {}
            }
        }
        found
    }

    /// One statement with a partial derivative for each variable that is on the tape; there are `most` with
    /// those that are not.
    #[inline]
    #[track_caller]
    fn with_all(
        tape: &'t Tape<N>,
        value: N,
        most: usize,
        parts: impl Iterator<Item = (Self, N)> + Clone,
    ) -> Self {
        let on_tape = parts.filter(|(variable, _)| variable.tape.is_some());
        let operands = on_tape.map(|(variable, partial)| (variable.id(), partial));
        match tape.store.push_all(most, operands.clone()) {
            Some(id) => Self::on(tape, value, id),
            None => tape.record_many(value, &operands.collect::<Vec<_>>()),
        }
    }
}

/// What `work` gives for the values of some variables.
#[inline]
fn with_primals<N: Primal, R>(variables: &[Var<'_, N>], work: impl FnOnce(&[N]) -> R) -> R {
    // Filled in place: made and moved it would cost more than the numbers in it.
    let mut values = SmallVec::<[N; 16]>::new();
    values.extend(variables.iter().map(|variable| variable.value));
    work(&values)
}

impl<N: Primal> Number for Var<'_, N> {
    #[inline]
    fn value(self) -> f64 {
        self.value.value()
    }

    fn vanishes(self) -> bool {
        self.tape.is_none() && self.value.vanishes()
    }
}

impl<N: Primal> From<f64> for Var<'_, N> {
    #[inline]
    fn from(value: f64) -> Self {
        Self::constant(N::from(value))
    }
}

impl<N: Primal> fmt::Debug for Var<'_, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<N: Primal> fmt::Display for Var<'_, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value().fmt(f)
    }
}

compared_by_value!([N: Primal] Var<'_, N>);
number_methods!(['t, N: Primal] Var<'t, N>);
