//! Long loops that are differentiated with a few of their states in memory.

mod schedule;

pub use schedule::Schedule;

use crate::error::{Error, Result};
use crate::scalar::gradient::vjp;
use crate::scalar::primal::Primal;
use crate::scalar::tape::Tape;
use crate::scalar::var::Var;

/// What [`checkpointed`] gives.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Checkpointed<N = f64> {
    /// The objective.
    pub value: N,
    /// Its derivatives with respect to the initial state.
    pub state_gradient: Vec<N>,
    /// Its derivatives with respect to the parameters.
    pub parameter_gradient: Vec<N>,
    /// How many steps were computed beyond once for each; see [`Schedule::recomputed_steps`].
    pub recomputed_steps: usize,
    /// The most states that were held at one time.
    pub most_snapshots: usize,
}

/// The value and the gradient of a function of the state after many steps, with the tape of a single step
/// and a few states in memory.
///
/// A step gets its number, the state and the parameters, and gives the next state. It is computed on
/// constants, which record nothing, to get from one kept state to the next; then each step is recorded on
/// its own, from the last one to the first, and swept back. The gradient is that of a tape of the whole
/// loop, and added up in the same order.
///
/// A running cost is one more number of the state, to which every step adds. Steps and objective may fail,
/// as a solver does in an implicit step, and they are computed several times, so the same arguments must
/// give the same numbers. Numbers that carry derivatives of their own, [`Dual`](crate::scalar::Dual), give
/// products with the Hessian.
///
/// ```
/// use wengert_tape::scalar::{self, Schedule};
///
/// // An oscillator with friction, by the symplectic Euler method.
/// let dt = 0.01;
/// let run = scalar::checkpointed(
///     Schedule::Binomial { snapshots: 10 },
///     1000,
///     &[1.0, 0.0],
///     &[4.0, 0.1],
///     |_, state, parameters| {
///         let [stiffness, friction] = [parameters[0], parameters[1]];
///         let speed = state[1] - dt * (stiffness * state[0] + friction * state[1]);
///         Ok(vec![state[0] + dt * speed, speed])
///     },
///     |state, _| Ok(state[0].square()),
/// )?;
/// assert_eq!(run.state_gradient.len(), 2);
/// assert!(run.parameter_gradient[1] < 0.0);
/// assert_eq!(run.recomputed_steps, Schedule::Binomial { snapshots: 10 }.recomputed_steps(1000));
/// assert_eq!(run.most_snapshots, 10);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
///
/// # Errors
///
/// For a schedule of no snapshots, a step that gives a state of another length, and what a step or the
/// objective fail with, or what went wrong on their tape; the error names the step.
#[track_caller]
pub fn checkpointed<N: Primal>(
    schedule: Schedule,
    steps: usize,
    initial: &[N],
    parameters: &[N],
    step: impl for<'t> Fn(usize, &[Var<'t, N>], &[Var<'t, N>]) -> Result<Vec<Var<'t, N>>>,
    objective: impl for<'t> FnOnce(&[Var<'t, N>], &[Var<'t, N>]) -> Result<Var<'t, N>>,
) -> Result<Checkpointed<N>> {
    schedule.check()?;
    let mut reversal = Reversal {
        steps,
        parameters,
        step,
        objective: Some(objective),
        tape: Tape::new(),
        result: Checkpointed {
            value: N::from(0.0),
            state_gradient: Vec::new(),
            parameter_gradient: vec![N::from(0.0); parameters.len()],
            recomputed_steps: 0,
            most_snapshots: 1,
        },
    };
    let mut held = vec![Snapshot {
        index: 0,
        state: initial.to_vec(),
    }];
    if steps == 0 {
        reversal.sweep(&held[0])?;
    }
    let mut end = steps;
    while let Some(last) = held.last()
        && end > 0
    {
        let left = end - last.index;
        if left == 1 {
            reversal.sweep(last)?;
            held.pop();
            end -= 1;
            continue;
        }
        let next = schedule.advance(left, held.len());
        let reached = reversal.advance(last, next.steps)?;
        if next.keep {
            held.push(reached);
            reversal.result.most_snapshots = reversal.result.most_snapshots.max(held.len());
        } else {
            reversal.sweep(&reached)?;
            end -= 1;
        }
    }
    Ok(reversal.result)
}

/// The state before a step.
struct Snapshot<N> {
    index: usize,
    state: Vec<N>,
}

/// A loop on its way back.
struct Reversal<'p, N: Primal, Step, Objective> {
    steps: usize,
    parameters: &'p [N],
    step: Step,
    /// Until it is evaluated, behind the last step.
    objective: Option<Objective>,
    tape: Tape<N>,
    result: Checkpointed<N>,
}

impl<N, Step, Objective> Reversal<'_, N, Step, Objective>
where
    N: Primal,
    Step: for<'t> Fn(usize, &[Var<'t, N>], &[Var<'t, N>]) -> Result<Vec<Var<'t, N>>>,
    Objective: for<'t> FnOnce(&[Var<'t, N>], &[Var<'t, N>]) -> Result<Var<'t, N>>,
{
    /// Computes some steps without recording them.
    #[track_caller]
    fn advance(&mut self, from: &Snapshot<N>, steps: usize) -> Result<Snapshot<N>> {
        let parameters = constants(self.parameters);
        let mut state = constants(&from.state);
        let index = from.index + steps;
        for k in from.index..index {
            state = next_state(&self.step, k, &state, &parameters)?;
        }
        self.result.recomputed_steps += steps;
        Ok(Snapshot {
            index,
            state: state.into_iter().map(Var::primal).collect(),
        })
    }

    /// Records the step from a state, behind the last one the objective, and carries the derivatives back
    /// over it.
    #[track_caller]
    fn sweep(&mut self, from: &Snapshot<N>) -> Result<()> {
        self.tape.reset();
        let state = self.tape.vars_from(&from.state);
        let parameters = self.tape.vars_from(self.parameters);
        let next = match from.index < self.steps {
            true => next_state(&self.step, from.index, &state, &parameters)?,
            false => state.clone(),
        };
        let result = &mut self.result;
        let (mut results, mut cotangents) = match self.objective.take() {
            Some(objective) => {
                let value = objective(&next, &parameters).map_err(|error| inside(error, "the objective"))?;
                result.value = value.primal();
                (vec![value], vec![N::from(1.0)])
            }
            None => (next, std::mem::take(&mut result.state_gradient)),
        };
        // Parameters are a state that every step hands on: what later steps gave is where the sum starts,
        // so it is added in the order of a tape of the whole loop.
        results.extend(&parameters);
        cotangents.append(&mut result.parameter_gradient);
        let gradient = vjp(&results, &cotangents);
        let gradient = gradient.map_err(|error| inside(error, &format!("step {}", from.index)))?;
        result.state_gradient = gradient.wrt(&state)?;
        result.parameter_gradient = gradient.wrt(&parameters)?;
        Ok(())
    }
}

fn constants<'t, N: Primal>(numbers: &[N]) -> Vec<Var<'t, N>> {
    numbers.iter().map(|&number| Var::constant(number)).collect()
}

#[track_caller]
fn next_state<'t, N: Primal>(
    step: &impl Fn(usize, &[Var<'t, N>], &[Var<'t, N>]) -> Result<Vec<Var<'t, N>>>,
    index: usize,
    state: &[Var<'t, N>],
    parameters: &[Var<'t, N>],
) -> Result<Vec<Var<'t, N>>> {
    let next = step(index, state, parameters).map_err(|error| inside(error, &format!("step {index}")))?;
    if next.len() != state.len() {
        let problem = format!(
            "step {index} gives {} numbers for a state of {}",
            next.len(),
            state.len()
        );
        return Err(Error::shape("checkpointed", problem));
    }
    Ok(next)
}

/// The error of a part of the loop, which keeps its line.
fn inside(error: Error, part: &str) -> Error {
    error.within(format!("{part} of a checkpointed loop"), error.place())
}
