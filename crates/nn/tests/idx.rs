//! Files in the IDX format: every type, packed or not, and damaged ones.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use wengert_nn::data;
use wengert_tape::Tensor;

fn file(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    path
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn idx(code: u8, shape: &[u32], elements: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0, 0, code, shape.len() as u8];
    bytes.extend(shape.iter().flat_map(|size| size.to_be_bytes()));
    bytes.extend(elements);
    bytes
}

#[test]
fn idx_files_of_every_type_are_read_packed_or_not() {
    let folder = tempfile::tempdir().unwrap();
    let table: [(u8, Vec<u8>, [f64; 2]); 6] = [
        (0x08, vec![0, 255], [0.0, 255.0]),
        (0x09, vec![0xFF, 1], [-1.0, 1.0]),
        (0x0B, vec![0x01, 0x00, 0xFF, 0xFE], [256.0, -2.0]),
        (
            0x0C,
            [70_000i32, -3].map(i32::to_be_bytes).concat(),
            [70_000.0, -3.0],
        ),
        (0x0D, [0.5f32, -2.0].map(f32::to_be_bytes).concat(), [0.5, -2.0]),
        (0x0E, [0.1f64, 1e300].map(f64::to_be_bytes).concat(), [0.1, 1e300]),
    ];
    for (code, elements, expected) in table {
        let bytes = idx(code, &[1, 2], &elements);
        for bytes in [packed(&bytes), bytes] {
            let path = file(folder.path(), "x.idx", &bytes);
            assert_eq!(data::read_idx::<f64>(&path).unwrap(), Tensor::from([expected]));
        }
    }
}

#[test]
fn images_are_read_with_their_labels() {
    let folder = tempfile::tempdir().unwrap();
    let images = file(
        folder.path(),
        "images.gz",
        &packed(&idx(8, &[2, 2, 2], &[0, 51, 102, 255, 1, 2, 3, 4])),
    );
    let labels = file(folder.path(), "labels.gz", &packed(&idx(8, &[2], &[3, 0])));
    let read = data::read_images(&images, &labels).unwrap();
    assert_eq!(read.x.shape(), [2, 4]);
    assert_eq!(read.x.slice(0).unwrap().to_vec(), [0.0, 0.2, 0.4, 1.0]);
    assert_eq!(read.label.to_vec(), [3, 0]);
    assert_eq!(read.classes, ["0", "1", "2", "3"]);

    let fewer = file(folder.path(), "fewer", &idx(8, &[1], &[3]));
    let error = data::read_images(&images, &fewer).unwrap_err().to_string();
    assert!(error.contains("fewer") && error.contains("2 images"), "{error}");
    let negative = file(folder.path(), "negative", &idx(9, &[2], &[3, 0xFF]));
    assert!(data::read_images(&images, &negative).is_err());
    let huge = file(
        folder.path(),
        "huge",
        &idx(0x0C, &[2], &[0x7F, 0, 0, 0, 0, 0, 0, 0]),
    );
    assert!(data::read_images(&images, &huge).is_err());
}

#[test]
fn damaged_idx_files_are_errors_that_name_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let good = idx(8, &[2, 3], &[1, 2, 3, 4, 5, 6]);
    let compressed = packed(&good);
    for length in 0..good.len() {
        let path = file(folder.path(), "cut.idx", &good[..length]);
        let error = data::read_idx::<f32>(&path).unwrap_err().to_string();
        assert!(error.contains("cut.idx"), "{error}");
    }
    for length in 0..compressed.len() {
        let path = file(folder.path(), "cut.gz", &compressed[..length]);
        assert!(data::read_idx::<f32>(&path).is_err(), "{length}");
    }
    let mut long = good.clone();
    long.push(0);
    let path = file(folder.path(), "long.idx", &long);
    assert!(
        data::read_idx::<f32>(&path)
            .unwrap_err()
            .to_string()
            .contains("more than the 6 bytes")
    );
    let promise = idx(8, &[u32::MAX, u32::MAX, u32::MAX], &[1]);
    let path = file(folder.path(), "promise.idx", &promise);
    assert!(
        data::read_idx::<f32>(&path)
            .unwrap_err()
            .to_string()
            .contains("more than")
    );
    let promise = idx(8, &[1 << 30], &[1]);
    let path = file(folder.path(), "promise.idx", &promise);
    assert!(
        data::read_idx::<f32>(&path)
            .unwrap_err()
            .to_string()
            .contains("fewer")
    );
    // A rank of 255 and nothing behind it.
    let path = file(folder.path(), "rank.idx", &[0, 0, 8, 255]);
    assert!(data::read_idx::<f32>(&path).is_err());
}

#[test]
fn mutated_idx_files_never_panic() {
    let folder = tempfile::tempdir().unwrap();
    let good = packed(&idx(8, &[2, 3], &[1, 2, 3, 4, 5, 6]));
    for position in 0..good.len() {
        for value in [0x00, 0x01, 0x7F, 0x80, 0xFF] {
            let mut bytes = good.clone();
            bytes[position] = value;
            let path = file(folder.path(), "mutated.gz", &bytes);
            if let Ok(tensor) = data::read_idx::<f32>(&path) {
                assert_eq!(tensor.len(), 6);
            }
        }
    }
}

/// Bytes set to any of some values, so that sizes become 0, 1, huge, and negative as signed numbers.
fn mutations(good: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let changes =
        (0..good.len()).flat_map(|position| [0x00, 0x01, 0x7F, 0x80, 0xFF].map(|value| (position, value)));
    changes.map(|(position, value)| {
        let mut bytes = good.to_vec();
        bytes[position] = value;
        bytes
    })
}

#[test]
fn mutated_images_and_labels_never_panic() {
    let folder = tempfile::tempdir().unwrap();
    let images = idx(8, &[2, 1, 2], &[1, 2, 3, 4]);
    let labels = idx(8, &[2], &[0, 1]);
    let none = idx(8, &[0, 1, 2], &[]);
    let no_labels = idx(8, &[0], &[]);
    let read = |images: &[u8], labels: &[u8]| {
        let images = file(folder.path(), "images", images);
        let labels = file(folder.path(), "labels", labels);
        if let Ok(data) = data::read_images(&images, &labels) {
            assert_eq!(data.x.shape()[0], data.label.len());
        }
    };
    for images in mutations(&images).chain(mutations(&none)) {
        read(&images, &labels);
        read(&images, &no_labels);
    }
    for labels in mutations(&labels).chain(mutations(&no_labels)) {
        read(&images, &labels);
        read(&none, &labels);
    }
}

#[test]
fn no_images_of_a_size_beyond_all_numbers_are_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let labels = file(folder.path(), "labels", &idx(8, &[0], &[]));
    for shape in [
        [0, u32::MAX, u32::MAX, u32::MAX],
        [u32::MAX, u32::MAX, u32::MAX, 0],
    ] {
        let images = file(folder.path(), "images", &idx(8, &shape, &[]));
        let error = data::read_images(&images, &labels).unwrap_err().to_string();
        assert!(error.contains("images") && error.contains("more than"), "{error}");
        let error = data::read_idx::<f32>(&images).unwrap_err().to_string();
        assert!(error.contains("more than"), "{error}");
    }
    let images = file(folder.path(), "images", &idx(8, &[0, 28, 28], &[]));
    assert_eq!(data::read_idx::<f32>(&images).unwrap().shape(), [0, 28, 28]);
}
