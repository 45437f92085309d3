//! Where an example's files go: the folder named by `--out`, or `out`.

use std::path::PathBuf;
use std::{env, fs, io, process};

/// The folder for files.
pub struct Out(PathBuf);

impl Out {
    /// Reads the command line and makes the folder.
    pub fn from_arguments() -> io::Result<Out> {
        let arguments: Vec<String> = env::args().skip(1).collect();
        let folder = match arguments.as_slice() {
            [] => "out",
            [option, folder] if option == "--out" => folder,
            _ => {
                eprintln!("Takes `--out FOLDER` (default: out) and nothing else.");
                process::exit(2);
            }
        };
        fs::create_dir_all(folder)?;
        Ok(Out(PathBuf::from(folder)))
    }

    /// The path of a file in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a file whole or not at all: to a temporary beside it, which is then renamed.
    pub fn write(&self, name: &str, text: &str) -> io::Result<()> {
        let path = self.path(name);
        let temporary = self.path(&format!(".{name}.{}", process::id()));
        fs::write(&temporary, text)?;
        fs::rename(&temporary, &path)?;
        println!("wrote {}", path.display());
        Ok(())
    }
}
