//! Models go to other threads.
//!
//! error[E0277]: `Rc<()>` cannot be shared between threads safely
//! at most 34 lines

use wengert::prelude::*;

#[derive(Params)]
struct Net {
    #[params(skip)]
    cache: std::rc::Rc<()>,
    layer: Linear,
}

impl Module for Net { // <-
    fn forward<'t>(&self, x: Var<'t>) -> Var<'t> {
        self.layer.forward(x)
    }
}

fn main() {}
