//! Cumulative operations, softmax, sorting and quantiles.

use crate::draw::Domain::Distinct;
use crate::draw::{NONZERO, PLAIN};
use crate::entry::{Entry, entry};
use wengert::Tensor;

/// Along the last axis.
const SHAPES: &[&[usize]] = &[&[5], &[1], &[2, 3], &[2, 3, 4], &[0, 3], &[2, 1, 3, 1, 2]];

/// With at least two elements along the first and the last axis.
const CHOSEN: &[&[usize]] = &[&[5], &[2, 3], &[2, 3, 4]];

/// Along axis 0 as well as along the last.
const BIG: &[usize] = &[400, 400];

pub fn entries() -> Vec<Entry> {
    let mut entries = cumulative();
    entries.extend(softmaxes());
    entries.extend(sorting());
    entries.extend(quantiles());
    entries
}

fn cumulative() -> Vec<Entry> {
    vec![
        entry!("cumsum", |x| x[0].cumsum(-1))
            .each(SHAPES, PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("cumsum", |x| x[0].cumsum(0))
            .each(SHAPES, PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("cumprod", |x| x[0].cumprod(-1))
            .each(SHAPES, NONZERO)
            .large(&[(BIG, NONZERO)]),
        entry!("cumprod", |x| x[0].cumprod(0))
            .each(SHAPES, NONZERO)
            .large(&[(BIG, NONZERO)]),
        entry!("logcumsumexp", |x| x[0].logcumsumexp(-1))
            .each(SHAPES, PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("logcumsumexp", |x| x[0].logcumsumexp(0))
            .each(SHAPES, PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("cummax", |x| x[0].cummax(-1).0)
            .each(SHAPES, Distinct)
            .large(&[(BIG, PLAIN)]),
        entry!("cummax", |x| x[0].cummax(0).0)
            .each(SHAPES, Distinct)
            .large(&[(BIG, PLAIN)]),
        entry!("cummax", |x| x[0].cummax(-1).1.to_var())
            .each(SHAPES, Distinct)
            .constant(),
        entry!("cummin", |x| x[0].cummin(-1).0)
            .each(SHAPES, Distinct)
            .large(&[(BIG, PLAIN)]),
        entry!("cummin", |x| x[0].cummin(0).0)
            .each(SHAPES, Distinct)
            .large(&[(BIG, PLAIN)]),
        entry!("cummin", |x| x[0].cummin(-1).1.to_var())
            .each(SHAPES, Distinct)
            .constant(),
        entry!("diff", |x| x[0].diff(1, -1))
            .each(SHAPES, PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("diff", |x| x[0].diff(2, 0))
            .each(&[&[5], &[4, 3]], PLAIN)
            .large(&[(BIG, PLAIN)]),
    ]
}

fn softmaxes() -> Vec<Entry> {
    vec![
        entry!("softmax", |x| x[0].softmax(-1))
            .each(SHAPES, PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("softmax", |x| x[0].softmax(0))
            .each(SHAPES, PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("log_softmax", |x| x[0].log_softmax(-1))
            .each(SHAPES, PLAIN)
            .large(&[(BIG, PLAIN)]),
        entry!("log_softmax", |x| x[0].log_softmax(0))
            .each(SHAPES, PLAIN)
            .large(&[(BIG, PLAIN)]),
    ]
}

fn sorting() -> Vec<Entry> {
    vec![
        entry!("sort", |x| x[0].sort(-1, false).0)
            .each(SHAPES, Distinct)
            .large(&[(BIG, PLAIN)]),
        entry!("sort", |x| x[0].sort(0, true).0)
            .each(SHAPES, Distinct)
            .large(&[(BIG, PLAIN)]),
        entry!("sort", |x| x[0].sort(-1, false).1.to_var())
            .each(SHAPES, Distinct)
            .constant(),
        entry!("argsort", |x| x[0].argsort(-1, true).to_var())
            .each(SHAPES, Distinct)
            .large(&[(BIG, PLAIN)])
            .constant(),
        entry!("topk", |x| x[0].topk(2, -1, true).0)
            .each(CHOSEN, Distinct)
            .large(&[(BIG, PLAIN)]),
        entry!("topk", |x| x[0].topk(2, 0, false).0)
            .each(CHOSEN, Distinct)
            .large(&[(BIG, PLAIN)]),
        entry!("kthvalue", |x| x[0].kthvalue(2, -1).0)
            .each(CHOSEN, Distinct)
            .large(&[(BIG, PLAIN)]),
    ]
}

fn quantiles() -> Vec<Entry> {
    vec![
        entry!("median", |x| x[0].median())
            .each(CHOSEN, Distinct)
            .large(&[(BIG, PLAIN)]),
        entry!("median_axis", |x| x[0].median_axis(-1))
            .each(CHOSEN, Distinct)
            .large(&[(BIG, PLAIN)]),
        entry!("median_with_indices", |x| x[0].median_with_indices(0).0).each(CHOSEN, Distinct),
        entry!("quantile", |x| x[0].quantile(0.3))
            .each(CHOSEN, Distinct)
            .large(&[(BIG, PLAIN)]),
        entry!("quantile_axis", |x| x[0].quantile_axis(0.8, -1))
            .each(CHOSEN, Distinct)
            .large(&[(BIG, PLAIN)]),
        entry!("quantiles", |x| x[0].quantiles(&[0.25, 1.0, 0.6], 0))
            .each(CHOSEN, Distinct)
            .formula(quantiles_along_the_first_axis),
    ]
}

/// By the definition: of each column in order, the point at the share q of the way.
fn quantiles_along_the_first_axis(inputs: &[Tensor]) -> Tensor {
    let x = &inputs[0];
    let (rows, elements) = (x.shape()[0], x.iter().collect::<Vec<f64>>());
    let width = elements.len() / rows;
    let quantile = |q: f64, column: usize| {
        let mut column: Vec<f64> = elements.iter().skip(column).step_by(width).copied().collect();
        column.sort_by(f64::total_cmp);
        let place = q * (rows - 1) as f64;
        let (below, above) = (column[place.floor() as usize], column[place.ceil() as usize]);
        below + (above - below) * place.fract()
    };
    let all = [0.25, 1.0, 0.6].into_iter();
    let quantiles = all.flat_map(|q| (0..width).map(move |column| (q, column)));
    let mut shape = x.shape().to_vec();
    shape[0] = 3;
    Tensor::from_vec(quantiles.map(|(q, column)| quantile(q, column)).collect(), shape)
}
