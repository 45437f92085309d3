//! The functions, each written once over `Real`.

use wengert::{Real, Var};

/// Where a function is smooth.
#[derive(Clone, Copy)]
pub enum Smooth {
    Everywhere,
    Positive,
    /// −1 < x < 1.
    Inside,
    Above(f64),
    /// Further from 0 than a limit: nearer, derivatives overflow on the way.
    Beyond(f64),
    /// Between two limits, outside of which derivatives overflow on the way.
    Between(f64, f64),
    ButAt(&'static [f64]),
    Nowhere,
}

impl Smooth {
    pub fn holds(self, x: f64) -> bool {
        match self {
            Smooth::Everywhere => true,
            Smooth::Positive => x > 0.0,
            Smooth::Inside => x.abs() < 1.0,
            Smooth::Above(limit) => x > limit,
            Smooth::Beyond(limit) => x.abs() > limit,
            Smooth::Between(low, high) => (low..high).contains(&x),
            Smooth::ButAt(kinks) => !kinks.contains(&x),
            Smooth::Nowhere => false,
        }
    }
}

pub struct Unary {
    pub name: &'static str,
    pub plain: fn(f64) -> f64,
    pub double: for<'t> fn(Var<'t>) -> Var<'t>,
    pub single: for<'t> fn(Var<'t, f32>) -> Var<'t, f32>,
    pub smooth: Smooth,
}

pub struct Binary {
    pub name: &'static str,
    pub plain: fn(f64, f64) -> f64,
    pub double: for<'t> fn(Var<'t>, Var<'t>) -> Var<'t>,
}

macro_rules! unary {
    ($($name:literal, |$x:ident| $formula:expr, $smooth:expr;)*) => {
        &[$({
            fn formula<R: Real>($x: R) -> R {
                $formula
            }
            Unary {
                name: $name,
                plain: formula::<f64>,
                double: |x| formula(x),
                single: |x| formula(x),
                smooth: $smooth,
            }
        }),*]
    };
}

macro_rules! binary {
    ($($name:literal, |$x:ident, $y:ident| $formula:expr;)*) => {
        &[$({
            fn formula<R: Real>($x: R, $y: R) -> R {
                $formula
            }
            Binary {
                name: $name,
                plain: formula::<f64>,
                double: |x, y| formula(x, y),
            }
        }),*]
    };
}

use Smooth::{Above, Between, Beyond, ButAt, Everywhere, Inside, Nowhere, Positive};

pub const UNARY: &[Unary] = unary! {
    "neg", |x| -x, Everywhere;
    "abs", |x| x.abs(), ButAt(&[0.0]);
    "sign", |x| x.sign(), ButAt(&[0.0]);
    "square", |x| x.square(), Everywhere;
    "sqrt", |x| x.sqrt(), Positive;
    "rsqrt", |x| x.rsqrt(), Positive;
    "recip", |x| x.recip(), ButAt(&[0.0]);
    "cbrt", |x| x.cbrt(), Beyond(1e-100);
    "powi 0", |x| x.powi(0), Everywhere;
    "powi 1", |x| x.powi(1), Everywhere;
    "powi 2", |x| x.powi(2), Everywhere;
    "powi 3", |x| x.powi(3), Everywhere;
    "powi 7", |x| x.powi(7), Everywhere;
    "powi -2", |x| x.powi(-2), ButAt(&[0.0]);
    "powf 2.5", |x| x.powf(2.5), Positive;
    "powf 0", |x| x.powf(0.0), Everywhere;
    "powf 2", |x| x.powf(2.0), Everywhere;
    "exp", |x| x.exp(), Everywhere;
    "exp2", |x| x.exp2(), Everywhere;
    "exp_m1", |x| x.exp_m1(), Everywhere;
    "ln", |x| x.ln(), Positive;
    "log2", |x| x.log2(), Positive;
    "log10", |x| x.log10(), Positive;
    "ln_1p", |x| x.ln_1p(), Above(-1.0);
    "sin", |x| x.sin(), Everywhere;
    "cos", |x| x.cos(), Everywhere;
    "tan", |x| x.tan(), Everywhere;
    "asin", |x| x.asin(), Inside;
    "acos", |x| x.acos(), Inside;
    "atan", |x| x.atan(), Everywhere;
    "sinh", |x| x.sinh(), Everywhere;
    "cosh", |x| x.cosh(), Everywhere;
    "tanh", |x| x.tanh(), Everywhere;
    "asinh", |x| x.asinh(), Everywhere;
    "acosh", |x| x.acosh(), Above(1.0);
    "atanh", |x| x.atanh(), Inside;
    "erf", |x| x.erf(), Everywhere;
    "erfc", |x| x.erfc(), Everywhere;
    "erfinv", |x| x.erfinv(), Inside;
    "normal_cdf", |x| x.normal_cdf(), Everywhere;
    "log_normal_cdf", |x| x.log_normal_cdf(), Everywhere;
    "lgamma", |x| x.lgamma(), Positive;
    "digamma", |x| x.digamma(), Positive;
    "polygamma 1", |x| x.polygamma(1), Positive;
    "sigmoid", |x| x.sigmoid(), Everywhere;
    "log_sigmoid", |x| x.log_sigmoid(), Everywhere;
    "softplus", |x| x.softplus(), Everywhere;
    "relu", |x| x.relu(), ButAt(&[0.0]);
    "sinc", |x| x.sinc(), Everywhere;
    "floor", |x| x.floor(), Everywhere;
    "ceil", |x| x.ceil(), Everywhere;
    "round", |x| x.round(), Everywhere;
    "trunc", |x| x.trunc(), Everywhere;
    "fract", |x| x.fract(), Everywhere;
    "is_nan", |x| x.is_nan(), Everywhere;
    "is_finite", |x| x.is_finite(), Everywhere;
    "is_infinite", |x| x.is_infinite(), Everywhere;
    "not", |x| x.not(), Everywhere;
    "stop_gradient", |x| x.stop_gradient(), Everywhere;
    "clamp", |x| x.clamp(-1.0, 2.0), Everywhere;
    "relu6", |x| x.relu6(), Everywhere;
    "leaky_relu", |x| x.leaky_relu(0.1), Everywhere;
    "elu", |x| x.elu(1.7), Everywhere;
    "selu", |x| x.selu(), Everywhere;
    "celu", |x| x.celu(0.6), Everywhere;
    "gelu", |x| x.gelu(), Everywhere;
    "gelu_tanh", |x| x.gelu_tanh(), Everywhere;
    "silu", |x| x.silu(), Everywhere;
    "mish", |x| x.mish(), Everywhere;
    "hardtanh", |x| x.hardtanh(-1.0, 1.0), Everywhere;
    "hardsigmoid", |x| x.hardsigmoid(), Everywhere;
    "hardswish", |x| x.hardswish(), Everywhere;
    "softsign", |x| x.softsign(), Everywhere;
    "softshrink", |x| x.softshrink(0.5), Everywhere;
    "hardshrink", |x| x.hardshrink(0.5), Everywhere;
    "tanhshrink", |x| x.tanhshrink(), Everywhere;
    "threshold", |x| x.threshold(0.5, -1.0), Everywhere;
    "nan_to_num", |x| x.nan_to_num(0.5, 9.0, -9.0), Everywhere;
    "max with 0.5", |x| x.max(0.5), Everywhere;
    "hypot with 3", |x| x.hypot(3.0), Everywhere;
    "atan2 with 2", |x| x.atan2(2.0), Everywhere;
    "logaddexp with itself", |x| x.logaddexp(x), Everywhere;
    "x ln x", |x| x.xlogy(x), Above(1e-100);
    "x to the x", |x| x.pow(x), Between(1e-100, 100.0);
    "remainder by 0", |x| x.remainder(0.0), Nowhere;
};

pub const BINARY: &[Binary] = binary! {
    "add", |x, y| x + y;
    "sub", |x, y| x - y;
    "mul", |x, y| x * y;
    "div", |x, y| x / y;
    "pow", |x, y| x.pow(y);
    "max", |x, y| x.max(y);
    "min", |x, y| x.min(y);
    "atan2", |x, y| x.atan2(y);
    "hypot", |x, y| x.hypot(y);
    "fmod", |x, y| x.fmod(y);
    "remainder", |x, y| x.remainder(y);
    "xlogy", |x, y| x.xlogy(y);
    "logaddexp", |x, y| x.logaddexp(y);
    "absorb", |x, y| x.absorb(y);
    "greater", |x, y| x.greater(y);
    "greater_equal", |x, y| x.greater_equal(y);
    "less", |x, y| x.less(y);
    "less_equal", |x, y| x.less_equal(y);
    "equal", |x, y| x.equal(y);
    "not_equal", |x, y| x.not_equal(y);
    "and", |x, y| x.and(y);
    "or", |x, y| x.or(y);
    "xor", |x, y| x.xor(y);
    "mul_add", |x, y| x.mul_add(y, x);
    "select", |x, y| R::select(x, y, x);
    "clamp", |x, y| x.clamp(y, 1.0);
};
