//! Stretches of the tape: what holds from which node on.

/// Marks of stretches of nodes, in rising order; between them are stretches without one.
#[derive(Debug)]
pub(crate) struct Sections<M>(Vec<(u32, Option<M>)>);

impl<M> Default for Sections<M> {
    fn default() -> Self {
        Sections(Vec::new())
    }
}

impl<M: Copy + PartialEq> Sections<M> {
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// The mark of what is recorded now.
    pub(crate) fn open(&self) -> Option<M> {
        self.0.last().and_then(|last| last.1)
    }

    /// The mark of a node.
    pub(crate) fn of(&self, node: u32) -> Option<M> {
        let after = self.0.partition_point(|&(first, _)| first <= node);
        after.checked_sub(1).and_then(|last| self.0[last].1)
    }

    /// Gives the nodes from `next` on a mark, or none. Gives back the one that was open.
    #[inline]
    pub(crate) fn switch(&mut self, next: u32, mark: Option<M>) -> Option<M> {
        match self.0.last_mut() {
            // Nothing was recorded meanwhile: one entry for the end of a stretch and the next one's start.
            Some((first, last)) if *first == next => std::mem::replace(last, mark),
            last => {
                let before = last.and_then(|last| last.1);
                self.0.push((next, mark));
                before
            }
        }
    }

    /// Forgets nodes from `nodes` on; the open mark stays open.
    pub(crate) fn cut(&mut self, nodes: u32) {
        let open = self.open();
        let kept = self.0.partition_point(|&(first, _)| first < nodes);
        self.0.truncate(kept);
        if self.open() != open {
            self.0.push((nodes, open));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Sections;

    #[test]
    fn a_cut_at_the_end_of_a_stretch_leaves_it_ended() {
        let mut sections = Sections::default();
        sections.switch(2, Some("a"));
        sections.switch(5, None);
        sections.cut(5);
        assert_eq!(
            (sections.of(1), sections.of(4), sections.of(5)),
            (None, Some("a"), None)
        );
        sections.cut(3);
        assert_eq!(
            (sections.of(2), sections.of(3), sections.open()),
            (Some("a"), None, None)
        );
    }

    #[test]
    fn what_is_switched_back_at_once_leaves_no_entry_behind() {
        let mut sections = Sections::default();
        for _ in 0..100 {
            assert_eq!(sections.switch(7, Some(1)), None);
            assert_eq!(sections.switch(7, None), Some(1));
        }
        assert_eq!(sections.0.len(), 1);
    }
}
