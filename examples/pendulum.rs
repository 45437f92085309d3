//! How the end of a long swing depends on its beginning and on the pendulum: sensitivities of 100,000 steps of a
//! differential equation, backwards with a few states in memory, and forwards.

use wengert::prelude::*;
use wengert::scalar::{self, DualVec, Schedule};

const STEPS: usize = 100_000;
const STEP: f64 = 1e-4;

/// The change of angle and speed: gravity over length, and friction.
fn change<R: Real>([angle, speed]: [R; 2], [length, friction]: [R; 2]) -> [R; 2] {
    [speed, -9.81 * angle.sin() / length - friction * speed]
}

/// One step of the classical method of C. Runge and W. Kutta.
fn step<R: Real>(state: [R; 2], pendulum: [R; 2]) -> [R; 2] {
    let moved = |by: [R; 2], time: f64| [0, 1].map(|k| state[k] + by[k] * time);
    let first = change(state, pendulum);
    let second = change(moved(first, 0.5 * STEP), pendulum);
    let third = change(moved(second, 0.5 * STEP), pendulum);
    let fourth = change(moved(third, STEP), pendulum);
    [0, 1].map(|k| state[k] + (first[k] + 2.0 * second[k] + 2.0 * third[k] + fourth[k]) * (STEP / 6.0))
}

fn main() -> wengert::Result<()> {
    let (start, pendulum) = ([1.0, 0.0], [1.5, 0.1]);

    let schedule = Schedule::Binomial { snapshots: 30 };
    let backward = scalar::checkpointed(
        schedule,
        STEPS,
        &start,
        &pendulum,
        |_, state, pendulum| Ok(step([state[0], state[1]], [pendulum[0], pendulum[1]]).to_vec()),
        |state, _| Ok(state[0]),
    )?;
    println!("angle after {:.0} s: {:.9}", STEPS as f64 * STEP, backward.value);
    println!(
        "backwards: {} states in memory at most, {:.2} steps computed for each",
        backward.most_snapshots,
        1.0 + backward.recomputed_steps as f64 / STEPS as f64
    );

    // Four inputs are few: forwards all of them go along.
    let [a, b, c, d] = DualVec::variables([start[0], start[1], pendulum[0], pendulum[1]]);
    let end = (0..STEPS).fold([a, b], |state, _| step(state, [c, d]));
    assert_eq!(end[0].value, backward.value);

    let names = ["first angle", "first speed", "length", "friction"];
    let gradient = [backward.state_gradient, backward.parameter_gradient].concat();
    let mut worst: f64 = 0.0;
    for ((name, backward), forward) in names.iter().zip(&gradient).zip(end[0].tangents) {
        println!("by {name:12} backwards {backward:13.9}   forwards {forward:13.9}");
        worst = worst.max((backward - forward).abs() / forward.abs());
    }
    println!("they differ by {worst:.1e}");
    assert!(worst < 1e-9, "the two directions disagree");

    // Without friction the energy stays: a check of the steps themselves.
    let energy = |[angle, speed]: [f64; 2]| 0.5 * speed * speed - 9.81 / 1.5 * angle.cos();
    let end = (0..STEPS).fold(start, |state, _| step(state, [1.5, 0.0]));
    let drift = (energy(end) - energy(start)).abs();
    assert!(drift < 1e-10, "the energy drifted by {drift:.1e}");
    Ok(())
}
