//! The gradients are a `Result`.
//!
//! error: unused `Result` that must be used
//! at most 16 lines

#![deny(unused_must_use)]

use wengert::prelude::*;

fn main() {
    let tape = Tape::<f64>::new();
    let x = tape.var(1.0);
    x.backward(); // <-
}
