//! A function that resets takes `&mut Tape`.
//!
//! error[E0596]: cannot borrow `*tape` as mutable, as it is behind a `&` reference
//! at most 10 lines

use wengert::prelude::*;

fn train(net: &Linear, tape: &Tape, x: &Tensor) {
    tape.reset(); // <-
    net.forward(tape.constant(x));
}

fn main() {}
