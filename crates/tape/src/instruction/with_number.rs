//! Arithmetic with a number on one side, which a loop over a block does not read from memory.

use crate::instruction::Binary;
use crate::kernel::Kernels;

/// Arithmetic of a value x with a number c.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WithNumber {
    /// x + c.
    Add,
    /// x · c.
    Mul,
    /// x / c.
    Over,
    /// c − x.
    From,
    /// c / x.
    Under,
}

impl WithNumber {
    /// The instruction on x and c (`number_first`: on c and x), if it is arithmetic.
    pub(crate) fn of(instruction: Binary, number_first: bool) -> Option<Self> {
        Some(match (instruction, number_first) {
            (Binary::Add, _) => WithNumber::Add,
            (Binary::Mul, _) => WithNumber::Mul,
            (Binary::Sub, true) => WithNumber::From,
            (Binary::Div, true) => WithNumber::Under,
            (Binary::Div, false) => WithNumber::Over,
            _ => return None,
        })
    }

    /// The value at one number.
    #[inline(always)]
    pub(crate) fn value<N: Kernels>(self, x: N, number: N) -> N {
        match self {
            WithNumber::Add => x + number,
            WithNumber::Mul => x * number,
            WithNumber::Over => x / number,
            WithNumber::From => number - x,
            WithNumber::Under => number / x,
        }
    }
}
