//! What to check, and how strictly.

use crate::check::compare::{self, Inputs};
use crate::check::formula;
use crate::check::report::Report;
use crate::tape::{Tape, Var};
use crate::tensor::{Float, Tensor};

/// How a gradient is checked. The defaults suit functions of f64 and f32 whose values are of any size.
///
/// ```
/// use wengert_tape::check::Options;
/// use wengert_tape::Tensor;
///
/// let x = Tensor::linspace(-1.0, 1.0, 1000);
/// Options::new().directions(3).gradcheck(|[x]| x.tanh().sum(), [x]).assert();
/// ```
#[derive(Clone, Debug)]
pub struct Options {
    pub(crate) tolerance: Option<f64>,
    pub(crate) step: Option<f64>,
    pub(crate) entries: usize,
    pub(crate) directions: usize,
    pub(crate) forward: bool,
    pub(crate) seed: u64,
    pub(crate) mode: Option<TapeMode>,
    pub(crate) blame: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TapeMode {
    Training(u64),
    Inference,
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}

impl Options {
    /// The defaults.
    pub fn new() -> Self {
        Options {
            tolerance: None,
            step: None,
            entries: 256,
            directions: 8,
            forward: true,
            seed: 0x5EED,
            mode: None,
            blame: true,
        }
    }

    /// The relative difference that is allowed beside the rounding errors of the differences. By
    /// default 1e-6 for f64 and 5e-3 for f32.
    #[must_use]
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.tolerance = Some(tolerance);
        self
    }

    /// The step of the first difference, for inputs of size 1 or smaller; it grows with larger inputs.
    /// By default the cube root of the machine precision: 6e-6 for f64.
    #[must_use]
    pub fn step(mut self, step: f64) -> Self {
        self.step = Some(step);
        self
    }

    /// Inputs with up to so many elements are checked element by element, larger ones along random
    /// directions. By default 256.
    #[must_use]
    pub fn entries(mut self, most: usize) -> Self {
        self.entries = most;
        self
    }

    /// Every element of every input is checked, however many there are.
    #[must_use]
    pub fn all_entries(self) -> Self {
        self.entries(usize::MAX)
    }

    /// Along how many random directions an input with many elements is checked. By default 8.
    #[must_use]
    pub fn directions(mut self, count: usize) -> Self {
        self.directions = count;
        self
    }

    /// Whether forward mode is checked against reverse mode: ⟨u, J v⟩ = ⟨Jᵀ u, v⟩, which needs no step.
    /// By default it is.
    #[must_use]
    pub fn forward(mut self, yes: bool) -> Self {
        self.forward = yes;
        self
    }

    /// The seed of the directions, of the cotangent of results with many elements, and of the tangents.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The function is recorded on a tape for training with this seed: dropout drops the same elements
    /// each time.
    #[must_use]
    pub fn training(mut self, seed: u64) -> Self {
        self.mode = Some(TapeMode::Training(seed));
        self
    }

    /// The function is recorded on a tape for prediction.
    #[must_use]
    pub fn inference(mut self) -> Self {
        self.mode = Some(TapeMode::Inference);
        self
    }

    /// Checks the gradient of a function of an array of tensors; see [`gradcheck`](crate::check::gradcheck).
    #[track_caller]
    pub fn gradcheck<T: Float, const N: usize>(
        &self,
        f: impl for<'t> Fn([Var<'t, T>; N]) -> Var<'t, T>,
        inputs: [impl Into<Tensor<T>>; N],
    ) -> Report {
        let of_list = formula(move |_, inputs| f(std::array::from_fn(|k| inputs[k])));
        compare::check(&of_list, 1, &unnamed(inputs.map(Into::into).to_vec()), self)
    }

    /// Checks the second derivatives of a function of an array of tensors; see
    /// [`gradgradcheck`](crate::check::gradgradcheck).
    #[track_caller]
    pub fn gradgradcheck<T: Float, const N: usize>(
        &self,
        f: impl for<'t> Fn([Var<'t, T>; N]) -> Var<'t, T>,
        inputs: [impl Into<Tensor<T>>; N],
    ) -> Report {
        let of_list = formula(move |_, inputs| f(std::array::from_fn(|k| inputs[k])));
        compare::check(&of_list, 2, &unnamed(inputs.map(Into::into).to_vec()), self)
    }

    /// Checks the gradient of a function of any number of tensors, which gets its tape too.
    ///
    /// ```
    /// use wengert_tape::check::Options;
    /// use wengert_tape::Tensor;
    ///
    /// let inputs = vec![Tensor::from([0.5, -1.0]), Tensor::from(2.0)];
    /// let report = Options::new().gradcheck_many(
    ///     |tape, inputs| (inputs[0] * inputs[1] + tape.constant(1.0)).exp().sum(),
    ///     &inputs,
    /// );
    /// assert!(report.ok());
    /// ```
    #[track_caller]
    pub fn gradcheck_many<T: Float>(
        &self,
        f: impl for<'t> Fn(&'t Tape<T>, &[Var<'t, T>]) -> Var<'t, T>,
        inputs: &[Tensor<T>],
    ) -> Report {
        let f = formula(f);
        compare::check(&f, 1, &unnamed(inputs.to_vec()), self)
    }

    /// Checks the second derivatives of a function of any number of tensors.
    #[track_caller]
    pub fn gradgradcheck_many<T: Float>(
        &self,
        f: impl for<'t> Fn(&'t Tape<T>, &[Var<'t, T>]) -> Var<'t, T>,
        inputs: &[Tensor<T>],
    ) -> Report {
        let f = formula(f);
        compare::check(&f, 2, &unnamed(inputs.to_vec()), self)
    }

    /// Checks the gradient of a function of tensors that have names, which the report uses: the inputs
    /// and parameters of a model.
    ///
    /// Bind each parameter to its variable with [`Tape::bind`], then run the model.
    ///
    /// ```
    /// use wengert_tape::check::Options;
    /// use wengert_tape::{Param, Tensor};
    ///
    /// let weight = Param::new([0.5, -1.0]);
    /// let inputs = [("x", Tensor::from([1.0, 2.0])), ("weight", weight.value().clone())];
    /// let report = Options::new().gradcheck_named(
    ///     |tape, inputs| {
    ///         tape.bind(&weight, inputs[1]);
    ///         (inputs[0] * &weight).tanh().sum()
    ///     },
    ///     &inputs,
    /// );
    /// report.assert();
    /// ```
    #[track_caller]
    pub fn gradcheck_named<T: Float, S: AsRef<str>>(
        &self,
        f: impl for<'t> Fn(&'t Tape<T>, &[Var<'t, T>]) -> Var<'t, T>,
        inputs: &[(S, Tensor<T>)],
    ) -> Report {
        let f = formula(f);
        compare::check(&f, 1, &named(inputs), self)
    }

    /// Checks the second derivatives of a function of tensors that have names.
    #[track_caller]
    pub fn gradgradcheck_named<T: Float, S: AsRef<str>>(
        &self,
        f: impl for<'t> Fn(&'t Tape<T>, &[Var<'t, T>]) -> Var<'t, T>,
        inputs: &[(S, Tensor<T>)],
    ) -> Report {
        let f = formula(f);
        compare::check(&f, 2, &named(inputs), self)
    }

    pub(crate) fn tape<T: Float>(&self) -> Tape<T> {
        match self.mode {
            None => Tape::new(),
            Some(TapeMode::Training(seed)) => Tape::training(seed),
            Some(TapeMode::Inference) => Tape::inference(),
        }
    }

    pub(crate) fn tolerance_for<T: Float>(&self) -> f64 {
        let default = if T::EPSILON > 1e-10 { 5e-3 } else { 1e-6 };
        self.tolerance.unwrap_or(default)
    }
}

fn unnamed<T: Float>(inputs: Vec<Tensor<T>>) -> Inputs<T> {
    let names = vec![String::new(); inputs.len()];
    Inputs {
        names,
        values: inputs,
    }
}

fn named<T: Float, S: AsRef<str>>(inputs: &[(S, Tensor<T>)]) -> Inputs<T> {
    Inputs {
        names: inputs.iter().map(|(name, _)| name.as_ref().to_string()).collect(),
        values: inputs.iter().map(|(_, input)| input.clone()).collect(),
    }
}
