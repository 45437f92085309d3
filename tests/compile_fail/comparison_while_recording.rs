//! While a function is recorded its values do not compare; `select` becomes part of it.
//!
//! error[E0369]: binary operation `>` cannot be applied to type `Expr<'_>`
//! at most 20 lines

use wengert::scalar::{Expr, Function};

fn main() {
    Function::record(1, |x| if x[0] > x[0] { x[0] } else { Expr::from(0.0) }); // <-
}
