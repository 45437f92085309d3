//! Models in files: parameters and buffers by name, as safetensors.
//!
//! The names are PyTorch's and so is the format, so that weights go both ways. A file appears whole
//! or not at all: it is written beside its place, brought to the disk and moved. A file is read in
//! full and checked in full before anything in the model changes.
//!
//! ```
//! use wengert_nn::{Linear, ParamsExt, io};
//! use wengert_tape::Random;
//!
//! let folder = tempfile::tempdir().unwrap();
//! let path = folder.path().join("net.safetensors");
//! let net = Linear::<f32>::new(4, 2, &mut Random::seed(1));
//! io::save(&net, &path)?;
//!
//! let mut other = Linear::<f32>::new(4, 2, &mut Random::seed(2));
//! io::load(&mut other, &path)?;
//! assert_eq!(other.state::<f32>(), net.state::<f32>());
//! # Ok::<(), wengert_tape::Error>(())
//! ```

mod checkpoint;
mod model;
mod read;
mod write;

pub use checkpoint::{Progress, load_checkpoint, save_checkpoint};
pub use model::{load, load_cast, read, save, write};

use std::path::Path;
use wengert_tape::{Error, ErrorKind};

/// What is not a parameter or buffer of the model has a name that begins so; no model has such names.
const OPTIMIZER: &str = "optimizer/";

#[track_caller]
fn file_error(path: &Path, problem: impl Into<String>) -> Error {
    Error::of_kind(ErrorKind::File {
        path: path.display().to_string(),
        problem: problem.into(),
    })
}
