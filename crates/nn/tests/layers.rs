//! Layers against hand values, finite differences, and the places where they behave differently.
//! Values and derivatives of Linear, LayerNorm and BatchNorm1d against PyTorch are in the root
//! package's golden tests.

use wengert_nn::check;
use wengert_nn::prelude::*;
use wengert_tape::prelude::*;
use wengert_tape::{Result, set_threads};

fn random(shape: &[usize], seed: u64) -> Tensor {
    Tensor::randn(shape, &mut Random::seed(seed))
}

fn value(module: &dyn Module, x: Tensor) -> Tensor {
    let tape = Tape::inference();
    module.forward(tape.constant(x)).value().unwrap()
}

#[test]
fn linear_multiplies_the_last_axis_and_adds_the_bias() {
    let mut layer = Linear::of([[1.0, 2.0, 3.0], [0.0, -1.0, 1.0]]);
    layer.bias = Some(Param::new([10.0, 20.0]));
    let y = value(&layer, Tensor::from([[[1.0, 1.0, 1.0], [1.0, 0.0, -1.0]]]));
    assert_eq!(y, Tensor::from([[[16.0, 20.0], [8.0, 19.0]]]));
    assert_eq!(
        value(&layer, Tensor::from([1.0, 1.0, 1.0])),
        Tensor::from([16.0, 20.0])
    );
}

#[test]
fn linear_begins_uniform_in_one_over_the_root_of_the_inputs() {
    let layer = Linear::<f64>::new(400, 300, &mut Random::seed(3));
    assert_eq!(layer.weight.value().shape(), [300, 400]);
    let bias = layer.bias.as_ref().unwrap().value();
    for values in [layer.weight.value(), bias] {
        let largest = values.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
        assert!((0.049..=0.05).contains(&largest), "{largest}");
    }
    let squares: f64 = layer.weight.value().iter().map(|x| x * x).sum();
    let variance = squares / layer.weight.value().len() as f64;
    assert!((variance * 3.0 / 0.0025 - 1.0).abs() < 0.01, "{variance}");
}

#[test]
fn layers_from_the_same_seed_are_the_same() {
    let of = |seed| Linear::<f32>::new(5, 4, &mut Random::seed(seed)).state::<f32>();
    assert_eq!(of(1), of(1));
    assert_ne!(of(1), of(2));
}

#[test]
fn activations_do_what_the_methods_of_their_names_do() {
    let x = random(&[3, 4], 1);
    let tape = Tape::new();
    let v = tape.constant(&x);
    let pairs: [(&dyn Module, Var); 21] = [
        (&Relu, v.relu()),
        (&Relu6, v.relu6()),
        (&LeakyRelu(0.1), v.leaky_relu(0.1)),
        (&Elu(0.5), v.elu(0.5)),
        (&Celu(0.5), v.celu(0.5)),
        (&Selu, v.selu()),
        (&Gelu, v.gelu()),
        (&GeluTanh, v.gelu_tanh()),
        (&Silu, v.silu()),
        (&Mish, v.mish()),
        (&Tanh, v.tanh()),
        (&Hardtanh(-0.5, 0.25), v.hardtanh(-0.5, 0.25)),
        (&Sigmoid, v.sigmoid()),
        (&LogSigmoid, v.log_sigmoid()),
        (&Hardsigmoid, v.hardsigmoid()),
        (&Hardswish, v.hardswish()),
        (&Softplus, v.softplus()),
        (&Softsign, v.softsign()),
        (&Softmax(0), v.softmax(0)),
        (&LogSoftmax(-1), v.log_softmax(-1)),
        (&Identity, v),
    ];
    for (number, (module, expected)) in pairs.into_iter().enumerate() {
        let expected = expected.value().unwrap();
        assert_eq!(module.forward(v).value().unwrap(), expected, "number {number}");
    }
}

#[test]
fn prelu_learns_a_slope_for_each_channel() {
    let mut layer = Prelu::new(2);
    layer.weight = Param::new([0.5, 0.1]);
    let y = value(&layer, Tensor::from([[-2.0, -10.0], [3.0, 4.0]]));
    assert_eq!(y, Tensor::from([[-1.0, -1.0], [3.0, 4.0]]));
    check::gradcheck(&layer, random(&[3, 2], 5)).assert();
}

#[test]
fn gradients_of_layers_and_their_parameters_agree_with_differences() {
    let mut rng = Random::seed(7);
    let cases: [(Box<dyn Module>, &[usize]); 9] = [
        (Box::new(Linear::new(3, 2, &mut rng)), &[4, 3]),
        (Box::new(Linear::new(3, 2, &mut rng).without_bias()), &[2, 2, 3]),
        (Box::new(LayerNorm::new([3])), &[4, 3]),
        (Box::new(LayerNorm::new([2, 3]).without_bias()), &[4, 2, 3]),
        (Box::new(BatchNorm1d::new(3)), &[4, 3]),
        (Box::new(BatchNorm1d::new(3).without_affine()), &[2, 3, 4]),
        (Box::new(Dropout(0.4)), &[5, 3]),
        (Box::new((Flatten, Linear::new(6, 2, &mut rng), Gelu)), &[2, 2, 3]),
        (
            Box::new(Sequential::new().then(Linear::new(2, 3, &mut rng)).then(Tanh)),
            &[3, 2],
        ),
    ];
    for (number, (layer, shape)) in cases.iter().enumerate() {
        let x = random(shape, 11 + number as u64);
        check::gradcheck(&**layer, &x).assert();
        check::gradgradcheck(&**layer, &x).assert();
    }
}

#[test]
fn a_check_of_a_model_names_the_parameter_that_is_wrong() {
    #[derive(Params)]
    struct Wrong {
        right: Param,
        wrong: Param,
    }
    let model = Wrong {
        right: Param::new([1.0, 2.0]),
        wrong: Param::new([3.0, 4.0]),
    };
    let report = check::gradcheck_of(&model, [[0.5, 0.25]], |[x]| {
        let w = x.beside(&model.wrong);
        let cut = w.custom_vjp(|w| w.map(f64::sin), |_, _, cotangent| cotangent * 2.0);
        (x * &model.right + cut).sum()
    });
    assert!(!report.ok());
    assert!(report.to_string().contains("wrong"), "{report}");
}

#[test]
fn a_frozen_parameter_is_left_out_of_a_check() {
    let mut layer = Linear::new(2, 2, &mut Random::seed(1));
    layer.weight.freeze(true);
    let report = check::gradcheck(&layer, [[1.0, 2.0]]);
    report.assert();
    assert_eq!(report.elements(), 4);
}

#[test]
fn layer_norm_of_a_constant_row_is_the_bias() {
    let mut norm = LayerNorm::new(3);
    norm.bias = Some(Param::new([1.0, 2.0, 3.0]));
    let y = value(&norm, Tensor::full([2, 3], 7.0));
    assert_eq!(y, Tensor::from([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]));
}

#[test]
fn layer_norm_of_another_shape_is_an_error_with_both_shapes() {
    let tape = Tape::new();
    let norm = LayerNorm::new([2, 3]);
    let error = norm
        .forward(tape.constant(random(&[4, 2], 1)))
        .value()
        .unwrap_err();
    let text = error.to_string();
    assert!(text.contains("[4, 2]") && text.contains("[2, 3]"), "{text}");
    assert_eq!(error.layer(), Some("LayerNorm"));
    assert_eq!(error.place().file(), file!());
}

#[test]
fn batch_norm_uses_the_biased_variance_and_keeps_the_unbiased_one() -> Result<()> {
    let mut norm = BatchNorm1d::new(1).epsilon(0.0);
    let tape = Tape::training(1);
    let x = tape.constant([[1.0], [2.0], [6.0]]);
    let y = norm.forward(x);
    let deviation = (14.0f64 / 3.0).sqrt();
    let expected = [-2.0 / deviation, -1.0 / deviation, 3.0 / deviation];
    y.value()?
        .reshape([3])?
        .assert_close(&Tensor::from(expected), 1e-15, 0.0);
    norm.commit(&y.square().sum().backward()?);
    let close = |x: f64, y: f64| assert!((x - y).abs() < 1e-15, "{x} {y}");
    close(norm.running_mean.value().as_slice()[0], 0.3);
    close(norm.running_var.value().as_slice()[0], 0.9 + 0.1 * 7.0);
    Ok(())
}

#[test]
fn batch_norm_over_time_reduces_over_batch_and_length() -> Result<()> {
    let x = random(&[3, 2, 4], 9);
    let norm = BatchNorm1d::new(2);
    let tape = Tape::training(1);
    let long = norm.forward(tape.constant(&x)).value()?;
    let flat = x.permute([0, 2, 1])?.reshape([12, 2])?;
    let short = norm.forward(tape.constant(flat)).value()?;
    let short = short.reshape([3, 4, 2])?.permute([0, 2, 1])?;
    long.assert_close(&short, 1e-14, 1e-14);
    Ok(())
}

#[test]
fn inference_neither_uses_the_batch_nor_changes_the_statistics() -> Result<()> {
    let mut norm = BatchNorm1d::new(2);
    norm.running_mean.set(Tensor::from([1.0, 2.0]));
    norm.running_var.set(Tensor::from([4.0, 9.0]));
    let before = norm.state::<f64>();
    let tape = Tape::inference();
    let x = tape.var([[3.0, 5.0]]);
    let y = norm.forward(x);
    y.value()?.assert_close(&Tensor::from([[1.0, 1.0]]), 1e-5, 0.0);
    let gradients = y.sum().backward()?;
    assert!(gradients.updates().is_empty());
    norm.commit(&gradients);
    assert_eq!(norm.state::<f64>(), before);
    Ok(())
}

#[test]
fn batch_norm_names_its_buffers_as_pytorch_does() {
    let names = ["weight", "bias", "running_mean", "running_var"];
    assert_eq!(BatchNorm1d::<f32>::new(4).names(), names);
}

#[test]
fn batch_norm_of_one_value_or_of_another_shape_is_an_error() {
    let norm = BatchNorm1d::new(2);
    let tape = Tape::training(1);
    for (shape, words) in [
        (vec![1, 2], "at least two values"),
        (vec![3, 4], "[3, 4]"),
        (vec![2], "[2]"),
        (vec![1, 2, 3, 4], "[1, 2, 3, 4]"),
    ] {
        let error = norm
            .forward(tape.constant(random(&shape, 1)))
            .value()
            .unwrap_err();
        let text = error.to_string();
        assert!(text.contains(words) && text.contains("in BatchNorm1d"), "{text}");
    }
    assert!(norm.forward(Var::from(1.0)).value().is_err());
}

#[test]
fn layers_that_must_know_whether_they_train_say_so_on_a_neutral_tape() {
    let tape = Tape::new();
    let x = tape.constant(random(&[4, 2], 1));
    let layers: [Box<dyn Module>; 2] = [Box::new(Dropout(0.5)), Box::new(BatchNorm1d::new(2))];
    for (layer, name) in layers.iter().zip(["Dropout", "BatchNorm1d"]) {
        let error = layer.forward(x).value().unwrap_err();
        let text = error.to_string();
        for words in ["Tape::training(seed)", "Tape::inference()", name] {
            assert!(text.contains(words), "{text}");
        }
        assert_eq!(text.matches("layers.rs").count(), 1, "{text}");
        assert_eq!(error.place().file(), file!());
    }
}

#[test]
fn dropout_keeps_the_mean_and_drops_the_share_it_says() {
    let tape = Tape::training(3);
    let y = Dropout(0.25).forward(tape.constant(Tensor::<f64>::ones([100_000])));
    let y = y.value().unwrap();
    let dropped = y.iter().filter(|&y| y == 0.0).count() as f64 / 100_000.0;
    assert!((dropped - 0.25).abs() < 0.01, "{dropped}");
    assert!(y.iter().all(|y| y == 0.0 || (y - 4.0 / 3.0).abs() < 1e-15));
}

#[test]
fn dropout_is_the_same_for_the_same_seed_and_for_any_number_of_threads() {
    let drop = |seed| {
        let tape = Tape::training(seed);
        let x = tape.constant(Tensor::<f32>::ones([300_000]));
        Dropout(0.5).forward(x).value().unwrap()
    };
    set_threads(1);
    let one = drop(5);
    set_threads(4);
    assert_eq!(one, drop(5));
    assert_ne!(one, drop(6));
    set_threads(0);
}

#[test]
fn dropout_outside_of_zero_to_one_is_an_error() {
    let tape = Tape::training(1);
    let error = Dropout(1.5).forward(tape.constant([1.0])).value().unwrap_err();
    assert!(error.to_string().contains("1.5"), "{error}");
}

#[test]
fn embedding_looks_up_rows_and_adds_up_the_gradients_of_equal_indices() -> Result<()> {
    let mut embedding = Embedding::new(3, 2, &mut Random::seed(1));
    embedding.weight = Param::new([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
    let tape = Tape::new();
    let rows = embedding.forward(&tape, Tensor::from([[2, 0], [2, 2]]));
    assert_eq!(
        rows.value()?,
        Tensor::from([[[5.0, 6.0], [1.0, 2.0]], [[5.0, 6.0], [5.0, 6.0]]])
    );
    let gradient = rows.sum().backward()?.of(&embedding.weight);
    assert_eq!(gradient, Tensor::from([[1.0, 1.0], [0.0, 0.0], [3.0, 3.0]]));
    let best = tape.constant([0.0, 9.0, 1.0]).argmax_axis(0);
    assert_eq!(embedding.forward(&tape, best).value()?, Tensor::from([3.0, 4.0]));
    Ok(())
}

#[test]
fn an_index_outside_of_the_embedding_is_an_error_with_index_layer_and_line() {
    let embedding = Embedding::<f64>::new(3, 2, &mut Random::seed(1));
    let tape = Tape::new();
    let line = line!() + 1;
    let rows = embedding.forward(&tape, Tensor::from([0, 7]));
    let error = rows.value().unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains('7') && text.contains('3') && text.contains("in Embedding"),
        "{text}"
    );
    assert_eq!((error.place().file(), error.place().line()), (file!(), line));
}

#[test]
fn tied_weights_serve_as_embedding_and_as_output() -> Result<()> {
    let embedding = Embedding::<f64>::new(4, 3, &mut Random::seed(2));
    let tape = Tape::new();
    let h = embedding.forward(&tape, Tensor::from([1, 2]));
    let logits = h.matmul(h.beside(&embedding.weight).t());
    assert_eq!(logits.shape(), [2, 4]);
    let gradient = logits.sum().backward()?.of(&embedding.weight);
    assert!(gradient.iter().all(|g| g != 0.0));
    Ok(())
}

#[test]
fn flatten_keeps_the_first_axis_and_empty_batches_pass_layers() {
    let tape = Tape::inference();
    let x = tape.constant(Tensor::<f64>::zeros([0, 2, 3]));
    let net = (
        Flatten,
        Linear::new(6, 2, &mut Random::seed(1)),
        LayerNorm::new(2),
        Relu,
    );
    let y = net.forward(x);
    assert_eq!(y.value().unwrap().shape(), [0, 2]);
}
