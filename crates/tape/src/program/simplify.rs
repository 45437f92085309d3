//! What a program need not compute: constants, and operations that change no bit of a result.
//!
//! Every rule is exact in floating point, infinities, NaN and the signs of zeros included; the one
//! exception is the sign of a zero that an absorbing product, whose zero has no sign of its own, gives.

use crate::instruction::{Binary, Ternary, Unary};
use crate::numeric::InstructionSet;
use crate::program::graph::{Graph, Node, Operation, Term};

impl Graph {
    /// An instruction of one argument.
    pub(crate) fn unary(&mut self, instruction: Unary, x: Term) -> Term {
        let id = match x {
            Term::Number(x) => return Term::Number(instruction.lane(InstructionSet::detect(), x)),
            Term::Node(id) => id,
        };
        let inner = self.node(id);
        let id = match (instruction, inner.operation) {
            // −(−x) is x.
            (Unary::Neg, Operation::Unary(Unary::Neg)) => return Term::Node(inner.arguments()[0]),
            // −(a − b) is b − a but for the sign of 0, so it stays.
            (Unary::Abs, Operation::Unary(Unary::Abs | Unary::Square)) => return x,
            // Even functions.
            (
                Unary::Abs | Unary::Square | Unary::Cos | Unary::Cosh,
                Operation::Unary(Unary::Neg | Unary::Abs),
            ) => inner.arguments()[0],
            (Unary::Powi(0), _) => return Term::Number(1.0),
            (Unary::Powi(1), _) => return x,
            (Unary::Powi(2), _) => return self.unary(Unary::Square, x),
            _ => id,
        };
        Term::Node(self.intern(Node::new(Operation::Unary(instruction), &[id])))
    }

    /// An instruction of two arguments.
    pub(crate) fn binary(&mut self, instruction: Binary, a: Term, b: Term) -> Term {
        if let (Term::Number(a), Term::Number(b)) = (a, b) {
            return Term::Number(instruction.lane(InstructionSet::detect(), a, b));
        }
        match instruction {
            Binary::Add => self.add(a, b),
            Binary::Sub => self.sub(a, b),
            Binary::Mul => self.mul(a, b),
            Binary::Div => self.div(a, b),
            Binary::Absorb => self.absorb(a, b),
            Binary::Quotient => self.quotient(a, b),
            Binary::Pow => self.pow(a, b),
            _ => self.plain(instruction, a, b),
        }
    }

    /// An instruction of three arguments.
    pub(crate) fn ternary(&mut self, instruction: Ternary, terms: [Term; 3]) -> Term {
        if let [Term::Number(a), Term::Number(b), Term::Number(c)] = terms {
            return Term::Number(instruction.value(a, b, c));
        }
        match (instruction, terms) {
            (Ternary::Select, [mask, yes, no]) => self.select(mask, yes, no),
            (Ternary::MulAdd, [Term::Number(1.0), b, c] | [b, Term::Number(1.0), c]) => self.add(b, c),
            _ => self.plain_ternary(instruction, terms),
        }
    }

    /// The instruction as it stands; commutative ones take the lower argument first.
    fn plain(&mut self, instruction: Binary, a: Term, b: Term) -> Term {
        let (mut a, mut b) = (self.id(a), self.id(b));
        if matches!(instruction, Binary::Add | Binary::Mul | Binary::Absorb) && a > b {
            (a, b) = (b, a);
        }
        Term::Node(self.intern(Node::new(Operation::Binary(instruction), &[a, b])))
    }

    fn plain_ternary(&mut self, instruction: Ternary, terms: [Term; 3]) -> Term {
        let ids = terms.map(|term| self.id(term));
        Term::Node(self.intern(Node::new(Operation::Ternary(instruction), &ids)))
    }

    fn add(&mut self, a: Term, b: Term) -> Term {
        match (a, b) {
            (Term::Number(number), x) | (x, Term::Number(number)) if self.adds_nothing(number, x) => x,
            _ => match (self.negated(a), self.negated(b)) {
                (_, Some(b)) => self.sub(a, b),
                (Some(a), None) => self.sub(b, a),
                (None, None) => self.plain(Binary::Add, a, b),
            },
        }
    }

    fn sub(&mut self, a: Term, b: Term) -> Term {
        match (a, b) {
            (_, Term::Number(number)) => self.add(a, Term::Number(-number)),
            // Not 0 − x, which is +0 at 0.
            (Term::Number(number), _) if is_negative_zero(number) => self.unary(Unary::Neg, b),
            _ => match self.negated(b) {
                Some(b) => self.add(a, b),
                None => self.plain(Binary::Sub, a, b),
            },
        }
    }

    fn mul(&mut self, a: Term, b: Term) -> Term {
        match (a, b) {
            (Term::Number(number), x) | (x, Term::Number(number)) => self.scaled(number, x),
            _ => match (self.negated(a), self.negated(b)) {
                (Some(a), Some(b)) => self.mul(a, b),
                (Some(a), None) => {
                    let product = self.mul(a, b);
                    self.unary(Unary::Neg, product)
                }
                (None, Some(b)) => {
                    let product = self.mul(a, b);
                    self.unary(Unary::Neg, product)
                }
                (None, None) if same(a, b) => self.unary(Unary::Square, a),
                (None, None) => self.plain(Binary::Mul, a, b),
            },
        }
    }

    /// number · x.
    fn scaled(&mut self, number: f64, x: Term) -> Term {
        if number == 1.0 {
            return x;
        }
        if number == -1.0 {
            return self.unary(Unary::Neg, x);
        }
        match self.negated(x) {
            Some(x) => self.scaled(-number, x),
            None => self.plain(Binary::Mul, Term::Number(number), x),
        }
    }

    fn div(&mut self, a: Term, b: Term) -> Term {
        match (a, b) {
            (x, Term::Number(number)) if exact_reciprocal(number) => self.scaled(1.0 / number, x),
            _ => match (self.negated(a), self.negated(b)) {
                (Some(a), Some(b)) => self.div(a, b),
                _ => self.plain(Binary::Div, a, b),
            },
        }
    }

    fn absorb(&mut self, a: Term, b: Term) -> Term {
        match (a, b) {
            (Term::Number(0.0), _) | (_, Term::Number(0.0)) => Term::Number(0.0),
            (Term::Number(number), x) | (x, Term::Number(number)) if number.is_finite() => {
                self.scaled(number, x)
            }
            _ if same(a, b) => self.unary(Unary::Square, a),
            _ => match (self.negated(a), self.negated(b)) {
                (Some(a), Some(b)) => self.absorb(a, b),
                (Some(a), None) => {
                    let product = self.absorb(a, b);
                    self.unary(Unary::Neg, product)
                }
                (None, Some(b)) => {
                    let product = self.absorb(a, b);
                    self.unary(Unary::Neg, product)
                }
                (None, None) => self.plain(Binary::Absorb, a, b),
            },
        }
    }

    fn quotient(&mut self, a: Term, b: Term) -> Term {
        match (a, b) {
            (Term::Number(0.0), _) | (_, Term::Number(f64::INFINITY | f64::NEG_INFINITY)) => {
                Term::Number(0.0)
            }
            (Term::Number(number), _) if number.is_finite() => self.div(a, b),
            (_, Term::Number(number)) if number.is_finite() && number != 0.0 => self.div(a, b),
            _ => self.plain(Binary::Quotient, a, b),
        }
    }

    fn pow(&mut self, a: Term, b: Term) -> Term {
        match b {
            Term::Number(0.0) => Term::Number(1.0),
            Term::Number(1.0) => a,
            Term::Number(2.0) => self.unary(Unary::Square, a),
            _ => self.plain(Binary::Pow, a, b),
        }
    }

    fn select(&mut self, mask: Term, yes: Term, no: Term) -> Term {
        if let Term::Number(mask) = mask {
            return if mask == 0.0 { no } else { yes };
        }
        if same(yes, no) {
            return yes;
        }
        if let Some(mask) = self.argument_of(Unary::Not, mask) {
            return self.select(mask, no, yes);
        }
        self.plain_ternary(Ternary::Select, [mask, yes, no])
    }

    /// x of a node that is −x.
    fn negated(&self, term: Term) -> Option<Term> {
        self.argument_of(Unary::Neg, term)
    }

    fn argument_of(&self, instruction: Unary, term: Term) -> Option<Term> {
        let Term::Node(id) = term else { return None };
        let node = self.node(id);
        (node.operation == Operation::Unary(instruction)).then(|| Term::Node(node.arguments()[0]))
    }

    /// Whether adding the number to the term leaves every bit of it.
    fn adds_nothing(&self, number: f64, term: Term) -> bool {
        let Term::Node(id) = term else { return false };
        number == 0.0 && (is_negative_zero(number) || self.is_never_negative_zero(id))
    }

    /// Whether a node's value cannot be −0, to which +0 does add something.
    fn is_never_negative_zero(&self, id: u32) -> bool {
        match self.node(id).operation {
            Operation::Unary(instruction) => matches!(
                instruction,
                Unary::Square
                    | Unary::Abs
                    | Unary::Exp
                    | Unary::Exp2
                    | Unary::Cosh
                    | Unary::Cos
                    | Unary::Sigmoid
                    | Unary::Logistic
                    | Unary::Softplus
                    | Unary::Erfc
                    | Unary::NormalCdf
                    | Unary::Not
            ),
            Operation::Binary(Binary::Absorb) => false,
            Operation::Binary(Binary::Add) => {
                let node = self.node(id);
                node.arguments()
                    .iter()
                    .any(|&argument| self.is_plainly_not_negative_zero(argument))
            }
            _ => false,
        }
    }

    /// The same without looking further than the node: a sum is −0 only where both of its terms are.
    fn is_plainly_not_negative_zero(&self, id: u32) -> bool {
        match self.node(id).operation {
            Operation::Number => !self.node(id).as_number().is_some_and(is_negative_zero),
            Operation::Binary(_) => false,
            _ => self.is_never_negative_zero(id),
        }
    }
}

fn is_negative_zero(number: f64) -> bool {
    number == 0.0 && number.is_sign_negative()
}

/// The same value, whatever it is.
fn same(a: Term, b: Term) -> bool {
    match (a, b) {
        (Term::Node(a), Term::Node(b)) => a == b,
        (Term::Number(a), Term::Number(b)) => a.to_bits() == b.to_bits(),
        _ => false,
    }
}

/// Whether dividing by the number is multiplying by its reciprocal, bit for bit: a power of two whose
/// reciprocal is normal.
fn exact_reciprocal(number: f64) -> bool {
    let fraction = number.to_bits() & ((1 << 52) - 1);
    fraction == 0 && number.is_normal() && (1.0 / number).is_normal()
}
