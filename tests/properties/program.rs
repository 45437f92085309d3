//! Random programs: expression graphs of element-wise functions, reductions, views and products with
//! shared parts, and a plain interpreter of them.
//!
//! The interpreter holds every value as a row-major vector and loops over indices; it has nothing in
//! common with the library.

use wengert::{Tape, Var};

/// One operation; operands are numbers of earlier values, taken modulo how many there are.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    Unary(Function, usize),
    Binary(Pair, usize, usize),
    /// Sum, mean or maximum over an axis, which is kept or dropped.
    Reduce(Reduction, usize, usize, bool),
    Transpose(usize),
    /// Two rows, or columns, from a place on.
    Slice(usize, usize, usize),
    /// Flattened and brought to [rows, columns] again where it can be.
    Reshape(usize),
    /// x · xᵀ or x · y where the shapes allow, else x · xᵀ.
    Product(usize, usize),
}

/// Smooth functions without a pole on the whole line, so that no program leaves the numbers.
#[derive(Clone, Copy, Debug)]
pub enum Function {
    Tanh,
    Sin,
    Sigmoid,
    Softplus,
    Neg,
    Half,
    Erf,
    Atan,
}

#[derive(Clone, Copy, Debug)]
pub enum Pair {
    Add,
    Sub,
    Mul,
    /// x/(1 + y²).
    Quotient,
    Hypot,
}

#[derive(Clone, Copy, Debug)]
pub enum Reduction {
    Sum,
    Mean,
    Logsumexp,
}

#[derive(Clone, Debug)]
pub struct Program {
    /// Rows and columns of the inputs.
    pub shapes: Vec<[usize; 2]>,
    /// The elements of all inputs, taken in turn.
    pub elements: Vec<f64>,
    pub steps: Vec<Step>,
}

/// A matrix; programs have no other values.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    pub rows: usize,
    pub columns: usize,
    pub elements: Vec<f64>,
}

impl Matrix {
    fn of(rows: usize, columns: usize, element: impl Fn(usize, usize) -> f64) -> Self {
        let places = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        let elements = places.map(|(row, column)| element(row, column)).collect();
        Matrix {
            rows,
            columns,
            elements,
        }
    }

    fn at(&self, row: usize, column: usize) -> f64 {
        self.elements[row * self.columns + column]
    }
}

impl Program {
    pub fn inputs(&self) -> Vec<Matrix> {
        let mut source = self.elements.iter().cycle();
        let matrix = |&[rows, columns]: &[usize; 2]| Matrix {
            rows,
            columns,
            elements: source.by_ref().take(rows * columns).copied().collect(),
        };
        self.shapes.iter().map(matrix).collect()
    }

    /// Whether two shapes broadcast to each other.
    fn fits([a, b]: [usize; 2], [c, d]: [usize; 2]) -> bool {
        (a == c || a == 1 || c == 1) && (b == d || b == 1 || d == 1)
    }

    /// Every value in turn, by loops.
    pub fn interpret(&self, inputs: &[Matrix]) -> Vec<Matrix> {
        let mut values = inputs.to_vec();
        for &step in &self.steps {
            let next = interpret(step, &values);
            values.push(next);
        }
        values
    }

    /// Every value in turn, on a tape. The inputs are given, so that their layout can vary.
    pub fn record<'t>(&self, inputs: &[Var<'t>]) -> Vec<Var<'t>> {
        let mut values = inputs.to_vec();
        for &step in &self.steps {
            let next = record(step, &values);
            values.push(next);
        }
        values
    }

    /// The result that is differentiated: the sum of the last value, weighted so that no two elements
    /// count the same.
    pub fn result<'t>(&self, tape: &'t Tape, values: &[Var<'t>]) -> Var<'t> {
        let last = *values.last().expect("a program has values");
        let weights: Vec<f64> = (0..last.len()).map(weight).collect();
        (last.reshape(-1) * tape.constant(weights)).sum()
    }

    pub fn interpret_result(&self, inputs: &[Matrix]) -> f64 {
        let values = self.interpret(inputs);
        let last = values.last().expect("a program has values");
        last.elements.iter().enumerate().map(|(k, x)| weight(k) * x).sum()
    }
}

fn weight(k: usize) -> f64 {
    1.0 / (1.0 + k as f64)
}

/// Operands: an earlier value for each number, the second replaced by the first where they do not fit.
fn operands(count: usize, a: usize, b: usize, fits: impl Fn(usize, usize) -> bool) -> (usize, usize) {
    let (a, b) = (a % count, b % count);
    if fits(a, b) { (a, b) } else { (a, a) }
}

fn interpret(step: Step, values: &[Matrix]) -> Matrix {
    let count = values.len();
    let shape = |k: usize| [values[k].rows, values[k].columns];
    match step {
        Step::Unary(function, x) => {
            let x = &values[x % count];
            Matrix::of(x.rows, x.columns, |row, column| {
                unary(function, x.at(row, column))
            })
        }
        Step::Binary(pair, a, b) => {
            let (a, b) = operands(count, a, b, |a, b| Program::fits(shape(a), shape(b)));
            let (x, y) = (&values[a], &values[b]);
            let (rows, columns) = (x.rows.max(y.rows), x.columns.max(y.columns));
            let pick =
                |m: &Matrix, row: usize, column: usize| m.at(row.min(m.rows - 1), column.min(m.columns - 1));
            Matrix::of(rows, columns, |row, column| {
                binary(pair, pick(x, row, column), pick(y, row, column))
            })
        }
        Step::Reduce(reduction, x, axis, keep) => {
            let x = &values[x % count];
            let lines: Vec<Vec<f64>> = match axis % 2 {
                0 => (0..x.columns)
                    .map(|column| (0..x.rows).map(|row| x.at(row, column)).collect())
                    .collect(),
                _ => (0..x.rows)
                    .map(|row| (0..x.columns).map(|column| x.at(row, column)).collect())
                    .collect(),
            };
            let elements: Vec<f64> = lines.iter().map(|line| reduce(reduction, line)).collect();
            match (axis % 2, keep) {
                (1, true) => Matrix {
                    rows: elements.len(),
                    columns: 1,
                    elements,
                },
                // A dropped axis comes back in front.
                _ => Matrix {
                    rows: 1,
                    columns: elements.len(),
                    elements,
                },
            }
        }
        Step::Transpose(x) => {
            let x = &values[x % count];
            Matrix::of(x.columns, x.rows, |row, column| x.at(column, row))
        }
        Step::Slice(x, axis, start) => {
            let x = &values[x % count];
            let size = if axis % 2 == 0 { x.rows } else { x.columns };
            let start = start % size;
            let length = 2.min(size - start);
            match axis % 2 {
                0 => Matrix::of(length, x.columns, |row, column| x.at(start + row, column)),
                _ => Matrix::of(x.rows, length, |row, column| x.at(row, start + column)),
            }
        }
        Step::Reshape(x) => {
            let x = &values[x % count];
            Matrix {
                rows: x.columns,
                columns: x.rows,
                elements: x.elements.clone(),
            }
        }
        Step::Product(a, b) => {
            let (a, b) = operands(count, a, b, |a, b| values[a].columns == values[b].rows);
            let x = &values[a];
            if x.columns == values[b].rows && a != b {
                let y = &values[b];
                return Matrix::of(x.rows, y.columns, |row, column| {
                    (0..x.columns).map(|k| x.at(row, k) * y.at(k, column)).sum()
                });
            }
            Matrix::of(x.rows, x.rows, |row, column| {
                (0..x.columns).map(|k| x.at(row, k) * x.at(column, k)).sum()
            })
        }
    }
}

fn record<'t>(step: Step, values: &[Var<'t>]) -> Var<'t> {
    let count = values.len();
    let shape = |k: usize| [values[k].size(0), values[k].size(1)];
    match step {
        Step::Unary(function, x) => {
            let x = values[x % count];
            match function {
                Function::Tanh => x.tanh(),
                Function::Sin => x.sin(),
                Function::Sigmoid => x.sigmoid(),
                Function::Softplus => x.softplus(),
                Function::Neg => -x,
                Function::Half => 0.5 * x,
                Function::Erf => x.erf(),
                Function::Atan => x.atan(),
            }
        }
        Step::Binary(pair, a, b) => {
            let (a, b) = operands(count, a, b, |a, b| Program::fits(shape(a), shape(b)));
            let (x, y) = (values[a], values[b]);
            match pair {
                Pair::Add => x + y,
                Pair::Sub => x - y,
                Pair::Mul => x * y,
                Pair::Quotient => x / (1.0 + y * y),
                Pair::Hypot => x.hypot(y + 3.0),
            }
        }
        Step::Reduce(reduction, x, axis, keep) => {
            let (x, axis) = (values[x % count], axis % 2);
            let reduced = match (reduction, keep) {
                (Reduction::Sum, true) => x.sum_keep(axis),
                (Reduction::Sum, false) => x.sum_axis(axis),
                (Reduction::Mean, true) => x.mean_keep(axis),
                (Reduction::Mean, false) => x.mean_axis(axis),
                (Reduction::Logsumexp, true) => x.logsumexp_keep(axis),
                (Reduction::Logsumexp, false) => x.logsumexp_axis(axis),
            };
            if keep { reduced } else { reduced.unsqueeze(0) }
        }
        Step::Transpose(x) => values[x % count].t(),
        Step::Slice(x, axis, start) => {
            let x = values[x % count];
            let size = x.size(axis % 2);
            let start = start % size;
            let end = size.min(start + 2);
            if axis % 2 == 0 {
                x.slice(start..end)
            } else {
                x.slice((.., start..end))
            }
        }
        Step::Reshape(x) => {
            let x = values[x % count];
            x.reshape([x.size(1), x.size(0)])
        }
        Step::Product(a, b) => {
            let (a, b) = operands(count, a, b, |a, b| values[a].size(1) == values[b].size(0));
            let x = values[a];
            if x.size(1) == values[b].size(0) && a != b {
                x.matmul(values[b])
            } else {
                x.matmul(x.t())
            }
        }
    }
}

fn unary(function: Function, x: f64) -> f64 {
    match function {
        Function::Tanh => x.tanh(),
        Function::Sin => x.sin(),
        Function::Sigmoid => 1.0 / (1.0 + (-x).exp()),
        Function::Softplus => x.max(0.0) + (-x.abs()).exp().ln_1p(),
        Function::Neg => -x,
        Function::Half => 0.5 * x,
        Function::Erf => erf(x),
        Function::Atan => x.atan(),
    }
}

/// The error function by its Maclaurin series and, beyond 3, by the continued fraction of erfc
/// (Abramowitz and Stegun 7.1.6 and 7.1.14).
fn erf(x: f64) -> f64 {
    let a = x.abs();
    let value = if a < 3.0 {
        let mut term = a;
        let mut sum = a;
        for n in 0..200 {
            term *= 2.0 * a * a / (2 * n + 3) as f64;
            sum += term;
        }
        sum * (-a * a).exp() * std::f64::consts::FRAC_2_SQRT_PI
    } else if a < 7.0 {
        let fraction = (1..120).rev().fold(a, |rest, k| a + 0.5 * k as f64 / rest);
        1.0 - (-a * a).exp() / (fraction * std::f64::consts::PI.sqrt())
    } else {
        1.0
    };
    value.copysign(x)
}

fn binary(pair: Pair, x: f64, y: f64) -> f64 {
    match pair {
        Pair::Add => x + y,
        Pair::Sub => x - y,
        Pair::Mul => x * y,
        Pair::Quotient => x / (1.0 + y * y),
        Pair::Hypot => x.hypot(y + 3.0),
    }
}

fn reduce(reduction: Reduction, line: &[f64]) -> f64 {
    let sum: f64 = line.iter().sum();
    match reduction {
        Reduction::Sum => sum,
        Reduction::Mean => sum / line.len() as f64,
        Reduction::Logsumexp => {
            let largest = line.iter().fold(f64::NEG_INFINITY, |m, &x| m.max(x));
            largest + line.iter().map(|x| (x - largest).exp()).sum::<f64>().ln()
        }
    }
}
