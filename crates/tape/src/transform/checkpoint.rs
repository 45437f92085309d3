//! Regions of the tape: those whose values are computed again rather than kept, and those through
//! which no derivative passes.
//!
//! A checkpoint keeps the values that are used outside of it. What is used only inside is forgotten
//! at its last use. A derivative that needs it records the region's nodes again: the rules then read
//! the copies, which are forgotten at their last use too. A copy is its original under another
//! number, so a derivative with respect to a variable inside of a checkpoint counts both.

use crate::hash::QuickSet;
use crate::ops::At;
use crate::tape::node::{Node, Op};
use crate::tape::{Tape, Var};
use crate::tensor::Float;
use crate::transform::wrt::Wrt;
use std::ops::Range;

/// Ranges of nodes that do not overlap, in rising order.
#[derive(Debug, Default)]
pub(crate) struct Ranges(Vec<Range<u32>>);

impl Ranges {
    /// Adds a range that ends after all others and may enclose some of them.
    pub(crate) fn add(&mut self, range: Range<u32>) {
        let outside = self.0.partition_point(|other| other.start < range.start);
        self.0.truncate(outside);
        if !range.is_empty() {
            self.0.push(range);
        }
    }

    pub(crate) fn contains(&self, node: u32) -> bool {
        let after = self.0.partition_point(|range| range.start <= node);
        after > 0 && self.0[after - 1].end > node
    }

    /// The ranges that lie in another one.
    fn inside(&self, range: &Range<u32>) -> &[Range<u32>] {
        let first = self.0.partition_point(|inner| inner.start < range.start);
        let end = self.0.partition_point(|inner| inner.start < range.end);
        &self.0[first..end]
    }

    /// Forgets nodes from `nodes` on.
    pub(crate) fn cut(&mut self, nodes: u32) {
        self.0.retain(|range| range.start < nodes);
        if let Some(last) = self.0.last_mut() {
            last.end = last.end.min(nodes);
        }
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

/// Nodes whose values are computed again rather than kept.
#[derive(Clone, Debug)]
struct Checkpoint {
    range: Range<u32>,
    /// The checkpoints inside, of any depth.
    inside: Vec<Range<u32>>,
    /// Whether it was recorded again for a derivative: then nothing of it is kept.
    again: bool,
}

/// The checkpoints of a tape.
#[derive(Debug, Default)]
pub(crate) struct Checkpoints {
    /// The outermost ones, in rising order.
    all: Vec<Checkpoint>,
    /// Nodes that were recorded again, and their copies, in rising order of the copies.
    copies: Vec<(u32, u32)>,
}

impl Checkpoints {
    fn add(&mut self, range: Range<u32>) {
        let outside = self.all.partition_point(|other| other.range.start < range.start);
        let mut inside = Vec::new();
        for inner in self.all.drain(outside..) {
            inside.extend(inner.inside);
            if inner.range != range {
                inside.push(inner.range);
            }
        }
        if !range.is_empty() {
            let again = false;
            self.all.push(Checkpoint { range, inside, again });
        }
    }

    /// The outermost checkpoint that a node lies in.
    fn of(&self, node: u32) -> Option<&Checkpoint> {
        let after = self
            .all
            .partition_point(|checkpoint| checkpoint.range.start <= node);
        let before = &self.all[after.checked_sub(1)?];
        (before.range.end > node).then_some(before)
    }

    /// Whether the value of `argument` is forgotten if `user` uses it last.
    pub(crate) fn forgets(&self, argument: u32, user: u32) -> bool {
        self.of(argument)
            .is_some_and(|checkpoint| checkpoint.again || checkpoint.range.contains(&user))
    }

    /// Forgets nodes from `nodes` on.
    pub(crate) fn cut(&mut self, nodes: u32) {
        self.all.retain(|checkpoint| checkpoint.range.start < nodes);
        let kept = self.copies.partition_point(|&(_, copy)| copy < nodes);
        self.copies.truncate(kept);
    }

    pub(crate) fn clear(&mut self) {
        self.all.clear();
        self.copies.clear();
    }

    /// The copies of the sources: each with the source that it is.
    pub(crate) fn twins(&self, sources: &QuickSet<u32>) -> Vec<(u32, u32)> {
        let mut twins: Vec<(u32, u32)> = Vec::new();
        if self.copies.is_empty() || sources.iter().all(|&source| self.of(source).is_none()) {
            return twins;
        }
        // A copy of a copy comes later.
        for &(from, copy) in &self.copies {
            if sources.contains(&from) {
                twins.push((copy, from));
            } else if let Ok(found) = twins.binary_search_by_key(&from, |&(twin, _)| twin) {
                twins.push((copy, twins[found].1));
            }
        }
        twins
    }
}

/// Calls a function of variables whose intermediate values are computed again in the backward walk
/// rather than kept: memory for time. See [`Tape::checkpoint`].
///
/// ```
/// use wengert_tape::{Tape, checkpoint};
///
/// let tape = Tape::<f64>::new();
/// let (x, w) = (tape.var(0.5), tape.var(2.0));
/// let y = checkpoint([x, w], |[x, w]| (x * w).sin().exp());
/// assert_eq!(y.item()?, 1f64.sin().exp());
/// # Ok::<(), wengert_tape::Error>(())
/// ```
pub fn checkpoint<'t, T: Float, W: Wrt<'t, T>, R>(inputs: W, f: impl FnOnce(W) -> R) -> R {
    match inputs.list().iter().find_map(|input| input.tape()) {
        Some(tape) => tape.checkpoint(|| f(inputs)),
        None => f(inputs),
    }
}

impl<T: Float> Tape<T> {
    /// What is recorded inside is computed again in the backward walk rather than kept.
    ///
    /// Values and first derivatives are the same to the last bit, derivatives of any order up to
    /// rounding, also of parameters and with dropout, whose mask is the same again. Only what is used after the checkpoint is kept, so
    /// a deep model that puts each of its blocks into one needs the memory of one block and of the
    /// blocks' results. Checkpoints may contain checkpoints.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::<f64>::new();
    /// let x = tape.var(0.5);
    /// let y = tape.checkpoint(|| x.sin().exp().square());
    /// assert_eq!(y.grad(x).item()?, x.sin().exp().square().grad(x).item()?);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[doc(alias = "remat")]
    pub fn checkpoint<R>(&self, record: impl FnOnce() -> R) -> R {
        let (result, range) = self.recording(record);
        self.inner.borrow_mut().checkpoints.add(range);
        result
    }

    /// No derivative passes through what is recorded inside: its results are constants to every
    /// derivative. Variables that were made outside, and parameters, stay differentiable elsewhere.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::<f64>::new();
    /// let x = tape.var(3.0);
    /// let scale = tape.no_grad(|| x * 2.0);
    /// assert_eq!((scale * x).grad(x).item()?, 6.0);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    pub fn no_grad<R>(&self, record: impl FnOnce() -> R) -> R {
        let (result, range) = self.recording(record);
        self.inner.borrow_mut().blocked.add(range);
        result
    }

    fn recording<R>(&self, record: impl FnOnce() -> R) -> (R, Range<u32>) {
        let start = self.inner.borrow().nodes.len() as u32;
        let result = record();
        let end = self.inner.borrow().nodes.len() as u32;
        (result, start..end)
    }

    /// Records the nodes of a checkpoint again, up to `last`.
    fn record_again(&self, range: &Range<u32>, inside: &[Range<u32>], last: u32) -> Level {
        let mut copies: Vec<(u32, u32)> = Vec::new();
        let mut guard = self.inner.borrow_mut();
        let inner = &mut *guard;
        let first_copy = inner.nodes.len() as u32;
        for id in range.start..=last.min(range.end - 1) {
            let mut node = inner.nodes[id as usize];
            if matches!(node.op, Op::Leaf(_) | Op::Constant(_) | Op::Number | Op::Error(_)) {
                continue;
            }
            if node.has_list() {
                let arguments = node.arguments(&inner.lists).to_vec();
                let start = inner.lists.len() as u32;
                inner.lists.extend_from_slice(&arguments);
                node = Node::with_list(node.op, node.shape, start, arguments.len() as u32);
            }
            for argument in node.arguments_mut(&mut inner.lists) {
                *argument = copy_of(&copies, *argument);
            }
            let place = inner.places[id as usize];
            let (copy, failed) = inner.push_at(node, place);
            if failed {
                break;
            }
            copies.push((id, copy));
        }
        let moved = |range: &Range<u32>| {
            let position = |node: u32| copies.partition_point(|&(from, _)| from < node) as u32;
            first_copy + position(range.start)..first_copy + position(range.end)
        };
        let enclosed = |other: &&Range<u32>| other.start >= range.start && other.end <= range.end;
        let inside: Vec<Range<u32>> = inside
            .iter()
            .filter(enclosed)
            .filter(|other| *other != range)
            .map(moved)
            .filter(|range| !range.is_empty())
            .collect();
        let blocked: Vec<Range<u32>> = inner.blocked.inside(range).iter().map(moved).collect();
        for range in blocked {
            inner.blocked.add(range);
        }
        if !copies.is_empty() {
            inner.checkpoints.all.push(Checkpoint {
                range: moved(range),
                inside: inside.clone(),
                again: true,
            });
            inner.checkpoints.copies.extend_from_slice(&copies);
        }
        Level {
            range: range.clone(),
            copies,
            inside,
        }
    }
}

fn copy_of(copies: &[(u32, u32)], node: u32) -> u32 {
    match copies.binary_search_by_key(&node, |&(from, _)| from) {
        Ok(found) => copies[found].1,
        Err(_) => node,
    }
}

/// A checkpoint that was recorded again.
struct Level {
    range: Range<u32>,
    copies: Vec<(u32, u32)>,
    /// The checkpoints inside of it, among the copies.
    inside: Vec<Range<u32>>,
}

/// The checkpoints around the node whose rule is applied that were recorded again, outermost first.
#[derive(Default)]
pub(crate) struct Again {
    levels: Vec<Level>,
}

impl Again {
    /// Lets a backward rule see the copies of a checkpoint's nodes, whose values are not kept. A walk
    /// meets a checkpoint's last node first.
    pub(crate) fn substitute<'t, T: Float>(&mut self, tape: &'t Tape<T>, id: u32, at: &mut At<'t, T>) {
        self.substitute_until(tape, id, at, false);
    }

    /// The same for a forward walk, which meets a checkpoint's first node first.
    pub(crate) fn substitute_forwards<'t, T: Float>(
        &mut self,
        tape: &'t Tape<T>,
        id: u32,
        at: &mut At<'t, T>,
    ) {
        self.substitute_until(tape, id, at, true);
    }

    fn substitute_until<'t, T: Float>(
        &mut self,
        tape: &'t Tape<T>,
        id: u32,
        at: &mut At<'t, T>,
        to_the_end: bool,
    ) {
        if tape.inner.borrow().checkpoints.all.is_empty() {
            return;
        }
        let mut node = id;
        for depth in 0.. {
            if !self
                .levels
                .get(depth)
                .is_some_and(|level| level.range.contains(&node))
            {
                self.levels.truncate(depth);
                let Some((range, inside)) = self.around(tape, node) else {
                    break;
                };
                let last = if to_the_end { range.end - 1 } else { node };
                self.levels.push(tape.record_again(&range, &inside, last));
            }
            node = copy_of(&self.levels[depth].copies, node);
        }
        for level in &self.levels {
            let copy = |variable: Var<'t, T>| Var::on(tape, copy_of(&level.copies, variable.node()), false);
            for argument in &mut at.arguments {
                *argument = copy(*argument);
            }
            at.result = copy(at.result);
        }
    }

    /// The next checkpoint around a node, inside of the levels so far, with all inside of it.
    fn around<T: Float>(&self, tape: &Tape<T>, node: u32) -> Option<(Range<u32>, Vec<Range<u32>>)> {
        match self.levels.last() {
            None => {
                let inner = tape.inner.borrow();
                let checkpoint = inner.checkpoints.of(node)?;
                Some((checkpoint.range.clone(), checkpoint.inside.clone()))
            }
            Some(level) => {
                let around = level.inside.iter().filter(|range| range.contains(&node));
                let range = around.max_by_key(|range| range.end - range.start)?;
                Some((range.clone(), level.inside.clone()))
            }
        }
    }
}
