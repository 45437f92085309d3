//! Sets of inputs that values depend on: shared, joined lazily where they are long, and freed at last use.

use smallvec::SmallVec;

/// A set in [`IndexSets`].
pub(super) type Set = u32;

/// Sets up to so many elements are listed at once.
const SHORT: usize = 64;

/// How many times longer than a set what it is joined from may get, before it is listed.
const SLACK: usize = 4;

enum Content {
    /// The elements in ascending order.
    Listed(SmallVec<[u32; 4]>),
    /// The elements of two sets. A sum of a million terms would else copy ever longer sets.
    Joined(Set, Set),
}

struct Slot {
    content: Content,
    holders: u32,
    /// How much must be read to list it.
    weight: usize,
    /// At least so many elements it has.
    known: usize,
    /// Whether all pairs of its elements have been noted.
    paired: bool,
    seen: u32,
}

/// Sets of numbers that share memory. Whoever keeps a set retains it, and releases it in the end.
#[derive(Default)]
pub(super) struct IndexSets {
    slots: Vec<Slot>,
    free: Vec<Set>,
    round: u32,
    waiting: Vec<Set>,
}

impl IndexSets {
    /// A set of one element, retained for the caller.
    pub(super) fn single(&mut self, element: u32) -> Set {
        self.add(Content::Listed(SmallVec::from_slice(&[element])), 1, 1)
    }

    /// The union, retained for the caller; one of the two itself where the other is part of it.
    pub(super) fn union(&mut self, a: Set, b: Set) -> Set {
        if a == b {
            return self.retain(a);
        }
        if let (Some(x), Some(y)) = (self.list_of(a), self.list_of(b)) {
            let (short, long, id) = if x.len() < y.len() { (x, y, b) } else { (y, x, a) };
            let all = x.len() + y.len();
            if short.len() * 8 < long.len() && short.iter().all(|element| long.binary_search(element).is_ok())
            {
                return self.retain(id);
            }
            if all <= SHORT || short.len() * 8 >= long.len() {
                let merged = merge(x, y);
                if merged.len() == long.len() {
                    return self.retain(id);
                }
                let count = merged.len();
                return self.add(Content::Listed(merged), count, count);
            }
        }
        let weight = self.slots[a as usize].weight + self.slots[b as usize].weight + 1;
        let known = self.slots[a as usize].known.max(self.slots[b as usize].known);
        self.retain(a);
        self.retain(b);
        let set = self.add(Content::Joined(a, b), weight, known);
        if weight > SLACK * known.max(SHORT) {
            self.list(set);
        }
        set
    }

    pub(super) fn retain(&mut self, set: Set) -> Set {
        self.slots[set as usize].holders += 1;
        set
    }

    pub(super) fn release(&mut self, set: Set) {
        self.waiting.push(set);
        while let Some(set) = self.waiting.pop() {
            let slot = &mut self.slots[set as usize];
            slot.holders -= 1;
            if slot.holders > 0 {
                continue;
            }
            if let Content::Joined(a, b) =
                std::mem::replace(&mut slot.content, Content::Listed(SmallVec::new()))
            {
                self.waiting.extend([a, b]);
            }
            self.free.push(set);
        }
    }

    /// The elements in ascending order.
    pub(super) fn elements(&mut self, set: Set) -> &[u32] {
        self.list(set);
        self.list_of(set).unwrap_or_default()
    }

    /// The elements of two sets.
    pub(super) fn both(&mut self, a: Set, b: Set) -> [&[u32]; 2] {
        self.list(a);
        self.list(b);
        [a, b].map(|set| self.list_of(set).unwrap_or_default())
    }

    /// Notes that the pairs of a set are known; whether they were not.
    pub(super) fn pair(&mut self, set: Set) -> bool {
        !std::mem::replace(&mut self.slots[set as usize].paired, true)
    }

    fn add(&mut self, content: Content, weight: usize, known: usize) -> Set {
        let slot = Slot {
            content,
            holders: 1,
            weight,
            known,
            paired: false,
            seen: 0,
        };
        match self.free.pop() {
            Some(set) => {
                self.slots[set as usize] = slot;
                set
            }
            None => {
                self.slots.push(slot);
                self.slots.len() as Set - 1
            }
        }
    }

    fn list_of(&self, set: Set) -> Option<&[u32]> {
        match &self.slots[set as usize].content {
            Content::Listed(elements) => Some(elements),
            Content::Joined(..) => None,
        }
    }

    /// Lists a set that is joined from others.
    fn list(&mut self, set: Set) {
        let Content::Joined(a, b) = self.slots[set as usize].content else {
            return;
        };
        self.round += 1;
        let mut elements = SmallVec::new();
        self.waiting.extend([a, b]);
        while let Some(part) = self.waiting.pop() {
            let slot = &mut self.slots[part as usize];
            if std::mem::replace(&mut slot.seen, self.round) == self.round {
                continue;
            }
            match &slot.content {
                Content::Listed(part) => elements.extend_from_slice(part),
                Content::Joined(a, b) => self.waiting.extend([*a, *b]),
            }
        }
        elements.sort_unstable();
        elements.dedup();
        elements.shrink_to_fit();
        let slot = &mut self.slots[set as usize];
        (slot.weight, slot.known) = (elements.len(), elements.len());
        slot.content = Content::Listed(elements);
        self.release(a);
        self.release(b);
    }
}

/// The union of two ascending lists.
fn merge(a: &[u32], b: &[u32]) -> SmallVec<[u32; 4]> {
    let mut merged = SmallVec::with_capacity(a.len().max(b.len()));
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        let (x, y) = (a[i], b[j]);
        merged.push(x.min(y));
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    merged.extend_from_slice(&a[i..]);
    merged.extend_from_slice(&b[j..]);
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn unions_are_those_of_plain_sets_and_leave_nothing(
            steps in proptest::collection::vec((0usize..1000, 0usize..1000, any::<bool>()), 1..600),
        ) {
            let mut sets = IndexSets::default();
            let mut known: Vec<(Set, BTreeSet<u32>)> = Vec::new();
            for k in 0..300 {
                known.push((sets.single(k), BTreeSet::from([k])));
            }
            for (a, b, release) in steps {
                let [(x, plain), (y, others)] = [a, b].map(|k| known[known.len() - 1 - k % known.len()].clone());
                let union = sets.union(x, y);
                known.push((union, &plain | &others));
                if release {
                    let (set, _) = known.swap_remove(a % known.len());
                    sets.release(set);
                }
            }
            for (set, plain) in known {
                prop_assert!(sets.elements(set).iter().eq(plain.iter()));
                sets.release(set);
            }
            prop_assert_eq!(sets.free.len(), sets.slots.len());
        }
    }

    #[test]
    fn a_sum_of_very_many_terms_copies_few_elements() {
        let mut sets = IndexSets::default();
        let mut sum = sets.single(0);
        for k in 1..1_000_000 {
            let term = sets.single(k);
            let next = sets.union(sum, term);
            sets.release(sum);
            sets.release(term);
            sum = next;
        }
        assert_eq!(sets.elements(sum).len(), 1_000_000);
        sets.release(sum);
    }
}
