//! One pass over a parameter, its gradient and its moments.

use std::array::from_fn;
use wengert_tape::{Elements, Float, Tensor, in_pool, threads};

/// Elements that are worked on together, so that the compiler uses vector registers.
const LANES: usize = 16;

/// Tensors from this size on are shared out: entering the pool costs 10 µs, in which one thread
/// updates some 30,000 elements.
const LARGE: usize = 1 << 17;

/// Elements that one thread takes at a time.
const GRAIN: usize = 1 << 15;

/// Replaces every element of the parameter and of its moments by what `rule` makes of them and of the
/// gradient. The same numbers for any number of threads: no element depends on another.
pub(super) fn sweep<T: Float, const K: usize>(
    value: &mut Tensor<T>,
    spare: &mut Option<Tensor<T>>,
    gradient: &[T],
    moments: [&mut [T]; K],
    rule: &(impl Fn(T, T, [T; K]) -> (T, [T; K]) + Sync),
) {
    value.update_with(spare, |elements| {
        let part = Part {
            elements,
            gradient,
            moments,
        };
        if part.elements.len() >= LARGE && threads() > 1 {
            in_pool(|| part.share(rule));
        } else {
            part.run(rule);
        }
    });
}

/// Some elements of a parameter with what belongs to them.
struct Part<'a, T, const K: usize> {
    elements: Elements<'a, T>,
    gradient: &'a [T],
    moments: [&'a mut [T]; K],
}

impl<T: Float, const K: usize> Part<'_, T, K> {
    fn share(self, rule: &(impl Fn(T, T, [T; K]) -> (T, [T; K]) + Sync)) {
        if self.elements.len() <= GRAIN {
            return self.run(rule);
        }
        let middle = (self.elements.len() / 2).next_multiple_of(LANES);
        let (first, second) = self.elements.split_at(middle);
        let (first_gradient, second_gradient) = self.gradient.split_at(middle);
        let mut second_moments = [const { None }; K];
        let mut number = 0;
        let first_moments = self.moments.map(|moment| {
            let (first, second) = moment.split_at_mut(middle);
            second_moments[number] = Some(second);
            number += 1;
            first
        });
        let first = Part {
            elements: first,
            gradient: first_gradient,
            moments: first_moments,
        };
        let second = Part {
            elements: second,
            gradient: second_gradient,
            moments: second_moments.map(Option::unwrap_or_default),
        };
        rayon::join(|| first.share(rule), || second.share(rule));
    }

    fn run(mut self, rule: &impl Fn(T, T, [T; K]) -> (T, [T; K])) {
        let length = self.elements.len();
        let whole = length - length % LANES;
        for at in (0..whole).step_by(LANES) {
            self.block::<LANES>(at, rule);
        }
        for at in whole..length {
            self.block::<1>(at, rule);
        }
    }

    /// Everything goes through arrays, so that the compiler need not prove that the slices are apart.
    #[inline(always)]
    fn block<const N: usize>(&mut self, at: usize, rule: &impl Fn(T, T, [T; K]) -> (T, [T; K])) {
        let mut value: [T; N] = match &self.elements {
            Elements::InPlace(elements) => load(elements, at),
            Elements::Beside { old, .. } => load(old, at),
        };
        let gradient: [T; N] = load(self.gradient, at);
        let mut moments: [[T; N]; K] = from_fn(|k| load(self.moments[k], at));
        for lane in 0..N {
            let before = from_fn(|k| moments[k][lane]);
            let (new, after) = rule(value[lane], gradient[lane], before);
            value[lane] = new;
            for k in 0..K {
                moments[k][lane] = after[k];
            }
        }
        let target = match &mut self.elements {
            Elements::InPlace(elements) => elements,
            Elements::Beside { new, .. } => new,
        };
        target[at..at + N].copy_from_slice(&value);
        for (moment, new) in self.moments.iter_mut().zip(&moments) {
            moment[at..at + N].copy_from_slice(new);
        }
    }
}

#[inline(always)]
fn load<T: Copy, const N: usize>(elements: &[T], at: usize) -> [T; N] {
    match elements[at..].first_chunk() {
        Some(block) => *block,
        None => unreachable!("blocks end where the elements end"),
    }
}
