//! Polygamma functions of orders that no formula asks for, but that a program may.

use wengert_tape::{Result, Tape};

#[test]
fn the_last_order_has_a_gradient() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var([0.5_f64, 1e300]);
    let slope = x.polygamma(u32::MAX).sum().grad(x).value()?;
    assert!(slope.iter().all(|slope| !slope.is_nan()), "{slope}");
    Ok(())
}

#[test]
fn order_two_hundred_is_finite_where_its_factorial_is_not() -> Result<()> {
    let tape = Tape::new();
    let value = tape.var([3.0_f64, 30.0]).polygamma(200).value()?;
    let values = value.as_slice();
    assert!((values[0] / -9.897e278 - 1.0).abs() < 1e-3, "{value}");
    assert!((values[1] / -9.911e77 - 1.0).abs() < 1e-3, "{value}");
    Ok(())
}
