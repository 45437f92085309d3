//! Checkpoints: training goes on exactly, and what is damaged is an error.

mod net;

use net::Net;
use std::fs;
use std::path::{Path, PathBuf};
use wengert_nn::data::{self, Data};
use wengert_nn::io::{self, Progress};
use wengert_nn::{Adam, Linear, Module, Optimizer, ParamsExt, Sgd};
use wengert_tape::{Param, Random, Tape, Var};

impl Module<f32> for Net {
    fn forward<'t>(&self, x: Var<'t, f32>) -> Var<'t, f32> {
        let hidden = self.hidden.forward(x).tanh();
        if let Some(tape) = x.tape() {
            tape.update(&self.mean, 0.9, hidden.mean_axis(0) * 0.1);
        }
        self.out.forward(hidden.dropout(0.2))
    }
}

fn written(folder: &Path, bytes: &[u8]) -> PathBuf {
    let path = folder.join("file.safetensors");
    fs::write(&path, bytes).unwrap();
    path
}

/// One epoch over the data, with dropout, a buffer and shuffled batches.
fn epoch(
    net: &mut Net,
    optimizer: &mut dyn Optimizer<f32>,
    tape: &mut Tape<f32>,
    rng: &mut Random,
    data: &Data,
) {
    for (x, label) in data.batches(32, rng) {
        tape.reset();
        let scores = net.forward(tape.constant(x)).log_softmax(-1);
        let loss = -(scores * tape.one_hot(&label, 3)).sum() / label.len();
        optimizer.step(net, &loss.backward().unwrap()).unwrap();
    }
}

fn resumes_exactly(make: impl Fn() -> Box<dyn Optimizer<f32>>, fresh: impl Fn() -> Box<dyn Optimizer<f32>>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("last.safetensors");
    let data = data::iris().unwrap();

    let mut net = Net::new(1);
    let mut optimizer = make();
    let (mut tape, mut rng) = (Tape::training(7), Random::seed(42));
    for number in 0..10 {
        if number == 5 {
            let progress = Progress::new()
                .number("epoch", number)
                .tape(&tape)
                .random("rng", &rng);
            io::save_checkpoint(&path, &net, &*optimizer, &progress).unwrap();
        }
        epoch(&mut net, &mut *optimizer, &mut tape, &mut rng, &data);
    }

    let mut resumed = Net::new(99);
    let mut optimizer = fresh();
    let mut tape = Tape::training(7);
    let progress = io::load_checkpoint(&path, &mut resumed, &mut *optimizer).unwrap();
    progress.resume_tape(&mut tape).unwrap();
    let mut rng = progress.get_random("rng").unwrap();
    for _ in progress.get("epoch").unwrap()..10 {
        epoch(&mut resumed, &mut *optimizer, &mut tape, &mut rng, &data);
    }
    assert_eq!(net.state::<f32>(), resumed.state::<f32>());
    assert_ne!(net.state::<f32>(), Net::new(1).state::<f32>());

    // The checkpoint is a model file too.
    io::load(&mut Net::new(3), &path).unwrap();
}

#[test]
fn adam_resumes_exactly() {
    resumes_exactly(
        || Box::new(Adam::new(0.01).amsgrad(true).weight_decay(1e-3)),
        || Box::new(Adam::new(0.5)),
    );
}

#[test]
fn sgd_with_momentum_resumes_exactly() {
    resumes_exactly(
        || Box::new(Sgd::new(0.05).momentum(0.9).nesterov(true)),
        || Box::new(Sgd::new(0.5)),
    );
}

#[test]
fn a_run_without_the_state_of_the_optimizer_would_differ() {
    let data = data::iris().unwrap();
    let mut net = Net::new(1);
    let mut twin = Net::new(1);
    let (mut tape, mut rng) = (Tape::training(7), Random::seed(42));
    let mut adam = Adam::new(0.01);
    epoch(&mut net, &mut adam, &mut tape, &mut rng, &data);
    twin.load(&net.state::<f32>()).unwrap();
    let (mut second_tape, mut second_rng) = (Tape::training(7), rng.clone());
    second_tape.set_run(tape.run());
    epoch(&mut net, &mut adam, &mut tape, &mut rng, &data);
    epoch(
        &mut twin,
        &mut Adam::new(0.01),
        &mut second_tape,
        &mut second_rng,
        &data,
    );
    assert_ne!(net.state::<f32>(), twin.state::<f32>());
}

#[test]
fn a_checkpoint_of_another_optimizer_changes_neither_model_nor_optimizer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("last.safetensors");
    io::save_checkpoint(&path, &Net::new(1), &Sgd::<f32>::new(0.1), &Progress::new()).unwrap();
    let mut net = Net::new(2);
    let mut adam = Adam::<f32>::new(0.5);
    let message = io::load_checkpoint(&path, &mut net, &mut adam)
        .unwrap_err()
        .to_string();
    assert!(message.contains("Sgd") && message.contains("Adam"), "{message}");
    assert_eq!(net.state::<f32>(), Net::new(2).state::<f32>());
    assert_eq!(adam.learning_rate(), 0.5);

    io::save(&net, &path).unwrap();
    let message = io::load_checkpoint(&path, &mut net, &mut adam)
        .unwrap_err()
        .to_string();
    assert!(message.contains("io::load"), "{message}");
}

#[test]
fn what_is_not_in_the_progress_is_an_error_that_lists_what_is() {
    let progress = Progress::new().number("epoch", 5);
    let error = progress.get("step").unwrap_err();
    let line = line!() - 1;
    assert_eq!((error.place().file(), error.place().line()), (file!(), line));
    let message = error.to_string();
    assert!(message.contains("step") && message.contains("epoch"), "{message}");
    assert!(progress.get_random("rng").is_err());
    assert!(progress.resume_tape(&mut Tape::<f32>::new()).is_err());
}

#[test]
fn damaged_checkpoints_are_errors_and_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("last.safetensors");
    let mut model = Param::<f32>::new([1.0, 2.0]);
    let mut sgd = Sgd::new(0.1).momentum(0.9);
    let gradients = Tape::new().param(&model).square().sum().backward().unwrap();
    sgd.step(&mut model, &gradients).unwrap();
    let progress = Progress::new().number("epoch", 5).random("rng", &Random::seed(1));
    io::save_checkpoint(&path, &model, &sgd, &progress).unwrap();
    let good = fs::read(&path).unwrap();
    let state = sgd.state(&model);
    let before = model.value().to_vec();

    for length in 0..good.len() {
        let path = written(folder.path(), &good[..length]);
        assert!(
            io::load_checkpoint(&path, &mut model, &mut sgd).is_err(),
            "{length}"
        );
        assert!(io::load(&mut model, &path).is_err(), "{length}");
        assert!(io::read::<f32>(&path).is_err(), "{length}");
    }
    let longer = written(folder.path(), &[good.as_slice(), &[0]].concat());
    assert!(io::load_checkpoint(&longer, &mut model, &mut sgd).is_err());
    assert_eq!(model.value().to_vec(), before);
    assert_eq!(sgd.state(&model), state);

    let header = 8 + u64::from_le_bytes(good[..8].try_into().unwrap()) as usize;
    let mut refused = 0;
    for position in 0..header {
        for value in [0x00, b'9', b'"', 0xFF] {
            let mut bytes = good.clone();
            bytes[position] = value;
            let path = written(folder.path(), &bytes);
            let (mut other, mut optimizer) = (Param::<f32>::new([7.0, 8.0]), Sgd::<f32>::new(0.5));
            match io::load_checkpoint(&path, &mut other, &mut optimizer) {
                // A changed number or name of the progress is not to be told from a right one.
                Ok(_) => assert_eq!(other.value().len(), 2),
                Err(_) => {
                    refused += 1;
                    assert_eq!(other.value().to_vec(), [7.0, 8.0]);
                    assert_eq!(optimizer.learning_rate(), 0.5);
                }
            }
        }
    }
    assert!(refused > 3 * header, "{refused} of {}", 4 * header);
}

/// The file without the tensors whose names `dropped` picks, and otherwise as right as it was.
fn without(good: &[u8], dropped: impl Fn(&str) -> bool) -> Vec<u8> {
    let length = u64::from_le_bytes(good[..8].try_into().unwrap()) as usize;
    let (header, elements) = good[8..].split_at(length);
    let header: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(header).unwrap();
    let mut kept = serde_json::Map::new();
    let mut bytes: Vec<u8> = Vec::new();
    for (name, mut entry) in header {
        if name != "__metadata__" {
            if dropped(&name) {
                continue;
            }
            let place = |end: usize| entry["data_offsets"][end].as_u64().unwrap() as usize;
            let start = bytes.len();
            bytes.extend(&elements[place(0)..place(1)]);
            entry["data_offsets"] = serde_json::json!([start, bytes.len()]);
        }
        kept.insert(name, entry);
    }
    let header = serde_json::Value::from(kept).to_string();
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend(header.as_bytes());
    file.extend(bytes);
    file
}

fn stepped(optimizer: &mut dyn Optimizer<f32>, model: &mut Linear<f32>) {
    let tape = Tape::training(1);
    let loss = model.forward(tape.constant([[1.0, 2.0]])).square().sum();
    optimizer.step(model, &loss.backward().unwrap()).unwrap();
}

#[test]
fn a_checkpoint_that_lacks_a_part_of_the_optimizers_memory_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("last.safetensors");
    let mut model = Linear::<f32>::new(2, 1, &mut Random::seed(1));
    let adam = || -> Box<dyn Optimizer<f32>> { Box::new(Adam::new(0.1)) };
    let amsgrad = || -> Box<dyn Optimizer<f32>> { Box::new(Adam::new(0.1).amsgrad(true)) };
    let sgd = || -> Box<dyn Optimizer<f32>> { Box::new(Sgd::new(0.1).momentum(0.9)) };
    let table: [(&dyn Fn() -> Box<dyn Optimizer<f32>>, &[&str]); 3] = [
        (&adam, &["first_moment", "second_moment", "steps"]),
        (&amsgrad, &["largest_second_moment"]),
        (&sgd, &["momentum", "steps"]),
    ];
    for (make, parts) in table {
        let mut optimizer = make();
        stepped(&mut *optimizer, &mut model);
        io::save_checkpoint(&path, &model, &*optimizer, &Progress::new()).unwrap();
        let good = fs::read(&path).unwrap();
        written(folder.path(), &without(&good, |_| false));
        let path = folder.path().join("file.safetensors");
        io::load_checkpoint(&path, &mut model, &mut *make()).unwrap();

        for part in parts {
            written(
                folder.path(),
                &without(&good, |name| name == format!("optimizer/{part}/weight")),
            );
            let mut fresh = make();
            let untouched = fresh.state(&model);
            let message = io::load_checkpoint(&path, &mut model, &mut *fresh)
                .unwrap_err()
                .to_string();
            assert!(message.contains(part) && message.contains("weight"), "{message}");
            assert_eq!(fresh.state(&model), untouched);
        }
        written(
            folder.path(),
            &without(&good, |name| name.starts_with("optimizer/")),
        );
        let message = io::load_checkpoint(&path, &mut model, &mut *make())
            .unwrap_err()
            .to_string();
        for words in ["missing", "optimizer/steps/weight", "optimizer/steps/bias"] {
            assert!(message.contains(words), "{message}");
        }
    }
}

#[test]
fn an_optimizer_that_never_stepped_is_saved_and_loaded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("first.safetensors");
    let mut net = Net::new(1);
    net.out.freeze(true);
    let fresh = Adam::<f32>::new(0.25);
    io::save_checkpoint(&path, &net, &fresh, &Progress::new()).unwrap();
    let mut adam = Adam::<f32>::new(0.5);
    io::load_checkpoint(&path, &mut net, &mut adam).unwrap();
    assert_eq!(adam.state(&net), fresh.state(&net));
    assert_eq!(adam.learning_rate(), 0.25);
}

#[test]
fn moments_that_a_new_setting_asks_for_are_saved_before_the_first_step_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("last.safetensors");
    let mut model = Linear::<f32>::new(2, 1, &mut Random::seed(1));
    let mut adam = Adam::new(0.1);
    stepped(&mut adam, &mut model);
    let mut adam = adam.amsgrad(true);
    io::save_checkpoint(&path, &model, &adam, &Progress::new()).unwrap();
    let mut resumed = Adam::new(0.5);
    let mut twin = model.clone();
    io::load_checkpoint(&path, &mut twin, &mut resumed).unwrap();
    for _ in 0..2 {
        stepped(&mut adam, &mut model);
        stepped(&mut resumed, &mut twin);
    }
    assert_eq!(model.state::<f32>(), twin.state());
}
