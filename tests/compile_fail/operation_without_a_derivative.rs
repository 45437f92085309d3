//! An operation says how it is differentiated.
//!
//! error[E0046]: not all trait items implemented, missing: `vjp`
//! at most 10 lines

use wengert::prelude::*;

struct Identity;

impl wengert::Operation<f64, 1> for Identity { // <-
    fn eval(&self, [x]: [&Tensor; 1]) -> Tensor {
        x.clone()
    }
}

fn main() {}
