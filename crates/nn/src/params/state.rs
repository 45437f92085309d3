//! The values of a model by name: reading, checking and replacing them.

use crate::params::{Params, ParamsExt};
use std::collections::{BTreeMap, BTreeSet};
use wengert_tape::{AnyParam, Buffer, Error, Float, Param, Result, Tensor};

/// The value, if it is of float type `T`.
pub(super) fn value_of<T: Float>(param: &dyn AnyParam) -> Option<&Tensor<T>> {
    let param_value = param.any().downcast_ref::<Param<T>>().map(Param::value);
    param_value.or_else(|| param.any().downcast_ref::<Buffer<T>>().map(Buffer::value))
}

/// The value converted to `T`.
pub(super) fn value_as<T: Float>(param: &dyn AnyParam) -> Option<Tensor<T>> {
    let single = value_of::<f32>(param).map(Tensor::cast::<T>);
    single.or_else(|| value_of::<f64>(param).map(Tensor::cast::<T>))
}

/// Replaces the value; nothing if it is of another float type.
pub(super) fn set<T: Float>(param: &mut dyn AnyParam, value: &Tensor<T>) {
    if let Some(param) = param.any_mut().downcast_mut::<Param<T>>() {
        param.set(value.clone());
    } else if let Some(buffer) = param.any_mut().downcast_mut::<Buffer<T>>() {
        buffer.set(value.clone());
    }
}

/// The buffer becomes `keep · buffer + value`.
pub(super) fn update<T: Float>(buffer: &mut Buffer<T>, keep: f64, value: &Tensor<T>) {
    let keep = T::of(keep);
    let mixed: Vec<T> = buffer
        .value()
        .iter()
        .zip(value.iter())
        .map(|(old, new)| keep * old + new)
        .collect();
    let shape = buffer.value().shape().to_vec();
    buffer.set(Tensor::from_vec(mixed, shape));
}

/// What is wrong if several parameters or buffers have the same name: by name, all but one of them
/// would be lost. A tied weight is one parameter that is used twice, so it is never such a case.
pub(crate) fn shared_names<P: Params + ?Sized>(model: &P) -> Option<String> {
    let mut known = BTreeSet::new();
    let mut shared = Vec::new();
    model.each(|name, _| {
        if !known.insert(name.to_string()) && !shared.iter().any(|other| other == name) {
            shared.push(name.to_string());
        }
    });
    (!shared.is_empty()).then(|| {
        format!(
            "the model calls more than one parameter: {}; give one of them another name, by a field of \
             its own or #[params(rename = \"…\")]",
            shared.join(", ")
        )
    })
}

/// Whether the state fits the model, or an error that lists all that does not.
#[track_caller]
pub(super) fn check<T: Float, P: Params + ?Sized>(
    model: &P,
    state: &BTreeMap<String, Tensor<T>>,
) -> Result<()> {
    if let Some(problem) = shared_names(model) {
        return Err(Error::new(format!("load: {problem}")));
    }
    let mut missing = Vec::new();
    let mut misshapen = Vec::new();
    let mut other_float = Vec::new();
    let mut known = BTreeSet::new();
    model.each(|name, param| {
        known.insert(name.to_string());
        let given = state.get(name);
        if value_of::<T>(param).is_none() {
            if given.is_some() {
                other_float.push(format!("{name} is {}", param.float_name()));
            }
            return;
        }
        match given {
            None => missing.push(format!("{name} {:?}", param.shape())),
            Some(value) if value.shape() != param.shape() => misshapen.push(format!(
                "{name} is {:?} and must be {:?}",
                value.shape(),
                param.shape()
            )),
            Some(_) => {}
        }
    });
    let unexpected = state
        .iter()
        .filter(|(name, _)| !known.contains(*name) && !is_counter(name))
        .map(|(name, value)| format!("{name} {:?}", value.shape()))
        .collect();
    let float = format!("of another float type than {}", T::NAME);
    let problems: Vec<String> = [
        ("missing", missing),
        ("unexpected", unexpected),
        ("of another shape", misshapen),
        (float.as_str(), other_float),
    ]
    .into_iter()
    .filter(|(_, names)| !names.is_empty())
    .map(|(what, names)| format!("{what}: {}", names.join(", ")))
    .collect();
    if problems.is_empty() {
        return Ok(());
    }
    Err(Error::new(format!(
        "load: the state does not fit the model, which is unchanged; {}",
        problems.join("; ")
    )))
}

/// PyTorch's count of batches in batch normalisation: an integer that nothing here needs.
fn is_counter(name: &str) -> bool {
    name.rsplit('.').next() == Some("num_batches_tracked")
}
