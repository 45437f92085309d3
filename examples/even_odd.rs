//! Which numbers are odd? One sigmoid neuron cannot learn it from the number, a hidden layer can learn
//! the ten numbers by heart, and one neuron that sees the binary digits understands.
//!
//! All three are trained by the same six steps of gradient descent.

use wengert::nn::train::Converged;
use wengert::prelude::*;

/// Trains and gives the number of rounds. Step 1, to start small and random, is where the net was made.
fn train(net: &mut dyn Module, x: &Tensor, odd: &Tensor, alpha: f64) -> wengert::Result<usize> {
    let mut tape = Tape::new();
    let mut descent = Sgd::new(alpha);
    let mut converged = Converged::new(1e-3, 10_000);
    for round in 1.. {
        tape.reset();
        // 2. Forward: y = f(xW + b), layer by layer.
        let y = net.forward(tape.constant(x));
        // 3. Loss: how wrong the answers are.
        let loss = y.bce(odd);
        // 4. Backward: the gradient ∇J of the loss by every weight.
        let gradient = loss.backward()?;
        // 5. Update: θ ← θ − α∇J.
        descent.step(net, &gradient)?;
        // 6. Repeat until converged: until the loss is small or no longer falls.
        if converged.after(loss.item()?) || loss.item()? < 0.05 {
            return Ok(round);
        }
    }
    unreachable!("the loop has no end")
}

/// How many answers are on the right side of ½.
fn right(net: &dyn Module, x: &Tensor, odd: &Tensor) -> wengert::Result<usize> {
    let tape = Tape::inference();
    let y = net.forward(tape.constant(x)).value()?;
    Ok(y.iter()
        .zip(odd.iter())
        .filter(|(y, odd)| (*y > 0.5) == (*odd > 0.5))
        .count())
}

/// The numbers themselves, one to a row.
fn raw(numbers: std::ops::Range<usize>) -> wengert::Result<Tensor> {
    let rows: Vec<[f64; 1]> = numbers.map(|number| [number as f64]).collect();
    Tensor::from_rows(&rows)
}

/// The seven binary digits of the numbers, the lowest first.
fn binary(numbers: std::ops::Range<usize>) -> wengert::Result<Tensor> {
    let rows: Vec<[f64; 7]> = numbers
        .map(|number| std::array::from_fn(|k| (number >> k & 1) as f64))
        .collect();
    Tensor::from_rows(&rows)
}

/// The labels: 0, 1, 0, 1, …
fn odd(numbers: std::ops::Range<usize>) -> wengert::Result<Tensor> {
    let rows: Vec<[f64; 1]> = numbers.map(|number| [(number % 2) as f64]).collect();
    Tensor::from_rows(&rows)
}

/// The most that any threshold gets right on the numbers 0 to 9, in either direction.
fn best_threshold() -> usize {
    let above = |threshold: usize| {
        (0..10)
            .filter(|&number| (number >= threshold) == (number % 2 == 1))
            .count()
    };
    (0..=10)
        .map(|threshold| above(threshold).max(10 - above(threshold)))
        .max()
        .unwrap_or(0)
}

fn main() -> wengert::Result<()> {
    let mut rng = Random::seed(3);
    let labels = odd(0..10)?;

    println!("One neuron, y = sigmoid(xW + b), x the number:");
    let mut neuron = (Linear::new(1, 1, &mut rng), Sigmoid);
    let rounds = train(&mut neuron, &raw(0..10)?, &labels, 0.1)?;
    let known = right(&neuron, &raw(0..10)?, &labels)?;
    let unseen = right(&neuron, &raw(10..110)?, &odd(10..110)?)?;
    println!(
        "  {rounds} rounds; right: {known} of the 10 numbers it learnt, {unseen} of 100 that it never saw."
    );
    println!("  The sigmoid only rises or falls, so the neuron is a threshold: all numbers above it get the");
    println!(
        "  same answer. The best threshold of all gets {} of 10.",
        best_threshold()
    );
    assert_eq!(best_threshold(), 6);
    assert!(known <= 6);
    assert_eq!(unseen, 50);

    println!("With a hidden layer of 32 neurons:");
    let mut layers = (
        Linear::new(1, 32, &mut rng),
        Tanh,
        Linear::new(32, 1, &mut rng),
        Sigmoid,
    );
    let rounds = train(&mut layers, &raw(0..10)?, &labels, 0.2)?;
    let known = right(&layers, &raw(0..10)?, &labels)?;
    let unseen = right(&layers, &raw(10..110)?, &odd(10..110)?)?;
    println!(
        "  {rounds} rounds; right: {known} of the 10 numbers it learnt, {unseen} of 100 that it never saw."
    );
    println!("  It bends its curve through the ten numbers, and beyond them the curve is flat.");
    assert_eq!(known, 10);
    assert!((40..=60).contains(&unseen));

    println!("One neuron again, x the binary digits of the number:");
    let mut neuron = (Linear::new(7, 1, &mut rng), Sigmoid);
    let rounds = train(&mut neuron, &binary(0..10)?, &labels, 1.0)?;
    let known = right(&neuron, &binary(0..10)?, &labels)?;
    let unseen = right(&neuron, &binary(10..110)?, &odd(10..110)?)?;
    println!(
        "  {rounds} rounds; right: {known} of the 10 numbers it learnt, {unseen} of 100 that it never saw."
    );
    println!("  The last digit is the answer: what a net can learn depends on what it is shown.");
    assert_eq!((known, unseen), (10, 100));
    Ok(())
}
