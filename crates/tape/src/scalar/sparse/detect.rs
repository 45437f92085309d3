//! Patterns of recorded functions: index sets are propagated along the graph, and every operation that is
//! not linear pairs the sets of its arguments (Walther, "Computing sparse Hessians with automatic
//! differentiation", 2008). Nothing is evaluated, so a pattern holds at every point.

use crate::error::Result;
use crate::program::graph::{Graph, Node, Operation};
use crate::scalar::recorded::Function;
use crate::scalar::sparse::Pattern;
use crate::scalar::sparse::dependence::{Dependence, Dependences};
use crate::scalar::sparse::sets::{IndexSets, Set};

impl Function {
    /// Where the Jacobian can be other than 0: a row for each result, a column for each input.
    ///
    /// Read from the recording: what only reaches a result through a mask or a rounding leaves no mark.
    ///
    /// ```
    /// use wengert_tape::Real;
    /// use wengert_tape::scalar::Function;
    ///
    /// let f = Function::record_all(3, |x| vec![x[0] * x[2], x[1] + x[0].floor()]);
    /// let pattern = f.jacobian_pattern()?;
    /// assert!(pattern.iter().eq([(0, 0), (0, 2), (1, 1)]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What went wrong while recording.
    #[track_caller]
    pub fn jacobian_pattern(&self) -> Result<Pattern> {
        self.check()?;
        let mut walk = Walk::new(self, Wanted::First);
        walk.forward(|_, _| {});
        let mut starts = vec![0];
        let mut indices = Vec::new();
        for root in self.results.iter().map(|result| result.node()) {
            if let Some(set) = root.and_then(|id| walk.set_of[id as usize]) {
                indices.extend(walk.sets.elements(set).iter().map(|&input| input as usize));
            }
            if let Some(id) = root {
                walk.release(id);
            }
            starts.push(indices.len());
        }
        Ok(Pattern::of_lists(self.parameters, starts, indices))
    }

    /// Where the matrix of second derivatives can be other than 0. It is symmetric, and both halves are given.
    ///
    /// ```
    /// use wengert_tape::scalar::Function;
    ///
    /// let f = Function::record(3, |x| x[0] * x[1] + x[2].exp() - x[1]);
    /// assert!(f.hessian_pattern()?.iter().eq([(0, 1), (1, 0), (2, 2)]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What went wrong while recording, or a function that has not one result.
    #[track_caller]
    pub fn hessian_pattern(&self) -> Result<Pattern> {
        self.one_result("hessian_pattern")?;
        let mut walk = Walk::new(self, Wanted::Second);
        let mut lower = vec![Row::default(); self.parameters];
        walk.forward(|sets, [a, b]| {
            if a == b && !sets.pair(a) {
                return;
            }
            let [first, second] = sets.both(a, b);
            for &i in first {
                for &j in second {
                    lower[i.max(j) as usize].add(i.min(j));
                }
            }
        });
        Ok(symmetric(lower))
    }

    /// An error where it failed or has not one result.
    #[track_caller]
    pub(super) fn one_result(&self, operation: &str) -> Result<()> {
        match self.without_one_result(operation) {
            Some(failed) => failed.check(),
            None => Ok(()),
        }
    }
}

/// Which derivatives a walk is for.
#[derive(Clone, Copy, PartialEq)]
enum Wanted {
    First,
    Second,
}

/// A node has an adjoint that can be other than 0.
const LIVE: u8 = 1;

/// The index set of a node is read.
const READ: u8 = 2;

/// A walk over the nodes that results depend on, with the inputs that each depends on.
struct Walk<'g> {
    graph: &'g Graph,
    /// The inputs of which sets are made: the others are data.
    parameters: usize,
    wanted: Wanted,
    dependences: Dependences,
    marks: Vec<u8>,
    /// How often the set of a node will yet be read.
    uses: Vec<u32>,
    set_of: Vec<Option<Set>>,
    sets: IndexSets,
}

impl<'g> Walk<'g> {
    fn new(function: &'g Function, wanted: Wanted) -> Self {
        let graph = &function.graph;
        let mut walk = Walk {
            graph,
            parameters: function.parameters,
            wanted,
            dependences: Dependences::default(),
            marks: vec![0; graph.len()],
            uses: vec![0; graph.len()],
            set_of: vec![None; graph.len()],
            sets: IndexSets::default(),
        };
        for root in function.results.iter().filter_map(|result| result.node()) {
            walk.marks[root as usize] |= LIVE;
            if wanted == Wanted::First {
                walk.marks[root as usize] |= READ;
                walk.uses[root as usize] += 1;
            }
        }
        walk.mark();
        walk
    }

    /// Backwards: which nodes matter, and whose sets are read how often.
    fn mark(&mut self) {
        for id in (0..self.graph.len() as u32).rev() {
            let mark = self.marks[id as usize];
            if mark == 0 {
                continue;
            }
            let (dependence, node) = self.of(id);
            for (k, &argument) in node.arguments().iter().enumerate() {
                if dependence.passes[k] {
                    self.marks[argument as usize] |= LIVE;
                }
                if self.reads(mark, &dependence, k) {
                    self.marks[argument as usize] |= READ;
                    self.uses[argument as usize] += 1;
                }
            }
        }
    }

    /// Forwards: makes the sets, and calls `interact` with each two whose elements interact.
    fn forward(&mut self, mut interact: impl FnMut(&mut IndexSets, [Set; 2])) {
        for id in 0..self.graph.len() as u32 {
            let mark = self.marks[id as usize];
            if mark == 0 {
                continue;
            }
            let (dependence, node) = self.of(id);
            if let (Operation::Input(number), true) = (node.operation, mark & READ != 0) {
                if (number as usize) < self.parameters {
                    self.set_of[id as usize] = Some(self.sets.single(number));
                }
                continue;
            }
            let arguments = node.arguments();
            let sets: [Option<Set>; 3] =
                [0, 1, 2].map(|k| arguments.get(k).and_then(|&id| self.set_of[id as usize]));
            let set = |k: usize| sets[k];
            if self.wanted == Wanted::Second {
                for (k, l) in dependence.pairs() {
                    if let (Some(a), Some(b)) = (set(k), set(l)) {
                        interact(&mut self.sets, [a, b]);
                    }
                }
            }
            if mark & READ != 0 {
                let mut all: Option<Set> = None;
                for k in (0..arguments.len()).filter(|&k| dependence.passes[k]) {
                    all = match (all, set(k)) {
                        (None, Some(part)) => Some(self.sets.retain(part)),
                        (Some(sum), Some(part)) => {
                            let union = self.sets.union(sum, part);
                            self.sets.release(sum);
                            Some(union)
                        }
                        (all, None) => all,
                    };
                }
                self.set_of[id as usize] = all;
            }
            for (k, &argument) in arguments.iter().enumerate() {
                if self.reads(mark, &dependence, k) {
                    self.release(argument);
                }
            }
        }
    }

    fn of(&mut self, id: u32) -> (Dependence, Node) {
        let node = self.graph.node(id);
        (self.dependences.of(node.operation), node)
    }

    /// Whether a node reads the set of its k-th argument.
    fn reads(&self, mark: u8, dependence: &Dependence, k: usize) -> bool {
        let bends = self.wanted == Wanted::Second && mark & LIVE != 0 && dependence.bends_in(k);
        mark & READ != 0 && dependence.passes[k] || bends
    }

    /// Frees the set of a node at its last use.
    fn release(&mut self, id: u32) {
        let uses = &mut self.uses[id as usize];
        *uses -= 1;
        if *uses > 0 {
            return;
        }
        if let Some(set) = self.set_of[id as usize].take() {
            self.sets.release(set);
        }
    }
}

/// Indices with repetitions, which are taken out as often as they have doubled.
#[derive(Clone, Default)]
struct Row {
    indices: Vec<u32>,
    distinct: usize,
}

impl Row {
    #[inline]
    fn add(&mut self, index: u32) {
        if self.indices.last() == Some(&index) {
            return;
        }
        if self.indices.len() >= 2 * self.distinct + 16 {
            self.compact();
        }
        self.indices.push(index);
    }

    fn compact(&mut self) {
        self.indices.sort_unstable();
        self.indices.dedup();
        self.distinct = self.indices.len();
    }
}

/// The pattern of which the rows are the lower half.
fn symmetric(mut lower: Vec<Row>) -> Pattern {
    let size = lower.len();
    let mut counts = vec![0; size];
    for (i, row) in lower.iter_mut().enumerate() {
        row.compact();
        for &j in &row.indices {
            counts[i] += 1;
            counts[j as usize] += usize::from(i != j as usize);
        }
    }
    let mut starts = vec![0];
    starts.extend(counts.iter().scan(0, |sum, count| {
        *sum += count;
        Some(*sum)
    }));
    let mut next = starts[..size].to_vec();
    let mut indices = vec![0; starts[size]];
    // Row i gets its own half before any later row adds to it, so it is ascending.
    for (i, row) in lower.iter().enumerate() {
        for &j in &row.indices {
            indices[next[i]] = j as usize;
            next[i] += 1;
        }
        for &j in row.indices.iter().filter(|&&j| (j as usize) < i) {
            indices[next[j as usize]] = i;
            next[j as usize] += 1;
        }
    }
    Pattern::of_lists(size, starts, indices)
}
