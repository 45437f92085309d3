//! A tape of zeros and random numbers alone has no float type.
//!
//! error[E0283]: type annotations needed for `wengert::Tape<_>`
//! at most 24 lines

use wengert::prelude::*;

fn main() {
    let tape = Tape::new(); // <-
    let x = tape.var(Tensor::zeros([2, 3]));
    println!("{:?}", x.sum());
}
