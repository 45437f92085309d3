//! A method by name is wrapped in a closure: `|x| x.tanh()`.
//!
//! error[E0308]: mismatched types
//! at most 10 lines

use wengert::prelude::*;

struct Settings {
    activation: fn(Var) -> Var,
}

fn main() {
    let _ = Settings {
        activation: Var::tanh, // <-
    };
}
