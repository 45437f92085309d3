//! One training step of each workload: `cargo bench --bench training`.

mod workloads;

use criterion::{Criterion, criterion_group, criterion_main};
use std::time::Duration;

fn training(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("step");
    group.sample_size(20).measurement_time(Duration::from_secs(3));
    for name in workloads::NAMES {
        let mut step = workloads::start(name);
        group.bench_function(name, |bencher| {
            bencher.iter(|| step().expect("the step runs").loss)
        });
    }
    group.finish();
}

criterion_group!(benches, training);
criterion_main!(benches);
