//! While a function is recorded its values have no number: a branch would be frozen.
//!
//! error[E0277]: `Expr<'_>` has no value to compare while it is being recorded
//! at most 34 lines

use wengert::prelude::*;
use wengert::scalar::Function;

fn relu<R: Number>(x: R) -> R {
    if x > 0.0 { x } else { R::from(0.0) }
}

fn main() {
    Function::record(1, |x| relu(x[0])); // <-
}
