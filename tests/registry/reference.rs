//! Values against the formulas and properties that the table gives.

use crate::derivatives::variables;
use crate::draw;
use crate::entry::{Entry, Reference};
use wengert::Tape;

/// Formulas by the definition differ by the rounding of a few operations.
const FORMULA: f64 = 1e-14;

pub fn check_entry(entry: &Entry) -> Result<(), String> {
    let Some(reference) = entry.reference else {
        return Ok(());
    };
    for (number, sample) in entry.samples.iter().chain(&entry.large).enumerate() {
        let inputs = draw::inputs(sample, &mut draw::random_for(entry, number));
        let tape = Tape::training(7);
        let value = (entry.double)(&variables(&tape, &inputs))
            .value()
            .map_err(|error| error.to_string())?;
        let outcome = match reference {
            Reference::Property(property) => property(&inputs, &value),
            Reference::Formula(formula) => {
                let expected = formula(&inputs);
                let report = value.compare(&expected, FORMULA, FORMULA);
                match value.shape() == expected.shape() && report.is_close() {
                    true => Ok(()),
                    false => Err(format!("{:?} is wanted: {report}", expected.shape())),
                }
            }
        };
        outcome.map_err(|problem| format!("sample {number}: {problem}"))?;
    }
    Ok(())
}
