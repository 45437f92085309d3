//! Arguments that do not fit: each is an error that names the operation, the shapes or values, and
//! the line here.

use crate::entry::{Entry, ErrorInputs};
use wengert::{Indices, Padding, Tape, Tensor, Var, bilinear, concat, einsum, stack};

type Attempt = for<'t> fn(&'t Tape) -> Var<'t>;

/// A call that cannot work and the words that its message must hold beside the operation's name.
pub struct Misuse {
    pub operation: &'static str,
    file: &'static str,
    line: u32,
    attempt: Attempt,
    words: &'static [&'static str],
}

/// Lines from the beginning of an entry here to the call in it.
const SPAN: u32 = 4;

macro_rules! misuse {
    ($operation:literal, |$tape:ident| $call:expr, $words:expr) => {
        Misuse {
            operation: $operation,
            file: file!(),
            line: line!(),
            attempt: |$tape| $call,
            words: &$words,
        }
    };
}

mod elementwise;
mod indexing;
mod losses;
mod products;
mod reductions;
mod scans;
mod shapes;
mod transforms;

fn zeros<'t>(tape: &'t Tape, shape: &[usize]) -> Var<'t> {
    tape.var(Tensor::zeros(shape))
}

/// A variable of another tape.
fn foreign<'t>(shape: &[usize]) -> Var<'t> {
    Box::leak(Box::new(Tape::new())).var(Tensor::zeros(shape))
}

/// Indices of another tape.
fn foreign_indices<'t>() -> Indices<'t> {
    foreign(&[2]).argsort(0, false)
}

/// As many elements as no memory holds, in a view of one.
fn huge<'t>(tape: &'t Tape, size: usize) -> Var<'t> {
    zeros(tape, &[]).broadcast_to([size])
}

pub fn misuses() -> Vec<Misuse> {
    let families = [
        elementwise::misuses(),
        reductions::misuses(),
        scans::misuses(),
        shapes::misuses(),
        indexing::misuses(),
        products::misuses(),
        losses::misuses(),
        transforms::misuses(),
    ];
    families.into_iter().flatten().collect()
}

#[test]
fn every_misuse_names_operation_shapes_and_line() {
    let misuses = misuses();
    let failures: Vec<String> = misuses.iter().filter_map(|misuse| check(misuse).err()).collect();
    assert!(
        failures.is_empty(),
        "{} of {} misuses are not reported well:\n{}",
        failures.len(),
        misuses.len(),
        failures.join("\n")
    );
}

/// Whether an entry's operation refuses each of its inputs where it does not broadcast beside the others.
pub fn check_misfits(entry: &Entry) -> Result<(), String> {
    if entry.error_inputs != ErrorInputs::Misfits {
        return Ok(());
    }
    let arity = entry.samples[0].len();
    for odd in 0..arity {
        let tape = Tape::training(7);
        let shape = |k: usize| if k == odd { [2] } else { [3] };
        let x: Vec<Var> = (0..arity).map(|k| tape.var(Tensor::ones(shape(k)))).collect();
        let Err(error) = (entry.double)(&x).value() else {
            return Err(format!("argument {odd} does not broadcast, and nothing is said"));
        };
        let message = error.to_string();
        let expected = [
            format!("{}: ", entry.name),
            "[2]".into(),
            "[3]".into(),
            "registry/table".into(),
        ];
        if let Some(word) = expected.iter().find(|word| !message.contains(&word[..])) {
            return Err(format!(
                "argument {odd} does not broadcast, the message lacks {word:?}: {message}"
            ));
        }
    }
    Ok(())
}

fn check(misuse: &Misuse) -> Result<(), String> {
    let place = format!("{} ({}:{})", misuse.operation, misuse.file, misuse.line);
    // On a training tape: random operations must have their seed, so that only the misuse is wrong.
    let tape = Tape::training(7);
    let y = (misuse.attempt)(&tape);
    let Err(error) = y.value() else {
        return Err(format!("{place}: no error"));
    };
    let message = error.to_string();
    for word in misuse.words {
        if !message.contains(word) {
            return Err(format!("{place}: the message lacks {word:?}: {message}"));
        }
    }
    if !message.starts_with(&format!("{}:", misuse.operation)) {
        return Err(format!(
            "{place}: the message does not begin with the operation: {message}"
        ));
    }
    let line = error.place().line();
    let is_here = error.place().file() == misuse.file && (misuse.line..misuse.line + SPAN).contains(&line);
    if !is_here {
        return Err(format!("{place}: the error is placed elsewhere: {message}"));
    }
    match y.sum().backward() {
        Ok(_) => Err(format!("{place}: gradients of an error")),
        Err(second) if second.to_string() == message => Ok(()),
        Err(second) => Err(format!("{place}: backward says something else: {second}")),
    }
}
