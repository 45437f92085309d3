//! Products.

use crate::error::ErrorKind;
use crate::eval::reduction::Fold;
use crate::instruction::sums::LANES;
use crate::ops::reduce::{fold, kept_shape};
use crate::ops::{At, Call, Primitive};
use crate::tape::Var;
use crate::tape::node::Value;
use crate::tensor::shape::Dims;
use crate::tensor::{Axes, Float};
use crate::transform::adjoints::Adjoints;
use std::borrow::Cow;

/// The product over some axes, which keep size 1.
struct Prod {
    axes: Dims,
}

struct Multiply;

impl<T: Float> Fold<T> for Multiply {
    type Wide = f64;

    fn start(&self) -> f64 {
        1.0
    }

    fn block(&self, elements: &[T]) -> f64 {
        let mut products = [1.0; LANES];
        let chunks = elements.chunks_exact(LANES);
        let rest = chunks.remainder();
        for chunk in chunks {
            for (product, &x) in products.iter_mut().zip(chunk) {
                *product *= x.wide();
            }
        }
        let products = products.iter().product::<f64>();
        rest.iter().fold(products, |product, &x| product * x.wide())
    }

    fn join(&self, first: f64, second: f64) -> f64 {
        first * second
    }

    fn finish(&self, wide: f64) -> T {
        T::of(wide)
    }
}

impl<T: Float> Primitive<T> for Prod {
    fn name(&self) -> Cow<'static, str> {
        "prod".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        Ok(fold(call, &Multiply, &self.axes))
    }

    fn vjp<'t>(&self, at: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        adjoints.add(0, cotangent.absorb(at.argument(0).product_of_others(&self.axes)));
    }

    fn jvp<'t>(&self, at: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        let slope = at.argument(0).product_of_others(&self.axes);
        Some(tangents[0]?.absorb(slope).sum_kept(&self.axes))
    }
}

impl<T: Float> Var<'_, T> {
    /// The product of all elements; 1 of none.
    ///
    /// Derivative: the product of the others, without a division, so that it is right beside one
    /// zero and beside many, to any order.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([2.0, 0.0, 4.0]);
    /// assert_eq!(x.prod().grad(x).value()?, Tensor::from([0.0, 8.0, 0.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn prod(self) -> Self {
        self.prod_axis(())
    }

    /// The product over axes, which are dropped; see [`Var::prod`].
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.prod_axis(1).value()?, Tensor::from([2.0, 12.0]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn prod_axis(self, axes: impl Axes) -> Self {
        self.reduced("prod_axis", &axes, |x, axes| x.prod_kept(axes))
    }

    /// The product over axes, which keep size 1; see [`Var::prod`].
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.prod_keep(1).value()?, Tensor::from([[2.0], [12.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn prod_keep(self, axes: impl Axes) -> Self {
        self.reduced_keep("prod_keep", &axes, |x, axes| x.prod_kept(axes))
    }

    #[track_caller]
    fn prod_kept(self, axes: &[usize]) -> Self {
        match self.on_tape("prod") {
            Err(failed) => failed,
            Ok((tape, node)) => {
                let axes = Dims::from_slice(axes);
                let shape = kept_shape(&self.dims(), &axes);
                tape.record(Prod { axes }, [node], &shape)
            }
        }
    }

    /// For every element the product of the others along the axes: of those before it times of those
    /// behind it.
    #[track_caller]
    fn product_of_others(self, axes: &[usize]) -> Self {
        let dims = self.dims();
        let kept = (0..dims.len()).filter(|axis| !axes.contains(axis));
        let order: Dims = kept.chain(axes.iter().copied()).collect();
        let turned: Dims = order.iter().map(|&axis| dims[axis]).collect();
        let mut flat = Dims::from_slice(&turned[..dims.len() - axes.len()]);
        flat.push(axes.iter().map(|&axis| dims[axis]).product());
        let last = flat.len() - 1;

        let row = self.permute_to(&order).reshape_to(&flat);
        let before = row.cumprod_along(last, false).shifted(last, false, 1.0);
        let behind = row.cumprod_along(last, true).shifted(last, true, 1.0);

        let mut inverse = Dims::from_elem(0, order.len());
        for (place, &axis) in order.iter().enumerate() {
            inverse[axis] = place;
        }
        (before * behind).reshape_to(&turned).permute_to(&inverse)
    }
}
