//! Adam with weight decay apart from the gradient.

use crate::optim::OptimizerState;
use crate::optim::adam::{Adam, Decay};
use crate::params::Params;
use wengert_tape::{Float, Gradients, Result};

/// [`Adam`](crate::Adam) whose weight decay shrinks the parameters by themselves: before each update,
/// θ ← (1 − α·λ)·θ (Loshchilov and Hutter 2019).
///
/// ```
/// use wengert_nn::{AdamW, Linear, Module};
/// use wengert_tape::{Random, Tape};
///
/// let mut net = Linear::new(2, 1, &mut Random::seed(1));
/// let mut adamw = AdamW::new(0.001).weight_decay(0.05);
/// let tape = Tape::training(1);
/// let loss = net.forward(tape.constant([[1.0, 2.0]])).square().sum();
/// adamw.step(&mut net, &loss.backward()?)?;
/// # Ok::<(), wengert_tape::Error>(())
/// ```
///
/// With every option:
///
/// ```
/// use wengert_nn::AdamW;
/// use wengert_tape::{Param, Tape};
///
/// let mut x = Param::<f64>::new([1.0, -2.0]);
/// let gradients = Tape::new().param(&x).square().sum().backward()?;
/// let mut adamw = AdamW::new(0.1).betas(0.9, 0.99).epsilon(1e-6).weight_decay(0.1).amsgrad(true);
/// adamw.step(&mut x, &gradients)?;
/// assert!(x.value().iter().all(|x| x.abs() < 2.0));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct AdamW<T: Float = f64> {
    adam: Adam<T>,
}

impl<T: Float> AdamW<T> {
    /// AdamW with this learning rate, β₁ = 0.9, β₂ = 0.999, ε = 1e-8 and weight decay 0.01.
    pub fn new(rate: f64) -> Self {
        AdamW {
            adam: Adam::new(rate).weight_decay(0.01),
        }
    }

    /// The shares β₁ and β₂ of the old averages, at least 0 and less than 1.
    #[must_use]
    pub fn betas(mut self, beta1: f64, beta2: f64) -> Self {
        self.adam = self.adam.betas(beta1, beta2);
        self
    }

    /// The number ε that keeps the division finite.
    #[must_use]
    pub fn epsilon(mut self, epsilon: f64) -> Self {
        self.adam = self.adam.epsilon(epsilon);
        self
    }

    /// The weight decay λ.
    #[must_use]
    pub fn weight_decay(mut self, decay: f64) -> Self {
        self.adam = self.adam.weight_decay(decay);
        self
    }

    /// Whether the step is scaled by the largest average of squares so far.
    #[must_use]
    pub fn amsgrad(mut self, yes: bool) -> Self {
        self.adam = self.adam.amsgrad(yes);
        self
    }

    /// Updates the parameters and buffers of the model; see [`Optimizer::step`](crate::Optimizer::step).
    ///
    /// # Errors
    ///
    /// As [`Optimizer::step`](crate::Optimizer::step) says; nothing is changed then.
    #[track_caller]
    pub fn step(&mut self, model: &mut dyn Params, gradients: &Gradients<T>) -> Result<()> {
        self.adam.step_with(Decay::Apart, model, gradients)
    }

    /// The learning rate.
    pub fn learning_rate(&self) -> f64 {
        self.adam.rate
    }

    /// Sets the learning rate.
    pub fn set_learning_rate(&mut self, rate: f64) {
        self.adam.rate = rate;
    }

    /// The settings and the averages by name; see [`Optimizer::state`](crate::Optimizer::state).
    pub fn state(&self, model: &dyn Params) -> OptimizerState<T> {
        self.adam.state_with(Decay::Apart, model)
    }

    /// Goes on from a state, exactly; see [`Optimizer::load_state`](crate::Optimizer::load_state).
    ///
    /// # Errors
    ///
    /// If the state does not fit; nothing is changed then.
    #[track_caller]
    pub fn load_state(&mut self, model: &dyn Params, state: &OptimizerState<T>) -> Result<()> {
        self.adam.load_state_with(Decay::Apart, model, state)
    }
}
