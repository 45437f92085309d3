//! What a check found, for programs and for people.

mod text;

use crate::check::compare::Inputs;
use crate::error::{Error, Place, Result};
use crate::tensor::Float;

/// How a check ended.
///
/// Each element of the gradient (or its product with a direction) is compared with central
/// differences of two step sizes and Richardson's extrapolation of them. Where they disagree by more
/// than the tolerance, differences of twelve step sizes are extrapolated by Ridders' method, which
/// also estimates the error of the result. Where that error is small against the disagreement the
/// gradient is wrong; where it is not, the function is too noisy to tell. Where the slopes to the left
/// and to the right differ however small the step is, the function has a kink; there every gradient
/// between the two slopes is accepted, and the kink is named. Where the values to the left or to the
/// right do not come near the one at the point, the function jumps; there only the slopes beside the
/// jump are accepted, and the jump is named.
///
/// Gradients pass only where the error of the differences is well below the slope, a twentieth of it
/// at most. A gradient that is 0, or so small that it is made of rounding, passes where the slope too
/// is hidden by rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All agree; at kinks and jumps the gradient lies between the slopes to the left and to the right.
    Passed,
    /// The gradient is wrong somewhere, or forward and reverse mode disagree.
    Wrong,
    /// Nothing is surely wrong, but somewhere the differences are too inaccurate to tell.
    Noisy,
    /// The function or its gradient could not be computed.
    Failed,
}

/// What was found for one entry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Outcome {
    /// The gradient and the differences agree.
    Agrees,
    /// They disagree, and the differences are sure.
    Wrong,
    /// The differences are too inaccurate to tell.
    Noisy,
    /// There is a kink, or the edge of the domain; the gradient lies between the slopes.
    Kink {
        /// The slope to the left.
        left: f64,
        /// The slope to the right.
        right: f64,
    },
    /// The value jumps; the gradient lies between the slopes beside the jump.
    Jump {
        /// By how much the value changes to the left.
        left: f64,
        /// By how much the value changes to the right.
        right: f64,
    },
}

/// One comparison: of an element of the gradient, or of its product with a direction.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The number of the input.
    pub input: usize,
    /// The index of the element, `None` for a direction.
    pub index: Option<Vec<usize>>,
    /// By the derivative rules, or by hand.
    pub analytic: f64,
    /// By differences.
    pub numeric: f64,
    /// The estimated error of the differences.
    pub uncertainty: f64,
    /// The largest difference that is accepted.
    pub allowed: f64,
    /// What was found.
    pub outcome: Outcome,
}

impl Entry {
    fn difference(&self) -> f64 {
        (self.analytic - self.numeric).abs()
    }

    /// How bad it is: first by outcome, then relative to what is allowed.
    fn badness(&self) -> (u8, f64) {
        let rank = match self.outcome {
            Outcome::Agrees => 0,
            Outcome::Kink { .. } | Outcome::Jump { .. } => 1,
            Outcome::Noisy => 2,
            // A single element says more than a direction.
            Outcome::Wrong if self.index.is_none() => 3,
            Outcome::Wrong => 4,
        };
        let ratio = self.difference() / self.allowed.max(f64::MIN_POSITIVE);
        (rank, if ratio.is_nan() { f64::INFINITY } else { ratio })
    }
}

/// An operation whose own derivative is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Blame {
    /// The operation, by the name of its method or type.
    pub operation: String,
    /// The user's line that recorded it.
    pub place: Place,
    /// With respect to which of its arguments.
    pub argument: usize,
    /// By its rule.
    pub analytic: f64,
    /// By differences.
    pub numeric: f64,
}

/// Where a gradient comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The rules of operations on tensors.
    Rules,
    /// A scalar tape or a recorded function, which keep no lines.
    Numbers,
    /// A function of the user's: there is no tape and there are no rules.
    Hand,
}

/// What a gradient check found. Its `Display` is for people.
///
/// ```
/// use wengert_tape::check::{self, Outcome, Verdict};
///
/// let report = check::gradcheck(|[x]| x.abs().sum(), [[-1.5, 0.0]]);
/// assert_eq!(report.verdict(), Verdict::Passed);
/// assert_eq!((report.elements(), report.kinks()), (2, 1));
///
/// let kink = report.worst().unwrap();
/// assert_eq!(kink.index, Some(vec![1]));
/// assert!(matches!(kink.outcome, Outcome::Kink { left, right } if left < -0.9 && right > 0.9));
/// ```
#[derive(Clone, Debug)]
pub struct Report {
    order: usize,
    source: Source,
    /// Per input: name and shape.
    inputs: Vec<(String, Vec<usize>)>,
    tolerance: f64,
    epsilon: f64,
    /// Entries that do not simply agree, and the worst that does; worst first.
    entries: Vec<Entry>,
    checked: usize,
    along_directions: usize,
    wrong: usize,
    noisy: usize,
    kinks: usize,
    jumps: usize,
    pub(crate) modes: Option<f64>,
    pub(crate) blame: Option<Blame>,
    pub(crate) error: Option<Error>,
}

/// How many entries are kept.
const KEPT: usize = 64;

impl Report {
    pub(crate) fn new<T: Float>(order: usize, inputs: &Inputs<T>, tolerance: f64) -> Self {
        let shapes = inputs.values.iter().map(|input| input.shape().to_vec());
        Report {
            order,
            source: Source::Rules,
            inputs: inputs.names.iter().cloned().zip(shapes).collect(),
            tolerance,
            epsilon: T::EPSILON,
            entries: Vec::new(),
            checked: 0,
            along_directions: 0,
            wrong: 0,
            noisy: 0,
            kinks: 0,
            jumps: 0,
            modes: None,
            blame: None,
            error: None,
        }
    }

    pub(crate) fn from(mut self, source: Source) -> Self {
        self.source = source;
        self
    }

    /// What to do where the value is not finite.
    pub(crate) fn advice_for_values(&self) -> &'static str {
        match self.source {
            Source::Rules => "check where it is finite (tape.anomaly() names the operation)",
            Source::Numbers | Source::Hand => "check where it is finite",
        }
    }

    pub(crate) fn failed(mut self, error: Error) -> Self {
        self.error = Some(error);
        self
    }

    pub(crate) fn has_wrong_entries(&self) -> bool {
        self.wrong > 0
    }

    pub(crate) fn add(&mut self, entry: Entry) {
        match entry.index {
            Some(_) => self.checked += 1,
            None => self.along_directions += 1,
        }
        match entry.outcome {
            Outcome::Agrees => {}
            Outcome::Wrong => self.wrong += 1,
            Outcome::Noisy => self.noisy += 1,
            Outcome::Kink { .. } => self.kinks += 1,
            Outcome::Jump { .. } => self.jumps += 1,
        }
        let worse = |other: &Entry| {
            let (a, b) = (other.badness(), entry.badness());
            a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).is_ge()
        };
        let position = self.entries.partition_point(worse);
        self.entries.insert(position, entry);
        let agreeing = |entry: &&Entry| entry.outcome == Outcome::Agrees;
        let kept = self.entries.len() - self.entries.iter().filter(agreeing).count().saturating_sub(1);
        self.entries.truncate(kept.min(KEPT));
    }

    /// How the check ended.
    pub fn verdict(&self) -> Verdict {
        if self.error.is_some() {
            Verdict::Failed
        } else if self.wrong > 0 || self.modes_disagree() {
            Verdict::Wrong
        } else if self.noisy > 0 {
            Verdict::Noisy
        } else {
            Verdict::Passed
        }
    }

    /// Whether the gradient is right, as far as differences can tell.
    pub fn ok(&self) -> bool {
        self.verdict() == Verdict::Passed
    }

    /// The comparison that disagrees most.
    pub fn worst(&self) -> Option<&Entry> {
        self.entries.first()
    }

    /// The comparisons that did not simply agree, and the worst that did; worst first, at most 64.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// How many comparisons fell on a kink.
    pub fn kinks(&self) -> usize {
        self.kinks
    }

    /// How many comparisons fell on a jump.
    pub fn jumps(&self) -> usize {
        self.jumps
    }

    /// How many elements of gradients were compared.
    pub fn elements(&self) -> usize {
        self.checked
    }

    /// Along how many random directions gradients were compared.
    pub fn directions(&self) -> usize {
        self.along_directions
    }

    /// The operation whose own derivative is wrong, where it could be found.
    pub fn blame(&self) -> Option<&Blame> {
        self.blame.as_ref()
    }

    /// |⟨u, J v⟩ − ⟨Jᵀ u, v⟩| relative to the sizes of the terms: forward against reverse mode.
    /// `None` if it was not compared.
    pub fn forward_against_reverse(&self) -> Option<f64> {
        self.modes
    }

    /// The error because of which nothing could be compared.
    pub fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    /// The report, or an error with it as the message.
    ///
    /// # Errors
    ///
    /// If the check did not pass.
    ///
    /// ```
    /// use wengert_tape::check;
    ///
    /// let right = check::gradient(|x| x[0] * x[0], |x| [2.0 * x[0]], [3.0]);
    /// assert!(right.into_result()?.forward_against_reverse().is_none());
    ///
    /// let wrong = check::gradient(|x| x[0] * x[0], |x| [x[0]], [3.0]);
    /// assert!(wrong.into_result().is_err());
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn into_result(self) -> Result<Self> {
        match self.ok() {
            true => Ok(self),
            false => Err(Error::new(self.to_string())),
        }
    }

    /// Panics with the report if the check did not pass: for tests.
    ///
    /// # Panics
    ///
    /// If the gradient is wrong, too noisy to tell, or could not be computed.
    #[track_caller]
    pub fn assert(&self) {
        assert!(self.ok(), "{self}");
    }

    fn modes_disagree(&self) -> bool {
        // 1e-12 for f64: thousands of roundings.
        self.modes
            .is_some_and(|difference| difference > 4500.0 * self.epsilon)
    }
}
