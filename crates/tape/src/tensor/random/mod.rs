//! Random numbers that are functions of a key and a position.

mod normal;
mod philox;
mod tensors;

pub use tensors::random_permutation;

pub(crate) use philox::philox;

use crate::numeric::{Kernel, Level, dispatch};
use normal::{inverse_normal_cdf, inverse_normal_cdfs};
use philox::philox_lanes;
use rand::TryRng;
use std::convert::Infallible;

/// The stream that belongs to the tape, so that `Tape::training(7)` and `Random::seed(7)` do not
/// give the same numbers.
const TAPE_STREAM: u64 = 0x7461_7065_7461_7065;

/// A seeded random number generator.
///
/// The same seed gives the same bits on every platform, for any number of threads, in every later
/// version. It is the counter-based Philox 4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel
/// random numbers: as easy as 1, 2, 3" (2011): the n-th word is a function of the seed and of n, so
/// that the whole state is three numbers. Not for cryptography.
///
/// It implements the generator trait of `rand` 0.10; whatever takes a `rand::Rng` takes it, and
/// whatever here takes a generator takes those of `rand`.
///
/// ```
/// use rand::RngExt;
/// use wengert_tape::{Random, Tensor};
///
/// let mut rng = Random::seed(42);
/// let x = Tensor::<f32>::randn([2, 3], &mut rng);
/// let dice: u8 = rng.random_range(1..=6);
/// assert_eq!(x, Tensor::randn([2, 3], &mut Random::seed(42)));
/// assert!((1..=6).contains(&dice));
/// ```
#[derive(Clone, Debug)]
pub struct Random {
    key: u64,
    stream: u64,
    /// How many 32-bit words have been taken.
    position: u64,
    /// The block of words that holds the next one, if any of it has been taken.
    block: [u32; 4],
}

impl Random {
    /// The generator of this seed.
    ///
    /// ```
    /// use wengert_tape::Random;
    ///
    /// assert_eq!(Random::seed(7).uniform(), Random::seed(7).uniform());
    /// assert_ne!(Random::seed(7).uniform(), Random::seed(8).uniform());
    /// ```
    pub fn seed(seed: u64) -> Self {
        Self::from_state([seed, 0, 0])
    }

    /// The whole state: store it and go on later with [`Random::from_state`], exactly.
    ///
    /// ```
    /// use wengert_tape::Random;
    ///
    /// let mut rng = Random::seed(7);
    /// rng.uniform();
    /// let mut resumed = Random::from_state(rng.state());
    /// assert_eq!(rng.uniform(), resumed.uniform());
    /// ```
    pub fn state(&self) -> [u64; 3] {
        [self.key, self.stream, self.position]
    }

    /// The generator in the state that [`Random::state`] gave.
    pub fn from_state([key, stream, position]: [u64; 3]) -> Self {
        Random {
            key,
            stream,
            position,
            block: philox(key, counter(stream, position / 4)),
        }
    }

    /// An independent generator, for another thread or another part of the program.
    ///
    /// Its key and stream are the next 128 bits of this one, so that the order of splits counts,
    /// and what the parts draw does not.
    ///
    /// ```
    /// use wengert_tape::Random;
    ///
    /// let mut rng = Random::seed(7);
    /// let (mut weights, mut shuffle) = (rng.split(), rng.split());
    /// assert_ne!(weights.uniform(), shuffle.uniform());
    /// ```
    #[must_use]
    pub fn split(&mut self) -> Self {
        let key = self.word64();
        let stream = self.word64();
        Self::from_state([key, stream, 0])
    }

    /// A number from [0, 1), a multiple of 2⁻⁵³.
    ///
    /// ```
    /// use wengert_tape::Random;
    ///
    /// let x = Random::seed(1).uniform();
    /// assert!((0.0..1.0).contains(&x));
    /// ```
    pub fn uniform(&mut self) -> f64 {
        unit(self.word64())
    }

    /// A number from the standard normal distribution: the inverse of its distribution function
    /// (Wichura's algorithm AS 241, 1988) at one uniform number of 52 bits.
    ///
    /// ```
    /// use wengert_tape::Random;
    ///
    /// let mut rng = Random::seed(1);
    /// let mean = (0..10_000).map(|_| rng.normal()).sum::<f64>() / 10_000.0;
    /// assert!(mean.abs() < 0.05);
    /// ```
    pub fn normal(&mut self) -> f64 {
        standard_normal(self.word64())
    }

    fn word32(&mut self) -> u32 {
        let word = (self.position % 4) as usize;
        if word == 0 {
            self.block = philox(self.key, counter(self.stream, self.position / 4));
        }
        self.position = self.position.wrapping_add(1);
        self.block[word]
    }

    fn word64(&mut self) -> u64 {
        let low = u64::from(self.word32());
        let high = u64::from(self.word32());
        high << 32 | low
    }
}

/// Two generators in the same state, which give the same numbers from here on.
impl PartialEq for Random {
    fn eq(&self, other: &Self) -> bool {
        self.state() == other.state()
    }
}

impl Eq for Random {}

impl TryRng for Random {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.word32())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.word64())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(4) {
            chunk.copy_from_slice(&self.word32().to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Random {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.state().serialize(serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Random {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <[u64; 3]>::deserialize(deserializer).map(Self::from_state)
    }
}

fn counter(stream: u64, block: u64) -> u128 {
    u128::from(stream) << 64 | u128::from(block)
}

/// The upper 53 of 64 random bits as a number from [0, 1).
#[inline]
fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
}

/// The upper 52 of 64 random bits as a number from the standard normal distribution.
///
/// Half a step is added, so that the argument is never 0 and the distribution symmetric.
#[inline]
fn standard_normal(bits: u64) -> f64 {
    inverse_normal_cdf(inner_unit(bits))
}

/// The upper 52 of 64 random bits as a number strictly between 0 and 1.
#[inline(always)]
fn inner_unit(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) * (1.0 / (1u64 << 52) as f64)
}

/// The 64 random bits of one element: a pure function of the key and the flat index.
#[inline]
fn bits_at(key: u64, index: u64) -> u64 {
    let block = philox(key, counter(TAPE_STREAM, index / 2));
    word_of(block, index)
}

#[inline]
fn word_of(block: [u32; 4], index: u64) -> u64 {
    let first = (index % 2) as usize * 2;
    u64::from(block[first + 1]) << 32 | u64::from(block[first])
}

/// The uniform number from [0, 1) of one element on the tape: a pure function of key and flat index.
#[inline]
pub(crate) fn uniform_at(key: u64, index: u64) -> f64 {
    unit(bits_at(key, index))
}

/// The standard normal number of one element on the tape: a pure function of key and flat index.
#[inline]
pub(crate) fn normal_at(key: u64, index: u64) -> f64 {
    standard_normal(bits_at(key, index))
}

/// [`uniform_at`] for consecutive elements, many at once.
pub(crate) fn fill_uniform(key: u64, first: u64, out: &mut [f64]) {
    dispatch(Fill {
        key,
        first,
        out,
        number: Uniform,
    });
}

/// [`normal_at`] for consecutive elements, many at once.
pub(crate) fn fill_normal(key: u64, first: u64, out: &mut [f64]) {
    dispatch(Fill {
        key,
        first,
        out,
        number: Normal,
    });
}

/// Blocks that are computed side by side.
const LANES: usize = 8;

/// What is made of 64 random bits.
trait Number: Copy {
    /// Of the bits of one element.
    fn one(self, bits: u64) -> f64;
    /// Of those of many.
    fn all(self, bits: &[u64; 2 * LANES], out: &mut [f64; 2 * LANES]);
}

#[derive(Clone, Copy)]
struct Uniform;

impl Number for Uniform {
    #[inline(always)]
    fn one(self, bits: u64) -> f64 {
        unit(bits)
    }

    #[inline(always)]
    fn all(self, bits: &[u64; 2 * LANES], out: &mut [f64; 2 * LANES]) {
        for (out, &bits) in out.iter_mut().zip(bits) {
            *out = unit(bits);
        }
    }
}

#[derive(Clone, Copy)]
struct Normal;

impl Number for Normal {
    #[inline(always)]
    fn one(self, bits: u64) -> f64 {
        standard_normal(bits)
    }

    #[inline(always)]
    fn all(self, bits: &[u64; 2 * LANES], out: &mut [f64; 2 * LANES]) {
        for (out, &bits) in out.iter_mut().zip(bits) {
            *out = inner_unit(bits);
        }
        inverse_normal_cdfs(out);
    }
}

struct Fill<'a, N> {
    key: u64,
    first: u64,
    out: &'a mut [f64],
    number: N,
}

impl<N: Number> Kernel for Fill<'_, N> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self) {
        let (mut index, mut out) = (self.first, self.out);
        if index % 2 == 1 && !out.is_empty() {
            out[0] = self.number.one(bits_at(self.key, index));
            index += 1;
            out = &mut out[1..];
        }
        let (whole, rest) = out.as_chunks_mut::<{ 2 * LANES }>();
        for chunk in whole {
            let words = philox_lanes::<LANES>(self.key, TAPE_STREAM, index / 2);
            let mut bits = [0; 2 * LANES];
            for lane in 0..LANES {
                bits[2 * lane] = u64::from(words[1][lane]) << 32 | u64::from(words[0][lane]);
                bits[2 * lane + 1] = u64::from(words[3][lane]) << 32 | u64::from(words[2][lane]);
            }
            self.number.all(&bits, chunk);
            index += 2 * LANES as u64;
        }
        for element in rest {
            *element = self.number.one(bits_at(self.key, index));
            index += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filled_block_holds_what_single_elements_are() {
        for first in [0, 1, 6, 7] {
            for length in [0, 1, 2, 5, 8, 16, 17, 100] {
                let mut uniform = vec![0.0; length];
                let mut normal = vec![0.0; length];
                fill_uniform(3, first, &mut uniform);
                fill_normal(3, first, &mut normal);
                for i in 0..length {
                    assert_eq!(uniform[i], uniform_at(3, first + i as u64));
                    assert_eq!(normal[i], normal_at(3, first + i as u64));
                }
            }
        }
    }

    #[test]
    fn the_tape_and_a_generator_of_the_same_seed_differ() {
        let mut rng = Random::seed(7);
        let drawn: Vec<f64> = (0..8).map(|_| rng.uniform()).collect();
        assert!((0..8).all(|i| !drawn.contains(&uniform_at(7, i))));
    }

    #[test]
    fn extreme_bits_stay_inside() {
        assert_eq!(unit(0), 0.0);
        assert!(unit(u64::MAX) < 1.0);
        assert!(standard_normal(0).is_finite());
        assert_eq!(standard_normal(0), -standard_normal(u64::MAX));
    }
}
