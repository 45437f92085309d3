//! Products of vectors, and the bilinear form.

use crate::error::Error;
use crate::ops::product::einsum;
use crate::tape::{IntoOperand, Var};
use crate::tensor::Float;

impl<'t, T: Float> Var<'t, T> {
    /// The sum of the products of two vectors' elements.
    ///
    /// ```
    /// use wengert_tape::Tape;
    ///
    /// let tape = Tape::new();
    /// assert_eq!(tape.var([1.0, 2.0]).dot(tape.var([3.0, 4.0])).item()?, 11.0);
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[doc(alias = "inner")]
    #[track_caller]
    pub fn dot(self, other: impl IntoOperand<'t, T>) -> Self {
        match self.vectors("dot", other) {
            Ok((a, b)) if a.len() == b.len() => Self::composed("dot", [a, b], |[a, b]| a.matmul(b)),
            Ok((a, b)) => {
                let problem = format!("lengths differ: {:?} · {:?}", a.shape(), b.shape());
                self.fail_with(Error::shape("dot", problem))
            }
            Err(failed) => failed,
        }
    }

    /// All products of an element of this vector (the rows) with one of another (the columns).
    ///
    /// ```
    /// use wengert_tape::{Tape, Tensor};
    ///
    /// let tape = Tape::new();
    /// let y = tape.var([1.0, 2.0]).outer(tape.var([3.0, 4.0]));
    /// assert_eq!(y.value()?, Tensor::from([[3.0, 4.0], [6.0, 8.0]]));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[doc(alias = "ger")]
    #[track_caller]
    pub fn outer(self, other: impl IntoOperand<'t, T>) -> Self {
        match self.vectors("outer", other) {
            Ok((a, b)) => Self::composed("outer", [a, b], |[a, b]| a.reshape_to(&[a.len(), 1]) * b),
            Err(failed) => failed,
        }
    }

    #[track_caller]
    fn vectors(self, operation: &str, other: impl IntoOperand<'t, T>) -> Result<(Self, Self), Self> {
        let (tape, a, b) = self.paired(operation, self.beside(other))?;
        let (a, b) = (Var::on(tape, a, false), Var::on(tape, b, false));
        if a.rank() == 1 && b.rank() == 1 {
            return Ok((a, b));
        }
        let problem = format!("vectors are wanted: {:?} and {:?}", a.shape(), b.shape());
        Err(self.fail_with(Error::shape(operation, problem)))
    }
}

/// The bilinear form yₒ = Σᵢⱼ xᵢ wₒᵢⱼ zⱼ for every place along the leading axes, which broadcast:
/// `[…, i]`, `[o, i, j]` and `[…, j]` give `[…, o]`. A bias is added with `+`.
///
/// ```
/// use wengert_tape::{Tape, Tensor, bilinear};
///
/// let tape = Tape::<f64>::new();
/// let (x, z) = (tape.var(Tensor::ones([5, 2])), tape.var(Tensor::ones([5, 3])));
/// let w = tape.var(Tensor::ones([4, 2, 3]));
/// let y = bilinear(x, w, z) + Tensor::ones([4]);
/// assert_eq!(y.value()?, Tensor::full([5, 4], 7.0));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[track_caller]
pub fn bilinear<'t, T: Float>(
    x: Var<'t, T>,
    w: impl IntoOperand<'t, T>,
    z: impl IntoOperand<'t, T>,
) -> Var<'t, T> {
    let (w, z) = (x.beside(w), x.beside(z));
    if let Some(failed) = [x, w, z].iter().find_map(|variable| variable.failed()) {
        return failed;
    }
    let (p, q, r) = (x.dims(), w.dims(), z.dims());
    let fits = q.len() == 3 && p.last() == Some(&q[1]) && r.last() == Some(&q[2]);
    if !fits {
        let problem = format!(
            "[…, i], [o, i, j] and […, j] are wanted: {:?}, {:?} and {:?}",
            &p[..],
            &q[..],
            &r[..]
        );
        return x.fail_with(Error::shape("bilinear", problem));
    }
    Var::composed("bilinear", [x, w, z], |all| einsum("...i,oij,...j->...o", &all))
}
