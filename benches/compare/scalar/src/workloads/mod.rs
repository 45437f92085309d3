//! The formulas, each given once for all libraries.

mod bundle;
mod chain;
mod libor;
mod mixed;
mod mixture;
mod option;
mod rosenbrock;

pub use bundle::Bundle;
pub use chain::{Chain, SerialChain};
pub use libor::Libor;
pub use mixed::Mixed;
pub use mixture::{Mixture, MixturePoint, MixtureRest};
pub use option::{Call, price};
pub use rosenbrock::Rosenbrock;

/// Numbers in (low, high) that look like random ones: a hash of their place.
pub fn numbers(seed: u64, count: usize, low: f64, high: f64) -> Vec<f64> {
    let number = |k: usize| {
        let mut bits = (k as u64 ^ seed << 40).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        bits = (bits ^ bits >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93);
        bits ^= bits >> 32;
        low + (high - low) * ((bits >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    };
    (0..count).map(number).collect()
}
