//! Is a gradient right? Two gradients written by hand are compared with finite differences: one is
//! right, in the other a factor was forgotten, and the report finds it.

use wengert::check;
use wengert::prelude::*;

/// swish(x) = x·s(x) with the slope s(x) + x·s(x)·(1 − s(x)), s the sigmoid.
fn swish(x: Var) -> Var {
    x.custom_vjp(
        |x| x.map(|x| x / (1.0 + (-x).exp())),
        |x, y, cotangent| cotangent * (x.sigmoid() + y * (1.0 - x.sigmoid())),
    )
}

/// The same with a slip in the slope: (1 − s(x)) is missing.
fn slipped_swish(x: Var) -> Var {
    x.custom_vjp(
        |x| x.map(|x| x / (1.0 + (-x).exp())),
        |x, y, cotangent| cotangent * (x.sigmoid() + y),
    )
}

fn main() {
    let x = Tensor::from([[0.5, -1.0, 2.0]]);
    let w = Tensor::from([[0.3, -0.2], [0.8, 0.1], [-0.5, 0.7]]);

    let report = check::gradcheck(|[x, w]| swish(x.matmul(w)).sum(), [&x, &w]);
    println!("The right gradient:\n{report}\n");
    assert!(report.ok());

    let report = check::gradcheck(|[x, w]| slipped_swish(x.matmul(w)).sum(), [&x, &w]);
    println!("The wrong gradient:\n{report}\n");
    assert!(!report.ok());

    // A gradient on plain numbers, without any tape.
    let length = |x: &[f64]| x.iter().map(|x| x * x).sum::<f64>().sqrt();
    let report = check::gradient(
        length,
        |x| x.iter().map(|xi| xi / length(x)).collect::<Vec<_>>(),
        [3.0, 4.0],
    );
    println!("The gradient of a length, on plain numbers:\n{report}");
    assert!(report.ok());
}
