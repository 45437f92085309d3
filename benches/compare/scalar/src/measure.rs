//! Timing, checking and the table.

use cpu_time::ThreadTime;
use std::time::Duration;

/// How often, and which.
pub struct Run {
    pub rounds: usize,
    /// A part of the names of the ways that are run, if not all are: to profile one.
    pub ways: Option<String>,
}

/// What a case is compared with.
#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    /// A tape of another library that is recorded anew.
    Tape,
    /// Anything else of another library.
    Other,
    /// Wengert's tape, whose time is to be at most that part of the quickest other tape's.
    OurTape(f64),
    /// Wengert in another way, compared with everything.
    Ours(f64),
    /// For orientation.
    Plain,
}

/// How the results of many points lie.
#[derive(Clone, Copy)]
pub enum Layout {
    /// All of a point beside one another.
    Rows,
    /// All of a result beside one another.
    Columns,
}

/// A way to compute the numbers of a workload.
pub struct Case<'a> {
    pub name: &'static str,
    pub kind: Kind,
    pub layout: Layout,
    pub run: Box<dyn FnMut(&mut [f64]) + 'a>,
}

/// A workload: what is computed, how many numbers at how many points, and the ways.
pub struct Workload<'a> {
    pub name: &'static str,
    pub points: usize,
    pub results: usize,
    pub cases: Vec<Case<'a>>,
}

/// A relative difference of results that is one of rounding.
const TOLERANCE: f64 = 1e-9;

/// A sample is as many runs as take that long.
const SAMPLE: Duration = Duration::from_millis(5);

/// From that long on a case is run in fewer rounds.
const SLOW: Duration = Duration::from_millis(1500);

struct Times {
    runs: u32,
    samples: Vec<f64>,
    agrees: bool,
}

impl Workload<'_> {
    /// Runs all ways, compares what they compute, times them in turn, and prints a line for each.
    pub fn measure(mut self, Run { rounds, ways }: &Run) {
        let rounds = *rounds;
        if let Some(ways) = ways {
            self.cases.retain(|case| case.name.contains(ways.as_str()));
        }
        let count = self.points * self.results;
        let mut expected: Option<Vec<f64>> = None;
        let mut times = Vec::new();
        for case in &mut self.cases {
            let mut out = vec![f64::NAN; count];
            (case.run)(&mut out);
            let start = ThreadTime::now();
            (case.run)(&mut out);
            let once = start.elapsed();
            if let Layout::Columns = case.layout {
                out = rows(&out, self.points);
            }
            // Plain numbers have no derivatives to compare.
            let agrees = case.kind == Kind::Plain
                || match &expected {
                    None => {
                        expected = Some(out);
                        true
                    }
                    Some(expected) => agree(self.name, case.name, expected, &out, self.results),
                };
            times.push(Times {
                runs: (SAMPLE.as_secs_f64() / once.as_secs_f64()).ceil().clamp(1.0, 1e5) as u32,
                samples: Vec::new(),
                agrees,
            });
            if once > SLOW {
                times
                    .last_mut()
                    .expect("just pushed")
                    .samples
                    .push(once.as_secs_f64());
            }
        }
        let mut out = vec![0.0; count];
        for round in 0..rounds {
            for (case, times) in self.cases.iter_mut().zip(&mut times) {
                if round >= 2 && times.samples[0] > SLOW.as_secs_f64() {
                    continue;
                }
                let start = ThreadTime::now();
                for _ in 0..times.runs {
                    (case.run)(&mut out);
                }
                let seconds = start.elapsed().as_secs_f64() / f64::from(times.runs);
                times.samples.push(seconds);
            }
        }
        self.print(&mut times);
    }

    fn print(&self, times: &mut [Times]) {
        for times in &mut *times {
            times.samples.sort_by(f64::total_cmp);
        }
        let quickest = |tapes_only: bool| {
            let peers = self
                .cases
                .iter()
                .zip(&*times)
                .filter(|(case, _)| match case.kind {
                    Kind::Tape => true,
                    Kind::Other => !tapes_only,
                    _ => false,
                });
            peers
                .map(|(_, times)| times.samples[0])
                .fold(f64::INFINITY, f64::min)
        };
        let (tape, any) = (quickest(true), quickest(false));
        for (case, times) in self.cases.iter().zip(&*times) {
            let (least, median) = (times.samples[0], times.samples[times.samples.len() / 2]);
            let (ratio, target) = match case.kind {
                Kind::Plain => (None, None),
                Kind::OurTape(target) => (Some(least / tape), Some(target)),
                Kind::Ours(target) => (Some(least / any), Some(target)),
                Kind::Tape | Kind::Other => (Some(least / any), None),
            };
            // There is none where no other way was run.
            let ratio = ratio.filter(|&ratio| ratio > 0.0);
            let verdict = match (ratio, target.filter(|target| target.is_finite())) {
                _ if !times.agrees => "differs".into(),
                (Some(ratio), Some(target)) if ratio <= target => format!("{target} met"),
                (Some(_), Some(target)) => format!("{target} MISSED"),
                _ => String::new(),
            };
            println!(
                "{:5} {:32} {:>11.4} {:>11.4} {:>8} {verdict}",
                self.name,
                case.name,
                median * 1e3,
                least * 1e3,
                ratio.map_or(String::new(), |ratio| format!("{ratio:.3}")),
            );
        }
        println!();
    }
}

pub fn print_head() {
    println!(
        "{:5} {:32} {:>11} {:>11} {:>8} target\n",
        "", "", "median ms", "minimum ms", "ratio"
    );
}

fn rows(columns: &[f64], points: usize) -> Vec<f64> {
    let results = columns.len() / points;
    let at = |k: usize| columns[k % results * points + k / results];
    (0..columns.len()).map(at).collect()
}

/// Whether numbers differ by rounding only: relative to the number, or to the mean of the same result at
/// all points or of all results at the same point, if that is larger.
fn agree(workload: &str, name: &str, expected: &[f64], found: &[f64], results: usize) -> bool {
    let points = expected.len() / results;
    let mean = |of: &mut dyn Iterator<Item = usize>| {
        let (mut sum, mut count) = (0.0, 0.0);
        for k in of {
            sum += expected[k].abs();
            count += 1.0;
        }
        sum / count
    };
    let of_result: Vec<f64> = (0..results)
        .map(|result| mean(&mut (0..points).map(|point| point * results + result)))
        .collect();
    let (mut worst, mut place) = (0.0, 0);
    for point in 0..points {
        let of_point = mean(&mut (point * results..(point + 1) * results));
        for (result, &of_result) in of_result.iter().enumerate() {
            let k = point * results + result;
            let size = expected[k].abs().max(of_result.min(of_point));
            let difference = (found[k] - expected[k]).abs() / size.max(f64::MIN_POSITIVE);
            // NaN is not small either.
            if !(difference <= worst) {
                (worst, place) = (difference, k);
            }
        }
    }
    let agrees = worst <= TOLERANCE;
    if !agrees {
        println!(
            "{workload} {name}: number {place} is {}, not {} (off by {worst:.1e})",
            found[place], expected[place]
        );
    }
    agrees
}
