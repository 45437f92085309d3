//! Modules: what maps one variable to one variable.

use crate::params::{Params, Visitor, VisitorMut};
use std::fmt;
use wengert_tape::{Float, Var, Within};

/// A part of a network that maps a variable to a variable, and holds parameters.
///
/// Models and layers implement it; boxes, vectors, arrays and tuples of modules are modules, which
/// apply their parts one after another. Layers of another signature (an embedding, a recurrent
/// cell) have a `forward` of their own instead.
///
/// ```
/// use wengert_nn::{Linear, Module, Params, Relu};
/// use wengert_tape::{Random, Tape, Tensor, Var};
///
/// #[derive(Params)]
/// struct Residual {
///     inner: (Linear, Relu, Linear),
/// }
///
/// impl Module for Residual {
///     fn forward<'t>(&self, x: Var<'t>) -> Var<'t> {
///         x + self.inner.forward(x)
///     }
/// }
///
/// let mut rng = Random::seed(1);
/// let inner = (Linear::new(2, 4, &mut rng), Relu, Linear::new(4, 2, &mut rng));
/// let model: Box<dyn Module> = Box::new(Residual { inner });
/// let tape = Tape::inference();
/// let y = model.forward(tape.constant([[1.0, 2.0]]));
/// assert_eq!(y.value()?.shape(), [1, 2]);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a Module<{T}>",
    note = "a module needs `#[derive(Params)]` and `impl Module<{T}>` with `fn forward<'t>(&self, x: Var<'t, {T}>) -> Var<'t, {T}>`"
)]
pub trait Module<T: Float = f64>: Params + Send + Sync {
    /// Records the output for the input `x`.
    fn forward<'t>(&self, x: Var<'t, T>) -> Var<'t, T>;
}

/// While it lives, what is recorded belongs to `layer`, which was called on the caller's line.
#[must_use]
#[track_caller]
pub(crate) fn within<'t, T: Float>(x: Var<'t, T>, layer: &'static str) -> Option<Within<'t, T>> {
    // Not `map`: a closure would hide the caller's line.
    let tape = x.tape()?;
    Some(tape.within(layer))
}

/// Marks only the line, for what has no name in an error: the parts of a tuple, what is in a box.
#[must_use]
#[track_caller]
fn line<'t, T: Float>(x: Var<'t, T>) -> Option<Within<'t, T>> {
    within(x, "")
}

impl<T: Float, M: Module<T> + ?Sized> Module<T> for Box<M> {
    #[track_caller]
    fn forward<'t>(&self, x: Var<'t, T>) -> Var<'t, T> {
        let _line = line(x);
        (**self).forward(x)
    }
}

impl<T: Float, M: Module<T>> Module<T> for Vec<M> {
    #[track_caller]
    fn forward<'t>(&self, x: Var<'t, T>) -> Var<'t, T> {
        in_turn(self, x)
    }
}

impl<T: Float, M: Module<T>, const N: usize> Module<T> for [M; N] {
    #[track_caller]
    fn forward<'t>(&self, x: Var<'t, T>) -> Var<'t, T> {
        in_turn(self, x)
    }
}

#[track_caller]
fn in_turn<'t, T: Float>(modules: &[impl Module<T>], x: Var<'t, T>) -> Var<'t, T> {
    let _line = line(x);
    let mut x = x;
    for module in modules {
        x = module.forward(x);
    }
    x
}

/// Stamps tuples: each part takes the output of the one before.
macro_rules! tuples {
    ($(($($Part:ident $number:tt),+))*) => { $(
        impl<T: Float, $($Part: Module<T>),+> Module<T> for ($($Part,)+) {
            #[track_caller]
            fn forward<'t>(&self, x: Var<'t, T>) -> Var<'t, T> {
                let _line = line(x);
                $(let x = self.$number.forward(x);)+
                x
            }
        }
    )* };
}

tuples! {
    (A 0)
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11)
}

/// Modules one after another, chosen at run time. Their parameters are called `0.weight`, `2.bias`.
///
/// Where the parts are known when the program is written, a tuple does the same without boxes.
///
/// ```
/// use wengert_nn::{Linear, Module, ParamsExt, Relu, Sequential};
/// use wengert_tape::{Random, Tape, Tensor};
///
/// let mut rng = Random::seed(1);
/// let mut model = Sequential::<f32>::new().then(Linear::new(4, 8, &mut rng)).then(Relu);
/// for _ in 0..2 {
///     model.push(Linear::new(8, 8, &mut rng));
/// }
/// assert_eq!(model.names()[..3], ["0.weight", "0.bias", "2.weight"]);
///
/// let tape = Tape::inference();
/// let y = model.forward(tape.constant(Tensor::zeros([1, 4])));
/// assert_eq!(y.value()?.shape(), [1, 8]);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
pub struct Sequential<T: Float = f64> {
    modules: Vec<Box<dyn Module<T>>>,
}

impl<T: Float> Sequential<T> {
    /// No modules: the identity.
    pub fn new() -> Self {
        Sequential { modules: Vec::new() }
    }

    /// With one more module at the end.
    #[must_use]
    pub fn then(mut self, module: impl Module<T> + 'static) -> Self {
        self.push(module);
        self
    }

    /// Appends a module.
    pub fn push(&mut self, module: impl Module<T> + 'static) {
        self.modules.push(Box::new(module));
    }

    /// The number of modules.
    pub fn len(&self) -> usize {
        self.modules.len()
    }

    /// Whether there are no modules.
    pub fn is_empty(&self) -> bool {
        self.modules.is_empty()
    }
}

impl<T: Float> Default for Sequential<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Float> fmt::Debug for Sequential<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sequential({} modules)", self.len())
    }
}

impl<T: Float> Params for Sequential<T> {
    fn visit<'v>(&'v self, visitor: &mut Visitor<'_, 'v>) {
        self.modules.visit(visitor);
    }

    fn visit_mut<'v>(&'v mut self, visitor: &mut VisitorMut<'_, 'v>) {
        self.modules.visit_mut(visitor);
    }
}

impl<T: Float> Module<T> for Sequential<T> {
    #[track_caller]
    fn forward<'t>(&self, x: Var<'t, T>) -> Var<'t, T> {
        in_turn(&self.modules, x)
    }
}

/// A closure as a module; see [`func`].
#[derive(Clone, Copy)]
pub struct Func<F> {
    function: F,
}

/// A module without parameters, from a closure.
///
/// ```
/// use wengert_nn::{Module, func};
/// use wengert_tape::{Tape, Tensor, Var};
///
/// let halve = func(|x: Var| x / 2.0);
/// let tape = Tape::new();
/// assert_eq!(halve.forward(tape.constant([3.0])).value()?, Tensor::from([1.5]));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
pub fn func<T, F>(function: F) -> Func<F>
where
    T: Float,
    F: for<'t> Fn(Var<'t, T>) -> Var<'t, T> + Send + Sync,
{
    Func { function }
}

impl<F> fmt::Debug for Func<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Func")
    }
}

impl<F> Params for Func<F> {
    fn visit<'v>(&'v self, _: &mut Visitor<'_, 'v>) {}

    fn visit_mut<'v>(&'v mut self, _: &mut VisitorMut<'_, 'v>) {}
}

impl<T, F> Module<T> for Func<F>
where
    T: Float,
    F: for<'t> Fn(Var<'t, T>) -> Var<'t, T> + Send + Sync,
{
    #[track_caller]
    fn forward<'t>(&self, x: Var<'t, T>) -> Var<'t, T> {
        let _line = line(x);
        (self.function)(x)
    }
}
