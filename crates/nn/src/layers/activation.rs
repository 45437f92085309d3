//! Activation functions as modules: the method of the same name, on every element.

use crate::Params;
use crate::module::{Module, within};
use wengert_tape::{Float, Var};

/// Stamps activations without parameters.
macro_rules! activations {
    ($($(#[$doc:meta])* $Name:ident => $method:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Params, Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct $Name;

        impl<T: Float> Module<T> for $Name {
            #[track_caller]
            fn forward<'t>(&self, x: Var<'t, T>) -> Var<'t, T> {
                let _layer = within(x, stringify!($Name));
                x.$method()
            }
        }
    )* };
}

activations! {
    /// max(x, 0).
    ///
    /// ```
    /// use wengert_nn::{Module, Relu};
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let y = Relu.forward(tape.constant([-1.0, 2.0]));
    /// assert_eq!(y.value()?, Tensor::from([0.0, 2.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    Relu => relu;
    /// The hyperbolic tangent.
    Tanh => tanh;
    /// The logistic function 1/(1 + e⁻ˣ).
    Sigmoid => sigmoid;
    /// ln(1/(1 + e⁻ˣ)).
    LogSigmoid => log_sigmoid;
    /// ln(1 + eˣ).
    Softplus => softplus;
}

/// The input, unchanged.
#[derive(Params, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Identity;

impl<T: Float> Module<T> for Identity {
    fn forward<'t>(&self, x: Var<'t, T>) -> Var<'t, T> {
        x
    }
}
