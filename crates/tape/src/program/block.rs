//! The instructions of a program over one block of lanes.

use crate::instruction::{Binary, Ternary, Unary, WithNumber};
use crate::kernel::Kernels;
use crate::numeric::{InstructionSet, Kernel, Level};
use crate::program::compile::{Action, Operand, Program, Step};

/// Lanes are computed so many at a time: a block's length is a multiple of it.
pub(crate) const WIDTH: usize = 16;

/// The order of the blocks in memory: the numbers of the program, its inputs, its slots.
#[derive(Clone, Copy)]
pub(crate) struct Layout {
    pub(crate) inputs: usize,
    pub(crate) slots: usize,
    pub(crate) count: usize,
}

impl Layout {
    pub(crate) fn of(program: &Program) -> Self {
        let slots = program.numbers.len() + program.inputs;
        Layout {
            inputs: program.numbers.len(),
            slots,
            count: slots + program.slots,
        }
    }
}

/// A block, compiled for the instruction set of the machine: the common arithmetic as loops side by side,
/// so that it is not called (which took as long as 60 lanes).
pub(crate) struct Block<'a, N> {
    pub(crate) set: InstructionSet,
    pub(crate) steps: &'a [Step],
    /// Blocks of `lanes` numbers.
    pub(crate) memory: &'a mut [N],
    pub(crate) lanes: usize,
    /// How many lanes are wanted.
    pub(crate) count: usize,
    /// The inputs that are read where they lie.
    pub(crate) inputs: &'a [Option<&'a [N]>],
    pub(crate) layout: Layout,
}

impl<N: Kernels> Kernel for Block<'_, N> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self) {
        for step in self.steps {
            let written = self.layout.slots + step.slot as usize;
            let (before, rest) = self.memory.split_at_mut(written * self.lanes);
            let (out, after) = rest.split_at_mut(self.lanes);
            let sources = Sources {
                before,
                after,
                written,
                lanes: self.lanes,
                count: self.count,
                inputs: self.inputs,
                layout: self.layout,
            };
            run_step(self.set, &step.action, &sources, &mut out[..self.count]);
        }
    }
}

/// The blocks that a step reads while it writes one of them.
struct Sources<'a, N> {
    before: &'a [N],
    after: &'a [N],
    written: usize,
    lanes: usize,
    count: usize,
    inputs: &'a [Option<&'a [N]>],
    layout: Layout,
}

impl<'a, N: Kernels> Sources<'a, N> {
    #[inline(always)]
    fn get(&self, operand: Operand) -> &'a [N] {
        let index = match operand {
            Operand::Slot(slot) => self.layout.slots + slot as usize,
            Operand::Number(number) => number as usize,
            Operand::Input(input) => match self.inputs[input as usize] {
                Some(block) => return block,
                None => self.layout.inputs + input as usize,
            },
        };
        match index < self.written {
            true => &self.before[index * self.lanes..][..self.count],
            false => &self.after[(index - self.written - 1) * self.lanes..][..self.count],
        }
    }
}

#[inline(always)]
fn run_step<N: Kernels>(set: InstructionSet, action: &Action, sources: &Sources<'_, N>, out: &mut [N]) {
    match *action {
        Action::WithNumber(instruction, x, number) => {
            let (x, number) = (sources.get(x), N::from_f64(number));
            match instruction {
                WithNumber::Add => each(x, out, |x| x + number),
                WithNumber::Mul => each(x, out, |x| x * number),
                WithNumber::Over => each(x, out, |x| x / number),
                WithNumber::From => each(x, out, |x| number - x),
                WithNumber::Under => each(x, out, |x| number / x),
            }
        }
        Action::Unary(instruction, x) => {
            let x = sources.get(x);
            match instruction {
                Unary::Neg => each(x, out, |x| Unary::Neg.value(x)),
                Unary::Square => each(x, out, |x| Unary::Square.value(x)),
                Unary::Recip => each(x, out, |x| Unary::Recip.value(x)),
                Unary::Sqrt => each(x, out, |x| Unary::Sqrt.value(x)),
                _ => instruction.lanes(set, x, out),
            }
        }
        Action::Binary(instruction, [a, b]) => {
            let (a, b) = (sources.get(a), sources.get(b));
            match instruction {
                Binary::Add => pairs(a, b, out, |a, b| Binary::Add.value(a, b)),
                Binary::Sub => pairs(a, b, out, |a, b| Binary::Sub.value(a, b)),
                Binary::Mul => pairs(a, b, out, |a, b| Binary::Mul.value(a, b)),
                Binary::Div => pairs(a, b, out, |a, b| Binary::Div.value(a, b)),
                Binary::Absorb => pairs(a, b, out, |a, b| Binary::Absorb.value(a, b)),
                Binary::Quotient => pairs(a, b, out, |a, b| Binary::Quotient.value(a, b)),
                _ => instruction.lanes(set, a, b, out),
            }
        }
        Action::Ternary(instruction, operands) => {
            let [a, b, c] = operands.map(|operand| sources.get(operand));
            match instruction {
                Ternary::Select => triples([a, b, c], out, |a, b, c| Ternary::Select.value(a, b, c)),
                _ => instruction.lanes(set, [a, b, c], out),
            }
        }
    }
}

#[inline(always)]
fn each<N: Copy>(x: &[N], out: &mut [N], value: impl Fn(N) -> N) {
    let chunks = x.as_chunks::<WIDTH>().0;
    for (out, chunk) in out.as_chunks_mut::<WIDTH>().0.iter_mut().zip(chunks) {
        let mut y = *chunk;
        for y in &mut y {
            *y = value(*y);
        }
        *out = y;
    }
}

#[inline(always)]
fn pairs<N: Copy>(a: &[N], b: &[N], out: &mut [N], value: impl Fn(N, N) -> N) {
    let chunks = a.as_chunks::<WIDTH>().0.iter().zip(b.as_chunks::<WIDTH>().0);
    for (out, (a, b)) in out.as_chunks_mut::<WIDTH>().0.iter_mut().zip(chunks) {
        let mut y = *a;
        for (y, &b) in y.iter_mut().zip(b) {
            *y = value(*y, b);
        }
        *out = y;
    }
}

#[inline(always)]
fn triples<N: Copy>([a, b, c]: [&[N]; 3], out: &mut [N], value: impl Fn(N, N, N) -> N) {
    let chunks = a.as_chunks::<WIDTH>().0.iter().zip(b.as_chunks::<WIDTH>().0);
    let chunks = chunks.zip(c.as_chunks::<WIDTH>().0);
    for (out, ((a, b), c)) in out.as_chunks_mut::<WIDTH>().0.iter_mut().zip(chunks) {
        let mut y = *a;
        for ((y, &b), &c) in y.iter_mut().zip(b).zip(c) {
            *y = value(*y, b, c);
        }
        *out = y;
    }
}
