//! Losses.

use super::*;

pub fn misuses() -> Vec<Misuse> {
    vec![
        misuse!("mse", |t| zeros(t, &[3]).mse(zeros(t, &[2])), ["[3]", "[2]"]),
        misuse!("l1", |t| zeros(t, &[3]).l1(zeros(t, &[3, 1])), ["[3]", "[3, 1]"]),
        misuse!("huber", |t| zeros(t, &[3]).huber(0.0, -1.0), ["-1"]),
        misuse!(
            "smooth_l1",
            |t| zeros(t, &[3]).smooth_l1(zeros(t, &[2]), 1.0),
            ["[3]", "[2]"]
        ),
        misuse!("bce", |t| zeros(t, &[3]).bce(zeros(t, &[2])), ["[3]", "[2]"]),
        misuse!(
            "bce_with_logits",
            |t| zeros(t, &[3]).bce_with_logits(zeros(t, &[2])),
            ["[3]", "[2]"]
        ),
        misuse!(
            "cross_entropy",
            |t| zeros(t, &[2, 3]).cross_entropy(Tensor::from([0, 3])),
            ["3"]
        ),
        misuse!(
            "cross_entropy",
            |t| zeros(t, &[2, 3]).cross_entropy(Tensor::from([0])),
            ["[1]", "[2, 3]"]
        ),
        misuse!("nll", |t| zeros(t, &[2, 3]).nll(Tensor::from([0, -1])), ["-1"]),
    ]
}
