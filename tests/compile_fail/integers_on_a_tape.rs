//! Variables are floats: `1.0`, not `1`.
//!
//! error[E0277]: the trait bound `Tensor: From<[{integer}; 2]>` is not satisfied
//! at most 25 lines

use wengert::prelude::*;

fn main() {
    let tape = Tape::<f64>::new();
    tape.var([1, 2]); // <-
}
