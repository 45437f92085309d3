//! Triangles of matrices.

use crate::error::{Error, ErrorKind};
use crate::ops::{At, Call, Primitive};
use crate::tape::Var;
use crate::tape::node::Value;
use crate::tensor::Float;
use crate::transform::adjoints::Adjoints;
use std::borrow::Cow;

/// The matrices with 0 on one side of a diagonal. Linear and its own adjoint.
#[derive(Clone, Copy)]
struct Triangle {
    upper: bool,
    offset: isize,
}

impl Triangle {
    fn operation(self) -> &'static str {
        if self.upper { "triu" } else { "tril" }
    }
}

impl<T: Float> Primitive<T> for Triangle {
    fn name(&self) -> Cow<'static, str> {
        self.operation().into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let (rows, columns) = match *call.shape {
            [.., rows, columns] => (rows, columns),
            _ => unreachable!("matrices were recorded"),
        };
        let mut matrices = call.take_for_writing(0)?;
        if rows * columns == 0 {
            return Ok(Value::Float(matrices));
        }
        for (number, row) in matrices.as_mut_slice().chunks_mut(columns).enumerate() {
            let i = (number % rows) as isize;
            // The first column at or right of the diagonal.
            let edge = |column: isize| column.clamp(0, columns as isize) as usize;
            let zeros = match self.upper {
                true => 0..edge(i.saturating_add(self.offset)),
                false => edge(i.saturating_add(self.offset).saturating_add(1))..columns,
            };
            row[zeros].fill(T::of(0.0));
        }
        Ok(Value::Float(matrices))
    }

    fn vjp<'t>(&self, _: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        adjoints.add(0, cotangent.triangle(*self));
    }

    fn jvp<'t>(&self, _: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        Some(tangents[0]?.triangle(*self))
    }
}

impl<T: Float> Var<'_, T> {
    /// The upper triangles of the matrices in the last two axes, 0 below; `offset` 1 begins right of
    /// the main diagonal, -1 below it. What becomes 0 gets no derivative, whatever is in it.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.triu(0).value()?, Tensor::from([[1.0, 2.0], [0.0, 4.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn triu(self, offset: isize) -> Self {
        self.triangle(Triangle { upper: true, offset })
    }

    /// The lower triangles of the matrices in the last two axes, 0 above; `offset` 1 ends right of
    /// the main diagonal, -1 below it. What becomes 0 gets no derivative, whatever is in it.
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let x = tape.var([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.tril(-1).value()?, Tensor::from([[0.0, 0.0], [3.0, 0.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn tril(self, offset: isize) -> Self {
        self.triangle(Triangle { upper: false, offset })
    }

    #[track_caller]
    fn triangle(self, triangle: Triangle) -> Self {
        let (tape, node) = match self.on_tape(triangle.operation()) {
            Ok(on_tape) => on_tape,
            Err(failed) => return failed,
        };
        if self.rank() < 2 {
            let problem = format!("a matrix is wanted, this has shape {:?}", self.shape());
            return self.fail_with(Error::shape(triangle.operation(), problem));
        }
        tape.record(triangle, [node], &self.dims())
    }
}
