//! A method of one's own on the tape is a function or a trait's.
//!
//! error[E0116]: cannot define inherent `impl` for a type outside of the crate where the type is defined
//! at most 10 lines

use wengert::prelude::*;

impl<T: wengert::Float> Tape<T> { // <-
    fn doubled(&self) {}
}

fn main() {}
