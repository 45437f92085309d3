//! Learns to read handwritten digits: trains on 1,438 of them and is tested on 359 that it never saw.
//!
//! Writes the weights (`digits.safetensors`) and two pictures: the loss while it fell, and the digits
//! that are still misread.

mod out;
mod picture;

use indicatif::ProgressBar;
use out::Out;
use picture::Chart;
use std::error::Error;
use wengert::nn::io;
use wengert::nn::metrics::predict;
use wengert::prelude::*;

const EPOCHS: usize = 25;
const BATCH: usize = 32;

#[derive(Params)]
struct Reader {
    hidden: Linear<f32>,
    dropout: Dropout,
    out: Linear<f32>,
}

impl Module<f32> for Reader {
    fn forward<'t>(&self, x: Var<'t, f32>) -> Var<'t, f32> {
        let seen = self.hidden.forward(x).relu();
        self.out.forward(self.dropout.forward(seen))
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let files = Out::from_arguments()?;
    let mut rng = Random::seed(42);
    let (train, test) = data::digits()?.split(0.8, &mut rng);
    let mut net = Reader {
        hidden: Linear::new(64, 256, &mut rng),
        dropout: Dropout(0.2),
        out: Linear::new(256, 10, &mut rng),
    };

    let mut optimizer = AdamW::new(0.003);
    let schedule = Schedule::cosine(0.003, EPOCHS);
    let mut tape = Tape::training(7);
    let bar = ProgressBar::new((EPOCHS * train.len().div_ceil(BATCH)) as u64);
    let mut train_losses = Vec::new();
    let mut test_losses = Vec::new();
    for epoch in 0..EPOCHS {
        schedule.apply(&mut optimizer, epoch);
        let mut total = 0.0;
        for (x, label) in train.batches(BATCH, &mut rng) {
            tape.reset();
            let loss = net.forward(tape.constant(x)).cross_entropy(&label);
            optimizer.step(&mut net, &loss.backward()?)?;
            total += f64::from(loss.item()?) * label.len() as f64;
            bar.inc(1);
        }
        train_losses.push((1.0 + epoch as f64, total / train.len() as f64));
        test_losses.push((1.0 + epoch as f64, loss_of(&net, &test)?));
        let accuracy = 100.0 * accuracy(&net, &test)?;
        bar.suspend(|| {
            println!(
                "epoch {:2}: {accuracy:.1} % of the held-out digits read right",
                epoch + 1
            )
        });
    }
    bar.finish_and_clear();

    let weights = files.path("digits.safetensors");
    io::save(&net, &weights)?;
    println!("wrote {}", weights.display());
    let chart = Chart::new("Learning to read digits", "epoch", "cross-entropy").logarithmic();
    let chart = chart.line("training", train_losses).line("held out", test_losses);
    files.write("digits_loss.svg", &chart.to_svg())?;
    files.write("digits_misread.svg", &misread(&net, &test)?)?;

    let accuracy = accuracy(&net, &test)?;
    assert!(
        accuracy >= 0.97,
        "only {:.1} % of the held-out digits are read right",
        100.0 * accuracy
    );
    Ok(())
}

/// The mean cross-entropy.
fn loss_of(net: &Reader, data: &data::Data) -> wengert::Result<f64> {
    let tape = Tape::inference();
    let loss = net.forward(tape.constant(&data.x)).cross_entropy(&data.label);
    Ok(loss.item()?.into())
}

/// A picture of the digits that are read wrong.
fn misread(net: &Reader, data: &data::Data) -> wengert::Result<String> {
    let answers = predict(net, &data.x)?;
    let pairs = answers.iter().zip(data.label.iter()).enumerate();
    let wrong = pairs.filter(|(_, (answer, label))| answer != label);
    let images = wrong.map(|(sample, (answer, label))| {
        let pixels = &data.x.as_slice()[64 * sample..64 * (sample + 1)];
        (pixels, format!("{label}, read as {answer}"))
    });
    Ok(picture::images("Misread digits", images))
}
