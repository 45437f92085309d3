//! Which states are kept on the way through a loop that is reversed.

use crate::error::{Error, Result};

/// Which states of a long loop are kept, and so how often its steps are computed again: see
/// [`checkpointed`](crate::scalar::checkpointed).
///
/// A tape of all steps computes each of them once. What is computed again beyond that is what the saved
/// memory costs:
///
/// | schedule | states in memory | steps computed again, of n |
/// |---|---|---|
/// | `Uniform { every: 1 }` | n | n − 1 |
/// | `Uniform { every: k }` | n/k + k | less than 2n |
/// | `Binomial { snapshots: s }` | s | the least there can be: r·n where C(s + r, s) ≥ n, or less |
///
/// For n = 1,000,000 a uniform schedule of 1000 holds 2000 states; a binomial one of 50 snapshots computes
/// less than 5n steps again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// Every so many steps a state is kept, and the states in between while their steps are reversed. The
    /// memory is least where `every` is about the root of the number of steps.
    Uniform {
        /// The number of steps from one kept state to the next.
        every: usize,
    },
    /// At most so many states are kept at any time, where they spare most work: the optimum of Griewank and
    /// Walther, "Algorithm 799: Revolve", ACM Transactions on Mathematical Software 26 (2000).
    Binomial {
        /// The number of states that are held at most, the initial one included.
        snapshots: usize,
    },
}

/// What comes next where several steps are left behind a kept state.
pub(super) struct Advance {
    /// How many steps to go.
    pub(super) steps: usize,
    /// Whether the state is kept that is reached.
    pub(super) keep: bool,
}

impl Schedule {
    /// How many steps a loop of `steps` computes again, beyond once for each: known beforehand, and what
    /// [`Checkpointed::recomputed_steps`](crate::scalar::Checkpointed::recomputed_steps) will report.
    ///
    /// ```
    /// use wengert_tape::scalar::Schedule;
    ///
    /// let schedule = Schedule::Binomial { snapshots: 20 };
    /// assert_eq!(schedule.recomputed_steps(20), 19);
    /// // The most that 4 repetitions reach: C(20 + 4, 4) steps.
    /// assert_eq!(schedule.recomputed_steps(10_626), 4 * 10_626 - 2_024);
    /// ```
    pub fn recomputed_steps(self, steps: usize) -> usize {
        if steps == 0 {
            return 0;
        }
        match self {
            Schedule::Uniform { every } => {
                let segments = steps.div_ceil(every.max(1));
                (segments - 1)
                    .saturating_mul(every)
                    .saturating_add(steps - segments)
            }
            Schedule::Binomial { snapshots } => {
                let snapshots = snapshots.clamp(1, steps);
                let repetitions = repetitions(steps, snapshots);
                let spared = match repetitions {
                    0 => 0,
                    _ => reach(snapshots + 1, repetitions - 1),
                };
                let again = (repetitions as u128).saturating_mul(steps as u128) - spared;
                usize::try_from(again).unwrap_or(usize::MAX)
            }
        }
    }

    #[track_caller]
    pub(super) fn check(self) -> Result<()> {
        let problem = match self {
            Schedule::Uniform { every: 0 } => "a state every 0 steps; every 1 step is the most there is",
            Schedule::Binomial { snapshots: 0 } => "0 snapshots; the initial state takes one",
            _ => return Ok(()),
        };
        Err(Error::value("checkpointed", problem))
    }

    /// Where to go from the last kept state, of `held`, with `left` steps behind it, at least 2.
    pub(super) fn advance(self, left: usize, held: usize) -> Advance {
        match self {
            Schedule::Uniform { every } if left > every => Advance {
                steps: every,
                keep: true,
            },
            // Inside of the last segment that is left every state is kept.
            Schedule::Uniform { .. } => Advance { steps: 1, keep: true },
            Schedule::Binomial { snapshots } if held >= snapshots => Advance {
                steps: left - 1,
                keep: false,
            },
            Schedule::Binomial { snapshots } => Advance {
                steps: split(left, snapshots - held + 1),
                keep: true,
            },
        }
    }
}

/// How many steps can be reversed with so many snapshots if none is computed again more than `repetitions`
/// times: C(snapshots + repetitions, snapshots), or a number beyond all loops.
fn reach(snapshots: usize, repetitions: usize) -> u128 {
    let fewer = snapshots.min(repetitions) as u128;
    let more = snapshots.max(repetitions) as u128;
    let mut coefficient: u128 = 1;
    for k in 1..=fewer {
        coefficient = coefficient * (more + k) / k;
        if coefficient > BEYOND {
            return BEYOND;
        }
    }
    coefficient
}

/// More steps than any loop has; its product with their number still fits.
const BEYOND: u128 = 1 << 62;

/// The least number of repetitions that reaches `steps`.
fn repetitions(steps: usize, snapshots: usize) -> usize {
    if snapshots == 1 {
        return steps - 1;
    }
    let mut repetitions = 0;
    let mut reached: u128 = 1;
    while reached < steps as u128 {
        repetitions += 1;
        reached = reached.saturating_mul(snapshots as u128 + repetitions as u128) / repetitions as u128;
    }
    repetitions
}

/// How far from a kept state the next one is kept, of `snapshots` with that one, at least 2: so far that the
/// steps on either side need no more repetitions than they have snapshots for (Griewank and Walther 2000,
/// section 2). Among several such distances it is the longest.
fn split(steps: usize, snapshots: usize) -> usize {
    let snapshots = snapshots.min(steps);
    let fewer = repetitions(steps, snapshots) - 1;
    let before = reach(snapshots, fewer);
    let after = reach(snapshots - 1, fewer);
    before.min(steps as u128 - after) as usize
}
