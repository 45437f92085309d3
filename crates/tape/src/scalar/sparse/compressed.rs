//! Sparse derivatives by compressed evaluation: the columns (or rows) of a colour share one direction. Many
//! directions are lanes of one run; few are numbers of one program.

use crate::error::Result;
use crate::program::bindings::{Column, Inputs, Outputs};
use crate::scalar::recorded::Function;
use crate::scalar::recorded::evaluate::expect;
use crate::scalar::sparse::recovery::Recovery;
use crate::scalar::sparse::{Colouring, Order, Pattern, Sparse};
use std::fmt;
use std::sync::Arc;

/// How the second derivatives are found from products with vectors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Symmetry {
    /// By a star colouring: every number is one that was computed.
    #[default]
    Star,
    /// By an acyclic colouring, which has fewer colours: numbers are found by substitution, which adds up their
    /// rounding errors along the trees.
    Acyclic,
}

/// Which way the products go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Jacobian times vectors: columns are coloured.
    Columns,
    /// Vectors times Jacobian: rows are coloured.
    Rows,
}

/// A Jacobian that is prepared once and evaluated anywhere.
///
/// ```
/// use wengert_tape::Real;
/// use wengert_tape::scalar::Function;
///
/// let n = 1000;
/// let f = Function::record_all(n, |x| x.windows(2).map(|x| x[1] - x[0].square()).collect());
/// let jacobian = f.sparse_jacobian()?;
/// assert_eq!(jacobian.colours(), 2);
/// let at = jacobian.at(&vec![3.0; n])?;
/// assert_eq!((at.len(), at.get(7, 7), at.get(7, 8)), (2 * (n - 1), -6.0, 1.0));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Clone)]
pub struct SparseJacobian {
    prepared: Prepared,
    direction: Direction,
}

/// A symmetric matrix of second derivatives that is prepared once and evaluated anywhere.
///
/// ```
/// use wengert_tape::Real;
/// use wengert_tape::scalar::Function;
///
/// let n = 1000;
/// let f = Function::record(n, |x| x.windows(2).map(|x| (x[1] - x[0].square()).square()).sum());
/// let hessian = f.sparse_hessian()?;
/// assert_eq!(hessian.colours(), 3);
/// let at = hessian.at(&vec![1.0; n])?;
/// assert_eq!((at.len(), at.get(7, 7), at.get(7, 8)), (3 * n - 2, 10.0, -4.0));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Clone)]
pub struct SparseHessian {
    prepared: Prepared,
}

impl Function {
    /// The Jacobian, ready to be evaluated where it can be other than 0: forwards or backwards, whichever has
    /// fewer colours.
    ///
    /// # Errors
    ///
    /// What went wrong while recording.
    #[track_caller]
    pub fn sparse_jacobian(&self) -> Result<SparseJacobian> {
        let pattern = self.jacobian_pattern()?;
        let (direction, colouring) = fewer_colours(&pattern);
        Ok(self.jacobian_of(pattern, direction, &colouring))
    }

    /// [`sparse_jacobian`](Self::sparse_jacobian) in a given direction.
    ///
    /// # Errors
    ///
    /// What went wrong while recording.
    #[track_caller]
    pub fn sparse_jacobian_by(&self, direction: Direction) -> Result<SparseJacobian> {
        let pattern = self.jacobian_pattern()?;
        let colouring = match direction {
            Direction::Columns => pattern.colour_columns(Order::Fewest),
            Direction::Rows => pattern.colour_rows(Order::Fewest),
        };
        Ok(self.jacobian_of(pattern, direction, &colouring))
    }

    fn jacobian_of(&self, pattern: Pattern, direction: Direction, colouring: &Colouring) -> SparseJacobian {
        let recovery = Recovery::of_direction(direction, &pattern, colouring);
        let means = match (colouring.count() <= FEW, direction) {
            (true, _) => Means::Entries(self.jacobian_entries_of(direction, colouring, &recovery)),
            (false, Direction::Columns) => Means::lanes(self.jvp(), colouring, recovery),
            (false, Direction::Rows) => Means::lanes(self.vjp(), colouring, recovery),
        };
        SparseJacobian {
            prepared: Prepared {
                operation: "sparse_jacobian",
                inputs: self.inputs(),
                pattern: Arc::new(pattern),
                colours: colouring.count(),
                means,
            },
            direction,
        }
    }

    /// The second derivatives, ready to be evaluated where they can be other than 0: products with vectors, as
    /// many as a star colouring has colours.
    ///
    /// # Errors
    ///
    /// What went wrong while recording, or a function that has not one result.
    #[track_caller]
    pub fn sparse_hessian(&self) -> Result<SparseHessian> {
        self.sparse_hessian_by(Symmetry::Star)
    }

    /// [`sparse_hessian`](Self::sparse_hessian) by a colouring of choice.
    ///
    /// ```
    /// use wengert_tape::Real;
    /// use wengert_tape::scalar::{Function, sparse::Symmetry};
    ///
    /// let f = Function::record(100, |x| x.windows(2).map(|x| (x[0] * x[1]).sin()).sum());
    /// assert_eq!(f.sparse_hessian()?.colours(), 3);
    /// assert_eq!(f.sparse_hessian_by(Symmetry::Acyclic)?.colours(), 2);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What went wrong while recording, or a function that has not one result.
    #[track_caller]
    pub fn sparse_hessian_by(&self, symmetry: Symmetry) -> Result<SparseHessian> {
        self.one_result("sparse_hessian")?;
        let pattern = self.hessian_pattern()?;
        let (colouring, recovery) = match symmetry {
            Symmetry::Star => {
                let colouring = pattern.colour_star(Order::Fewest)?;
                let recovery = Recovery::of_stars(&pattern, &colouring);
                (colouring, recovery)
            }
            Symmetry::Acyclic => {
                let colouring = pattern.colour_acyclic(Order::Fewest)?;
                let recovery = Recovery::of_trees(&pattern, &colouring);
                (colouring, recovery)
            }
        };
        let colours = colouring.count();
        let means = match symmetry == Symmetry::Star && colours <= FEW {
            true => Means::Entries(self.hessian_entries_of(&colouring, &recovery)),
            false => Means::lanes(self.hvp(), &colouring, recovery),
        };
        Ok(SparseHessian {
            prepared: Prepared {
                operation: "sparse_hessian",
                inputs: self.inputs(),
                pattern: Arc::new(pattern),
                colours,
                means,
            },
        })
    }
}

/// The direction with fewer colours, forwards in a tie. A row (or column) needs as many colours as it is long,
/// so the more promising direction is coloured first, and the other one only where it can win.
pub(super) fn fewer_colours(pattern: &Pattern) -> (Direction, Colouring) {
    let least_columns = pattern.longest_row();
    let least_rows = pattern.transpose().longest_row();
    let columns = || (Direction::Columns, pattern.colour_columns(Order::Fewest));
    let rows = || (Direction::Rows, pattern.colour_rows(Order::Fewest));
    let (first, least, second): (_, _, &dyn Fn() -> _) = match least_columns <= least_rows {
        true => (columns(), least_rows, &rows),
        false => (rows(), least_columns, &columns),
    };
    if first.1.count() <= least {
        return first;
    }
    let second = second();
    match second.1.count() < first.1.count() {
        true => second,
        false => first,
    }
}

impl SparseJacobian {
    /// Where it can be other than 0.
    pub fn pattern(&self) -> &Pattern {
        &self.prepared.pattern
    }

    /// How many products with vectors an evaluation takes.
    pub fn colours(&self) -> usize {
        self.prepared.colours
    }

    /// Whether columns share products, or rows.
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// The Jacobian at a point.
    ///
    /// # Errors
    ///
    /// A point of another length.
    #[track_caller]
    pub fn at(&self, x: &[f64]) -> Result<Sparse> {
        self.prepared.at(x)
    }

    /// Its numbers at a point, in the order of the pattern.
    ///
    /// # Errors
    ///
    /// A point or a slice of another length.
    #[track_caller]
    pub fn values_into(&self, x: &[f64], values: &mut [f64]) -> Result<()> {
        self.prepared.values_into(x, values)
    }
}

impl SparseHessian {
    /// Where it can be other than 0, in both halves.
    pub fn pattern(&self) -> &Pattern {
        &self.prepared.pattern
    }

    /// How many products with vectors an evaluation takes.
    pub fn colours(&self) -> usize {
        self.prepared.colours
    }

    /// The matrix at a point, both halves.
    ///
    /// # Errors
    ///
    /// A point of another length.
    #[track_caller]
    pub fn at(&self, x: &[f64]) -> Result<Sparse> {
        self.prepared.at(x)
    }

    /// Its numbers at a point, in the order of the pattern.
    ///
    /// # Errors
    ///
    /// A point or a slice of another length.
    #[track_caller]
    pub fn values_into(&self, x: &[f64], values: &mut [f64]) -> Result<()> {
        self.prepared.values_into(x, values)
    }
}

/// Up to so many colours the directions are numbers of a program. Measured: with the 3 colours of a chain of
/// 100 000 unknowns it is five times quicker than lanes; with the 14 of a bundle adjustment half as quick.
const FEW: usize = 4;

/// What is prepared for evaluations.
#[derive(Clone)]
struct Prepared {
    operation: &'static str,
    inputs: usize,
    pattern: Arc<Pattern>,
    colours: usize,
    means: Means,
}

/// What computes the numbers.
#[derive(Clone)]
enum Means {
    /// A function whose results they are.
    Entries(Function),
    /// Products with vectors, a lane for each colour.
    Lanes(Lanes),
}

/// A product with vectors, and what becomes of its results.
#[derive(Clone)]
struct Lanes {
    product: Function,
    /// The colour of each number of the vectors.
    colouring: Colouring,
    /// For each colour 1 in its lane.
    seeds: Vec<f64>,
    recovery: Recovery,
}

impl Means {
    fn lanes(product: Function, colouring: &Colouring, recovery: Recovery) -> Self {
        let lanes = colouring.count();
        let mut seeds = vec![0.0; lanes * lanes];
        for colour in 0..lanes {
            seeds[colour * lanes + colour] = 1.0;
        }
        Means::Lanes(Lanes {
            product,
            colouring: colouring.clone(),
            seeds,
            recovery,
        })
    }
}

impl Prepared {
    #[track_caller]
    fn at(&self, x: &[f64]) -> Result<Sparse> {
        let mut values = vec![0.0; self.pattern.len()];
        self.values_into(x, &mut values)?;
        Ok(Sparse::new(self.pattern.clone(), values))
    }

    #[track_caller]
    fn values_into(&self, x: &[f64], values: &mut [f64]) -> Result<()> {
        expect(self.operation, "numbers", x.len(), self.inputs)?;
        expect(self.operation, "values", values.len(), self.pattern.len())?;
        match &self.means {
            Means::Entries(entries) => entries.values_into(x, values),
            Means::Lanes(lanes) => lanes.values_into(x, values),
        }
    }
}

impl Lanes {
    #[track_caller]
    fn values_into(&self, x: &[f64], values: &mut [f64]) -> Result<()> {
        self.product.check()?;
        if values.is_empty() {
            return Ok(());
        }
        let (lanes, width) = (self.colouring.count(), self.product.results());
        let mut compressed = vec![0.0; lanes * width];
        let outputs = Outputs::Rows {
            memory: &mut compressed,
            width,
        };
        let colours = self.colouring.as_slice().iter();
        let seeds = colours.map(|&colour| Column::Each(&self.seeds[colour as usize * lanes..][..lanes]));
        let columns: Vec<_> = x.iter().map(|&x| Column::Same(x)).chain(seeds).collect();
        self.product.run(lanes, &Inputs::Columns(&columns), outputs);
        self.recovery.recover(&mut compressed, values);
        Ok(())
    }
}

impl fmt::Debug for SparseJacobian {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (pattern, colours) = (self.pattern(), self.colours());
        write!(
            f,
            "SparseJacobian({pattern:?}, {colours} colours of {:?})",
            self.direction
        )
    }
}

impl fmt::Debug for SparseHessian {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (pattern, colours) = (self.pattern(), self.colours());
        write!(f, "SparseHessian({pattern:?}, {colours} colours)")
    }
}
