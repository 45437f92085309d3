//! Long loops with a few of their states in memory.

use std::cell::Cell;
use wengert_tape::scalar::{self, Dual, Primal, Schedule, Var, checkpointed};
use wengert_tape::{Error, ErrorKind, Real, Result};

/// A pendulum with friction that is driven, and its heat as a running cost.
fn pendulum<R: Real>(index: usize, state: &[R], parameters: &[R]) -> Vec<R> {
    let [angle, speed, heat] = [state[0], state[1], state[2]];
    let [length, friction] = [parameters[0], parameters[1]];
    let force = (0.3 * index as f64).cos() - angle.sin() / length - friction * speed;
    let speed = speed + 0.1 * force;
    vec![angle + 0.1 * speed, speed, heat + friction * speed.square()]
}

fn objective<R: Real>(state: &[R], parameters: &[R]) -> R {
    state[0].square() * parameters[0] + state[2] * 0.5 + state[1].tanh()
}

const INITIAL: [f64; 3] = [0.4, -0.2, 0.0];
const PARAMETERS: [f64; 2] = [1.3, 0.2];

/// Value and gradients by one tape of the whole loop.
fn plain<N: Primal>(steps: usize, initial: &[N], parameters: &[N]) -> Result<(N, Vec<N>, Vec<N>)> {
    let tape = scalar::Tape::new();
    let (start, parameters) = (tape.vars_from(initial), tape.vars_from(parameters));
    let mut state = start.clone();
    for index in 0..steps {
        state = pendulum(index, &state, &parameters);
    }
    let value = objective(&state, &parameters);
    let gradient = value.backward()?;
    Ok((value.primal(), gradient.wrt(&start)?, gradient.wrt(&parameters)?))
}

fn run<N: Primal>(
    schedule: Schedule,
    steps: usize,
    initial: &[N],
    parameters: &[N],
) -> Result<scalar::Checkpointed<N>> {
    checkpointed(
        schedule,
        steps,
        initial,
        parameters,
        |index, state, parameters| Ok(pendulum(index, state, parameters)),
        |state, parameters| Ok(objective(state, parameters)),
    )
}

/// The least number of steps that are computed again, by trying every first snapshot: by steps, then by
/// snapshots.
fn optimum(most: usize) -> Vec<Vec<usize>> {
    let mut again = vec![vec![0; most + 2]; most + 1];
    for steps in 2..=most {
        for snapshots in 1..=most + 1 {
            again[steps][snapshots] = match snapshots {
                1 => steps * (steps - 1) / 2,
                _ => (1..steps)
                    .map(|first| first + again[steps - first][snapshots - 1] + again[first][snapshots])
                    .min()
                    .unwrap_or(0),
            };
        }
    }
    again
}

#[test]
fn any_number_of_snapshots_gives_the_bits_of_a_tape_of_the_whole_loop() -> Result<()> {
    for steps in 0..=60 {
        let (value, state_gradient, parameter_gradient) = plain(steps, &INITIAL, &PARAMETERS)?;
        let binomial = (1..=steps + 1).map(|snapshots| Schedule::Binomial { snapshots });
        let uniform = (1..=steps + 1).map(|every| Schedule::Uniform { every });
        for schedule in binomial.chain(uniform) {
            let run = run(schedule, steps, &INITIAL, &PARAMETERS)?;
            assert_eq!(run.value, value, "{schedule:?}, {steps} steps");
            assert_eq!(run.state_gradient, state_gradient, "{schedule:?}, {steps} steps");
            assert_eq!(
                run.parameter_gradient, parameter_gradient,
                "{schedule:?}, {steps} steps"
            );
        }
    }
    Ok(())
}

#[test]
fn a_binomial_schedule_computes_the_least_number_of_steps_again() -> Result<()> {
    let optimum = optimum(60);
    for (steps, row) in optimum.iter().enumerate() {
        for (snapshots, &least) in row.iter().enumerate().skip(1) {
            let schedule = Schedule::Binomial { snapshots };
            let evaluations = Cell::new(0);
            let run = checkpointed(
                schedule,
                steps,
                &[1.0],
                &[],
                |_, state, _| {
                    evaluations.set(evaluations.get() + 1);
                    Ok(vec![state[0].sin()])
                },
                |state, _| Ok(state[0]),
            )?;
            assert_eq!(
                run.recomputed_steps, least,
                "{steps} steps, {snapshots} snapshots"
            );
            assert_eq!(evaluations.get(), least + steps);
            assert_eq!(schedule.recomputed_steps(steps), least);
            assert!(run.most_snapshots <= snapshots);
        }
    }
    Ok(())
}

#[test]
fn a_uniform_schedule_computes_less_than_two_more_rounds() -> Result<()> {
    for steps in 1..=60 {
        for every in 1..=61 {
            let schedule = Schedule::Uniform { every };
            let run = run(schedule, steps, &INITIAL, &PARAMETERS)?;
            assert_eq!(run.recomputed_steps, schedule.recomputed_steps(steps));
            assert!(run.recomputed_steps < 2 * steps);
            assert!(run.most_snapshots < steps.div_ceil(every) + every);
        }
    }
    Ok(())
}

#[test]
fn dual_numbers_give_products_with_the_hessian() -> Result<()> {
    let initial = INITIAL.map(|number| Dual::new(number, 0.5));
    let parameters = [Dual::new(PARAMETERS[0], 1.0), Dual::new(PARAMETERS[1], -2.0)];
    let (value, state_gradient, parameter_gradient) = plain(40, &initial, &parameters)?;
    let run = run(Schedule::Binomial { snapshots: 4 }, 40, &initial, &parameters)?;
    assert_eq!(run.value.tangent, value.tangent);
    let tangents = |numbers: &[Dual]| numbers.iter().map(|number| number.tangent).collect::<Vec<f64>>();
    assert_eq!(tangents(&run.state_gradient), tangents(&state_gradient));
    assert_eq!(tangents(&run.parameter_gradient), tangents(&parameter_gradient));
    assert!(run.parameter_gradient[0].tangent.abs() > 1e-3);
    Ok(())
}

#[test]
fn a_hundred_thousand_steps_need_twenty_states() -> Result<()> {
    let schedule = Schedule::Binomial { snapshots: 20 };
    let steps = 100_000;
    let run = run(schedule, steps, &INITIAL, &PARAMETERS)?;
    let (value, state_gradient, parameter_gradient) = plain(steps, &INITIAL, &PARAMETERS)?;
    assert_eq!(run.most_snapshots, 20);
    assert_eq!(run.recomputed_steps, schedule.recomputed_steps(steps));
    assert!(run.recomputed_steps < 6 * steps);
    assert_eq!(run.value, value);
    assert_eq!(run.state_gradient, state_gradient);
    assert_eq!(run.parameter_gradient, parameter_gradient);
    Ok(())
}

#[test]
fn without_steps_the_objective_is_that_of_the_initial_state() -> Result<()> {
    let run = run(Schedule::Uniform { every: 3 }, 0, &[2.0, 0.0, 1.0], &PARAMETERS)?;
    assert_eq!(run.value, 4.0 * 1.3 + 0.5);
    assert_eq!(run.state_gradient, [4.0 * 1.3, 1.0, 0.5]);
    assert_eq!(run.parameter_gradient, [4.0, 0.0]);
    assert_eq!(run.recomputed_steps, 0);
    Ok(())
}

#[test]
fn what_the_objective_does_not_read_has_derivative_0() -> Result<()> {
    let schedule = Schedule::Binomial { snapshots: 2 };
    let step = |_: usize, state: &[Var<'_>]| -> Vec<f64> { vec![1.0; state.len()] };
    let run = checkpointed(
        schedule,
        5,
        &[1.0, 2.0],
        &[3.0],
        |index, state, _| Ok(step(index, state).into_iter().map(Var::from).collect()),
        |state, _| Ok(state[0] * 7.0),
    )?;
    assert_eq!(run.value, 7.0);
    assert_eq!(run.state_gradient, [0.0, 0.0]);
    assert_eq!(run.parameter_gradient, [0.0]);
    Ok(())
}

#[test]
fn schedules_without_a_state_are_errors_on_the_callers_line() {
    for (schedule, words) in [
        (
            Schedule::Uniform { every: 0 },
            "checkpointed: a state every 0 steps",
        ),
        (Schedule::Binomial { snapshots: 0 }, "checkpointed: 0 snapshots"),
    ] {
        let line = line!() + 1;
        let run = checkpointed(
            schedule,
            3,
            &[1.0],
            &[],
            |_, s, _| Ok(s.to_vec()),
            |s, _| Ok(s[0]),
        );
        let error = run.unwrap_err();
        assert!(error.to_string().starts_with(words), "{error}");
        assert_eq!(error.place().line(), line);
        assert!(error.place().file().ends_with("checkpoint.rs"), "{error}");
    }
}

#[test]
fn a_state_of_another_length_is_an_error_that_names_the_step() {
    let line = line!() + 1;
    let run = checkpointed(
        Schedule::Binomial { snapshots: 3 },
        10,
        &[1.0, 2.0],
        &[],
        |index, state, _| Ok(state[usize::from(index == 4)..].to_vec()),
        |state, _| Ok(state[0]),
    );
    let error = run.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Shape { .. }));
    let expected = "checkpointed: step 4 gives 1 numbers for a state of 2";
    assert!(error.to_string().starts_with(expected), "{error}");
    assert_eq!(error.place().line(), line);
}

#[test]
fn a_step_that_fails_is_named() {
    let run = checkpointed(
        Schedule::Uniform { every: 2 },
        10,
        &[1.0],
        &[],
        |index, state, _| match index {
            7 => Err(Error::new("the solver gave up")),
            _ => Ok(state.to_vec()),
        },
        |state, _| Ok(state[0]),
    );
    let text = run.unwrap_err().to_string();
    assert!(
        text.starts_with("the solver gave up, in step 7 of a checkpointed loop"),
        "{text}"
    );
    let run = checkpointed(
        Schedule::Uniform { every: 2 },
        1,
        &[1.0],
        &[],
        |_, state, _| Ok(state.to_vec()),
        |_, _| Err(Error::new("no objective")),
    );
    let text = run.unwrap_err().to_string();
    assert!(
        text.starts_with("no objective, in the objective of a checkpointed loop"),
        "{text}"
    );
}

#[test]
fn a_variable_of_another_tape_is_an_error() {
    let other: &'static scalar::Tape = Box::leak(Box::default());
    let foreign = other.var(2.0);
    let run = checkpointed(
        Schedule::Binomial { snapshots: 2 },
        4,
        &[1.0],
        &[],
        |_, state, _| Ok(vec![state[0] * foreign]),
        |state, _| Ok(state[0]),
    );
    let error = run.unwrap_err();
    assert!(error.to_string().contains("another tape"), "{error}");
    assert!(
        error.to_string().contains("step 3 of a checkpointed loop"),
        "{error}"
    );
    assert!(error.place().file().ends_with("checkpoint.rs"), "{error}");
    assert!(foreign.value() == 2.0);
}
