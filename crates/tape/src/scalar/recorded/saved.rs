//! Recorded functions in files.

use crate::error::{Error, Result};
use crate::file::whole_file;
use crate::instruction::{Binary, Ternary, Unary};
use crate::program::Recorder;
use crate::program::cone::Cone;
use crate::program::graph::{Graph, Operation, Term};
use crate::scalar::recorded::Function;
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::path::Path;

/// What a file says it is; the number grows with what it can hold.
const FORMAT: &str = "wengert function 1";

/// The highest order of a derivative that an instruction may name: the work grows with it.
const HIGHEST_ORDER: u32 = 1000;

/// A function as it is written. Values have numbers: first the inputs, then the steps.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Function", deny_unknown_fields)]
struct Saved {
    format: String,
    /// One for each input: whether it is read. As long in a file as there are inputs, so that memory is
    /// taken for what was read, never for what a number says.
    inputs: Vec<bool>,
    steps: Vec<Step>,
    /// Numbers of values.
    results: Vec<u32>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
enum Step {
    /// The bits of a number, as text has neither NaN nor infinities.
    Number(u64),
    Unary(Unary, u32),
    Binary(Binary, u32, u32),
    Ternary(Ternary, u32, u32, u32),
}

impl Step {
    fn arguments(self) -> ([u32; 3], usize) {
        match self {
            Step::Number(_) => ([0; 3], 0),
            Step::Unary(_, a) => ([a, 0, 0], 1),
            Step::Binary(_, a, b) => ([a, b, 0], 2),
            Step::Ternary(_, a, b, c) => ([a, b, c], 3),
        }
    }

    /// The order of the derivative that the instruction computes, if it has one.
    fn order(self) -> u32 {
        match self {
            Step::Unary(Unary::Polygamma(n) | Unary::Sinc(n) | Unary::NormalExcess(n), _) => n,
            _ => 0,
        }
    }
}

impl Saved {
    fn of(function: &Function) -> Self {
        let graph = &function.graph;
        let roots = function.results.iter().filter_map(|result| result.node());
        let mut cone = Cone::default();
        let needed = cone.of(graph, roots);
        let mut inputs = vec![false; graph.inputs()];
        let mut steps = Vec::new();
        let mut place = vec![0; graph.len()];
        for &id in needed {
            let node = graph.node(id);
            let argument = |k: usize| place[node.arguments()[k] as usize];
            let step = match node.operation {
                Operation::Input(number) => {
                    inputs[number as usize] = true;
                    place[id as usize] = number;
                    continue;
                }
                Operation::Number => Step::Number(node.as_number().unwrap_or_default().to_bits()),
                Operation::Unary(instruction) => Step::Unary(instruction, argument(0)),
                Operation::Binary(instruction) => Step::Binary(instruction, argument(0), argument(1)),
                Operation::Ternary(instruction) => {
                    Step::Ternary(instruction, argument(0), argument(1), argument(2))
                }
            };
            place[id as usize] = (inputs.len() + steps.len()) as u32;
            steps.push(step);
        }
        let mut results = Vec::new();
        for &result in &function.results {
            match result {
                Term::Node(id) => results.push(place[id as usize]),
                Term::Number(number) => {
                    results.push((inputs.len() + steps.len()) as u32);
                    steps.push(Step::Number(number.to_bits()));
                }
            }
        }
        Saved {
            format: FORMAT.into(),
            inputs,
            steps,
            results,
        }
    }

    /// The function, or what is wrong with it.
    fn function(&self) -> Result<Function, String> {
        if self.format != FORMAT {
            return Err(format!("the format is {:?}; {FORMAT:?} is known", self.format));
        }
        let count = self.inputs.len();
        let mut graph = Graph::with_inputs(count);
        let mut terms: Vec<Term> = (0..count as u32).map(Term::Node).collect();
        for (k, &step) in self.steps.iter().enumerate() {
            let (arguments, arity) = step.arguments();
            if let Some(late) = arguments[..arity].iter().find(|&&id| id as usize >= terms.len()) {
                return Err(format!(
                    "step {k} reads value {late}, of which there are {} before it",
                    terms.len()
                ));
            }
            if step.order() > HIGHEST_ORDER {
                return Err(format!(
                    "step {k} has order {}; {HIGHEST_ORDER} is the highest",
                    step.order()
                ));
            }
            let [a, b, c] = arguments.map(|id| terms.get(id as usize).copied().unwrap_or(Term::Number(0.0)));
            terms.push(match step {
                Step::Number(bits) => Term::Number(f64::from_bits(bits)),
                Step::Unary(instruction, _) => graph.unary(instruction, a),
                Step::Binary(instruction, ..) => graph.binary(instruction, a, b),
                Step::Ternary(instruction, ..) => graph.ternary(instruction, [a, b, c]),
            });
        }
        let result = |&id: &u32| {
            let problem = || format!("a result is value {id}, of which there are {}", terms.len());
            terms.get(id as usize).copied().ok_or_else(problem)
        };
        let results = self.results.iter().map(result).collect::<Result<_, _>>()?;
        Ok(Function::finish(Recorder::new(graph), results))
    }
}

/// The steps that the results need, with the names of the instructions. A function whose recording failed
/// is an error.
impl Serialize for Function {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.check().map_err(S::Error::custom)?;
        Saved::of(self).serialize(serializer)
    }
}

/// Checked step by step: an error where a step reads what is not before it.
impl<'de> Deserialize<'de> for Function {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Saved::deserialize(deserializer)?
            .function()
            .map_err(D::Error::custom)
    }
}

impl Function {
    /// Writes the function to a file, as JSON; the file appears complete or not at all.
    ///
    /// ```
    /// use wengert_tape::scalar::Function;
    ///
    /// let path = std::env::temp_dir().join(format!("wengert-function-{}.json", std::process::id()));
    /// Function::record(2, |x| x[0] * x[1].sin()).with_gradient().save(&path)?;
    /// let loaded = Function::load(&path)?;
    /// assert_eq!(loaded.values(&[2.0, 0.0])?, [0.0, 0.0, 2.0]);
    /// std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What went wrong while recording, or a file that cannot be written.
    #[track_caller]
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        self.check()?;
        let path = path.as_ref();
        let written = whole_file(path, |file| {
            serde_json::to_writer(file, &Saved::of(self)).map_err(std::io::Error::from)
        });
        match written {
            Ok(()) => Ok(()),
            Err(problem) => Err(Error::file(path, problem)),
        }
    }

    /// Reads a function that [`save`](Self::save) wrote.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, or that holds no such function.
    #[track_caller]
    pub fn load(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        match read(path) {
            Ok(function) => Ok(function),
            Err(problem) => Err(Error::file(path, problem)),
        }
    }
}

fn read(path: &Path) -> Result<Function, String> {
    let text = std::fs::read(path).map_err(|error| error.to_string())?;
    let saved: Saved = serde_json::from_slice(&text).map_err(|error| error.to_string())?;
    saved.function()
}
