//! Clipping of gradients.

use wengert_tape::{Float, Gradients};

/// Scales all gradients of parameters together so that their 2-norm is at most `max`; gives the norm
/// that they had.
///
/// A norm that is not a number or infinite cannot be scaled: the gradients are left as they are, and
/// the returned norm tells.
///
/// ```
/// use wengert_nn::clip_norm;
/// use wengert_tape::{Param, Tape, Tensor};
///
/// let w = Param::new([3.0, 4.0]);
/// let tape = Tape::new();
/// let loss = tape.param(&w).square().sum();
/// let mut gradients = loss.backward()?;
/// assert_eq!(clip_norm(&mut gradients, 5.0), 10.0);
/// assert_eq!(gradients.of(&w), Tensor::from([3.0, 4.0]));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[doc(alias = "clip_grad_norm_")]
pub fn clip_norm<T: Float>(gradients: &mut Gradients<T>, max: f64) -> f64 {
    clip_norm_of_order(gradients, max, 2.0)
}

/// [`clip_norm`] for the p-norm (Σ|g|ᵖ)^(1/p), p ≥ 1; with p infinite, the largest magnitude.
///
/// ```
/// use wengert_nn::optim::clip_norm_of_order;
/// use wengert_tape::{Param, Tape, Tensor};
///
/// let w = Param::new([3.0, -4.0]);
/// let tape = Tape::new();
/// let mut gradients = tape.param(&w).square().sum().backward()?;
/// assert_eq!(clip_norm_of_order(&mut gradients, 4.0, f64::INFINITY), 8.0);
/// assert_eq!(gradients.of(&w), Tensor::from([3.0, -4.0]));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
pub fn clip_norm_of_order<T: Float>(gradients: &mut Gradients<T>, max: f64, p: f64) -> f64 {
    let total = norm(gradients, p);
    if total > max && total.is_finite() {
        let factor = T::of(max / total);
        for (_, gradient) in gradients.params_mut() {
            for element in gradient.as_mut_slice() {
                *element = *element * factor;
            }
        }
    }
    total
}

/// Brings every element of the gradients of parameters between −limit and limit; NaN stays.
///
/// ```
/// use wengert_nn::clip_value;
/// use wengert_tape::{Param, Tape, Tensor};
///
/// let w = Param::new([3.0, -0.25]);
/// let tape = Tape::new();
/// let mut gradients = tape.param(&w).square().sum().backward()?;
/// clip_value(&mut gradients, 1.0);
/// assert_eq!(gradients.of(&w), Tensor::from([1.0, -0.5]));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[doc(alias = "clip_grad_value_")]
pub fn clip_value<T: Float>(gradients: &mut Gradients<T>, limit: f64) {
    let limit = T::of(limit);
    for (_, gradient) in gradients.params_mut() {
        for element in gradient.as_mut_slice() {
            *element = element.max_or_nan(-limit).min_or_nan(limit);
        }
    }
}

fn norm<T: Float>(gradients: &Gradients<T>, p: f64) -> f64 {
    let over = |f: &dyn Fn(&[T]) -> f64, join: fn(f64, f64) -> f64| {
        gradients
            .params()
            .map(|(_, gradient)| f(gradient.as_slice()))
            .fold(0.0, join)
    };
    let largest = over(&|gradient| lanes(gradient, f64::abs, maximum), maximum);
    if p == f64::INFINITY || largest == 0.0 || !largest.is_finite() {
        return largest;
    }
    // Scaled only where squares could overflow or vanish: the division costs more than the rest.
    let scale = if (1e-100..1e100).contains(&largest) {
        1.0
    } else {
        largest
    };
    let sum = if p == 2.0 && scale == 1.0 {
        over(&|gradient| lanes(gradient, |x| x * x, plus), plus)
    } else {
        over(
            &|gradient| lanes(gradient, |x| (x.abs() / scale).powf(p), plus),
            plus,
        )
    };
    let root = if p == 2.0 { sum.sqrt() } else { sum.powf(1.0 / p) };
    scale * root
}

fn plus(a: f64, b: f64) -> f64 {
    a + b
}

/// Like `f64::max`, but NaN wins.
fn maximum(a: f64, b: f64) -> f64 {
    if a > b || a.is_nan() { a } else { b }
}

/// Σ f(x), or another such fold that starts from 0, in eight strands: a single one waits for itself.
fn lanes<T: Float>(elements: &[T], f: impl Fn(f64) -> f64, join: impl Fn(f64, f64) -> f64) -> f64 {
    const STRANDS: usize = 8;
    let mut strands = [0.0; STRANDS];
    let (blocks, rest) = elements.as_chunks::<STRANDS>();
    for block in blocks {
        for (strand, element) in strands.iter_mut().zip(block) {
            *strand = join(*strand, f(element.f64()));
        }
    }
    for (strand, element) in strands.iter_mut().zip(rest) {
        *strand = join(*strand, f(element.f64()));
    }
    strands.into_iter().fold(0.0, join)
}
