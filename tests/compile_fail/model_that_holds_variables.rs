//! A model holds parameters, not variables.
//!
//! error[E0502]: cannot borrow `tape` as mutable because it is also borrowed as immutable
//! at most 12 lines

use wengert::prelude::*;

struct Model<'t> {
    weight: Var<'t>,
}

fn main() {
    let mut tape = Tape::new();
    let model = Model {
        weight: tape.var([1.0]),
    };
    for _ in 0..2 {
        model.weight.sum();
        tape.reset(); // <-
    }
}
