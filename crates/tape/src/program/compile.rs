//! From a graph to a program: the instructions that the wanted results need, each value in a slot.

use crate::hash::QuickMap;
use crate::instruction::{Binary, Ternary, Unary, WithNumber};
use crate::program::cone::Cone;
use crate::program::graph::{Graph, Node, Operation, Term};
use std::fmt;

/// Where an instruction finds a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operand {
    /// A value that an earlier instruction computed.
    Slot(u32),
    /// An input.
    Input(u32),
    /// A number of the program.
    Number(u32),
}

/// What an instruction does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Action {
    Unary(Unary, Operand),
    WithNumber(WithNumber, Operand, f64),
    Binary(Binary, [Operand; 2]),
    Ternary(Ternary, [Operand; 3]),
}

/// An instruction, and the slot of its result, which is none of its arguments'.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) action: Action,
    pub(crate) slot: u32,
}

/// Instructions in order, and where the results are in the end.
#[derive(Clone, Debug, Default)]
pub(crate) struct Program {
    pub(crate) steps: Vec<Step>,
    pub(crate) numbers: Vec<f64>,
    /// How many inputs there are.
    pub(crate) inputs: usize,
    /// The inputs that are read.
    pub(crate) reads: Vec<u32>,
    pub(crate) slots: usize,
    pub(crate) results: Vec<Operand>,
}

impl Program {
    /// The program that computes `results`.
    pub(crate) fn of(graph: &Graph, results: &[Term]) -> Self {
        let mut cone = Cone::default();
        let needed = cone.of(graph, nodes_of(results));
        if needed.iter().any(|&id| is_lowered(graph.node(id).operation)) {
            let (graph, results) = lowered(graph, needed, results);
            return Self::in_order(&graph, cone.of(&graph, nodes_of(&results)), &results);
        }
        Self::in_order(graph, needed, results)
    }

    fn in_order(graph: &Graph, needed: &[u32], results: &[Term]) -> Self {
        let last_uses = last_uses(graph, needed, nodes_of(results));
        let mut writer = Writer::new(graph);
        for &id in needed {
            writer.step(graph, id, &last_uses);
        }
        writer.finish(results)
    }
}

fn nodes_of(terms: &[Term]) -> impl Iterator<Item = u32> {
    terms.iter().filter_map(|term| term.node())
}

/// What a result is used by: nothing frees it.
const NEVER: u32 = u32::MAX;

/// For each node the last node that reads it.
fn last_uses(graph: &Graph, needed: &[u32], results: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut last = vec![0; graph.len()];
    for &id in needed {
        for &argument in graph.node(id).arguments() {
            last[argument as usize] = id;
        }
    }
    for id in results {
        last[id as usize] = NEVER;
    }
    last
}

/// Writes instructions and gives out slots.
struct Writer {
    program: Program,
    place: Vec<Operand>,
    free: Vec<u32>,
    known: QuickMap<u64, u32>,
}

impl Writer {
    fn new(graph: &Graph) -> Self {
        let program = Program {
            inputs: graph.inputs(),
            ..Program::default()
        };
        Writer {
            program,
            place: vec![Operand::Slot(0); graph.len()],
            free: Vec::new(),
            known: QuickMap::default(),
        }
    }

    fn step(&mut self, graph: &Graph, id: u32, last_uses: &[u32]) {
        let node = graph.node(id);
        match node.operation {
            Operation::Input(number) => {
                self.place[id as usize] = Operand::Input(number);
                self.program.reads.push(number);
                return;
            }
            // A number gets a place where an instruction wants it in memory.
            Operation::Number => return,
            _ => {}
        }
        let action = self.action(graph, node);
        // The slot is taken before those of the arguments are free again, so that it is none of theirs.
        let slot = self.free.pop().unwrap_or_else(|| {
            self.program.slots += 1;
            self.program.slots as u32 - 1
        });
        self.place[id as usize] = Operand::Slot(slot);
        self.program.steps.push(Step { action, slot });
        self.release(graph, node, id, last_uses);
    }

    /// Gives back the slots of arguments that are read for the last time.
    fn release(&mut self, graph: &Graph, node: Node, id: u32, last_uses: &[u32]) {
        let arguments = node.arguments();
        for (k, &argument) in arguments.iter().enumerate() {
            let again = arguments[..k].contains(&argument);
            let number = graph.node(argument).operation == Operation::Number;
            if again || number || last_uses[argument as usize] != id {
                continue;
            }
            if let Operand::Slot(slot) = self.place[argument as usize] {
                self.free.push(slot);
            }
        }
    }

    fn action(&mut self, graph: &Graph, node: Node) -> Action {
        let arguments = node.arguments();
        match node.operation {
            Operation::Input(_) | Operation::Number => unreachable!("they are no instructions"),
            Operation::Unary(instruction) => Action::Unary(instruction, self.operand(graph, arguments[0])),
            Operation::Binary(instruction) => {
                let [a, b] = [graph.term(arguments[0]), graph.term(arguments[1])];
                match with_number(instruction, a, b) {
                    Some((instruction, id, number)) => {
                        Action::WithNumber(instruction, self.operand(graph, id), number)
                    }
                    None => {
                        let operands = [arguments[0], arguments[1]].map(|id| self.operand(graph, id));
                        Action::Binary(instruction, operands)
                    }
                }
            }
            Operation::Ternary(instruction) => {
                let operands = [arguments[0], arguments[1], arguments[2]].map(|id| self.operand(graph, id));
                Action::Ternary(instruction, operands)
            }
        }
    }

    fn operand(&mut self, graph: &Graph, id: u32) -> Operand {
        match graph.term(id) {
            Term::Node(id) => self.place[id as usize],
            Term::Number(number) => self.number(number),
        }
    }

    fn number(&mut self, number: f64) -> Operand {
        let numbers = &mut self.program.numbers;
        let place = *self.known.entry(number.to_bits()).or_insert_with(|| {
            numbers.push(number);
            numbers.len() as u32 - 1
        });
        Operand::Number(place)
    }

    fn finish(mut self, results: &[Term]) -> Program {
        let places = results.iter().map(|&result| match result {
            Term::Node(id) => self.place[id as usize],
            Term::Number(number) => self.number(number),
        });
        let places: Vec<Operand> = places.collect();
        self.program.results = places;
        self.program
    }
}

/// Arithmetic of which one side is a number.
fn with_number(instruction: Binary, a: Term, b: Term) -> Option<(WithNumber, u32, f64)> {
    let (id, number, number_first) = match (a, b) {
        (Term::Number(number), Term::Node(id)) => (id, number, true),
        (Term::Node(id), Term::Number(number)) => (id, number, false),
        _ => return None,
    };
    Some((WithNumber::of(instruction, number_first)?, id, number))
}

/// Whether [`lowered`] replaces it.
fn is_lowered(operation: Operation) -> bool {
    matches!(
        operation,
        Operation::Unary(Unary::StopGradient | Unary::Logistic | Unary::Powi(_))
    )
}

/// The same graph in terms of what runs fast: whole powers are products, and what only matters to
/// derivatives is gone.
fn lowered(graph: &Graph, needed: &[u32], results: &[Term]) -> (Graph, Vec<Term>) {
    let mut lower = Graph::with_inputs(graph.inputs());
    let mut places = vec![Term::Number(0.0); graph.len()];
    for &id in needed {
        let node = graph.node(id);
        let argument = |k: usize| places[node.arguments()[k] as usize];
        places[id as usize] = match node.operation {
            Operation::Input(number) => Term::Node(number),
            Operation::Number => graph.term(id),
            Operation::Unary(Unary::StopGradient) => argument(0),
            Operation::Unary(Unary::Logistic) => lower.unary(Unary::Sigmoid, argument(0)),
            Operation::Unary(Unary::Powi(power)) if power.unsigned_abs() <= LONGEST_POWER => {
                whole_power(&mut lower, argument(0), power)
            }
            Operation::Unary(instruction) => lower.unary(instruction, argument(0)),
            Operation::Binary(instruction) => lower.binary(instruction, argument(0), argument(1)),
            Operation::Ternary(instruction) => {
                lower.ternary(instruction, [argument(0), argument(1), argument(2)])
            }
        };
    }
    let place = |term: &Term| match *term {
        Term::Node(id) => places[id as usize],
        number => number,
    };
    let results = results.iter().map(place).collect();
    (lower, results)
}

/// Powers up to this one are written out as products.
const LONGEST_POWER: u32 = 64;

/// xⁿ by repeated squaring, in the order of the standard library's, which it equals bit for bit.
fn whole_power(graph: &mut Graph, x: Term, power: i32) -> Term {
    let mut rest = power.unsigned_abs();
    let mut square = x;
    let mut product = None;
    loop {
        if rest & 1 == 1 {
            product = Some(match product {
                None => square,
                Some(product) => graph.binary(Binary::Mul, product, square),
            });
        }
        rest >>= 1;
        if rest == 0 {
            break;
        }
        square = graph.unary(Unary::Square, square);
    }
    let product = product.unwrap_or(Term::Number(1.0));
    match power < 0 {
        true => graph.unary(Unary::Recip, product),
        false => product,
    }
}

/// One instruction a line: `%3 = mul x0 2.5`.
impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.steps {
            write!(f, "%{} = ", step.slot)?;
            match step.action {
                Action::Unary(instruction, x) => write!(f, "{} {}", instruction.name(), self.name(x))?,
                Action::WithNumber(instruction, x, number) => {
                    let x = self.name(x);
                    match instruction {
                        WithNumber::Add => write!(f, "{x} + {number}")?,
                        WithNumber::Mul => write!(f, "{x} * {number}")?,
                        WithNumber::Over => write!(f, "{x} / {number}")?,
                        WithNumber::From => write!(f, "{number} - {x}")?,
                        WithNumber::Under => write!(f, "{number} / {x}")?,
                    }
                }
                Action::Binary(instruction, [a, b]) => {
                    write!(f, "{} {} {}", instruction.name(), self.name(a), self.name(b))?;
                }
                Action::Ternary(instruction, operands) => {
                    let [a, b, c] = operands.map(|operand| self.name(operand));
                    write!(f, "{} {a} {b} {c}", instruction.name())?;
                }
            }
            writeln!(f)?;
        }
        for (k, &result) in self.results.iter().enumerate() {
            writeln!(f, "y{k} = {}", self.name(result))?;
        }
        Ok(())
    }
}

impl Program {
    fn name(&self, operand: Operand) -> String {
        match operand {
            Operand::Slot(slot) => format!("%{slot}"),
            Operand::Input(input) => format!("x{input}"),
            Operand::Number(number) => format!("{}", self.numbers[number as usize]),
        }
    }
}
