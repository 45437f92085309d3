//! Times the workloads in candle and dfdx; `../README.md` says which they are and how a line reads.
//!
//! Every workload of every library runs in a process of its own, so that its peak memory is its
//! own and the number of threads can be set by the environment before any thread starts.

mod candle_cases;
mod dfdx_cases;
mod inputs;
mod measure;

use std::error::Error;
use std::process::{Command, ExitCode};

use measure::Case;

const WORKLOADS: [&str; 5] = ["T1", "T2", "T7", "T9a", "T9b"];
const LIBRARIES: [&str; 2] = ["candle", "dfdx"];
const USAGE: &str = "compare-peers [--library candle|dfdx] [--only WORKLOAD] [--threads N]";

struct Options {
    libraries: Vec<&'static str>,
    workloads: Vec<&'static str>,
    threads: usize,
    in_this_process: bool,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let options = Options::from_arguments(std::env::args().skip(1))?;
    for workload in &options.workloads {
        for library in &options.libraries {
            if options.in_this_process {
                measure_here(workload, library)?;
            } else {
                measure_in_a_child(workload, library, options.threads)?;
            }
        }
    }
    Ok(())
}

fn measure_in_a_child(workload: &str, library: &str, threads: usize) -> Result<(), Box<dyn Error>> {
    let status = Command::new(std::env::current_exe()?)
        .args(["--in-this-process", "--only", workload, "--library", library])
        .env("RAYON_NUM_THREADS", threads.to_string())
        .status()?;
    if !status.success() {
        return Err(format!("{library} failed on {workload}").into());
    }
    Ok(())
}

fn measure_here(workload: &str, library: &str) -> Result<(), Box<dyn Error>> {
    let start = match library {
        "candle" => candle_cases::case,
        _ => dfdx_cases::case,
    };
    let timing = measure::time(start(workload)?.as_mut())?;
    let memory = measure::peak_memory().map_or("-".into(), |megabytes| format!("{megabytes:.1}"));
    println!(
        "{workload}\t{library}\t{:.4}\t{:.4}\t{memory}",
        timing.median, timing.least
    );
    let [loss, other] = start(workload)?.check()?;
    println!("# check\t{workload}\t{library}\t{loss:.7}\t{other:.7}");
    Ok(())
}

impl Options {
    fn from_arguments(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self {
            libraries: LIBRARIES.to_vec(),
            workloads: WORKLOADS.to_vec(),
            threads: 2,
            in_this_process: false,
        };
        while let Some(name) = arguments.next() {
            if name == "--in-this-process" {
                options.in_this_process = true;
                continue;
            }
            let value = arguments.next().ok_or(USAGE)?;
            match name.as_str() {
                "--library" => options.libraries.retain(|each| *each == value),
                "--only" => options.workloads.retain(|each| *each == value),
                "--threads" => options.threads = value.parse().map_err(|_| USAGE)?,
                _ => return Err(USAGE.into()),
            }
        }
        if options.libraries.is_empty() || options.workloads.is_empty() {
            return Err(USAGE.into());
        }
        Ok(options)
    }
}

/// A started workload of one library.
type Started = Result<Box<dyn Case>, Box<dyn Error>>;
