//! Writing safetensors, whole or not at all.

use safetensors::{Dtype, View};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use tempfile::Builder;
use wengert_tape::{Float, Tensor};

/// A tensor in the bytes of the format.
pub(super) struct Stored {
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl Stored {
    pub(super) fn tensor<T: Float>(tensor: &Tensor<T>) -> Self {
        let dtype = super::read::dtype_of(T::NAME);
        let elements = tensor.as_slice().iter();
        let bytes = match dtype {
            Dtype::F32 => elements.flat_map(|x| (x.f64() as f32).to_le_bytes()).collect(),
            _ => elements.flat_map(|x| x.f64().to_le_bytes()).collect(),
        };
        Stored {
            dtype,
            shape: tensor.shape().to_vec(),
            bytes,
        }
    }

    pub(super) fn integer(number: i64) -> Self {
        Stored {
            dtype: Dtype::I64,
            shape: Vec::new(),
            bytes: number.to_le_bytes().to_vec(),
        }
    }
}

impl View for &Stored {
    fn dtype(&self) -> Dtype {
        self.dtype
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(&self.bytes)
    }

    fn data_len(&self) -> usize {
        self.bytes.len()
    }
}

/// The entry of a header that is words, not a tensor: a file with such a tensor could not be read.
const METADATA: &str = "__metadata__";

/// Writes tensors and words by name to a file beside `path`, brings it to the disk, and moves it.
pub(super) fn write(
    path: &Path,
    tensors: &BTreeMap<String, Stored>,
    words: BTreeMap<String, String>,
) -> Result<(), String> {
    if tensors.contains_key(METADATA) {
        return Err(format!(
            "a tensor cannot be called {METADATA}, the format has that name for itself"
        ));
    }
    let words: HashMap<String, String> = words.into_iter().collect();
    let words = (!words.is_empty()).then_some(words);
    let bytes = safetensors::serialize(tensors, words).map_err(|error| error.to_string())?;
    replace(path, &bytes).map_err(|error| error.to_string())
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = Builder::new();
    builder.prefix(".wengert-");
    // As any new file, not readable by its owner alone.
    #[cfg(unix)]
    let builder = {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666))
    };
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    // The move itself must reach the disk too; where folders cannot be opened, it does without.
    if let Ok(folder) = File::open(folder) {
        folder.sync_all().ok();
    }
    Ok(())
}
