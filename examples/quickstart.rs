//! An expression and its gradient, checked against the derivative from the textbook.

use wengert::prelude::*;

fn main() -> wengert::Result<()> {
    let tape = Tape::new();
    let x = tape.var([0.5, 1.0, 2.0]);
    let y = (x.sin() * x).sum();
    let gradient = y.grad(x);
    println!("y = Σ x sin x = {y}");
    println!("dy/dx = {gradient}");
    println!("d²y/dx² = {}", gradient.sum().grad(x));

    let textbook = x.sin() + x * x.cos();
    assert!(gradient.value()?.allclose(&textbook.value()?, 1e-12, 0.0));
    Ok(())
}
