//! A report in words.

use super::{Entry, Outcome, Report, Source, Verdict};
use std::fmt;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.order {
            1 => "gradient",
            _ => "second derivatives",
        };
        let verdict = match self.verdict() {
            Verdict::Passed => "right",
            Verdict::Wrong => "WRONG",
            Verdict::Noisy => "too noisy to tell",
            Verdict::Failed => "could not be checked",
        };
        writeln!(f, "{what}: {verdict}")?;
        if let Some(error) = &self.error {
            return writeln!(f, "  {error}");
        }
        let mut compared = vec![format!("{} elements", self.checked)];
        if self.along_directions > 0 {
            compared.push(format!("{} random directions", self.along_directions));
        }
        let count = self.inputs.len();
        let inputs = if count == 1 {
            "1 input".into()
        } else {
            format!("{count} inputs")
        };
        write!(f, "  {} of {inputs} compared", compared.join(" and "))?;
        for (number, what) in [
            (self.wrong, "wrong"),
            (self.noisy, "too noisy"),
            (self.kinks, "on a kink"),
            (self.jumps, "on a jump"),
        ] {
            if number > 0 {
                write!(f, ", {number} {what}")?;
            }
        }
        writeln!(f, "; tolerance {:.0e}", self.tolerance)?;
        let is_corner = |entry: &&Entry| matches!(entry.outcome, Outcome::Kink { .. } | Outcome::Jump { .. });
        if let Some(worst) = self.worst().filter(|worst| !is_corner(worst)) {
            self.write_worst(f, worst)?;
        }
        for entry in self.entries.iter().filter(is_corner).take(3) {
            self.write_corner(f, entry)?;
        }
        if let Some(difference) = self.modes {
            let verdict = if self.modes_disagree() {
                "DISAGREE"
            } else {
                "agree"
            };
            writeln!(f, "  forward and reverse mode {verdict} to {difference:.1e}")?;
        }
        if let Some(blame) = &self.blame {
            writeln!(
                f,
                "  most to blame: {} at {}: for its argument {} the rule gives {:.6}, differences give {:.6}",
                blame.operation, blame.place, blame.argument, blame.analytic, blame.numeric
            )?;
        }
        match self.advice() {
            Some(advice) => writeln!(f, "  look next at: {advice}"),
            None => Ok(()),
        }
    }
}

impl Report {
    fn name_of(&self, input: usize) -> String {
        match self.inputs.get(input) {
            Some((name, _)) if !name.is_empty() => format!("`{name}`"),
            _ => format!("input {input}"),
        }
    }

    fn place_of(&self, entry: &Entry) -> String {
        let name = self.name_of(entry.input);
        match &entry.index {
            None => format!("{name} along a random direction"),
            Some(index) if index.is_empty() => name,
            Some(index) => format!("{name} at {index:?}"),
        }
    }

    /// Where the gradient comes from.
    fn source(&self) -> &'static str {
        match self.source {
            Source::Hand => "by hand",
            Source::Rules | Source::Numbers => "by the rules",
        }
    }

    fn write_worst(&self, f: &mut fmt::Formatter<'_>, entry: &Entry) -> fmt::Result {
        writeln!(f, "  worst: {}", self.place_of(entry))?;
        writeln!(f, "    {:<16} {:+.10e}", self.source(), entry.analytic)?;
        writeln!(
            f,
            "    by differences   {:+.10e} ± {:.1e}",
            entry.numeric, entry.uncertainty
        )?;
        let size = entry.analytic.abs().max(entry.numeric.abs());
        let relative = if size > 0.0 {
            entry.difference() / size
        } else {
            0.0
        };
        writeln!(
            f,
            "    difference       {:.1e} (relative {relative:.1e}), allowed {:.1e}",
            entry.difference(),
            entry.allowed
        )
    }

    fn write_corner(&self, f: &mut fmt::Formatter<'_>, entry: &Entry) -> fmt::Result {
        let (place, claim) = (self.place_of(entry), rounded(entry.analytic));
        let source = self.source();
        match entry.outcome {
            Outcome::Kink { left, right } => writeln!(
                f,
                "  kink: {place}: slope {} to the left, {} to the right, {claim} {source}",
                rounded(left),
                rounded(right)
            ),
            Outcome::Jump { left, right } => writeln!(
                f,
                "  jump: {place}: the value changes by {} to the left, {} to the right; slope {claim} {source}",
                rounded(left),
                rounded(right)
            ),
            _ => Ok(()),
        }
    }

    fn advice(&self) -> Option<String> {
        if self.error.is_some() {
            return None;
        }
        if let Some(blame) = &self.blame {
            return Some(match blame.operation.as_str() {
                "stop_gradient" => "this stop_gradient: the value passes, the derivative does not".into(),
                operation => format!("the derivative rule of {operation}"),
            });
        }
        let worst = self.worst()?;
        match self.verdict() {
            Verdict::Wrong => Some(match self.source {
                Source::Rules => self.advice_for_rules(worst),
                Source::Numbers => self.advice_for_numbers(worst),
                Source::Hand => self.advice_by_hand(worst),
            }),
            Verdict::Noisy => {
                Some("the sizes of intermediate values (cancellation), a larger step, or other inputs".into())
            }
            _ => None,
        }
    }

    fn advice_for_rules(&self, worst: &Entry) -> String {
        if self.wrong == 0 {
            return "the jvp rule of an operation of your own: reverse mode agrees with the differences"
                .into();
        }
        if worst.analytic == 0.0 {
            return format!(
                "how the result depends on {}: through a value taken off the tape, no_grad or a constant?",
                self.name_of(worst.input)
            );
        }
        if !worst.analytic.is_finite() {
            return "tape.anomaly() after backward(), which names the operation".into();
        }
        "parts of the function one by one: no single operation on the path is wrong by itself".into()
    }

    fn advice_for_numbers(&self, worst: &Entry) -> String {
        let place = self.place_of(worst);
        if self.wrong == 0 {
            return "the partial derivatives that `custom` is given, against its value".into();
        }
        if worst.analytic == 0.0 {
            return format!(
                "how the result depends on {place}: through value(), stop_gradient or a constant?"
            );
        }
        if !worst.analytic.is_finite() {
            return format!("the domains of the functions that {place} goes into");
        }
        "derivatives of your own (`custom`), and values taken off the tape: value(), stop_gradient".into()
    }

    fn advice_by_hand(&self, worst: &Entry) -> String {
        let place = self.place_of(worst);
        match worst.analytic.is_finite() {
            true => format!("the formula of the gradient by hand for {place}"),
            false => format!("why the gradient by hand is {} for {place}", worst.analytic),
        }
    }
}

/// To six digits after the point, without −0.
fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6 + 0.0
}
