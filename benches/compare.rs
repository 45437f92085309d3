//! Wengert's lines of the comparison in `compare/`: `cargo bench --bench compare -- --only T1 --threads 2`.

mod workloads;

use std::time::{Duration, Instant};
use wengert::Result;
use workloads::{NAMES, Step, start};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let after = |name: &str| {
        let position = arguments.iter().position(|argument| argument == name)?;
        arguments.get(position + 1)
    };
    let threads = after("--threads").and_then(|threads| threads.parse().ok());
    wengert::set_threads(threads.unwrap_or(2));
    let only = after("--only");
    for name in NAMES {
        if only.is_none_or(|only| only == name) {
            measure(name)?;
        }
    }
    Ok(())
}

fn measure(name: &str) -> Result<()> {
    let mut step = start(name);
    let begin = Instant::now();
    let mut warm = 0;
    while begin.elapsed() < Duration::from_millis(500) || warm < 5 {
        step()?;
        warm += 1;
    }
    let mut times = Vec::new();
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_secs(1) || times.len() < 30 {
        let before = Instant::now();
        step()?;
        times.push(before.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_unstable_by(f64::total_cmp);
    let memory = peak_memory().map_or("-".into(), |megabytes| format!("{megabytes:.1}"));
    println!(
        "{name}\twengert\t{:.4}\t{:.4}\t{memory}",
        times[times.len() / 2],
        times[0]
    );
    let [first, second] = check(name)?;
    println!("# check\t{name}\twengert\t{first:.7}\t{second:.7}");
    Ok(())
}

/// Two results that all libraries must agree on.
fn check(name: &str) -> Result<[f64; 2]> {
    let mut step: Step = start(name);
    let outcome = step()?;
    let first = f64::from(outcome.loss);
    if outcome.gradients.is_empty() {
        for _ in 0..9 {
            step()?;
        }
        return Ok([first, f64::from(step()?.loss)]);
    }
    let elements = outcome.gradients.iter().flat_map(|gradient| gradient.as_slice());
    Ok([first, elements.map(|&x| f64::from(x.abs())).sum()])
}

/// The largest resident memory so far in MB of 10⁶ bytes, where the system tells.
fn peak_memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024.0 / 1e6)
}
