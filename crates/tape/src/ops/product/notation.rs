//! Reading Einstein's notation.

use crate::tensor::shape::Dims;
use std::collections::BTreeMap;

/// An axis of a term: a letter, or one of those that `...` stands for, counted from the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Label {
    Further(usize),
    Letter(char),
}

/// A notation with the shapes that it was read for.
#[derive(Debug)]
pub(super) struct Notation {
    pub(super) arguments: Vec<Vec<Label>>,
    pub(super) output: Vec<Label>,
    pub(super) sizes: BTreeMap<Label, usize>,
}

/// One side of a term before the shapes are known.
struct Written {
    before: Vec<Label>,
    /// Whether there is `...`, and the letters behind it.
    after: Option<Vec<Label>>,
}

/// Reads a notation for arguments of the given shapes; the error says what is wrong with it.
pub(super) fn read(notation: &str, shapes: &[Dims]) -> Result<Notation, String> {
    let (inputs, output) = match notation.split_once("->") {
        Some((inputs, output)) => (inputs, Some(output)),
        None => (notation, None),
    };
    let inputs: Vec<&str> = inputs.split(',').collect();
    if inputs.len() != shapes.len() {
        return Err(format!(
            "\"{notation}\" is for {} arguments, there are {}",
            inputs.len(),
            shapes.len()
        ));
    }
    let mut arguments = Vec::with_capacity(shapes.len());
    let mut sizes = BTreeMap::new();
    let mut further = 0;
    for (number, (input, shape)) in inputs.iter().zip(shapes).enumerate() {
        let written = Written::read(notation, input)?;
        let (labels, free) = written.spread(shape.len()).ok_or_else(|| {
            format!(
                "\"{}\" does not fit argument {number} of shape {shape:?}",
                input.trim()
            )
        })?;
        further = further.max(free);
        for (&label, &size) in labels.iter().zip(shape) {
            let known = sizes.entry(label).or_insert(size);
            if *known == 1 {
                *known = size;
            } else if size != 1 && size != *known {
                return Err(format!(
                    "{} is {known} and {size} in arguments of shapes {}",
                    label.said(),
                    listed(shapes)
                ));
            }
        }
        arguments.push(labels);
    }
    let output = match output {
        Some(output) => explicit(notation, output, further, &sizes)?,
        None => implicit(&arguments, further),
    };
    Ok(Notation {
        arguments,
        output,
        sizes,
    })
}

fn explicit(
    notation: &str,
    output: &str,
    further: usize,
    sizes: &BTreeMap<Label, usize>,
) -> Result<Vec<Label>, String> {
    let written = Written::read(notation, output)?;
    let length = written.letters() + if written.after.is_some() { further } else { 0 };
    let labels = written
        .spread(length)
        .map(|(labels, _)| labels)
        .unwrap_or_default();
    for (place, label) in labels.iter().enumerate() {
        if labels[..place].contains(label) {
            return Err(format!(
                "{} comes twice in the output of \"{notation}\"",
                label.said()
            ));
        }
        if !sizes.contains_key(label) {
            return Err(format!(
                "{} in the output of \"{notation}\" is in no argument",
                label.said()
            ));
        }
    }
    Ok(labels)
}

/// The further axes, then the letters that occur once, in alphabetical order.
fn implicit(arguments: &[Vec<Label>], further: usize) -> Vec<Label> {
    let mut occurrences: BTreeMap<Label, usize> = BTreeMap::new();
    for &label in arguments.iter().flatten() {
        *occurrences.entry(label).or_insert(0) += 1;
    }
    let further = (0..further).rev().map(Label::Further);
    let once = occurrences.into_iter().filter_map(|(label, count)| match label {
        Label::Letter(_) if count == 1 => Some(label),
        _ => None,
    });
    further.chain(once).collect()
}

impl Written {
    fn read(notation: &str, term: &str) -> Result<Self, String> {
        let mut written = Written {
            before: Vec::new(),
            after: None,
        };
        let mut rest = term;
        while let Some(letter) = rest.chars().next() {
            if let Some(behind) = rest.strip_prefix("...") {
                if written.after.is_some() {
                    return Err(format!("\"...\" comes twice in one term of \"{notation}\""));
                }
                written.after = Some(Vec::new());
                rest = behind;
                continue;
            }
            rest = &rest[letter.len_utf8()..];
            if letter == ' ' {
                continue;
            }
            if !letter.is_ascii_alphabetic() {
                return Err(format!(
                    "'{letter}' in \"{notation}\" is neither a letter nor \"...\""
                ));
            }
            written
                .after
                .as_mut()
                .unwrap_or(&mut written.before)
                .push(Label::Letter(letter));
        }
        Ok(written)
    }

    fn letters(&self) -> usize {
        self.before.len() + self.after.as_ref().map_or(0, Vec::len)
    }

    /// The labels of an argument with that many axes, and how many of them `...` stands for.
    fn spread(&self, rank: usize) -> Option<(Vec<Label>, usize)> {
        let free = rank.checked_sub(self.letters())?;
        let mut labels = self.before.clone();
        match &self.after {
            None if free > 0 => return None,
            None => {}
            Some(after) => {
                labels.extend((0..free).rev().map(Label::Further));
                labels.extend(after);
            }
        }
        Some((labels, free))
    }
}

impl Label {
    /// What an error calls it.
    fn said(self) -> String {
        match self {
            Label::Letter(letter) => format!("'{letter}'"),
            Label::Further(place) => format!("axis {} from the end of \"...\"", place + 1),
        }
    }
}

fn listed(shapes: &[Dims]) -> String {
    let shapes: Vec<String> = shapes.iter().map(|shape| format!("{shape:?}")).collect();
    shapes.join(" and ")
}
