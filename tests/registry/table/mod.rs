//! The table of all operations, a file per family.

mod activations;
mod elementwise;
mod indexing;
mod losses;
mod products;
mod reductions;
mod scans;
mod shapes;

use crate::entry::Entry;

pub fn entries() -> Vec<Entry> {
    let families = [
        activations::entries(),
        elementwise::entries(),
        indexing::entries(),
        losses::entries(),
        products::entries(),
        reductions::entries(),
        scans::entries(),
        shapes::entries(),
    ];
    families.into_iter().flatten().collect()
}
