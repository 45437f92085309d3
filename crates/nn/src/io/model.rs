//! Models to files and back.

use crate::io::read::{Entry, File, dtype_of};
use crate::io::write::{self, Stored};
use crate::io::{OPTIMIZER, file_error};
use crate::params::{Params, ParamsExt, shared_names};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use wengert_tape::{AnyParam, Buffer, Element, Float, Param, Result, Tensor};

/// Writes all parameters and buffers of a model by name; see [the module](crate::io).
///
/// # Errors
///
/// If the file cannot be written, or several parameters have the same name, or one has a name that the
/// format keeps for itself (`__metadata__`, `optimizer/…`); what was there before is untouched then.
///
/// ```
/// use wengert_nn::{Linear, io};
/// use wengert_tape::Random;
///
/// let folder = tempfile::tempdir().unwrap();
/// let path = folder.path().join("net.safetensors");
/// io::save(&Linear::<f32>::new(4, 2, &mut Random::seed(1)), &path)?;
/// assert!(path.exists());
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[track_caller]
pub fn save(model: &dyn Params, path: impl AsRef<Path>) -> Result<()> {
    let path = path.as_ref();
    let written = stored(model).and_then(|stored| write::write(path, &stored, BTreeMap::new()));
    match written {
        Ok(()) => Ok(()),
        Err(problem) => Err(file_error(path, problem)),
    }
}

/// Reads the parameters and buffers of a model, which must be those of the file in names, shapes and
/// float types; see [the module](crate::io).
///
/// The file may be a checkpoint, or PyTorch's (its `num_batches_tracked` counters are passed over).
///
/// # Errors
///
/// If the file cannot be read or does not fit: the message lists the names that are missing,
/// unexpected, or of another shape or type, or that the model has twice. The model is unchanged then.
///
/// ```
/// use wengert_nn::{Linear, ParamsExt, io};
/// use wengert_tape::Random;
///
/// let folder = tempfile::tempdir().unwrap();
/// let path = folder.path().join("net.safetensors");
/// let mut rng = Random::seed(1);
/// let net = Linear::<f32>::new(4, 2, &mut rng);
/// io::save(&net, &path)?;
///
/// let mut other = Linear::<f32>::new(4, 2, &mut rng);
/// io::load(&mut other, &path)?;
/// assert_eq!(other.state::<f32>(), net.state());
/// let mut wider = Linear::<f32>::new(5, 2, &mut rng);
/// let error = io::load(&mut wider, &path).unwrap_err().to_string();
/// assert!(error.contains("weight is [2, 4] and must be [2, 5]"));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[track_caller]
pub fn load(model: &mut dyn Params, path: impl AsRef<Path>) -> Result<()> {
    load_from(model, path.as_ref(), false)
}

/// [`load`], and converts between float types: an `f64` or half-precision file into an `f32` model,
/// or the other way.
///
/// # Errors
///
/// As [`load`], except for other float types.
///
/// ```
/// use wengert_nn::{Linear, ParamsExt, io};
/// use wengert_tape::Random;
///
/// let folder = tempfile::tempdir().unwrap();
/// let path = folder.path().join("net.safetensors");
/// let mut rng = Random::seed(1);
/// let double = Linear::<f64>::new(4, 2, &mut rng);
/// io::save(&double, &path)?;
/// let mut single = Linear::<f32>::new(4, 2, &mut rng);
/// io::load_cast(&mut single, &path)?;
/// assert_eq!(single.state::<f32>(), double.state_as());
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[track_caller]
pub fn load_cast(model: &mut dyn Params, path: impl AsRef<Path>) -> Result<()> {
    load_from(model, path.as_ref(), true)
}

#[track_caller]
fn load_from(model: &mut dyn Params, path: &Path, cast: bool) -> Result<()> {
    let values = File::open(path).and_then(|file| Values::checked(&*model, &file, cast));
    match values {
        Ok(values) => {
            values.give(model);
            Ok(())
        }
        Err(problem) => Err(file_error(path, problem)),
    }
}

/// Writes tensors by name: a [`state`](crate::ParamsExt::state), or anything else.
///
/// # Errors
///
/// If the file cannot be written; what was there before is untouched then.
///
/// ```
/// use std::collections::BTreeMap;
/// use wengert_nn::io;
/// use wengert_tape::Tensor;
///
/// let folder = tempfile::tempdir().unwrap();
/// let path = folder.path().join("means.safetensors");
/// let tensors = BTreeMap::from([("mean".to_string(), Tensor::from([0.5, 1.5]))]);
/// io::write(&path, &tensors)?;
/// assert_eq!(io::read::<f64>(&path)?, tensors);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[track_caller]
pub fn write<T: Float>(path: impl AsRef<Path>, tensors: &BTreeMap<String, Tensor<T>>) -> Result<()> {
    let path = path.as_ref();
    let stored = tensors
        .iter()
        .map(|(name, tensor)| (name.clone(), Stored::tensor(tensor)))
        .collect();
    match write::write(path, &stored, BTreeMap::new()) {
        Ok(()) => Ok(()),
        Err(problem) => Err(file_error(path, problem)),
    }
}

/// Reads all tensors of a file by name, converted to `T`; those that are not floats are passed over.
///
/// For files that fit a part of a model only: choose and rename, then
/// [`load`](crate::ParamsExt::load) the part.
///
/// # Errors
///
/// If the file cannot be read.
///
/// ```
/// use wengert_nn::{Linear, ParamsExt, io};
/// use wengert_tape::Random;
///
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("net.safetensors");
/// # let mut rng = Random::seed(1);
/// # io::save(&(Linear::<f32>::new(4, 3, &mut rng), Linear::<f32>::new(3, 2, &mut rng)), &path)?;
/// let pretrained = io::read::<f32>(&path)?;
/// let first = pretrained
///     .into_iter()
///     .filter_map(|(name, tensor)| Some((name.strip_prefix("0.")?.to_string(), tensor)))
///     .collect();
/// let mut body = Linear::<f32>::new(4, 3, &mut rng);
/// body.load(&first)?;
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[track_caller]
pub fn read<T: Float>(path: impl AsRef<Path>) -> Result<BTreeMap<String, Tensor<T>>> {
    let path = path.as_ref();
    let file = match File::open(path) {
        Ok(file) => file,
        Err(problem) => return Err(file_error(path, problem)),
    };
    let entries = file.names().filter_map(|name| Some((name, file.get(name)?)));
    Ok(entries
        .filter_map(|(name, entry)| Some((name.to_string(), entry.tensor(true).ok()?)))
        .collect())
}

/// The parameters and buffers in the bytes of the format, or why their names are not for a file.
pub(super) fn stored(model: &dyn Params) -> Result<BTreeMap<String, Stored>, String> {
    if let Some(problem) = shared_names(model) {
        return Err(problem);
    }
    if let Some(name) = model.names().iter().find(|name| name.starts_with(OPTIMIZER)) {
        return Err(format!(
            "no parameter can be called {name}: what begins with {OPTIMIZER} is an optimizer's"
        ));
    }
    let mut stored = BTreeMap::new();
    model.each(|name, param| {
        let tensor = match value::<f32>(param) {
            Some(single) => Some(Stored::tensor(single)),
            None => value::<f64>(param).map(Stored::tensor),
        };
        stored.extend(tensor.map(|tensor| (name.to_string(), tensor)));
    });
    Ok(stored)
}

fn value<T: Float>(param: &dyn AnyParam) -> Option<&Tensor<T>> {
    let any = param.any();
    let buffer = || any.downcast_ref::<Buffer<T>>().map(Buffer::value);
    any.downcast_ref::<Param<T>>().map(Param::value).or_else(buffer)
}

/// Values for all parameters and buffers of a model, found to fit.
pub(super) struct Values {
    single: BTreeMap<String, Tensor<f32>>,
    double: BTreeMap<String, Tensor<f64>>,
}

impl Values {
    /// The values for the model in a file, or what does not fit.
    pub(super) fn checked(model: &dyn Params, file: &File, cast: bool) -> Result<Self, String> {
        if let Some(problem) = shared_names(model) {
            return Err(problem);
        }
        let mut values = Values {
            single: BTreeMap::new(),
            double: BTreeMap::new(),
        };
        let mut misfits = Misfits::default();
        let mut known = BTreeSet::new();
        model.each(|name, param| {
            known.insert(name.to_string());
            let Some(entry) = file.get(name) else {
                misfits.missing.push(format!("{name} {:?}", param.shape()));
                return;
            };
            if entry.shape != param.shape() {
                misfits.misshapen.push(format!(
                    "{name} is {:?} and must be {:?}",
                    entry.shape,
                    param.shape()
                ));
                return;
            }
            if let Err(problem) = values.take(name, param, &entry, cast) {
                misfits.mistyped.push(format!("{name} {problem}"));
            }
        });
        for name in file.names().filter(|name| !known.contains(*name)) {
            if !name.starts_with(OPTIMIZER) && !is_counter(name) {
                let shape = file.get(name).map_or(Vec::new(), |entry| entry.shape.to_vec());
                misfits.unexpected.push(format!("{name} {shape:?}"));
            }
        }
        misfits.report().map_or(Ok(values), Err)
    }

    fn take(
        &mut self,
        name: &str,
        param: &dyn AnyParam,
        entry: &Entry<'_>,
        cast: bool,
    ) -> Result<(), String> {
        let name = name.to_string();
        if param.float_name() == f32::NAME {
            self.single.insert(name, entry.tensor(cast)?);
        } else {
            self.double.insert(name, entry.tensor(cast)?);
        }
        Ok(())
    }

    /// Replaces the values of the model.
    pub(super) fn give(mut self, model: &mut dyn Params) {
        model.each_mut(|name, param| {
            if let Some(value) = self.single.remove(name) {
                set(param, value);
            } else if let Some(value) = self.double.remove(name) {
                set(param, value);
            }
        });
    }
}

fn set<T: Float>(param: &mut dyn AnyParam, value: Tensor<T>) {
    let any = param.any_mut();
    if let Some(param) = any.downcast_mut::<Param<T>>() {
        param.set(value);
    } else if let Some(buffer) = any.downcast_mut::<Buffer<T>>() {
        buffer.set(value);
    }
}

/// PyTorch's count of batches in batch normalisation: an integer that nothing here needs.
fn is_counter(name: &str) -> bool {
    name.rsplit('.').next() == Some("num_batches_tracked")
}

/// What does not fit, by kind.
#[derive(Default)]
struct Misfits {
    missing: Vec<String>,
    unexpected: Vec<String>,
    misshapen: Vec<String>,
    mistyped: Vec<String>,
}

impl Misfits {
    fn report(self) -> Option<String> {
        let mistyped = format!(
            "of another type (io::load_cast converts between {} and others)",
            dtype_of(f32::NAME)
        );
        let problems: Vec<String> = [
            ("missing", self.missing),
            ("unexpected", self.unexpected),
            ("of another shape", self.misshapen),
            (&mistyped, self.mistyped),
        ]
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(what, names)| format!("{what}: {}", names.join(", ")))
        .collect();
        (!problems.is_empty()).then(|| {
            format!(
                "does not fit the model, which is unchanged; {}",
                problems.join("; ")
            )
        })
    }
}
