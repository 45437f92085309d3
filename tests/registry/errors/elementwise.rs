//! Element-wise operations.

use super::*;

pub fn misuses() -> Vec<Misuse> {
    vec![
        misuse!("mul", |t| zeros(t, &[3]) * Tensor::zeros([2]), ["[3]", "[2]"]),
        misuse!("div", |t| zeros(t, &[3]) / zeros(t, &[0]), ["[3]", "[0]"]),
        misuse!(
            "prelu",
            |t| zeros(t, &[2, 3]).prelu(zeros(t, &[2])),
            ["[2]", "[2, 3]"]
        ),
        misuse!(
            "masked_fill",
            |t| zeros(t, &[3]).masked_fill(foreign(&[3]), 1.0),
            ["another tape"]
        ),
        misuse!(
            "lerp",
            |t| zeros(t, &[3]).lerp(1.0, foreign(&[])),
            ["another tape"]
        ),
        misuse!("prelu", |t| zeros(t, &[3]).prelu(foreign(&[])), ["another tape"]),
        misuse!("dropout", |t| zeros(t, &[2]).dropout(1.5), ["1.5", "probability"]),
        misuse!("normal", |t| t.normal([usize::MAX, 2]), ["memory"]),
        misuse!("uniform", |t| t.uniform([2], 1.0, 0.0), ["1", "0"]),
        misuse!("bernoulli", |t| t.bernoulli([2], -0.5), ["-0.5", "probability"]),
    ]
}
