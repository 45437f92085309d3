//! Training: the loop, modes, names and states, optimizers of parts, evaluation.

use crate::{Result, assert_close};
use wengert::nn::data::Data;
use wengert::prelude::*;

#[test]
fn a_line_is_fitted_with_a_single_parameter() -> Result {
    let x = Tensor::from([[1.0], [2.0], [3.0]]);
    let y = Tensor::from([[2.0], [4.0], [6.0]]);
    let mut w = Param::new([[0.0]]);
    let mut sgd = Sgd::new(0.05);
    let mut tape = Tape::new();
    for _ in 0..200 {
        tape.reset();
        let loss = (tape.constant(&x).matmul(&w) - &y).square().mean();
        sgd.step(&mut w, &loss.backward()?)?;
    }
    assert_close(w.value().as_slice()[0], 2.0);
    Ok(())
}

/// A model with a field of every kind.
#[derive(Params)]
struct Net {
    hidden: Linear<f32>,
    norm: BatchNorm1d<f32>,
    out: Linear<f32>,
    scale: f64,
    extra: Option<Linear<f32>>,
    heads: Vec<Linear<f32>>,
    pair: [Param<f32>; 2],
    #[params(skip)]
    _time: std::time::Duration,
}

impl Module<f32> for Net {
    fn forward<'t>(&self, x: Var<'t, f32>) -> Var<'t, f32> {
        let hidden = self.norm.forward(self.hidden.forward(x));
        self.out.forward(hidden.relu()) * self.scale
    }
}

fn net(random: &mut Random) -> Net {
    Net {
        hidden: Linear::new(4, 8, random),
        norm: BatchNorm1d::new(8),
        out: Linear::new(8, 3, random),
        scale: 1.0,
        extra: None,
        heads: vec![Linear::new(1, 1, random)],
        pair: [Param::new([0.0]), Param::new([0.0])],
        _time: std::time::Duration::ZERO,
    }
}

#[test]
fn the_training_loop_learns_and_updates_running_statistics() -> Result {
    let mut random = Random::seed(42);
    let x = Tensor::<f32>::randn([12, 4], &mut random);
    let label: Tensor<i64> = (0..12).map(|i| i % 3).collect();
    let mut net = net(&mut random);
    let mut sgd = Sgd::new(0.1).momentum(0.9);
    let mut tape = Tape::training(7);
    let before = net.norm.running_mean.value().clone();

    let mut last = f32::INFINITY;
    for _ in 0..60 {
        tape.reset();
        let loss = net.forward(tape.constant(&x)).cross_entropy(&label);
        sgd.step(&mut net, &loss.backward()?)?;
        last = loss.item()?;
    }
    assert!(last < 0.3, "the loss is {last}");
    assert_ne!(*net.norm.running_mean.value(), before);

    let tape = Tape::inference();
    let prediction = net.forward(tape.constant(&x)).value()?;
    assert_eq!(prediction.shape(), [12, 3]);
    Ok(())
}

#[test]
fn a_layer_that_must_know_the_mode_says_how_to_choose_it() {
    let net = net(&mut Random::seed(1));
    let tape = Tape::new();
    let y = net.forward(tape.constant(Tensor::zeros([2, 4])));
    let error = y.value().unwrap_err().to_string();
    assert!(error.contains("Tape::training"), "{error}");
    assert!(error.contains("Tape::inference"), "{error}");
}

#[test]
fn dropout_drops_in_training_and_passes_in_inference() -> Result {
    let model = (Dropout(0.5), Relu);
    let training = Tape::<f64>::training(3);
    let dropped = model.forward(training.constant(Tensor::ones([1000])));
    let kept = dropped.value()?.as_slice().iter().filter(|&&x| x == 2.0).count();
    assert!((400..600).contains(&kept), "{kept} of 1000 were kept");

    let inference = Tape::<f64>::inference();
    let passed = model.forward(inference.constant(Tensor::ones([1000])));
    assert_eq!(passed.value()?, Tensor::ones([1000]));
    Ok(())
}

#[test]
fn a_model_has_names_a_state_and_parts_that_freeze() -> Result {
    let mut net = net(&mut Random::seed(1));
    let names = net.names();
    assert_eq!(names[..3], ["hidden.weight", "hidden.bias", "norm.weight"]);
    assert!(names.contains(&"heads.0.weight".to_string()));
    assert!(names.contains(&"pair.1".to_string()));
    assert_eq!(net.num_params(), (4 * 8 + 8) + 2 * 8 + (8 * 3 + 3) + 2 + 2);
    assert!(net.extra.is_none());

    let state = net.state::<f32>();
    net.load(&state)?;
    net.hidden.freeze(true);
    let tape = Tape::training(1);
    let x = tape.constant(Tensor::randn([3, 4], &mut Random::seed(2)));
    let gradients = net.forward(x).sum().backward()?;
    assert!(gradients.get(net.hidden.weight.id()).is_none());
    assert_eq!(gradients.of(&net.out.weight).shape(), [3, 8]);
    Ok(())
}

#[test]
fn a_cloned_layer_is_another_layer_with_the_same_values() {
    let layer = Linear::<f64>::new(2, 3, &mut Random::seed(1));
    let copy = layer.clone();
    assert_ne!(copy.weight.id(), layer.weight.id());
    assert_eq!(copy.weight.value(), layer.weight.value());
}

#[test]
fn a_boxed_model_is_stepped_through_its_box_and_through_dyn() -> Result {
    let mut model: Box<dyn Module> = Box::new((Linear::new(2, 1, &mut Random::seed(1)),));
    let tape = Tape::new();
    let x = tape.constant([[1.0, 2.0]]);
    let gradients = model.forward(x).sum().backward()?;
    let bias = |model: &dyn Module| -> f64 { model.params::<f64>()[1].value().as_slice()[0] };
    let before = bias(&*model);

    let mut sgd = Sgd::new(0.1);
    sgd.step(&mut model, &gradients)?;
    sgd.step(model.as_mut(), &gradients)?;
    let mut optimizers: Vec<Box<dyn Optimizer>> = vec![Box::new(sgd)];
    optimizers[0].step(&mut model, &gradients)?;
    assert_close(bias(&*model), before - 0.3);
    Ok(())
}

fn train_generic<M: Module<f32>>(net: &mut M, x: &Tensor<f32>) -> Result {
    let tape = Tape::training(1);
    let gradients = net.forward(tape.constant(x)).sum().backward()?;
    Sgd::new(0.1).step(net, &gradients)
}

fn train_dyn(net: &mut dyn Module<f32>, x: &Tensor<f32>) -> Result {
    let tape = Tape::training(1);
    let gradients = net.forward(tape.constant(x)).sum().backward()?;
    Sgd::new(0.1).step(net, &gradients)
}

#[test]
fn a_training_function_takes_any_model_generic_or_dyn() -> Result {
    let mut layer = Linear::<f32>::new(2, 1, &mut Random::seed(1));
    let bias = |layer: &Linear<f32>| layer.params::<f32>()[1].value().as_slice()[0];
    let before = bias(&layer);
    let x = Tensor::ones([1, 2]);
    train_generic(&mut layer, &x)?;
    train_dyn(&mut layer, &x)?;
    assert!((bias(&layer) - before + 0.2).abs() < 1e-6);
    Ok(())
}

#[test]
fn merged_gradients_of_samples_make_one_step() -> Result {
    let mut net = Linear::<f64>::new(2, 1, &mut Random::seed(2));
    let before = net.weight.value().clone();
    let mut tape = Tape::new();
    let mut total: Option<Gradients> = None;
    for i in 0..3 {
        tape.reset();
        let sample = tape.constant([[f64::from(i), 1.0]]);
        let gradients = net.forward(sample).sum().backward()?;
        total = Some(match total {
            None => gradients,
            Some(earlier) => earlier.merge(gradients),
        });
    }
    Sgd::new(0.1).step(&mut net, &total.expect("there were samples"))?;
    for (after, before) in net.weight.value().as_slice().iter().zip(before.as_slice()) {
        assert_close(*after, before - 0.3);
    }
    Ok(())
}

#[test]
fn gradients_outlive_the_reset_of_their_tape() -> Result {
    let mut net = Linear::<f64>::new(2, 1, &mut Random::seed(2));
    let mut tape = Tape::new();
    let mut sgd = Sgd::new(0.1);
    let mut losses = Vec::new();
    for _ in 0..3 {
        let loss = net.forward(tape.constant([[1.0, 1.0]])).square().sum();
        let value = loss.item()?;
        let gradients = loss.backward()?;
        tape.reset();
        sgd.step(&mut net, &gradients)?;
        losses.push(value);
    }
    assert!(losses[0] > losses[1] && losses[1] > losses[2], "{losses:?}");
    Ok(())
}

#[test]
fn a_step_without_a_reset_uses_the_new_parameters() -> Result {
    let mut w = Param::new(1.0);
    let tape = Tape::<f64>::new();
    let mut sgd = Sgd::new(0.25);
    for expected in [1.0, 0.5, 0.25] {
        let loss = (tape.constant(1.0) * &w).square().sum();
        assert_close(loss.item()?, expected * expected);
        sgd.step(&mut w, &loss.backward()?)?;
    }
    Ok(())
}

#[test]
fn two_optimizers_step_two_parts_of_a_model() -> Result {
    let mut random = Random::seed(1);
    let mut model = (
        Linear::<f64>::new(2, 2, &mut random),
        Linear::<f64>::new(2, 1, &mut random),
    );
    let tape = Tape::new();
    let gradients = model.forward(tape.constant([[1.0, 2.0]])).sum().backward()?;
    let bias = |layer: &Linear| layer.params::<f64>()[1].value().as_slice()[0];
    let before = bias(&model.1);
    Sgd::new(0.1).step(&mut model.0, &gradients)?;
    assert_eq!(bias(&model.1), before);
    Sgd::new(0.01).step(&mut model.1, &gradients)?;
    assert_close(bias(&model.1), before - 0.01);

    let squares = |param: &&Param| -> f64 {
        let gradient = gradients.of(param);
        gradient.as_slice().iter().map(|x| x * x).sum()
    };
    let norm: f64 = model.params::<f64>().iter().map(squares).sum();
    assert!(norm > 0.0);
    Ok(())
}

#[test]
fn accuracy_takes_a_reference_to_any_model() -> Result {
    let net = net(&mut Random::seed(1));
    let x = Tensor::<f32>::randn([6, 4], &mut Random::seed(2));
    let tape = Tape::inference();
    let right = net.forward(tape.constant(&x)).argmax_axis(-1).value()?;
    let mut labels = right.as_slice().to_vec();
    labels[0] = (labels[0] + 1) % 3;

    let test = Data::new(x, Tensor::from(labels), ["a", "b", "c"])?;
    assert_close(accuracy(&net, &test)?, 5.0 / 6.0);
    Ok(())
}

/// A tied model whose input is integers.
#[derive(Params)]
struct Language<T: wengert::Float> {
    embed: Embedding<T>,
}

impl<T: wengert::Float> Language<T> {
    fn logits<'t>(&self, tape: &'t Tape<T>, tokens: &Tensor<i64>) -> Var<'t, T> {
        let weight = tape.param(&self.embed.weight);
        self.embed.forward(tape, tokens).tanh().matmul(weight.t())
    }
}

#[test]
fn an_embedding_is_tied_to_the_output_layer() -> Result {
    let model = Language::<f64> {
        embed: Embedding::new(5, 3, &mut Random::seed(1)),
    };
    let tape = Tape::new();
    let logits = model.logits(&tape, &Tensor::from([1, 4]));
    assert_eq!(logits.shape(), [2, 5]);
    let gradients = logits.sum().backward()?;
    assert_eq!(gradients.of(&model.embed.weight).shape(), [5, 3]);
    Ok(())
}

#[derive(Params)]
struct Classifier {
    hidden: Linear<f32>,
    out: Linear<f32>,
}

impl Module<f32> for Classifier {
    fn forward<'t>(&self, x: Var<'t, f32>) -> Var<'t, f32> {
        self.out.forward(self.hidden.forward(x).relu())
    }
}

/// The program by which the interface was designed, with fewer epochs.
#[test]
fn real_digits_are_told_apart_after_a_few_epochs() -> Result {
    let mut random = Random::seed(42);
    let (train, test) = data::digits()?.split(0.8, &mut random);
    let mut net = Classifier {
        hidden: Linear::new(64, 32, &mut random),
        out: Linear::new(32, 10, &mut random),
    };
    let mut sgd = Sgd::new(0.1).momentum(0.9);
    let mut tape = Tape::training(7);
    for _ in 0..3 {
        for (x, label) in train.batches(32, &mut random) {
            tape.reset();
            let loss = net.forward(tape.constant(x)).cross_entropy(&label);
            sgd.step(&mut net, &loss.backward()?)?;
        }
    }
    let right = accuracy(&net, &test)?;
    assert!(right > 0.9, "accuracy {right}");
    Ok(())
}
