//! The numbers against mpmath, at every level this machine has.

mod double;
mod golden;
mod single;
mod special;
mod special_values;

use super::Function;

/// The name of a function in the golden file.
fn name(function: Function) -> &'static str {
    match function {
        Function::Exp => "exp",
        Function::Exp2 => "exp2",
        Function::ExpM1 => "exp_m1",
        Function::Ln => "ln",
        Function::Ln1p => "ln_1p",
        Function::Log2 => "log2",
        Function::Log10 => "log10",
        Function::Sin => "sin",
        Function::Cos => "cos",
        Function::Tan => "tan",
        Function::Asin => "asin",
        Function::Acos => "acos",
        Function::Atan => "atan",
        Function::Sinh => "sinh",
        Function::Cosh => "cosh",
        Function::Tanh => "tanh",
        Function::Asinh => "asinh",
        Function::Acosh => "acosh",
        Function::Atanh => "atanh",
        Function::Sigmoid => "sigmoid",
        Function::SigmoidSlope => "sigmoid_slope",
        Function::Softplus => "softplus",
        Function::LogSigmoid => "log_sigmoid",
        Function::Erf => "erf",
        Function::Erfc => "erfc",
        Function::NormalCdf => "normal_cdf",
        Function::Cbrt => "cbrt",
    }
}

/// The largest error allowed, in units in the last place of f64 and f32: two is the promise.
fn allowed(function: Function) -> (f64, f64) {
    match function {
        Function::Erfc | Function::NormalCdf | Function::Tan => (2.0, 1.0),
        _ => (2.0, 2.0),
    }
}
