//! What a tape of S1 takes in memory, and what it takes to prepare a recorded function.

use crate::cases::recorded;
use crate::formula::Formula;
use crate::workloads::{Chain, Libor, Mixed, Mixture, numbers};
use cpu_time::ThreadTime;
use wengert::scalar;

/// Bytes an operation, and nanoseconds an operation.
const TARGETS: (f64, f64) = (25.0, 200.0);

pub fn measure() {
    let (operations, held) = tape(
        &Chain {
            operations: 5_000_000,
        },
        &numbers(1, 1000, 0.9, 1.1),
        &[],
    );
    let bytes = held as f64 / operations as f64;
    println!(
        "bytes an operation on the tape of S1: {bytes:.2} (at most {})",
        TARGETS.0
    );
    println!("nanoseconds an operation to record, differentiate, simplify and run a first time");
    let start = numbers(1, 1000, 0.9, 1.1);
    for operations in [50_000, 500_000, 5_000_000] {
        prepare("S1", &Chain { operations }, &start, &[]);
    }
    prepare("S5", &Libor, &Libor::rates(), &Libor::shocks(1));
    prepare("S6", &Mixed, &Mixed::points(1), &[]);
    let mixture = Mixture::new(1000, 2, 5);
    prepare("S3a", &mixture, &mixture.start(), &[]);
}

/// The operations that a tape has for a formula, and the bytes that it holds for them.
fn tape(formula: &impl Formula, x: &[f64], data: &[f64]) -> (usize, usize) {
    let tape = scalar::Tape::new();
    let variables = tape.vars_from(x);
    formula.at(&variables, data);
    (tape.len() - x.len(), tape.memory())
}

fn prepare(name: &str, formula: &impl Formula, x: &[f64], data: &[f64]) {
    let operations = tape(formula, x, data).0;
    // A small one is prepared often.
    let times = (1_000_000 / operations).clamp(1, 1000);
    let all = [x, data].concat();
    let mut parts = [0.0; 4];
    for _ in 0..times {
        let mut last = ThreadTime::now();
        let mut lap = |part: &mut f64| {
            *part += last.elapsed().as_secs_f64() * 1e9 / (times * operations) as f64;
            last = ThreadTime::now();
        };
        let [record, differentiate, write, run] = &mut parts;
        let function = recorded(formula, x.len(), data.len());
        lap(record);
        let gradient = function.with_gradient();
        lap(differentiate);
        gradient.instructions();
        lap(write);
        let mut out = vec![0.0; gradient.results()];
        gradient.values_into(&all, &mut out).expect("values");
        lap(run);
    }
    let total: f64 = parts.iter().sum();
    let verdict = match total <= TARGETS.1 {
        true => "met",
        false => "MISSED",
    };
    let [record, differentiate, write, run] = parts.map(|part| format!("{part:.0}"));
    println!(
        "{name:5} {operations:>8} operations: {record:>4} record, {differentiate:>4} differentiate, \
         {write:>4} write, {run:>4} run; {total:.0} in all ({} {verdict})",
        TARGETS.1
    );
}
