//! Patterns: where a matrix can be other than 0.

use crate::error::{Error, Result};
use std::fmt;

/// Where a matrix can be other than 0: for each row the columns, ascending.
///
/// Patterns of recorded functions come from
/// [`jacobian_pattern`](crate::scalar::Function::jacobian_pattern) and
/// [`hessian_pattern`](crate::scalar::Function::hessian_pattern).
///
/// ```
/// use wengert_tape::scalar::sparse::Pattern;
///
/// let arrow = Pattern::new(3, 3, [(0, 0), (1, 1), (2, 2), (2, 0), (2, 1)])?;
/// assert_eq!(arrow.to_string(), "x..\n.x.\nxxx\n");
/// assert_eq!(arrow.row(2), [0, 1, 2]);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Pattern {
    columns: usize,
    row_starts: Vec<usize>,
    column_indices: Vec<usize>,
}

impl Pattern {
    /// The pattern of these places, in any order; a place may come twice.
    ///
    /// # Errors
    ///
    /// A place that lies outside.
    #[track_caller]
    pub fn new(
        rows: usize,
        columns: usize,
        places: impl IntoIterator<Item = (usize, usize)>,
    ) -> Result<Self> {
        let mut lists = vec![Vec::new(); rows];
        for (row, column) in places {
            if row >= rows || column >= columns {
                let problem = format!("({row}, {column}) lies outside of {rows} by {columns}");
                return Err(Error::index("pattern", problem));
            }
            lists[row].push(column);
        }
        let mut starts = vec![0];
        let mut indices = Vec::new();
        for mut list in lists {
            list.sort_unstable();
            list.dedup();
            indices.extend(list);
            starts.push(indices.len());
        }
        Ok(Self::of_lists(columns, starts, indices))
    }

    /// Of lists that are in order.
    pub(super) fn of_lists(columns: usize, row_starts: Vec<usize>, column_indices: Vec<usize>) -> Self {
        debug_assert_eq!(row_starts.last(), Some(&column_indices.len()));
        Pattern {
            columns,
            row_starts,
            column_indices,
        }
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.row_starts.len() - 1
    }

    /// The number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.column_indices.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.column_indices.is_empty()
    }

    /// The columns of a row, ascending; none where there is no such row.
    pub fn row(&self, row: usize) -> &[usize] {
        match self.row_starts.get(row..).unwrap_or_default() {
            [start, end, ..] => &self.column_indices[*start..*end],
            _ => &[],
        }
    }

    /// All places as row and column, row by row.
    pub fn iter(&self) -> impl Iterator<Item = (usize, usize)> {
        (0..self.rows()).flat_map(|row| self.row(row).iter().map(move |&column| (row, column)))
    }

    /// Where each row begins in [`column_indices`](Self::column_indices), and behind the last where it ends.
    pub fn row_starts(&self) -> &[usize] {
        &self.row_starts
    }

    /// The columns of all rows, one row after the other.
    pub fn column_indices(&self) -> &[usize] {
        &self.column_indices
    }

    /// Which of the places, counted row by row, this one is.
    pub fn position(&self, row: usize, column: usize) -> Option<usize> {
        let within = self.row(row).binary_search(&column).ok()?;
        Some(self.row_starts[row] + within)
    }

    /// The pattern of the transpose.
    #[must_use]
    pub fn transpose(&self) -> Pattern {
        let mut starts = vec![0; self.columns + 1];
        for &column in &self.column_indices {
            starts[column + 1] += 1;
        }
        for column in 0..self.columns {
            starts[column + 1] += starts[column];
        }
        let mut next = starts.clone();
        let mut indices = vec![0; self.len()];
        for (row, column) in self.iter() {
            indices[next[column]] = row;
            next[column] += 1;
        }
        Self::of_lists(self.rows(), starts, indices)
    }

    /// Whether it is its own transpose.
    pub fn is_symmetric(&self) -> bool {
        self.rows() == self.columns && self.transpose() == *self
    }

    /// The most places in a row.
    pub(super) fn longest_row(&self) -> usize {
        let lengths = self.row_starts.windows(2).map(|row| row[1] - row[0]);
        lengths.max().unwrap_or(0)
    }
}

/// A picture of a small pattern, the size of a large one.
impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.rows() > PICTURE || self.columns > PICTURE {
            return write!(f, "{} of {} by {}", self.len(), self.rows(), self.columns);
        }
        for row in 0..self.rows() {
            let mut line = vec!['.'; self.columns];
            for &column in self.row(row) {
                line[column] = 'x';
            }
            writeln!(f, "{}", line.into_iter().collect::<String>())?;
        }
        Ok(())
    }
}

/// Rows and columns of which a picture is shown.
const PICTURE: usize = 80;

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Pattern({} of {} by {})",
            self.len(),
            self.rows(),
            self.columns
        )
    }
}
