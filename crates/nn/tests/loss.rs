//! Losses where they are special: labels, ignored ones, weights, huge logits, threads. Values
//! and derivatives against PyTorch are in the root package's golden tests.

use wengert_nn::loss::{self, Bce, BceWithLogits, CrossEntropy, Nll, Reduction};
use wengert_tape::check::{self, Options};
use wengert_tape::prelude::*;
use wengert_tape::{Result, set_threads};

const IGNORED: i64 = -100;

fn random(shape: &[usize], seed: u64) -> Tensor {
    Tensor::randn(shape, &mut Random::seed(seed))
}

/// −Σ t ln softmax(x) of each row, straight from the definition.
fn by_definition(logits: &Tensor, labels: &[i64]) -> Vec<f64> {
    logits
        .rows()
        .zip(labels)
        .map(|(row, &label)| {
            let total: f64 = row.iter().map(f64::exp).sum();
            -(row.as_slice()[label as usize].exp() / total).ln()
        })
        .collect()
}

#[test]
fn cross_entropy_is_minus_the_logarithm_of_the_labels_probability() -> Result<()> {
    let logits = random(&[5, 3], 1);
    let labels = [0, 2, 1, 1, 0];
    let expected = by_definition(&logits, &labels);
    let tape = Tape::new();
    let x = tape.var(&logits);
    let each = CrossEntropy::new()
        .reduction(Reduction::None)
        .of(x, Tensor::from(labels));
    each.value()?
        .assert_close(&Tensor::from(expected.clone()), 1e-14, 0.0);
    let mean = expected.iter().sum::<f64>() / 5.0;
    let loss = x.cross_entropy(Tensor::from(labels)).item()?;
    assert!((loss - mean).abs() < 1e-14);
    Ok(())
}

#[test]
fn labels_and_one_hot_probabilities_give_the_same_loss_and_gradient() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var(random(&[4, 3], 2));
    let labels = Tensor::from([2, 0, 1, 2]);
    for loss in [
        CrossEntropy::new(),
        CrossEntropy::new().label_smoothing(0.2),
        CrossEntropy::new()
            .reduction(Reduction::Sum)
            .weights([0.5, 2.0, 1.0]),
    ] {
        let by_label = loss.of(x, &labels);
        let by_probability = loss.of(x, tape.one_hot(&labels, 3));
        assert!((by_label.item()? - by_probability.item()?).abs() < 1e-14);
        let (first, second) = (by_label.grad(x).value()?, by_probability.grad(x).value()?);
        first.assert_close(&second, 1e-13, 1e-15);
    }
    Ok(())
}

#[test]
fn labels_found_on_the_tape_are_labels() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var([[1.0, 3.0], [2.0, 0.0]]);
    let own = x.cross_entropy(x.argmax_axis(1));
    let given = x.cross_entropy(Tensor::from([1, 0]));
    assert_eq!(own.item()?, given.item()?);
    Ok(())
}

#[test]
fn gradients_to_any_order_agree_with_differences() {
    let labels = Tensor::from([[1, 0], [IGNORED, 2]]);
    let x = random(&[2, 3, 2], 3);
    let losses = [
        CrossEntropy::new(),
        CrossEntropy::new().reduction(Reduction::None),
        CrossEntropy::new().weights([0.5, 2.0, 1.5]),
        CrossEntropy::new().label_smoothing(0.3).weights([0.5, 2.0, 1.5]),
    ];
    for loss in &losses {
        check::gradcheck(|[x]| loss.of(x, &labels), [&x]).assert();
        check::gradgradcheck(|[x]| loss.of(x, &labels), [&x]).assert();
    }
    let target = random(&[2, 3, 2], 4);
    let target = target.map(f64::abs);
    check::gradcheck(|[x, t]| losses[2].of(x, t), [&x, &target]).assert();
    check::gradgradcheck(|[x, t]| losses[2].of(x, t), [&x, &target]).assert();
    let nll = Nll::new().weights([0.5, 2.0, 1.5]);
    check::gradcheck(|[x]| nll.of(x, &labels).square(), [&x]).assert();
    check::gradgradcheck(|[x]| nll.of(x, &labels).square(), [&x]).assert();
}

#[test]
fn gradients_of_losses_of_numbers_agree_with_differences() {
    // Off the kinks: every distance is at least 0.05 away from 0 and from ±1.
    let x = Tensor::from([0.3, -0.7, 2.0, -3.0]);
    let t = Tensor::from([0.1, 0.1, 0.2, -0.1]);
    let none = Reduction::None;
    check::gradcheck(|[x, t]| loss::mse(x, t, none), [&x, &t]).assert();
    check::gradcheck(|[x, t]| loss::l1(x, t, none), [&x, &t]).assert();
    check::gradcheck(|[x, t]| loss::huber(x, t, 1.0, none), [&x, &t]).assert();
    check::gradgradcheck(|[x, t]| loss::huber(x, t, 1.0, none), [&x, &t]).assert();
    check::gradcheck(|[x, t]| loss::smooth_l1(x, t, 0.5, none), [&x, &t]).assert();
    let yes = Tensor::from([1.0, 0.0, 0.3, 0.9]);
    let with_logits = BceWithLogits::new()
        .pos_weight([3.0])
        .weight([1.0, 2.0, 0.5, 1.0]);
    check::gradcheck(|[x, t]| with_logits.of(x, t), [&x, &yes]).assert();
    check::gradgradcheck(|[x]| with_logits.of(x, &yes), [&x]).assert();
    let p = Tensor::from([0.2, 0.6, 0.9, 0.5]);
    check::gradcheck(|[p, t]| p.bce(t), [&p, &yes]).assert();
    check::gradgradcheck(|[p]| p.bce(&yes), [&p]).assert();
}

#[test]
fn huge_logits_have_finite_losses_and_gradients() -> Result<()> {
    let tape = Tape::<f32>::new();
    let x = tape.var([[1000.0, -1000.0], [-1000.0, 1000.0]]);
    let loss = CrossEntropy::new().reduction(Reduction::None);
    let each = loss.of(x, Tensor::from([0, 0]));
    assert_eq!(each.value()?, Tensor::from([0.0, 2000.0]));
    let gradient = each.sum().grad(x).value()?;
    assert_eq!(gradient, Tensor::from([[0.0, 0.0], [-1.0, 1.0]]));
    let x = tape.var([1000.0, -1000.0]);
    let loss = x.bce_with_logits(Tensor::from([1.0, 0.0]));
    assert_eq!(loss.item()?, 0.0);
    assert_eq!(loss.grad(x).value()?, Tensor::from([0.0, 0.0]));
    Ok(())
}

#[test]
fn a_small_loss_beside_large_logits_keeps_its_digits() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var([[1000.0, 980.0]]);
    let loss = x.cross_entropy(Tensor::from([0])).item()?;
    let expected = (-20f64).exp().ln_1p();
    assert!((loss / expected - 1.0).abs() < 1e-7, "{loss} {expected}");
    Ok(())
}

#[test]
fn ignored_labels_count_for_nothing() -> Result<()> {
    let x = random(&[4, 3], 5);
    let tape = Tape::new();
    let all = tape.var(&x);
    let some = CrossEntropy::new()
        .ignore_index(-1)
        .of(all, Tensor::from([2, -1, -1, 0]));
    let kept = tape.var(Tensor::stack(&[x.slice(0)?, x.slice(3)?], 0)?);
    let expected = kept.cross_entropy(Tensor::from([2, 0]));
    assert!((some.item()? - expected.item()?).abs() < 1e-15);
    let gradient = some.grad(all).value()?;
    assert_eq!(gradient.slice(1..3)?, Tensor::zeros([2, 3]));
    Ok(())
}

#[test]
fn with_every_label_ignored_loss_and_gradient_are_zero() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var(random(&[2, 3], 6));
    let labels = Tensor::from([IGNORED, IGNORED]);
    let losses = [
        x.cross_entropy(&labels),
        CrossEntropy::new()
            .weights([1.0, 2.0, 3.0])
            .label_smoothing(0.1)
            .of(x, &labels),
        CrossEntropy::new().reduction(Reduction::Sum).of(x, &labels),
        x.nll(&labels),
    ];
    for loss in losses {
        assert_eq!(loss.item()?, 0.0);
        assert_eq!(loss.grad(x).value()?, Tensor::zeros([2, 3]));
    }
    Ok(())
}

#[test]
fn an_ignored_row_of_nan_or_infinity_poisons_nothing() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var([[f64::NEG_INFINITY, f64::NEG_INFINITY], [0.0, 0.0]]);
    let loss = x.cross_entropy(Tensor::from([IGNORED, 1]));
    assert_eq!(loss.item()?, 2f64.ln());
    assert_eq!(loss.grad(x).value()?, Tensor::from([[0.0, 0.0], [0.5, -0.5]]));
    Ok(())
}

#[test]
fn an_ignored_row_of_nan_has_derivatives_of_zero_of_any_order() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var([[f64::NAN, 0.0], [0.0, 1.0]]);
    let labels = Tensor::from([IGNORED, 0]);
    let weighted = CrossEntropy::new().weights([2.0, 1.0]);
    for loss in [
        CrossEntropy::new(),
        CrossEntropy::new().label_smoothing(0.1),
        weighted.clone(),
        weighted.label_smoothing(0.1),
    ] {
        let loss = loss.of(x, &labels);
        assert!(loss.item()?.is_finite());
        let gradient = loss.grad(x);
        assert_eq!(gradient.value()?.slice(0)?, Tensor::zeros([2]));
        let second = gradient.square().sum().grad(x).value()?;
        assert_eq!(second.slice(0)?, Tensor::zeros([2]));
        assert!(second.slice(1)?.iter().all(|x| x.is_finite() && x != 0.0));
    }
    let logs = x.log_softmax(-1);
    let gradient = logs.nll(&labels).grad(logs).value()?;
    assert_eq!(gradient, Tensor::from([[0.0, 0.0], [-1.0, 0.0]]));
    Ok(())
}

#[test]
fn a_masked_class_that_is_not_the_label_takes_nothing() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var([[f64::NEG_INFINITY, 0.0, 0.0]]);
    let by_label = x.cross_entropy(Tensor::from([1]));
    let by_probability = x.cross_entropy(Tensor::from([[0.0, 1.0, 0.0]]));
    for loss in [by_label, by_probability] {
        assert_eq!(loss.item()?, 2f64.ln());
        assert_eq!(loss.grad(x).value()?, Tensor::from([[0.0, -0.5, 0.5]]));
    }
    Ok(())
}

#[test]
fn a_class_of_weight_zero_takes_nothing_of_an_infinite_loss() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var([[0.0, f64::NEG_INFINITY], [0.0, 0.0]]);
    let loss = CrossEntropy::new()
        .weights([1.0, 0.0])
        .of(x, Tensor::from([1, 0]));
    assert_eq!(loss.item()?, 2f64.ln());
    Ok(())
}

#[test]
fn a_class_of_weight_zero_takes_nothing_of_a_smoothed_loss() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var([[0.0, 1.0, f64::NEG_INFINITY]]);
    let loss = CrossEntropy::new()
        .weights([1.0, 1.0, 0.0])
        .label_smoothing(0.1)
        .of(x, Tensor::from([0]));
    // 0.9 of the label and 0.1/3 of either of the classes that count.
    let logs = [0.0, 1.0].map(|x: f64| x - (1.0 + 1f64.exp()).ln());
    let expected = -0.9 * logs[0] - 0.1 / 3.0 * (logs[0] + logs[1]);
    assert!((loss.item()? - expected).abs() < 1e-15);
    let gradient = loss.grad(x).value()?;
    assert_eq!(gradient.as_slice()[2], 0.0);
    assert!(gradient.iter().all(f64::is_finite));
    Ok(())
}

#[test]
fn the_cross_entropy_of_no_samples_is_zero_with_labels_and_with_probabilities() -> Result<()> {
    let tape = Tape::<f64>::new();
    let x = tape.var(Tensor::zeros([0, 3]));
    let labels = Tensor::<i64>::from(Vec::new());
    for reduction in [Reduction::Mean, Reduction::Sum] {
        for loss in [CrossEntropy::new(), CrossEntropy::new().label_smoothing(0.1)] {
            let loss = loss.reduction(reduction);
            assert_eq!(loss.of(x, &labels).item()?, 0.0);
            assert_eq!(loss.of(x, Tensor::<f64>::zeros([0, 3])).item()?, 0.0);
        }
    }
    Ok(())
}

#[test]
fn a_number_is_a_target_for_every_element() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var([1.0, 3.0]);
    assert_eq!(x.mse(1.0).item()?, 2.0);
    assert_eq!(x.l1(1).item()?, 1.0);
    assert_eq!(x.bce_with_logits(1.0).value()?.shape(), [0; 0]);
    Ok(())
}

#[test]
fn bce_holds_its_logarithms_and_its_gradients_at_certainty() -> Result<()> {
    let tape = Tape::new();
    let p = tape.var([0.0, 1.0, 0.0, 1.0]);
    let each = Bce::new()
        .reduction(Reduction::None)
        .of(p, Tensor::from([0.0, 1.0, 1.0, 0.0]));
    assert_eq!(each.value()?, Tensor::from([0.0, 0.0, 100.0, 100.0]));
    assert!(each.sum().grad(p).value()?.iter().all(f64::is_finite));
    Ok(())
}

#[test]
fn infinite_logits_on_the_right_side_cost_nothing() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var([f64::INFINITY, f64::NEG_INFINITY]);
    let loss = x.bce_with_logits(Tensor::from([1.0, 0.0]));
    assert_eq!(loss.item()?, 0.0);
    Ok(())
}

#[test]
fn single_precision_agrees_with_double() -> Result<()> {
    let x = random(&[64, 10], 13);
    let labels = Tensor::random_integers([64], 0..10, &mut Random::seed(14));
    let (single, double) = (Tape::<f32>::new(), Tape::<f64>::new());
    let (x32, x64) = (single.var(x.cast::<f32>()), double.var(&x));
    let (first, second) = (x32.cross_entropy(&labels), x64.cross_entropy(&labels));
    assert!((f64::from(first.item()?) - second.item()?).abs() < 1e-6);
    let (first, second) = (first.grad(x32).value()?, second.grad(x64).value()?);
    first.cast::<f64>().assert_close(&second, 1e-5, 1e-8);
    let options = Options::new();
    let x = x.slice(..3)?.cast::<f32>();
    let labels = labels.slice(..3)?;
    options
        .gradcheck(|[x]: [Var<f32>; 1]| x.cross_entropy(&labels), [x])
        .assert();
    Ok(())
}

#[test]
fn losses_have_the_same_bits_for_any_number_of_threads() -> Result<()> {
    let x = Tensor::<f32>::randn([512, 300], &mut Random::seed(15));
    let labels = Tensor::random_integers([512], 0..300, &mut Random::seed(16));
    let run = |threads| -> Result<_> {
        set_threads(threads);
        let tape = Tape::new();
        let x = tape.var(&x);
        let loss = x.cross_entropy(&labels);
        Ok((loss.item()?, loss.backward()?.wrt(x)?))
    };
    let one = run(1)?;
    let four = run(4)?;
    set_threads(0);
    assert_eq!(one, four);
    Ok(())
}

#[test]
fn transposed_logits_give_the_same_loss() -> Result<()> {
    let x = random(&[3, 5], 17);
    let labels = Tensor::from([0, 2, 1, 1, 0]);
    let tape = Tape::new();
    let v = tape.var(&x);
    let loss = v.t().cross_entropy(&labels);
    let copy = tape.var(x.t().contiguous());
    let expected = copy.cross_entropy(&labels);
    assert_eq!(loss.item()?, expected.item()?);
    assert_eq!(loss.grad(v).t().value()?, expected.grad(copy).value()?);
    Ok(())
}

#[test]
fn the_gradient_of_the_huber_loss_meets_at_its_edge() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var([1.0, -1.0, 0.0, f64::INFINITY]);
    let loss = loss::huber(x, 0.0, 1.0, Reduction::Sum);
    assert_eq!(loss.grad(x).value()?, Tensor::from([1.0, -1.0, 0.0, 1.0]));
    Ok(())
}
