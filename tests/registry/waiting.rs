//! Arguments that are no healthy variables of the tape.

use crate::draw;
use crate::entry::Entry;
use wengert::{Error, Result, Tape, Var};

/// Anything computed from an error is that same error.
pub fn check_error_passes(entry: &Entry) -> Result<(), String> {
    let sample = &entry.samples[0];
    let inputs = draw::inputs(sample, &mut draw::random_for(entry, 0));
    for bad in 0..inputs.len() {
        let tape = Tape::training(7);
        let mut x: Vec<Var> = inputs.iter().map(|input| tape.var(input)).collect();
        x[bad] = tape.fail("the first cause");
        let y = (entry.double)(&x);
        for outcome in [
            y.value().err(),
            y.sum().backward().err(),
            y.grad(x[bad]).value().err(),
        ] {
            let message = outcome.map_or("no error".into(), |error| error.to_string());
            if !message.starts_with("the first cause") {
                return Err(format!("argument {bad} is an error, the result says: {message}"));
            }
        }
    }
    Ok(())
}

/// A variable of another tape beside one of this is an error that says so.
pub fn check_foreign(entry: &Entry) -> Result<(), String> {
    let sample = &entry.samples[0];
    if sample.len() < 2 {
        return Ok(());
    }
    let inputs = draw::inputs(sample, &mut draw::random_for(entry, 0));
    for bad in 0..inputs.len() {
        let (tape, other) = (Tape::training(7), Tape::training(7));
        let mut x: Vec<Var> = inputs.iter().map(|input| tape.var(input)).collect();
        x[bad] = other.var(&inputs[bad]);
        match (entry.double)(&x).value() {
            Err(error) if names(&error, entry) && error.to_string().contains("another tape") => {}
            Err(error) => {
                return Err(format!(
                    "argument {bad} is of another tape, the error says: {error}"
                ));
            }
            Ok(_) => return Err(format!("argument {bad} is of another tape and nothing is said")),
        }
    }
    Ok(())
}

/// Whether an error begins with the name of an operation that the entry calls.
fn names(error: &Error, entry: &Entry) -> bool {
    let message = error.to_string();
    let operation = message.split(": ").next().unwrap_or_default();
    operation == entry.name || entry.call.contains(&format!(".{operation}("))
}

/// A plain number in each place, and in all, gives a result or an error of the operation, and no panic.
pub fn check_plain_number(entry: &Entry) -> Result<(), String> {
    for (number, sample) in entry.samples.iter().enumerate() {
        let inputs = draw::inputs(sample, &mut draw::random_for(entry, number));
        for plain in 0..inputs.len() {
            let tape = Tape::training(7);
            let mut x: Vec<Var> = inputs.iter().map(|input| tape.var(input)).collect();
            x[plain] = Var::from(0.5);
            let y = (entry.double)(&x);
            let (value, gradients) = (y.value(), y.sum().backward());
            // A number made of numbers alone has nothing to differentiate.
            if value.is_err() && gradients.is_ok() {
                return Err(format!("argument {plain} is a number: no value, but gradients"));
            }
            if let Err(error) = value
                && !names(&error, entry)
            {
                return Err(format!("argument {plain} is a number, the error says: {error}"));
            }
        }
        let numbers = vec![Var::from(0.5); inputs.len()];
        match (entry.double)(&numbers).value() {
            Err(error) if !names(&error, entry) => {
                return Err(format!("all arguments are numbers, the error says: {error}"));
            }
            _ => {}
        }
    }
    Ok(())
}

/// The result stands on the line of the table, not on one inside of Wengert or of its argument.
pub fn check_place(entry: &Entry) -> Result<(), String> {
    for (number, sample) in entry.samples.iter().enumerate() {
        let inputs = draw::inputs(sample, &mut draw::random_for(entry, number));
        let tape = Tape::training(7);
        let x: Vec<Var> = inputs.iter().map(|input| tape.var(input)).collect();
        let y = (entry.double)(&x);
        // What changes nothing gives the argument itself back.
        if x.iter().any(|x| x.id() == y.id()) {
            continue;
        }
        let place = y.place().expect("the result is on a tape");
        if !place.file().contains("registry/table") {
            return Err(format!("the result of sample {number} stands at {place}"));
        }
    }
    Ok(())
}
