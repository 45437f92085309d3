//! Recorded functions at one point and at many.

use crate::error::{Error, Result};
use crate::numeric::InstructionSet;
use crate::program::bindings::{self, Inputs, Outputs};
use crate::scalar::recorded::Function;

/// One input of a function at every point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Column<'a> {
    /// A number for each point.
    Each(&'a [f64]),
    /// The same number at every point.
    Same(f64),
}

impl<'a> From<&'a [f64]> for Column<'a> {
    fn from(numbers: &'a [f64]) -> Self {
        Column::Each(numbers)
    }
}

impl<'a, const N: usize> From<&'a [f64; N]> for Column<'a> {
    fn from(numbers: &'a [f64; N]) -> Self {
        Column::Each(numbers)
    }
}

impl<'a> From<&'a Vec<f64>> for Column<'a> {
    fn from(numbers: &'a Vec<f64>) -> Self {
        Column::Each(numbers)
    }
}

impl From<f64> for Column<'_> {
    fn from(number: f64) -> Self {
        Column::Same(number)
    }
}

/// Columns of inputs, as long as one another.
struct Columns<'a> {
    columns: Vec<bindings::Column<'a, f64>>,
    points: usize,
}

impl Function {
    /// The one result at a point.
    ///
    /// ```
    /// use wengert_tape::scalar::Function;
    ///
    /// let f = Function::record(2, |x| x[0] - x[1]);
    /// assert_eq!(f.value(&[3.0, 1.0])?, 2.0);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What went wrong while recording, a point of another length, or a function of more results.
    #[track_caller]
    pub fn value(&self, x: &[f64]) -> Result<f64> {
        self.check()?;
        if self.results() != 1 {
            let problem = format!(
                "a function of {} results; `values` gives them all",
                self.results()
            );
            return Err(Error::shape("value", problem));
        }
        let mut value = [0.0];
        self.values_into(x, &mut value)?;
        Ok(value[0])
    }

    /// All results at a point.
    ///
    /// ```
    /// use wengert_tape::scalar::Function;
    ///
    /// let f = Function::record_all(2, |x| vec![x[0] - x[1], x[0] * x[1]]);
    /// assert_eq!(f.values(&[3.0, 1.0])?, [2.0, 3.0]);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What went wrong while recording, or a point of another length.
    #[track_caller]
    pub fn values(&self, x: &[f64]) -> Result<Vec<f64>> {
        let mut values = vec![0.0; self.results()];
        self.values_into(x, &mut values)?;
        Ok(values)
    }

    /// All results at a point, written to `results`; allocates nothing after the first time.
    ///
    /// # Errors
    ///
    /// What went wrong while recording, or a slice of another length.
    #[track_caller]
    pub fn values_into(&self, x: &[f64], results: &mut [f64]) -> Result<()> {
        self.check()?;
        expect("values", "numbers", x.len(), self.inputs())?;
        expect("values", "results", results.len(), self.results())?;
        let set = InstructionSet::detect();
        self.workspaces.with(|workspace| {
            self.program()
                .run_one(set, x, workspace, |k, value| results[k] = value);
        });
        Ok(())
    }

    /// All results at many points: the inputs of the first, then those of the second, and so on, as the
    /// results are.
    ///
    /// ```
    /// use wengert_tape::scalar::Function;
    ///
    /// let f = Function::record(2, |x| x[0] * x[1]).with_gradient();
    /// assert_eq!(f.rows(&[3.0, 1.0, 2.0, 5.0])?, [3.0, 1.0, 3.0, 10.0, 5.0, 2.0]);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What went wrong while recording, or numbers that are no whole number of points.
    #[track_caller]
    pub fn rows(&self, points: &[f64]) -> Result<Vec<f64>> {
        self.check()?;
        let mut results = vec![0.0; self.points("rows", points.len())? * self.results()];
        self.rows_into(points, &mut results)?;
        Ok(results)
    }

    /// [`rows`](Self::rows), written to `results`.
    ///
    /// # Errors
    ///
    /// What went wrong while recording, or a slice of another length.
    #[track_caller]
    pub fn rows_into(&self, points: &[f64], results: &mut [f64]) -> Result<()> {
        self.check()?;
        let count = self.points("rows", points.len())?;
        expect("rows", "results", results.len(), count * self.results())?;
        if results.is_empty() {
            return Ok(());
        }
        let inputs = Inputs::Rows {
            memory: points,
            width: self.inputs(),
        };
        let outputs = Outputs::Rows {
            memory: results,
            width: self.results(),
        };
        self.run(count, &inputs, outputs);
        Ok(())
    }

    /// All results at many points, whose inputs are given as columns; gives a column for each result.
    /// The quickest way: nothing is copied.
    ///
    /// ```
    /// use wengert_tape::scalar::{Column, Function};
    ///
    /// let f = Function::record(2, |x| x[0] * x[1]);
    /// let x = [1.0, 2.0, 3.0];
    /// assert_eq!(f.columns([&x, &x])?, [[1.0, 4.0, 9.0]]);
    /// assert_eq!(f.columns([Column::Each(&x), Column::Same(10.0)])?, [[10.0, 20.0, 30.0]]);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What went wrong while recording, or columns of another number or of different lengths.
    #[track_caller]
    pub fn columns<'a, C: Into<Column<'a>>>(
        &self,
        inputs: impl IntoIterator<Item = C>,
    ) -> Result<Vec<Vec<f64>>> {
        let inputs = self.checked_columns("columns", inputs)?;
        let mut results = vec![vec![0.0; inputs.points]; self.results()];
        let outputs = results.iter_mut().map(Vec::as_mut_slice).collect();
        self.run(
            inputs.points,
            &Inputs::Columns(&inputs.columns),
            Outputs::Columns(outputs),
        );
        Ok(results)
    }

    /// [`columns`](Self::columns), written to `results`.
    ///
    /// # Errors
    ///
    /// What went wrong while recording, or columns of another number or of different lengths.
    #[track_caller]
    pub fn columns_into<'a, C: Into<Column<'a>>>(
        &self,
        inputs: impl IntoIterator<Item = C>,
        results: &mut [&mut [f64]],
    ) -> Result<()> {
        let inputs = self.checked_columns("columns", inputs)?;
        expect("columns", "columns of results", results.len(), self.results())?;
        for column in results.iter() {
            expect(
                "columns",
                "numbers in a column of results",
                column.len(),
                inputs.points,
            )?;
        }
        let outputs = results.iter_mut().map(|column| &mut **column).collect();
        self.run(
            inputs.points,
            &Inputs::Columns(&inputs.columns),
            Outputs::Columns(outputs),
        );
        Ok(())
    }

    /// The sum of each result over many points: a likelihood with its gradient, a mean of paths. The same
    /// bit for bit for any number of threads.
    ///
    /// ```
    /// use wengert_tape::scalar::{Column, Function};
    ///
    /// // Half the squared distance of a number from many, and its derivative.
    /// let f = Function::record(2, |x| 0.5 * (x[0] - x[1]).square()).with_gradient();
    /// let sums = f.sums([Column::Same(2.0), Column::Each(&[1.0, 2.0, 4.0])])?;
    /// assert_eq!(sums[..2], [2.5, -1.0]);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What went wrong while recording, or columns of another number or of different lengths.
    #[track_caller]
    pub fn sums<'a, C: Into<Column<'a>>>(&self, inputs: impl IntoIterator<Item = C>) -> Result<Vec<f64>> {
        let inputs = self.checked_columns("sums", inputs)?;
        let mut sums = vec![0.0; self.results()];
        self.run(
            inputs.points,
            &Inputs::Columns(&inputs.columns),
            Outputs::Sums(&mut sums),
        );
        Ok(sums)
    }

    pub(in crate::scalar) fn run(&self, points: usize, inputs: &Inputs<'_, f64>, outputs: Outputs<'_, f64>) {
        let set = InstructionSet::detect();
        self.program().run(set, points, inputs, outputs, &self.workspaces);
    }

    #[track_caller]
    fn checked_columns<'a, C: Into<Column<'a>>>(
        &self,
        operation: &str,
        inputs: impl IntoIterator<Item = C>,
    ) -> Result<Columns<'a>> {
        self.check()?;
        let mut points = None;
        let mut columns = Vec::with_capacity(self.inputs());
        for (k, column) in inputs.into_iter().enumerate() {
            columns.push(match column.into() {
                Column::Same(number) => bindings::Column::Same(number),
                Column::Each(numbers) => {
                    let expected = *points.get_or_insert(numbers.len());
                    if numbers.len() != expected {
                        let problem = format!(
                            "column {k} has {} numbers, those before {expected}",
                            numbers.len()
                        );
                        return Err(Error::shape(operation, problem));
                    }
                    bindings::Column::Each(numbers)
                }
            });
        }
        expect(operation, "columns", columns.len(), self.inputs())?;
        let points = points.unwrap_or(1);
        Ok(Columns { columns, points })
    }

    /// How many points that many numbers are.
    #[track_caller]
    fn points(&self, operation: &str, numbers: usize) -> Result<usize> {
        let width = self.inputs();
        match numbers.checked_rem(width) {
            Some(0) => Ok(numbers / width),
            _ => {
                let problem = format!("{numbers} numbers are no whole number of points of {width}");
                Err(Error::shape(operation, problem))
            }
        }
    }
}

/// An error where there are not as many as there have to be.
#[track_caller]
pub(in crate::scalar) fn expect(operation: &str, what: &str, given: usize, expected: usize) -> Result<()> {
    match given == expected {
        true => Ok(()),
        false => Err(Error::shape(
            operation,
            format!("{given} {what}; {expected} are expected"),
        )),
    }
}
