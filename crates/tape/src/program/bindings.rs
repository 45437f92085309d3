//! Where the numbers of a program come from and where its results go, apart from the program.

use crate::kernel::Kernels;

/// One input at every point.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Column<'a, N> {
    /// A number for each point.
    Each(&'a [N]),
    /// The same number at every point.
    Same(N),
}

/// The inputs at some points.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Inputs<'a, N> {
    /// A column for each input.
    Columns(&'a [Column<'a, N>]),
    /// All inputs of the first point, then all of the second.
    Rows {
        /// The numbers.
        memory: &'a [N],
        /// How many inputs a point has.
        width: usize,
    },
}

impl<'a, N: Kernels> Inputs<'a, N> {
    /// Whether an input is the same number at every point.
    pub(crate) fn is_same(&self, input: usize) -> bool {
        matches!(self, Inputs::Columns(columns) if matches!(columns[input], Column::Same(_)))
    }

    /// The numbers of one input from point `first` on, if they lie side by side in memory.
    pub(crate) fn in_place(&self, input: usize, first: usize, count: usize) -> Option<&'a [N]> {
        match self {
            Inputs::Columns(columns) => match columns[input] {
                Column::Each(numbers) => Some(&numbers[first..first + count]),
                Column::Same(_) => None,
            },
            Inputs::Rows { .. } => None,
        }
    }

    /// Copies the numbers of one input from point `first` on.
    pub(crate) fn copy(&self, input: usize, first: usize, out: &mut [N]) {
        match self {
            Inputs::Columns(columns) => match columns[input] {
                Column::Each(numbers) => out.copy_from_slice(&numbers[first..first + out.len()]),
                Column::Same(number) => out.fill(number),
            },
            Inputs::Rows { memory, width } => {
                let points = memory[first * width..].chunks_exact(*width);
                for (out, point) in out.iter_mut().zip(points) {
                    *out = point[input];
                }
            }
        }
    }
}

/// Where the results at some points go.
#[derive(Debug)]
pub(crate) enum Outputs<'a, N> {
    /// A column for each result, of a number for each point.
    Columns(Vec<&'a mut [N]>),
    /// All results of the first point, then all of the second.
    Rows {
        /// The numbers.
        memory: &'a mut [N],
        /// How many results a point has.
        width: usize,
    },
    /// The sum over the points, for each result.
    Sums(&'a mut [f64]),
}

impl<'a, N: Kernels> Outputs<'a, N> {
    /// Takes the values of one result at the points from `first` on.
    pub(crate) fn take(&mut self, result: usize, first: usize, values: &[N], sum: impl Fn(&[N]) -> f64) {
        match self {
            Outputs::Columns(columns) => {
                columns[result][first..first + values.len()].copy_from_slice(values);
            }
            Outputs::Rows { memory, width } => {
                let points = memory[first * *width..].chunks_exact_mut(*width);
                for (point, &value) in points.zip(values) {
                    point[result] = value;
                }
            }
            Outputs::Sums(sums) => sums[result] += sum(values),
        }
    }

    /// The same outputs in parts of that many points; sums are not divided.
    pub(crate) fn parts(self, points: usize) -> Vec<Outputs<'a, N>> {
        match self {
            Outputs::Columns(columns) => {
                let mut parts = Vec::new();
                for column in columns {
                    for (k, part) in column.chunks_mut(points).enumerate() {
                        if parts.len() == k {
                            parts.push(Vec::new());
                        }
                        parts[k].push(part);
                    }
                }
                parts.into_iter().map(Outputs::Columns).collect()
            }
            Outputs::Rows { memory, width } => {
                let parts = memory.chunks_mut(points * width);
                parts.map(|memory| Outputs::Rows { memory, width }).collect()
            }
            Outputs::Sums(sums) => vec![Outputs::Sums(sums)],
        }
    }
}
