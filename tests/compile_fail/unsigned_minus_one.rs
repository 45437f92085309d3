//! A known size and -1 are mixed in a tuple: `(n, -1)`.
//!
//! error[E0600]: cannot apply unary operator `-` to type `usize`
//! at most 13 lines

use wengert::prelude::*;

fn main() {
    let tape = Tape::<f64>::new();
    let x = tape.var([1.0, 2.0]);
    x.reshape([2, -1usize]); // <-
}
