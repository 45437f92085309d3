//! What an optimizer remembers of each parameter, and the step that all optimizers share.

use crate::optim::setting::Setting;
use crate::optim::sweep::sweep;
use crate::optim::{OptimizerState, ParamState};
use crate::params::{Params, ParamsExt, shared_names};
use std::collections::{BTreeMap, HashMap};
use wengert_tape::{AnyParam, Buffer, Error, ErrorKind, Float, Gradients, Param, ParamId, Result, Tensor};

/// The memory of all parameters.
#[derive(Clone, Debug)]
pub(super) struct Slots<T: Float> {
    /// The names of the moments, in the order in which the rule takes them.
    names: &'static [&'static str],
    /// How many of them there are after a step with these settings.
    needed: fn(&BTreeMap<String, f64>) -> usize,
    slots: HashMap<ParamId, Slot<T>>,
}

#[derive(Clone, Debug)]
struct Slot<T: Float> {
    steps: u64,
    moments: Vec<Tensor<T>>,
    /// Memory for the next value while the tape holds the present one.
    spare: Option<Tensor<T>>,
}

impl<T: Float> Slot<T> {
    fn new() -> Self {
        Slot {
            steps: 0,
            moments: Vec::new(),
            spare: None,
        }
    }
}

impl<T: Float> Slots<T> {
    pub(super) fn new(names: &'static [&'static str], needed: fn(&BTreeMap<String, f64>) -> usize) -> Self {
        Slots {
            names,
            needed,
            slots: HashMap::new(),
        }
    }

    /// Updates every parameter with a gradient, and the buffers.
    ///
    /// `prepare` is told how often the parameter has been updated, this time included, and whether
    /// its moments are new, and gives the rule: from an element, its gradient and its K moments to
    /// the new element and the new moments.
    #[track_caller]
    pub(super) fn step<const K: usize, Rule>(
        &mut self,
        model: &mut dyn Params,
        gradients: &Gradients<T>,
        settings: &[Setting],
        prepare: impl Fn(u64, bool) -> Rule,
    ) -> Result<()>
    where
        Rule: Fn(T, T, [T; K]) -> (T, [T; K]) + Sync,
    {
        if let Some(problem) = settings.iter().find_map(Setting::problem) {
            return Err(step_error(problem));
        }
        self.check(&*model, gradients)?;
        model.each_mut(|_, param| {
            if param.is_buffer() {
                self.commit(param, gradients);
                return;
            }
            let Some(gradient) = gradients.get(param.id()).filter(|_| param.trainable()) else {
                return;
            };
            let Some(param) = param.any_mut().downcast_mut::<Param<T>>() else {
                return;
            };
            let slot = self.slots.entry(param.id()).or_insert_with(Slot::new);
            let new = slot.moments.len() < K;
            while slot.moments.len() < K {
                slot.moments.push(param.value().zeros_like());
            }
            slot.steps += 1;
            let mut moments = slot.moments.iter_mut().map(Tensor::as_mut_slice);
            let moments = std::array::from_fn(|_| moments.next().unwrap_or_default());
            let rule = prepare(slot.steps, new);
            sweep(
                param.value_mut(),
                &mut slot.spare,
                gradient.as_slice(),
                moments,
                &rule,
            );
        });
        Ok(())
    }

    /// Each update of the buffer in turn: it becomes keep · buffer + value.
    fn commit(&mut self, buffer: &mut dyn AnyParam, gradients: &Gradients<T>) {
        let Some(buffer) = buffer.any_mut().downcast_mut::<Buffer<T>>() else {
            return;
        };
        let id = buffer.id();
        for update in gradients.updates().iter().filter(|update| update.buffer == id) {
            let slot = self.slots.entry(id).or_insert_with(Slot::new);
            let keep = T::of(update.keep);
            let mut value = buffer.value().clone();
            let rule = |old: T, new: T, []: [T; 0]| (keep * old + new, []);
            sweep(&mut value, &mut slot.spare, update.value.as_slice(), [], &rule);
            buffer.set(value);
        }
    }

    /// Whether the step can be done, so that it is done in full or not at all.
    #[track_caller]
    fn check(&self, model: &dyn Params, gradients: &Gradients<T>) -> Result<()> {
        let mut problem = None;
        let mut found = false;
        let mut trainable = false;
        model.each(|name, param| {
            let gradient = gradients.get(param.id());
            found |= gradient.is_some();
            trainable |= param.trainable();
            if problem.is_none() {
                problem = self.problem(name, param, gradient);
            }
        });
        if problem.is_none() && trainable && !found && gradients.params().next().is_some() {
            problem = Some(
                "no gradient belongs to a parameter of this model; a clone has parameters of its own: \
                 step with the model that the loss was computed with"
                    .to_string(),
            );
        }
        match problem {
            None => Ok(()),
            Some(problem) => Err(step_error(problem)),
        }
    }

    fn problem(&self, name: &str, param: &dyn AnyParam, gradient: Option<&Tensor<T>>) -> Option<String> {
        if !param.trainable() {
            return None;
        }
        if param.float_name() != T::NAME {
            return Some(format!(
                "the parameter {name} is {} and the gradients are {}; freeze it or give it gradients of its type",
                param.float_name(),
                T::NAME
            ));
        }
        let gradient = gradient?;
        let moments = self.slots.get(&param.id()).map_or(&[][..], |slot| &slot.moments);
        let other = moments.iter().find(|moment| moment.shape() != param.shape());
        if gradient.shape() != param.shape() {
            Some(format!(
                "the parameter {name} has shape {:?} and its gradient {:?}",
                param.shape(),
                gradient.shape()
            ))
        } else {
            other.map(|moment| {
                format!(
                    "the parameter {name} has shape {:?} and had {:?} at earlier steps",
                    param.shape(),
                    moment.shape()
                )
            })
        }
    }

    /// The memory by the names of the model's parameters. Moments that a new setting asks for and that
    /// no step has made yet are there as zeros, so that a state is always complete.
    pub(super) fn state(&self, kind: &str, settings: &[Setting], model: &dyn Params) -> OptimizerState<T> {
        let settings = settings
            .iter()
            .map(|setting| (setting.name.to_string(), setting.value))
            .collect();
        let needed = (self.needed)(&settings);
        let mut params = BTreeMap::new();
        model.each(|name, param| {
            let Some(slot) = self.slots.get(&param.id()).filter(|slot| slot.steps > 0) else {
                return;
            };
            let mut moments = slot.moments.clone();
            while moments.len() < needed {
                moments.push(Tensor::zeros(param.shape()));
            }
            let names = self.names.iter().map(|name| name.to_string());
            let state = ParamState {
                steps: slot.steps,
                moments: names.zip(moments).collect(),
            };
            params.entry(name.to_string()).or_insert(state);
        });
        OptimizerState {
            kind: kind.to_string(),
            settings,
            params,
        }
    }

    /// Memory from a state, if all of it fits; the settings are checked to be those that are known.
    #[track_caller]
    pub(super) fn restored(
        &self,
        kind: &str,
        settings: &[Setting],
        model: &dyn Params,
        state: &OptimizerState<T>,
    ) -> Result<Self> {
        if state.kind != kind {
            return Err(load_error(format!(
                "it is the state of {}, not of {kind}",
                state.kind
            )));
        }
        let known = settings.iter().map(|setting| setting.name);
        if let Some(missing) = known.clone().find(|name| !state.settings.contains_key(*name)) {
            return Err(load_error(format!("the setting {missing} is missing")));
        }
        if let Some(unknown) = state
            .settings
            .keys()
            .find(|name| !known.clone().any(|known| known == *name))
        {
            return Err(load_error(format!("{kind} has no setting {unknown}")));
        }
        let needed = (self.needed)(&state.settings);
        let mut slots = HashMap::new();
        let mut problem = shared_names(model);
        model.each(|name, param| {
            let Some(remembered) = state.params.get(name) else {
                return;
            };
            match self.slot(name, param, remembered, needed) {
                Ok(slot) => {
                    slots.insert(param.id(), slot);
                }
                Err(misfit) => {
                    problem.get_or_insert(misfit);
                }
            }
        });
        let names = model.names();
        if let Some(unknown) = state.params.keys().find(|name| !names.contains(name)) {
            problem.get_or_insert_with(|| format!("the model has no parameter {unknown}"));
        }
        match problem {
            Some(problem) => Err(load_error(problem)),
            None => Ok(Slots { slots, ..*self }),
        }
    }

    fn slot(
        &self,
        name: &str,
        param: &dyn AnyParam,
        state: &ParamState<T>,
        needed: usize,
    ) -> Result<Slot<T>, String> {
        if param.is_buffer() || param.float_name() != T::NAME {
            return Err(format!("{name} is not a parameter of type {}", T::NAME));
        }
        if state.steps == 0 && !state.moments.is_empty() {
            return Err(format!("{name} has moments after 0 steps"));
        }
        let needed = if state.steps == 0 { 0 } else { needed };
        let mut slot = Slot::new();
        slot.steps = state.steps;
        for &known in self.names {
            let Some(moment) = state.moments.get(known) else {
                if slot.moments.len() < needed {
                    return Err(format!("the {known} of {name} is missing"));
                }
                break;
            };
            if moment.shape() != param.shape() {
                return Err(format!(
                    "{name} has shape {:?} in the model and {:?} in the state",
                    param.shape(),
                    moment.shape()
                ));
            }
            slot.moments.push(moment.clone());
        }
        if slot.moments.len() < state.moments.len() {
            let names: Vec<&str> = state.moments.keys().map(String::as_str).collect();
            return Err(format!("of {name} it remembers {}", names.join(", ")));
        }
        Ok(slot)
    }
}

#[track_caller]
pub(super) fn step_error(problem: String) -> Error {
    Error::of_kind(ErrorKind::Value {
        operation: "step".into(),
        problem,
    })
}

#[track_caller]
fn load_error(problem: String) -> Error {
    Error::of_kind(ErrorKind::Value {
        operation: "load_state".into(),
        problem: format!("the state does not fit: {problem}"),
    })
}
