//! Adaptive moment estimation.

use crate::optim::OptimizerState;
use crate::optim::setting::Setting;
use crate::optim::slots::Slots;
use crate::params::Params;
use wengert_tape::{Float, Gradients, Result};

/// Adam: steps scaled by running averages of the gradient and of its square.
///
/// With the rate α, for each parameter θ with gradient g at its t-th update:
///
/// g ← g + λ·θ,  m ← β₁·m + (1 − β₁)·g,  v ← β₂·v + (1 − β₂)·g²,
/// θ ← θ − α/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε)
///
/// (Kingma and Ba 2015; with `amsgrad` the largest v so far takes the place of v: Reddi, Kale and
/// Kumar 2018.) Its weight decay λ is a part of the gradient; for decay apart from it take
/// [`AdamW`](crate::AdamW).
///
/// ```
/// use wengert_nn::Adam;
/// use wengert_tape::{Param, Tape};
///
/// let mut x = Param::<f64>::new(0.0);
/// let mut adam = Adam::new(0.1);
/// let mut tape = Tape::new();
/// for _ in 0..500 {
///     tape.reset();
///     let loss = (tape.param(&x) - 3.0).square();
///     adam.step(&mut x, &loss.backward()?)?;
/// }
/// assert!((x.value().item()? - 3.0).abs() < 1e-3);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
///
/// With every option:
///
/// ```
/// use wengert_nn::Adam;
/// use wengert_tape::{Param, Tape};
///
/// let mut x = Param::<f64>::new([1.0, -2.0]);
/// let gradients = Tape::new().param(&x).square().sum().backward()?;
/// let mut adam = Adam::new(0.1).betas(0.9, 0.99).epsilon(1e-6).weight_decay(1e-4).amsgrad(true);
/// adam.step(&mut x, &gradients)?;
/// assert!(x.value().iter().all(|x| x.abs() < 2.0));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Adam<T: Float = f64> {
    pub(super) rate: f64,
    beta1: f64,
    beta2: f64,
    epsilon: f64,
    weight_decay: f64,
    amsgrad: bool,
    slots: Slots<T>,
}

/// How weight decay enters the update.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Decay {
    /// By the gradient.
    InGradient,
    /// The parameter shrinks by itself.
    Apart,
}

impl Decay {
    fn kind(self) -> &'static str {
        match self {
            Decay::InGradient => "Adam",
            Decay::Apart => "AdamW",
        }
    }
}

impl<T: Float> Adam<T> {
    /// Adam with this learning rate, β₁ = 0.9, β₂ = 0.999, ε = 1e-8 and no weight decay.
    pub fn new(rate: f64) -> Self {
        Adam {
            rate,
            beta1: 0.9,
            beta2: 0.999,
            epsilon: 1e-8,
            weight_decay: 0.0,
            amsgrad: false,
            slots: Slots::new(
                &["first_moment", "second_moment", "largest_second_moment"],
                |settings| 2 + usize::from(settings["amsgrad"] != 0.0),
            ),
        }
    }

    /// The shares β₁ and β₂ of the old averages, at least 0 and less than 1.
    #[must_use]
    pub fn betas(mut self, beta1: f64, beta2: f64) -> Self {
        self.beta1 = beta1;
        self.beta2 = beta2;
        self
    }

    /// The number ε that keeps the division finite.
    #[must_use]
    pub fn epsilon(mut self, epsilon: f64) -> Self {
        self.epsilon = epsilon;
        self
    }

    /// The weight decay λ: the gradient of λ/2·‖θ‖².
    #[must_use]
    pub fn weight_decay(mut self, decay: f64) -> Self {
        self.weight_decay = decay;
        self
    }

    /// Whether the step is scaled by the largest average of squares so far.
    #[must_use]
    pub fn amsgrad(mut self, yes: bool) -> Self {
        self.amsgrad = yes;
        self
    }

    /// Updates the parameters and buffers of the model; see [`Optimizer::step`](crate::Optimizer::step).
    ///
    /// # Errors
    ///
    /// As [`Optimizer::step`](crate::Optimizer::step) says; nothing is changed then.
    #[track_caller]
    pub fn step(&mut self, model: &mut dyn Params, gradients: &Gradients<T>) -> Result<()> {
        self.step_with(Decay::InGradient, model, gradients)
    }

    #[track_caller]
    pub(super) fn step_with(
        &mut self,
        decay: Decay,
        model: &mut dyn Params,
        gradients: &Gradients<T>,
    ) -> Result<()> {
        let settings = self.settings();
        let (beta1, beta2) = (self.beta1, self.beta2);
        let (rate, epsilon) = (self.rate, T::of(self.epsilon));
        let in_gradient = T::of(if decay == Decay::InGradient {
            self.weight_decay
        } else {
            0.0
        });
        let shrink = T::of(if decay == Decay::Apart {
            1.0 - rate * self.weight_decay
        } else {
            1.0
        });
        let (kept1, taken1) = (T::of(beta1), T::of(1.0 - beta1));
        let (kept2, taken2) = (T::of(beta2), T::of(1.0 - beta2));
        let averages = move |x: T, gradient: T, first: T, second: T| {
            let gradient = gradient + in_gradient * x;
            let first = kept1 * first + taken1 * gradient;
            let second = kept2 * second + taken2 * (gradient * gradient);
            (first, second)
        };
        // The parameter's own step counts, as it may have joined later than others.
        let moved = move |step: u64| {
            let size = T::of(rate / (1.0 - beta1.powf(step as f64)));
            let root = T::of(1.0 / (1.0 - beta2.powf(step as f64)).sqrt());
            move |x: T, first: T, second: T| shrink * x - size * first / (second.sqrt() * root + epsilon)
        };
        if self.amsgrad {
            return self.slots.step(model, gradients, &settings, |step, _| {
                let moved = moved(step);
                move |x: T, gradient: T, [first, second, largest]: [T; 3]| {
                    let (first, second) = averages(x, gradient, first, second);
                    let largest = largest.max_or_nan(second);
                    (moved(x, first, largest), [first, second, largest])
                }
            });
        }
        self.slots.step(model, gradients, &settings, |step, _| {
            let moved = moved(step);
            move |x: T, gradient: T, [first, second]: [T; 2]| {
                let (first, second) = averages(x, gradient, first, second);
                (moved(x, first, second), [first, second])
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

    /// The settings and the averages by name; see [`Optimizer::state`](crate::Optimizer::state).
    pub fn state(&self, model: &dyn Params) -> OptimizerState<T> {
        self.state_with(Decay::InGradient, model)
    }

    pub(super) fn state_with(&self, decay: Decay, model: &dyn Params) -> OptimizerState<T> {
        self.slots.state(decay.kind(), &self.settings(), model)
    }

    /// Goes on from a state, exactly; see [`Optimizer::load_state`](crate::Optimizer::load_state).
    ///
    /// # Errors
    ///
    /// If the state does not fit; nothing is changed then.
    #[track_caller]
    pub fn load_state(&mut self, model: &dyn Params, state: &OptimizerState<T>) -> Result<()> {
        self.load_state_with(Decay::InGradient, model, state)
    }

    #[track_caller]
    pub(super) fn load_state_with(
        &mut self,
        decay: Decay,
        model: &dyn Params,
        state: &OptimizerState<T>,
    ) -> Result<()> {
        self.slots = self
            .slots
            .restored(decay.kind(), &self.settings(), model, state)?;
        self.rate = state.settings["learning_rate"];
        self.beta1 = state.settings["beta1"];
        self.beta2 = state.settings["beta2"];
        self.epsilon = state.settings["epsilon"];
        self.weight_decay = state.settings["weight_decay"];
        self.amsgrad = state.settings["amsgrad"] != 0.0;
        Ok(())
    }

    fn settings(&self) -> [Setting; 6] {
        [
            Setting::not_negative("learning_rate", self.rate),
            Setting::share("beta1", self.beta1),
            Setting::share("beta2", self.beta2),
            Setting::not_negative("epsilon", self.epsilon),
            Setting::not_negative("weight_decay", self.weight_decay),
            Setting::switch("amsgrad", self.amsgrad),
        ]
    }
}
