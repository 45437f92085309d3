//! Element-wise operations: scalar instructions on every element, with broadcasting.

use crate::error::{Error, Place};
use crate::instruction::{Binary, Slope, Ternary, Unary};
use crate::tape::inner::Inner;
use crate::tape::node::{Node, Op};
use crate::tape::shapes::ShapeId;
use crate::tape::{Tape, Var};
use crate::tensor::Float;
use crate::tensor::shape::broadcast;
use crate::transform::adjoints::Adjoints;
use std::panic::Location;

impl<'t, T: Float> Var<'t, T> {
    /// Records an instruction of one argument.
    #[inline]
    #[track_caller]
    pub(crate) fn record_unary(self, instruction: Unary) -> Self {
        if let Some(failed) = self.failed() {
            return failed;
        }
        let Some(tape) = self.tape() else {
            return Var::plain(instruction.value(self.plain_value()));
        };
        let place = Location::caller();
        let mut inner = tape.inner.borrow_mut();
        let shape = inner.nodes[self.node() as usize].shape;
        let (id, failed) = inner.push(Node::new(Op::Unary(instruction), shape, [self.node()]), place);
        Var::on(tape, id, failed)
    }

    /// Records an instruction of two arguments, which broadcast.
    #[inline]
    #[track_caller]
    pub(crate) fn record_binary(self, instruction: Binary, other: Self) -> Self {
        if let Some(failed) = self.failed().or(other.failed()) {
            return failed;
        }
        let tape = match (self.tape(), other.tape()) {
            (Some(tape), Some(second)) if !std::ptr::eq(tape, second) => {
                return tape.foreign(instruction.name());
            }
            (Some(tape), _) | (None, Some(tape)) => tape,
            (None, None) => return Var::plain(instruction.value(self.plain_value(), other.plain_value())),
        };
        let place = Location::caller();
        let mut inner = tape.inner.borrow_mut();
        let a = inner.node_of(self, place);
        let b = inner.node_of(other, place);
        let (first, second) = (inner.nodes[a as usize].shape, inner.nodes[b as usize].shape);
        let shape = if first == second || second == ShapeId::SCALAR {
            first
        } else if first == ShapeId::SCALAR {
            second
        } else {
            let shapes = &mut inner.shapes;
            let Some(shape) = broadcast(shapes.get(first), shapes.get(second)) else {
                let shapes = [shapes.get(first).to_vec(), shapes.get(second).to_vec()];
                drop(inner);
                return tape.misfit(instruction.name(), &shapes, a);
            };
            let Some(id) = shapes.id(&shape) else {
                drop(inner);
                return tape.too_large(instruction.name(), &shape);
            };
            id
        };
        let (id, failed) = inner.push(Node::new(Op::Binary(instruction), shape, [a, b]), place);
        Var::on(tape, id, failed)
    }

    /// Records an instruction of three arguments, which broadcast.
    #[track_caller]
    pub(crate) fn record_ternary(self, instruction: Ternary, second: Self, third: Self) -> Self {
        let variables = [self, second, third];
        if let Some(failed) = variables.iter().find_map(|variable| variable.failed()) {
            return failed;
        }
        let Some(tape) = variables.iter().find_map(|variable| variable.tape()) else {
            let [a, b, c] = variables.map(Var::plain_value);
            return Var::plain(instruction.value(a, b, c));
        };
        let mut nodes = [0; 3];
        for (node, variable) in nodes.iter_mut().zip(variables) {
            match tape.own(variable) {
                Some(own) => *node = own,
                None => return tape.foreign(instruction.name()),
            }
        }
        let place = Location::caller();
        let mut inner = tape.inner.borrow_mut();
        let ids = nodes.map(|node| inner.nodes[node as usize].shape);
        let shape = if ids[0] == ids[1] && ids[1] == ids[2] {
            ids[0]
        } else {
            let [a, b, c] = ids.map(|id| inner.shapes.get(id).clone());
            let Some(shape) = broadcast(&a, &b).and_then(|shape| broadcast(&shape, &c)) else {
                drop(inner);
                let shapes = [a, b, c].map(|shape| shape.to_vec());
                return tape.misfit(instruction.name(), &shapes, nodes[0]);
            };
            let Some(id) = inner.shapes.id(&shape) else {
                drop(inner);
                return tape.too_large(instruction.name(), &shape);
            };
            id
        };
        let (id, failed) = inner.push(Node::new(Op::Ternary(instruction), shape, nodes), place);
        Var::on(tape, id, failed)
    }
}

impl<T: Float> Inner<T> {
    /// The node of a variable of this tape; a plain number gets one.
    #[inline]
    fn node_of(&mut self, variable: Var<'_, T>, place: Place) -> u32 {
        match variable.tape() {
            Some(_) => variable.node(),
            None => self.push(Node::number(variable.plain_value()), place).0,
        }
    }
}

impl<T: Float> Tape<T> {
    /// The waiting error for shapes that do not broadcast.
    #[cold]
    #[track_caller]
    fn misfit(&self, operation: &str, shapes: &[Vec<usize>], argument: u32) -> Var<'_, T> {
        let shapes: Vec<String> = shapes.iter().map(|shape| format!("{shape:?}")).collect();
        let problem = format!("shapes do not broadcast: {}", shapes.join(" and "));
        self.fail_beside(Error::shape(operation, problem), Some(argument))
    }
}

/// The instruction of an element-wise node.
#[derive(Clone, Copy)]
pub(crate) enum Instruction {
    Unary(Unary),
    Binary(Binary),
    Ternary(Ternary),
}

impl Instruction {
    /// The instruction of an operation, if it is element-wise.
    pub(crate) fn of(op: Op) -> Option<Self> {
        match op {
            Op::Unary(instruction) => Some(Instruction::Unary(instruction)),
            Op::Binary(instruction) => Some(Instruction::Binary(instruction)),
            Op::Ternary(instruction) => Some(Instruction::Ternary(instruction)),
            _ => None,
        }
    }

    fn slope<'t, T: Float>(
        self,
        k: usize,
        arguments: &[Var<'t, T>],
        result: Var<'t, T>,
    ) -> Slope<Var<'t, T>> {
        match self {
            Instruction::Unary(instruction) => instruction.slope(arguments[0], result),
            Instruction::Binary(instruction) => instruction.slope(k, arguments[0], arguments[1], result),
            Instruction::Ternary(instruction) => {
                instruction.slope(k, arguments[0], arguments[1], arguments[2])
            }
        }
    }

    /// The contributions to the arguments' adjoints: cotangent · slope, summed over broadcast axes.
    pub(crate) fn vjp<'t, T: Float>(
        self,
        arguments: &[Var<'t, T>],
        result: Var<'t, T>,
        cotangent: Var<'t, T>,
        adjoints: &mut Adjoints<'t, T>,
    ) {
        for (k, argument) in arguments.iter().enumerate() {
            if !adjoints.wants(k) {
                continue;
            }
            if let Some(contribution) = self.slope(k, arguments, result).times(cotangent) {
                let contribution = match contribution.has_shape_of(*argument) {
                    true => contribution,
                    false => contribution.sum_to(&argument.dims()),
                };
                adjoints.add(k, contribution);
            }
        }
    }

    /// The result's tangent: the sum of slope · tangent.
    pub(crate) fn jvp<'t, T: Float>(
        self,
        arguments: &[Var<'t, T>],
        result: Var<'t, T>,
        tangents: &[Option<Var<'t, T>>],
    ) -> Option<Var<'t, T>> {
        let mut total: Option<Var<'t, T>> = None;
        for (k, tangent) in tangents.iter().enumerate() {
            let Some(tangent) = *tangent else { continue };
            let Some(part) = self.slope(k, arguments, result).times(tangent) else {
                continue;
            };
            total = Some(match total {
                None => part,
                Some(total) => total + part,
            });
        }
        let total = total?;
        Some(match total.has_shape_of(result) {
            true => total,
            false => total.expand_to(&result.dims()),
        })
    }
}
