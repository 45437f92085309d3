//! Sums of products in Einstein's notation, planned into matrix products.

use crate::error::Error;
use crate::ops::product::notation::{self, Label, Notation};
use crate::tape::{Var, tapeless};
use crate::tensor::Float;
use crate::tensor::shape::Dims;
use std::collections::BTreeMap;

/// A sum of products in Einstein's notation: `einsum("ij,jk->ik", &[a, b])` is a matrix product.
///
/// A letter names an axis; the same letter is the same index. Letters that are not in the output are
/// summed over. Without `->` the output has the letters that occur once, in alphabetical order. A
/// letter twice in one argument is its diagonal. `...` stands for any further axes, which broadcast;
/// they come first in an implicit output, and are summed over where an explicit one leaves them out.
/// An axis of size 1 broadcasts. Spaces do not count.
///
/// Two arguments at a time are multiplied, always those whose product costs least; each becomes one
/// matrix product over permuted axes, or an element-wise one where nothing is summed over.
///
/// ```
/// use wengert_tape::{Tape, Tensor, einsum};
///
/// let tape = Tape::new();
/// let a = tape.var([[1.0, 2.0], [3.0, 4.0]]);
/// let b = tape.var([10.0, 100.0]);
/// assert_eq!(einsum("ij,j->i", &[a, b]).value()?, Tensor::from([210.0, 430.0]));
/// assert_eq!(einsum("ii", &[a]).item()?, 5.0);
/// assert_eq!(einsum("i,j", &[b, b]).shape(), [2, 2]);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[track_caller]
pub fn einsum<'t, T: Float>(notation: &str, arguments: &[Var<'t, T>]) -> Var<'t, T> {
    if let Some(failed) = arguments.iter().find_map(|argument| argument.failed()) {
        return failed;
    }
    let Some(first) = arguments.iter().find(|argument| argument.tape().is_some()) else {
        let error = match arguments.is_empty() {
            true => Error::shape("einsum", "no variables to contract"),
            false => tapeless::plain_number("einsum"),
        };
        return Var::tapeless_error(error);
    };
    let mut variables = Vec::with_capacity(arguments.len());
    for &argument in arguments {
        match first.paired("einsum", argument) {
            Ok((tape, _, node)) => variables.push(Var::on(tape, node, false)),
            Err(failed) => return failed,
        }
    }
    let shapes: Vec<Dims> = variables.iter().map(|variable| variable.dims()).collect();
    match notation::read(notation, &shapes) {
        Ok(notation) => Var::composed("einsum", [*first], |_| contract(&notation, &variables)),
        Err(problem) => first.fail_with(Error::shape("einsum", problem)),
    }
}

/// A variable whose axes have labels.
#[derive(Clone)]
struct Term<'t, T: Float> {
    variable: Var<'t, T>,
    labels: Vec<Label>,
}

#[track_caller]
fn contract<'t, T: Float>(notation: &Notation, variables: &[Var<'t, T>]) -> Var<'t, T> {
    let sizes = &notation.sizes;
    let mut terms = Vec::with_capacity(variables.len());
    for (&variable, labels) in variables.iter().zip(&notation.arguments) {
        terms.push(Term::read(variable, labels, sizes));
    }
    while terms.len() > 1 {
        let (i, j) = cheapest(&terms, sizes);
        let second = terms.swap_remove(j);
        let first = terms.swap_remove(i);
        let needed = |label: &Label| {
            notation.output.contains(label) || terms.iter().any(|term| term.labels.contains(label))
        };
        let product = multiply(first, second, &needed, sizes);
        terms.push(product);
    }
    let last = terms
        .swap_remove(0)
        .sum_all_but(|label| notation.output.contains(label));
    last.arranged(&notation.output)
}

/// The pair, in rising order, whose product touches the fewest combinations of indices.
fn cheapest<T: Float>(terms: &[Term<'_, T>], sizes: &BTreeMap<Label, usize>) -> (usize, usize) {
    let mut best = (f64::INFINITY, (0, 1));
    for j in 1..terms.len() {
        for i in 0..j {
            let mut labels = terms[i].labels.clone();
            labels.extend(
                terms[j]
                    .labels
                    .iter()
                    .filter(|label| !terms[i].labels.contains(label)),
            );
            let cost: f64 = labels.iter().map(|label| sizes[label] as f64).product();
            if cost < best.0 {
                best = (cost, (i, j));
            }
        }
    }
    best.1
}

/// The sum over what nobody needs of the product of two terms.
#[track_caller]
fn multiply<'t, T: Float>(
    first: Term<'t, T>,
    second: Term<'t, T>,
    needed: &dyn Fn(&Label) -> bool,
    sizes: &BTreeMap<Label, usize>,
) -> Term<'t, T> {
    // What only one of them has and nobody needs is summed before the product.
    let first_labels = first.labels.clone();
    let first = first.sum_all_but(|label| needed(label) || second.labels.contains(label));
    let second = second.sum_all_but(|label| needed(label) || first_labels.contains(label));
    let shared = |label: &&Label| second.labels.contains(label);
    let batch: Vec<Label> = first
        .labels
        .iter()
        .filter(shared)
        .filter(|l| needed(l))
        .copied()
        .collect();
    let summed: Vec<Label> = first
        .labels
        .iter()
        .filter(shared)
        .filter(|l| !needed(l))
        .copied()
        .collect();
    let left: Vec<Label> = first.labels.iter().filter(|l| !shared(l)).copied().collect();
    let right: Vec<Label> = second
        .labels
        .iter()
        .filter(|label| !first.labels.contains(label))
        .copied()
        .collect();
    let count = |labels: &[Label]| labels.iter().map(|label| sizes[label]).product::<usize>();
    let [b, l, s, r] = [&batch, &left, &summed, &right].map(|labels| count(labels));
    let labels = [&batch[..], &left, &right].concat();
    let shape: Dims = labels.iter().map(|label| sizes[label]).collect();
    let pick = |term: &Term<'t, T>, parts: [&[Label]; 3]| term.arranged(&parts.concat());
    if summed.is_empty() || (l == 1 && r == 1 && b > 1) {
        // Nothing to sum, or many short sums: products of matrices would be of one row and column.
        let a = pick(&first, [&batch, &left, &summed]).reshape_to(&[b, l, 1, s]);
        let c = pick(&second, [&batch, &right, &summed]).reshape_to(&[b, 1, r, s]);
        let product = (a * c).sum_kept(&[3]);
        return Term {
            variable: product.reshape_to(&shape),
            labels,
        };
    }
    let a = pick(&first, [&batch, &left, &summed]);
    let c = pick(&second, [&batch, &summed, &right]);
    let product = if batch.is_empty() {
        a.reshape_to(&[l, s]).matmul(c.reshape_to(&[s, r]))
    } else {
        a.reshape_to(&[b, l, s]).matmul(c.reshape_to(&[b, s, r]))
    };
    Term {
        variable: product.reshape_to(&shape),
        labels,
    }
}

impl<'t, T: Float> Term<'t, T> {
    /// An argument: its diagonals where a label comes twice, without the axes that broadcast.
    #[track_caller]
    fn read(variable: Var<'t, T>, labels: &[Label], sizes: &BTreeMap<Label, usize>) -> Self {
        let mut term = Term {
            variable,
            labels: labels.to_vec(),
        };
        let broadcast: Vec<usize> = term.variable.dims().iter().copied().collect();
        for axis in (0..broadcast.len()).rev() {
            if broadcast[axis] == 1 && sizes[&term.labels[axis]] != 1 {
                term.variable = term.variable.drop_axis(axis);
                term.labels.remove(axis);
            }
        }
        while let Some((i, j)) = twice(&term.labels) {
            let label = term.labels[i];
            term.variable = term.variable.diagonal(0, i, j);
            term.labels.remove(j);
            term.labels.remove(i);
            term.labels.push(label);
        }
        term
    }

    /// The sum over the labels that are not kept.
    #[track_caller]
    fn sum_all_but(self, kept: impl Fn(&Label) -> bool) -> Self {
        let axes: Dims = (0..self.labels.len())
            .filter(|&axis| !kept(&self.labels[axis]))
            .collect();
        if axes.is_empty() {
            return self;
        }
        let left: Vec<usize> = (0..self.labels.len())
            .filter(|axis| !axes.contains(axis))
            .collect();
        let dims = self.variable.dims();
        let shape: Dims = left.iter().map(|&axis| dims[axis]).collect();
        Term {
            variable: self.variable.sum_kept(&axes).reshape_to(&shape),
            labels: left.iter().map(|&axis| self.labels[axis]).collect(),
        }
    }

    /// The variable with its axes in the order of the labels.
    #[track_caller]
    fn arranged(&self, labels: &[Label]) -> Var<'t, T> {
        let place = |label| self.labels.iter().position(|own| own == label);
        let order: Dims = labels.iter().filter_map(place).collect();
        self.variable.permute_to(&order)
    }
}

/// Two axes with the same label.
fn twice(labels: &[Label]) -> Option<(usize, usize)> {
    (0..labels.len()).find_map(|j| {
        let i = labels[..j].iter().position(|&label| label == labels[j])?;
        Some((i, j))
    })
}
