//! Random numbers on the tape.

use wengert_tape::{Result, Tape, Tensor};

fn noise(threads: usize) -> Result<[Tensor<f32>; 4]> {
    wengert_tape::set_threads(threads);
    let tape = Tape::<f32>::training(11);
    let values = [
        tape.normal([300, 301]).value()?,
        tape.uniform([300, 301], -2.0, 3.0).value()?,
        tape.bernoulli([300, 301], 0.3).value()?,
        tape.constant(Tensor::ones([300, 301])).dropout(0.25).value()?,
    ];
    wengert_tape::set_threads(0);
    Ok(values)
}

#[test]
fn noise_does_not_depend_on_threads() -> Result<()> {
    let one = noise(1)?;
    assert_eq!(one, noise(2)?);
    assert_eq!(one, noise(4)?);
    Ok(())
}

#[test]
fn noise_has_the_moments_of_its_law() -> Result<()> {
    let [normal, uniform, mask, dropped] = noise(2)?;
    let mean =
        |x: &Tensor<f32>, f: fn(f64) -> f64| x.iter().map(|x| f(f64::from(x))).sum::<f64>() / x.len() as f64;
    let close = |x: f64, y: f64, within: f64| assert!((x - y).abs() < within, "{x} is not {y}");
    close(mean(&normal, |x| x), 0.0, 0.02);
    close(mean(&normal, |x| x * x), 1.0, 0.03);
    close(mean(&normal, |x| x.powi(4)), 3.0, 0.15);
    close(mean(&uniform, |x| x), 0.5, 0.03);
    close(mean(&uniform, |x| (x - 0.5).powi(2)), 25.0 / 12.0, 0.04);
    close(mean(&mask, |x| x), 0.3, 0.01);
    close(mean(&dropped, |x| x), 1.0, 0.01);
    assert!(uniform.iter().all(|x| (-2.0..3.0).contains(&x)));
    Ok(())
}

#[test]
fn every_draw_and_every_run_is_another() -> Result<()> {
    let mut tape = Tape::<f64>::training(1);
    let (first, second) = (tape.normal([8]).value()?, tape.normal([8]).value()?);
    tape.reset();
    let third = tape.normal([8]).value()?;
    assert_ne!(first, second);
    assert_ne!(first, third);
    assert_ne!(Tape::<f64>::training(2).normal([8]).value()?, first);
    assert_eq!(Tape::<f64>::training(1).normal([8]).value()?, first);
    Ok(())
}

#[test]
fn dropout_divides_what_it_keeps_and_passes_its_gradient() -> Result<()> {
    let tape = Tape::<f64>::training(3);
    let x = tape.var(Tensor::full([1000], 2.0));
    let y = x.dropout(0.2);
    let value = y.value()?;
    let gradient = y.sum().grad(x).value()?;
    for (y, g) in value.iter().zip(gradient.iter()) {
        assert!(
            (y == 0.0 && g == 0.0) || (y == 2.0 / 0.8 && g == 1.0 / 0.8),
            "{y} {g}"
        );
    }
    assert_eq!(value, y.value()?);
    assert_eq!(x.dropout(1.0).value()?, Tensor::zeros([1000]));
    assert_eq!(x.dropout(0.0).value()?, Tensor::full([1000], 2.0));
    Ok(())
}

#[test]
fn a_dropped_infinity_is_zero() -> Result<()> {
    let tape = Tape::<f64>::training(3);
    let x = tape.var(Tensor::zeros([100]));
    let y = x.ln().dropout(0.5);
    assert!(y.value()?.iter().all(|y| y == 0.0 || y == f64::NEG_INFINITY));
    let gradient = y.sum().grad(x).value()?;
    assert!(gradient.iter().all(|g| g == 0.0 || g == f64::INFINITY));
    Ok(())
}

#[test]
fn dropout_needs_to_know_whether_the_tape_trains() -> Result<()> {
    let tape = Tape::new();
    let error = tape.var([1.0]).dropout(0.5).value().unwrap_err().to_string();
    assert!(
        error.contains("Tape::training(seed) or Tape::inference()"),
        "{error}"
    );
    let tape = Tape::inference();
    assert_eq!(tape.var([1.0]).dropout(0.5).value()?, Tensor::from([1.0]));
    Ok(())
}

#[test]
fn impossible_laws_are_named() {
    let tape = Tape::<f64>::training(1);
    let table = [
        (
            tape.uniform([2], 1.0, 0.0),
            "uniform: the numbers cannot lie between 1 and 0",
        ),
        (tape.bernoulli([2], 1.5), "bernoulli: 1.5 is not a probability"),
        (
            tape.var([1.0]).dropout(f64::NAN),
            "dropout: NaN is not a probability",
        ),
    ];
    for (variable, expected) in table {
        let text = variable.value().unwrap_err().to_string();
        assert!(text.starts_with(expected), "{text}");
    }
}

#[test]
fn a_gradient_of_the_parameters_of_a_sample() -> Result<()> {
    let tape = Tape::<f64>::training(5);
    let (mean, deviation) = (tape.var(1.0), tape.var(2.0));
    let noise = tape.normal([50]);
    let y = (mean + deviation * noise).sum();
    let [gm, gd] = y.grad([mean, deviation]);
    assert_eq!(gm.item()?, 50.0);
    assert!((gd.item()? - noise.sum().item()?).abs() < 1e-12);
    Ok(())
}
