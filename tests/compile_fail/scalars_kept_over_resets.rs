//! Results are kept as numbers, not as variables.
//!
//! error[E0502]: cannot borrow `tape` as mutable because it is also borrowed as immutable
//! at most 11 lines

use wengert::scalar;

fn main() {
    let mut tape = scalar::Tape::new();
    let mut prices = vec![];
    for path in 0..3 {
        tape.reset(); // <-
        prices.push(tape.var(f64::from(path)).exp());
    }
}
