//! NumPy's files: those that NumPy wrote (`tests/golden/npy.py`), our own, and hostile ones.
#![cfg(feature = "npy")]

use std::fs;
use std::path::{Path, PathBuf};
use wengert_tape::{Element, ErrorKind, Npz, NpzWriter, Tensor};

fn from_numpy<E: Element>(name: &str) -> wengert_tape::Result<Tensor<E>> {
    Tensor::read_npy(golden(&format!("{name}.npy")))
}

fn golden(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden/npy")
        .join(file)
}

/// A folder of its own for a test, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("wengert-npy-{test}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn entries(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[track_caller]
fn assert_file_error<R: std::fmt::Debug>(result: wengert_tape::Result<R>, words: &[&str]) {
    let error = result.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::File { .. }), "{error}");
    let message = error.to_string();
    for word in words {
        assert!(message.contains(word), "{message:?} does not say {word:?}");
    }
    assert!(
        message.contains("npy.rs"),
        "{message:?} does not name the caller's line"
    );
}

#[test]
fn files_of_numpy_are_read_in_either_order_and_byte_order() {
    let matrix = Tensor::from([[1.5, -2.0, 3.25], [4.0, 5.0, -0.0]]);
    for name in ["c_order", "fortran_order", "big_endian", "single"] {
        assert_eq!(from_numpy::<f64>(name).unwrap(), matrix, "{name}");
    }
    assert_eq!(from_numpy::<f32>("single").unwrap(), matrix.cast::<f32>());
    assert_eq!(
        from_numpy("integers").unwrap(),
        Tensor::from([[1, -2], [1 << 62, 4]])
    );
    assert_eq!(
        from_numpy::<i64>("small_integers").unwrap(),
        Tensor::from([200, 3])
    );
    assert_eq!(
        from_numpy::<f32>("small_integers").unwrap(),
        Tensor::from([200f32, 3.0])
    );
    assert_eq!(from_numpy("booleans").unwrap(), Tensor::from([true, false, true]));
    assert_eq!(from_numpy("number").unwrap(), Tensor::from(2.5));
    assert_eq!(from_numpy::<f64>("empty").unwrap().shape(), [3, 0, 2]);
    let cube = Tensor::<i64>::arange(0, 24, 1).reshape([2, 3, 4]).unwrap();
    assert_eq!(from_numpy("cube_in_fortran_order").unwrap(), cube);
}

#[test]
fn a_file_of_another_type_is_an_error_that_names_both() {
    assert_file_error(from_numpy::<f32>("c_order"), &["c_order.npy", "<f8", "f32"]);
    assert_file_error(from_numpy::<f64>("integers"), &["<i8", "f64", "without loss"]);
    assert_file_error(from_numpy::<i64>("c_order"), &["<f8", "i64"]);
    assert_file_error(from_numpy::<bool>("small_integers"), &["bool"]);
    assert_file_error(from_numpy::<f64>("complex"), &["<c16", "f64"]);
    assert_file_error(from_numpy::<f64>("text"), &["<U4", "f64"]);
}

#[test]
fn archives_of_numpy_are_read_stored_or_compressed() {
    let mut stored = Npz::open(golden("stored.npz")).unwrap();
    assert_eq!(stored.names(), ["x", "y"]);
    assert_eq!(stored.read::<f64>("x").unwrap(), from_numpy("c_order").unwrap());
    assert_eq!(stored.read::<i64>("y").unwrap(), Tensor::from([0, 1, 2]));
    assert_file_error(stored.read::<f64>("z"), &["stored.npz", "z", r#"["x", "y"]"#]);
    let mut compressed = Npz::open(golden("compressed.npz")).unwrap();
    assert_eq!(compressed.read::<f64>("x").unwrap(), Tensor::zeros(1000));
    assert_file_error(compressed.read::<f32>("x"), &["x:", "<f8"]);
}

#[test]
fn what_is_written_is_read_back_with_the_same_bits() {
    let folder = Folder::new("round");
    let path = folder.file("x.npy");
    let odd = Tensor::from([
        [f64::NAN, -0.0, f64::INFINITY],
        [f64::MIN_POSITIVE / 8.0, 0.1, -1e300],
    ]);
    for x in [
        odd.clone(),
        odd.t(),
        odd.slice(0).unwrap(),
        Tensor::from(1.5),
        Tensor::zeros([2, 0]),
    ] {
        x.write_npy(&path).unwrap();
        let read = Tensor::<f64>::read_npy(&path).unwrap();
        assert_eq!(read.shape(), x.shape());
        assert!(read.iter().map(f64::to_bits).eq(x.iter().map(f64::to_bits)));
    }
    Tensor::from([i64::MIN, 7]).write_npy(&path).unwrap();
    assert_eq!(Tensor::read_npy(&path).unwrap(), Tensor::from([i64::MIN, 7]));
    Tensor::from([true, false]).write_npy(&path).unwrap();
    assert_eq!(Tensor::read_npy(&path).unwrap(), Tensor::from([true, false]));
    Tensor::from([0.1f32]).write_npy(&path).unwrap();
    assert_eq!(Tensor::read_npy(&path).unwrap(), Tensor::from([0.1f32]));
    assert_eq!(folder.entries(), ["x.npy"]);
}

#[test]
fn an_archive_appears_when_it_is_finished_and_not_before() {
    let folder = Folder::new("archive");
    let path = folder.file("x.npz");
    fs::write(&path, "before").unwrap();
    let mut abandoned = NpzWriter::create(&path).unwrap();
    abandoned.add("x", &Tensor::from([1.0])).unwrap();
    drop(abandoned);
    assert_eq!(fs::read(&path).unwrap(), b"before");
    assert_eq!(folder.entries(), ["x.npz"]);
    let mut writer = NpzWriter::create(&path).unwrap();
    writer.add("x", &Tensor::from([1.0])).unwrap();
    assert_file_error(writer.add("x", &Tensor::from([2.0])), &["x.npz", "x"]);
    writer.add("layer.0/weight", &Tensor::from([[true]])).unwrap();
    writer.finish().unwrap();
    let mut file = Npz::open(&path).unwrap();
    assert_eq!(file.names(), ["layer.0/weight", "x"]);
    assert_eq!(file.read::<f64>("x").unwrap(), Tensor::from([1.0]));
    assert_eq!(folder.entries(), ["x.npz"]);
}

#[test]
fn a_file_that_cannot_be_written_leaves_nothing_behind() {
    let folder = Folder::new("unwritten");
    // A folder in the place of the file: the renaming fails.
    let path = folder.file("taken");
    fs::create_dir(&path).unwrap();
    fs::write(path.join("inside"), "x").unwrap();
    assert_file_error(Tensor::from([1.0]).write_npy(&path), &["taken"]);
    assert_eq!(folder.entries(), ["taken"]);
    assert_file_error(Tensor::from([1.0]).write_npy(folder.file("no/x.npy")), &["x.npy"]);
    assert_file_error(
        Tensor::<f64>::read_npy(folder.file("missing.npy")),
        &["missing.npy"],
    );
}

/// A file of the first version with this text as its header.
fn with_header(text: &str, elements: &[u8]) -> Vec<u8> {
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((text.len() as u16).to_le_bytes());
    bytes.extend(text.as_bytes());
    bytes.extend(elements);
    bytes
}

#[test]
fn hostile_headers_are_errors() {
    let folder = Folder::new("hostile");
    let path = folder.file("x.npy");
    let read = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        Tensor::<f64>::read_npy(&path)
    };
    let header = |shape: &str| format!("{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}\n");
    assert_eq!(
        read(&with_header(&header("(1,)"), &[0; 8])).unwrap(),
        Tensor::from([0.0])
    );
    for (shape, elements) in [
        ("(2,)", 8),
        ("(1,)", 16),
        ("(1,)", 7),
        ("(1099511627776,)", 8),
        ("(18446744073709551615,)", 8),
        ("(4294967296, 4294967296)", 0),
        ("(0, 9223372036854775807, 9223372036854775807)", 0),
        ("(-1,)", 8),
        ("(1.5,)", 8),
        ("('a',)", 8),
        ("7", 8),
    ] {
        assert_file_error(read(&with_header(&header(shape), &vec![0; elements])), &["x.npy"]);
    }
    for text in [
        "",
        "{",
        "{}",
        "[]",
        "{'descr': '<f8'}",
        "\u{fffd}",
        "{'descr': 3, 'fortran_order': False, 'shape': ()}",
    ] {
        assert_file_error(read(&with_header(text, &[0; 8])), &["x.npy"]);
    }
    // A parser that recurses would overflow the stack.
    assert_file_error(read(&with_header(&"[".repeat(9000), &[])), &["brackets"]);
    assert_file_error(
        read(b"\x93NUMPY\x02\x00\xff\xff\xff\xff"),
        &["4294967295", "10000"],
    );
    assert_file_error(read(b"\x93NUMPY\x09\x00\x01\x00\x00\x00{"), &["x.npy"]);
    assert_file_error(read(b"PK\x03\x04....."), &["magic"]);
    assert_file_error(read(b""), &["cut off"]);
}

#[test]
fn truncated_and_mutated_files_are_read_or_are_errors_and_never_more() {
    let folder = Folder::new("mutated");
    let path = folder.file("x");
    for name in ["fortran_order.npy", "stored.npz", "compressed.npz"] {
        let bytes = fs::read(golden(name)).unwrap();
        let read = |bytes: &[u8]| {
            fs::write(&path, bytes).unwrap();
            match name.ends_with("npz") {
                true => Npz::open(&path)?.read::<f64>("x"),
                false => Tensor::<f64>::read_npy(&path),
            }
        };
        for length in 0..bytes.len() {
            assert_file_error(read(&bytes[..length]), &[]);
        }
        for position in 0..bytes.len() {
            for flip in [0x01, 0x10, 0x80, 0xff] {
                let mut mutated = bytes.clone();
                mutated[position] ^= flip;
                if let Ok(tensor) = read(&mutated) {
                    assert!(tensor.len() <= 1000);
                }
            }
        }
    }
}
