//! Stochastic gradient descent.

use crate::optim::OptimizerState;
use crate::optim::setting::Setting;
use crate::optim::slots::{Slots, step_error};
use crate::params::Params;
use wengert_tape::{Float, Gradients, Result};

/// Stochastic gradient descent, with momentum, Nesterov's momentum and weight decay on request.
///
/// With the rate α, momentum μ, dampening τ and weight decay λ, for each parameter θ with gradient g:
///
/// g ← g + λ·θ,  m ← μ·m + (1 − τ)·g (m ← g the first time),
/// θ ← θ − α·m, or with Nesterov's momentum θ ← θ − α·(g + μ·m)
///
/// (Sutskever, Martens, Dahl and Hinton 2013, in PyTorch's form.)
///
/// ```
/// use wengert_nn::{Params, Sgd};
/// use wengert_tape::{Param, Tape};
///
/// let mut x = Param::<f64>::new(0.0);
/// let mut sgd = Sgd::new(0.1).momentum(0.5);
/// let mut tape = Tape::new();
/// for _ in 0..100 {
///     tape.reset();
///     let loss = (tape.param(&x) - 3.0).square();
///     sgd.step(&mut x, &loss.backward()?)?;
/// }
/// assert!((x.value().item()? - 3.0).abs() < 1e-6);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
///
/// With every option:
///
/// ```
/// use wengert_nn::Sgd;
/// use wengert_tape::{Param, Tape};
///
/// let mut x = Param::<f64>::new([1.0, -2.0]);
/// let gradients = Tape::new().param(&x).square().sum().backward()?;
/// let mut heavy = Sgd::new(0.1).momentum(0.9).dampening(0.1).weight_decay(1e-4);
/// heavy.step(&mut x, &gradients)?;
/// let mut ahead = Sgd::new(0.1).momentum(0.9).nesterov(true);
/// ahead.step(&mut x, &gradients)?;
/// assert!(x.value().iter().all(|x| x.abs() < 2.0));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Sgd<T: Float = f64> {
    rate: f64,
    momentum: f64,
    dampening: f64,
    nesterov: bool,
    weight_decay: f64,
    slots: Slots<T>,
}

const KIND: &str = "Sgd";

impl<T: Float> Sgd<T> {
    /// Plain gradient descent with this learning rate.
    pub fn new(rate: f64) -> Self {
        Sgd {
            rate,
            momentum: 0.0,
            dampening: 0.0,
            nesterov: false,
            weight_decay: 0.0,
            slots: Slots::new(&["momentum"], |settings| usize::from(settings["momentum"] != 0.0)),
        }
    }

    /// The momentum μ; 0.9 is common, 0 the default.
    #[must_use]
    pub fn momentum(mut self, momentum: f64) -> Self {
        self.momentum = momentum;
        self
    }

    /// The dampening τ of the gradient in the momentum.
    #[must_use]
    pub fn dampening(mut self, dampening: f64) -> Self {
        self.dampening = dampening;
        self
    }

    /// Whether the momentum is Nesterov's, which needs a momentum and no dampening.
    #[must_use]
    pub fn nesterov(mut self, yes: bool) -> Self {
        self.nesterov = yes;
        self
    }

    /// The weight decay λ: the gradient of λ/2·‖θ‖².
    #[must_use]
    pub fn weight_decay(mut self, decay: f64) -> Self {
        self.weight_decay = decay;
        self
    }

    /// Updates the parameters and buffers of the model; see [`Optimizer::step`](crate::Optimizer::step).
    ///
    /// # Errors
    ///
    /// As [`Optimizer::step`](crate::Optimizer::step) says; nothing is changed then.
    #[track_caller]
    pub fn step(&mut self, model: &mut dyn Params, gradients: &Gradients<T>) -> Result<()> {
        if self.nesterov && (self.momentum == 0.0 || self.dampening != 0.0) {
            return Err(step_error(format!(
                "the setting nesterov needs a momentum and no dampening, these are {} and {}",
                self.momentum, self.dampening
            )));
        }
        let settings = self.settings();
        let rate = T::of(self.rate);
        let decay = T::of(self.weight_decay);
        let momentum = T::of(self.momentum);
        if self.momentum == 0.0 {
            return self.slots.step(model, gradients, &settings, |_, _| {
                move |x: T, gradient: T, []: [T; 0]| (x - rate * (gradient + decay * x), [])
            });
        }
        let damped = T::of(1.0 - self.dampening);
        let nesterov = self.nesterov;
        self.slots.step(model, gradients, &settings, |_, new| {
            let (kept, taken) = if new {
                (T::of(0.0), T::of(1.0))
            } else {
                (momentum, damped)
            };
            move |x: T, gradient: T, [velocity]: [T; 1]| {
                let gradient = gradient + decay * x;
                let velocity = kept * velocity + taken * gradient;
                let direction = if nesterov {
                    gradient + momentum * velocity
                } else {
                    velocity
                };
                (x - rate * direction, [velocity])
            }
        })
    }

    /// The learning rate.
    pub fn learning_rate(&self) -> f64 {
        self.rate
    }

    /// Sets the learning rate.
    pub fn set_learning_rate(&mut self, rate: f64) {
        self.rate = rate;
    }

    /// The settings and the momenta by name; see [`Optimizer::state`](crate::Optimizer::state).
    pub fn state(&self, model: &dyn Params) -> OptimizerState<T> {
        self.slots.state(KIND, &self.settings(), model)
    }

    /// Goes on from a state, exactly; see [`Optimizer::load_state`](crate::Optimizer::load_state).
    ///
    /// # Errors
    ///
    /// If the state does not fit; nothing is changed then.
    #[track_caller]
    pub fn load_state(&mut self, model: &dyn Params, state: &OptimizerState<T>) -> Result<()> {
        self.slots = self.slots.restored(KIND, &self.settings(), model, state)?;
        self.rate = state.settings["learning_rate"];
        self.momentum = state.settings["momentum"];
        self.dampening = state.settings["dampening"];
        self.nesterov = state.settings["nesterov"] != 0.0;
        self.weight_decay = state.settings["weight_decay"];
        Ok(())
    }

    fn settings(&self) -> [Setting; 5] {
        [
            Setting::not_negative("learning_rate", self.rate),
            Setting::not_negative("momentum", self.momentum),
            Setting::finite("dampening", self.dampening),
            Setting::switch("nesterov", self.nesterov),
            Setting::not_negative("weight_decay", self.weight_decay),
        ]
    }
}
