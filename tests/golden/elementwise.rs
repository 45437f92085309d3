//! Functions of one, two and three tensors.

use crate::call::Operation;

pub const OPERATIONS: &[(&str, Operation)] = &[
    ("neg", |call| vec![-call.x()]),
    ("abs", |call| vec![call.x().abs()]),
    ("sign", |call| vec![call.x().sign()]),
    ("square", |call| vec![call.x().square()]),
    ("sqrt", |call| vec![call.x().sqrt()]),
    ("rsqrt", |call| vec![call.x().rsqrt()]),
    ("recip", |call| vec![call.x().recip()]),
    ("powi", |call| vec![call.x().powi(call.integer("n") as i32)]),
    ("powf", |call| vec![call.x().powf(call.number("p"))]),
    ("cbrt", |call| vec![call.x().cbrt()]),
    ("exp", |call| vec![call.x().exp()]),
    ("exp2", |call| vec![call.x().exp2()]),
    ("exp_m1", |call| vec![call.x().exp_m1()]),
    ("ln", |call| vec![call.x().ln()]),
    ("log2", |call| vec![call.x().log2()]),
    ("log10", |call| vec![call.x().log10()]),
    ("ln_1p", |call| vec![call.x().ln_1p()]),
    ("sin", |call| vec![call.x().sin()]),
    ("cos", |call| vec![call.x().cos()]),
    ("tan", |call| vec![call.x().tan()]),
    ("asin", |call| vec![call.x().asin()]),
    ("acos", |call| vec![call.x().acos()]),
    ("atan", |call| vec![call.x().atan()]),
    ("sinh", |call| vec![call.x().sinh()]),
    ("cosh", |call| vec![call.x().cosh()]),
    ("tanh", |call| vec![call.x().tanh()]),
    ("asinh", |call| vec![call.x().asinh()]),
    ("acosh", |call| vec![call.x().acosh()]),
    ("atanh", |call| vec![call.x().atanh()]),
    ("erf", |call| vec![call.x().erf()]),
    ("erfc", |call| vec![call.x().erfc()]),
    ("erfinv", |call| vec![call.x().erfinv()]),
    ("normal_cdf", |call| vec![call.x().normal_cdf()]),
    ("log_normal_cdf", |call| vec![call.x().log_normal_cdf()]),
    ("lgamma", |call| vec![call.x().lgamma()]),
    ("digamma", |call| vec![call.x().digamma()]),
    ("polygamma", |call| {
        vec![call.x().polygamma(call.integer("n") as u32)]
    }),
    ("sigmoid", |call| vec![call.x().sigmoid()]),
    ("log_sigmoid", |call| vec![call.x().log_sigmoid()]),
    ("softplus", |call| vec![call.x().softplus()]),
    ("relu", |call| vec![call.x().relu()]),
    ("sinc", |call| vec![call.x().sinc()]),
    ("floor", |call| vec![call.x().floor()]),
    ("ceil", |call| vec![call.x().ceil()]),
    ("round", |call| vec![call.x().round()]),
    ("trunc", |call| vec![call.x().trunc()]),
    ("fract", |call| vec![call.x().fract()]),
    ("is_nan", |call| vec![call.x().is_nan()]),
    ("clamp", |call| {
        let low = call.limit("lo").unwrap_or(f64::NEG_INFINITY);
        let high = call.limit("hi").unwrap_or(f64::INFINITY);
        vec![call.x().clamp(low, high)]
    }),
    ("add", |call| vec![call.x() + call.input(1)]),
    ("sub", |call| vec![call.x() - call.input(1)]),
    ("mul", |call| vec![call.x() * call.input(1)]),
    ("div", |call| vec![call.x() / call.input(1)]),
    ("pow", |call| vec![call.x().pow(call.input(1))]),
    ("atan2", |call| vec![call.x().atan2(call.input(1))]),
    ("hypot", |call| vec![call.x().hypot(call.input(1))]),
    ("xlogy", |call| vec![call.x().xlogy(call.input(1))]),
    ("logaddexp", |call| vec![call.x().logaddexp(call.input(1))]),
    ("fmod", |call| vec![call.x().fmod(call.input(1))]),
    ("remainder", |call| vec![call.x().remainder(call.input(1))]),
    ("max", |call| vec![call.x().max(call.input(1))]),
    ("min", |call| vec![call.x().min(call.input(1))]),
    ("greater", |call| vec![call.x().greater(call.input(1))]),
    ("less", |call| vec![call.x().less(call.input(1))]),
    ("greater_equal", |call| {
        vec![call.x().greater_equal(call.input(1))]
    }),
    ("less_equal", |call| vec![call.x().less_equal(call.input(1))]),
    ("equal", |call| vec![call.x().equal(call.input(1))]),
    ("not_equal", |call| vec![call.x().not_equal(call.input(1))]),
    ("logical_and", |call| vec![call.x().and(call.input(1))]),
    ("logical_or", |call| vec![call.x().or(call.input(1))]),
    ("logical_xor", |call| vec![call.x().xor(call.input(1))]),
    ("logical_not", |call| vec![call.x().not()]),
    ("mul_add", |call| {
        vec![call.x().mul_add(call.input(1), call.input(2))]
    }),
    ("select", |call| {
        vec![call.x().select(call.input(1), call.input(2))]
    }),
];
