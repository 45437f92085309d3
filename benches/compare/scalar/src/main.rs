//! The scalar workloads in Wengert and in the libraries that one could pick instead, in one run and one
//! table. README.md says what the lines mean.

mod cases;
mod formula;
mod measure;
mod number;
mod preparation;
mod workloads;

use measure::Run;
use workloads::Mixture;

const USAGE: &str = "[--only \"S1 S3a …\"] [--rounds N] [--ways \"wengert tape\"]";

fn main() {
    let mut only = None;
    let mut run = Run {
        rounds: 9,
        ways: None,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match (argument.as_str(), arguments.next()) {
            ("--only", Some(names)) => only = Some(names),
            ("--rounds", Some(count)) => run.rounds = count.parse().expect(USAGE),
            ("--ways", ways @ Some(_)) => run.ways = ways,
            _ => panic!("{USAGE}"),
        }
    }
    let wanted = |name: &str| match &only {
        Some(only) => only.split_whitespace().any(|wanted| wanted == name),
        None => true,
    };
    // Everything is measured on one thread.
    wengert::set_threads(1);
    measure::print_head();
    let small = || Mixture::new(1000, 2, 5);
    let workloads: [(&str, &dyn Fn()); 12] = [
        ("S1", &|| cases::chain(5_000_000, &run)),
        ("S1r", &|| cases::chain_replayed(5_000_000, &run)),
        ("S2", &|| cases::serial_chain(5_000_000, &run)),
        ("S3a", &|| cases::mixture("S3a", &small(), 0.5, &run)),
        ("S3b", &|| {
            cases::mixture("S3b", &Mixture::new(1000, 10, 25), 0.3, &run)
        }),
        ("S4", &|| cases::bundle(10_000, &run)),
        ("S5", &|| cases::libor(1000, &run)),
        ("S6", &|| cases::mixed(100_000, &run)),
        ("S7ab", &|| cases::mixture_second(&small(), &run)),
        ("S7cde", &|| cases::rosenbrock(&run)),
        ("S8", &|| cases::options(1_000_000, &run)),
        ("preparation", &preparation::measure),
    ];
    for (name, measure) in workloads {
        if wanted(name) {
            measure();
        }
    }
}
