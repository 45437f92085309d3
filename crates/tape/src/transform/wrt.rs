//! With respect to what.

use crate::tape::Var;
use crate::tensor::Float;

/// What to differentiate with respect to: a variable, an array, a slice or a vector of them. The
/// answer has the same form.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing to differentiate with respect to",
    note = "use a variable `x`, an array `[x, w]`, or a reference to a vector or slice of variables"
)]
pub trait Wrt<'t, T: Float> {
    /// One variable per variable.
    type Out;

    /// The variables.
    fn list(&self) -> Vec<Var<'t, T>>;

    /// The variables of an answer.
    fn list_out(out: &Self::Out) -> Vec<Var<'t, T>>;

    /// An answer with `f` of every variable.
    fn map(self, f: impl FnMut(Var<'t, T>) -> Var<'t, T>) -> Self::Out;
}

impl<'t, T: Float> Wrt<'t, T> for Var<'t, T> {
    type Out = Var<'t, T>;

    fn list(&self) -> Vec<Var<'t, T>> {
        vec![*self]
    }

    fn list_out(out: &Self::Out) -> Vec<Var<'t, T>> {
        vec![*out]
    }

    fn map(self, mut f: impl FnMut(Var<'t, T>) -> Var<'t, T>) -> Self::Out {
        f(self)
    }
}

impl<'t, T: Float, const N: usize> Wrt<'t, T> for [Var<'t, T>; N] {
    type Out = [Var<'t, T>; N];

    fn list(&self) -> Vec<Var<'t, T>> {
        self.to_vec()
    }

    fn list_out(out: &Self::Out) -> Vec<Var<'t, T>> {
        out.to_vec()
    }

    fn map(self, f: impl FnMut(Var<'t, T>) -> Var<'t, T>) -> Self::Out {
        self.map(f)
    }
}

impl<'t, T: Float> Wrt<'t, T> for &[Var<'t, T>] {
    type Out = Vec<Var<'t, T>>;

    fn list(&self) -> Vec<Var<'t, T>> {
        self.to_vec()
    }

    fn list_out(out: &Self::Out) -> Vec<Var<'t, T>> {
        out.clone()
    }

    fn map(self, f: impl FnMut(Var<'t, T>) -> Var<'t, T>) -> Self::Out {
        self.iter().copied().map(f).collect()
    }
}

impl<'t, T: Float> Wrt<'t, T> for &Vec<Var<'t, T>> {
    type Out = Vec<Var<'t, T>>;

    fn list(&self) -> Vec<Var<'t, T>> {
        self.to_vec()
    }

    fn list_out(out: &Self::Out) -> Vec<Var<'t, T>> {
        out.clone()
    }

    fn map(self, f: impl FnMut(Var<'t, T>) -> Var<'t, T>) -> Self::Out {
        self.iter().copied().map(f).collect()
    }
}
