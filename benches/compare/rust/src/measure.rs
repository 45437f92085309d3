//! What a case is, and how it is timed.

use std::error::Error;
use std::time::{Duration, Instant};

const WARM_UP_TIME: Duration = Duration::from_millis(500);
const WARM_UP_REPETITIONS: usize = 5;
const LEAST_TIME: Duration = Duration::from_secs(1);
const LEAST_REPETITIONS: usize = 30;
const STEPS_CHECKED: usize = 10;

/// One workload, ready to run.
pub trait Case {
    /// Does one step: forward and backward, and the update where there is one.
    fn step(&mut self) -> Result<(), Box<dyn Error>>;

    /// Two numbers that all libraries must agree on: of a training case its loss at the start and
    /// after ten steps, of a gradient case its loss and the sum of all gradients' absolute values.
    fn check(&mut self) -> Result<[f64; 2], Box<dyn Error>>;
}

/// A training case: the closure does a whole step and gives the loss before the update.
pub struct Training<F>(pub F);

impl<F: FnMut() -> Result<f32, Box<dyn Error>>> Case for Training<F> {
    fn step(&mut self) -> Result<(), Box<dyn Error>> {
        (self.0)()?;
        Ok(())
    }

    fn check(&mut self) -> Result<[f64; 2], Box<dyn Error>> {
        let first = (self.0)()?;
        for _ in 1..STEPS_CHECKED {
            (self.0)()?;
        }
        let last = (self.0)()?;
        Ok([first.into(), last.into()])
    }
}

/// A gradient case: the first closure gives the loss and the gradients, the second reads a
/// gradient's elements.
pub struct Gradients<F, R>(pub F, pub R);

impl<F, R, G> Case for Gradients<F, R>
where
    F: FnMut() -> Result<(f32, G), Box<dyn Error>>,
    R: Fn(&G) -> Result<Vec<f32>, Box<dyn Error>>,
{
    fn step(&mut self) -> Result<(), Box<dyn Error>> {
        (self.0)()?;
        Ok(())
    }

    fn check(&mut self) -> Result<[f64; 2], Box<dyn Error>> {
        let (loss, gradients) = (self.0)()?;
        let elements = (self.1)(&gradients)?;
        let magnitude = elements.iter().map(|each| f64::from(each.abs())).sum();
        Ok([loss.into(), magnitude])
    }
}

/// Times of single steps in milliseconds.
pub struct Timing {
    pub median: f64,
    pub least: f64,
}

/// Runs the case until it is warm, then times single steps.
pub fn time(case: &mut dyn Case) -> Result<Timing, Box<dyn Error>> {
    let start = Instant::now();
    let mut repetitions = 0;
    while repetitions < WARM_UP_REPETITIONS || start.elapsed() < WARM_UP_TIME {
        case.step()?;
        repetitions += 1;
    }
    let mut times = Vec::new();
    let start = Instant::now();
    while times.len() < LEAST_REPETITIONS || start.elapsed() < LEAST_TIME {
        let before = Instant::now();
        case.step()?;
        times.push(before.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    Ok(Timing {
        median: times[times.len() / 2],
        least: times[0],
    })
}

/// The largest resident size of this process so far in MB (10⁶ bytes), where the system tells it.
///
/// `VmHWM` and not `getrusage`: the latter starts from the size of the process that started us,
/// and `cargo run` is larger than a small workload.
pub fn peak_memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kibibytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024.0 / 1e6)
}
