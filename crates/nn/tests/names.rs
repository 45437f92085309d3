//! Names of parameters that cannot be kept in a state or a file are errors, not losses.

use std::collections::BTreeMap;
use wengert_nn::io::{self, Progress};
use wengert_nn::{Adam, Linear, Params, ParamsExt};
use wengert_tape::{Gradients, Param, Random, Tape, Tensor};

#[derive(Params)]
struct Two {
    #[params(flatten)]
    first: Linear<f32>,
    #[params(flatten)]
    second: Linear<f32>,
}

fn two(seed: u64) -> Two {
    let mut rng = Random::seed(seed);
    Two {
        first: Linear::new(2, 2, &mut rng),
        second: Linear::new(2, 2, &mut rng),
    }
}

#[derive(Params)]
struct Renamed {
    a: Param,
    #[params(rename = "a")]
    b: Param,
}

#[derive(Params)]
struct Metadata {
    __metadata__: Param,
}

#[derive(Params)]
struct Reserved {
    #[params(rename = "optimizer/steps/x")]
    x: Param,
}

/// Gradients of every parameter.
fn gradients(model: &Two) -> Gradients<f32> {
    let tape = Tape::new();
    let squares = model
        .params()
        .into_iter()
        .map(|param| tape.param(param).square().sum());
    let loss = squares.reduce(|sum, square| sum + square).unwrap();
    loss.backward().unwrap()
}

#[track_caller]
fn names_both(error: wengert_tape::Error) {
    let message = error.to_string();
    for words in ["weight", "bias", "more than one"] {
        assert!(message.contains(words), "{message}");
    }
}

#[test]
fn loading_into_a_model_with_a_name_twice_is_an_error_that_names_it_and_changes_nothing() {
    let mut model = two(1);
    let before = (model.first.clone(), model.second.clone());
    names_both(model.load(&two(2).state::<f32>()).unwrap_err());
    assert_eq!(model.first.state::<f32>(), before.0.state());
    assert_eq!(model.second.state::<f32>(), before.1.state());

    let mut renamed = Renamed {
        a: Param::new(1.0),
        b: Param::new(2.0),
    };
    let message = renamed.load(&renamed.state::<f64>()).unwrap_err().to_string();
    assert!(message.contains("more than one parameter: a"), "{message}");
    assert_eq!(renamed.b.value().item().unwrap(), 2.0);
}

#[test]
fn a_name_that_is_there_twice_in_two_float_types_is_an_error() {
    #[derive(Params)]
    struct Mixed {
        #[params(flatten)]
        single: Linear<f32>,
        #[params(flatten)]
        double: Linear<f64>,
    }
    let mut rng = Random::seed(1);
    let mut model = Mixed {
        single: Linear::new(2, 2, &mut rng),
        double: Linear::new(2, 2, &mut rng),
    };
    names_both(model.load(&model.state::<f32>()).unwrap_err());
}

#[test]
fn the_state_of_a_model_with_a_name_twice_holds_the_first() {
    let model = two(1);
    assert_eq!(model.state::<f32>(), model.first.state());
    assert_eq!(model.state_as::<f64>(), model.first.state_as());
}

#[test]
fn files_of_a_model_with_a_name_twice_are_neither_written_nor_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("two.safetensors");
    let mut model = two(1);
    let mut adam = Adam::<f32>::new(0.1);
    names_both(io::save(&model, &path).unwrap_err());
    names_both(io::save_checkpoint(&path, &model, &adam, &Progress::new()).unwrap_err());
    assert!(!path.exists());

    let before = model.second.state::<f32>();
    io::save_checkpoint(&path, &two(2).first, &adam, &Progress::new()).unwrap();
    names_both(io::load(&mut model, &path).unwrap_err());
    names_both(io::load_cast(&mut model, &path).unwrap_err());
    names_both(io::load_checkpoint(&path, &mut model, &mut adam).unwrap_err());
    assert_eq!(model.second.state::<f32>(), before);
}

#[test]
fn a_model_with_a_name_twice_is_trained_but_its_optimizer_loads_no_state() {
    let mut model = two(1);
    let mut adam = Adam::new(0.1);
    let gradients = gradients(&model);
    adam.step(&mut model, &gradients).unwrap();
    let state = adam.state(&model);
    let only_first = adam.state(&model.first);
    assert_eq!(state, only_first);
    names_both(Adam::new(0.5).load_state(&model, &state).unwrap_err());
}

#[test]
fn a_name_that_no_file_can_hold_is_an_error_when_saving() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("net.safetensors");
    let metadata = Metadata {
        __metadata__: Param::new(1.0),
    };
    let reserved = Reserved { x: Param::new(1.0) };
    let adam = Adam::<f64>::new(0.1);
    for (model, name) in [
        (&metadata as &dyn Params, "__metadata__"),
        (&reserved, "optimizer/steps/x"),
    ] {
        let message = io::save(model, &path).unwrap_err().to_string();
        assert!(message.contains(name), "{message}");
        let message = io::save_checkpoint(&path, model, &adam, &Progress::new())
            .unwrap_err()
            .to_string();
        assert!(message.contains(name), "{message}");
    }
    let tensors = BTreeMap::from([("__metadata__".to_string(), Tensor::from(1.0))]);
    let message = io::write(&path, &tensors).unwrap_err().to_string();
    assert!(message.contains("__metadata__"), "{message}");
    assert!(!path.exists());
}
