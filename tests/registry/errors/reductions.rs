//! Reductions and sorting.

use super::*;

pub fn misuses() -> Vec<Misuse> {
    vec![
        misuse!(
            "sum_axis",
            |t| zeros(t, &[2, 3]).sum_axis(2),
            ["axis 2", "rank 2"]
        ),
        misuse!(
            "sum_axis",
            |t| zeros(t, &[2, 3]).sum_axis([0, -2]),
            ["twice", "-2"]
        ),
        misuse!(
            "sum_keep",
            |t| zeros(t, &[2, 3]).sum_keep(-3),
            ["axis -3", "rank 2"]
        ),
        misuse!(
            "mean_axis",
            |t| zeros(t, &[2, 3]).mean_axis(5),
            ["axis 5", "rank 2"]
        ),
        misuse!("mean_keep", |t| zeros(t, &[]).mean_keep(0), ["axis 0", "rank 0"]),
        misuse!(
            "prod_axis",
            |t| zeros(t, &[2, 3]).prod_axis(2),
            ["axis 2", "rank 2"]
        ),
        misuse!("amax", |t| zeros(t, &[2, 0]).amax(), ["[2, 0]"]),
        misuse!(
            "amax_axis",
            |t| zeros(t, &[2, 0]).amax_axis(1),
            ["axis 1", "[2, 0]"]
        ),
        misuse!(
            "amin_keep",
            |t| zeros(t, &[2, 3]).amin_keep(2),
            ["axis 2", "rank 2"]
        ),
        misuse!("amin", |t| zeros(t, &[2, 0]).amin(), ["[2, 0]"]),
        misuse!("argmax", |t| zeros(t, &[0]).argmax().to_var(), ["[0]"]),
        misuse!(
            "argmax",
            |t| zeros(t, &[2, 0]).argmax().to_var(),
            ["[2, 0]", "no elements"]
        ),
        misuse!(
            "norm_axis",
            |t| zeros(t, &[2, 0]).norm_axis((), f64::INFINITY),
            ["[2, 0]"]
        ),
        misuse!("argmin", |t| zeros(t, &[0]).argmin().to_var(), ["[0]"]),
        misuse!(
            "argmin_axis",
            |t| zeros(t, &[2, 3]).argmin_axis(2).to_var(),
            ["axis 2", "rank 2"]
        ),
        misuse!(
            "amax_with_indices",
            |t| zeros(t, &[0]).amax_with_indices(0).0,
            ["[0]"]
        ),
        misuse!(
            "variance_axis",
            |t| zeros(t, &[2, 3]).variance_axis(2, 1),
            ["axis 2", "rank 2"]
        ),
        misuse!(
            "std_keep",
            |t| zeros(t, &[2, 3]).std_keep(2, 1),
            ["axis 2", "rank 2"]
        ),
        misuse!(
            "norm_axis",
            |t| zeros(t, &[2, 3]).norm_axis(2, 2),
            ["axis 2", "rank 2"]
        ),
        misuse!(
            "logsumexp_axis",
            |t| zeros(t, &[2, 3]).logsumexp_axis(-3),
            ["axis -3", "rank 2"]
        ),
        misuse!(
            "any_axis",
            |t| zeros(t, &[2, 3]).any_axis(2),
            ["axis 2", "rank 2"]
        ),
        misuse!(
            "all_keep",
            |t| zeros(t, &[2, 3]).all_keep(2),
            ["axis 2", "rank 2"]
        ),
        misuse!(
            "count_nonzero_axis",
            |t| zeros(t, &[2]).count_nonzero_axis(2),
            ["axis 2", "rank 1"]
        ),
        misuse!(
            "prod_keep",
            |t| zeros(t, &[2, 3]).prod_keep(2),
            ["axis 2", "rank 2"]
        ),
        misuse!(
            "amax_keep",
            |t| zeros(t, &[2, 0]).amax_keep(1),
            ["axis 1", "[2, 0]"]
        ),
        misuse!(
            "amin_axis",
            |t| zeros(t, &[2, 0]).amin_axis(1),
            ["axis 1", "[2, 0]"]
        ),
        misuse!(
            "argmax_axis",
            |t| zeros(t, &[2, 0]).argmax_axis(1).to_var(),
            ["axis 1", "[2, 0]"]
        ),
        misuse!(
            "argmax_keep",
            |t| zeros(t, &[2, 3]).argmax_keep(2).to_var(),
            ["axis 2", "rank 2"]
        ),
        misuse!(
            "argmin_keep",
            |t| zeros(t, &[2, 3]).argmin_keep(-3).to_var(),
            ["axis -3", "rank 2"]
        ),
        misuse!(
            "amin_with_indices",
            |t| zeros(t, &[2, 3]).amin_with_indices(2).1.to_var(),
            ["axis 2", "rank 2"]
        ),
        misuse!(
            "variance_keep",
            |t| zeros(t, &[2, 3]).variance_keep(2, 1),
            ["axis 2", "rank 2"]
        ),
        misuse!(
            "std_axis",
            |t| zeros(t, &[2, 3]).std_axis([1, 1], 1),
            ["twice", "1"]
        ),
        misuse!(
            "logsumexp_keep",
            |t| zeros(t, &[2, 3]).logsumexp_keep(2),
            ["axis 2", "rank 2"]
        ),
        misuse!(
            "any_keep",
            |t| zeros(t, &[2, 3]).any_keep(2),
            ["axis 2", "rank 2"]
        ),
        misuse!(
            "all_axis",
            |t| zeros(t, &[2, 3]).all_axis(2),
            ["axis 2", "rank 2"]
        ),
        misuse!(
            "count_nonzero_keep",
            |t| zeros(t, &[2]).count_nonzero_keep(2),
            ["axis 2", "rank 1"]
        ),
    ]
}
