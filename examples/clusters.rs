//! Sorts handwritten digits without being told which is which: an autoencoder squeezes the 64 pixels of
//! each through two numbers, and the places that they give the digits fall into clusters.
//!
//! The labels are used only at the end, to colour the picture and to judge the clusters.

mod out;
mod picture;

use out::Out;
use picture::Chart;
use std::error::Error;
use wengert::prelude::*;

const EPOCHS: usize = 60;
const CLUSTERS: usize = 10;

type Point = [f64; 2];

fn main() -> Result<(), Box<dyn Error>> {
    let files = Out::from_arguments()?;
    let mut rng = Random::seed(1);
    let digits = data::digits()?;
    let encoder = (
        Linear::<f32>::new(64, 128, &mut rng),
        Tanh,
        Linear::new(128, 32, &mut rng),
        Tanh,
        Linear::new(32, 2, &mut rng),
    );
    let decoder = (
        Linear::<f32>::new(2, 32, &mut rng),
        Tanh,
        Linear::new(32, 128, &mut rng),
        Tanh,
        Linear::new(128, 64, &mut rng),
    );

    let mut net = (encoder, decoder);
    let mut optimizer = Adam::new(0.003);
    let schedule = Schedule::cosine(0.003, EPOCHS);
    let mut tape = Tape::training(1);
    for epoch in 0..EPOCHS {
        schedule.apply(&mut optimizer, epoch);
        for (x, _) in digits.batches(32, &mut rng) {
            tape.reset();
            let loss = net.forward(tape.constant(&x)).mse(&x);
            optimizer.step(&mut net, &loss.backward()?)?;
        }
    }
    let tape = Tape::inference();
    let latent = net.0.forward(tape.constant(&digits.x)).value()?;
    let points: Vec<Point> = latent
        .as_slice()
        .chunks(2)
        .map(|z| [z[0].into(), z[1].into()])
        .collect();

    let mut chart = Chart::new("Digits in two dimensions", "first number", "second number");
    for (class, name) in digits.classes.iter().enumerate() {
        let labelled = points.iter().zip(digits.label.iter());
        let own = labelled.filter(|(_, label)| *label == class as i64);
        let own: Vec<(f64, f64)> = own.map(|(point, _)| (point[0], point[1])).collect();
        chart = chart.note(
            (median(own.iter().map(|z| z.0)), median(own.iter().map(|z| z.1))),
            name,
        );
        chart = chart.points(name, own);
    }
    files.write("clusters.svg", &chart.to_svg())?;

    let purity = purity(&clusters(&points, &mut rng), digits.label.as_slice());
    println!(
        "cluster purity: {:.1} % of the digits lie in a cluster of their own kind",
        100.0 * purity
    );
    assert!(purity >= 0.65, "the clusters are too mixed");
    Ok(())
}

fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = numbers.collect();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// The cluster of each point by k-means: the tightest of twenty random starts.
fn clusters(points: &[Point], rng: &mut Random) -> Vec<usize> {
    let runs = (0..20).map(|_| k_means(points, rng));
    let tightest = runs.min_by(|a, b| a.1.total_cmp(&b.1));
    tightest.map_or(Vec::new(), |(clusters, _)| clusters)
}

/// Lloyd's algorithm: each point joins the nearest centre, each centre moves to the mean of its points.
/// Gives the clusters and the sum of squared distances.
fn k_means(points: &[Point], rng: &mut Random) -> (Vec<usize>, f64) {
    let starts = wengert::random_permutation(points.len(), rng);
    let mut centres: Vec<Point> = starts
        .iter()
        .take(CLUSTERS)
        .map(|start| points[start as usize])
        .collect();
    let mut nearest = Vec::new();
    for _ in 0..50 {
        nearest = points.iter().map(|point| closest(*point, &centres)).collect();
        for (cluster, centre) in centres.iter_mut().enumerate() {
            let own = || {
                points
                    .iter()
                    .zip(&nearest)
                    .filter(|(_, near)| **near == cluster)
                    .map(|(point, _)| point)
            };
            let count = own().count().max(1) as f64;
            *centre = [0, 1].map(|axis| own().map(|point| point[axis]).sum::<f64>() / count);
        }
    }
    let spread = points
        .iter()
        .zip(&nearest)
        .map(|(point, near)| squared(*point, centres[*near]))
        .sum();
    (nearest, spread)
}

fn closest(point: Point, centres: &[Point]) -> usize {
    let by_distance =
        |a: &usize, b: &usize| squared(point, centres[*a]).total_cmp(&squared(point, centres[*b]));
    (0..centres.len()).min_by(by_distance).unwrap_or(0)
}

fn squared(a: Point, b: Point) -> f64 {
    (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)
}

/// The share of the points whose label is the most frequent one of their cluster.
fn purity(clusters: &[usize], labels: &[i64]) -> f64 {
    let mut counts = [[0; CLUSTERS]; CLUSTERS];
    for (cluster, label) in clusters.iter().zip(labels) {
        counts[*cluster][*label as usize] += 1;
    }
    let most = counts.iter().filter_map(|labels| labels.iter().max());
    most.sum::<usize>() as f64 / labels.len() as f64
}
