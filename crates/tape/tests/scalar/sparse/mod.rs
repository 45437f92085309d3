//! Sparse derivatives: patterns, colourings and what is recovered from them.

use crate::{close, rosenbrock};
use proptest::prelude::*;
use std::time::Instant;
use wengert_tape::scalar::sparse::{Colouring, Direction, Order, Pattern, Sparse, Symmetry};
use wengert_tape::scalar::{self, Expr, Function};
use wengert_tape::{ErrorKind, Real, Result};

mod colourings;
mod patterns;
mod recovery;
mod results;
mod scene;
mod size;

const ORDERS: [Order; 3] = [Order::Fewest, Order::Natural, Order::LargestFirst];

fn places(pattern: &Pattern) -> Vec<(usize, usize)> {
    pattern.iter().collect()
}

fn record(inputs: usize, f: impl for<'p> FnOnce(&[Expr<'p>]) -> Expr<'p>) -> Function {
    Function::record(inputs, f)
}

fn agrees(found: &Sparse, dense: &scalar::Matrix) -> bool {
    let all = (0..dense.rows()).flat_map(|i| (0..dense.columns()).map(move |j| (i, j)));
    (found.rows(), found.columns()) == (dense.rows(), dense.columns())
        && all.into_iter().all(|(i, j)| {
            let (a, b) = (found.get(i, j), dense[(i, j)]);
            (a - b).abs() <= 1e-10 * b.abs().max(1.0)
        })
}
