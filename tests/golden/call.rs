//! One call of an operation with the arguments of a golden case.

use crate::case::{Case, floats, number};
use wengert::{Tape, Tensor, Var};

/// What an operation is called with.
pub struct Call<'c, 't> {
    pub case: &'c Case,
    pub tape: &'t Tape,
    pub inputs: Vec<Var<'t>>,
}

/// How a name of the golden files is written with Wengert: one variable per output.
pub type Operation = for<'c, 't> fn(&Call<'c, 't>) -> Vec<Var<'t>>;

impl<'c, 't> Call<'c, 't> {
    pub fn input(&self, k: usize) -> Var<'t> {
        self.inputs[k]
    }

    /// The first input, of most operations the only one.
    pub fn x(&self) -> Var<'t> {
        self.inputs[0]
    }

    pub fn index(&self) -> &'c Tensor<i64> {
        &self.case.indices[0]
    }

    pub fn number(&self, name: &str) -> f64 {
        number(&self.case.args[name])
    }

    /// A number that may be left out.
    pub fn limit(&self, name: &str) -> Option<f64> {
        let value = &self.case.args[name];
        (!value.is_null()).then(|| number(value))
    }

    pub fn integer(&self, name: &str) -> isize {
        self.optional_integer(name)
            .expect("the argument is a whole number")
    }

    /// A whole number or null.
    pub fn optional_integer(&self, name: &str) -> Option<isize> {
        self.case.args[name].as_i64().map(|integer| integer as isize)
    }

    pub fn flag(&self, name: &str) -> bool {
        self.case.args[name]
            .as_bool()
            .expect("the argument is true or false")
    }

    pub fn text(&self, name: &str) -> &'c str {
        self.case.args[name].as_str().expect("the argument is text")
    }

    /// A list of whole numbers; `None` for null.
    pub fn integers(&self, name: &str) -> Option<Vec<isize>> {
        let list = self.case.args[name].as_array()?;
        let whole = |value: &serde_json::Value| value.as_i64().expect("a whole number") as isize;
        Some(list.iter().map(whole).collect())
    }

    /// A tensor among the arguments, or null.
    pub fn tensor(&self, name: &str) -> Option<Tensor> {
        let tensor = &self.case.args[name];
        (!tensor.is_null()).then(|| floats(tensor))
    }

    pub fn sizes(&self, name: &str) -> Vec<usize> {
        let sizes = self.integers(name).expect("the argument is a list of sizes");
        sizes.into_iter().map(|size| size as usize).collect()
    }

    /// A reduction in its three forms: over everything, over axes that are dropped, over axes that stay.
    pub fn reduction(
        &self,
        all: impl Fn(Var<'t>) -> Var<'t>,
        over: impl Fn(Var<'t>, &[isize]) -> Var<'t>,
        keeping: impl Fn(Var<'t>, &[isize]) -> Var<'t>,
    ) -> Vec<Var<'t>> {
        let x = self.x();
        let every: Vec<isize> = (0..x.rank() as isize).collect();
        vec![match (self.integers("axes"), self.flag("keep")) {
            (None, false) => all(x),
            (None, true) => keeping(x, &every),
            (Some(axes), false) => over(x, &axes),
            (Some(axes), true) => keeping(x, &axes),
        }]
    }
}
