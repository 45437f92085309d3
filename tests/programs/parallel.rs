//! Data in parallel: a tape per thread, gradients that travel.

use crate::Result;
use rayon::prelude::*;
use wengert::prelude::*;

type Model = (Linear<f32>, BatchNorm1d<f32>);

fn model_and_shards() -> (Model, Vec<Tensor<f32>>) {
    let mut random = Random::seed(3);
    let model = (Linear::new(2, 3, &mut random), BatchNorm1d::new(3));
    let shards = (0..4).map(|_| Tensor::randn([5, 2], &mut random)).collect();
    (model, shards)
}

fn gradients(model: &Model, shard: &Tensor<f32>) -> wengert::Result<Gradients<f32>> {
    let tape = Tape::training(1);
    let y = model.forward(tape.constant(shard));
    (y * y * y).sum().backward()
}

#[test]
fn threads_and_rayon_give_the_gradients_of_a_loop() -> Result {
    let (model, shards) = model_and_shards();
    let mut in_turn = gradients(&model, &shards[0])?;
    for shard in &shards[1..] {
        in_turn = in_turn.merge(gradients(&model, shard)?);
    }

    let threads = std::thread::scope(|scope| {
        let model = &model;
        let running: Vec<_> = shards
            .iter()
            .map(|shard| scope.spawn(move || gradients(model, shard)))
            .collect();
        let finished = running.into_iter().map(|thread| thread.join().unwrap());
        finished
            .reduce(|first, second| Ok(first?.merge(second?)))
            .unwrap()
    })?;
    assert_eq!(threads.of(&model.0.weight), in_turn.of(&model.0.weight));

    let each: Vec<_> = shards
        .par_iter()
        .map(|shard| gradients(&model, shard))
        .collect::<wengert::Result<_>>()?;
    let rayon = each.into_iter().reduce(Gradients::merge).unwrap();
    assert_eq!(rayon.of(&model.0.weight), in_turn.of(&model.0.weight));
    Ok(())
}

#[test]
fn merged_gradients_of_replicas_step_the_model_and_its_statistics() -> Result {
    let (mut model, shards) = model_and_shards();
    let merged = shards
        .par_iter()
        .map(|shard| gradients(&model, shard))
        .reduce_with(|first, second| Ok(first?.merge(second?)))
        .unwrap()?;
    let weight = model.0.weight.value().clone();
    let mean = model.1.running_mean.value().clone();
    Sgd::new(0.01).step(&mut model, &merged)?;
    assert_ne!(*model.0.weight.value(), weight);
    assert_ne!(*model.1.running_mean.value(), mean);
    Ok(())
}

#[test]
fn each_thread_reuses_a_tape_of_its_own() -> Result {
    let (model, shards) = model_and_shards();
    let sum = |tape: &mut Tape<f32>, shard: &Tensor<f32>| {
        tape.reset();
        model.forward(tape.constant(shard)).sum().item()
    };
    let in_turn: Vec<f32> = shards
        .iter()
        .map(|shard| sum(&mut Tape::inference(), shard))
        .collect::<wengert::Result<_>>()?;
    let parallel: Vec<f32> = shards
        .par_iter()
        .map_init(Tape::<f32>::inference, sum)
        .collect::<wengert::Result<_>>()?;
    assert_eq!(parallel, in_turn);
    Ok(())
}
