//! Orthogonal matrices.

use super::normal;
use rand::Rng;
use wengert_tape::{Float, Shape, Tensor};

/// Orthonormal rows, or columns if there are fewer of these, times `gain`: Saxe et al. 2013.
///
/// Axes from the second on count as one: a weight `[outputs, inputs, …]` is a matrix of as many rows
/// as outputs. The matrix is evenly distributed over all such matrices.
///
/// # Panics
///
/// If the shape has fewer than two axes.
///
/// ```
/// use wengert_nn::init;
/// use wengert_tape::{Random, Tape, Tensor};
///
/// let q: Tensor = init::orthogonal([2, 5], 1.0, &mut Random::seed(1));
/// let tape = Tape::new();
/// let q = tape.constant(q);
/// assert!(q.matmul(q.t()).value()?.allclose(&Tensor::eye(2), 0.0, 1e-14));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[track_caller]
pub fn orthogonal<T: Float>(shape: impl Into<Shape>, gain: f64, rng: &mut (impl Rng + ?Sized)) -> Tensor<T> {
    let shape = shape.into();
    let [rows, rest @ ..] = &shape[..] else {
        panic!("orthogonal: a weight has at least two axes, [outputs, inputs, …]; this is a number");
    };
    assert!(
        !rest.is_empty(),
        "orthogonal: a weight has at least two axes, [outputs, inputs, …]; this has shape {shape:?}"
    );
    let (rows, columns) = (*rows, rest.iter().product::<usize>());
    let (count, length) = (rows.min(columns), rows.max(columns));
    let vectors = orthonormal(count, length, rng);
    let entry = |row: usize, column: usize| {
        if rows <= columns {
            vectors[row][column]
        } else {
            vectors[column][row]
        }
    };
    let entries = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let entries = entries.map(|(row, column)| T::of(gain * entry(row, column)));
    Tensor::from_vec(entries.collect(), &shape)
}

/// `count` orthonormal vectors, by Gram–Schmidt. Each projection is taken out twice, after which the
/// vectors are orthogonal to machine precision (Giraud et al. 2005). The factor R of this
/// decomposition has a positive diagonal, which makes the distribution even (Mezzadri 2007).
fn orthonormal(count: usize, length: usize, rng: &mut (impl Rng + ?Sized)) -> Vec<Vec<f64>> {
    let mut vectors: Vec<Vec<f64>> = Vec::with_capacity(count);
    for _ in 0..count {
        let mut vector = normal::<f64>([length], 0.0, 1.0, rng).into_vec();
        for _ in 0..2 {
            for other in &vectors {
                let overlap = dot(&vector, other);
                for (x, y) in vector.iter_mut().zip(other) {
                    *x -= overlap * y;
                }
            }
        }
        let length = dot(&vector, &vector).sqrt();
        vector.iter_mut().for_each(|x| *x /= length);
        vectors.push(vector);
    }
    vectors
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}
