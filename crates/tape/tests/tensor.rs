//! Tensors: creation, access, combination, comparison, updates, and the words of their errors.

use std::panic::catch_unwind;
use wengert_tape::{Elements, IntoSlice, Tensor};

/// The message of a panic.
fn panic_of<R>(f: impl FnOnce() -> R + std::panic::UnwindSafe) -> String {
    match catch_unwind(f) {
        Ok(_) => panic!("it did not panic"),
        Err(payload) => match payload.downcast_ref::<String>() {
            Some(message) => message.clone(),
            None => (*payload.downcast_ref::<&str>().unwrap()).to_string(),
        },
    }
}

#[track_caller]
fn assert_words<R: std::fmt::Debug>(result: wengert_tape::Result<R>, words: &[&str]) {
    let message = result.unwrap_err().to_string();
    for word in words {
        assert!(message.contains(word), "{message:?} does not say {word:?}");
    }
    assert!(
        message.contains("tests/tensor"),
        "{message:?} does not name the caller's line"
    );
}

#[test]
fn plain_values_of_every_kind_become_tensors() {
    assert_eq!(Tensor::from(2.0).shape(), [0; 0]);
    assert_eq!(Tensor::from([1, 2]).as_slice(), [1i64, 2]);
    assert_eq!(Tensor::from([[1.0f32], [2.0]]).shape(), [2, 1]);
    assert_eq!(Tensor::from([[[true, false]]]).shape(), [1, 1, 2]);
    assert_eq!(
        Tensor::from([[[[1.0], [2.0]], [[3.0], [4.0]]]]).shape(),
        [1, 2, 2, 1]
    );
    assert_eq!(Tensor::from(vec![1.0, 2.0]), Tensor::from(&[1.0, 2.0]));
    assert_eq!(Tensor::from(&vec![1.0, 2.0]), Tensor::from(&[1.0, 2.0][..]));
    let x = Tensor::from([1.0, 2.0]);
    assert_eq!(Tensor::from(&x), x);
    assert_eq!((0..3).collect::<Tensor<i64>>(), Tensor::arange(0, 3, 1));
    let nothing: [[f64; 3]; 0] = [];
    assert_eq!(Tensor::from(nothing).shape(), [0, 3]);
}

#[test]
fn a_vector_takes_its_type_from_the_tensor_that_it_becomes() {
    let mut label = Vec::new();
    for word in ["3", "4"] {
        label.push(word.parse().unwrap());
    }
    assert_eq!(Tensor::<i64>::from(label), Tensor::from([3, 4]));
    assert_eq!(Tensor::<f64>::from(Vec::new()).shape(), [0]);
}

#[test]
fn a_function_may_ask_for_anything_that_becomes_a_tensor() {
    fn shape(x: impl Into<Tensor<f64>>) -> Vec<usize> {
        x.into().shape().to_vec()
    }
    let x = Tensor::from([[1.0, 2.0]]);
    assert_eq!(shape(&x), [1, 2]);
    assert_eq!(shape(x), [1, 2]);
    assert_eq!(shape(1.0), [0; 0]);
    assert_eq!(shape([0.5, -1.0]), [2]);
    assert_eq!(shape(vec![0.5, -1.0]), [2]);
}

#[test]
fn ramps_are_those_of_numpy() {
    // numpy.arange(0, 1, 0.1), which multiplies and never adds up.
    let expected = [0.0, 0.1, 0.2, 0.30000000000000004, 0.4, 0.5, 0.6000000000000001];
    assert_eq!(Tensor::arange(0.0, 0.7, 0.1).as_slice(), expected);
    // numpy.arange(1, 1.3, 0.1) has four elements: the length is rounded up.
    assert_eq!(Tensor::arange(1.0, 1.3, 0.1).len(), 4);
    assert_eq!(Tensor::arange(3, 0, -2), Tensor::from([3, 1]));
    assert_eq!(Tensor::arange(0, -1, 1).len(), 0);
    assert_eq!(Tensor::arange(i64::MIN, i64::MAX, i64::MAX).len(), 3);
    assert_eq!(
        Tensor::linspace(0.0, 1.0, 4).as_slice(),
        [0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0]
    );
    assert_eq!(Tensor::linspace(1.0, 2.0, 0).len(), 0);
    assert_eq!(
        Tensor::<f32>::logspace(0.0, 2.0, 3),
        Tensor::from([1f32, 10.0, 100.0])
    );
}

#[test]
fn sizes_that_do_not_fit_into_memory_panic_with_the_shape_or_are_errors() {
    let huge = usize::MAX / 2;
    for message in [
        panic_of(|| Tensor::<f64>::zeros([usize::MAX / 2, 3])),
        panic_of(|| Tensor::<f64>::ones([usize::MAX / 2, 3])),
        panic_of(|| Tensor::<f64>::randn([usize::MAX / 2, 3], &mut wengert_tape::Random::seed(1))),
    ] {
        assert!(message.contains(&format!("[{huge}, 3]")), "{message}");
    }
    assert_words(
        Tensor::<f64>::try_zeros([huge, 3]),
        &["full", &format!("[{huge}, 3]"), "memory"],
    );
    // Fits the address space, and no machine.
    assert_words(Tensor::try_full([1 << 45], 1.0), &["full", "memory"]);
    assert_eq!(Tensor::<f64>::zeros([usize::MAX, usize::MAX, 0]).len(), 0);
    assert!(panic_of(|| Tensor::arange(0.0, 1.0, 0.0)).contains("arange"));
    assert!(panic_of(|| Tensor::arange(0.0, f64::INFINITY, 1.0)).contains("inf"));
    assert!(panic_of(|| Tensor::from_vec(vec![1.0], [2])).contains("1 elements do not fill [2]"));
}

#[test]
fn views_of_empty_tensors_are_empty() {
    let x = Tensor::<f64>::zeros([3, 0]);
    let row = x.slice(2).unwrap();
    assert_eq!(row.shape(), [0]);
    assert_eq!(row.as_slice(), [0.0; 0]);
    assert_eq!(x.slice((1.., ..)).unwrap().as_slice(), [0.0; 0]);
    assert_eq!(x.flip(()).unwrap().t().shape(), [0, 3]);
    assert_eq!(x.reshape([0, 7]).unwrap().into_vec(), [0.0; 0]);
    assert_eq!(x.sum_of_rows(), 0.0);
    assert_eq!(x.split(2, 1).unwrap().len(), 1);
    assert_words(x.reshape([-1, 0]), &["reshape", "-1"]);
}

/// Something to do with every row, so that iteration over empty rows is used.
trait SumOfRows {
    fn sum_of_rows(&self) -> f64;
}

impl SumOfRows for Tensor<f64> {
    fn sum_of_rows(&self) -> f64 {
        self.rows().map(|row| row.iter().sum::<f64>()).sum()
    }
}

#[test]
fn sizes_beyond_isize_do_not_count_from_the_end() {
    let x = Tensor::from([1.0, 2.0, 3.0]);
    assert_words(x.slice(usize::MAX), &["slice", "outside", "size 3"]);
    assert_words(x.reshape(usize::MAX), &["reshape", "3 elements"]);
    assert_eq!(x.slice(1..usize::MAX).unwrap(), Tensor::from([2.0, 3.0]));
    assert_eq!(x.slice(0..=usize::MAX).unwrap(), x);
    assert_eq!(x.slice((..).step(isize::MAX)).unwrap(), Tensor::from([1.0]));
    assert_eq!(x.slice((..).step(isize::MIN)).unwrap(), Tensor::from([3.0]));
    assert_words(x.broadcast_to([usize::MAX, 3]), &["broadcast_to", "memory"]);
}

#[test]
fn every_view_says_what_did_not_fit() {
    let x = Tensor::<f64>::zeros([2, 3]);
    assert_words(x.reshape([4, 2]), &["reshape", "[2, 3]", "6 elements", "[4, 2]"]);
    assert_words(x.reshape([-1, -1]), &["reshape", "at most one"]);
    assert_words(x.reshape([-1, 4]), &["reshape", "no whole size"]);
    assert_words(x.permute([0, 0]), &["permute", "axis 0", "twice"]);
    assert_words(x.permute([0]), &["permute", "[0]", "rank 2"]);
    assert_words(x.transpose(0, 2), &["transpose", "axis 2", "rank 2"]);
    assert_words(x.slice((.., .., ..)), &["slice", "3 slices", "[2, 3]"]);
    assert_words(x.slice((.., 3)), &["slice", "index 3", "axis 1", "size 3"]);
    assert_words(x.slice((..).step(0)), &["slice", "step", "0"]);
    assert_words(x.broadcast_to([3, 3]), &["broadcast_to", "[2, 3]", "[3, 3]"]);
    assert_words(x.squeeze_axis(0), &["squeeze_axis", "axis 0", "size 2"]);
    assert_words(x.unsqueeze(3), &["unsqueeze", "axis 3"]);
    assert_words(x.flip(-3), &["flip", "axis -3"]);
    assert_words(x.movedim([0, 1], [0]), &["movedim", "2 axes", "1 places"]);
    assert_words(x.movedim([0, 1], [1, 1]), &["movedim", "twice"]);
    assert_words(x.flatten_axes(1, 0), &["flatten_axes", "before"]);
    assert_words(x.select(1, -4), &["select", "index -4", "size 3"]);
    assert_words(x.split(0, 0), &["split", "0"]);
    assert_words(x.split_sizes(&[1, 1], 1), &["split_sizes", "[1, 1]", "2", "3"]);
    assert_words(x.chunk(0, 0), &["chunk", "0"]);
    assert_words(x.axis_iter(2).map(|_| ()), &["axis_iter", "axis 2"]);
}

#[test]
fn every_access_says_what_is_not_there() {
    let mut x = Tensor::<f64>::zeros([2, 3]);
    assert_words(x.at([0, 3]), &["at", "[0, 3]", "[2, 3]"]);
    assert_words(x.at([-3, 0]), &["at", "[-3, 0]"]);
    assert_words(x.at(0), &["at", "[0]", "[2, 3]"]);
    assert_words(x.at([0, 0, 0]), &["at", "[0, 0, 0]"]);
    assert_words(x.set([2, 0], 1.0), &["set", "[2, 0]"]);
    assert_words(x.item(), &["item", "[2, 3]"]);
    assert!(panic_of(|| Tensor::from([1.0])[[1]]).contains("no element [1] in a tensor of shape [1]"));
    assert!(panic_of(|| Tensor::from([1.0])[[0, 0]]).contains("[0, 0]"));
}

#[test]
fn every_combination_says_what_did_not_fit() {
    let (x, y) = (Tensor::<f64>::zeros([2, 3]), Tensor::<f64>::zeros([2, 2]));
    assert_words(
        Tensor::concat(&[&x, &y], 0),
        &["concat", "tensor 1", "[2, 2]", "[2, 3]", "axis 0"],
    );
    assert_words(Tensor::concat(&[&x, &y], 2), &["concat", "axis 2"]);
    assert_words(Tensor::concat(&[] as &[Tensor], 0), &["concat", "no tensor"]);
    assert_words(Tensor::stack(&[&x, &y], 0), &["stack", "tensor 1", "[2, 2]"]);
    assert_words(Tensor::stack(&[&x], 4), &["stack", "axis 4"]);
    assert_words(x.repeat([2]), &["repeat", "[2]", "[2, 3]"]);
    assert_words(x.repeat([usize::MAX, 2]), &["repeat", "memory"]);
    assert_words(
        Tensor::from_rows(&[vec![1.0], vec![]]),
        &["from_rows", "row 1", "0"],
    );
}

#[test]
fn concat_and_split_are_inverse_along_every_axis() {
    let x: Tensor<i64> = Tensor::arange(0, 24, 1).reshape([2, 3, 4]).unwrap();
    for view in [x.clone(), x.t(), x.flip(1).unwrap()] {
        for axis in 0..3 {
            for size in 1..5 {
                let parts = view.split(size, axis).unwrap();
                assert_eq!(Tensor::concat(&parts, axis).unwrap(), view);
            }
            let slices: Vec<_> = view.axis_iter(axis).unwrap().collect();
            assert_eq!(Tensor::stack(&slices, axis).unwrap(), view);
        }
    }
}

#[test]
fn repeat_tiles_the_whole_tensor() {
    let x = Tensor::from([[1, 2], [3, 4]]);
    let tiled = Tensor::from([[1, 2, 1, 2], [3, 4, 3, 4]]);
    assert_eq!(x.repeat([1, 2]).unwrap(), tiled);
    assert_eq!(x.repeat([3, 1, 1]).unwrap().shape(), [3, 2, 2]);
    assert_eq!(x.repeat([0, 1]).unwrap().shape(), [0, 2]);
    assert_eq!(Tensor::from(7).repeat([2]).unwrap(), Tensor::from([7, 7]));
}

#[test]
fn an_element_is_changed_without_changing_clones_and_views() {
    let mut x = Tensor::from([[1, 2], [3, 4]]);
    let (clone, mut view) = (x.clone(), x.t());
    x[[0, 1]] = 7;
    assert_eq!(x.at([0, -1]).unwrap(), 7);
    assert_eq!(clone[[0, 1]], 2);
    view[[0, 1]] = 9;
    assert_eq!(view, Tensor::from([[1, 9], [2, 4]]));
    assert_eq!(clone, Tensor::from([[1, 2], [3, 4]]));
}

#[test]
fn a_slice_asked_for_before_a_change_is_not_seen_after_it() {
    let mut x = Tensor::from([[1, 2], [3, 4]]).t();
    assert_eq!(x.as_slice(), [1, 3, 2, 4]);
    x.as_mut_slice()[0] = 9;
    assert_eq!(x.as_slice(), [9, 3, 2, 4]);
    x.update_with(&mut None, |elements| elements.replace(|_, old| -old));
    assert_eq!(x.as_slice(), [-9, -3, -2, -4]);
}

#[test]
fn the_memory_of_a_vector_goes_in_and_comes_out_uncopied() {
    let data = vec![1.0; 100];
    let address = data.as_ptr();
    let x = Tensor::from_vec(data, [10, 10]);
    assert_eq!(x.as_slice().as_ptr(), address);
    let data = x.into_vec();
    assert_eq!(data.as_ptr(), address);
}

#[test]
fn allclose_follows_numpy() {
    let close = |x: f64, y: f64| Tensor::from(x).allclose(&Tensor::from(y), 1e-5, 1e-8);
    let infinity = f64::INFINITY;
    assert!(close(1.0, 1.000_009));
    assert!(!close(1.0, 1.000_011));
    assert!(close(0.0, 1e-8));
    assert!(!close(0.0, 1.1e-8));
    assert!(close(infinity, infinity));
    assert!(!close(infinity, -infinity));
    assert!(!close(1.0, infinity));
    assert!(!close(infinity, 1.0));
    assert!(!close(f64::NAN, f64::NAN));
}

#[test]
fn a_comparison_names_the_worst_element() {
    let x = Tensor::from([[1.0, 2.0], [3.0, f64::NAN]]);
    let y = Tensor::from([[1.0, 2.5], [3.2, f64::NAN]]);
    let report = x.compare_equal_nan(&y, 0.0, 0.1);
    assert_eq!(report.mismatches, 2);
    let worst = report.worst.as_ref().unwrap();
    assert_eq!(
        (worst.index.as_slice(), worst.value, worst.expected),
        (&[0, 1][..], 2.0, 2.5)
    );
    assert!(
        report
            .to_string()
            .starts_with("2 of 4 elements differ, most at [0, 1]: 2, expected 2.5")
    );
    // NaN is worse than any distance.
    let report = x.compare(&y, 0.0, 0.1);
    assert_eq!((report.mismatches, report.worst.unwrap().index), (3, vec![1, 1]));
    // A large element may be further away than a small one and yet less wrong.
    let report = Tensor::from([1e6, 1e-3]).compare(&Tensor::from([1.0001e6, 2e-3]), 1e-6, 0.0);
    assert_eq!(report.worst.unwrap().index, [1]);
}

#[test]
fn a_comparison_of_other_shapes_is_not_close_and_says_so() {
    let report = Tensor::from([1.0]).compare(&Tensor::from([[1.0]]), 1.0, 1.0);
    assert!(!report.is_close());
    assert_eq!(report.to_string(), "the shapes differ: [1], expected [1, 1]");
    let message = panic_of(|| Tensor::from([1.0]).assert_close(&Tensor::from([2.0]), 0.0, 0.5));
    assert!(message.contains("most at [0]: 1, expected 2"), "{message}");
}

#[test]
fn casts_round_to_the_nearest_and_share_where_nothing_changes() {
    let x = Tensor::from([0.1, 1e300, -0.0]);
    assert_eq!(x.cast::<f32>().as_slice(), [0.1f32, f32::INFINITY, -0.0]);
    assert_eq!(x.cast::<f64>().as_slice().as_ptr(), x.as_slice().as_ptr());
    // 2^60 + 2^36 + 1: rounded to f64 first it would lie halfway between two f32.
    let odd = (1i64 << 60) + (1 << 36) + 1;
    assert_eq!(Tensor::from([odd]).to_float::<f32>().as_slice(), [odd as f32]);
    assert_ne!(odd as f32, odd as f64 as f32);
    assert_words(Tensor::from([9.3e18]).to_i64(), &["to_i64", "64 bits"]);
    assert_eq!(
        Tensor::from([i64::MIN as f64]).to_i64().unwrap(),
        Tensor::from([i64::MIN])
    );
}

#[test]
fn an_update_of_an_unshared_tensor_stays_in_place() {
    let mut x = Tensor::from(vec![1.0; 1000]);
    let address = x.as_slice().as_ptr();
    let mut spare = None;
    x.update_with(&mut spare, |elements| {
        assert!(matches!(elements, Elements::InPlace(_)));
        elements.replace(|i, old| old + i as f64);
    });
    assert_eq!(x.as_slice().as_ptr(), address);
    assert_eq!(x.as_slice()[999], 1000.0);
    assert!(spare.is_none());
}

#[test]
fn an_update_of_a_shared_tensor_writes_beside_and_takes_turns_with_its_spare() {
    let mut x = Tensor::<f64>::zeros([1000]);
    let mut spare = None;
    let mut addresses = Vec::new();
    for step in 0..6 {
        let tape = x.clone();
        let before = x.as_slice().as_ptr();
        x.update_with(&mut spare, |elements| {
            let Elements::Beside { old, new } = &elements else {
                panic!("the tape still holds the old elements");
            };
            // The old elements are read where they are, never from a copy.
            assert_eq!(old.as_ptr(), before);
            assert_ne!(new.as_ptr(), before);
            elements.replace(|_, old| old + 1.0);
        });
        assert_eq!(tape.as_slice()[7], f64::from(step));
        assert_eq!(x.as_slice()[7], f64::from(step + 1));
        addresses.push(x.as_slice().as_ptr() as usize);
    }
    assert_eq!(addresses[0], addresses[2]);
    assert_eq!(addresses[1], addresses[3]);
    assert_eq!(addresses[..2], addresses[4..]);
}

#[test]
fn a_spare_that_is_shared_or_too_small_is_left_alone() {
    let mut x = Tensor::from(vec![1.0; 100]);
    let held = x.clone();
    let shared = Tensor::from(vec![5.0; 100]);
    for spare in [shared.clone(), Tensor::from([5.0])] {
        let mut spare = Some(spare);
        x.update_with(&mut spare, |elements| elements.replace(|_, old| old * 2.0));
        x = held.clone();
    }
    assert_eq!(shared.as_slice(), [5.0; 100]);
    assert_eq!(held.as_slice(), [1.0; 100]);
}

#[test]
fn an_update_may_be_split_among_threads() {
    let mut x = Tensor::<i64>::arange(0, 1000, 1);
    let held = x.clone();
    x.update_with(&mut None, |elements| {
        assert_eq!(elements.len(), 1000);
        let (first, second) = elements.split_at(300);
        std::thread::scope(|scope| {
            scope.spawn(|| first.replace(|i, old| old + i as i64));
            scope.spawn(|| second.replace(|i, old| old + 300 + i as i64));
        });
    });
    assert_eq!(x, held.map(|i| 2 * i));
}

#[test]
fn an_update_of_a_view_gives_a_tensor_of_its_own() {
    let whole = Tensor::from([[1, 2], [3, 4]]);
    let mut column = whole.select(1, 1).unwrap();
    column.update_with(&mut None, |elements| elements.replace(|_, old| 10 * old));
    assert_eq!(column, Tensor::from([20, 40]));
    assert_eq!(whole, Tensor::from([[1, 2], [3, 4]]));
}
