//! Matrix products and their kin.

use crate::draw::PLAIN;
use crate::entry::{Entry, entry};
use wengert::{bilinear, einsum};

pub fn entries() -> Vec<Entry> {
    vec![
        entry!("matmul", |x| x[0].matmul(x[1]))
            .on(&[(&[2, 3], PLAIN), (&[3, 4], PLAIN)])
            .on(&[(&[3], PLAIN), (&[3], PLAIN)])
            .on(&[(&[3], PLAIN), (&[3, 2], PLAIN)])
            .on(&[(&[2, 3], PLAIN), (&[3], PLAIN)])
            .on(&[(&[2, 2, 3], PLAIN), (&[3, 2], PLAIN)])
            .on(&[(&[2, 1, 2, 3], PLAIN), (&[3, 3, 1], PLAIN)])
            .on(&[(&[3], PLAIN), (&[2, 3, 2], PLAIN)])
            .on(&[(&[2, 2, 3], PLAIN), (&[3], PLAIN)])
            .on(&[(&[0, 3], PLAIN), (&[3, 2], PLAIN)])
            .on(&[(&[2, 0], PLAIN), (&[0, 3], PLAIN)])
            .on(&[(&[1, 1], PLAIN), (&[1, 1], PLAIN)])
            .large(&[(&[130, 140], PLAIN), (&[140, 150], PLAIN)])
            .large(&[(&[20, 33, 40], PLAIN), (&[40, 31], PLAIN)])
            .large(&[(&[40, 20, 30], PLAIN), (&[40, 30, 20], PLAIN)]),
        entry!("matmul", |x| x[0].t().matmul(x[1].t()))
            .on(&[(&[3, 2], PLAIN), (&[4, 3], PLAIN)])
            .large(&[(&[140, 130], PLAIN), (&[150, 140], PLAIN)]),
        entry!("matmul", |x| x[0].matmul(x[0].t())).each(&[&[2, 3], &[2, 2, 3]], PLAIN),
        entry!("dot", |x| x[0].dot(x[1]))
            .on(&[(&[4], PLAIN), (&[4], PLAIN)])
            .on(&[(&[0], PLAIN), (&[0], PLAIN)])
            .large(&[(&[200_000], PLAIN), (&[200_000], PLAIN)]),
        entry!("outer", |x| x[0].outer(x[1]))
            .on(&[(&[4], PLAIN), (&[3], PLAIN)])
            .on(&[(&[0], PLAIN), (&[3], PLAIN)])
            .large(&[(&[400], PLAIN), (&[300], PLAIN)]),
        entry!("bilinear", |x| bilinear(x[0], x[1], x[2]))
            .on(&[(&[4, 2], PLAIN), (&[3, 2, 3], PLAIN), (&[4, 3], PLAIN)])
            .on(&[(&[2], PLAIN), (&[1, 2, 2], PLAIN), (&[2], PLAIN)]),
        entry!("einsum", |x| einsum("ij,jk->ik", x))
            .on(&[(&[2, 3], PLAIN), (&[3, 4], PLAIN)])
            .large(&[(&[130, 140], PLAIN), (&[140, 150], PLAIN)]),
        entry!("einsum", |x| einsum("bij,bkj->bik", x)).on(&[(&[2, 2, 3], PLAIN), (&[2, 4, 3], PLAIN)]),
        entry!("einsum", |x| einsum("...i,ij,...j", x)).on(&[
            (&[2, 3], PLAIN),
            (&[3, 4], PLAIN),
            (&[2, 4], PLAIN),
        ]),
        entry!("einsum", |x| einsum("ii->i", x)).each(&[&[3, 3]], PLAIN),
        entry!("einsum", |x| einsum("iij->j", x)).each(&[&[2, 2, 3]], PLAIN),
        entry!("einsum", |x| einsum("ij,ij,ij->", x)).on(&[
            (&[2, 3], PLAIN),
            (&[2, 3], PLAIN),
            (&[2, 3], PLAIN),
        ]),
        entry!("einsum", |x| einsum("i,j,k->kji", x)).on(&[(&[2], PLAIN), (&[3], PLAIN), (&[2], PLAIN)]),
    ]
}
