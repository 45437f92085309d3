//! Parameters by name: what a model holds, and what follows from that.

mod of_types;
mod path;
mod state;

use self::path::Path;
pub(crate) use self::state::shared_names;
use std::collections::BTreeMap;
use wengert_tape::{AnyParam, Buffer, Float, Gradients, Param, Result, Tensor};

/// Walks the parameters and buffers of a model, and knows the name of the place it is at.
///
/// Only a hand-written [`Params`] meets one: it enters a name for each part and visits the part.
pub struct Visitor<'a, 'v> {
    path: Path,
    found: &'a mut dyn FnMut(&str, &'v dyn AnyParam),
}

/// Like [`Visitor`], and may change what it finds.
pub struct VisitorMut<'a, 'v> {
    path: Path,
    found: &'a mut dyn FnMut(&str, &'v mut dyn AnyParam),
}

impl<'a, 'v> Visitor<'a, 'v> {
    /// A visitor that calls `found` with the name of each parameter and buffer and with itself.
    pub fn new(found: &'a mut dyn FnMut(&str, &'v dyn AnyParam)) -> Self {
        Visitor {
            path: Path::new(),
            found,
        }
    }

    /// Visits a part of the model under a name.
    pub fn enter(&mut self, name: &str, part: impl FnOnce(&mut Self)) {
        let outer = self.path.enter(name);
        part(self);
        self.path.leave(outer);
    }

    /// Reports the parameter or buffer that stands here.
    pub fn slot(&mut self, param: &'v dyn AnyParam) {
        (self.found)(self.path.name(), param);
    }
}

impl<'a, 'v> VisitorMut<'a, 'v> {
    /// A visitor that calls `found` with the name of each parameter and buffer and with itself.
    pub fn new(found: &'a mut dyn FnMut(&str, &'v mut dyn AnyParam)) -> Self {
        VisitorMut {
            path: Path::new(),
            found,
        }
    }

    /// Visits a part of the model under a name.
    pub fn enter(&mut self, name: &str, part: impl FnOnce(&mut Self)) {
        let outer = self.path.enter(name);
        part(self);
        self.path.leave(outer);
    }

    /// Reports the parameter or buffer that stands here.
    pub fn slot(&mut self, param: &'v mut dyn AnyParam) {
        (self.found)(self.path.name(), param);
    }
}

/// What holds parameters and buffers: a model, a layer, a list of layers.
///
/// `#[derive(Params)]` writes it: the fields are visited in order, under their names, so that a
/// parameter is called as in PyTorch: `hidden.weight`, `layers.0.bias`. The trait has no float
/// type, so a model may mix `f32` and `f64`. What follows from it is in [`ParamsExt`].
///
/// ```
/// use wengert_nn::{Params, ParamsExt};
/// use wengert_tape::Param;
///
/// #[derive(Params)]
/// struct Line {
///     slope: Param,
///     intercept: Param,
/// }
///
/// let line = Line { slope: Param::new([2.0]), intercept: Param::new([0.5]) };
/// assert_eq!(line.names(), ["slope", "intercept"]);
/// assert_eq!(line.num_params(), 2);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` holds no parameters that Wengert knows of",
    note = "put `#[derive(Params)]` on `{Self}`, or `#[params(skip)]` on the field that has this type"
)]
pub trait Params {
    /// Shows each parameter and buffer to the visitor, under its name.
    fn visit<'v>(&'v self, visitor: &mut Visitor<'_, 'v>);

    /// The same, to be changed; the same order.
    fn visit_mut<'v>(&'v mut self, visitor: &mut VisitorMut<'_, 'v>);
}

/// What every holder of parameters can do. Implemented for all of them, also for `dyn Params` and
/// `Box<dyn Module>`.
///
/// ```
/// use wengert_nn::{Linear, ParamsExt};
/// use wengert_tape::Random;
///
/// let mut rng = Random::seed(1);
/// let mut model = (Linear::<f32>::new(2, 3, &mut rng), Linear::<f32>::new(3, 1, &mut rng));
/// assert_eq!(model.names(), ["0.weight", "0.bias", "1.weight", "1.bias"]);
/// assert_eq!(model.num_params(), 13);
///
/// let state = model.state::<f32>();
/// model.load(&state)?;
/// model.0.freeze(true);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
pub trait ParamsExt: Params {
    /// Calls `found` with the name of each parameter and buffer and with itself, in order.
    fn each<'v>(&'v self, mut found: impl FnMut(&str, &'v dyn AnyParam)) {
        self.visit(&mut Visitor::new(&mut found));
    }

    /// Calls `found` with the name of each parameter and buffer and with itself, to be changed.
    fn each_mut<'v>(&'v mut self, mut found: impl FnMut(&str, &'v mut dyn AnyParam)) {
        self.visit_mut(&mut VisitorMut::new(&mut found));
    }

    /// The names of all parameters and buffers, in order.
    fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        self.each(|name, _| names.push(name.to_string()));
        names
    }

    /// How many numbers the parameters hold, frozen ones too; buffers do not count.
    fn num_params(&self) -> usize {
        let mut count = 0;
        self.each(|_, param| {
            if !param.is_buffer() {
                count += param.shape().iter().product::<usize>();
            }
        });
        count
    }

    /// The parameters of float type `T`, without the buffers, in order.
    ///
    /// ```
    /// use wengert_nn::{Linear, Module, ParamsExt};
    /// use wengert_tape::{Random, Tape, Var};
    ///
    /// let net = Linear::new(2, 1, &mut Random::seed(1));
    /// let tape = Tape::new();
    /// let loss = net.forward(tape.constant([[1.0, 2.0]])).square().sum();
    /// let params: Vec<Var> = net.params().into_iter().map(|param| tape.param(param)).collect();
    /// assert_eq!(loss.grad(&params).len(), 2);
    /// ```
    fn params<T: Float>(&self) -> Vec<&Param<T>> {
        let mut params = Vec::new();
        self.each(|_, param| params.extend(param.any().downcast_ref::<Param<T>>()));
        params
    }

    /// Freezes all parameters, or thaws them: a frozen one takes part as a constant and is not trained.
    fn freeze(&mut self, yes: bool) {
        self.each_mut(|_, param| param.freeze(yes));
    }

    /// The values of the parameters and buffers of float type `T`, by name.
    ///
    /// The tensors share the parameters' memory until one of them changes. Where several have the same
    /// name, the first is taken; [`load`](ParamsExt::load) and files refuse such a model.
    fn state<T: Float>(&self) -> BTreeMap<String, Tensor<T>> {
        let mut state = BTreeMap::new();
        self.each(|name, param| {
            if let Some(value) = state::value_of::<T>(param) {
                state.entry(name.to_string()).or_insert_with(|| value.clone());
            }
        });
        state
    }

    /// The values of all parameters and buffers, by name, converted to `T`: the way from an `f32`
    /// model to an `f64` one and back. Of several with the same name, the first is taken.
    ///
    /// ```
    /// use wengert_nn::{Linear, ParamsExt};
    /// use wengert_tape::Random;
    ///
    /// let single = Linear::<f32>::new(2, 1, &mut Random::seed(1));
    /// let mut double = Linear::<f64>::new(2, 1, &mut Random::seed(2));
    /// double.load(&single.state_as::<f64>())?;
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    fn state_as<T: Float>(&self) -> BTreeMap<String, Tensor<T>> {
        let mut state = BTreeMap::new();
        self.each(|name, param| {
            if let Some(value) = state::value_as::<T>(param) {
                state.entry(name.to_string()).or_insert(value);
            }
        });
        state
    }

    /// Gives the parameters and buffers of float type `T` the values in `state`.
    ///
    /// PyTorch's `num_batches_tracked` counters are passed over.
    ///
    /// # Errors
    ///
    /// If a name is missing in `state`, is not one of the model's, or has another shape, or if several
    /// parameters of the model have the same name: the message lists all of them, and nothing is
    /// changed.
    ///
    /// ```
    /// use wengert_nn::{Linear, ParamsExt};
    /// use wengert_tape::Random;
    ///
    /// let mut rng = Random::seed(1);
    /// let small = Linear::<f64>::new(2, 1, &mut rng).without_bias();
    /// let mut model = Linear::<f64>::new(3, 1, &mut rng);
    /// let error = model.load(&small.state::<f64>()).unwrap_err().to_string();
    /// assert!(error.contains("missing: bias [1]"));
    /// assert!(error.contains("weight is [1, 2] and must be [1, 3]"));
    /// ```
    #[track_caller]
    fn load<T: Float>(&mut self, state: &BTreeMap<String, Tensor<T>>) -> Result<()> {
        state::check(self, state)?;
        self.each_mut(|name, param| {
            if let Some(value) = state.get(name) {
                state::set(param, value);
            }
        });
        Ok(())
    }

    /// Carries out the updates of buffers that layers recorded in training, as an optimizer's step
    /// does: each becomes `keep · buffer + value`, in the order of recording.
    ///
    /// ```
    /// use wengert_nn::{BatchNorm1d, Module, ParamsExt};
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let mut norm = BatchNorm1d::<f64>::new(1);
    /// let tape = Tape::training(1);
    /// let y = norm.forward(tape.constant([[2.0], [4.0]]));
    /// let gradients = y.sum().backward()?;
    /// norm.commit(&gradients);
    /// assert!((norm.running_mean.value().as_slice()[0] - 0.3).abs() < 1e-15);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    fn commit<T: Float>(&mut self, gradients: &Gradients<T>) {
        if gradients.updates().is_empty() {
            return;
        }
        self.each_mut(|_, param| {
            let Some(buffer) = param.any_mut().downcast_mut::<Buffer<T>>() else {
                return;
            };
            let id = buffer.id();
            for update in gradients.updates().iter().filter(|update| update.buffer == id) {
                state::update(buffer, update.keep, &update.value);
            }
        });
    }
}

impl<P: Params + ?Sized> ParamsExt for P {}
