//! A tape and its variables stay in one thread.
//!
//! error[E0277]: `RefCell<wengert_tape::tape::inner::Inner<f64>>` cannot be shared between threads safely
//! at most 25 lines

use wengert::prelude::*;

fn main() {
    let tape = Tape::<f64>::new();
    let x = tape.var([1.0]);
    std::thread::scope(|scope| {
        scope.spawn(|| x.tanh()); // <-
    });
}
