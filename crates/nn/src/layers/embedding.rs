//! Embeddings.

use crate::{Params, init};
use rand::Rng;
use wengert_tape::{Float, IntoIndices, Param, Tape, Var};

/// A vector for each of a number of things, looked up by index: `[…] → […, size]`.
///
/// The vectors begin normally distributed. To tie them to an output layer, use the weight twice:
/// `h.matmul(h.beside(&embedding.weight).t())`.
///
/// ```
/// use wengert_nn::Embedding;
/// use wengert_tape::{Random, Tape, Tensor};
///
/// let embedding = Embedding::<f32>::new(1000, 16, &mut Random::seed(1));
/// let tape = Tape::new();
/// let words = embedding.forward(&tape, &Tensor::from([[3, 14, 15], [92, 65, 35]]));
/// assert_eq!(words.shape(), [2, 3, 16]);
/// ```
#[derive(Params, Clone, Debug)]
pub struct Embedding<T: Float = f64> {
    /// `[count, size]`.
    pub weight: Param<T>,
}

impl<T: Float> Embedding<T> {
    /// `count` random vectors of `size` numbers.
    pub fn new(count: usize, size: usize, rng: &mut (impl Rng + ?Sized)) -> Self {
        Embedding {
            weight: Param::new(init::normal([count, size], 0.0, 1.0, rng)),
        }
    }

    /// The vectors with the given indices. An index out of range is an error that names it.
    #[track_caller]
    pub fn forward<'t>(&self, tape: &'t Tape<T>, indices: impl IntoIndices<'t, T>) -> Var<'t, T> {
        let _layer = tape.within("Embedding");
        tape.param(&self.weight).embedding(indices)
    }
}
