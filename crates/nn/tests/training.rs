//! Whole trainings, with what a user calls.

use wengert_nn::data::Data;
use wengert_nn::metrics;
use wengert_nn::prelude::*;
use wengert_tape::Result;
use wengert_tape::prelude::*;

fn train(net: &mut Sequential<f32>, data: &Data, epochs: usize, random: &mut Random) -> Result<()> {
    let mut optimizer = Adam::new(0.005);
    let schedule = Schedule::cosine(0.005, epochs);
    let mut tape = Tape::training(7);
    for epoch in 0..epochs {
        schedule.apply(&mut optimizer, epoch);
        for (x, label) in data.batches(32, random) {
            tape.reset();
            let loss = net.forward(tape.constant(x)).cross_entropy(&label);
            optimizer.step(net, &loss.backward()?)?;
        }
    }
    Ok(())
}

#[test]
fn held_out_digits_are_read_after_a_few_seconds() -> Result<()> {
    let mut random = Random::seed(42);
    let (seen, held_out) = data::digits()?.split(0.8, &mut random);
    let mut net = Sequential::new()
        .then(Linear::new(64, 128, &mut random))
        .then(Relu)
        .then(Linear::new(128, 10, &mut random));
    train(&mut net, &seen, 15, &mut random)?;
    let right = accuracy(&net, &held_out)?;
    assert!(right >= 0.97, "accuracy {right}");
    Ok(())
}

/// A classifier whose only knowledge of the measurements' scales, which differ by a factor of a
/// million, is in its first layer's running statistics.
#[derive(Params)]
struct Scaled {
    scale: BatchNorm1d<f32>,
    out: Linear<f32>,
}

impl Module<f32> for Scaled {
    fn forward<'t>(&self, x: Var<'t, f32>) -> Var<'t, f32> {
        self.out.forward(self.scale.forward(x))
    }
}

#[test]
fn batch_norm_learns_the_scales_in_training_and_uses_them_in_inference() -> Result<()> {
    let mut random = Random::seed(3);
    let (seen, held_out) = data::breast_cancer()?.split(0.8, &mut random);
    let mut net = Scaled {
        scale: BatchNorm1d::new(30),
        out: Linear::new(30, 2, &mut random),
    };
    let mut optimizer = Adam::new(0.01);
    let mut tape = Tape::training(7);
    for _ in 0..20 {
        for (x, label) in seen.batches(64, &mut random) {
            tape.reset();
            let loss = net.forward(tape.constant(x)).cross_entropy(&label);
            optimizer.step(&mut net, &loss.backward()?)?;
        }
    }
    let x = tape.constant(&seen.x);
    let distance = (x.mean_axis(0) - net.scale.running_mean.value()) / x.std_axis(0, 1);
    assert!(distance.abs().amax().item()? < 0.3, "{distance}");
    let ratio = x.variance_axis(0, 1) / net.scale.running_var.value();
    assert!(ratio.ln().abs().amax().item()? < 1.0, "{ratio}");

    let right = accuracy(&net, &held_out)?;
    assert!(right >= 0.95, "accuracy {right}");
    // A single sample has no statistics of its own; and inference leaves the running ones alone.
    let before = net.scale.running_mean.value().clone();
    let alone = metrics::predict(&net, &held_out.x.slice(..1)?)?;
    let all = metrics::predict(&net, &held_out.x)?;
    assert_eq!(alone.as_slice()[0], all.as_slice()[0]);
    assert_eq!(*net.scale.running_mean.value(), before);
    Ok(())
}
