//! What some nodes are computed from.

use crate::program::graph::Graph;

/// What depends on what, walked again and again without clearing marks.
#[derive(Default)]
pub(crate) struct Cone {
    seen: Vec<u32>,
    round: u32,
    nodes: Vec<u32>,
    waiting: Vec<u32>,
}

impl Cone {
    /// The nodes that some nodes are computed from, and these themselves, in ascending order.
    pub(crate) fn of(&mut self, graph: &Graph, roots: impl IntoIterator<Item = u32>) -> &[u32] {
        self.round += 1;
        self.seen.resize(graph.len(), 0);
        self.nodes.clear();
        self.waiting.extend(roots);
        while let Some(id) = self.waiting.pop() {
            if std::mem::replace(&mut self.seen[id as usize], self.round) == self.round {
                continue;
            }
            self.nodes.push(id);
            self.waiting.extend(graph.node(id).arguments());
        }
        self.sort();
        &self.nodes
    }

    /// Sorts a few nodes; of many it reads the marks, in order.
    fn sort(&mut self) {
        let last = self.nodes.iter().max().map_or(0, |&id| id as usize + 1);
        if self.nodes.len() < last / 8 {
            self.nodes.sort_unstable();
            return;
        }
        self.nodes.clear();
        let marked = self.seen[..last].iter().zip(0..);
        self.nodes.extend(
            marked
                .filter(|(round, _)| **round == self.round)
                .map(|(_, id)| id),
        );
    }
}
