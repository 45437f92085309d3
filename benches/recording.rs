//! What recording, differentiating and resetting cost, for a thousand operations:
//! `cargo bench --bench recording`. Divide by a thousand for the cost of a node.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use wengert::prelude::*;

const OPERATIONS: u64 = 1000;

fn recording(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("recording");
    group.throughput(Throughput::Elements(OPERATIONS));
    let mut tape = Tape::<f32>::new();
    group.bench_function("one argument", |bencher| {
        bencher.iter(|| {
            tape.reset();
            let mut y = tape.var([1.0, 2.0]);
            for _ in 0..OPERATIONS {
                y = y.sin();
            }
            black_box(y.id())
        });
    });
    group.bench_function("two arguments", |bencher| {
        bencher.iter(|| {
            tape.reset();
            let x = tape.var([1.0, 2.0]);
            let mut y = x;
            for _ in 0..OPERATIONS {
                y *= x;
            }
            black_box(y.id())
        });
    });
    group.bench_function("a variable and a number", |bencher| {
        bencher.iter(|| {
            tape.reset();
            let mut y = tape.var([1.0, 2.0]);
            for _ in 0..OPERATIONS {
                y *= 1.5;
            }
            black_box(y.id())
        });
    });
    group.bench_function("a product of matrices", |bencher| {
        bencher.iter(|| {
            tape.reset();
            let x = tape.var([[1.0, 2.0], [3.0, 4.0]]);
            let mut y = x;
            for _ in 0..OPERATIONS {
                y = y.matmul(x);
            }
            black_box(y.id())
        });
    });
    group.bench_function("a sum over an axis that stays", |bencher| {
        bencher.iter(|| {
            tape.reset();
            let mut y = tape.var([[1.0, 2.0], [3.0, 4.0]]);
            for _ in 0..OPERATIONS {
                y = y.sum_keep(-1);
            }
            black_box(y.id())
        });
    });
    group.bench_function("two arguments and the gradient", |bencher| {
        bencher.iter(|| {
            tape.reset();
            let x = tape.var([1.0, 2.0]);
            let mut y = x;
            for _ in 0..OPERATIONS {
                y *= x;
            }
            black_box(y.sum().grad(x).id())
        });
    });
    group.bench_function("two arguments and the value", |bencher| {
        bencher.iter(|| {
            tape.reset();
            let x = tape.var([1.0, 2.0]);
            let mut y = x;
            for _ in 0..OPERATIONS {
                y *= x;
            }
            black_box(y.value().is_ok())
        });
    });
    group.finish();
}

criterion_group!(benches, recording);
criterion_main!(benches);
