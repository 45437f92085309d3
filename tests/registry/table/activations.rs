//! Activations and dropout.

use crate::draw::Domain::{Away, Between};
use crate::draw::{NONZERO, PLAIN};
use crate::entry::{Entry, entry};
use wengert::Tensor;

pub fn entries() -> Vec<Entry> {
    vec![
        entry!("relu6", |x| x[0].relu6()).one(Away(-2.0, 8.0, &[0.0, 6.0])),
        entry!("leaky_relu", |x| x[0].leaky_relu(0.1)).one(NONZERO),
        entry!("elu", |x| x[0].elu(1.7)).one(NONZERO),
        entry!("selu", |x| x[0].selu()).one(NONZERO),
        entry!("celu", |x| x[0].celu(0.6)).one(NONZERO),
        entry!("gelu", |x| x[0].gelu()).one(PLAIN),
        entry!("gelu_tanh", |x| x[0].gelu_tanh()).one(PLAIN),
        entry!("silu", |x| x[0].silu()).one(PLAIN),
        entry!("mish", |x| x[0].mish()).one(PLAIN),
        entry!("hardtanh", |x| x[0].hardtanh(-1.0, 1.5)).one(Away(-2.0, 2.0, &[-1.0, 1.5])),
        entry!("hardsigmoid", |x| x[0].hardsigmoid()).one(Away(-4.0, 4.0, &[-3.0, 3.0])),
        entry!("hardswish", |x| x[0].hardswish()).one(Away(-4.0, 4.0, &[-3.0, 3.0])),
        entry!("softsign", |x| x[0].softsign()).one(NONZERO),
        entry!("softshrink", |x| x[0].softshrink(0.5)).one(Away(-2.0, 2.0, &[-0.5, 0.5])),
        entry!("hardshrink", |x| x[0].hardshrink(0.5)).one(Away(-2.0, 2.0, &[-0.5, 0.5])),
        entry!("tanhshrink", |x| x[0].tanhshrink()).one(PLAIN),
        entry!("threshold", |x| x[0].threshold(0.4, -3.0)).one(Away(-2.0, 2.0, &[0.4])),
        entry!("nan_to_num", |x| x[0].nan_to_num(0.5, 9.0, -9.0)).one(PLAIN),
        entry!("prelu", |x| x[0].prelu(x[1]))
            .on(&[(&[2, 3], NONZERO), (&[3], Between(0.1, 0.5))])
            .on(&[(&[2, 3, 2], NONZERO), (&[3], Between(0.1, 0.5))])
            .on(&[(&[5], NONZERO), (&[1], Between(0.1, 0.5))])
            .on(&[(&[2, 2], NONZERO), (&[], Between(0.1, 0.5))])
            .large(&[(&[260, 260], NONZERO), (&[260], Between(0.1, 0.5))]),
        // The mask follows from the tape's seed, so the same elements are dropped at every evaluation.
        entry!("dropout", |x| x[0].dropout(0.4))
            .one(PLAIN)
            .property(keeps_a_share_and_scales_it),
    ]
}

/// Of a dropout with probability 0.4: an element becomes 0 or is divided by 0.6, and about 0.6 of all
/// are kept.
fn keeps_a_share_and_scales_it(inputs: &[Tensor], value: &Tensor) -> Result<(), String> {
    let n = value.len() as f64;
    let mut kept = 0.0;
    for (x, y) in inputs[0].iter().zip(value.iter()) {
        if y != 0.0 {
            kept += 1.0;
            if (y - x / 0.6).abs() > 1e-15 * x.abs() {
                return Err(format!("{x} became {y}"));
            }
        }
    }
    // Six standard deviations: by chance once in 500 million draws, and the draw is always the same.
    match (kept - 0.6 * n).abs() <= 6.0 * (0.24 * n).sqrt() {
        true => Ok(()),
        false => Err(format!("{kept} of {n} elements were kept")),
    }
}
