//! Errors of variables on no tape. Such a variable is 64 bits: a NaN that no computation makes, and
//! the number of its error in a list of the process.

use crate::error::{Error, ErrorKind};
use crate::tape::Var;
use crate::tensor::Float;
use std::sync::Mutex;

/// The errors so far, each once: as many as there are lines that make them.
static ERRORS: Mutex<Vec<Error>> = Mutex::new(Vec::new());

/// The longest list. Messages that hold numbers could make it longer; what comes later is one error.
const MOST: usize = 1000;

/// The upper half of the bits.
const TAG: u64 = 0x7FF8_5745;

/// The bits of an error.
#[cold]
fn bits_of(error: Error) -> u64 {
    let mut errors = ERRORS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let same = |known: &Error| known.place() == error.place() && known.kind() == error.kind();
    let number = match errors.iter().position(same) {
        Some(number) => number,
        None if errors.len() == MOST => MOST,
        None => {
            errors.push(error);
            errors.len() - 1
        }
    };
    TAG << 32 | number as u64
}

/// Whether the bits of a plain number are those of an error.
#[inline]
pub(crate) fn is_error(bits: u64) -> bool {
    bits >> 32 == TAG
}

/// The error.
#[track_caller]
pub(crate) fn error_of(bits: u64) -> Error {
    let errors = ERRORS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    match errors.get(bits as u32 as usize) {
        Some(error) => error.clone(),
        None => plain_number("Var::from"),
    }
}

/// An operation that plain numbers do not have.
#[track_caller]
pub(crate) fn plain_number(operation: &str) -> Error {
    Error::of_kind(ErrorKind::Variable {
        operation: operation.into(),
        problem: "a plain number stands where a variable of a tape is needed: only element-wise operations \
                  take one; make it with tape.constant(..)"
            .into(),
    })
}

impl<T: Float> Var<'_, T> {
    /// An error that waits, of variables on no tape.
    #[cold]
    pub(crate) fn tapeless_error(error: Error) -> Self {
        Var::plain(f64::from_bits(bits_of(error)))
    }
}
