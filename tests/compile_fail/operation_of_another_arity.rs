//! An operation of two arguments gives two cotangents.
//!
//! error[E0308]: mismatched types
//! at most 14 lines

use wengert::prelude::*;

struct Sum;

impl wengert::Operation<f64, 2> for Sum {
    fn eval(&self, [x, _]: [&Tensor; 2]) -> Tensor {
        x.clone()
    }

    fn vjp<'t>(&self, _: [Var<'t>; 2], _: Var<'t>, cotangent: Var<'t>) -> [Var<'t>; 2] {
        [cotangent] // <-
    }
}

fn main() {}
