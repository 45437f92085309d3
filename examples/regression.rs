//! Finds a curve in noisy points: a small net with one hidden layer of tanh, trained by Adam on squared
//! errors. Draws the points, the curve they were made from, and the curve that was found.

mod out;
mod picture;

use out::Out;
use picture::Chart;
use std::error::Error;
use wengert::prelude::*;

const NOISE: f64 = 0.15;

/// The curve to be found.
fn truth(x: f64) -> f64 {
    (2.0 * x).sin() * (-0.3 * x * x).exp() + 0.2 * x
}

fn main() -> Result<(), Box<dyn Error>> {
    let files = Out::from_arguments()?;
    let mut rng = Random::seed(5);
    let x = Tensor::<f64>::uniform([200, 1], -3.0, 3.0, &mut rng);
    let noise = Tensor::<f64>::randn([200, 1], &mut rng);
    let samples = x
        .iter()
        .zip(noise.iter())
        .map(|(x, noise)| truth(x) + NOISE * noise);
    let y = Tensor::try_from_vec(samples.collect(), [200, 1])?;

    let mut net = (Linear::new(1, 32, &mut rng), Tanh, Linear::new(32, 1, &mut rng));
    let mut optimizer = Adam::new(0.01);
    let mut tape = Tape::training(1);
    for round in 0..=2000 {
        tape.reset();
        let loss = net.forward(tape.constant(&x)).mse(&y);
        optimizer.step(&mut net, &loss.backward()?)?;
        if round % 400 == 0 {
            println!("round {round:4}: mean squared error {:.4}", loss.item()?);
        }
    }

    let places = Tensor::<f64>::linspace(-3.0, 3.0, 241);
    let tape = Tape::inference();
    let found = net.forward(tape.constant(&places).unsqueeze(1)).value()?;
    let errors = places
        .iter()
        .zip(found.iter())
        .map(|(x, y)| (y - truth(x)).powi(2));
    let error = (errors.sum::<f64>() / places.len() as f64).sqrt();
    println!("distance from the true curve: {error:.3}, where the noise is {NOISE}");

    let chart = Chart::new("A curve found in noise", "x", "y")
        .points("noisy points", x.iter().zip(y.iter()))
        .line("net", places.iter().zip(found.iter()))
        .line("truth", places.iter().map(|x| (x, truth(x))));
    files.write("regression.svg", &chart.to_svg())?;
    assert!(error < NOISE / 2.0, "the net did not find the curve");
    Ok(())
}
