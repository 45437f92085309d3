//! Which derivatives of an operation can be other than 0, read from its slopes.

use crate::hash::QuickMap;
use crate::instruction::Slope;
use crate::program::graph::{Graph, Operation, Term};
use crate::program::{Expr, Recorder};
use crate::real::Real;

/// The structure of the first two derivatives of an operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Dependence {
    /// The arguments whose slope is not 0 everywhere.
    pub(super) passes: [bool; 3],
    /// The pairs of arguments, the first not after the second, whose second derivative is not 0 everywhere.
    pub(super) bends: [[bool; 3]; 3],
}

impl Dependence {
    /// The pairs of arguments that interact.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let bends = self.bends;
        (0..3).flat_map(move |k| (k..3).filter(move |&l| bends[k][l]).map(move |l| (k, l)))
    }

    /// Whether the argument takes part in a second derivative.
    pub(super) fn bends_in(&self, argument: usize) -> bool {
        (0..3).any(|other| self.bends[argument.min(other)][argument.max(other)])
    }

    fn of(operation: Operation) -> Self {
        let recorder = Recorder::new(Graph::with_inputs(operation.arity()));
        let mut dependence = Dependence::default();
        for (k, slope) in slopes(operation, &recorder).into_iter().enumerate() {
            dependence.passes[k] = !matches!(slope, Slope::Zero);
            // A mask switches between slopes and has none itself.
            let factors = match slope {
                Slope::Zero | Slope::Constant(_) | Slope::Where(_) | Slope::Unless(_) => [None; 2],
                Slope::Factor(factor) | Slope::Over(factor) => [Some(factor), None],
                Slope::Fraction(numerator, divisor) => [Some(numerator), Some(divisor)],
            };
            for factor in factors.into_iter().flatten() {
                for l in inputs_of(&recorder, factor) {
                    dependence.bends[k.min(l)][k.max(l)] = true;
                }
            }
        }
        dependence
    }
}

/// The dependences of operations, each found once.
#[derive(Default)]
pub(super) struct Dependences(QuickMap<Operation, Dependence>);

impl Dependences {
    pub(super) fn of(&mut self, operation: Operation) -> Dependence {
        if operation.arity() == 0 {
            return Dependence::default();
        }
        let known = self.0.entry(operation);
        *known.or_insert_with(|| Dependence::of(operation))
    }
}

/// The slopes of an operation on the inputs of a recorder.
fn slopes<'p>(operation: Operation, recorder: &'p Recorder) -> Vec<Slope<Expr<'p>>> {
    let arguments: Vec<Expr<'p>> = (0..operation.arity() as u32)
        .map(|id| recorder.expr(Term::Node(id)))
        .collect();
    let result = match operation {
        Operation::Unary(instruction) => arguments[0].unary(instruction),
        Operation::Binary(instruction) => arguments[0].binary(instruction, arguments[1]),
        Operation::Ternary(instruction) => arguments[0].ternary(instruction, arguments[1], arguments[2]),
        _ => return Vec::new(),
    };
    (0..arguments.len())
        .map(|k| operation.slope(k, &arguments, result))
        .collect()
}

/// The inputs that a value has a derivative with respect to.
fn inputs_of(recorder: &Recorder, value: Expr<'_>) -> Vec<usize> {
    let Term::Node(root) = value.term() else {
        return Vec::new();
    };
    let mut inputs = Vec::new();
    let mut waiting = vec![root];
    while let Some(id) = waiting.pop() {
        let node = recorder.with_graph(|graph| graph.node(id));
        if let Operation::Input(number) = node.operation {
            inputs.push(number as usize);
        }
        let alone = Recorder::new(Graph::with_inputs(node.operation.arity()));
        let slopes = slopes(node.operation, &alone);
        for (&argument, slope) in node.arguments().iter().zip(slopes) {
            if !matches!(slope, Slope::Zero) {
                waiting.push(argument);
            }
        }
    }
    inputs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instruction::{Binary, Ternary, Unary};

    fn pairs(operation: Operation) -> Vec<(usize, usize)> {
        Dependence::of(operation).pairs().collect()
    }

    #[test]
    fn what_is_linear_in_pieces_has_no_second_derivative() {
        for instruction in [
            Unary::Neg,
            Unary::Abs,
            Unary::Relu,
            Unary::Floor,
            Unary::StopGradient,
        ] {
            assert_eq!(pairs(Operation::Unary(instruction)), [], "{instruction:?}");
        }
        for instruction in [
            Binary::Add,
            Binary::Sub,
            Binary::Max,
            Binary::Min,
            Binary::Fmod,
            Binary::Less,
        ] {
            assert_eq!(pairs(Operation::Binary(instruction)), [], "{instruction:?}");
        }
        for instruction in [Ternary::Select, Ternary::Clamp, Ternary::Hardtanh] {
            assert_eq!(pairs(Operation::Ternary(instruction)), [], "{instruction:?}");
        }
    }

    #[test]
    fn products_bend_across_and_quotients_in_the_divisor() {
        assert_eq!(pairs(Operation::Binary(Binary::Mul)), [(0, 1)]);
        assert_eq!(pairs(Operation::Binary(Binary::Div)), [(0, 1), (1, 1)]);
        assert_eq!(pairs(Operation::Ternary(Ternary::MulAdd)), [(0, 1)]);
        assert_eq!(pairs(Operation::Binary(Binary::Hypot)), [(0, 0), (0, 1), (1, 1)]);
        assert_eq!(pairs(Operation::Binary(Binary::Xlogy)), [(0, 1), (1, 1)]);
        assert_eq!(pairs(Operation::Unary(Unary::Exp)), [(0, 0)]);
        assert_eq!(pairs(Operation::Unary(Unary::Powi(3))), [(0, 0)]);
    }

    #[test]
    fn what_is_constant_in_pieces_passes_nothing() {
        let passes = |operation| Dependence::of(operation).passes;
        assert_eq!(passes(Operation::Unary(Unary::Round)), [false; 3]);
        assert_eq!(passes(Operation::Binary(Binary::Greater)), [false; 3]);
        assert_eq!(passes(Operation::Ternary(Ternary::Select)), [false, true, true]);
    }
}
