//! Losses.

use crate::draw::Domain::{Between, Distinct};
use crate::draw::PLAIN;
use crate::entry::{Entry, entry};
use wengert::Tensor;

/// Above the sizes from which threads share the work.
const BIG: &[usize] = &[400, 350];

pub fn entries() -> Vec<Entry> {
    let probability = Between(0.1, 0.9);
    vec![
        entry!("mse", |x| x[0].mse(x[1]))
            .on(&[(&[2, 3], PLAIN), (&[2, 3], PLAIN)])
            .large(&[(BIG, PLAIN), (BIG, PLAIN)]),
        entry!("l1", |x| x[0].l1(x[1]))
            .on(&[(&[2, 3], Distinct), (&[2, 3], Distinct)])
            .large(&[(BIG, PLAIN), (BIG, PLAIN)]),
        // Differences far inside or far outside of the width.
        entry!("huber", |x| x[0].huber(x[1], 0.8))
            .on(&[(&[2, 3], Between(0.0, 0.3)), (&[2, 3], Between(0.4, 0.7))])
            .on(&[(&[4], Between(0.0, 0.3)), (&[4], Between(1.4, 1.7))]),
        entry!("smooth_l1", |x| x[0].smooth_l1(x[1], 0.8))
            .on(&[(&[2, 3], Between(0.0, 0.3)), (&[2, 3], Between(0.4, 0.7))])
            .on(&[(&[4], Between(0.0, 0.3)), (&[4], Between(1.4, 1.7))]),
        entry!("bce", |x| x[0].bce(x[1]))
            .on(&[(&[2, 3], probability), (&[2, 3], probability)])
            .large(&[(BIG, probability), (BIG, probability)]),
        entry!("bce_with_logits", |x| x[0].bce_with_logits(x[1]))
            .on(&[(&[2, 3], PLAIN), (&[2, 3], probability)])
            .large(&[(BIG, PLAIN), (BIG, probability)]),
        entry!("cross_entropy", |x| x[0].cross_entropy(Tensor::from([1, 0, 1])))
            .each(&[&[3, 2], &[3, 4]], PLAIN),
        entry!("cross_entropy", |x| x[0]
            .cross_entropy(Tensor::from([[1, 0], [-100, 1]])))
        .each(&[&[2, 3, 2]], PLAIN),
        entry!("cross_entropy", |x| x[0].cross_entropy(x[0].argmin_axis(-1)))
            .each(&[&[3, 4]], Distinct)
            .large(&[(BIG, PLAIN)]),
        entry!("cross_entropy", |x| x[0].cross_entropy(x[1].softmax(-1)))
            .on(&[(&[3, 4], PLAIN), (&[3, 4], PLAIN)])
            .large(&[(BIG, PLAIN), (BIG, PLAIN)]),
        entry!("nll", |x| x[0].nll(Tensor::from([1, 0, -100]))).each(&[&[3, 2], &[3, 4]], PLAIN),
        entry!("nll", |x| x[0].log_softmax(-1).nll(x[0].argmin_axis(-1)))
            .each(&[&[3, 4]], Distinct)
            .large(&[(BIG, PLAIN)]),
    ]
}
