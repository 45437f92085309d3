//! Losses: how far predictions are from targets.
//!
//! The usual ones are methods of a variable: `x.mse(&target)`, `logits.cross_entropy(&labels)`,
//! [`l1`](wengert_tape::Var::l1), [`huber`](wengert_tape::Var::huber),
//! [`smooth_l1`](wengert_tape::Var::smooth_l1), [`nll`](wengert_tape::Var::nll),
//! [`bce`](wengert_tape::Var::bce), [`bce_with_logits`](wengert_tape::Var::bce_with_logits). They
//! give the mean; here are the same with options.
//!
//! ```
//! use wengert_nn::loss::{self, CrossEntropy, Reduction};
//! use wengert_tape::{Tape, Tensor};
//!
//! let tape = Tape::new();
//! let logits = tape.var([[2.0, 1.0, 0.0], [0.0, 1.0, 2.0]]);
//! let labels = Tensor::from([0, -1]);
//! let loss = CrossEntropy::new().ignore_index(-1).label_smoothing(0.1).of(logits, &labels);
//! assert!(loss.item()? > 0.0);
//! let errors = loss::mse(logits, 1.0, Reduction::None);
//! assert_eq!(errors.shape(), [2, 3]);
//! # Ok::<(), wengert_tape::Error>(())
//! ```

pub use wengert_tape::Reduction;
pub use wengert_tape::loss::{Bce, BceWithLogits, CrossEntropy, Nll, Target, huber, l1, mse, smooth_l1};
