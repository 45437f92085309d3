//! Reductions of masks, and counting.

use crate::error::ErrorKind;
use crate::eval::reduction::Fold;
use crate::ops::reduce::{fold, kept_shape};
use crate::ops::{At, Call, Primitive};
use crate::tape::Var;
use crate::tape::node::Value;
use crate::tensor::shape::Dims;
use crate::tensor::{Axes, Float};
use crate::transform::adjoints::Adjoints;
use std::borrow::Cow;

/// Whether any element, or every element, along some axes is not 0.
struct Truth {
    axes: Dims,
    quantifier: Quantifier,
}

#[derive(Clone, Copy, PartialEq)]
enum Quantifier {
    Any,
    All,
}

impl Quantifier {
    fn operation(self) -> &'static str {
        match self {
            Quantifier::Any => "any",
            Quantifier::All => "all",
        }
    }
}

impl<T: Float> Fold<T> for Quantifier {
    type Wide = bool;

    fn start(&self) -> bool {
        *self == Quantifier::All
    }

    fn block(&self, elements: &[T]) -> bool {
        let zero = T::of(0.0);
        match self {
            Quantifier::Any => elements.iter().any(|&x| x != zero),
            Quantifier::All => elements.iter().all(|&x| x != zero),
        }
    }

    fn join(&self, first: bool, second: bool) -> bool {
        match self {
            Quantifier::Any => first || second,
            Quantifier::All => first && second,
        }
    }

    fn finish(&self, wide: bool) -> T {
        T::truth(wide)
    }
}

impl<T: Float> Primitive<T> for Truth {
    fn name(&self) -> Cow<'static, str> {
        self.quantifier.operation().into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        Ok(fold(call, &self.quantifier, &self.axes))
    }

    /// A mask does not change under a small change of its argument.
    fn vjp<'t>(&self, _: &At<'t, T>, _: Var<'t, T>, _: &mut Adjoints<'t, T>) {}

    fn jvp<'t>(&self, _: &At<'t, T>, _: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        None
    }
}

impl<T: Float> Var<'_, T> {
    /// A mask: 1 if any element is not 0, else 0; 0 of none. NaN is not 0. Derivative: 0.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([1.0, -2.0]);
    /// assert_eq!(x.less(0.0).any().item()?, 1.0);
    /// assert_eq!(x.less(0.0).all().item()?, 0.0);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn any(self) -> Self {
        self.any_axis(())
    }

    /// [`Var::any`] over axes, which are dropped.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[0.0, 2.0], [0.0, 0.0]]);
    /// assert_eq!(x.any_axis(1).value()?, Tensor::from([1.0, 0.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn any_axis(self, axes: impl Axes) -> Self {
        self.reduced("any_axis", &axes, |x, axes| x.truth_kept(Quantifier::Any, axes))
    }

    /// [`Var::any`] over axes, which keep size 1.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[0.0, 2.0], [0.0, 0.0]]);
    /// assert_eq!(x.any_keep(1).value()?, Tensor::from([[1.0], [0.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn any_keep(self, axes: impl Axes) -> Self {
        self.reduced_keep("any_keep", &axes, |x, axes| x.truth_kept(Quantifier::Any, axes))
    }

    /// A mask: 1 if no element is 0, else 0; 1 of none. NaN is not 0. Derivative: 0.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[0.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.all().value()?, Tensor::from(0.0));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn all(self) -> Self {
        self.all_axis(())
    }

    /// [`Var::all`] over axes, which are dropped.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[0.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.all_axis(1).value()?, Tensor::from([0.0, 1.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn all_axis(self, axes: impl Axes) -> Self {
        self.reduced("all_axis", &axes, |x, axes| x.truth_kept(Quantifier::All, axes))
    }

    /// [`Var::all`] over axes, which keep size 1.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[0.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.all_keep(1).value()?, Tensor::from([[0.0], [1.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn all_keep(self, axes: impl Axes) -> Self {
        self.reduced_keep("all_keep", &axes, |x, axes| x.truth_kept(Quantifier::All, axes))
    }

    /// How many elements are not 0. NaN is not 0. Derivative: 0.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::new();
    /// assert_eq!(tape.var([0.0, 3.0, -1.0]).count_nonzero().item()?, 2.0);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn count_nonzero(self) -> Self {
        self.count_nonzero_axis(())
    }

    /// [`Var::count_nonzero`] over axes, which are dropped.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[0.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.count_nonzero_axis(1).value()?, Tensor::from([1.0, 2.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn count_nonzero_axis(self, axes: impl Axes) -> Self {
        self.reduced("count_nonzero_axis", &axes, |x, axes| {
            x.not_equal(0.0).sum_kept(axes)
        })
    }

    /// [`Var::count_nonzero`] over axes, which keep size 1.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[0.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.count_nonzero_keep(1).value()?, Tensor::from([[1.0], [2.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn count_nonzero_keep(self, axes: impl Axes) -> Self {
        self.reduced_keep("count_nonzero_keep", &axes, |x, axes| {
            x.not_equal(0.0).sum_kept(axes)
        })
    }

    #[track_caller]
    fn truth_kept(self, quantifier: Quantifier, axes: &[usize]) -> Self {
        match self.on_tape(quantifier.operation()) {
            Err(failed) => failed,
            Ok((tape, node)) => {
                let axes = Dims::from_slice(axes);
                let shape = kept_shape(&self.dims(), &axes);
                tape.record(Truth { axes, quantifier }, [node], &shape)
            }
        }
    }
}
