//! Random numbers: the same seed gives the same bits, and they are distributed as they should be.

use rand::{Rng, RngExt};
use wengert_tape::{Random, Tensor, random_permutation};

/// Mean and variance.
fn moments(x: &Tensor) -> (f64, f64) {
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    (mean, x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n)
}

#[test]
fn the_bits_of_a_seed_never_change() {
    let mut rng = Random::seed(0);
    // The first block of Philox with key and counter 0, from the authors' own test vectors.
    let words: Vec<u32> = (0..4).map(|_| rng.next_u32()).collect();
    assert_eq!(words, [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
    let mut rng = Random::seed(0);
    assert_eq!(rng.next_u64(), 0xe169_c58d_6627_e8d5);
    let mut bytes = [0; 6];
    rng.fill_bytes(&mut bytes);
    assert_eq!(bytes, [0x4c, 0xac, 0x57, 0xbc, 0xd8, 0xdb]);
    assert_eq!(
        Random::seed(0).uniform(),
        (0xe169_c58d_6627_e8d5u64 >> 11) as f64 / (1u64 << 53) as f64
    );
}

#[test]
fn the_state_resumes_exactly_at_every_word() {
    let mut rng = Random::seed(5);
    for _ in 0..9 {
        let mut resumed = Random::from_state(rng.state());
        let ahead: Vec<u32> = (0..7).map(|_| resumed.next_u32()).collect();
        let mut same = rng.clone();
        assert_eq!(ahead, (0..7).map(|_| same.next_u32()).collect::<Vec<_>>());
        rng.next_u32();
    }
}

#[test]
fn parts_of_a_split_generator_are_independent() {
    let mut rng = Random::seed(1);
    let (mut a, mut b) = (rng.split(), rng.split());
    let x = Tensor::<f64>::randn([20_000], &mut a);
    let y = Tensor::<f64>::randn([20_000], &mut b);
    let product = x.iter().zip(&y).map(|(x, y)| x * y).sum::<f64>() / 20_000.0;
    assert!(product.abs() < 0.03, "{product}");
    assert_eq!(Random::seed(1).split(), Random::seed(1).split());
}

#[test]
fn normal_numbers_have_the_moments_and_tails_of_the_normal_distribution() {
    let x = Tensor::<f64>::randn([100_000], &mut Random::seed(2));
    let (mean, variance) = moments(&x);
    assert!(mean.abs() < 0.01, "{mean}");
    assert!((variance - 1.0).abs() < 0.02, "{variance}");
    // P(|x| > 2) = 0.0455, P(|x| > 3) = 0.0027.
    let beyond = |limit: f64| x.iter().filter(|x| x.abs() > limit).count();
    assert!((4300..4800).contains(&beyond(2.0)), "{}", beyond(2.0));
    assert!((200..340).contains(&beyond(3.0)), "{}", beyond(3.0));
}

#[test]
fn single_precision_is_double_precision_rounded() {
    let x = Tensor::<f64>::randn([100], &mut Random::seed(3));
    assert_eq!(Tensor::<f32>::randn([100], &mut Random::seed(3)), x.cast());
}

#[test]
fn uniform_numbers_fill_their_range_and_stay_below_its_end() {
    let x = Tensor::uniform([100_000], -1.0, 3.0, &mut Random::seed(4));
    let (mean, variance) = moments(&x);
    assert!((mean - 1.0).abs() < 0.02, "{mean}");
    assert!((variance - 16.0 / 12.0).abs() < 0.02, "{variance}");
    assert!(x.iter().all(|x| (-1.0..3.0).contains(&x)));
    // Half of these would round to the end.
    let end = 1f32 + f32::EPSILON;
    let x = Tensor::uniform([100], 1f32, end, &mut Random::seed(4));
    assert!(x.iter().all(|x| x == 1.0));
    assert_eq!(
        Tensor::uniform([1], 2.0, 2.0, &mut Random::seed(4)),
        Tensor::from([2.0])
    );
}

#[test]
fn random_integers_reach_every_value_of_their_range_alike() {
    let x = Tensor::random_integers([70_000], -3..4, &mut Random::seed(5));
    for value in -3..4 {
        let count = x.iter().filter(|&x| x == value).count();
        assert!((9_600..10_400).contains(&count), "{value}: {count}");
    }
    let widest = Tensor::random_integers([1000], i64::MIN..i64::MAX, &mut Random::seed(5));
    assert!(widest.iter().any(|x| x < i64::MIN / 2) && widest.iter().any(|x| x > i64::MAX / 2));
    assert_eq!(
        Tensor::random_integers([2], 7..8, &mut Random::seed(5)),
        Tensor::from([7, 7])
    );
}

#[test]
#[should_panic(expected = "random_integers: the range 3..3 is empty")]
fn an_empty_range_of_integers_panics_and_says_so() {
    let _ = Tensor::random_integers([1], 3..3, &mut Random::seed(1));
}

#[test]
#[should_panic(expected = "uniform: the numbers cannot lie between 1 and NaN")]
fn a_range_that_is_none_panics_and_says_so() {
    let _ = Tensor::uniform([1], 1.0, f64::NAN, &mut Random::seed(1));
}

#[test]
fn every_order_of_a_permutation_comes_equally_often() {
    let mut rng = Random::seed(6);
    let mut counts = std::collections::HashMap::new();
    for _ in 0..24_000 {
        *counts
            .entry(random_permutation(4, &mut rng).into_vec())
            .or_insert(0) += 1;
    }
    assert_eq!(counts.len(), 24);
    assert!(
        counts.values().all(|count| (850..1150).contains(count)),
        "{counts:?}"
    );
    assert_eq!(random_permutation(0, &mut rng).len(), 0);
}

#[test]
fn generators_of_rand_and_ours_are_interchangeable() {
    let mut ours: Box<dyn Rng> = Box::new(Random::seed(7));
    let x = Tensor::<f64>::randn([3], &mut *ours);
    assert_eq!(x, Tensor::randn([3], &mut Random::seed(7)));
    let dice: u32 = Random::seed(7).random_range(1..=6);
    assert!((1..=6).contains(&dice));
}
