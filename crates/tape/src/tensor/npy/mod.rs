//! NumPy's files: `.npy` holds one array, `.npz` several with names.

mod archive;
mod header;
mod number;

pub use archive::{Npz, NpzWriter};
pub use number::Stored;

use crate::error::{Error, Result};
use crate::tensor::shape::Dims;
use crate::tensor::{Element, Tensor};
use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::Path;

impl<E: Element> Tensor<E> {
    /// Reads a `.npy` file (feature `npy`).
    ///
    /// C and Fortran order, little and big endian. The file must hold the tensor's own type, or one
    /// that fits into it without loss: `f32` and integers of up to 32 bits into `f64`, integers of up
    /// to 16 bits into `f32`, smaller integers into `i64`.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is not what it should be, or is shorter or longer than its header
    /// says. No memory is taken for elements that are not there.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let path = std::env::temp_dir().join(format!("wengert-example-{}.npy", std::process::id()));
    /// Tensor::from([[1.0, 2.0]]).write_npy(&path)?;
    /// assert_eq!(Tensor::read_npy(&path)?, Tensor::from([[1.0, 2.0]]));
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    #[track_caller]
    pub fn read_npy(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        match read_file(path) {
            Ok(tensor) => Ok(tensor),
            Err(problem) => Err(Error::file(path, problem)),
        }
    }

    /// Writes a `.npy` file (feature `npy`), in row-major order and little endian.
    ///
    /// The file appears complete or not at all: it is written under another name in the same folder,
    /// brought to the disk, and renamed.
    ///
    /// # Errors
    ///
    /// If the file cannot be written; what was there before is left as it was.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// assert!(Tensor::from([1.0]).write_npy("no/such/folder/x.npy").is_err());
    /// ```
    #[track_caller]
    pub fn write_npy(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        match crate::file::whole_file(path, |file| write(self, file)) {
            Ok(()) => Ok(()),
            Err(problem) => Err(Error::file(path, problem)),
        }
    }
}

fn read_file<E: Element>(path: &Path) -> Result<Tensor<E>, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let length = file.metadata().map_err(|error| error.to_string())?.len();
    read(BufReader::new(file), length)
}

/// The tensor in the `length` bytes of the reader.
fn read<E: Element>(mut reader: impl Read, length: u64) -> Result<Tensor<E>, String> {
    let (header, bytes_of_header) = header::read(&mut reader)?;
    let shape: Dims = header.shape().iter().map(|&size| size as usize).collect();
    let order = header.order();
    let bytes = header
        .dtype()
        .num_bytes()
        .and_then(|size| (size as u64).checked_mul(header.len()));
    let there = length.saturating_sub(bytes_of_header);
    if bytes != Some(there) {
        return Err(format!(
            "{shape:?} of {} takes {} bytes, the file has {there} after its header",
            header.dtype().descr(),
            bytes.map_or("too many".into(), |bytes| bytes.to_string()),
        ));
    }
    let elements = E::read(npyz::NpyFile::with_header(header, reader))?;
    let tensor = match order {
        npyz::Order::C => Tensor::try_from_vec(elements, &shape[..]),
        npyz::Order::Fortran => {
            let reversed: Vec<usize> = shape.iter().rev().copied().collect();
            Tensor::try_from_vec(elements, reversed).map(|tensor| {
                let order: Dims = (0..tensor.rank()).rev().collect();
                tensor.permuted(&order)
            })
        }
    };
    tensor.map_err(|error| error.kind().to_string())
}

fn write<E: Element>(tensor: &Tensor<E>, file: &mut dyn Write) -> std::io::Result<()> {
    let shape: Vec<u64> = tensor.shape().iter().map(|&size| size as u64).collect();
    E::write(tensor.as_slice(), &shape, file)
}
