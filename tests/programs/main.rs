//! Programs that users write, one idea each: they must compile as they stand and give what they say.

mod expressions;
mod generic_code;
mod gradients;
mod models;
mod own_operations;
mod parallel;
mod places;
mod real_numbers;
mod scalars;
mod structure;
mod tensors;
mod training;

/// The result of most programs.
type Result = wengert::Result<()>;

/// Equal but for the rounding of a few operations, or for the error of a finite difference.
#[track_caller]
fn assert_close(found: f64, expected: f64) {
    let tolerance = 1e-9 * (1.0 + expected.abs());
    assert!((found - expected).abs() <= tolerance, "{found} is not {expected}");
}

/// The slope of a function of one number by a central difference, good to about nine digits.
fn slope(f: impl Fn(f64) -> f64, x: f64) -> f64 {
    let step = 1e-3;
    // Five points: the error is of the fourth order of the step.
    let near = f(x + step) - f(x - step);
    let far = f(x + 2.0 * step) - f(x - 2.0 * step);
    (8.0 * near - far) / (12.0 * step)
}
