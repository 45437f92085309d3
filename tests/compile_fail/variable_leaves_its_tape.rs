//! A variable does not outlive its tape.
//!
//! error[E0515]: cannot return value referencing local variable `tape`
//! at most 10 lines

use wengert::prelude::*;

fn doubled<'t>() -> Var<'t> {
    let tape = Tape::new();
    let x = tape.var([1.0]);
    x * 2.0 // <-
}

fn main() {
    doubled();
}
