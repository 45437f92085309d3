//! Small dense matrices of any numbers: products and linear systems that can be differentiated through.

use crate::error::{Error, Result};
use crate::real::{Number, Real};
use crate::scalar::many::dot;
use std::fmt;
use std::ops::{Index, IndexMut, Mul};

/// A dense matrix in row-major order, of any [`Real`]: plain numbers, variables, dual numbers.
///
/// For the sizes that are differentiated number by number; large ones belong into tensors.
///
/// ```
/// use wengert_tape::scalar::{self, Matrix};
///
/// let tape = scalar::Tape::new();
/// let [a, b] = tape.vars([2.0, 1.0]);
/// let matrix = Matrix::from([[a, b], [b, a]]);
/// let x = matrix.solve(&[1.0.into(), 0.0.into()])?;
/// assert!((x[0].value() - 2.0 / 3.0).abs() < 1e-15);
/// // x₀ = a/(a² − b²)
/// assert!((x[0].backward()?.wrt(a)? + 5.0 / 9.0).abs() < 1e-15);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Matrix<R = f64> {
    elements: Vec<R>,
    rows: usize,
    columns: usize,
}

impl<R: Real, const M: usize, const N: usize> From<[[R; N]; M]> for Matrix<R> {
    fn from(rows: [[R; N]; M]) -> Self {
        Matrix {
            elements: rows.into_iter().flatten().collect(),
            rows: M,
            columns: N,
        }
    }
}

impl<R> Index<(usize, usize)> for Matrix<R> {
    type Output = R;

    #[track_caller]
    fn index(&self, (row, column): (usize, usize)) -> &R {
        assert!(
            row < self.rows && column < self.columns,
            "element ({row}, {column}) of a matrix of {} by {}",
            self.rows,
            self.columns
        );
        &self.elements[row * self.columns + column]
    }
}

impl<R> IndexMut<(usize, usize)> for Matrix<R> {
    #[track_caller]
    fn index_mut(&mut self, (row, column): (usize, usize)) -> &mut R {
        assert!(
            row < self.rows && column < self.columns,
            "element ({row}, {column}) of a matrix of {} by {}",
            self.rows,
            self.columns
        );
        &mut self.elements[row * self.columns + column]
    }
}

impl<R: fmt::Debug> fmt::Debug for Matrix<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries((0..self.rows).map(|row| self.row(row)))
            .finish()
    }
}

impl<R> Matrix<R> {
    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// A row.
    ///
    /// # Panics
    ///
    /// If there is no such row.
    #[track_caller]
    pub fn row(&self, row: usize) -> &[R] {
        assert!(row < self.rows, "row {row} of {}", self.rows);
        &self.elements[row * self.columns..][..self.columns]
    }

    /// All elements, row by row.
    pub fn as_slice(&self) -> &[R] {
        &self.elements
    }
}

impl<R: Real> Matrix<R> {
    /// A matrix of zeros.
    pub fn zeros(rows: usize, columns: usize) -> Self {
        Self::from_fn(rows, columns, |_, _| R::from(0.0))
    }

    /// The identity.
    pub fn identity(size: usize) -> Self {
        Self::from_fn(size, size, |i, j| R::from(f64::from(u8::from(i == j))))
    }

    /// A matrix of what `f` gives for each row and column.
    ///
    /// ```
    /// use wengert_tape::scalar::Matrix;
    ///
    /// let hilbert = Matrix::from_fn(3, 3, |i, j| 1.0 / (i + j + 1) as f64);
    /// assert_eq!(hilbert[(1, 2)], 0.25);
    /// ```
    pub fn from_fn(rows: usize, columns: usize, mut f: impl FnMut(usize, usize) -> R) -> Self {
        let mut elements = Vec::with_capacity(rows * columns);
        for row in 0..rows {
            for column in 0..columns {
                elements.push(f(row, column));
            }
        }
        Matrix {
            elements,
            rows,
            columns,
        }
    }

    /// The transpose.
    #[must_use]
    pub fn transpose(&self) -> Self {
        Self::from_fn(self.columns, self.rows, |i, j| self[(j, i)])
    }

    /// The product with a vector; one statement per row on a tape.
    ///
    /// # Panics
    ///
    /// If the vector has not as many elements as the matrix has columns.
    #[track_caller]
    pub fn apply(&self, x: &[R]) -> Vec<R> {
        let mut product = Vec::with_capacity(self.rows);
        for row in 0..self.rows {
            product.push(dot(self.row(row), x));
        }
        product
    }

    /// The product of two matrices; one statement per element on a tape.
    ///
    /// # Panics
    ///
    /// If this has not as many columns as the other has rows.
    #[must_use]
    #[track_caller]
    pub fn product(&self, other: &Self) -> Self {
        assert_eq!(
            self.columns, other.rows,
            "product: {} by {} with {} by {}",
            self.rows, self.columns, other.rows, other.columns
        );
        let columns = other.transpose();
        let mut elements = Vec::with_capacity(self.rows * other.columns);
        for row in 0..self.rows {
            for column in 0..other.columns {
                elements.push(dot(self.row(row), columns.row(column)));
            }
        }
        Matrix {
            elements,
            rows: self.rows,
            columns: other.columns,
        }
    }
}

impl<R: Real> Mul for &Matrix<R> {
    type Output = Matrix<R>;

    #[track_caller]
    fn mul(self, other: Self) -> Matrix<R> {
        self.product(other)
    }
}

/// P·A = L·U, with the pivots' order and its sign.
pub(super) struct Factors<R> {
    /// L below the diagonal (whose own is 1), U on and above it.
    both: Matrix<R>,
    order: Vec<usize>,
    sign: f64,
}

impl<R: Number> Factors<R> {
    /// Where a pivot is 0, which only a singular matrix has.
    pub(super) fn zero_pivot(&self) -> Option<usize> {
        (0..self.order.len()).find(|&step| self.both[(step, step)].value() == 0.0)
    }

    /// The solution x of A·x = b, where no pivot is 0.
    #[track_caller]
    pub(super) fn solve(&self, b: &[R]) -> Vec<R> {
        let mut x: Vec<R> = self.order.iter().map(|&row| b[row]).collect();
        for row in 0..x.len() {
            let (known, left) = x.split_at_mut(row);
            left[0] -= dot(&self.both.row(row)[..row], known);
        }
        for row in (0..x.len()).rev() {
            let (left, known) = x.split_at_mut(row + 1);
            let after = &self.both.row(row)[row + 1..];
            left[row] = (left[row] - dot(after, known)) / self.both[(row, row)];
        }
        x
    }
}

impl<R: Number> Matrix<R> {
    #[track_caller]
    fn square(&self, operation: &str) -> Result<usize> {
        if self.rows == self.columns {
            return Ok(self.rows);
        }
        let problem = format!(
            "a square matrix is wanted, this is {} by {}",
            self.rows, self.columns
        );
        Err(Error::shape(operation, problem))
    }

    /// Gaussian elimination with partial pivoting (Golub and Van Loan, "Matrix computations", 3.4). A
    /// singular matrix has a pivot of 0.
    #[track_caller]
    pub(super) fn factors(&self, operation: &str) -> Result<Factors<R>> {
        let size = self.square(operation)?;
        let mut both = self.clone();
        let mut order: Vec<usize> = (0..size).collect();
        let mut sign = 1.0;
        for step in 0..size {
            let magnitude = |row: usize| both[(row, step)].value().abs();
            let pivot = (step..size).fold(step, |best, row| match magnitude(row) > magnitude(best) {
                true => row,
                false => best,
            });
            if pivot != step {
                for column in 0..size {
                    both.elements.swap(step * size + column, pivot * size + column);
                }
                order.swap(step, pivot);
                sign = -sign;
            }
            if both[(step, step)].value() == 0.0 {
                continue;
            }
            for row in step + 1..size {
                let factor = both[(row, step)] / both[(step, step)];
                both[(row, step)] = factor;
                for column in step + 1..size {
                    let above = both[(step, column)];
                    both[(row, column)] -= factor * above;
                }
            }
        }
        Ok(Factors { both, order, sign })
    }

    /// The solution x of A·x = b, by Gaussian elimination with partial pivoting.
    ///
    /// # Errors
    ///
    /// If the matrix is not square, `b` has another number of elements, or the matrix is singular.
    #[track_caller]
    pub fn solve(&self, b: &[R]) -> Result<Vec<R>> {
        let factors = self.factors("solve")?;
        if b.len() != self.rows {
            let problem = format!("{} right-hand sides for {} rows", b.len(), self.rows);
            return Err(Error::shape("solve", problem));
        }
        if let Some(step) = factors.zero_pivot() {
            let problem = format!("the matrix is singular: pivot {step} is 0");
            return Err(Error::value("solve", problem));
        }
        Ok(factors.solve(b))
    }

    /// The determinant; 0 for a singular matrix.
    ///
    /// ```
    /// use wengert_tape::scalar::{Dual, Matrix};
    ///
    /// let x = Dual::variable(3.0);
    /// let matrix = Matrix::from([[x, 1.0.into()], [2.0.into(), x]]);
    /// let determinant = matrix.determinant()?;
    /// assert!((determinant.value - 7.0).abs() < 1e-14);
    /// assert!((determinant.tangent - 6.0).abs() < 1e-14);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the matrix is not square.
    #[track_caller]
    pub fn determinant(&self) -> Result<R> {
        let factors = self.factors("determinant")?;
        let mut product = R::from(factors.sign);
        for step in 0..self.rows {
            product *= factors.both[(step, step)];
        }
        Ok(product)
    }

    /// The lower triangular matrix L with L·Lᵀ = A, for a symmetric positive definite A, of which only
    /// the lower half is read (Golub and Van Loan, 4.2).
    ///
    /// ```
    /// use wengert_tape::scalar::Matrix;
    ///
    /// let l = Matrix::from([[4.0, 2.0], [2.0, 5.0]]).cholesky()?;
    /// assert_eq!(l, Matrix::from([[2.0, 0.0], [1.0, 2.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the matrix is not square or not positive definite.
    #[track_caller]
    pub fn cholesky(&self) -> Result<Self> {
        let size = self.square("cholesky")?;
        let mut lower = Self::zeros(size, size);
        for row in 0..size {
            for column in 0..=row {
                let known = dot(&lower.row(row)[..column], &lower.row(column)[..column]);
                let rest = match column {
                    0 => self[(row, column)],
                    _ => self[(row, column)] - known,
                };
                if row > column {
                    lower[(row, column)] = rest / lower[(column, column)];
                } else if rest > 0.0 {
                    lower[(row, row)] = rest.sqrt();
                } else {
                    let problem = format!("the matrix is not positive definite: pivot {row} is {rest:?}");
                    return Err(Error::value("cholesky", problem));
                }
            }
        }
        Ok(lower)
    }
}
