//! Element-wise work, block by block: inputs that broadcast or step are copied into a block that
//! stays in the first-level cache; the instruction then sees nothing but contiguous blocks.

use crate::instruction::BLOCK;
use crate::numeric::InstructionSet;
use crate::ops::elementwise::Instruction;
use crate::tensor::shape::{Dims, Strides};
use crate::tensor::{Float, Tensor};
use crate::threads;
use rayon::prelude::*;

/// An input as the blocks see it.
pub(crate) enum Lane<'a, T> {
    /// The same number everywhere.
    Splat(T),
    /// One element after the other.
    Contiguous(&'a [T]),
    /// Elements that are repeated or stepped over.
    Strided(Strided<'a, T>),
    /// The result's own memory.
    InPlace,
}

/// A view that was broadcast to the shape of the result.
pub(crate) struct Strided<'a, T> {
    memory: &'a [T],
    offset: usize,
    shape: Dims,
    strides: Strides,
}

impl<'a, T: Float> Lane<'a, T> {
    pub(crate) fn of(tensor: &'a Tensor<T>, shape: &[usize]) -> Self {
        if tensor.shape() == shape
            && let Some(elements) = tensor.contiguous_slice()
        {
            return Lane::Contiguous(elements);
        }
        if tensor.len() == 1 {
            return Lane::Splat(tensor.memory()[tensor.offset()]);
        }
        let new = shape.len() - tensor.rank();
        let strides = (0..shape.len()).map(|axis| match axis.checked_sub(new) {
            Some(own) if tensor.shape()[own] == shape[axis] => tensor.strides()[own],
            _ => 0,
        });
        let (shape, strides) = merge_axes(shape, &strides.collect::<Strides>());
        Lane::Strided(Strided {
            memory: tensor.memory(),
            offset: tensor.offset(),
            shape,
            strides,
        })
    }
}

/// The same view with neighbouring axes made one where their steps allow it.
fn merge_axes(shape: &[usize], strides: &[isize]) -> (Dims, Strides) {
    let mut merged_shape = Dims::new();
    let mut merged_strides = Strides::new();
    for (&size, &stride) in shape.iter().zip(strides) {
        if size == 1 {
            continue;
        }
        if let (Some(last_size), Some(last_stride)) = (merged_shape.last_mut(), merged_strides.last_mut())
            && *last_stride == stride * size as isize
        {
            *last_size *= size;
            *last_stride = stride;
            continue;
        }
        merged_shape.push(size);
        merged_strides.push(stride);
    }
    if merged_shape.is_empty() {
        merged_shape.push(1);
        merged_strides.push(0);
    }
    (merged_shape, merged_strides)
}

impl<T: Float> Strided<'_, T> {
    /// Copies the elements from flat index `first` on.
    fn copy(&self, first: usize, out: &mut [T]) {
        let last = self.shape.len() - 1;
        let (length, step) = (self.shape[last], self.strides[last]);
        let mut index: Dims = Dims::from_elem(0, self.shape.len());
        let mut rest = first;
        let mut start = self.offset as isize;
        for axis in (0..self.shape.len()).rev() {
            index[axis] = rest % self.shape[axis];
            rest /= self.shape[axis];
            start += index[axis] as isize * self.strides[axis];
        }
        let mut done = 0;
        while done < out.len() {
            let count = (length - index[last]).min(out.len() - done);
            let part = &mut out[done..done + count];
            match step {
                0 => part.fill(self.memory[start as usize]),
                1 => part.copy_from_slice(&self.memory[start as usize..start as usize + count]),
                _ => {
                    for (i, element) in part.iter_mut().enumerate() {
                        *element = self.memory[(start + i as isize * step) as usize];
                    }
                }
            }
            done += count;
            start -= index[last] as isize * step;
            index[last] = 0;
            for axis in (0..last).rev() {
                index[axis] += 1;
                start += self.strides[axis];
                if index[axis] < self.shape[axis] {
                    break;
                }
                start -= self.strides[axis] * self.shape[axis] as isize;
                index[axis] = 0;
            }
        }
    }
}

/// Elements per task of a thread.
const TASK: usize = 16 * BLOCK;

/// Elements from which on a second thread pays: handing work to another thread costs about 10 µs.
const THREADED: usize = 1 << 16;

/// Memory for the copies of up to three inputs, a block of each.
pub(crate) type Copies<T> = [Vec<T>; 3];

/// Writes the instruction of the lanes to `out`.
pub(crate) fn run<T: Float>(
    instruction: Instruction,
    lanes: &[Lane<'_, T>],
    out: &mut [T],
    copies: &mut Copies<T>,
) {
    if out.len() < THREADED || threads::count() == 1 {
        run_task(instruction, lanes, 0, out, copies);
        return;
    }
    threads::enter(threads::count(), || {
        out.par_chunks_mut(TASK).enumerate().for_each(|(task, out)| {
            run_task(instruction, lanes, task * TASK, out, &mut Copies::default());
        });
    });
}

/// The part of the result from flat index `first` on.
fn run_task<T: Float>(
    instruction: Instruction,
    lanes: &[Lane<'_, T>],
    first: usize,
    out: &mut [T],
    copies: &mut Copies<T>,
) {
    let set = InstructionSet::detect();
    let width = out.len().min(BLOCK);
    for (lane, copy) in lanes.iter().zip(copies.iter_mut()) {
        if !matches!(lane, Lane::Contiguous(_)) && copy.len() < width {
            copy.resize(BLOCK.min(width.next_power_of_two()), T::of(0.0));
        }
        if let Lane::Splat(value) = lane {
            copy[..width].fill(*value);
        }
    }
    for (number, out) in out.chunks_mut(BLOCK).enumerate() {
        let start = first + number * BLOCK;
        for (lane, copy) in lanes.iter().zip(copies.iter_mut()) {
            match lane {
                Lane::Strided(view) => view.copy(start, &mut copy[..out.len()]),
                Lane::InPlace => copy[..out.len()].copy_from_slice(out),
                Lane::Splat(_) | Lane::Contiguous(_) => {}
            }
        }
        let block = |k: usize| match &lanes[k] {
            Lane::Contiguous(elements) => &elements[start..start + out.len()],
            _ => &copies[k][..out.len()],
        };
        match instruction {
            Instruction::Unary(instruction) => instruction.lanes(set, block(0), out),
            Instruction::Binary(instruction) => instruction.lanes(set, block(0), block(1), out),
            Instruction::Ternary(instruction) => instruction.lanes(set, [block(0), block(1), block(2)], out),
        }
    }
}
