//! Accuracy, the confusion matrix, and convergence.

use wengert_nn::data::Data;
use wengert_nn::metrics::{ConfusionMatrix, accuracy, confusion_matrix, predict};
use wengert_nn::train::Converged;
use wengert_nn::{Linear, Module, func};
use wengert_tape::{Mode, Tensor, Var};

/// Three classes: the largest of three features.
fn data(samples: usize) -> Data<f64> {
    let mut x = Vec::new();
    let mut label = Vec::new();
    for sample in 0..samples {
        let class = sample * 7 % 3;
        x.extend((0..3).map(|feature| if feature == class { 1.0 } else { 0.0 }));
        label.push(class as i64);
    }
    Data::new(Tensor::from_vec(x, [samples, 3]), label.into(), ["a", "b", "c"]).unwrap()
}

#[test]
fn accuracy_counts_over_all_batches() {
    let right = func(|x: Var| x);
    let data = data(2500);
    assert_eq!(accuracy(&right, &data).unwrap(), 1.0);
    let always_the_first = func(|x: Var| x * 0.0);
    assert_eq!(accuracy(&always_the_first, &data).unwrap(), 834.0 / 2500.0);
    let boxed: Box<dyn Module> = Box::new(func(|x: Var| x));
    assert_eq!(accuracy(&boxed, &data).unwrap(), 1.0);
    assert_eq!(accuracy(&*boxed, &data).unwrap(), 1.0);
}

#[test]
fn the_model_sees_an_inference_tape_and_batches() {
    let net = func(|x: Var| {
        assert_eq!(x.tape().unwrap().mode(), Some(Mode::Inference));
        assert!(x.shape()[0] <= 1024);
        x
    });
    predict(&net, &data(3000).x).unwrap();
}

#[test]
fn an_output_without_classes_and_a_wrong_layer_are_errors() {
    let error = accuracy(&func(|x: Var| x.sum_axis(1)), &data(5))
        .unwrap_err()
        .to_string();
    assert!(error.contains("[5, classes]") && error.contains("[5]"), "{error}");
    let error = accuracy(&Linear::<f64>::of(Tensor::zeros([2, 4])), &data(5))
        .unwrap_err()
        .to_string();
    assert!(error.contains("[5, 3]") && error.contains("Linear"), "{error}");
    let empty = data(5).take(&[]);
    assert!(accuracy(&func(|x: Var| x), &empty).is_err());
}

#[test]
fn the_first_of_equal_scores_wins_and_nan_is_larger_than_all() {
    let x = Tensor::from([
        [1.0, 1.0],
        [f64::NAN, 2.0],
        [0.0, f64::NAN],
        [f64::NEG_INFINITY, f64::NEG_INFINITY],
    ]);
    assert_eq!(predict(&func(|x: Var| x), &x).unwrap().to_vec(), [0, 0, 1, 0]);
}

#[test]
fn a_confusion_matrix_has_precision_recall_and_f1() {
    let truth = Tensor::from([0, 0, 0, 0, 1, 1, 1, 2]);
    let predicted = Tensor::from([0, 0, 0, 1, 1, 1, 0, 0]);
    let matrix = ConfusionMatrix::of(&predicted, &truth, ["cat", "dog", "hare"]).unwrap();
    assert_eq!(
        [
            matrix.count(0, 0),
            matrix.count(0, 1),
            matrix.count(1, 0),
            matrix.count(2, 0)
        ],
        [3, 1, 1, 1]
    );
    assert_eq!(matrix.total(), 8);
    assert_eq!(matrix.accuracy(), 5.0 / 8.0);
    assert_eq!(matrix.precision(0), 3.0 / 5.0);
    assert_eq!(matrix.recall(0), 3.0 / 4.0);
    assert!((matrix.f1(0) - 2.0 / 3.0).abs() < 1e-15);
    assert_eq!(
        (matrix.precision(2), matrix.recall(2), matrix.f1(2)),
        (0.0, 0.0, 0.0)
    );
    assert!((matrix.macro_f1() - (matrix.f1(0) + matrix.f1(1)) / 3.0).abs() < 1e-15);
    let expected = "\
true  cat  dog  hare  precision  recall     F1
 cat    3    1     0      60.0%   75.0%  0.667
 dog    1    2     0      66.7%   66.7%  0.667
hare    1    0     0       0.0%    0.0%  0.000
8 samples, accuracy 62.5%";
    assert_eq!(matrix.to_string(), expected);
}

#[test]
fn a_confusion_matrix_of_a_model_agrees_with_its_accuracy() {
    let net = func(|x: Var| x * 0.0);
    let data = data(100);
    let matrix = confusion_matrix(&net, &data).unwrap();
    assert_eq!(matrix.accuracy(), accuracy(&net, &data).unwrap());
    assert_eq!(matrix.classes(), ["a", "b", "c"]);
}

#[test]
fn a_confusion_matrix_of_a_model_with_other_classes_than_the_data_is_an_error() {
    for columns in [2, 4] {
        let net = func(move |x: Var| x.matmul(x.tape().unwrap().constant(Tensor::ones([3, columns]))));
        let error = confusion_matrix(&net, &data(5)).unwrap_err().to_string();
        assert!(
            error.contains("3 classes") && error.contains(&format!("[5, {columns}]")),
            "{error}"
        );
    }
}

#[test]
fn classes_that_are_not_there_are_errors() {
    let error = ConfusionMatrix::of(&Tensor::from([2]), &Tensor::from([0]), ["a", "b"])
        .unwrap_err()
        .to_string();
    assert!(error.contains("2 classes"), "{error}");
    assert!(ConfusionMatrix::of(&Tensor::from([1]), &Tensor::from([-1]), ["a", "b"]).is_err());
    assert!(ConfusionMatrix::of(&Tensor::from([1]), &Tensor::from([0, 1]), ["a", "b"]).is_err());
}

#[test]
fn converged_after_losses_without_progress() {
    let mut converged = Converged::new(0.01, 2);
    let stopped: Vec<bool> = [10.0, 5.0, 4.99, 4.0, 4.0, 3.999]
        .into_iter()
        .map(|loss| converged.after(loss))
        .collect();
    assert_eq!(stopped, [false, false, false, false, false, true]);
    assert_eq!(converged.best(), 3.999);
}

#[test]
fn progress_is_measured_by_the_size_of_the_loss() {
    for size in [1e-6, 1.0, 1e6] {
        let mut converged = Converged::new(0.1, 1);
        assert!(!converged.after(size));
        assert!(!converged.after(0.8 * size), "{size}");
        assert!(converged.after(0.75 * size), "{size}");
    }
    // Below zero too, as log-likelihoods may be.
    let mut converged = Converged::new(0.1, 1);
    assert!(!converged.after(-100.0));
    assert!(!converged.after(-111.0));
    assert!(converged.after(-112.0));
}

#[test]
fn a_loss_that_is_not_a_number_ends_training() {
    let mut converged = Converged::new(0.01, 3);
    assert!(!converged.after(1.0f32));
    assert!(!converged.after(f64::NAN));
    assert!(!converged.after(f64::NAN));
    assert!(converged.after(f64::NAN));
    assert_eq!(converged.best(), 1.0);
    let mut from_the_start = Converged::new(0.01, 1);
    assert!(from_the_start.after(f64::NAN));
}
