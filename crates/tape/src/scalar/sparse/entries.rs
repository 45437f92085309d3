//! Sparse derivatives as recorded functions, whose results are the numbers of the matrix. The directions of a
//! colouring are numbers of the program, so simplifying leaves of each sweep what its own colour needs.

use crate::error::Result;
use crate::program::Expr;
use crate::program::differentiate::Differentiator;
use crate::program::graph::Term;
use crate::scalar::recorded::Function;
use crate::scalar::recorded::derivatives::{Mode, adjoints, jacobian_terms, tangents};
use crate::scalar::sparse::compressed::fewer_colours;
use crate::scalar::sparse::recovery::Recovery;
use crate::scalar::sparse::{Colouring, Direction, Order, Pattern};

impl Function {
    /// The pattern of the Jacobian, and a function whose results are the numbers in it, row by row: to be
    /// evaluated at many points, or in a loop at one.
    ///
    /// ```
    /// use wengert_tape::Real;
    /// use wengert_tape::scalar::Function;
    ///
    /// let f = Function::record_all(3, |x| vec![x[0] * x[2], x[1].exp()]);
    /// let (pattern, entries) = f.jacobian_entries()?;
    /// assert!(pattern.iter().eq([(0, 0), (0, 2), (1, 1)]));
    /// assert_eq!(entries.values(&[2.0, 0.0, 5.0])?, [5.0, 2.0, 1.0]);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What went wrong while recording.
    #[track_caller]
    pub fn jacobian_entries(&self) -> Result<(Pattern, Function)> {
        let pattern = self.jacobian_pattern()?;
        let (direction, colouring) = fewer_colours(&pattern);
        let recovery = Recovery::of_direction(direction, &pattern, &colouring);
        let entries = self.jacobian_entries_of(direction, &colouring, &recovery);
        entries.check()?;
        Ok((pattern, entries))
    }

    /// The pattern of the second derivatives, and a function whose results are the numbers in it, row by row.
    ///
    /// ```
    /// use wengert_tape::scalar::Function;
    ///
    /// let f = Function::record(3, |x| x[0] * x[1] + x[2].exp());
    /// let (pattern, entries) = f.hessian_entries()?;
    /// assert!(pattern.iter().eq([(0, 1), (1, 0), (2, 2)]));
    /// assert_eq!(entries.values(&[3.0, 5.0, 0.0])?, [1.0, 1.0, 1.0]);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What went wrong while recording, or a function that has not one result.
    #[track_caller]
    pub fn hessian_entries(&self) -> Result<(Pattern, Function)> {
        self.one_result("hessian_entries")?;
        let pattern = self.hessian_pattern()?;
        let colouring = pattern.colour_star(Order::Fewest)?;
        let recovery = Recovery::of_stars(&pattern, &colouring);
        let entries = self.hessian_entries_of(&colouring, &recovery);
        entries.check()?;
        Ok((pattern, entries))
    }

    /// The numbers of the Jacobian, of which `recovery` is direct.
    pub(super) fn jacobian_entries_of(
        &self,
        direction: Direction,
        colouring: &Colouring,
        recovery: &Recovery,
    ) -> Function {
        self.derive(|recorder, results, inputs| {
            let mut compressed = Vec::new();
            let mut differentiator = Differentiator::new(recorder);
            for colour in 0..colouring.count() {
                match direction {
                    Direction::Columns => {
                        compressed.extend(tangents(&mut differentiator, results, |input| {
                            seed(colouring, input, colour)
                        }));
                    }
                    Direction::Rows => {
                        let seeds: Vec<(u32, Expr<'_>)> = results
                            .iter()
                            .zip(0..)
                            .filter_map(|(result, row)| Some((result.node()?, seed(colouring, row, colour)?)))
                            .collect();
                        compressed.extend(adjoints(&mut differentiator, &seeds, inputs));
                    }
                }
            }
            taken(recovery, &compressed)
        })
    }

    /// The second derivatives, of which `recovery` is direct.
    pub(super) fn hessian_entries_of(&self, colouring: &Colouring, recovery: &Recovery) -> Function {
        self.derive(|recorder, results, inputs| {
            let gradient = jacobian_terms(recorder, results, inputs, Mode::Reverse);
            let mut compressed = Vec::new();
            let mut differentiator = Differentiator::new(recorder);
            for colour in 0..colouring.count() {
                compressed.extend(tangents(&mut differentiator, &gradient, |input| {
                    seed(colouring, input, colour)
                }));
            }
            taken(recovery, &compressed)
        })
    }
}

/// The direction of a colour, 1 in its columns (or rows).
fn seed<'p>(colouring: &Colouring, index: u32, colour: usize) -> Option<Expr<'p>> {
    // Data have no colour: they do not move.
    let own = colouring.as_slice().get(index as usize)?;
    (*own as usize == colour).then(|| Expr::from(1.0))
}

/// The terms that are directly those of the matrix.
fn taken(recovery: &Recovery, compressed: &[Term]) -> Vec<Term> {
    match recovery {
        Recovery::Direct(places) => places.iter().map(|&place| compressed[place]).collect(),
        Recovery::Substitution(_) => Vec::new(),
    }
}
