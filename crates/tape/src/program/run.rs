//! The executor: instructions over blocks of lanes, a lane for each point.
//!
//! It sees instructions, a buffer of slots and the blocks of the inputs. A block is as wide as lets the
//! slots stay in the cache; how wide depends on the program and on how many points there are, and no lane on
//! its neighbours, so a result is the same bit for bit wherever its point stands and however many threads
//! there are.

use crate::instruction::{Binary, WithNumber, sums};
use crate::kernel::Kernels;
use crate::numeric::{self, InstructionSet};
use crate::program::bindings::{Inputs, Outputs};
use crate::program::block::{Block, Layout, WIDTH};
use crate::program::compile::{Action, Operand, Program};
use crate::threads;
use rayon::prelude::*;
use std::sync::Mutex;

/// Bytes of the slots of a block, if it can be: they stay in the second-level cache.
const CACHE: usize = 256 << 10;

/// A block has at least and at most that many lanes.
const LANES: (usize, usize) = (WIDTH, 1024);

/// Blocks per task of a thread.
const TASK: usize = 16;

/// Instructions times points from which on a second thread pays: handing work over costs 10 µs.
const THREADED: usize = 1 << 17;

/// The memory of a run, which the next one uses again.
#[derive(Debug)]
pub(crate) struct Workspace<N> {
    memory: Vec<N>,
    /// Where the memory is aligned to a line of the cache.
    start: usize,
    lanes: usize,
}

impl<N: Kernels> Default for Workspace<N> {
    fn default() -> Self {
        Workspace {
            memory: Vec::new(),
            start: 0,
            lanes: 0,
        }
    }
}

/// The bytes that vectors are loaded from at once.
const LINE: usize = 64;

impl<N: Kernels> Workspace<N> {
    /// Room for `count` blocks of that many lanes.
    fn fit(&mut self, count: usize, lanes: usize) {
        let line = LINE / size_of::<N>();
        if self.memory.len() < count * lanes + line {
            self.memory.clear();
            self.memory.resize(count * lanes + line, N::from_f64(0.0));
            // An address that cannot be aligned is used as it is.
            self.start = self.memory.as_ptr().align_offset(LINE).min(line);
        }
        self.lanes = lanes;
    }

    fn block(&mut self, index: usize, count: usize) -> &mut [N] {
        let first = self.start + index * self.lanes;
        &mut self.memory[first..first + count]
    }
}

impl Program {
    /// The lanes of a block, for that many points.
    fn lanes<N>(&self, points: usize) -> usize {
        let bytes = self.slots.max(1) * size_of::<N>();
        let fitting = (CACHE / bytes).max(1);
        // A power of two, so that blocks stay aligned.
        let lanes = (1 << fitting.ilog2()).clamp(LANES.0, LANES.1);
        lanes.min(points.next_power_of_two().max(LANES.0))
    }

    /// The results at `points` points, with that many threads at most.
    pub(crate) fn run<N: Kernels>(
        &self,
        set: InstructionSet,
        points: usize,
        inputs: &Inputs<'_, N>,
        outputs: Outputs<'_, N>,
        workspaces: &Workspaces<N>,
    ) {
        let threads = match self.steps.len().max(1) * points < THREADED {
            true => 1,
            false => threads::count(),
        };
        if let Outputs::Sums(sums) = outputs {
            self.run_sums(set, points, inputs, sums, workspaces, threads);
            return;
        }
        let lanes = self.lanes::<N>(points);
        let task = TASK * lanes;
        if threads == 1 {
            workspaces.with(|workspace| self.run_part(set, lanes, 0..points, inputs, outputs, workspace));
            return;
        }
        let parts = outputs.parts(task);
        threads::enter(threads, || {
            parts.into_par_iter().enumerate().for_each(|(k, part)| {
                let points = k * task..points.min((k + 1) * task);
                workspaces.with(|workspace| self.run_part(set, lanes, points, inputs, part, workspace));
            });
        });
    }

    /// Sums are taken task by task, and these joined in order, whatever the threads.
    fn run_sums<N: Kernels>(
        &self,
        set: InstructionSet,
        points: usize,
        inputs: &Inputs<'_, N>,
        sums: &mut [f64],
        workspaces: &Workspaces<N>,
        threads: usize,
    ) {
        let lanes = self.lanes::<N>(points);
        let task = TASK * lanes;
        let sums_of = |k: usize| {
            let mut part = vec![0.0; sums.len()];
            let points = k * task..points.min((k + 1) * task);
            workspaces.with(|workspace| {
                self.run_part(set, lanes, points, inputs, Outputs::Sums(&mut part), workspace);
            });
            part
        };
        let tasks = points.div_ceil(task);
        let parts: Vec<Vec<f64>> = match threads {
            1 => (0..tasks).map(sums_of).collect(),
            _ => threads::enter(threads, || (0..tasks).into_par_iter().map(sums_of).collect()),
        };
        sums.fill(0.0);
        for part in parts {
            for (sum, part) in sums.iter_mut().zip(part) {
                *sum += part;
            }
        }
    }

    /// The results at some of the points; the outputs begin with the first of these.
    fn run_part<N: Kernels>(
        &self,
        set: InstructionSet,
        lanes: usize,
        points: std::ops::Range<usize>,
        inputs: &Inputs<'_, N>,
        mut outputs: Outputs<'_, N>,
        workspace: &mut Workspace<N>,
    ) {
        let layout = Layout::of(self);
        workspace.fit(layout.count, lanes);
        for (k, &number) in self.numbers.iter().enumerate() {
            workspace.block(k, lanes).fill(N::from_f64(number));
        }
        // What is the same at every point is written once.
        let (same, moving): (Vec<u32>, Vec<u32>) = self
            .reads
            .iter()
            .partition(|&&input| inputs.is_same(input as usize));
        for input in same {
            let block = workspace.block(layout.inputs + input as usize, lanes);
            inputs.copy(input as usize, 0, block);
        }
        let mut in_place = vec![None; self.inputs];
        for first in points.clone().step_by(lanes) {
            let count = lanes.min(points.end - first);
            // Whole lanes are computed: what is in memory of the user's ends with the points.
            let rounded = count.next_multiple_of(WIDTH);
            for &input in &moving {
                let block = match count == rounded {
                    true => inputs.in_place(input as usize, first, count),
                    false => None,
                };
                if block.is_none() {
                    let block = workspace.block(layout.inputs + input as usize, count);
                    inputs.copy(input as usize, first, block);
                }
                in_place[input as usize] = block;
            }
            let block = Block {
                set,
                steps: &self.steps,
                memory: &mut workspace.memory[workspace.start..],
                lanes,
                count: rounded,
                inputs: &in_place,
                layout,
            };
            numeric::dispatch_at(set, block);
            for (k, &result) in self.results.iter().enumerate() {
                let values = match result {
                    Operand::Input(input) => match in_place[input as usize] {
                        Some(block) => block,
                        None => workspace.block(layout.inputs + input as usize, count),
                    },
                    Operand::Number(number) => workspace.block(number as usize, count),
                    Operand::Slot(slot) => workspace.block(layout.slots + slot as usize, count),
                };
                outputs.take(k, first - points.start, values, sums::sum_block);
            }
        }
    }

    /// The results at one point, bit for bit those of [`run`](Self::run).
    pub(crate) fn run_one<N: Kernels>(
        &self,
        set: InstructionSet,
        x: &[N],
        workspace: &mut Workspace<N>,
        mut result: impl FnMut(usize, N),
    ) {
        workspace.fit(self.slots, 1);
        let slots = &mut workspace.memory[workspace.start..];
        for step in &self.steps {
            let get = |operand| self.number_at(operand, x, slots);
            // The common ones first, by one jump.
            let value = match step.action {
                Action::Binary(Binary::Add, [a, b]) => get(a) + get(b),
                Action::Binary(Binary::Sub, [a, b]) => get(a) - get(b),
                Action::Binary(Binary::Mul, [a, b]) => get(a) * get(b),
                Action::WithNumber(WithNumber::Add, x, number) => get(x) + N::from_f64(number),
                Action::WithNumber(WithNumber::Mul, x, number) => get(x) * N::from_f64(number),
                Action::Unary(instruction, x) => instruction.lane(set, get(x)),
                Action::WithNumber(instruction, x, number) => instruction.value(get(x), N::from_f64(number)),
                Action::Binary(instruction, [a, b]) => instruction.lane(set, get(a), get(b)),
                Action::Ternary(instruction, [a, b, c]) => instruction.value(get(a), get(b), get(c)),
            };
            slots[step.slot as usize] = value;
        }
        for (k, &operand) in self.results.iter().enumerate() {
            result(k, self.number_at(operand, x, slots));
        }
    }

    #[inline]
    fn number_at<N: Kernels>(&self, operand: Operand, x: &[N], slots: &[N]) -> N {
        match operand {
            Operand::Slot(slot) => slots[slot as usize],
            Operand::Input(input) => x[input as usize],
            Operand::Number(number) => N::from_f64(self.numbers[number as usize]),
        }
    }
}

/// Workspaces that are not in use, as many as there were threads at once.
#[derive(Debug)]
pub(crate) struct Workspaces<N>(Mutex<Vec<Workspace<N>>>);

impl<N> Default for Workspaces<N> {
    fn default() -> Self {
        Workspaces(Mutex::new(Vec::new()))
    }
}

impl<N: Kernels> Workspaces<N> {
    /// Lends a workspace to `work`.
    pub(crate) fn with<R>(&self, work: impl FnOnce(&mut Workspace<N>) -> R) -> R {
        let idle = self.0.lock().ok().and_then(|mut idle| idle.pop());
        let mut workspace = idle.unwrap_or_default();
        let result = work(&mut workspace);
        if let Ok(mut idle) = self.0.lock() {
            idle.push(workspace);
        }
        result
    }
}
