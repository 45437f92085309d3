//! The end of training: the loss no longer falls.

/// Tells when a loss has stopped falling.
///
/// A loss counts as progress if it is below that of the last progress by more than `tolerance` times
/// its size; after `patience` losses in a row without progress, training has converged: so a loss that
/// falls slowly, but by more than `tolerance` within `patience`, goes on. A loss that is NaN is never
/// progress, so a training that broke down ends too.
///
/// ```
/// use wengert_nn::{Module, Linear, Params, Sgd, train::Converged};
/// use wengert_tape::{Random, Tape};
///
/// let mut net = Linear::<f64>::new(1, 1, &mut Random::seed(1));
/// let mut sgd = Sgd::new(0.1);
/// let mut tape = Tape::training(1);
/// let mut converged = Converged::new(1e-3, 5);
/// loop {
///     tape.reset();
///     let error = net.forward(tape.constant([[0.0], [1.0], [2.0]])) - tape.constant([[1.0], [3.0], [5.2]]);
///     let loss = (error * error).mean();
///     sgd.step(&mut net, &loss.backward()?)?;
///     if converged.after(loss.item()?) {
///         break;
///     }
/// }
/// assert!(converged.best() < 0.02);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Converged {
    tolerance: f64,
    patience: usize,
    best: f64,
    /// The loss of the last progress.
    reached: f64,
    without_progress: usize,
}

impl Converged {
    /// Converged after `patience` losses in which the loss fell by no more than `tolerance` times its
    /// size.
    pub fn new(tolerance: f64, patience: usize) -> Self {
        Converged {
            tolerance,
            patience,
            best: f64::INFINITY,
            reached: f64::INFINITY,
            without_progress: 0,
        }
    }

    /// Takes the next loss and tells whether training has converged.
    pub fn after(&mut self, loss: impl Into<f64>) -> bool {
        let loss = loss.into();
        let progress =
            self.reached.is_infinite() || self.reached - loss > self.tolerance * self.reached.abs();
        if progress && loss < self.reached {
            self.reached = loss;
            self.without_progress = 0;
        } else {
            self.without_progress += 1;
        }
        if loss < self.best {
            self.best = loss;
        }
        self.without_progress >= self.patience
    }

    /// The lowest loss so far; infinite before the first.
    pub fn best(&self) -> f64 {
        self.best
    }

    /// How many losses there were since the last progress: 0 says that this one is the best so far
    /// and worth saving.
    pub fn without_progress(&self) -> usize {
        self.without_progress
    }
}
