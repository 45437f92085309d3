//! Optimizers: gradients in, better parameters out.
//!
//! The formulas are PyTorch's, to the last digit that matters. A parameter without a gradient (it is
//! frozen, or the loss does not depend on it) is left as it is, as in PyTorch: it neither decays nor
//! drifts on by momentum.

mod adam;
mod adamw;
mod clip;
mod setting;
mod sgd;
mod slots;
mod state;
mod sweep;

pub use adam::Adam;
pub use adamw::AdamW;
pub use clip::{clip_norm, clip_norm_of_order, clip_value};
pub use sgd::Sgd;
pub use state::{OptimizerState, ParamState};

use crate::params::Params;
use wengert_tape::{Float, Gradients, Result};

/// What updates the parameters of a model by their gradients.
///
/// The built-in optimizers have these methods of their own, so that a program that names one does
/// not need the trait; `Box<dyn Optimizer<f32>>` is for choosing one at run time.
///
/// ```
/// use wengert_nn::{Adam, Linear, Module, Optimizer, Sgd};
/// use wengert_tape::{Random, Tape};
///
/// let mut net = Linear::<f64>::new(2, 1, &mut Random::seed(1));
/// let careful = std::env::args().count() > 1;
/// let mut optimizer: Box<dyn Optimizer> = match careful {
///     true => Box::new(Adam::new(0.001)),
///     false => Box::new(Sgd::new(0.1).momentum(0.9)),
/// };
/// let tape = Tape::training(1);
/// let loss = net.forward(tape.constant([[1.0, 2.0]])).square().sum();
/// optimizer.step(&mut net, &loss.backward()?)?;
/// # Ok::<(), wengert_tape::Error>(())
/// ```
pub trait Optimizer<T: Float = f64> {
    /// Updates the parameters of the model that have a gradient, and its buffers by the updates that
    /// layers recorded (running statistics).
    ///
    /// The tape may still hold the parameters: the new values are written to other memory in the same
    /// pass, into buffers that are used again from step to step.
    ///
    /// # Errors
    ///
    /// If a parameter that is to be trained is of another float type than the gradients (freeze it,
    /// or train it with gradients of its own), if none of the gradients belongs to the model (a clone
    /// of a model has parameters of its own), or if a shape does not fit, or if a setting has a value
    /// that would spoil the parameters: a negative learning rate, a β outside of [0, 1). The message
    /// names the parameter or the setting, and nothing is changed.
    #[track_caller]
    fn step(&mut self, model: &mut dyn Params, gradients: &Gradients<T>) -> Result<()>;

    /// The learning rate.
    fn learning_rate(&self) -> f64;

    /// Sets the learning rate; a [`Schedule`](crate::Schedule) does it for every step.
    fn set_learning_rate(&mut self, rate: f64);

    /// The settings and all that was learnt about the parameters, by their names in the model: what a
    /// checkpoint holds. Of several parameters with the same name, the first is taken; loading refuses
    /// such a model.
    fn state(&self, model: &dyn Params) -> OptimizerState<T>;

    /// Goes on from a state, exactly.
    ///
    /// # Errors
    ///
    /// If it is the state of another kind of optimizer or does not fit the parameters of the model, or
    /// several of them have the same name.
    /// Nothing is changed then.
    #[track_caller]
    fn load_state(&mut self, model: &dyn Params, state: &OptimizerState<T>) -> Result<()>;
}

/// Implements [`Optimizer`] by the methods of the same names.
macro_rules! is_optimizer {
    ($Optimizer:ident) => {
        impl<T: Float> Optimizer<T> for $Optimizer<T> {
            #[track_caller]
            fn step(&mut self, model: &mut dyn Params, gradients: &Gradients<T>) -> Result<()> {
                $Optimizer::step(self, model, gradients)
            }

            fn learning_rate(&self) -> f64 {
                $Optimizer::learning_rate(self)
            }

            fn set_learning_rate(&mut self, rate: f64) {
                $Optimizer::set_learning_rate(self, rate);
            }

            fn state(&self, model: &dyn Params) -> OptimizerState<T> {
                $Optimizer::state(self, model)
            }

            #[track_caller]
            fn load_state(&mut self, model: &dyn Params, state: &OptimizerState<T>) -> Result<()> {
                $Optimizer::load_state(self, model, state)
            }
        }
    };
}

is_optimizer!(Sgd);
is_optimizer!(Adam);
is_optimizer!(AdamW);
