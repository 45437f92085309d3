//! Random numbers on the tape: functions of a key, drawn when recorded, and of the place of the
//! element, so that they depend neither on threads nor on how often they are computed.

use crate::error::{Error, ErrorKind};
use crate::ops::{At, Call, Primitive};
use crate::tape::node::Value;
use crate::tape::{Mode, Tape, Var};
use crate::tensor::random::{fill_normal, fill_uniform};
use crate::tensor::{Float, Shape};
use crate::threads;
use crate::transform::adjoints::Adjoints;
use rayon::prelude::*;
use std::borrow::Cow;

/// Numbers that are drawn for a whole shape.
struct Noise {
    key: u64,
    law: Law,
}

#[derive(Clone, Copy, Debug)]
enum Law {
    /// The standard normal distribution.
    Normal,
    /// Evenly over [low, high).
    Uniform { low: f64, high: f64 },
    /// `value` with this probability, else 0.
    Bernoulli { probability: f64, value: f64 },
}

/// Elements that are drawn at once, on the stack.
const BLOCK: usize = 256;

/// Elements per task of a thread.
const TASK: usize = 1 << 14;

impl Noise {
    fn fill<T: Float>(&self, first: usize, out: &mut [T]) {
        let mut drawn = [0.0; BLOCK];
        for (number, out) in out.chunks_mut(BLOCK).enumerate() {
            let position = (first + number * BLOCK) as u64;
            let drawn = &mut drawn[..out.len()];
            match self.law {
                Law::Normal => fill_normal(self.key, position, drawn),
                _ => fill_uniform(self.key, position, drawn),
            }
            for (element, &x) in out.iter_mut().zip(&*drawn) {
                *element = self.law.number(x);
            }
        }
    }
}

impl Law {
    #[inline]
    fn number<T: Float>(self, drawn: f64) -> T {
        match self {
            Law::Normal => T::of(drawn),
            Law::Uniform { low, high } => {
                let number = T::of(low + (high - low) * drawn);
                // Rounding may lead to the upper end, which is not in the interval.
                if number < T::of(high) { number } else { T::of(low) }
            }
            Law::Bernoulli { probability, value } => T::of(if drawn < probability { value } else { 0.0 }),
        }
    }
}

impl<T: Float> Primitive<T> for Noise {
    fn name(&self) -> Cow<'static, str> {
        match self.law {
            Law::Normal => "normal".into(),
            Law::Uniform { .. } => "uniform".into(),
            Law::Bernoulli { .. } => "bernoulli".into(),
        }
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let threads = threads::count();
        Ok(Value::Float(call.write(|out| {
            if out.len() < 2 * TASK || threads == 1 {
                return self.fill(0, out);
            }
            threads::enter(threads, || {
                let tasks = out.par_chunks_mut(TASK).enumerate();
                tasks.for_each(|(task, out)| self.fill(task * TASK, out));
            });
        })))
    }

    fn vjp<'t>(&self, _: &At<'t, T>, _: Var<'t, T>, _: &mut Adjoints<'t, T>) {}

    fn jvp<'t>(&self, _: &At<'t, T>, _: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        None
    }
}

impl<T: Float> Tape<T> {
    /// Independent numbers from the standard normal distribution, which are not differentiated.
    ///
    /// They follow from the seed of [`Tape::training`] (0 for other tapes), the number of resets and
    /// the position among the random operations of the tape, whatever the number of threads.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// // A sample of the normal distribution with mean 3, differentiable in its parameters.
    /// let tape = Tape::<f64>::training(7);
    /// let (mean, deviation) = (tape.var(3.0), tape.var(0.5));
    /// let sample = mean + deviation * tape.normal([1000]);
    /// assert!((sample.mean().item()? - 3.0).abs() < 0.1);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[doc(alias = "randn")]
    #[track_caller]
    pub fn normal(&self, shape: impl Into<Shape>) -> Var<'_, T> {
        self.noise(Law::Normal, &shape.into())
    }

    /// Independent numbers, evenly distributed over [low, high), which are not differentiated.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::<f64>::training(7);
    /// let x = tape.uniform([2, 3], -1.0, 1.0).value()?;
    /// assert!(x.iter().all(|x| (-1.0..1.0).contains(&x)));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[doc(alias = "rand")]
    #[track_caller]
    pub fn uniform(&self, shape: impl Into<Shape>, low: f64, high: f64) -> Var<'_, T> {
        if !((high - low).is_finite() && low <= high) {
            let problem = format!("the numbers cannot lie between {low} and {high}");
            return self.fail_as(Error::value("uniform", problem));
        }
        self.noise(Law::Uniform { low, high }, &shape.into())
    }

    /// Independent numbers that are 1 with the given probability and else 0: a random mask.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::<f32>::training(7);
    /// let share = tape.bernoulli([10_000], 0.3).mean().item()?;
    /// assert!((share - 0.3).abs() < 0.02);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn bernoulli(&self, shape: impl Into<Shape>, probability: f64) -> Var<'_, T> {
        if !(0.0..=1.0).contains(&probability) {
            let problem = format!("{probability} is not a probability");
            return self.fail_as(Error::value("bernoulli", problem));
        }
        let value = 1.0;
        self.noise(Law::Bernoulli { probability, value }, &shape.into())
    }

    #[track_caller]
    fn noise(&self, law: Law, shape: &[usize]) -> Var<'_, T> {
        let key = self.random_key();
        self.record(Noise { key, law }, [], shape)
    }
}

impl<T: Float> Var<'_, T> {
    /// On a training tape each element is 0 with probability `p` and else divided by 1 − p; on an
    /// inference tape nothing happens. On a tape that is neither, it is an error.
    ///
    /// What is dropped gets no derivative, whatever is in it.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::<f64>::training(7);
    /// let y = tape.var(Tensor::ones([1000])).dropout(0.25).value()?;
    /// assert!(y.iter().all(|y| y == 0.0 || y == 1.0 / 0.75));
    ///
    /// let tape = Tape::inference();
    /// assert_eq!(tape.var([1.0, 2.0]).dropout(0.25).value()?, Tensor::from([1.0, 2.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn dropout(self, p: f64) -> Self {
        let tape = match self.on_tape("dropout") {
            Ok((tape, _)) => tape,
            Err(failed) => return failed,
        };
        if !(0.0..=1.0).contains(&p) {
            let problem = format!("{p} is not a probability");
            return self.fail_with(Error::value("dropout", problem));
        }
        match tape.mode_for("dropout") {
            Err(error) => self.fail_with(error),
            Ok(Mode::Inference) => self,
            Ok(Mode::Training) if p == 0.0 => self,
            Ok(Mode::Training) => {
                let probability = 1.0 - p;
                let value = 1.0 / probability;
                let mask = tape.noise(Law::Bernoulli { probability, value }, &self.dims());
                mask.absorb(self)
            }
        }
    }
}
