//! Mistakes that users make, and what the compiler says about them.
//!
//! Each file in `compile_fail/` is a program with one mistake. Its head says what the mistake is, the
//! first line of the compiler's message, and how many lines the messages may have; the line that
//! the message must point to ends in `// <-`. The rest of the text is the compiler's own and changes
//! with it, so it is not compared.

use rayon::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn the_compiler_answers_mistakes_briefly_and_at_the_right_line() {
    let library = Library::of_this_build();
    let programs = programs();
    assert!(programs.len() > 30, "only {} programs were found", programs.len());

    let problems: Vec<String> = programs
        .par_iter()
        .filter_map(|program| problem_with(program, &library))
        .collect();
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn a_program_without_a_mistake_is_noticed() {
    let library = Library::of_this_build();
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("without_a_mistake.rs");
    let program = "//! None.\n//!\n//! error: something is wrong\n//! at most 5 lines\n\
                   use wengert::prelude::*;\n\
                   fn main() {\n    let _ = Tape::<f64>::new(); // <-\n}\n";
    std::fs::write(&file, program).expect("the target folder can be written");
    let problem = problem_with(&file, &library).expect("there was no mistake to be found");
    assert!(problem.contains("it compiles"), "{problem}");
}

/// The programs, in the order of their names.
fn programs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compile_fail");
    let entries = std::fs::read_dir(folder).expect("the folder with the programs");
    let mut programs: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    programs.sort();
    programs
}

/// The compiled library, as these tests are linked with it.
struct Library {
    wengert: PathBuf,
    folders: BTreeSet<PathBuf>,
}

impl Library {
    /// Asks cargo, which has just built it, where it is. Selecting the whole workspace gives the
    /// features of `cargo test --workspace`, so that after it nothing is compiled again.
    fn of_this_build() -> Self {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
        cargo.args(["test", "--workspace", "--test", "compile_fail", "--no-run"]);
        cargo.args(["--offline", "--quiet", "--message-format=json"]);
        if !cfg!(debug_assertions) {
            cargo.arg("--release");
        }
        let output = cargo.output().expect("cargo runs");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );

        let mut wengert = None;
        let mut folders = BTreeSet::new();
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let Ok(message) = serde_json::from_str::<Value>(line) else {
                continue;
            };
            if message["reason"] != "compiler-artifact" {
                continue;
            }
            let files = message["filenames"].as_array().into_iter().flatten();
            for file in files.filter_map(Value::as_str).map(PathBuf::from) {
                folders.extend(file.parent().map(Path::to_path_buf));
                let is_library = file.extension().is_some_and(|extension| extension == "rlib");
                if is_library && message["target"]["name"] == "wengert" {
                    wengert = Some(file);
                }
            }
        }
        Library {
            wengert: wengert.expect("cargo names the library's file"),
            folders,
        }
    }

    /// The compiler's errors for a program that uses the library.
    fn errors(&self, program: &Path) -> Vec<Value> {
        let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let mut rustc = Command::new(compiler);
        rustc.args(["--edition=2024", "--crate-type=bin", "--emit=metadata"]);
        rustc.args(["--error-format=json", "-Awarnings"]);
        rustc.arg("--out-dir").arg(env!("CARGO_TARGET_TMPDIR"));
        rustc.arg(format!("--extern=wengert={}", self.wengert.display()));
        for folder in &self.folders {
            rustc.arg(format!("-Ldependency={}", folder.display()));
        }
        let output = rustc.arg(program).output().expect("rustc runs");
        String::from_utf8_lossy(&output.stderr)
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            // The last messages only count the others: they have no place.
            .filter(|message: &Value| message["level"] == "error" && message["spans"][0].is_object())
            .collect()
    }
}

/// What a program's head says.
struct Expected {
    first_line: String,
    most_lines: usize,
    /// Counted from 1.
    place: u64,
}

impl Expected {
    fn of(source: &str) -> Option<Self> {
        let mut head = source.lines().map_while(|line| line.strip_prefix("//!"));
        let first_line = head.find(|line| line.starts_with(" error"))?.trim();
        let most_lines = head.next()?.trim();
        let most_lines = most_lines.strip_prefix("at most ")?.strip_suffix(" lines")?;
        let place = source.lines().position(|line| line.ends_with("// <-"))?;
        Some(Expected {
            first_line: first_line.into(),
            most_lines: most_lines.parse().ok()?,
            place: place as u64 + 1,
        })
    }
}

/// What the compiler says that it should not, with the whole text.
fn problem_with(program: &Path, library: &Library) -> Option<String> {
    let name = program.display();
    let source = std::fs::read_to_string(program).expect("the program can be read");
    let Some(expected) = Expected::of(&source) else {
        return Some(format!("{name}: the head or the mark `// <-` is missing"));
    };
    let errors = library.errors(program);
    let Some(first) = errors.first() else {
        return Some(format!("{name}: it compiles"));
    };

    let text: String = errors
        .iter()
        .filter_map(|error| error["rendered"].as_str())
        .collect();
    let lines = text.lines().filter(|line| !line.is_empty()).count();
    let first_line = text.lines().next().unwrap_or_default();
    let places = first["spans"].as_array().into_iter().flatten();
    let mut primary = places.filter(|place| place["is_primary"] == true);
    let place = primary.next().and_then(|place| place["line_start"].as_u64());

    let mut problem = String::new();
    if first_line != expected.first_line {
        problem += &format!("expected `{}`\n", expected.first_line);
    }
    if lines > expected.most_lines {
        problem += &format!("{lines} lines, expected at most {}\n", expected.most_lines);
    }
    if place != Some(expected.place) {
        problem += &format!("points to line {place:?}, expected {}\n", expected.place);
    }
    (!problem.is_empty()).then(|| format!("{name}:\n{problem}{text}"))
}
