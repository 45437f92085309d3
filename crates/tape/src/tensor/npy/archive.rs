//! `.npz`: a zip archive of `.npy` files.

use crate::error::{Error, Result};
use crate::file::Pending;
use crate::tensor::{Element, Tensor};
use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// A `.npz` file that is being read (feature `npy`), stored or compressed.
///
/// ```
/// use wengert_tape::{Npz, NpzWriter, Tensor};
///
/// let path = std::env::temp_dir().join(format!("wengert-example-{}.npz", std::process::id()));
/// let mut writer = NpzWriter::create(&path)?;
/// writer.add("weight", &Tensor::from([[1.0, 2.0]]))?;
/// writer.add("labels", &Tensor::from([0, 1]))?;
/// writer.finish()?;
///
/// let mut file = Npz::open(&path)?;
/// assert_eq!(file.names(), ["labels", "weight"]);
/// assert_eq!(file.read::<i64>("labels")?, Tensor::from([0, 1]));
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Debug)]
pub struct Npz {
    path: PathBuf,
    archive: ZipArchive<BufReader<File>>,
}

impl Npz {
    /// Opens a `.npz` file and reads its table of contents.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or is no zip archive.
    #[track_caller]
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let opened = File::open(path)
            .map_err(|error| error.to_string())
            .and_then(|file| ZipArchive::new(BufReader::new(file)).map_err(|error| error.to_string()));
        match opened {
            Ok(archive) => Ok(Npz {
                path: path.into(),
                archive,
            }),
            Err(problem) => Err(Error::file(path, problem)),
        }
    }

    /// The names of the arrays, in alphabetical order.
    pub fn names(&self) -> Vec<String> {
        let files = self.archive.file_names().filter_map(|name| name.ok());
        let mut names: Vec<String> = files
            .filter_map(|file| npyz::npz::array_name_from_file_name(&file).map(String::from))
            .collect();
        names.sort();
        names
    }

    /// Reads the array of this name, as [`Tensor::read_npy`] does.
    ///
    /// # Errors
    ///
    /// If there is none, or it is not what it should be.
    #[track_caller]
    pub fn read<E: Element>(&mut self, name: &str) -> Result<Tensor<E>> {
        match self.array(name) {
            Ok(tensor) => Ok(tensor),
            Err(problem) => Err(Error::file(&self.path, format!("{name}: {problem}"))),
        }
    }

    fn array<E: Element>(&mut self, name: &str) -> Result<Tensor<E>, String> {
        let names = self.names();
        let file = self.archive.by_name(&npyz::npz::file_name_from_array_name(name));
        let file = file.map_err(|error| format!("{error}; there are {names:?}"))?;
        let length = file.size();
        super::read(BufReader::new(file), length)
    }
}

/// A `.npz` file that is being written (feature `npy`); see [`Npz`] for an example.
///
/// The file appears with [`NpzWriter::finish`], complete; without it nothing is left behind.
///
/// ```
/// use wengert_tape::{NpzWriter, Tensor};
///
/// let name = format!("wengert-unfinished-{}.npz", std::process::id());
/// let path = std::env::temp_dir().join(name);
/// let mut writer = NpzWriter::create(&path)?;
/// writer.add("weight", &Tensor::from([1.0, 2.0]))?;
/// assert!(writer.add("weight", &Tensor::from([3.0])).is_err());
/// drop(writer);
/// assert!(!path.exists());
/// # Ok::<(), wengert_tape::Error>(())
/// ```
pub struct NpzWriter {
    path: PathBuf,
    // Before `pending`: the file is closed before its temporary name is removed.
    archive: ZipWriter<BufWriter<File>>,
    pending: Pending,
}

impl NpzWriter {
    /// Begins a file.
    ///
    /// # Errors
    ///
    /// If it cannot be written there.
    #[track_caller]
    pub fn create(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        match Pending::create(path) {
            Ok((pending, file)) => Ok(NpzWriter {
                path: path.into(),
                archive: ZipWriter::new(BufWriter::new(file)),
                pending,
            }),
            Err(error) => Err(Error::file(path, error.to_string())),
        }
    }

    /// Adds an array, uncompressed as `numpy.savez` does.
    ///
    /// # Errors
    ///
    /// If it cannot be written, or there is an array of this name already.
    #[track_caller]
    pub fn add<E: Element>(&mut self, name: &str, tensor: &Tensor<E>) -> Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .large_file(tensor.len() > (1 << 28));
        let file_name = npyz::npz::file_name_from_array_name(name);
        let started = self.archive.start_file(file_name, options);
        let written = started
            .map_err(|error| error.to_string())
            .and_then(|()| super::write(tensor, &mut self.archive).map_err(|error| error.to_string()));
        match written {
            Ok(()) => Ok(()),
            Err(problem) => Err(Error::file(&self.path, format!("{name}: {problem}"))),
        }
    }

    /// Brings the file to the disk and gives it its name.
    ///
    /// # Errors
    ///
    /// If that fails; what was there before is left as it was.
    #[track_caller]
    pub fn finish(self) -> Result<()> {
        let NpzWriter {
            path,
            archive,
            pending,
        } = self;
        let finished = archive
            .finish()
            .map_err(|error| error.to_string())
            .and_then(|buffered| buffered.into_inner().map_err(|error| error.to_string()))
            .and_then(|file| pending.finish(&file).map_err(|error| error.to_string()));
        match finished {
            Ok(()) => Ok(()),
            Err(problem) => Err(Error::file(&path, problem)),
        }
    }
}
