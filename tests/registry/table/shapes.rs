//! Views, joins, padding and other moves of elements.

use crate::draw::PLAIN;
use crate::entry::{Entry, entry};
use wengert::{IntoSlice, Padding, Tensor, concat, stack};

/// Ranks 2 to 4 with size 1 and without elements.
const SHAPES: &[&[usize]] = &[&[2, 3], &[3, 1], &[2, 3, 4], &[2, 0, 3], &[2, 1, 3, 2]];

/// Matrices and stacks of them.
const MATRICES: &[&[usize]] = &[&[3, 3], &[2, 4], &[4, 2], &[2, 3, 3], &[1, 1], &[0, 3]];

/// Above the sizes from which threads share the work.
const BIG: &[usize] = &[300, 301];

pub fn entries() -> Vec<Entry> {
    let mut entries = views();
    entries.extend(parts());
    entries.extend(joins());
    entries.extend(copies());
    entries.extend(diagonals());
    entries
}

fn views() -> Vec<Entry> {
    vec![
        entry!("reshape", |x| x[0].reshape([-1, 2]))
            .each(&[&[2, 3, 2], &[4], &[2, 0, 2]], PLAIN)
            .large(&[(&[300, 302], PLAIN)]),
        entry!("reshape", |x| x[0].t().reshape(-1))
            .each(&[&[2, 3], &[3, 1], &[2, 3, 4], &[2, 1, 3, 2]], PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("flatten", |x| x[0].flatten())
            .never_fails("every tensor has a flat form")
            .each(SHAPES, PLAIN)
            .each(&[&[]], PLAIN),
        entry!("flatten_axes", |x| x[0].flatten_axes(1, -1)).each(SHAPES, PLAIN),
        entry!("permute", |x| x[0].permute([2, 0, 1])).each(&[&[2, 3, 4], &[1, 3, 2], &[2, 0, 3]], PLAIN),
        entry!("permute", |x| x[0].permute([-1, 0]) * 2.0)
            .each(&[&[2, 3]], PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("transpose", |x| x[0].transpose(0, -1)).each(SHAPES, PLAIN),
        entry!("t", |x| x[0].t())
            .never_fails("a vector or number is itself")
            .formula(transposed)
            .each(SHAPES, PLAIN)
            .each(&[&[], &[3]], PLAIN),
        entry!("movedim", |x| x[0].movedim(0, -1)).each(SHAPES, PLAIN),
        entry!("movedim", |x| x[0].movedim([0, 1], [1, 0])).each(SHAPES, PLAIN),
        entry!("squeeze", |x| x[0].squeeze())
            .never_fails("there may be no axis of size 1")
            .each(&[&[1, 3, 1], &[2, 3], &[1]], PLAIN),
        entry!("squeeze_axis", |x| x[0].squeeze_axis([0, -1])).each(&[&[1, 3, 1], &[1, 0, 1]], PLAIN),
        entry!("unsqueeze", |x| x[0].unsqueeze(-1))
            .each(SHAPES, PLAIN)
            .each(&[&[]], PLAIN),
        entry!("unsqueeze", |x| x[0].unsqueeze(1)).each(SHAPES, PLAIN),
        entry!("broadcast_to", |x| x[0].broadcast_to([4, 2, 3]))
            .each(&[&[3], &[2, 1], &[4, 1, 3], &[], &[1, 1, 1]], PLAIN),
        entry!("broadcast_to", |x| x[0].broadcast_to([300, 301]))
            .each(&[&[301]], PLAIN)
            .large(&[(&[301], PLAIN)]),
        entry!("broadcast_to", |x| x[0].broadcast_to([2, 0, 3])).each(&[&[3], &[1, 3]], PLAIN),
        entry!("expand", |x| x[0].expand([4, -1, 3])).each(&[&[2, 1], &[1, 2, 3]], PLAIN),
    ]
}

/// The last two axes exchanged, by index.
fn transposed(inputs: &[Tensor]) -> Tensor {
    let x = &inputs[0];
    let &[ref leading @ .., rows, columns] = x.shape() else {
        return x.clone();
    };
    let elements: Vec<f64> = x.iter().collect();
    let turned = |k: usize| {
        let (matrix, place) = (k / (rows * columns), k % (rows * columns));
        elements[matrix * rows * columns + place % rows * columns + place / rows]
    };
    let shape = [leading, &[columns, rows]].concat();
    Tensor::from_vec((0..elements.len()).map(turned).collect(), shape)
}

fn parts() -> Vec<Entry> {
    vec![
        entry!("slice", |x| x[0].slice(0)).each(SHAPES, PLAIN),
        entry!("slice", |x| x[0].slice((1.., -1))).each(&[&[2, 3], &[3, 1], &[2, 3, 4]], PLAIN),
        entry!("slice", |x| x[0].slice(((..).step(-2), 1..)))
            .each(SHAPES, PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("slice", |x| x[0].slice(..2)
            + x[0].slice((1..3, ..)) * x[0].slice((..).step(2)))
        .each(&[&[3, 2], &[3, 3, 2]], PLAIN)
        .large(&[(&[3, 30_001], PLAIN)]),
        entry!("index", |x| x[0].index(1, -1)).each(&[&[2, 3], &[2, 3, 4], &[0, 2]], PLAIN),
        entry!("unbind", |x| x[0]
            .unbind(0)
            .into_iter()
            .rev()
            .reduce(|a, b| a * b)
            .unwrap_or(x[0]))
        .each(&[&[2, 3], &[3], &[1, 2]], PLAIN),
        entry!("split", |x| concat(&reversed(x[0].split(2, 0)), 0)).each(&[&[5], &[3, 2], &[1, 2]], PLAIN),
        entry!("split_sizes", |x| concat(
            &reversed(x[0].split_sizes(&[1, 0, 2], -1)),
            -1
        ))
        .each(&[&[3], &[2, 3]], PLAIN),
        entry!("chunk", |x| concat(&reversed(x[0].chunk(3, 0)), 0)).each(&[&[7], &[3, 2], &[2, 2]], PLAIN),
        entry!("unfold", |x| x[0].unfold(0, 3, 1))
            .each(&[&[5], &[4, 2], &[3]], PLAIN)
            .large(&[(&[30_000], PLAIN)]),
        entry!("unfold", |x| x[0].unfold(-1, 2, 3)).each(&[&[5], &[2, 6]], PLAIN),
    ]
}

fn reversed<V>(parts: impl IntoIterator<Item = V, IntoIter: DoubleEndedIterator>) -> Vec<V> {
    parts.into_iter().rev().collect()
}

fn joins() -> Vec<Entry> {
    vec![
        entry!("concat", |x| concat(&[x[0], x[1], x[0]], 0))
            .on(&[(&[2, 3], PLAIN), (&[1, 3], PLAIN)])
            .on(&[(&[2], PLAIN), (&[0], PLAIN)])
            .large(&[(&[200, 301], PLAIN), (&[100, 301], PLAIN)]),
        entry!("concat", |x| concat(x, -1))
            .on(&[(&[2, 3], PLAIN), (&[2, 1], PLAIN)])
            .on(&[(&[2, 2, 1], PLAIN), (&[2, 2, 2], PLAIN)]),
        entry!("stack", |x| stack(x, 0))
            .on(&[(&[2, 3], PLAIN), (&[2, 3], PLAIN)])
            .on(&[(&[], PLAIN), (&[], PLAIN)])
            .large(&[(BIG, PLAIN), (BIG, PLAIN)]),
        entry!("stack", |x| stack(&[x[0], x[1], x[0]], -1)).on(&[(&[2, 3], PLAIN), (&[2, 3], PLAIN)]),
    ]
}

fn copies() -> Vec<Entry> {
    vec![
        entry!("pad", |x| x[0].pad(&[(1, 2)], Padding::Constant(-1.5)))
            .each(SHAPES, PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("pad", |x| x[0].pad(&[(1, 0), (0, 2)], Padding::Reflect)).each(&[&[2, 3], &[3, 4, 3]], PLAIN),
        entry!("pad", |x| x[0].pad(&[(2, 1), (0, 3)], Padding::Replicate))
            .each(&[&[2, 3], &[1, 1], &[3, 4, 3]], PLAIN),
        entry!("pad", |x| x[0].pad(&[(2, 1)], Padding::Circular)).each(&[&[2, 3], &[2]], PLAIN),
        entry!("flip", |x| x[0].flip([0, -1]))
            .each(SHAPES, PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("flip", |x| x[0].flip(()))
            .each(SHAPES, PLAIN)
            .each(&[&[]], PLAIN),
        entry!("roll", |x| x[0].roll(2, 0)).each(SHAPES, PLAIN),
        entry!("roll", |x| x[0].roll(-7, -1))
            .each(SHAPES, PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("repeat", |x| x[0].repeat([2, 1, 3])).each(&[&[2], &[2, 3], &[0, 2]], PLAIN),
        entry!("tile", |x| x[0].tile([2])).each(&[&[3], &[2, 3]], PLAIN),
        entry!("repeat_interleave", |x| x[0].repeat_interleave(3, 0)).each(SHAPES, PLAIN),
    ]
}

fn diagonals() -> Vec<Entry> {
    vec![
        entry!("triu", |x| x[0].triu(0))
            .each(MATRICES, PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("triu", |x| x[0].triu(-1)).each(MATRICES, PLAIN),
        entry!("tril", |x| x[0].tril(1))
            .each(MATRICES, PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("diagonal", |x| x[0].diagonal(1, 0, 1)).each(&[&[3, 3], &[2, 4], &[2, 3, 2]], PLAIN),
        entry!("diagonal", |x| x[0].diagonal(-1, -2, -1)).each(&[&[3, 3], &[2, 3, 3]], PLAIN),
        entry!("diag", |x| x[0].diag(0)).each(&[&[3], &[3, 3], &[2, 4]], PLAIN),
        entry!("diag", |x| x[0].diag(-1)).each(&[&[3], &[3, 3]], PLAIN),
        entry!("diag_embed", |x| x[0].diag_embed(1)).each(&[&[3], &[2, 3]], PLAIN),
        entry!("trace", |x| x[0].trace()).each(&[&[3, 3], &[2, 4], &[1, 1]], PLAIN),
    ]
}
