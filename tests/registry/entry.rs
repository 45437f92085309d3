//! What the registry knows of an operation: how it is called, and on which inputs it is tested.

use crate::draw::Domain;
use wengert::{Tensor, Var};

/// An operation in double precision.
pub type Double = for<'t> fn(&[Var<'t, f64>]) -> Var<'t, f64>;

/// The same operation in single precision.
pub type Single = for<'t> fn(&[Var<'t, f32>]) -> Var<'t, f32>;

/// How often an operation can be differentiated on its samples, which keep away from kinks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Smoothness {
    /// The derivative is 0 everywhere.
    Constant,
    /// Derivatives of any order exist.
    Smooth,
}

/// What an operation refuses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorInputs {
    /// What the folder `errors` lists.
    Listed,
    /// Also shapes that do not broadcast, each of its inputs beside the others.
    Misfits,
    /// Nothing, for this reason.
    None(&'static str),
}

/// What proves the values of an operation for which no golden case does.
#[derive(Clone, Copy)]
pub enum Reference {
    /// The same by the definition.
    Formula(fn(&[Tensor]) -> Tensor),
    /// What must hold of inputs and value; the problem, if it does not.
    Property(fn(&[Tensor], &Tensor) -> Result<(), String>),
}

/// The shape of an input and what is drawn for its elements.
#[derive(Clone, Debug)]
pub struct Input {
    pub shape: Vec<usize>,
    pub domain: Domain,
}

/// One operation with fixed arguments.
pub struct Entry {
    /// The name of the method or function.
    pub name: &'static str,
    /// The call as it is written, for messages.
    pub call: &'static str,
    pub double: Double,
    pub single: Single,
    pub smoothness: Smoothness,
    pub error_inputs: ErrorInputs,
    pub reference: Option<Reference>,
    /// Small inputs, on which derivatives are checked.
    pub samples: Vec<Vec<Input>>,
    /// Inputs above the sizes from which threads share the work.
    pub large: Vec<Vec<Input>>,
}

/// An entry from a name and a call: `entry!("powf", |x| x[0].powf(2.5))`.
macro_rules! entry {
    ($name:literal, |$x:ident| $call:expr) => {
        $crate::entry::Entry::new($name, stringify!($call), |$x| $call, |$x| $call)
    };
}
pub(crate) use entry;

/// Shapes for a function of one tensor: rank 0 to 5, size 1, no elements.
const ALONE: [&[usize]; 7] = [&[], &[1], &[0], &[3, 0, 2], &[5], &[2, 3], &[2, 1, 3, 1, 2]];

/// Shapes for a function of two: equal, broadcast on the left, on the right, in the middle and on both
/// sides, with numbers, without elements.
const PAIRS: [[&[usize]; 2]; 9] = [
    [&[], &[]],
    [&[2, 3], &[2, 3]],
    [&[2, 3], &[3]],
    [&[3], &[2, 3]],
    [&[2, 1, 3], &[4, 1]],
    [&[], &[2, 2]],
    [&[4], &[1]],
    [&[0, 3], &[1, 3]],
    [&[2, 1, 1, 1, 2], &[1, 3, 1]],
];

/// Shapes for a function of three.
const TRIPLES: [[&[usize]; 3]; 5] = [
    [&[2, 3], &[2, 3], &[2, 3]],
    [&[2, 3], &[3], &[]],
    [&[], &[2, 1], &[1, 3]],
    [&[2, 1, 1], &[3, 1], &[2]],
    [&[0], &[1], &[]],
];

impl Entry {
    pub fn new(name: &'static str, call: &'static str, double: Double, single: Single) -> Self {
        Entry {
            name,
            call,
            double,
            single,
            smoothness: Smoothness::Smooth,
            error_inputs: ErrorInputs::Listed,
            reference: None,
            samples: Vec::new(),
            large: Vec::new(),
        }
    }

    /// The derivative is 0 everywhere.
    pub fn constant(mut self) -> Self {
        self.smoothness = Smoothness::Constant;
        self
    }

    /// There is no error input, for a reason.
    pub fn never_fails(mut self, reason: &'static str) -> Self {
        self.error_inputs = ErrorInputs::None(reason);
        self
    }

    /// The values are those of a formula.
    pub fn formula(mut self, formula: fn(&[Tensor]) -> Tensor) -> Self {
        self.reference = Some(Reference::Formula(formula));
        self
    }

    /// The values have a property.
    pub fn property(mut self, property: fn(&[Tensor], &Tensor) -> Result<(), String>) -> Self {
        self.reference = Some(Reference::Property(property));
        self
    }

    /// An element-wise function of one tensor.
    pub fn one(mut self, domain: Domain) -> Self {
        self.error_inputs = ErrorInputs::None("it takes any numbers in any shape");
        for shape in ALONE {
            self = self.on(&[(shape, domain)]);
        }
        self.large(&[(&[70_001], domain)])
    }

    /// An element-wise function of two tensors.
    pub fn two(mut self, first: Domain, second: Domain) -> Self {
        self.error_inputs = ErrorInputs::Misfits;
        for [left, right] in PAIRS {
            self = self.on(&[(left, first), (right, second)]);
        }
        self.large(&[(&[260, 260], first), (&[260], second)])
    }

    /// An element-wise function of three tensors.
    pub fn three(mut self, first: Domain, second: Domain, third: Domain) -> Self {
        self.error_inputs = ErrorInputs::Misfits;
        for [a, b, c] in TRIPLES {
            self = self.on(&[(a, first), (b, second), (c, third)]);
        }
        self.large(&[(&[260, 260], first), (&[260, 1], second), (&[260], third)])
    }

    /// One sample.
    pub fn on(mut self, inputs: &[(&[usize], Domain)]) -> Self {
        self.samples.push(inputs.iter().map(input).collect());
        self
    }

    /// A sample above the sizes from which threads share the work.
    pub fn large(mut self, inputs: &[(&[usize], Domain)]) -> Self {
        self.large.push(inputs.iter().map(input).collect());
        self
    }

    /// Samples of one tensor each.
    pub fn each(mut self, shapes: &[&[usize]], domain: Domain) -> Self {
        for shape in shapes {
            self = self.on(&[(shape, domain)]);
        }
        self
    }
}

fn input((shape, domain): &(&[usize], Domain)) -> Input {
    Input {
        shape: shape.to_vec(),
        domain: *domain,
    }
}
