//! The state of an optimizer by the names of the parameters.

use std::collections::BTreeMap;
use wengert_tape::{Float, Tensor};

/// What an optimizer knows: its settings, and its memory of each parameter by name.
///
/// ```
/// use wengert_nn::{Adam, Linear, Module};
/// use wengert_tape::{Random, Tape};
///
/// let mut net = Linear::new(2, 1, &mut Random::seed(1));
/// let mut adam = Adam::new(0.01);
/// let tape = Tape::training(1);
/// let loss = net.forward(tape.constant([[1.0, 2.0]])).square().sum();
/// adam.step(&mut net, &loss.backward()?)?;
///
/// let state = adam.state(&net);
/// assert_eq!(state.settings["learning_rate"], 0.01);
/// assert_eq!(state.params["weight"].steps, 1);
/// assert_eq!(state.params["weight"].moments["first_moment"].shape(), [1, 2]);
///
/// let mut other = Adam::new(0.5);
/// other.load_state(&net, &state)?;
/// assert_eq!(other.learning_rate(), 0.01);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct OptimizerState<T: Float = f64> {
    /// The name of the optimizer: `"Adam"`.
    pub kind: String,
    /// The settings by name, the learning rate among them; switches are 0 or 1.
    pub settings: BTreeMap<String, f64>,
    /// The memory of each parameter that was updated.
    pub params: BTreeMap<String, ParamState<T>>,
}

/// What an optimizer remembers of one parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct ParamState<T: Float = f64> {
    /// How often it was updated.
    pub steps: u64,
    /// Running averages by name, in the shape of the parameter.
    pub moments: BTreeMap<String, Tensor<T>>,
}
