//! Instructions over blocks of elements: the seam between the tape and whatever runs element-wise work.
//!
//! A block is short enough to stay in the first-level cache; the caller cuts tensors into blocks.

use crate::instruction::binary::PairVisitor;
use crate::instruction::unary::ValueVisitor;
use crate::instruction::{Binary, Ternary, Unary};
use crate::kernel::Kernels;
use crate::numeric::{self, Function, InstructionSet, Kernel, Level};

/// The elements of a block: short enough that a few blocks stay in the first-level cache.
pub(crate) const BLOCK: usize = 1024;

/// A loop over a block, compiled for the instruction set of the machine.
struct EachOf<'a, N> {
    instruction: Unary,
    x: &'a [N],
    out: &'a mut [N],
}

impl<N: Kernels> Kernel for EachOf<'_, N> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self) {
        let (x, out) = (self.x, self.out);
        self.instruction.with_value(Each { x, out });
    }
}

struct Each<'a, N> {
    x: &'a [N],
    out: &'a mut [N],
}

impl<N: Kernels> ValueVisitor<N> for Each<'_, N> {
    #[inline(always)]
    fn visit(self, value: impl Fn(N) -> N + Copy + Send + Sync) {
        for (out, &x) in self.out.iter_mut().zip(self.x) {
            *out = value(x);
        }
    }
}

/// A loop over two blocks, compiled for the instruction set of the machine.
struct PairsOf<'a, N> {
    instruction: Binary,
    a: &'a [N],
    b: &'a [N],
    out: &'a mut [N],
}

impl<N: Kernels> Kernel for PairsOf<'_, N> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self) {
        let (a, b, out) = (self.a, self.b, self.out);
        self.instruction.with_value(Pairs { a, b, out });
    }
}

struct Pairs<'a, N> {
    a: &'a [N],
    b: &'a [N],
    out: &'a mut [N],
}

impl<N: Kernels> PairVisitor<N> for Pairs<'_, N> {
    #[inline(always)]
    fn visit(self, value: impl Fn(N, N) -> N + Copy + Send + Sync) {
        for ((out, &a), &b) in self.out.iter_mut().zip(self.a).zip(self.b) {
            *out = value(a, b);
        }
    }
}

/// A loop over three blocks, compiled for the instruction set of the machine.
struct TriplesOf<'a, N> {
    instruction: Ternary,
    inputs: [&'a [N]; 3],
    out: &'a mut [N],
}

impl<N: Kernels> Kernel for TriplesOf<'_, N> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self) {
        let [a, b, c] = self.inputs;
        let elements = self.out.iter_mut().zip(a).zip(b).zip(c);
        // A loop per instruction, so that each is vectorised.
        match self.instruction {
            Ternary::Select => {
                elements.for_each(|(((out, &a), &b), &c)| *out = Ternary::Select.value(a, b, c))
            }
            Ternary::MulAdd => {
                elements.for_each(|(((out, &a), &b), &c)| *out = Ternary::MulAdd.value(a, b, c))
            }
            // They differ in their slopes.
            Ternary::Clamp | Ternary::Hardtanh | Ternary::Hardsigmoid => {
                elements.for_each(|(((out, &a), &b), &c)| *out = Ternary::Clamp.value(a, b, c))
            }
        }
    }
}

impl Unary {
    /// The vectorised function that computes it, if there is one.
    fn function(self) -> Option<Function> {
        Some(match self {
            Unary::Exp => Function::Exp,
            Unary::Exp2 => Function::Exp2,
            Unary::ExpM1 => Function::ExpM1,
            Unary::Ln => Function::Ln,
            Unary::Ln1p => Function::Ln1p,
            Unary::Log2 => Function::Log2,
            Unary::Log10 => Function::Log10,
            Unary::Sin => Function::Sin,
            Unary::Cos => Function::Cos,
            Unary::Tan => Function::Tan,
            Unary::Asin => Function::Asin,
            Unary::Acos => Function::Acos,
            Unary::Atan => Function::Atan,
            Unary::Sinh => Function::Sinh,
            Unary::Cosh => Function::Cosh,
            Unary::Tanh => Function::Tanh,
            Unary::Asinh => Function::Asinh,
            Unary::Acosh => Function::Acosh,
            Unary::Atanh => Function::Atanh,
            Unary::Sigmoid | Unary::Logistic => Function::Sigmoid,
            Unary::SigmoidSlope => Function::SigmoidSlope,
            Unary::Softplus => Function::Softplus,
            Unary::LogSigmoid => Function::LogSigmoid,
            Unary::Erf => Function::Erf,
            Unary::Erfc => Function::Erfc,
            Unary::NormalCdf => Function::NormalCdf,
            Unary::Cbrt => Function::Cbrt,
            _ => return None,
        })
    }

    /// The value of every element of a block.
    pub(crate) fn lanes<N: Kernels>(self, set: InstructionSet, x: &[N], out: &mut [N]) {
        match self.function() {
            Some(function) => N::map_slice(set, function, x, out),
            None => {
                let work = EachOf {
                    instruction: self,
                    x,
                    out,
                };
                numeric::dispatch_at(set, work);
            }
        }
    }

    /// The value at one number, bit for bit that of a block.
    pub(crate) fn lane<N: Kernels>(self, set: InstructionSet, x: N) -> N {
        match self.function() {
            Some(function) => {
                let mut out = [x];
                N::map_slice(set, function, &[x], &mut out);
                out[0]
            }
            None => self.value(x),
        }
    }
}

impl Binary {
    /// The value of every pair of elements of two blocks.
    pub(crate) fn lanes<N: Kernels>(self, set: InstructionSet, a: &[N], b: &[N], out: &mut [N]) {
        match self {
            Binary::Pow => N::pow_slice(set, a, b, out),
            _ => {
                let work = PairsOf {
                    instruction: self,
                    a,
                    b,
                    out,
                };
                numeric::dispatch_at(set, work);
            }
        }
    }

    /// The value at one pair, bit for bit that of a block.
    pub(crate) fn lane<N: Kernels>(self, set: InstructionSet, a: N, b: N) -> N {
        match self {
            Binary::Pow => {
                let mut out = [a];
                N::pow_slice(set, &[a], &[b], &mut out);
                out[0]
            }
            _ => self.value(a, b),
        }
    }
}

impl Ternary {
    /// The value of every triple of elements of three blocks.
    pub(crate) fn lanes<N: Kernels>(self, set: InstructionSet, inputs: [&[N]; 3], out: &mut [N]) {
        let work = TriplesOf {
            instruction: self,
            inputs,
            out,
        };
        numeric::dispatch_at(set, work);
    }
}
