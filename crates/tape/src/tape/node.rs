//! What is written on the tape.

use crate::instruction::{Binary, Ternary, Unary};
use crate::tape::shapes::ShapeId;
use crate::tensor::{Float, Tensor};

/// What a node does. Small and plain, so that recording costs a few nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Op {
    /// An error that waits, by its number.
    Error(u32),
    /// A variable to differentiate with respect to; its value, by number.
    Leaf(u32),
    /// A value that is not differentiated, by number.
    Constant(u32),
    /// A plain number, whose bits are the first two arguments.
    Number,
    /// Element-wise instructions.
    Unary(Unary),
    Binary(Binary),
    Ternary(Ternary),
    /// Everything else: the number of its primitive in the side table.
    Primitive(u32),
}

/// More arguments than fit: they are in the tape's list, from `arguments[0]`, `arguments[1]` of them.
const MANY: u8 = u8::MAX;

/// One operation: what, the shape of its result, and the nodes it takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) op: Op,
    pub(crate) shape: ShapeId,
    arguments: [u32; 3],
    arity: u8,
}

impl Node {
    #[inline]
    pub(crate) fn new<const N: usize>(op: Op, shape: ShapeId, arguments: [u32; N]) -> Self {
        const { assert!(N <= 3) };
        let mut all = [0; 3];
        all[..N].copy_from_slice(&arguments);
        Node {
            op,
            shape,
            arguments: all,
            arity: N as u8,
        }
    }

    pub(crate) fn with_list(op: Op, shape: ShapeId, start: u32, count: u32) -> Self {
        Node {
            op,
            shape,
            arguments: [start, count, 0],
            arity: MANY,
        }
    }

    #[inline]
    pub(crate) fn number(value: f64) -> Self {
        let bits = value.to_bits();
        Node {
            op: Op::Number,
            shape: ShapeId::SCALAR,
            arguments: [bits as u32, (bits >> 32) as u32, 0],
            arity: 0,
        }
    }

    /// The value of a [`Op::Number`].
    #[inline]
    pub(crate) fn number_value(&self) -> f64 {
        f64::from_bits(u64::from(self.arguments[0]) | u64::from(self.arguments[1]) << 32)
    }

    /// The nodes that it takes.
    #[inline]
    pub(crate) fn arguments<'a>(&'a self, lists: &'a [u32]) -> &'a [u32] {
        if self.arity == MANY {
            &lists[self.arguments[0] as usize..][..self.arguments[1] as usize]
        } else {
            &self.arguments[..self.arity as usize]
        }
    }

    /// The same operation on other nodes.
    pub(crate) fn arguments_mut<'a>(&'a mut self, lists: &'a mut [u32]) -> &'a mut [u32] {
        if self.arity == MANY {
            &mut lists[self.arguments[0] as usize..][..self.arguments[1] as usize]
        } else {
            &mut self.arguments[..self.arity as usize]
        }
    }

    /// Whether the arguments are in the tape's list.
    pub(crate) fn has_list(&self) -> bool {
        self.arity == MANY
    }
}

/// The value of a node.
#[derive(Clone)]
pub(crate) enum Value<T> {
    /// Numbers that can be differentiated.
    Float(Tensor<T>),
    /// Indices.
    Integer(Tensor<i64>),
}

impl<T: Float> Value<T> {
    /// The numbers. Which kind a node has is known when it is recorded.
    pub(crate) fn float(&self) -> &Tensor<T> {
        match self {
            Value::Float(tensor) => tensor,
            Value::Integer(_) => unreachable!("indices where numbers were recorded"),
        }
    }

    /// The numbers, owned.
    pub(crate) fn into_float(self) -> Tensor<T> {
        match self {
            Value::Float(tensor) => tensor,
            Value::Integer(_) => unreachable!("indices where numbers were recorded"),
        }
    }

    /// The indices.
    pub(crate) fn integer(&self) -> &Tensor<i64> {
        match self {
            Value::Integer(tensor) => tensor,
            Value::Float(_) => unreachable!("numbers where indices were recorded"),
        }
    }
}
