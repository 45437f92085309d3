//! Colourings: which columns or rows of a matrix can share a derivative (Gebremedhin, Manne and Pothen,
//! "What color is your Jacobian? Graph coloring for computing derivatives", 2005).

use crate::scalar::sparse::Pattern;
use std::cmp::Reverse;

/// In which order vertices are coloured. A colouring is greedy, so its colours depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Whichever of the others gives fewer colours.
    #[default]
    Fewest,
    /// As they are numbered.
    Natural,
    /// Those with most neighbours first.
    LargestFirst,
}

/// A colour for each column or row: 0, 1 and so on.
///
/// ```
/// use wengert_tape::scalar::sparse::{Order, Pattern};
///
/// let places = (0..100).flat_map(|i| [(i, i), (i, (i + 1) % 100)]);
/// let colouring = Pattern::new(100, 100, places)?.colour_columns(Order::Natural);
/// assert_eq!((colouring.count(), colouring.of(3)), (2, 1));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colouring {
    colours: Vec<u32>,
    count: usize,
}

impl Colouring {
    pub(super) fn new(colours: Vec<u32>) -> Self {
        let count = colours.iter().max().map_or(0, |&last| last as usize + 1);
        Colouring { colours, count }
    }

    /// How many colours there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The colour of a column or row.
    ///
    /// # Panics
    ///
    /// If there is no such column or row.
    #[track_caller]
    pub fn of(&self, index: usize) -> usize {
        self.colours[index] as usize
    }

    /// The colours of all columns or rows.
    pub fn as_slice(&self) -> &[u32] {
        &self.colours
    }
}

impl Pattern {
    /// Colours columns so that no two of a colour meet in a row: each number of the matrix can be read from
    /// its product with a vector that is 1 in the columns of a colour.
    pub fn colour_columns(&self, order: Order) -> Colouring {
        self.transpose().apart(self, order)
    }

    /// Colours rows so that no two of a colour meet in a column.
    ///
    /// ```
    /// use wengert_tape::scalar::sparse::{Order, Pattern};
    ///
    /// let row = Pattern::new(1, 5, (0..5).map(|j| (0, j)))?;
    /// assert_eq!(row.colour_rows(Order::Natural).count(), 1);
    /// assert_eq!(row.colour_columns(Order::Natural).count(), 5);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    pub fn colour_rows(&self, order: Order) -> Colouring {
        self.apart(&self.transpose(), order)
    }

    /// Colours rows so that no two of a colour meet; `transpose` is this pattern's. The partial distance-2
    /// colouring of Gebremedhin et al., algorithm 3.2.
    fn apart(&self, transpose: &Pattern, order: Order) -> Colouring {
        let least = transpose.longest_row();
        if least == self.rows() {
            return Colouring::new((0..self.rows() as u32).collect());
        }
        let greedy = |order: &[u32]| {
            let mut palette = Palette::default();
            let mut colours = vec![NONE; self.rows()];
            for &row in order {
                palette.clear();
                for &column in self.row(row as usize) {
                    for &other in transpose.row(column) {
                        palette.forbid(colours[other]);
                    }
                }
                colours[row as usize] = palette.first();
            }
            Colouring::new(colours)
        };
        fewest(self, order, least, greedy)
    }
}

/// The best of what the orders give; `least` is a number of colours below which there is none.
pub(super) fn fewest(
    pattern: &Pattern,
    order: Order,
    least: usize,
    colour: impl Fn(&[u32]) -> Colouring,
) -> Colouring {
    let natural = || (0..pattern.rows() as u32).collect::<Vec<u32>>();
    let largest_first = || {
        let mut order = natural();
        order.sort_by_key(|&row| Reverse(pattern.row(row as usize).len()));
        order
    };
    match order {
        Order::Natural => colour(&natural()),
        Order::LargestFirst => colour(&largest_first()),
        Order::Fewest => {
            let first = colour(&largest_first());
            if first.count() <= least {
                return first;
            }
            fewer(first, || colour(&natural()))
        }
    }
}

/// The colouring with fewer colours, the first in a tie.
pub(super) fn fewer(first: Colouring, second: impl FnOnce() -> Colouring) -> Colouring {
    let second = second();
    match second.count() < first.count() {
        true => second,
        false => first,
    }
}

/// No colour yet.
pub(super) const NONE: u32 = u32::MAX;

/// Which colours a vertex cannot have, cleared without a loop.
#[derive(Default)]
pub(super) struct Palette {
    forbidden: Vec<u32>,
    round: u32,
}

impl Palette {
    pub(super) fn clear(&mut self) {
        self.round += 1;
    }

    #[inline]
    pub(super) fn forbid(&mut self, colour: u32) {
        if colour == NONE {
            return;
        }
        if self.forbidden.len() <= colour as usize {
            self.forbidden.resize(colour as usize + 1, 0);
        }
        self.forbidden[colour as usize] = self.round;
    }

    pub(super) fn forbids(&self, colour: u32) -> bool {
        self.forbidden.get(colour as usize) == Some(&self.round)
    }

    /// The first colour that is not forbidden.
    pub(super) fn first(&self) -> u32 {
        let free = self.forbidden.iter().position(|&round| round != self.round);
        free.unwrap_or(self.forbidden.len()) as u32
    }
}
