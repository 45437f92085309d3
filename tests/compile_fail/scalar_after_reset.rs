//! A scalar variable does not outlive the reset of its tape.
//!
//! error[E0502]: cannot borrow `tape` as mutable because it is also borrowed as immutable
//! at most 10 lines

use wengert::scalar;

fn main() -> wengert::Result<()> {
    let mut tape = scalar::Tape::new();
    let x = tape.var(1.0);
    tape.reset(); // <-
    x.sin().backward()?;
    Ok(())
}
