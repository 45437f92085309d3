//! Files that appear complete or not at all.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// A file under a temporary name in the folder of its final one; removed unless it is finished.
pub(crate) struct Pending {
    temporary: PathBuf,
    target: PathBuf,
    finished: bool,
}

impl Pending {
    /// An empty file beside `target`.
    pub(crate) fn create(target: &Path) -> std::io::Result<(Self, File)> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let mut name = OsString::from(".");
        name.push(target.file_name().ok_or(std::io::ErrorKind::InvalidInput)?);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        name.push(format!(".{}-{number}", std::process::id()));
        let temporary = target.with_file_name(name);
        let file = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
        let pending = Pending {
            temporary,
            target: target.into(),
            finished: false,
        };
        Ok((pending, file))
    }

    /// Brings the file to the disk and gives it its name.
    pub(crate) fn finish(mut self, file: &File) -> std::io::Result<()> {
        file.sync_all()?;
        fs::rename(&self.temporary, &self.target)?;
        self.finished = true;
        // The name itself is in the folder; where folders cannot be synced, the file still is.
        if let Some(folder) = self
            .target
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            && let Ok(folder) = File::open(folder)
        {
            let _ = folder.sync_all();
        }
        Ok(())
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if !self.finished {
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

/// Writes a whole file.
pub(crate) fn whole_file(
    target: &Path,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> Result<(), String> {
    let written = || {
        let (pending, file) = Pending::create(target)?;
        let mut buffered = BufWriter::new(file);
        write(&mut buffered)?;
        let file = buffered.into_inner().map_err(|error| error.into_error())?;
        pending.finish(&file)
    };
    written().map_err(|error: std::io::Error| error.to_string())
}
