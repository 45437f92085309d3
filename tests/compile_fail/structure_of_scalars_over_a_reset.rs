//! A structure that holds scalar variables is made anew after each reset.
//!
//! error[E0502]: cannot borrow `tape` as mutable because it is also borrowed as immutable
//! at most 10 lines

use wengert::scalar;

struct Model<'t> {
    volatility: scalar::Var<'t>,
}

fn main() {
    let mut tape = scalar::Tape::new();
    let volatility = tape.var(0.2);
    let model = Model { volatility };
    for _ in 0..3 {
        let price = model.volatility.exp();
        tape.reset(); // <-
    }
}
