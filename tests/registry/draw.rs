//! Inputs that are drawn: their values, and the ways in which they may lie in memory.

use crate::entry::{Entry, Input};
use wengert::{IntoSlice, Random, Slice, Tensor};

/// How far values keep from the points where a function has a kink: further than finite differences reach.
const DISTANCE: f64 = 0.05;

/// What is drawn for the elements of an input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Domain {
    /// Between two numbers.
    Between(f64, f64),
    /// Between two numbers and away from kinks.
    Away(f64, f64, &'static [f64]),
    /// No two elements of all such inputs of a sample are close.
    Distinct,
    /// 0 or 1.
    Mask,
}

/// Any sign, moderate size.
pub const PLAIN: Domain = Domain::Between(-2.0, 2.0);

/// Above 0.
pub const POSITIVE: Domain = Domain::Between(0.3, 3.0);

/// Any sign, away from 0.
pub const NONZERO: Domain = Domain::Away(-2.0, 2.0, &[0.0]);

/// The generator for an entry, which depends on its name alone.
pub fn random_for(entry: &Entry, number: usize) -> Random {
    // FNV-1a, the hash of Fowler, Noll and Vo.
    let bytes = entry.name.bytes().chain(entry.call.bytes());
    let hash = bytes.fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    });
    Random::seed(hash.wrapping_add(number as u64))
}

/// The tensors of a sample.
pub fn inputs(sample: &[Input], random: &mut Random) -> Vec<Tensor> {
    let count = |input: &Input| input.shape.iter().product::<usize>();
    let distinct = sample.iter().filter(|input| input.domain == Domain::Distinct);
    let mut ranks = shuffled(distinct.map(count).sum(), random);
    let middle = ranks.len() as f64 / 2.0;
    let tensor = |input: &Input| {
        let elements = (0..count(input)).map(|_| match input.domain {
            Domain::Between(low, high) => between(low, high, random),
            Domain::Away(low, high, kinks) => away(low, high, kinks, random),
            Domain::Mask => f64::from(random.uniform() < 0.5),
            Domain::Distinct => {
                let rank = ranks.pop().expect("a rank for each element") as f64;
                (rank - middle) * 0.11 + between(0.0, DISTANCE, random)
            }
        });
        Tensor::from_vec(elements.collect(), input.shape.clone())
    };
    sample.iter().map(tensor).collect()
}

fn between(low: f64, high: f64, random: &mut Random) -> f64 {
    low + (high - low) * random.uniform()
}

fn away(low: f64, high: f64, kinks: &[f64], random: &mut Random) -> f64 {
    loop {
        let x = between(low, high, random);
        if kinks.iter().all(|kink| (x - kink).abs() > DISTANCE) {
            return x;
        }
    }
}

fn shuffled(n: usize, random: &mut Random) -> Vec<usize> {
    let mut ranks: Vec<usize> = (0..n).collect();
    for last in (1..n).rev() {
        let other = (random.uniform() * (last + 1) as f64) as usize;
        ranks.swap(last, other);
    }
    ranks
}

/// A direction or a cotangent: of the order of 1, never close to 0.
pub fn direction(shape: &[usize], random: &mut Random) -> Tensor {
    let count = shape.iter().product();
    let elements = (0..count).map(|_| away(-1.5, 1.5, &[0.0], random)).collect();
    Tensor::from_vec(elements, shape)
}

/// The same values in another order of memory.
pub fn transposed(x: &Tensor) -> Tensor {
    let order: Vec<usize> = (0..x.rank()).rev().collect();
    let turned = x.permute(order.clone()).expect("the order names every axis");
    turned
        .contiguous()
        .permute(order)
        .expect("the order names every axis")
}

/// The same values as every second element, read backwards, of a larger tensor whose other elements
/// are NaN.
pub fn stepped(x: &Tensor) -> Tensor {
    if x.rank() == 0 {
        return x.clone();
    }
    let larger: Vec<usize> = x.shape().iter().map(|size| 2 * size + 1).collect();
    let mut elements = vec![f64::NAN; larger.iter().product()];
    let backwards = x.flip(()).expect("every axis exists");
    let mut position = vec![0; x.rank()];
    for value in backwards.iter() {
        let at = position
            .iter()
            .zip(&larger)
            .fold(0, |at, (index, size)| at * size + 2 * index + 1);
        elements[at] = value;
        advance(&mut position, x.shape());
    }
    let slices: Vec<Slice> = x
        .shape()
        .iter()
        .map(|&size| {
            // From the last odd place down to 1; of nothing, nothing.
            if size == 0 { (0..0).slice() } else { (..).step(-2) }
        })
        .collect();
    let larger = Tensor::from_vec(elements, larger);
    let inner: Vec<Slice> = x
        .shape()
        .iter()
        .map(|&size| (1..2 * size.max(1)).slice())
        .collect();
    let inner = larger.slice(&inner[..]).expect("the inside exists");
    inner.slice(&slices[..]).expect("the slices exist")
}

/// The next position in row-major order.
fn advance(position: &mut [usize], shape: &[usize]) {
    for (index, &size) in position.iter_mut().zip(shape).rev() {
        *index += 1;
        if *index < size {
            return;
        }
        *index = 0;
    }
}

/// The first part along an axis repeated, with stride 0; `None` where there is nothing to repeat.
pub fn expanded(x: &Tensor, axis: usize) -> Option<Tensor> {
    if x.rank() <= axis || x.is_empty() {
        return None;
    }
    let slices: Vec<Slice> = (0..x.rank())
        .map(|k| if k == axis { (0..1).slice() } else { (..).slice() })
        .collect();
    let first = x.slice(&slices[..]).expect("the first part exists");
    Some(first.broadcast_to(x.shape()).expect("size 1 broadcasts"))
}
