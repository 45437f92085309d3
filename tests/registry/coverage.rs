//! Which operations there are, read from the sources, so that none is forgotten here.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

/// Public methods of variables that are no operations: they ask or transform.
const ASKING: [&str; 26] = [
    "apply",
    "backward",
    "beside",
    "custom_vjp",
    "directional",
    "error",
    "fail",
    "grad",
    "hessian",
    "hvp",
    "id",
    "is_empty",
    "item",
    "jacobian",
    "jvp",
    "len",
    "lift",
    "place",
    "rank",
    "shape",
    "size",
    "stop_gradient",
    "tape",
    "to_var",
    "value",
    "vjp",
];

/// Operations without an input to differentiate.
const SOURCES: [&str; 4] = ["bernoulli", "normal", "one_hot", "uniform"];

/// The names of all public operations.
pub fn operations() -> BTreeSet<String> {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/tape/src");
    let mut names: BTreeSet<String> = ["add", "sub", "mul", "div", "neg"].map(String::from).into();
    collect(&sources, false, &mut names);
    for name in ASKING.iter().chain(&SOURCES) {
        assert!(
            names.remove(*name) || *name == "to_var",
            "{name} is excepted here but does not exist"
        );
    }
    names
}

/// Whether a table of the golden tests calls an operation; a test there wants a case of every table entry.
pub fn has_golden_cases(operation: &str) -> bool {
    static CALLS: OnceLock<String> = OnceLock::new();
    let calls = CALLS.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
        let tables = fs::read_dir(folder).expect("the golden tests are readable");
        let paths = tables.map(|entry| entry.expect("the golden tests are readable").path());
        let tables = paths.filter(|path| {
            let is_code = path.extension().is_some_and(|extension| extension == "rs");
            is_code && !path.ends_with("main.rs") && !path.ends_with("case.rs") && !path.ends_with("call.rs")
        });
        tables
            .map(|path| fs::read_to_string(path).expect("the golden tests are readable"))
            .collect()
    });
    let method = format!(".{operation}(");
    let function = format!("[{operation}(");
    let operator = format!("(\"{operation}\", ");
    [method, function, operator]
        .iter()
        .any(|call| calls.contains(call))
}

fn collect(folder: &Path, of_operations: bool, names: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("the sources are readable") {
        let path = entry.expect("the sources are readable").path();
        if path.ends_with("src/scalar") {
            // Single numbers have variables of their own, which tests/scalar of the tape crate covers.
            continue;
        }
        if path.is_dir() {
            collect(&path, of_operations || path.ends_with("src/ops"), names);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("the sources are readable");
            read(&text, of_operations, names);
        }
    }
}

/// Public methods of variables, those of the tape and functions in the operations' folder, and the
/// tables that macros stamp methods from.
fn read(text: &str, of_operations: bool, names: &mut BTreeSet<String>) {
    let (mut in_variable, mut in_tape) = (false, false);
    let mut table_indent = None;
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        let line = line.trim_start();
        if line.starts_with("$stamp! {") || line.starts_with("inherent_pairs! {") {
            table_indent = Some(indent);
        } else if line.starts_with('}') && Some(indent) == table_indent {
            table_indent = None;
        } else if table_indent.is_some() && line.starts_with(|first: char| first.is_ascii_lowercase()) {
            names.insert(identifier(line));
        }
        if line.starts_with("impl") {
            in_variable = line.contains(" Var<'") && !line.contains(" for ");
            in_tape = line.contains(" Tape<") && !line.contains(" for ");
        }
        if let Some(function) = line.strip_prefix("pub fn ") {
            let of_tape_or_variable = indent == 4 && (in_variable || of_operations && in_tape);
            if of_tape_or_variable || of_operations && indent == 0 {
                names.insert(identifier(function));
            }
        }
    }
    names.remove("");
}

fn identifier(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}
