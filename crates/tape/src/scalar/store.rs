//! The statements of a scalar tape: their operands, one after another, in chunks.
//!
//! An operand is a parent (the number of the statement that computed it) and a partial derivative. The
//! first operand of a statement carries a flag in the highest bit of its parent, so that statements of
//! any arity cost no more than their operands. A statement does not straddle chunks.
//!
//! This is the one place of the scalar tape with `unsafe` code: writing a statement through a shared
//! reference without the bookkeeping of a `RefCell`, which costs a third of the time of recording.

use crate::scalar::pages::prefer_large_pages;
use crate::scalar::primal::Primal;
use std::cell::UnsafeCell;

/// On the parent of a statement's first operand.
const FIRST: u32 = 1 << FLAG_BIT;
const FLAG_BIT: u32 = 31;

/// The statement that constants have: what is added to its adjoint is never read.
pub(super) const SINK: u32 = 0;

/// The most operands of a tape: parents leave one bit free.
pub(super) const MOST_OPERANDS: usize = (FIRST - 1) as usize;

/// The operands of the first chunk; every later one has twice as many, up to [`LARGEST_CHUNK`].
const FIRST_CHUNK: usize = 1 << 10;

/// Twelve megabytes of `f64` operands: room for several of the system's large pages.
const LARGEST_CHUNK: usize = 1 << 20;

/// Operands, one after another.
pub(super) struct Chunk<N> {
    partials: Box<[N]>,
    parents: Box<[u32]>,
    used: usize,
    /// The statement that comes first in this chunk.
    first_statement: u32,
}

impl<N: Primal> Chunk<N> {
    fn new(operands: usize) -> Self {
        let mut partials = N::zeros(operands);
        let mut parents = vec![0; operands].into_boxed_slice();
        prefer_large_pages(&mut partials);
        prefer_large_pages(&mut parents);
        Chunk {
            partials,
            parents,
            used: 0,
            first_statement: 0,
        }
    }
}

/// How large chunks are, and how many operands there may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    pub(super) first_chunk: usize,
    pub(super) largest_chunk: usize,
    pub(super) most_operands: usize,
}

impl Default for Sizes {
    fn default() -> Self {
        Sizes {
            first_chunk: FIRST_CHUNK,
            largest_chunk: LARGEST_CHUNK,
            most_operands: MOST_OPERANDS,
        }
    }
}

/// How far a tape was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct Position {
    chunk: usize,
    used: usize,
    pub(super) statements: u32,
    operands: usize,
}

struct Inner<N> {
    current: Chunk<N>,
    /// How far the current chunk may be written: to its end, or to the end of the tape.
    bound: usize,
    statements: u32,
    /// The chunks before the current one.
    before: Vec<Chunk<N>>,
    /// Operands in them.
    operands_before: usize,
    /// Chunks that a reset or a rewind freed; the next one is the last.
    free: Vec<Chunk<N>>,
    sizes: Sizes,
}

/// The statements of a tape.
pub(super) struct Store<N> {
    inner: UnsafeCell<Inner<N>>,
}

impl<N: Primal> Store<N> {
    pub(super) fn new(sizes: Sizes) -> Self {
        let bound = sizes.first_chunk.min(sizes.most_operands);
        let store = Store {
            inner: UnsafeCell::new(Inner {
                current: Chunk::new(sizes.first_chunk),
                bound,
                statements: 0,
                before: Vec::new(),
                operands_before: 0,
                free: Vec::new(),
                sizes,
            }),
        };
        store.push_many(&[(SINK, N::from(0.0))]);
        store
    }

    fn inner(&self) -> &Inner<N> {
        // SAFETY: no exclusive reference is alive: those of `push`, `push_many` and `rewind` end before
        // they return, and they call nothing that could come back here. The store is not `Sync`.
        unsafe { &*self.inner.get() }
    }

    /// Writes a statement and gives its number; `None` where it does not fit into the current chunk, for
    /// [`Store::push_many`] to go on.
    #[inline(always)]
    pub(super) fn push<const K: usize>(&self, operands: [(u32, N); K]) -> Option<u32> {
        // SAFETY: the reference ends with this function, which calls nothing that could come back here:
        // `N` is sealed and `Copy`, and moving one runs no code. References from `inner` are used in this
        // module only, never across a call of `push`. The store is not `Sync`.
        let inner = unsafe { &mut *self.inner.get() };
        let start = inner.current.used;
        let end = start + K;
        if end > inner.bound {
            return None;
        }
        let partials = &mut inner.current.partials[start..end];
        let parents = &mut inner.current.parents[start..end];
        for (k, (parent, partial)) in operands.into_iter().enumerate() {
            parents[k] = if k == 0 { parent | FIRST } else { parent };
            partials[k] = partial;
        }
        inner.current.used = end;
        let statement = inner.statements;
        inner.statements += 1;
        Some(statement)
    }

    /// Writes a statement of at most `most` operands, and at least one, straight from an iterator; `None`
    /// where so many do not fit into the current chunk.
    #[inline]
    pub(super) fn push_all(&self, most: usize, operands: impl Iterator<Item = (u32, N)>) -> Option<u32> {
        // SAFETY: as in `push`, and the iterator cannot come back here either: it computes partial
        // derivatives, and what numbers of type `N` write on are tapes of their own parts, whose stores have
        // another type.
        let inner = unsafe { &mut *self.inner.get() };
        let start = inner.current.used;
        if inner.bound - start < most {
            return None;
        }
        let partials = &mut inner.current.partials[start..start + most];
        let parents = &mut inner.current.parents[start..start + most];
        let mut count = 0;
        for ((parent_place, partial_place), (parent, partial)) in
            parents.iter_mut().zip(partials).zip(operands)
        {
            *parent_place = parent;
            *partial_place = partial;
            count += 1;
        }
        *parents.first_mut().filter(|_| count > 0)? |= FIRST;
        inner.current.used = start + count;
        let statement = inner.statements;
        inner.statements += 1;
        Some(statement)
    }

    /// Writes a statement of any number of operands and gives its number; one that is too long for a chunk
    /// becomes a chain of statements. `None` where the tape is full.
    pub(super) fn push_many(&self, operands: &[(u32, N)]) -> Option<u32> {
        // SAFETY: as in `push`.
        let inner = unsafe { &mut *self.inner.get() };
        let longest = inner.sizes.first_chunk;
        let (head, mut rest) = operands.split_at(longest.min(operands.len()));
        let mut statement = inner.push_list(head, None)?;
        while !rest.is_empty() {
            let (next, after) = rest.split_at((longest - 1).min(rest.len()));
            statement = inner.push_list(next, Some(statement))?;
            rest = after;
        }
        Some(statement)
    }

    /// How many statements there are, with the sink.
    pub(super) fn statements(&self) -> u32 {
        self.inner().statements
    }

    /// How many operands are written.
    pub(super) fn operands(&self) -> usize {
        let inner = self.inner();
        inner.operands_before + inner.current.used
    }

    /// Bytes of all chunks.
    pub(super) fn memory(&self) -> usize {
        let inner = self.inner();
        let chunks = inner.before.iter().chain(&inner.free).chain([&inner.current]);
        chunks
            .map(|chunk| chunk.parents.len() * (size_of::<u32>() + size_of::<N>()))
            .sum()
    }

    pub(super) fn position(&self) -> Position {
        let inner = self.inner();
        Position {
            chunk: inner.before.len(),
            used: inner.current.used,
            statements: inner.statements,
            operands: inner.operands_before,
        }
    }

    /// Forgets what was written after a position, and keeps the memory.
    pub(super) fn rewind(&mut self, position: Position) {
        let inner = self.inner.get_mut();
        while inner.before.len() > position.chunk
            && let Some(chunk) = inner.before.pop()
        {
            inner.free.push(std::mem::replace(&mut inner.current, chunk));
        }
        inner.current.used = position.used;
        inner.statements = position.statements;
        inner.operands_before = position.operands;
        inner.set_bound();
    }

    /// The position of an empty tape: only the sink is there.
    pub(super) fn start() -> Position {
        Position {
            chunk: 0,
            used: 1,
            statements: 1,
            operands: 0,
        }
    }

    /// Walks the operands of the statements from `last` down to the one after `stop`, in reverse order:
    /// `visit` gets the statement, the parent and the partial derivative.
    #[inline]
    pub(super) fn sweep(&self, last: u32, stop: u32, mut visit: impl FnMut(u32, u32, N)) {
        if last <= stop {
            return;
        }
        let inner = self.inner();
        let mut after = inner.statements;
        let mut statement = last;
        for chunk in std::iter::once(&inner.current).chain(inner.before.iter().rev()) {
            let first = std::mem::replace(&mut after, chunk.first_statement);
            if chunk.first_statement > last {
                continue;
            }
            let used = chunk.end_of(last, first - 1);
            let (parents, partials) = (&chunk.parents[..used], &chunk.partials[..used]);
            for (&parent, &partial) in parents.iter().zip(partials).rev() {
                if statement == stop {
                    return;
                }
                visit(statement, parent & !FIRST, partial);
                statement = statement.wrapping_sub(parent >> FLAG_BIT);
            }
        }
    }
}

impl<N: Primal> Chunk<N> {
    /// Where the operands of a statement end, given the last statement of the chunk.
    fn end_of(&self, statement: u32, last: u32) -> usize {
        let mut end = self.used;
        let mut current = last;
        while current > statement {
            end -= 1;
            current -= self.parents[end] >> FLAG_BIT;
        }
        end
    }
}

impl<N: Primal> Inner<N> {
    /// Writes a statement of at most a chunk's operands, after another one if that is given.
    #[cold]
    #[inline(never)]
    fn push_list(&mut self, operands: &[(u32, N)], before: Option<u32>) -> Option<u32> {
        let length = operands.len() + usize::from(before.is_some());
        if self.current.used + length > self.bound && !self.next_chunk(length) {
            return None;
        }
        let chunk = &mut self.current;
        let start = chunk.used;
        let one = before.map(|before| (before, N::from(1.0)));
        for (parent, partial) in one.into_iter().chain(operands.iter().copied()) {
            chunk.parents[chunk.used] = parent;
            chunk.partials[chunk.used] = partial;
            chunk.used += 1;
        }
        chunk.parents[start] |= FIRST;
        let statement = self.statements;
        self.statements += 1;
        Some(statement)
    }

    /// Goes to the next chunk; not where the tape would get too long.
    fn next_chunk(&mut self, length: usize) -> bool {
        let used = self.current.used;
        if self.operands_before + used + length > self.sizes.most_operands {
            return false;
        }
        self.operands_before += used;
        let mut next = self.free.pop().unwrap_or_else(|| {
            let doubled = self.current.parents.len() * 2;
            Chunk::new(doubled.min(self.sizes.largest_chunk))
        });
        next.used = 0;
        next.first_statement = self.statements;
        self.before.push(std::mem::replace(&mut self.current, next));
        self.set_bound();
        true
    }

    fn set_bound(&mut self) {
        let left = self.sizes.most_operands - self.operands_before;
        self.bound = self.current.parents.len().min(left);
    }
}
