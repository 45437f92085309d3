//! Random tensors, from any generator of `rand`.

use crate::tensor::shape::checked_count;
use crate::tensor::storage::Storage;
use crate::tensor::{Float, Shape, Tensor};
use rand::Rng;
use std::ops::Range;
use std::sync::Arc;

impl<T: Float> Tensor<T> {
    /// Independent numbers from the standard normal distribution.
    ///
    /// One 64-bit word of the generator gives one number, for f32 by rounding that of f64: the same
    /// generator in the same state gives the same bits.
    ///
    /// # Panics
    ///
    /// If the shape has more elements than memory has addresses.
    ///
    /// ```
    /// use wengert_tape::{Random, Tensor};
    ///
    /// let x = Tensor::<f64>::randn([100, 100], &mut Random::seed(1));
    /// let mean = x.as_slice().iter().sum::<f64>() / 1e4;
    /// assert!(mean.abs() < 0.05);
    /// ```
    #[track_caller]
    pub fn randn(shape: impl Into<Shape>, rng: &mut (impl Rng + ?Sized)) -> Self {
        drawn("randn", shape.into(), || {
            T::of(super::standard_normal(rng.next_u64()))
        })
    }

    /// Independent numbers, evenly distributed over [low, high).
    ///
    /// One 64-bit word of the generator gives one number; `high` itself never comes out, also where
    /// rounding would lead there (then it is `low`).
    ///
    /// # Panics
    ///
    /// If the shape has more elements than memory has addresses, or `low` and `high` are not finite
    /// or not in this order.
    ///
    /// ```
    /// use wengert_tape::{Random, Tensor};
    ///
    /// let x = Tensor::uniform([2, 3], -1.0, 1.0, &mut Random::seed(1));
    /// assert!(x.as_slice().iter().all(|x| (-1.0..1.0).contains(x)));
    /// ```
    #[track_caller]
    pub fn uniform(shape: impl Into<Shape>, low: T, high: T, rng: &mut (impl Rng + ?Sized)) -> Self {
        let (bottom, width) = (low.f64(), high.f64() - low.f64());
        if !(width.is_finite() && width >= 0.0) {
            panic!("uniform: the numbers cannot lie between {low} and {high}");
        }
        drawn("uniform", shape.into(), || {
            let number = T::of(bottom + width * super::unit(rng.next_u64()));
            if number < high { number } else { low }
        })
    }
}

impl Tensor<i64> {
    /// Independent integers, each of the range equally likely.
    ///
    /// # Panics
    ///
    /// If the range is empty, or the shape has more elements than memory has addresses.
    ///
    /// ```
    /// use wengert_tape::{Random, Tensor};
    ///
    /// let labels = Tensor::random_integers([4], 0..10, &mut Random::seed(1));
    /// assert!(labels.as_slice().iter().all(|label| (0..10).contains(label)));
    /// ```
    #[track_caller]
    pub fn random_integers(
        shape: impl Into<Shape>,
        range: Range<i64>,
        rng: &mut (impl Rng + ?Sized),
    ) -> Self {
        if range.is_empty() {
            panic!("random_integers: the range {range:?} is empty");
        }
        let width = range.end.wrapping_sub(range.start) as u64;
        drawn("random_integers", shape.into(), || {
            range.start.wrapping_add(below(width, rng) as i64)
        })
    }
}

/// The numbers 0, …, n − 1 in random order, each order equally likely.
///
/// ```
/// use wengert_tape::{Random, random_permutation};
///
/// let mut order = random_permutation(5, &mut Random::seed(1)).into_vec();
/// order.sort();
/// assert_eq!(order, [0, 1, 2, 3, 4]);
/// ```
pub fn random_permutation(n: usize, rng: &mut (impl Rng + ?Sized)) -> Tensor<i64> {
    let mut order: Vec<i64> = (0..n as i64).collect();
    for last in (1..n).rev() {
        order.swap(last, below(last as u64 + 1, rng) as usize);
    }
    Tensor::from(order)
}

#[track_caller]
fn drawn<E: crate::Element>(operation: &str, shape: Shape, draw: impl FnMut() -> E) -> Tensor<E> {
    let Some(elements) = checked_count(&shape) else {
        panic!("{operation}: a tensor of shape {shape:?} does not fit into memory");
    };
    let numbers = std::iter::repeat_with(draw).take(elements).collect();
    Tensor::from_storage(Arc::new(Storage::from_vec(numbers)), shape.0)
}

/// A number from 0, …, `bound` − 1 without bias: D. Lemire, "Fast random integer generation in an
/// interval" (2019).
fn below(bound: u64, rng: &mut (impl Rng + ?Sized)) -> u64 {
    let product = |rng: &mut _| u128::from(Rng::next_u64(rng)) * u128::from(bound);
    let mut scaled = product(rng);
    if (scaled as u64) < bound {
        let unfair = bound.wrapping_neg() % bound;
        while (scaled as u64) < unfair {
            scaled = product(rng);
        }
    }
    (scaled >> 64) as u64
}
