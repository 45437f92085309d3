//! Gather, scatter and their kin, with indices that come twice.

use crate::draw::Domain::Distinct;
use crate::draw::PLAIN;
use crate::entry::{Entry, entry};
use wengert::Tensor;

pub fn entries() -> Vec<Entry> {
    vec![
        entry!("gather", |x| x[0]
            .gather(1, Tensor::from([[0, 2, 2, 1], [1, 1, 0, 2]])))
        .each(&[&[2, 3], &[3, 4]], PLAIN),
        entry!("gather", |x| x[0].gather(0, Tensor::from([[1, 0], [1, 1]]))).each(&[&[2, 3], &[4, 2]], PLAIN),
        entry!("gather", |x| x[0].gather(0, x[0].argsort(0, true)))
            .each(&[&[5], &[3, 2]], Distinct)
            .large(&[(&[300, 301], PLAIN)]),
        entry!("take_along_axis", |x| x[0]
            .take_along_axis(1, Tensor::from([[0, 2, 0]])))
        .each(&[&[2, 3], &[1, 4]], PLAIN),
        entry!("take_along_axis", |x| x[0]
            .take_along_axis(-1, x[0].argsort(-1, false)))
        .each(&[&[4], &[2, 3]], Distinct),
        entry!("scatter", |x| x[0].scatter(0, Tensor::from([3, 0, 3]), x[1]))
            .on(&[(&[5], PLAIN), (&[3], PLAIN)])
            .on(&[(&[4], PLAIN), (&[4], PLAIN)]),
        entry!("scatter", |x| x[0].scatter(
            1,
            Tensor::from([[2, 0], [1, 1]]),
            x[1]
        ))
        .on(&[(&[2, 3], PLAIN), (&[2, 2], PLAIN)]),
        entry!("scatter_add", |x| x[0].scatter_add(
            0,
            Tensor::from([3, 0, 3, 1]),
            x[1]
        ))
        .on(&[(&[5], PLAIN), (&[4], PLAIN)]),
        entry!("scatter_add", |x| x[0].scatter_add(
            1,
            Tensor::from([[2, 0], [1, 1]]),
            x[1]
        ))
        .on(&[(&[2, 3], PLAIN), (&[2, 2], PLAIN)]),
        entry!("index_select", |x| x[0].index_select(0, Tensor::from([1, 0, 1])))
            .each(&[&[2], &[3, 2], &[2, 2, 2], &[2, 0]], PLAIN),
        entry!("index_select", |x| x[0].index_select(-1, Tensor::from([2, 2]))).each(&[&[3], &[2, 3]], PLAIN),
        entry!("index_select", |x| x[0].index_select(0, x[0].argsort(0, false)))
            .each(&[&[4]], Distinct)
            .large(&[(&[90_000], PLAIN)]),
        entry!("index_add", |x| x[0].index_add(0, Tensor::from([1, 0, 1]), x[1]))
            .on(&[(&[4], PLAIN), (&[3], PLAIN)])
            .on(&[(&[2, 3], PLAIN), (&[3, 3], PLAIN)]),
        entry!("index_add", |x| x[0].index_add(-1, Tensor::from([2, 2]), x[1]))
            .on(&[(&[2, 3], PLAIN), (&[2, 2], PLAIN)]),
        entry!("embedding", |x| x[0]
            .embedding(Tensor::from([[1, 0, 1], [2, 2, 2]])))
        .each(&[&[3, 2], &[4, 3], &[3, 0]], PLAIN),
        entry!("embedding", |x| x[0].embedding(Tensor::from(2))).each(&[&[3, 2]], PLAIN),
    ]
}
