//! Scans.

use super::*;

pub fn misuses() -> Vec<Misuse> {
    vec![
        misuse!("cumsum", |t| zeros(t, &[2, 3]).cumsum(2), ["axis 2", "rank 2"]),
        misuse!("cumprod", |t| zeros(t, &[]).cumprod(0), ["axis 0", "rank 0"]),
        misuse!("cummax", |t| zeros(t, &[2]).cummax(1).0, ["axis 1", "rank 1"]),
        misuse!(
            "cummin",
            |t| zeros(t, &[2]).cummin(1).1.to_var(),
            ["axis 1", "rank 1"]
        ),
        misuse!(
            "logcumsumexp",
            |t| zeros(t, &[2]).logcumsumexp(1),
            ["axis 1", "rank 1"]
        ),
        misuse!("diff", |t| zeros(t, &[2]).diff(1, 1), ["axis 1", "rank 1"]),
        misuse!("softmax", |t| zeros(t, &[2]).softmax(1), ["axis 1", "rank 1"]),
        misuse!(
            "log_softmax",
            |t| zeros(t, &[2]).log_softmax(-2),
            ["axis -2", "rank 1"]
        ),
        misuse!("sort", |t| zeros(t, &[2]).sort(1, false).0, ["axis 1", "rank 1"]),
        misuse!(
            "argsort",
            |t| zeros(t, &[2]).argsort(1, false).to_var(),
            ["axis 1", "rank 1"]
        ),
        misuse!("topk", |t| zeros(t, &[2]).topk(3, 0, true).0, ["3", "size 2"]),
        misuse!("kthvalue", |t| zeros(t, &[2]).kthvalue(0, 0).0, ["0", "size 2"]),
        misuse!(
            "kthvalue",
            |t| zeros(t, &[2]).kthvalue(3, 0).1.to_var(),
            ["3", "size 2"]
        ),
        misuse!("median", |t| zeros(t, &[0]).median(), ["[0]"]),
        misuse!("median", |t| zeros(t, &[0, 3]).median(), ["[0, 3]"]),
        misuse!("quantile", |t| zeros(t, &[0, 3]).quantile(0.5), ["[0, 3]"]),
        misuse!(
            "median_axis",
            |t| zeros(t, &[2]).median_axis(1),
            ["axis 1", "rank 1"]
        ),
        misuse!(
            "quantile",
            |t| zeros(t, &[2]).quantile(1.5),
            ["1.5", "between 0 and 1"]
        ),
        misuse!(
            "quantile",
            |t| zeros(t, &[2]).quantile(f64::NAN),
            ["NaN", "between 0 and 1"]
        ),
        misuse!(
            "quantile_axis",
            |t| zeros(t, &[2]).quantile_axis(0.5, 1),
            ["axis 1", "rank 1"]
        ),
        misuse!(
            "quantiles",
            |t| zeros(t, &[2]).quantiles(&[0.5, 2.0], 0),
            ["2", "between 0 and 1"]
        ),
        misuse!("quantiles", |t| zeros(t, &[0]).quantiles(&[0.5], 0), ["[0]"]),
        misuse!(
            "median_with_indices",
            |t| zeros(t, &[2]).median_with_indices(1).0,
            ["axis 1", "rank 1"]
        ),
        misuse!("norm_keep", |t| zeros(t, &[2]).norm_keep(0, f64::NAN), ["NaN"]),
        misuse!(
            "norm_axis",
            |t| zeros(t, &[0]).norm_axis(0, f64::INFINITY),
            ["[0]"]
        ),
    ]
}
