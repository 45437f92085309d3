//! Learning-rate schedules: pure functions from a step to a rate.

use crate::optim::Optimizer;
use std::f64::consts::PI;
use wengert_tape::Float;

/// A learning rate that depends on the step: a batch or an epoch, whatever you count, from 0 on.
///
/// A schedule has no state, so that resuming needs nothing but the number of the step.
///
/// ```
/// use wengert_nn::{Schedule, Sgd};
///
/// let schedule = Schedule::cosine(0.1, 20).warm_up(2);
/// let mut sgd = Sgd::<f32>::new(0.1);
/// for epoch in 0..20 {
///     schedule.apply(&mut sgd, epoch);
///     // … the batches of the epoch
/// }
/// assert_eq!(schedule.rate(0), 0.05);
/// assert_eq!(schedule.rate(2), 0.1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Schedule {
    rate: f64,
    curve: Curve,
    warm_up: usize,
}

/// The factor of the rate, as a function of the steps after the warm-up.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Curve {
    Constant,
    Step { every: usize, factor: f64 },
    Exponential { factor: f64 },
    Cosine { steps: usize, lowest: f64 },
}

impl Schedule {
    /// Always the same rate.
    pub fn constant(rate: f64) -> Self {
        Self::of(rate, Curve::Constant)
    }

    /// The rate is multiplied by `factor` after every `every` steps: rate · factor^⌊step / every⌋.
    ///
    /// ```
    /// use wengert_nn::Schedule;
    ///
    /// let schedule = Schedule::step(0.8, 10, 0.5);
    /// assert_eq!([schedule.rate(9), schedule.rate(10), schedule.rate(20)], [0.8, 0.4, 0.2]);
    /// ```
    ///
    /// # Panics
    ///
    /// If `every` is 0.
    #[doc(alias = "StepLR")]
    #[track_caller]
    pub fn step(rate: f64, every: usize, factor: f64) -> Self {
        assert!(
            every > 0,
            "Schedule::step: the rate must change after at least one step"
        );
        Self::of(rate, Curve::Step { every, factor })
    }

    /// The rate is multiplied by `factor` after every step: rate · factor^step.
    #[doc(alias = "ExponentialLR")]
    pub fn exponential(rate: f64, factor: f64) -> Self {
        Self::of(rate, Curve::Exponential { factor })
    }

    /// The rate falls along half a cosine from `rate` to 0, or to [`lowest`](Schedule::lowest), in
    /// `steps` steps and stays there: lowest + (rate − lowest) · (1 + cos(π · step / steps)) / 2
    /// (Loshchilov and Hutter 2017, without restarts).
    ///
    /// PyTorch's climbs again after the last step; this one does not.
    ///
    /// ```
    /// use wengert_nn::Schedule;
    ///
    /// let schedule = Schedule::cosine(0.1, 10).lowest(0.01);
    /// assert_eq!([schedule.rate(0), schedule.rate(10), schedule.rate(99)], [0.1, 0.01, 0.01]);
    /// ```
    ///
    /// # Panics
    ///
    /// If `steps` is 0.
    #[doc(alias = "CosineAnnealingLR")]
    #[track_caller]
    pub fn cosine(rate: f64, steps: usize) -> Self {
        assert!(steps > 0, "Schedule::cosine: there must be at least one step");
        Self::of(rate, Curve::Cosine { steps, lowest: 0.0 })
    }

    fn of(rate: f64, curve: Curve) -> Self {
        Schedule {
            rate,
            curve,
            warm_up: 0,
        }
    }

    /// Where a cosine schedule ends; nothing for the others.
    #[must_use]
    pub fn lowest(mut self, rate: f64) -> Self {
        if let Curve::Cosine { lowest, .. } = &mut self.curve {
            *lowest = rate;
        }
        self
    }

    /// First the rate climbs linearly for `steps` steps: rate · (step + 1) / steps. The schedule
    /// proper counts from there on.
    #[must_use]
    pub fn warm_up(mut self, steps: usize) -> Self {
        self.warm_up = steps;
        self
    }

    /// The rate of a step.
    pub fn rate(&self, step: usize) -> f64 {
        if step < self.warm_up {
            return self.rate * (step + 1) as f64 / self.warm_up as f64;
        }
        let step = step - self.warm_up;
        match self.curve {
            Curve::Constant => self.rate,
            Curve::Step { every, factor } => self.rate * power(factor, step / every),
            Curve::Exponential { factor } => self.rate * power(factor, step),
            Curve::Cosine { steps, lowest } if step >= steps => lowest,
            Curve::Cosine { steps, lowest } => {
                let phase = PI * step as f64 / steps as f64;
                lowest + (self.rate - lowest) * (1.0 + phase.cos()) / 2.0
            }
        }
    }

    /// Gives the optimizer the rate of the step.
    pub fn apply<T: Float>(&self, optimizer: &mut dyn Optimizer<T>, step: usize) {
        optimizer.set_learning_rate(self.rate(step));
    }
}

fn power(factor: f64, exponent: usize) -> f64 {
    factor.powf(exponent as f64)
}
