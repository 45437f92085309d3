//! A scalar tape and its variables stay in one thread.
//!
//! error[E0277]: `UnsafeCell<scalar::store::Inner<f64>>` cannot be shared between threads safely
//! at most 35 lines

use wengert::scalar;

fn main() {
    let tape = scalar::Tape::new();
    let x = tape.var(1.0);
    std::thread::scope(|scope| {
        scope.spawn(|| x.tanh().value()); // <-
    });
}
