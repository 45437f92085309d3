//! Newton's method in a thousand dimensions without a matrix: conjugate gradients find each step from
//! products of the Hessian with a vector, which cost about as much as a gradient.

use wengert::prelude::*;

const DIMENSIONS: usize = 1000;

/// A curved valley whose floor hardly falls (H. H. Rosenbrock, 1960); its lowest point is (1, …, 1).
fn rosenbrock(x: Var) -> Var {
    let (a, b) = (x.slice(..-1), x.slice(1..));
    (100.0 * (b - a.square()).square() + (1.0 - a).square()).sum()
}

/// Solves H·step = −gradient as exactly as it pays this far from the end (truncated Newton: R. Dembo
/// and T. Steihaug, 1983). Gives the step and the number of products.
fn newton_step<'t>(f: Var<'t>, x: Var<'t>) -> wengert::Result<(Var<'t>, usize)> {
    let mut residual = -f.grad(x);
    let mut direction = residual;
    let mut step = 0.0 * x;
    let mut squared = residual.dot(residual);
    let norm = squared.item()?.sqrt();
    let enough = norm * norm.sqrt().min(0.1);
    for products in 1.. {
        let curved = f.hvp(x, direction);
        let curvature = direction.dot(curved);
        if curvature.item()? <= 0.0 {
            // The function bends down this way: no quadratic bowl has its bottom here.
            return Ok((if products == 1 { direction } else { step }, products));
        }
        let length = squared / curvature;
        step += length * direction;
        residual -= length * curved;
        let next = residual.dot(residual);
        if next.item()?.sqrt() < enough || products == 2 * DIMENSIONS {
            return Ok((step, products));
        }
        direction = residual + next / squared * direction;
        squared = next;
    }
    unreachable!("the loop has no end")
}

fn main() -> wengert::Result<()> {
    let mut tape = Tape::new();
    let mut at = Tensor::uniform([DIMENSIONS], 0.0, 2.0, &mut Random::seed(1));
    println!("step            f      |gradient|   products");
    for iteration in 0..100 {
        tape.reset();
        let x = tape.var(&at);
        let f = rosenbrock(x);
        let height = f.item()?;
        let slope = f.grad(x).norm().item()?;
        if slope < 1e-10 {
            println!("{iteration:4}   {height:10.3e}   {slope:10.3e}");
            break;
        }
        let (step, products) = newton_step(f, x)?;
        println!("{iteration:4}   {height:10.3e}   {slope:10.3e}   {products:6}");
        let promised = f.grad(x).dot(step).item()?;
        let mut length = 1.0;
        while rosenbrock(x + length * step).item()? > height + 1e-4 * length * promised {
            length *= 0.5;
        }
        at = (x + length * step).value()?;
    }
    let worst = at.iter().map(|x| (x - 1.0).abs()).fold(0.0, f64::max);
    println!("farthest coordinate from the answer: {worst:.1e}");
    assert!(worst < 1e-9, "Newton's method did not arrive");
    Ok(())
}
