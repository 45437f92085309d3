//! Values of a program that is being recorded.

use crate::error::{Error, ErrorKind};
use crate::instruction::{Binary, Ternary, Unary};
use crate::numeric::InstructionSet;
use crate::program::graph::{Graph, NODES, Term};
use crate::real::Real;
use crate::real::methods::{forward_activations, forward_functions, number_methods};
use crate::real::operators::{number_operators, operators_with_numbers};
use std::cell::RefCell;
use std::fmt;
use std::ops::{Add, Div, Mul, Neg, Sub};
use std::panic::Location;

/// A value of a function that is being recorded: it has no number yet, so it does not compare. `Copy`.
///
/// Formulas generic over [`Real`] take it as they take numbers; a branch that depends on it is
/// [`select`](Expr::select), which becomes part of the function.
///
/// ```
/// use wengert_tape::scalar::Function;
///
/// let relu = Function::record(1, |x| x[0].greater(0.0).select(x[0], 0.0));
/// assert_eq!(relu.value(&[-1.5])?, 0.0);
/// assert_eq!(relu.value(&[2.5])?, 2.5);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Expr<'p> {
    recorder: Option<&'p Recorder>,
    /// The number of a node, or the bits of a number that stands for itself.
    bits: u64,
}

/// A graph that expressions write into.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    graph: RefCell<Graph>,
    error: RefCell<Option<Error>>,
    limit: usize,
}

impl Recorder {
    pub(crate) fn new(graph: Graph) -> Self {
        Self::with_limit(graph, NODES)
    }

    /// With at most that many nodes.
    pub(crate) fn with_limit(graph: Graph, limit: usize) -> Self {
        Recorder {
            graph: RefCell::new(graph),
            error: RefCell::new(None),
            limit,
        }
    }

    pub(crate) fn expr(&self, term: Term) -> Expr<'_> {
        match term {
            Term::Number(number) => Expr::from(number),
            Term::Node(id) => Expr {
                recorder: Some(self),
                bits: u64::from(id),
            },
        }
    }

    pub(crate) fn with_graph<R>(&self, work: impl FnOnce(&mut Graph) -> R) -> R {
        work(&mut self.graph.borrow_mut())
    }

    /// The graph, or the first thing that went wrong.
    pub(crate) fn finish(self) -> Result<Graph, Error> {
        match self.error.into_inner() {
            Some(error) => Err(error),
            None => Ok(self.graph.into_inner()),
        }
    }

    #[cold]
    fn fail(&self, error: Error) {
        self.error.borrow_mut().get_or_insert(error);
    }
}

impl<'p> Expr<'p> {
    pub(crate) fn term(self) -> Term {
        match self.recorder {
            None => Term::Number(f64::from_bits(self.bits)),
            Some(_) => Term::Node(self.bits as u32),
        }
    }

    /// Whether it was recorded here, or stands for itself.
    pub(crate) fn belongs_to(self, recorder: &Recorder) -> bool {
        self.recorder.is_none_or(|own| std::ptr::eq(own, recorder))
    }

    /// The recorder that `self` and the others belong to, if they do not all stand for themselves.
    #[inline]
    #[track_caller]
    fn common(self, operation: &'static str, others: &[Self]) -> Option<&'p Recorder> {
        let mut found = self.recorder;
        for other in others {
            match (found, other.recorder) {
                (Some(recorder), Some(second)) if !std::ptr::eq(recorder, second) => {
                    let problem = "a value of another function that is being recorded";
                    let error = Error::of_kind(ErrorKind::Variable {
                        operation: operation.into(),
                        problem: problem.into(),
                    });
                    recorder.fail(error.clone());
                    second.fail(error);
                    return None;
                }
                (None, second) => found = second,
                _ => {}
            }
        }
        found
    }

    /// What `write` gives, written by one of the recorders; NaN where nothing can be written any more.
    #[inline]
    #[track_caller]
    fn write(
        operation: &'static str,
        recorder: Option<&'p Recorder>,
        write: impl FnOnce(&mut Graph) -> Term,
    ) -> Self {
        let Some(recorder) = recorder else {
            return Expr::from(f64::NAN);
        };
        let mut graph = recorder.graph.borrow_mut();
        // A step may need numbers of its own beside its node.
        if graph.len() + 4 > recorder.limit {
            let problem = format!("a recorded function holds at most {} values", recorder.limit);
            recorder.fail(Error::at(
                ErrorKind::Limit {
                    operation: operation.into(),
                    problem,
                },
                Location::caller(),
            ));
            return Expr::from(f64::NAN);
        }
        recorder.expr(write(&mut graph))
    }
}

impl Real for Expr<'_> {
    #[inline]
    #[track_caller]
    fn unary(self, instruction: Unary) -> Self {
        match self.term() {
            Term::Number(number) => Expr::from(instruction.lane(InstructionSet::detect(), number)),
            term => Self::write(instruction.name(), self.recorder, |graph| {
                graph.unary(instruction, term)
            }),
        }
    }

    #[inline]
    #[track_caller]
    fn binary(self, instruction: Binary, other: Self) -> Self {
        match (self.term(), other.term()) {
            (Term::Number(a), Term::Number(b)) => {
                Expr::from(instruction.lane(InstructionSet::detect(), a, b))
            }
            (a, b) => {
                let recorder = self.common(instruction.name(), &[other]);
                Self::write(instruction.name(), recorder, |graph| {
                    graph.binary(instruction, a, b)
                })
            }
        }
    }

    #[track_caller]
    fn ternary(self, instruction: Ternary, second: Self, third: Self) -> Self {
        match [self.term(), second.term(), third.term()] {
            [Term::Number(a), Term::Number(b), Term::Number(c)] => Expr::from(instruction.value(a, b, c)),
            terms => {
                let recorder = self.common(instruction.name(), &[second, third]);
                Self::write(instruction.name(), recorder, |graph| {
                    graph.ternary(instruction, terms)
                })
            }
        }
    }
}

impl From<f64> for Expr<'_> {
    fn from(number: f64) -> Self {
        Expr {
            recorder: None,
            bits: number.to_bits(),
        }
    }
}

impl fmt::Debug for Expr<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.term() {
            Term::Number(number) => write!(f, "{number:?}"),
            Term::Node(id) => write!(f, "%{id}"),
        }
    }
}

impl Neg for Expr<'_> {
    type Output = Self;

    #[track_caller]
    fn neg(self) -> Self {
        self.unary(Unary::Neg)
    }
}

/// Stamps an operator with an expression and with a number on its right.
macro_rules! operators {
    ($($Operator:ident $method:ident;)*) => { $(
        impl $Operator for Expr<'_> {
            type Output = Self;

            #[inline]
            #[track_caller]
            fn $method(self, other: Self) -> Self {
                self.binary(Binary::$Operator, other)
            }
        }

        impl $Operator<f64> for Expr<'_> {
            type Output = Self;

            #[inline]
            #[track_caller]
            fn $method(self, number: f64) -> Self {
                self.binary(Binary::$Operator, Expr::from(number))
            }
        }
    )* };
}

operators! {
    Add add;
    Sub sub;
    Mul mul;
    Div div;
}

impl std::iter::Sum for Expr<'_> {
    #[track_caller]
    fn sum<I: Iterator<Item = Self>>(terms: I) -> Self {
        terms.reduce(|sum, term| sum + term).unwrap_or(Expr::from(0.0))
    }
}

number_operators!(['p] Expr<'p>);
operators_with_numbers!(['p] Expr<'p>);
number_methods!(['p] Expr<'p>);
