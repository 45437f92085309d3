//! Tells malignant from benign tumours, and how far to trust that: five-fold cross-validation, in which
//! every tumour is judged once by a net that never saw it.

use wengert::nn::metrics::confusion_matrix;
use wengert::prelude::*;

const FOLDS: usize = 5;
const EPOCHS: usize = 30;

fn main() -> wengert::Result<()> {
    let mut rng = Random::seed(1);
    let tumours = data::breast_cancer()?;
    let mut right = 0.0;
    for (fold, (mut train, mut test)) in tumours.k_folds(FOLDS, &mut rng).enumerate() {
        // Scaled by what is known of the training part only: the test part must stay unseen.
        let statistics = train.statistics();
        train.standardise(&statistics)?;
        test.standardise(&statistics)?;

        let mut net = (
            Linear::<f32>::new(30, 16, &mut rng),
            Relu,
            Dropout(0.2),
            Linear::new(16, 2, &mut rng),
        );
        let mut optimizer = AdamW::new(0.01).weight_decay(0.1);
        let mut tape = Tape::training(fold as u64);
        for _ in 0..EPOCHS {
            for (x, label) in train.batches(32, &mut rng) {
                tape.reset();
                let loss = net.forward(tape.constant(x)).cross_entropy(&label);
                optimizer.step(&mut net, &loss.backward()?)?;
            }
        }

        let judged = confusion_matrix(&net, &test)?;
        println!("Fold {}: {:.1} % right", fold + 1, 100.0 * judged.accuracy());
        println!("{judged}");
        right += judged.accuracy() * test.len() as f64;
    }
    let accuracy = right / tumours.len() as f64;
    println!("All {} tumours: {:.1} % right", tumours.len(), 100.0 * accuracy);
    assert!(
        accuracy >= 0.96,
        "fewer than 96 % of the tumours were judged right"
    );
    Ok(())
}
