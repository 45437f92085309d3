//! Checkpoints: all that is needed to go on with training exactly.

use crate::io::model::{Values, stored};
use crate::io::read::File;
use crate::io::write::{self, Stored};
use crate::io::{OPTIMIZER, file_error};
use crate::optim::{Optimizer, OptimizerState, ParamState};
use crate::params::{Params, ParamsExt};
use std::collections::BTreeMap;
use std::path::Path;
use wengert_tape::{Error, Float, Random, Result, Tape};

/// The numbers of a training run that are not in the model or the optimizer: the epoch, the run of
/// the tape, the state of random generators, whatever you give a name.
///
/// ```
/// use wengert_nn::io::Progress;
/// use wengert_tape::{Random, Tape};
///
/// let (tape, rng) = (Tape::<f32>::training(7), Random::seed(42));
/// let progress = Progress::new().number("epoch", 5).tape(&tape).random("shuffle", &rng);
///
/// let mut tape = Tape::<f32>::training(7);
/// progress.resume_tape(&mut tape)?;
/// let rng = progress.get_random("shuffle")?;
/// assert_eq!(progress.get("epoch")?, 5);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    numbers: BTreeMap<String, Vec<u64>>,
}

const TAPE: &str = "tape";

impl Progress {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a number under a name.
    #[must_use]
    pub fn number(self, name: &str, number: u64) -> Self {
        self.with(&format!("number.{name}"), vec![number])
    }

    /// Adds the run of a tape, which with its seed decides what dropout drops.
    #[must_use]
    pub fn tape<T: Float>(self, tape: &Tape<T>) -> Self {
        self.with(TAPE, vec![tape.run()])
    }

    /// Adds the state of a random generator under a name.
    #[must_use]
    pub fn random(self, name: &str, rng: &Random) -> Self {
        self.with(&format!("random.{name}"), rng.state().to_vec())
    }

    fn with(mut self, name: &str, numbers: Vec<u64>) -> Self {
        self.numbers.insert(name.to_string(), numbers);
        self
    }

    /// The number of this name.
    ///
    /// # Errors
    ///
    /// If there is none.
    #[track_caller]
    pub fn get(&self, name: &str) -> Result<u64> {
        let [number] = self.find(&format!("number.{name}"))?;
        Ok(number)
    }

    /// Lets a tape, made with the same seed, go on where the other was.
    ///
    /// # Errors
    ///
    /// If no tape was added.
    #[track_caller]
    pub fn resume_tape<T: Float>(&self, tape: &mut Tape<T>) -> Result<()> {
        let [run] = self.find(TAPE)?;
        tape.set_run(run);
        Ok(())
    }

    /// The random generator of this name, in the state in which it was added.
    ///
    /// # Errors
    ///
    /// If there is none.
    #[track_caller]
    pub fn get_random(&self, name: &str) -> Result<Random> {
        Ok(Random::from_state(self.find(&format!("random.{name}"))?))
    }

    #[track_caller]
    fn find<const N: usize>(&self, name: &str) -> Result<[u64; N]> {
        let numbers = self
            .numbers
            .get(name)
            .and_then(|numbers| numbers[..].try_into().ok());
        let Some(numbers) = numbers else {
            let known: Vec<&str> = self.numbers.keys().map(String::as_str).collect();
            let known = known.join(", ");
            return Err(Error::new(format!(
                "the checkpoint holds no {name}; it holds: {known}"
            )));
        };
        Ok(numbers)
    }
}

/// Writes the model, the optimizer and the progress to one file, whole or not at all.
///
/// [`io::load`](crate::io::load) reads the model from it too, without the rest.
///
/// ```
/// use wengert_nn::io::{self, Progress};
/// use wengert_nn::{Linear, ParamsExt, Sgd};
/// use wengert_tape::Random;
///
/// let folder = tempfile::tempdir().unwrap();
/// let path = folder.path().join("last.safetensors");
/// let mut net = Linear::<f32>::new(4, 2, &mut Random::seed(1));
/// let mut sgd = Sgd::<f32>::new(0.1).momentum(0.9);
/// io::save_checkpoint(&path, &net, &sgd, &Progress::new().number("epoch", 5))?;
///
/// let progress = io::load_checkpoint(&path, &mut net, &mut sgd)?;
/// for epoch in progress.get("epoch")?..20 {
///     // … go on
/// #   let _ = epoch;
/// }
/// # Ok::<(), wengert_tape::Error>(())
/// ```
///
/// # Errors
///
/// As [`io::save`](crate::io::save).
#[track_caller]
pub fn save_checkpoint<T: Float>(
    path: impl AsRef<Path>,
    model: &dyn Params,
    optimizer: &dyn Optimizer<T>,
    progress: &Progress,
) -> Result<()> {
    let path = path.as_ref();
    let mut tensors = match stored(model) {
        Ok(tensors) => tensors,
        Err(problem) => return Err(file_error(path, problem)),
    };
    let state = optimizer.state(model);
    for (param, memory) in &state.params {
        let steps = Stored::integer(memory.steps as i64);
        tensors.insert(format!("{OPTIMIZER}steps/{param}"), steps);
        for (moment, value) in &memory.moments {
            tensors.insert(format!("{OPTIMIZER}{moment}/{param}"), Stored::tensor(value));
        }
    }
    for param in trained_by::<T>(model) {
        // Of a parameter that was never updated too, so that what is lost can be told from what never was.
        let steps = format!("{OPTIMIZER}steps/{param}");
        tensors.entry(steps).or_insert_with(|| Stored::integer(0));
    }
    let mut words = BTreeMap::from([("optimizer".to_string(), state.kind)]);
    for (name, value) in state.settings {
        words.insert(format!("optimizer.{name}"), value.to_string());
    }
    for (name, numbers) in &progress.numbers {
        let numbers: Vec<String> = numbers.iter().map(u64::to_string).collect();
        words.insert(format!("progress.{name}"), numbers.join(" "));
    }
    match write::write(path, &tensors, words) {
        Ok(()) => Ok(()),
        Err(problem) => Err(file_error(path, problem)),
    }
}

/// Reads the model, the optimizer with its settings, and the progress that
/// [`save_checkpoint`] wrote.
///
/// # Errors
///
/// If the file cannot be read, is not a checkpoint, lacks a part of the optimizer's memory, or does not
/// fit the model or the optimizer. Nothing is changed then.
///
/// ```
/// use wengert_nn::io::{self, Progress};
/// use wengert_nn::{Adam, Linear};
/// use wengert_tape::Random;
///
/// let folder = tempfile::tempdir().unwrap();
/// let path = folder.path().join("last.safetensors");
/// let mut net = Linear::<f32>::new(4, 2, &mut Random::seed(1));
/// let progress = Progress::new().number("epoch", 5);
/// io::save_checkpoint(&path, &net, &Adam::<f32>::new(0.01), &progress)?;
///
/// let mut adam = Adam::<f32>::new(0.5);
/// let progress = io::load_checkpoint(&path, &mut net, &mut adam)?;
/// assert_eq!(progress.get("epoch")?, 5);
/// assert_eq!(adam.learning_rate(), 0.01);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[track_caller]
pub fn load_checkpoint<T: Float>(
    path: impl AsRef<Path>,
    model: &mut dyn Params,
    optimizer: &mut dyn Optimizer<T>,
) -> Result<Progress> {
    let path = path.as_ref();
    let (values, state, progress) = match parts(path, &*model) {
        Ok(parts) => parts,
        Err(problem) => return Err(file_error(path, problem)),
    };
    // The optimizer checks all before it changes; after it nothing can fail.
    if let Err(error) = optimizer.load_state(&*model, &state) {
        return Err(file_error(path, error.kind().to_string()));
    }
    values.give(model);
    Ok(progress)
}

fn parts<T: Float>(path: &Path, model: &dyn Params) -> Result<(Values, OptimizerState<T>, Progress), String> {
    let file = File::open(path)?;
    let values = Values::checked(model, &file, false)?;
    let state = optimizer_state(&file, model)?;
    let mut progress = Progress::new();
    for (name, words) in &file.words {
        let Some(name) = name.strip_prefix("progress.") else {
            continue;
        };
        let numbers: Result<Vec<u64>, _> = words.split(' ').map(str::parse).collect();
        let numbers = numbers.map_err(|_| format!("progress.{name} is {words:?}, not numbers"))?;
        progress = progress.with(name, numbers);
    }
    Ok((values, state, progress))
}

/// The names of the parameters that an optimizer of this float type updates.
fn trained_by<T: Float>(model: &dyn Params) -> Vec<String> {
    let mut names = Vec::new();
    model.each(|name, param| {
        if !param.is_buffer() && param.float_name() == T::NAME {
            names.push(name.to_string());
        }
    });
    names
}

fn optimizer_state<T: Float>(file: &File, model: &dyn Params) -> Result<OptimizerState<T>, String> {
    let kind = file
        .words
        .get("optimizer")
        .ok_or("holds a model and no optimizer; load it with io::load")?;
    let mut state = OptimizerState {
        kind: kind.clone(),
        settings: BTreeMap::new(),
        params: BTreeMap::new(),
    };
    for (name, words) in &file.words {
        if let Some(name) = name.strip_prefix("optimizer.") {
            let value = words
                .parse()
                .map_err(|_| format!("optimizer.{name} is {words:?}, not a number"))?;
            state.settings.insert(name.to_string(), value);
        }
    }
    let steps = trained_by::<T>(model)
        .into_iter()
        .map(|param| format!("{OPTIMIZER}steps/{param}"));
    let missing: Vec<String> = steps.filter(|name| file.get(name).is_none()).collect();
    if !missing.is_empty() {
        return Err(format!(
            "lacks a part of the optimizer's memory; missing: {}",
            missing.join(", ")
        ));
    }
    for name in file.names() {
        let Some((moment, param)) = name.strip_prefix(OPTIMIZER).and_then(|name| name.split_once('/')) else {
            continue;
        };
        let Some(entry) = file.get(name) else {
            continue;
        };
        let memory = state
            .params
            .entry(param.to_string())
            .or_insert_with(|| ParamState {
                steps: 0,
                moments: BTreeMap::new(),
            });
        if moment == "steps" {
            let steps = entry.integer().and_then(|steps| u64::try_from(steps).ok());
            memory.steps = steps.ok_or_else(|| format!("{name} is not a number of steps"))?;
        } else {
            let value = entry
                .tensor(false)
                .map_err(|problem| format!("{name} {problem}"))?;
            memory.moments.insert(moment.to_string(), value);
        }
    }
    state
        .params
        .retain(|_, memory| memory.steps > 0 || !memory.moments.is_empty());
    Ok(state)
}
