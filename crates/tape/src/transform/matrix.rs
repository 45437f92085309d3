//! Whole Jacobians and Hessians, and derivatives along a direction.

use crate::error::Error;
use crate::ops::shape::stack;
use crate::tape::{IntoOperand, Tape, Var, tapeless};
use crate::tensor::axis::Span;
use crate::tensor::shape::{Dims, checked_count};
use crate::tensor::storage::Storage;
use crate::tensor::{Float, Tensor};

impl<'t, T: Float> Var<'t, T> {
    /// The Jacobian: all derivatives of this with respect to all elements of a variable.
    ///
    /// Its shape is this variable's shape followed by the shape of `x`:
    /// `jacobian[o…, i…] = ∂ self[o…] / ∂ x[i…]`. It is a variable like every other: differentiate
    /// further. One sweep per element of the smaller side: backwards if this has no more elements
    /// than `x`, else forwards.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::<f64>::new();
    /// let x = tape.var([1.0, 2.0]);
    /// let y = x * x.sum();
    /// assert_eq!(y.jacobian(x).value()?, Tensor::from([[4.0, 1.0], [2.0, 5.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[doc(alias = "jacrev")]
    #[doc(alias = "jacfwd")]
    #[track_caller]
    pub fn jacobian(self, x: Self) -> Self {
        match self.pair_to_differentiate("jacobian", x) {
            Err(given) => given,
            Ok(tape) if self.len() <= x.len() => self.jacobian_by_rows(tape, x),
            Ok(tape) => self.jacobian_by_columns(tape, x),
        }
    }

    /// The Hessian of this number: all second derivatives with respect to the elements of a variable.
    ///
    /// Its shape is the shape of `x` twice: `hessian[i…, j…] = ∂² self / ∂x[i…] ∂x[j…]`. Forward over
    /// reverse, one sweep per element of `x`. Where only products with vectors are needed,
    /// [`Var::hvp`] costs one sweep. Mixed blocks are `y.grad(x).jacobian(w)`.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::<f64>::new();
    /// let x = tape.var([2.0, 3.0]);
    /// let y = (x * x).sum() + x.slice(0) * x.slice(1);
    /// assert_eq!(y.hessian(x).value()?, Tensor::from([[2.0, 1.0], [1.0, 2.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn hessian(self, x: Self) -> Self {
        let gradient = self.grad_for("hessian", x);
        match gradient.pair_to_differentiate("hessian", x) {
            Err(given) => given,
            Ok(tape) => gradient.jacobian_by_columns(tape, x),
        }
    }

    /// The derivative of this along a direction from `x`: the limit of
    /// `(f(x + h·direction) − f(x)) / h`. The direction has the shape of `x` and is not normalised.
    ///
    /// This is [`Var::jvp`] for one variable; the direction may be a number, a tensor or a variable.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::<f64>::new();
    /// let x = tape.var([1.0, 2.0]);
    /// let along = x.square().sum().directional(x, Tensor::from([0.6, 0.8]));
    /// assert!((along.item()? - 4.4).abs() < 1e-15);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn directional(self, x: Self, direction: impl IntoOperand<'t, T>) -> Self {
        self.pushed("directional", &[x], &[x.beside(direction)])
    }

    /// The tape of both, or what to give back: an error, or zeros for a plain number.
    #[track_caller]
    fn pair_to_differentiate(self, operation: &str, x: Self) -> Result<&'t Tape<T>, Self> {
        if let Some(failed) = self.failed().or(x.failed()) {
            return Err(failed);
        }
        let tape = match (self.tape(), x.tape()) {
            (None, Some(_)) => return Err(x.zeros_of_shape()),
            (None, None) => return Err(Self::tapeless_error(tapeless::plain_number(operation))),
            (Some(tape), _) => tape,
        };
        if let Some(failed) = tape.check_sources(operation, &[x]) {
            return Err(failed);
        }
        let shape: Dims = self.dims().iter().chain(&x.dims()).copied().collect();
        // Nothing is recorded for a matrix that could not be evaluated: it may have billions of rows.
        match checked_count(&shape) {
            Some(elements) if Storage::<T>::fits(elements) => Ok(tape),
            _ => {
                let problem = format!("a matrix of shape {shape:?} does not fit into memory");
                Err(self.fail_with(Error::shape(operation, problem)))
            }
        }
    }

    #[track_caller]
    fn jacobian_by_rows(self, tape: &'t Tape<T>, x: Self) -> Self {
        let shape = self.dims();
        let units = Units::new(tape, self.len());
        let row = |number| self.vjp(units.get(number, &shape), x);
        let rows: Vec<Self> = tape.at_caller(|| (0..self.len()).map(row).collect());
        let full: Dims = shape.iter().chain(&x.dims()).copied().collect();
        rows_of(tape, &rows, &x.dims()).reshape_to(&full)
    }

    #[track_caller]
    fn jacobian_by_columns(self, tape: &'t Tape<T>, x: Self) -> Self {
        let shape = x.dims();
        let units = Units::new(tape, x.len());
        let column = |number| self.jvp(x, units.get(number, &shape));
        let columns: Vec<Self> = tape.at_caller(|| (0..x.len()).map(column).collect());
        let full: Dims = self.dims().iter().chain(&shape).copied().collect();
        let transposed = rows_of(tape, &columns, &self.dims());
        transposed
            .reshape_to(&[x.len(), self.len()])
            .t()
            .reshape_to(&full)
    }
}

/// The unit vectors of a space, as views of one vector: its only 1 has count − 1 zeros on both sides.
struct Units<'t, T: Float> {
    around_one: Var<'t, T>,
    count: usize,
}

impl<'t, T: Float> Units<'t, T> {
    #[track_caller]
    fn new(tape: &'t Tape<T>, count: usize) -> Self {
        let zeros = count.saturating_sub(1);
        let mut around_one = Tensor::full([2 * zeros + 1], T::of(0.0));
        around_one.as_mut_slice()[zeros] = T::of(1.0);
        let around_one = tape.constant(around_one);
        Units { around_one, count }
    }

    #[track_caller]
    fn get(&self, number: usize, shape: &[usize]) -> Var<'t, T> {
        let from_its_place = Span {
            start: self.count - 1 - number,
            count: self.count,
            step: 1,
            keep: true,
        };
        self.around_one.slice_spans(&[from_its_place]).reshape_to(shape)
    }
}

/// The rows, each of the given shape, under each other.
#[track_caller]
fn rows_of<'t, T: Float>(tape: &'t Tape<T>, rows: &[Var<'t, T>], row: &[usize]) -> Var<'t, T> {
    if rows.is_empty() {
        let shape: Dims = std::iter::once(0).chain(row.iter().copied()).collect();
        return tape.constant(Tensor::full(&shape[..], T::of(0.0)));
    }
    stack(rows, 0)
}
