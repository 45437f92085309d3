//! What a loss refuses: labels, shapes and options that do not fit, with a message that says which.

use wengert_nn::loss::{Bce, BceWithLogits, CrossEntropy, Reduction};
use wengert_tape::prelude::*;
use wengert_tape::{Error, Result};

fn random(shape: &[usize], seed: u64) -> Tensor {
    Tensor::randn(shape, &mut Random::seed(seed))
}

#[track_caller]
fn has(error: &Error, words: &[&str]) {
    let text = error.to_string();
    for word in words {
        assert!(text.contains(word), "no {word:?} in {text}");
    }
    assert_eq!(error.place().file(), file!(), "{text}");
}

#[test]
fn a_label_that_is_no_class_is_named_with_its_position_and_the_number_of_classes() {
    let tape = Tape::new();
    let x = tape.var(random(&[2, 10, 3], 7));
    let labels = Tensor::from([[0, 1, 2], [3, 12, -1]]);
    let line = line!() + 1;
    let error = x.cross_entropy(&labels).item().unwrap_err();
    has(&error, &["cross_entropy", "label 12", "[1, 1]", "10 classes"]);
    assert_eq!(error.place().line(), line);
    let error = x
        .cross_entropy(Tensor::from([[0, -3, 0], [0, 0, 0]]))
        .backward()
        .unwrap_err();
    has(&error, &["label -3", "[0, 1]"]);
    let error = x.nll(Tensor::from([[0, 10, 0], [0, 0, 0]])).item().unwrap_err();
    has(&error, &["nll", "label 10"]);
}

#[test]
fn shapes_that_do_not_fit_are_errors_with_both_shapes() {
    let tape = Tape::new();
    let x = tape.var(random(&[4, 3], 8));
    has(
        &x.cross_entropy(Tensor::from([0, 1])).error().unwrap(),
        &["[2]", "[4, 3]", "[4]"],
    );
    has(
        &x.cross_entropy(random(&[4, 2], 1)).error().unwrap(),
        &["[4, 2]", "[4, 3]"],
    );
    has(&x.nll(Tensor::from([[0]])).error().unwrap(), &["nll", "[1, 1]"]);
    let weighted = CrossEntropy::new().weights([1.0, 2.0]);
    has(
        &weighted.of(x, Tensor::from([0; 4])).error().unwrap(),
        &["[2]", "3 classes"],
    );
    has(
        &x.sum().cross_entropy(Tensor::from(0)).error().unwrap(),
        &["no classes"],
    );
    let column = tape.var(random(&[5, 1], 9));
    let target = random(&[5], 10);
    has(&column.mse(&target).error().unwrap(), &["mse", "[5, 1]", "[5]"]);
    has(&column.l1(&target).error().unwrap(), &["l1", "[5, 1]", "[5]"]);
    has(&column.huber(&target, 1.0).error().unwrap(), &["huber", "[5, 1]"]);
    has(
        &column.smooth_l1(&target, 1.0).error().unwrap(),
        &["smooth_l1", "[5, 1]"],
    );
    has(&column.bce(&target).error().unwrap(), &["bce", "[5, 1]"]);
    has(
        &column.bce_with_logits(&target).error().unwrap(),
        &["bce_with_logits", "[5, 1]"],
    );
}

#[test]
fn options_out_of_range_are_errors_that_name_them() {
    let tape = Tape::new();
    let x = tape.var(random(&[2, 3], 11));
    let labels = Tensor::from([0, 1]);
    let smoothed = CrossEntropy::new().label_smoothing(1.5).of(x, &labels);
    has(&smoothed.error().unwrap(), &["label smoothing", "1.5"]);
    has(&x.huber(0.0, 0.0).error().unwrap(), &["huber", "positive"]);
    has(&x.huber(0.0, f64::NAN).error().unwrap(), &["huber", "NaN"]);
    has(&x.smooth_l1(0.0, -1.0).error().unwrap(), &["smooth_l1", "-1"]);
}

#[test]
fn an_error_passes_losses_unchanged() {
    let tape = Tape::new();
    let line = line!() + 1;
    let broken = tape.var(random(&[2, 3], 12)).reshape([5]);
    let fine = tape.var(random(&[2, 3], 12));
    let labels = Tensor::from([0, 1]);
    for loss in [
        broken.cross_entropy(&labels),
        fine.cross_entropy(broken),
        broken.nll(&labels),
        broken.mse(0.0),
        fine.mse(broken),
        broken.bce_with_logits(1.0),
    ] {
        assert_eq!(loss.item().unwrap_err().place().line(), line);
    }
}

#[test]
fn a_weight_of_a_binary_loss_that_would_make_it_larger_is_an_error_with_both_shapes() {
    let tape = Tape::new();
    let x = tape.var([0.2, 0.5, 0.7]);
    let target = || Tensor::from([0.0, 1.0, 1.0]);
    let column = || Tensor::from([[1.0], [2.0]]);
    let words = ["[2, 1]", "[3]"];
    let weighted = Bce::new().weight(column()).reduction(Reduction::None);
    let line = line!() + 1;
    let error = weighted.of(x, target()).error().unwrap();
    assert_eq!(error.place().line(), line);
    has(&error, &["bce", "weight", words[0], words[1]]);
    let loss = BceWithLogits::new().weight(column()).of(x, target());
    has(
        &loss.error().unwrap(),
        &["bce_with_logits", "weight", words[0], words[1]],
    );
    for loss in [
        BceWithLogits::new().pos_weight(column()).of(x, target()),
        BceWithLogits::new().pos_weight(column()).of(x, 1.0),
    ] {
        has(
            &loss.error().unwrap(),
            &["bce_with_logits", "pos_weight", words[0], words[1]],
        );
    }
    for weight in [Tensor::from([1.0, 2.0]), Tensor::ones([1, 3])] {
        assert!(Bce::new().weight(weight).of(x, target()).error().is_some());
    }
}

#[test]
fn weights_of_a_binary_loss_broadcast_to_the_prediction() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var(random(&[2, 3], 3));
    for weight in [
        Tensor::from(2.0),
        Tensor::from([2.0]),
        Tensor::from([2.0, 2.0, 2.0]),
        Tensor::full([2, 1], 2.0),
        Tensor::full([2, 3], 2.0),
    ] {
        let loss = BceWithLogits::new()
            .weight(weight.clone())
            .reduction(Reduction::None)
            .of(x, 0.0);
        assert_eq!(loss.value()?, (x.softplus() * 2.0).value()?);
        let loss = BceWithLogits::new()
            .pos_weight(weight)
            .reduction(Reduction::None)
            .of(x, 1.0);
        assert_eq!(loss.value()?, ((-x).softplus() * 2.0).value()?);
    }
    Ok(())
}
