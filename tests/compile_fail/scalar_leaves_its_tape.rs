//! A scalar variable does not outlive its tape.
//!
//! error[E0515]: cannot return value referencing local variable `tape`
//! at most 10 lines

use wengert::scalar;

fn doubled<'t>() -> scalar::Var<'t> {
    let tape = scalar::Tape::new();
    let x = tape.var(1.0);
    x * 2.0 // <-
}

fn main() {
    doubled();
}
