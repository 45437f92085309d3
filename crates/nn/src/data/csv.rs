//! Tables of numbers and labels from files of comma-separated values.

use crate::data::Data;
use std::collections::BTreeSet;
use std::path::Path;
use wengert_tape::{Error, ErrorKind, Float, Result, Tensor};

/// How a file of comma-separated values is read.
///
/// By default the first line holds the names of the columns and fields are separated by commas.
///
/// ```no_run
/// use wengert_nn::data::{Csv, Data};
///
/// let flowers: Data = Csv::new().read("flowers.csv", "species")?;
/// let houses = Csv::new().delimiter(b';').read_table::<f64>("houses.csv")?;
/// let prices = houses.column("price")?;
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Csv {
    delimiter: u8,
    header: bool,
}

/// A table of numbers with names for the columns; see [`Csv::read_table`].
#[derive(Clone, Debug, PartialEq)]
pub struct Table<T: Float = f32> {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The numbers, [rows, columns].
    pub values: Tensor<T>,
}

/// The fields of a file, all rows of equal length.
struct Fields {
    columns: Vec<String>,
    rows: Vec<(u64, csv::StringRecord)>,
}

impl Default for Csv {
    fn default() -> Self {
        Self::new()
    }
}

impl Csv {
    /// Fields separated by commas, below a line with the names of the columns.
    pub fn new() -> Self {
        Csv {
            delimiter: b',',
            header: true,
        }
    }

    /// Another character between the fields: `b';'`, `b'\t'`.
    #[must_use]
    pub fn delimiter(mut self, delimiter: u8) -> Self {
        self.delimiter = delimiter;
        self
    }

    /// Whether the first line holds the names of the columns; without, they are called "0", "1", ….
    #[must_use]
    pub fn header(mut self, header: bool) -> Self {
        self.header = header;
        self
    }

    /// Reads samples whose class is in the column `label`; all other columns are features.
    ///
    /// The classes are the different labels, in the order of their numbers if all are numbers, else
    /// in alphabetical order.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, has no such column, a line has too many or too few fields, or a
    /// feature is not a number: the message names the line and the column.
    #[track_caller]
    pub fn read<T: Float>(&self, path: impl AsRef<Path>, label: &str) -> Result<Data<T>> {
        let path = path.as_ref();
        match self.labelled(path, label) {
            Ok((x, label, classes)) => Data::new(x, label, classes),
            Err(problem) => Err(file_error(path, problem)),
        }
    }

    /// Reads a table of numbers.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, a line has too many or too few fields, or a field is not a number:
    /// the message names the line and the column.
    #[track_caller]
    pub fn read_table<T: Float>(&self, path: impl AsRef<Path>) -> Result<Table<T>> {
        let path = path.as_ref();
        match self.numbers(path) {
            Ok((columns, values)) => Ok(Table { columns, values }),
            Err(problem) => Err(file_error(path, problem)),
        }
    }

    #[expect(clippy::type_complexity, reason = "the parts of a Data, named there")]
    fn labelled<T: Float>(
        &self,
        path: &Path,
        label: &str,
    ) -> Result<(Tensor<T>, Tensor<i64>, Vec<String>), String> {
        let fields = self.fields(path)?;
        let position = position_of(label, &fields.columns)?;
        let mut names: Vec<&str> = fields
            .rows
            .iter()
            .map(|(_, row)| &row[position])
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let number = |name: &str| name.parse::<f64>().ok();
        if names.iter().all(|name| number(name).is_some()) {
            let order = |name: &str| number(name).unwrap_or(f64::NAN);
            names.sort_by(|a, b| order(a).total_cmp(&order(b)));
        }
        let class_of = |name: &str| names.iter().position(|&known| known == name);
        let label = fields
            .rows
            .iter()
            .filter_map(|(_, row)| class_of(&row[position]))
            .map(|class| class as i64)
            .collect();
        let features: Vec<usize> = (0..fields.columns.len())
            .filter(|&column| column != position)
            .collect();
        let x = fields.numbers(&features)?;
        Ok((x, label, names.into_iter().map(str::to_string).collect()))
    }

    fn numbers<T: Float>(&self, path: &Path) -> Result<(Vec<String>, Tensor<T>), String> {
        let fields = self.fields(path)?;
        let all: Vec<usize> = (0..fields.columns.len()).collect();
        let values = fields.numbers(&all)?;
        Ok((fields.columns, values))
    }

    fn fields(&self, path: &Path) -> Result<Fields, String> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(self.delimiter)
            .has_headers(self.header)
            .trim(csv::Trim::All)
            .from_path(path)
            .map_err(|error| error.to_string())?;
        let mut columns = Vec::new();
        if self.header {
            let header = reader.headers().map_err(|error| error.to_string())?;
            columns = header.iter().map(str::to_string).collect();
        }
        let mut rows = Vec::new();
        for row in reader.records() {
            let row = row.map_err(|error| error.to_string())?;
            let line = row.position().map_or(0, csv::Position::line);
            rows.push((line, row));
        }
        if !self.header {
            let width = rows.first().map_or(0, |(_, row)| row.len());
            columns = (0..width).map(|column| column.to_string()).collect();
        }
        Ok(Fields { columns, rows })
    }
}

impl Fields {
    fn numbers<T: Float>(&self, columns: &[usize]) -> Result<Tensor<T>, String> {
        let mut numbers = Vec::with_capacity(self.rows.len() * columns.len());
        for (line, row) in &self.rows {
            for &column in columns {
                let field = &row[column];
                let number: f64 = field.parse().map_err(|_| {
                    let name = &self.columns[column];
                    let shown: String = field.chars().take(40).collect();
                    format!("line {line}, column {name}: {shown:?} is not a number")
                })?;
                numbers.push(T::of(number));
            }
        }
        Ok(Tensor::from_vec(numbers, [self.rows.len(), columns.len()]))
    }
}

impl<T: Float> Table<T> {
    /// One column, by name: shape `[rows]`.
    ///
    /// # Errors
    ///
    /// If there is no such column: the message lists those there are.
    #[track_caller]
    pub fn column(&self, name: &str) -> Result<Tensor<T>> {
        match position_of(name, &self.columns) {
            Ok(position) => self.values.select(1, position as isize),
            Err(problem) => Err(Error::new(problem)),
        }
    }

    /// Some columns, by name: shape [rows, columns].
    ///
    /// # Errors
    ///
    /// If there is no such column: the message lists those there are.
    #[track_caller]
    pub fn select(&self, names: &[&str]) -> Result<Tensor<T>> {
        let mut columns = Vec::with_capacity(names.len());
        for name in names {
            columns.push(self.column(name)?);
        }
        Tensor::stack(&columns, 1)
    }
}

fn position_of(name: &str, columns: &[String]) -> Result<usize, String> {
    columns.iter().position(|column| column == name).ok_or_else(|| {
        let known = columns.join(", ");
        format!("there is no column {name:?}; the columns are {known}")
    })
}

#[track_caller]
fn file_error(path: &Path, problem: String) -> Error {
    Error::of_kind(ErrorKind::File {
        path: path.display().to_string(),
        problem,
    })
}
