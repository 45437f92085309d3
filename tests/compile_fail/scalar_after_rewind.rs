//! Rewinding ends the variables of before the mark too, but for those that the mark gives back.
//!
//! error[E0502]: cannot borrow `tape` as mutable because it is also borrowed as immutable
//! at most 11 lines

use wengert::scalar;

fn main() -> wengert::Result<()> {
    let mut tape = scalar::Tape::new();
    let [rate, spot] = tape.vars([0.05, 100.0]);
    let mark = tape.mark([rate]);
    let [rate] = tape.rewind(&mark); // <-
    (rate * spot).backward()?;
    Ok(())
}
