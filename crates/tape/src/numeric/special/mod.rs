//! Special functions of f64, one number at a time. For f32 compute in f64 and round.

mod error_function;
pub(super) mod gamma;
mod logarithmic;
mod polygamma;
mod remainder;
pub(super) mod sinc;

pub use error_function::erfinv;
pub use error_function::log_normal_cdf;
pub use error_function::normal_excess;
pub use error_function::normal_hazard;
pub use gamma::lgamma;
pub use logarithmic::logaddexp;
pub use logarithmic::xlogy;
pub use polygamma::polygamma;
pub use remainder::fmod;
pub use remainder::remainder;
pub use sinc::sinc_derivative;
