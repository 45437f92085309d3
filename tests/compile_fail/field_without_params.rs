//! Every field of a model holds parameters, is plain data, or is skipped.
//!
//! error[E0277]: `Inner` holds no parameters that Wengert knows of
//! at most 25 lines

use wengert::prelude::*;

struct Inner {
    weight: Param,
}

#[derive(Params)]
struct Net {
    first: Linear,
    inner: Inner, // <-
}

fn main() {}
