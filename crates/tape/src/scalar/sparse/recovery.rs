//! From compressed numbers to those of the matrix.

use crate::scalar::sparse::{Colouring, Direction, Pattern};

/// How the numbers of a matrix are found among the compressed ones: a block for each colour.
#[derive(Clone, Debug)]
pub(super) enum Recovery {
    /// For each place of the pattern where its number stands.
    Direct(Vec<usize>),
    /// One after the other, each taken off what its mirror stands in.
    Substitution(Vec<Step>),
}

/// A number is found, and taken off a compressed sum that it is part of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) from: usize,
    pub(super) places: [usize; 2],
    pub(super) rest: usize,
}

impl Recovery {
    /// Columns that share a colour meet in no row, and rows that share one in no column; a block has a number
    /// for each of the others.
    pub(super) fn of_direction(direction: Direction, pattern: &Pattern, colouring: &Colouring) -> Self {
        let place = |(row, column)| match direction {
            Direction::Columns => colouring.of(column) * pattern.rows() + row,
            Direction::Rows => colouring.of(row) * pattern.columns() + column,
        };
        Recovery::Direct(pattern.iter().map(place).collect())
    }

    /// A number is alone of its colour in its row, or its mirror is. Both are read from the same place, so that
    /// the matrix is symmetric to the last bit.
    pub(super) fn of_stars(pattern: &Pattern, colouring: &Colouring) -> Self {
        let size = pattern.rows();
        let mut counts = vec![0u32; colouring.count()];
        let mut alone = Vec::with_capacity(pattern.len());
        for row in 0..size {
            let colours = || pattern.row(row).iter().map(|&column| colouring.of(column));
            colours().for_each(|colour| counts[colour] += 1);
            alone.extend(colours().map(|colour| counts[colour] == 1));
            colours().for_each(|colour| counts[colour] = 0);
        }
        let mirrors = pattern.mirrors();
        let place = |(k, (row, column)): (usize, (usize, usize))| {
            let own = match k <= mirrors[k] {
                true => alone[k],
                false => !alone[mirrors[k]],
            };
            match own {
                true => colouring.of(column) * size + row,
                false => colouring.of(row) * size + column,
            }
        };
        Recovery::Direct(pattern.iter().enumerate().map(place).collect())
    }

    /// From the leaves of the trees of two colours inwards: the sum over the neighbours of one colour that has
    /// one unknown left gives it.
    pub(super) fn of_trees(pattern: &Pattern, colouring: &Colouring) -> Self {
        let size = pattern.rows();
        let mirrors = pattern.mirrors();
        // For each sum how many unknowns it has, and the exclusive or of their places: the last one's place.
        let mut unknown = vec![(0u32, 0usize); colouring.count() * size];
        let mut steps = Vec::new();
        for (place, (row, column)) in pattern.iter().enumerate() {
            let sum = colouring.of(column) * size + row;
            if row == column {
                // No neighbour has the vertex's own colour.
                steps.push(Step {
                    from: sum,
                    places: [place; 2],
                    rest: sum,
                });
                continue;
            }
            unknown[sum].0 += 1;
            unknown[sum].1 ^= place;
        }
        let row_of: Vec<usize> = pattern.iter().map(|(row, _)| row).collect();
        let sum_of = |place: usize| {
            let column = pattern.column_indices()[place];
            colouring.of(column) * size + row_of[place]
        };
        let mut leaves: Vec<usize> = (0..unknown.len()).filter(|&sum| unknown[sum].0 == 1).collect();
        while let Some(from) = leaves.pop() {
            let (count, place) = unknown[from];
            if count != 1 {
                continue;
            }
            let mirror = mirrors[place];
            let rest = sum_of(mirror);
            unknown[from] = (0, 0);
            unknown[rest].0 -= 1;
            unknown[rest].1 ^= mirror;
            if unknown[rest].0 == 1 {
                leaves.push(rest);
            }
            steps.push(Step {
                from,
                places: [place, mirror],
                rest,
            });
        }
        Recovery::Substitution(steps)
    }

    /// The numbers of the matrix; the compressed ones are used up.
    pub(super) fn recover(&self, compressed: &mut [f64], values: &mut [f64]) {
        match self {
            Recovery::Direct(places) => {
                for (value, &place) in values.iter_mut().zip(places) {
                    *value = compressed[place];
                }
            }
            Recovery::Substitution(steps) => {
                for step in steps {
                    let value = compressed[step.from];
                    compressed[step.rest] -= value;
                    values[step.places[0]] = value;
                    values[step.places[1]] = value;
                }
            }
        }
    }
}
