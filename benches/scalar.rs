//! What the scalar tape costs: `cargo bench --bench scalar`. The workloads are those that tapes are
//! compared by; a chain's time divided by its operations is the cost of one.

#[path = "../examples/models/camera.rs"]
mod camera;

use camera::CAMERA;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use wengert::Real;
use wengert::scalar::sparse::Symmetry;
use wengert::scalar::{self, Dual, DualVec, Function};

const OPERATIONS: usize = 5_000_000;

/// S1: operations on a thousand inputs, which do not wait for one another.
fn chain<R: Real>(x: &[R]) -> R {
    let mut sums = [x[0], x[1], x[2], x[3]];
    for step in 0..OPERATIONS / 16 {
        let x = x[step % x.len()];
        for sum in &mut sums {
            // Four operations, which keep the values near 1.
            *sum = (*sum * x + x) / (x + *sum);
        }
    }
    sums.iter().sum()
}

/// S2: each operation waits for the one before.
fn serial_chain<R: Real>(x: R) -> R {
    let mut y = x;
    for _ in 0..OPERATIONS / 4 {
        y = (y * x + x) / (y + x);
    }
    y
}

/// S3: the log-likelihood of a Gaussian mixture of K isotropic components in D dimensions.
struct Mixture {
    points: Vec<f64>,
    dimensions: usize,
    components: usize,
}

impl Mixture {
    fn new(points: usize, dimensions: usize, components: usize) -> Self {
        let points = (0..points * dimensions).map(|k| (k as f64 * 0.7).sin()).collect();
        Mixture {
            points,
            dimensions,
            components,
        }
    }

    fn start(&self) -> Vec<f64> {
        (0..self.components * (self.dimensions + 2))
            .map(|k| (k as f64).cos() * 0.5)
            .collect()
    }

    /// With many numbers in one statement.
    fn likelihood<R: Real>(&self, parameters: &[R]) -> R {
        let d = self.dimensions;
        let mut terms = Vec::with_capacity(self.components);
        let mut all = Vec::new();
        let scales: Vec<R> = parameters
            .chunks(d + 2)
            .map(|component| (-2.0 * component[1]).exp())
            .collect();
        for point in self.points.chunks(d) {
            terms.clear();
            for (component, &scale) in parameters.chunks(d + 2).zip(&scales) {
                let mut distance = R::from(0.0);
                for (&mean, &x) in component[2..].iter().zip(point) {
                    distance += (mean - x).square();
                }
                terms.push(component[0] - component[1] * d as f64 - 0.5 * distance * scale);
            }
            all.push(scalar::logsumexp(&terms));
        }
        scalar::sum(&all)
    }
}

fn gradients(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("scalar");
    group.sample_size(10);
    let inputs: Vec<f64> = (0..1000).map(|k| 1.0 + 0.1 * f64::from(k).sin()).collect();
    let mut tape = scalar::Tape::new();
    group.throughput(Throughput::Elements(OPERATIONS as u64));
    group.bench_function("S1 chain, plain", |bencher| {
        bencher.iter(|| chain(black_box(&inputs)))
    });
    group.bench_function("S1 chain, recorded", |bencher| {
        bencher.iter(|| {
            tape.reset();
            let x = tape.vars_from(&inputs);
            black_box(chain(&x).value())
        });
    });
    group.bench_function("S1 chain, gradient", |bencher| {
        bencher.iter(|| {
            tape.reset();
            let x = tape.vars_from(&inputs);
            let gradient = chain(&x).backward().and_then(|gradient| gradient.wrt(&x));
            black_box(gradient.is_ok())
        });
    });
    group.bench_function("S2 serial chain, plain", |bencher| {
        bencher.iter(|| serial_chain(black_box(1.1)))
    });
    group.bench_function("S2 serial chain, gradient", |bencher| {
        bencher.iter(|| {
            tape.reset();
            let x = tape.var(1.1);
            let gradient = serial_chain(x).backward().and_then(|gradient| gradient.wrt(x));
            black_box(gradient.is_ok())
        });
    });
    group.bench_function("S2 serial chain, dual", |bencher| {
        bencher.iter(|| black_box(serial_chain(Dual::variable(1.1)).tangent));
    });
    group.finish();
}

fn mixtures(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("mixture");
    for (name, mixture) in [
        ("S3a d2 K5", Mixture::new(1000, 2, 5)),
        ("S3b d10 K25", Mixture::new(1000, 10, 25)),
    ] {
        let start = mixture.start();
        let mut tape = scalar::Tape::new();
        group.bench_function(format!("{name}, plain"), |bencher| {
            bencher.iter(|| mixture.likelihood(black_box(&start)));
        });
        group.bench_function(format!("{name}, gradient"), |bencher| {
            bencher.iter(|| {
                tape.reset();
                let x = tape.vars_from(&start);
                let gradient = mixture
                    .likelihood(&x)
                    .backward()
                    .and_then(|gradient| gradient.wrt(&x));
                black_box(gradient.is_ok())
            });
        });
    }
    group.finish();
}

/// S8: the price of a call (Black and Scholes 1973) and its five first Greeks.
fn black_scholes<R: Real>([spot, strike, rate, volatility, time]: [R; 5]) -> R {
    let deviation = volatility * time.sqrt();
    let first = ((spot / strike).ln() + (rate + 0.5 * volatility.square()) * time) / deviation;
    let second = first - deviation;
    spot * first.normal_cdf() - strike * (-rate * time).exp() * second.normal_cdf()
}

fn options(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("option");
    let at = [100.0, 95.0, 0.03, 0.25, 0.5];
    group.bench_function("S8 price", |bencher| {
        bencher.iter(|| black_scholes(black_box(at)))
    });
    group.bench_function("S8 price and Greeks, forward", |bencher| {
        bencher.iter(|| black_scholes(DualVec::variables(black_box(at))).tangents);
    });
    let mut tape = scalar::Tape::new();
    group.bench_function("S8 price and Greeks, backward", |bencher| {
        bencher.iter(|| {
            tape.reset();
            let x = tape.vars(black_box(at));
            let price = black_scholes(x);
            black_box(price.value());
            price.backward().and_then(|gradient| gradient.wrt(x)).ok()
        });
    });
    group.finish();
}

/// S7: the function of Rosenbrock, a sum over neighbours.
fn rosenbrock<R: Real>(x: &[R]) -> R {
    x.windows(2)
        .map(|x| (1.0 - x[0]).square() + 100.0 * (x[1] - x[0].square()).square())
        .sum()
}

/// S4: bundle adjustment as in ADBench: cameras of eleven parameters, points, a weight per observation.
struct Scene {
    cameras: usize,
    points: usize,
    observations: usize,
}

impl Scene {
    fn inputs(&self) -> usize {
        self.cameras * CAMERA + self.points * 3 + self.observations
    }

    fn start(&self) -> Vec<f64> {
        let noise = |k: usize| 0.1 * (k as f64 * 1.3).sin();
        let cameras = (0..self.cameras * CAMERA).map(|k| match k % CAMERA {
            0..3 => 0.3 + noise(k),
            5 => -5.0 + noise(k),
            6 => 2.0 + noise(k),
            _ => 0.1 * noise(k),
        });
        let others = (0..self.inputs() - self.cameras * CAMERA).map(|k| 1.0 + noise(k));
        cameras.chain(others).collect()
    }

    /// Two residuals for each observation, and one for its weight.
    fn residuals<R: Real>(&self, x: &[R]) -> Vec<R> {
        let (cameras, rest) = x.split_at(self.cameras * CAMERA);
        let (points, weights) = rest.split_at(self.points * 3);
        let mut residuals = Vec::new();
        for (k, &weight) in weights.iter().enumerate() {
            let camera = &cameras[(k * 7 + k / self.points) % self.cameras * CAMERA..][..CAMERA];
            let point = &points[k % self.points * 3..][..3];
            residuals.extend(camera::residual(camera, point, weight, [0.1, 0.2]));
            residuals.push(1.0 - weight * weight);
        }
        residuals
    }
}

fn sparse(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("sparse");
    group.sample_size(10);
    let at = |n: usize| {
        (0..n)
            .map(|k| 1.0 + (k as f64 * 0.37).sin())
            .collect::<Vec<f64>>()
    };
    let (n, x) = (1000, at(1000));
    let f = Function::record(n, |x| rosenbrock(x));
    group.bench_function("S7 Rosenbrock, pattern", |bencher| {
        bencher.iter(|| f.hessian_pattern());
    });
    for (name, symmetry) in [("star", Symmetry::Star), ("acyclic", Symmetry::Acyclic)] {
        group.bench_function(format!("S7 Rosenbrock, {name}, prepared"), |bencher| {
            bencher.iter(|| f.sparse_hessian_by(symmetry).and_then(|hessian| hessian.at(&x)));
        });
        let Ok(hessian) = f.sparse_hessian_by(symmetry) else {
            return;
        };
        let mut values = vec![0.0; hessian.pattern().len()];
        group.bench_function(format!("S7e Rosenbrock, {name}"), |bencher| {
            bencher.iter(|| hessian.values_into(black_box(&x), &mut values));
        });
        group.bench_function(format!("S7c Rosenbrock, {name}, made dense"), |bencher| {
            bencher.iter(|| hessian.at(black_box(&x)).map(|hessian| hessian.to_dense()));
        });
    }
    group.bench_function("S7 Rosenbrock, entries, prepared", |bencher| {
        bencher.iter(|| f.hessian_entries().map(|(_, entries)| entries.values(&x)));
    });
    let Ok((pattern, entries)) = f.hessian_entries() else {
        return;
    };
    let mut values = vec![0.0; pattern.len()];
    group.bench_function("S7e Rosenbrock, entries", |bencher| {
        bencher.iter(|| entries.values_into(black_box(&x), &mut values));
    });
    let (n, x) = (100_000, at(100_000));
    let Ok(hessian) = Function::record(n, |x| rosenbrock(x)).sparse_hessian() else {
        return;
    };
    let mut values = vec![0.0; hessian.pattern().len()];
    group.bench_function("S7e Rosenbrock of 100 000, star", |bencher| {
        bencher.iter(|| hessian.values_into(black_box(&x), &mut values));
    });
    let scene = Scene {
        cameras: 49,
        points: 2000,
        observations: 8000,
    };
    let x = scene.start();
    let f = Function::record_all(scene.inputs(), |x| scene.residuals(x));
    group.throughput(Throughput::Elements(scene.observations as u64));
    group.bench_function("S4 bundle adjustment, residuals", |bencher| {
        bencher.iter(|| f.values(black_box(&x)));
    });
    group.bench_function("S4 bundle adjustment, pattern", |bencher| {
        bencher.iter(|| f.jacobian_pattern());
    });
    group.bench_function("S4 bundle adjustment, prepared", |bencher| {
        bencher.iter(|| f.sparse_jacobian().and_then(|jacobian| jacobian.at(&x)));
    });
    let Ok(jacobian) = f.sparse_jacobian() else { return };
    let mut values = vec![0.0; jacobian.pattern().len()];
    group.bench_function("S4 bundle adjustment", |bencher| {
        bencher.iter(|| jacobian.values_into(black_box(&x), &mut values));
    });
    group.bench_function("S4 bundle adjustment, entries prepared", |bencher| {
        bencher.iter(|| f.jacobian_entries().map(|(_, entries)| entries.values(&x)));
    });
    let Ok((_, entries)) = f.jacobian_entries() else {
        return;
    };
    group.bench_function("S4 bundle adjustment, entries", |bencher| {
        bencher.iter(|| entries.values_into(black_box(&x), &mut values));
    });
    group.finish();
}

criterion_group!(benches, gradients, mixtures, options, sparse);
criterion_main!(benches);
