//! Which operation is to blame: each one on the path is checked by itself.

use crate::check::compare::{self, Formula, Inputs};
use crate::check::formula;
use crate::check::options::Options;
use crate::check::report::{Blame, Outcome};
use crate::error::ErrorKind;
use crate::ops::Primitive;
use crate::tape::node::{Op, Value};
use crate::tape::{Tape, Var};
use crate::tensor::Float;
use crate::transform::walk::Sources;
use std::rc::Rc;

/// How many operations are checked at most.
const MOST: usize = 500;

/// The operation whose own derivative disagrees most, if one does.
pub(crate) fn find<T: Float>(
    f: &Formula<'_, T>,
    order: usize,
    inputs: &Inputs<T>,
    options: &Options,
) -> Option<Blame> {
    let tape: Tape<T> = options.tape();
    let variables: Vec<Var<'_, T>> = inputs
        .values
        .iter()
        .map(|input| tape.var(input.clone()))
        .collect();
    let result = f(&tape, &variables);
    result.tape()?;
    let sources = Sources::Nodes(variables.iter().map(|variable| variable.node()).collect());
    let path = tape.path(&[result.node()], &sources);
    let operations = path.nodes.into_iter().filter(|&id| tape.is_operation(id));
    let quick = options.clone().entries(16).directions(2).forward(false);
    let quick = Options {
        blame: false,
        ..quick
    };
    let mut worst: Option<(f64, Blame)> = None;
    for id in operations.take(MOST) {
        let Some((error, blame)) = check_one(&tape, id, order, &quick) else {
            continue;
        };
        if worst.as_ref().is_none_or(|(most, _)| error > *most) {
            worst = Some((error, blame));
        }
    }
    worst.map(|(_, blame)| blame)
}

/// How wrong the derivative of one operation is, if it is.
fn check_one<T: Float>(tape: &Tape<T>, id: u32, order: usize, options: &Options) -> Option<(f64, Blame)> {
    let operation = tape.operation(id)?;
    let alone = formula(move |tape: &Tape<T>, inputs: &[Var<'_, T>]| operation.record(tape, inputs));
    let values = tape.float_arguments(id)?;
    let inputs = Inputs {
        names: vec![String::new(); values.len()],
        values,
    };
    let report = compare::check(&alone, order, &inputs, options);
    let entry = report
        .entries()
        .iter()
        .find(|entry| entry.outcome == Outcome::Wrong)?;
    let size = entry.analytic.abs().max(entry.numeric.abs());
    let error = (entry.analytic - entry.numeric).abs() / size;
    let blame = Blame {
        operation: tape.inner.borrow().name(id),
        place: tape.place_of(id),
        argument: entry.input,
        analytic: entry.analytic,
        numeric: entry.numeric,
    };
    Some((if error.is_nan() { f64::INFINITY } else { error }, blame))
}

/// An operation apart from the tape it stands on.
struct Single<T: Float> {
    op: Op,
    primitive: Option<Rc<dyn Primitive<T>>>,
    shape: Vec<usize>,
    /// Indices among the arguments; the others are the inputs.
    arguments: Vec<Option<Value<T>>>,
}

impl<T: Float> Single<T> {
    fn record<'t>(&self, tape: &'t Tape<T>, inputs: &[Var<'t, T>]) -> Var<'t, T> {
        let mut inputs = inputs.iter().copied();
        let mut arguments = Vec::with_capacity(self.arguments.len());
        for argument in &self.arguments {
            let argument = match argument {
                Some(indices) => Some(tape.give(indices.clone(), Op::Constant)),
                None => inputs.next(),
            };
            match argument {
                Some(argument) => arguments.push(argument),
                None => return tape.fail("an argument is missing"),
            }
        }
        match (self.op, &self.primitive) {
            (Op::Unary(instruction), _) => arguments[0].record_unary(instruction),
            (Op::Binary(instruction), _) => arguments[0].record_binary(instruction, arguments[1]),
            (Op::Ternary(instruction), _) => {
                arguments[0].record_ternary(instruction, arguments[1], arguments[2])
            }
            (_, Some(primitive)) => {
                let nodes: Vec<u32> = arguments.iter().map(|argument| argument.node()).collect();
                tape.record_shared(Rc::clone(primitive), &nodes, &self.shape)
            }
            _ => tape.fail_with(ErrorKind::Message("no operation".into())),
        }
    }
}

impl<T: Float> Tape<T> {
    fn is_operation(&self, id: u32) -> bool {
        let op = self.inner.borrow().nodes[id as usize].op;
        matches!(
            op,
            Op::Unary(_) | Op::Binary(_) | Op::Ternary(_) | Op::Primitive(_)
        )
    }

    /// The values of a node's arguments; `None` if one cannot be computed.
    fn argument_values(&self, id: u32) -> Option<Vec<Value<T>>> {
        let inner = self.inner.borrow();
        let arguments = inner.nodes[id as usize].arguments(&inner.lists).to_vec();
        drop(inner);
        arguments
            .into_iter()
            .map(|argument| self.evaluate(argument).ok())
            .collect()
    }

    fn float_arguments(&self, id: u32) -> Option<Vec<crate::Tensor<T>>> {
        let values = self.argument_values(id)?.into_iter();
        let floats = values.filter_map(|value| match value {
            Value::Float(tensor) => Some(tensor),
            Value::Integer(_) => None,
        });
        Some(floats.collect())
    }

    fn operation(&self, id: u32) -> Option<Single<T>> {
        // Indices as results have no derivative.
        let Value::Float(value) = self.evaluate(id).ok()? else {
            return None;
        };
        let arguments = self.argument_values(id)?.into_iter();
        let arguments = arguments.map(|value| match value {
            Value::Float(_) => None,
            indices => Some(indices),
        });
        let op = self.inner.borrow().nodes[id as usize].op;
        let primitive = match op {
            Op::Primitive(number) => Some(Rc::clone(self.inner.borrow().primitives.get(number))),
            _ => None,
        };
        Some(Single {
            op,
            primitive,
            shape: value.shape().to_vec(),
            arguments: arguments.collect(),
        })
    }
}
