//! Special functions of f64, one number at a time. For f32 compute in f64 and round.

mod error_function;
mod gamma;
mod logarithmic;
mod rounding;
mod sinc;

pub use error_function::erfinv;
pub use error_function::log_normal_cdf;
pub use error_function::normal_hazard;
pub use gamma::digamma;
pub use gamma::lgamma;
pub use gamma::polygamma;
pub use gamma::trigamma;
pub use logarithmic::ln_1p_exp;
pub use logarithmic::logaddexp;
pub use logarithmic::xlogy;
pub use rounding::fmod;
pub use rounding::maximum;
pub use rounding::minimum;
pub use rounding::remainder;
pub use rounding::round_half_to_even;
pub use rounding::sign;
pub use sinc::cos_pi;
pub use sinc::sin_pi;
pub use sinc::sinc;
pub use sinc::sinc_derivative;
