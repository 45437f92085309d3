//! How programs are built around variables: functions, structs, closures, vectors, `?`.

use crate::{Result, assert_close};
use wengert::prelude::*;

fn attention<'t>(query: Var<'t, f32>, key: Var<'t, f32>, tape: &'t Tape<f32>) -> Var<'t, f32> {
    let scale = 1.0 / (key.shape()[1] as f64).sqrt();
    let mask = tape.constant(Tensor::zeros([2, 2]));
    query.matmul(key.t()) * scale + mask
}

fn noise(tape: &Tape<f32>) -> Var<'_, f32> {
    tape.constant([0.1, 0.2, 0.3, 0.4])
}

struct Encoded<'t> {
    mean: Var<'t, f32>,
    scale: Var<'t, f32>,
}

#[test]
fn variables_live_in_structs_and_go_through_functions() -> Result {
    let tape = Tape::<f32>::new();
    let encoded = Encoded {
        mean: tape.var([0.0, 1.0, 2.0, 3.0]),
        scale: tape.var([1.0, 2.0, 3.0, 4.0]),
    };
    let sample = encoded.mean + encoded.scale * noise(&tape);
    let query = sample.reshape([2, -1]);
    let gradients = attention(query, query, &tape).sum().backward()?;
    assert_eq!(gradients.wrt(encoded.mean)?.shape(), [4]);
    assert_eq!(gradients.wrt(encoded.scale)?.shape(), [4]);
    Ok(())
}

#[test]
fn function_pointers_choose_an_activation() -> Result {
    let activations: [fn(Var<f32>) -> Var<f32>; 2] = [|x| x.tanh(), |x| x.relu()];
    let tape = Tape::<f32>::new();
    let x = tape.var([0.5, -0.5]);
    let all: Vec<Var<f32>> = activations.iter().map(|activation| activation(x)).collect();
    let total: Var<f32> = all.iter().sum();
    let value = |v: Var<'_, f32>| -> f32 { v.sum().item().unwrap() };
    assert_eq!(value(total), 0.5);
    Ok(())
}

#[test]
fn variables_wait_in_a_vector_to_be_differentiated_by() -> Result {
    let tape = Tape::new();
    let mut state = tape.var([[1.0, 2.0]]);
    let weights = Tensor::from([[0.5, -0.25], [0.125, 0.75]]);
    let mut states: Vec<Var> = Vec::new();
    for _ in 0..3 {
        state = state.matmul(&weights).tanh();
        states.push(state);
    }
    let loss = state.sum();
    let gradients = loss.grad(&states);
    assert_eq!(gradients.len(), 3);
    assert_eq!(gradients[2].value()?, Tensor::from([[1.0, 1.0]]));
    Ok(())
}

#[test]
fn gradients_of_an_intermediate_are_an_error_not_zeros() -> Result {
    let tape = Tape::new();
    let x = tape.var([1.0, 2.0]);
    let hidden = x.tanh();
    let gradients = hidden.sum().backward()?;
    assert_eq!(gradients.wrt(x)?.shape(), [2]);
    assert!(gradients.wrt(hidden).is_err());
    Ok(())
}

fn bounded(tape: &Tape, limit: f64) -> wengert::Result<f64> {
    let x = tape.var([1.0, 2.0]);
    let y = x.sum();
    if y.item()? > limit {
        return Err(wengert::Error::new("the sum is too large"));
    }
    y.grad(x).sum().item()
}

#[test]
fn errors_of_our_own_and_of_the_user_go_through_the_question_mark()
-> std::result::Result<(), Box<dyn std::error::Error>> {
    let tape = Tape::new();
    assert_close(bounded(&tape, 10.0)?, 2.0);
    let error = bounded(&tape, 1.0).unwrap_err();
    assert!(error.to_string().starts_with("the sum is too large"));
    assert!(error.place().file().ends_with("structure.rs"));

    let number: f64 = "3.5".parse()?;
    assert_close(tape.var(number).item()?, 3.5);
    Ok(())
}

#[test]
fn gradients_accumulate_over_resets_of_the_tape() -> Result {
    let weight = Param::new([[0.5, -1.0]]);
    let mut tape = Tape::new();
    let mut total: Option<Gradients> = None;
    for i in 0..3 {
        tape.reset();
        let sample = tape.constant([[f64::from(i), 1.0]]);
        let gradients = (sample * &weight).sum().backward()?;
        total = Some(match total {
            None => gradients,
            Some(earlier) => earlier.merge(gradients),
        });
    }
    let total = total.expect("there were samples");
    assert_eq!(total.of(&weight), Tensor::from([[3.0, 3.0]]));
    Ok(())
}

fn rng(seed: u64) -> Random {
    Random::seed(seed)
}

#[test]
fn a_generator_may_have_the_name_of_the_function_that_made_it() {
    let first = Tensor::<f64>::randn([3], &mut rng(42));
    let mut rng = rng(42);
    let second = Tensor::<f64>::randn([3], &mut rng);
    let third = Tensor::<f64>::randn([3], &mut rng);
    assert_eq!(first, second);
    assert_ne!(second, third);
}
