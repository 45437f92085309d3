//! Indexing.

use super::*;

pub fn misuses() -> Vec<Misuse> {
    vec![
        misuse!(
            "gather",
            |t| zeros(t, &[2]).gather(0, foreign_indices()),
            ["another tape"]
        ),
        misuse!(
            "embedding",
            |t| zeros(t, &[2]).embedding(foreign_indices()),
            ["another tape"]
        ),
        misuse!("one_hot", |t| t.one_hot(foreign_indices(), 3), ["another tape"]),
        misuse!(
            "cross_entropy",
            |t| zeros(t, &[2, 3]).cross_entropy(foreign_indices()),
            ["another tape"]
        ),
        misuse!(
            "gather",
            |t| zeros(t, &[2]).gather(0, Tensor::from([2])),
            ["index 2", "axis 0", "size 2"]
        ),
        misuse!(
            "gather",
            |t| zeros(t, &[2]).gather(0, Tensor::from([-1])),
            ["index -1", "size 2"]
        ),
        misuse!(
            "gather",
            |t| zeros(t, &[2, 2]).gather(0, Tensor::from([0])),
            ["[1]", "[2, 2]"]
        ),
        misuse!(
            "take_along_axis",
            |t| zeros(t, &[2]).take_along_axis(0, Tensor::from([2])),
            ["index 2"]
        ),
        misuse!(
            "scatter",
            |t| zeros(t, &[2]).scatter(0, Tensor::from([5]), zeros(t, &[1])),
            ["index 5"]
        ),
        misuse!(
            "scatter",
            |t| zeros(t, &[2]).scatter(0, Tensor::from([0, 1]), zeros(t, &[1])),
            ["[1]"]
        ),
        misuse!(
            "scatter_add",
            |t| zeros(t, &[2]).scatter_add(0, Tensor::from([2]), zeros(t, &[1])),
            ["index 2"]
        ),
        misuse!(
            "index_select",
            |t| zeros(t, &[2]).index_select(0, Tensor::from([2])),
            ["index 2", "size 2"]
        ),
        misuse!(
            "index_select",
            |t| zeros(t, &[2]).index_select(1, Tensor::from([0])),
            ["axis 1", "rank 1"]
        ),
        misuse!(
            "index_select",
            |t| zeros(t, &[2]).index_select(0, Tensor::from([[0]])),
            ["[1, 1]"]
        ),
        misuse!(
            "index_add",
            |t| zeros(t, &[2]).index_add(0, Tensor::from([2]), zeros(t, &[1])),
            ["index 2"]
        ),
        misuse!(
            "index_add",
            |t| zeros(t, &[2]).index_add(0, Tensor::from([0]), zeros(t, &[2])),
            ["[2]", "[1]"]
        ),
        misuse!(
            "embedding",
            |t| zeros(t, &[2, 3]).embedding(Tensor::from([2])),
            ["index 2", "size 2"]
        ),
        misuse!(
            "embedding",
            |t| zeros(t, &[]).embedding(Tensor::from([0])),
            ["rank 0"]
        ),
        misuse!("one_hot", |t| t.one_hot(Tensor::from([3]), 3), ["3"]),
    ]
}
