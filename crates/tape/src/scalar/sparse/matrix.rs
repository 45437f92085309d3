//! Sparse matrices as they come out: a pattern and its numbers.

use crate::error::{Error, Result};
use crate::scalar::Matrix;
use crate::scalar::sparse::Pattern;
use std::fmt;
use std::sync::Arc;

/// A sparse matrix in compressed rows. The pattern is shared with whatever made it.
///
/// ```
/// use wengert_tape::Real;
/// use wengert_tape::scalar::Function;
///
/// let f = Function::record_all(3, |x| vec![x[0] * x[2], x[1].exp()]);
/// let jacobian = f.sparse_jacobian()?.at(&[2.0, 0.0, 5.0])?;
/// assert!(jacobian.triplets().eq([(0, 0, 5.0), (0, 2, 2.0), (1, 1, 1.0)]));
/// assert_eq!(jacobian.row_starts(), [0, 2, 3]);
/// assert_eq!(jacobian.column_indices(), [0, 2, 1]);
/// assert_eq!(jacobian.values(), [5.0, 2.0, 1.0]);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Sparse {
    pattern: Arc<Pattern>,
    values: Vec<f64>,
}

impl Sparse {
    pub(super) fn new(pattern: Arc<Pattern>, values: Vec<f64>) -> Self {
        Sparse { pattern, values }
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.pattern.rows()
    }

    /// The number of columns.
    pub fn columns(&self) -> usize {
        self.pattern.columns()
    }

    /// How many numbers are stored.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether none is stored.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Where the stored numbers are.
    pub fn pattern(&self) -> &Pattern {
        &self.pattern
    }

    /// Where each row begins among the stored numbers, and behind the last where it ends.
    pub fn row_starts(&self) -> &[usize] {
        self.pattern.row_starts()
    }

    /// The column of each stored number.
    pub fn column_indices(&self) -> &[usize] {
        self.pattern.column_indices()
    }

    /// The stored numbers, row by row.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Row, column and value of each stored number, row by row.
    pub fn triplets(&self) -> impl Iterator<Item = (usize, usize, f64)> {
        self.pattern
            .iter()
            .zip(&self.values)
            .map(|((row, column), &value)| (row, column, value))
    }

    /// A number of the matrix; 0 where none is stored.
    pub fn get(&self, row: usize, column: usize) -> f64 {
        let place = self.pattern.position(row, column);
        place.map_or(0.0, |place| self.values[place])
    }

    /// The matrix with its zeros.
    pub fn to_dense(&self) -> Matrix {
        let mut dense = Matrix::zeros(self.rows(), self.columns());
        for (row, column, value) in self.triplets() {
            dense[(row, column)] = value;
        }
        dense
    }

    /// The product with a vector.
    ///
    /// # Errors
    ///
    /// A vector that has not as many numbers as the matrix has columns.
    #[track_caller]
    pub fn apply(&self, x: &[f64]) -> Result<Vec<f64>> {
        if x.len() != self.columns() {
            let problem = format!("{} numbers for {} columns", x.len(), self.columns());
            return Err(Error::shape("apply", problem));
        }
        let mut product = vec![0.0; self.rows()];
        for (row, column, value) in self.triplets() {
            product[row] += value * x[column];
        }
        Ok(product)
    }
}

/// The size, and the first numbers.
impl fmt::Display for Sparse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} by {}, {} stored", self.rows(), self.columns(), self.len())?;
        for (row, column, value) in self.triplets().take(SHOWN) {
            write!(f, "\n({row}, {column}) {value}")?;
        }
        match self.len() > SHOWN {
            true => write!(f, "\n…"),
            false => Ok(()),
        }
    }
}

/// How many numbers are shown.
const SHOWN: usize = 10;

impl fmt::Debug for Sparse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sparse({self})")
    }
}
