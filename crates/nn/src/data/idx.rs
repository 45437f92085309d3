//! Files in the IDX format, in which MNIST and its kin are published.
//!
//! The format: two zero bytes, a byte for the element type, a byte for the rank, the sizes as
//! big-endian 32-bit numbers, then the elements, big-endian, in row-major order.

use crate::data::Data;
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use wengert_tape::{Element, Error, ErrorKind, Float, Result, Tensor};

/// A file may unpack to at most this many bytes: six times the largest set in use.
const LARGEST: u64 = 1 << 32;

/// What the header says and the elements as they are in the file.
struct Contents {
    shape: Vec<usize>,
    kind: Kind,
    bytes: Vec<u8>,
}

/// The type of the elements.
#[derive(Clone, Copy)]
enum Kind {
    U8,
    I8,
    I16,
    I32,
    F32,
    F64,
}

impl Kind {
    fn of(code: u8) -> Option<Self> {
        Some(match code {
            0x08 => Kind::U8,
            0x09 => Kind::I8,
            0x0B => Kind::I16,
            0x0C => Kind::I32,
            0x0D => Kind::F32,
            0x0E => Kind::F64,
            _ => return None,
        })
    }

    fn size(self) -> usize {
        match self {
            Kind::U8 | Kind::I8 => 1,
            Kind::I16 => 2,
            Kind::I32 | Kind::F32 => 4,
            Kind::F64 => 8,
        }
    }
}

/// The tensor in an IDX file, packed by gzip or not, with the numbers as they are in the file.
///
/// # Errors
///
/// If the file cannot be read, is not IDX, is shorter or longer than its header says, or would
/// unpack to more than 4 GiB. A damaged file never makes it allocate much more than it holds.
///
/// ```
/// use wengert_nn::data;
///
/// let error = data::read_idx::<f32>("no-such-file.gz").unwrap_err();
/// assert!(error.to_string().starts_with("no-such-file.gz: "));
/// ```
#[track_caller]
pub fn read_idx<T: Float>(path: impl AsRef<Path>) -> Result<Tensor<T>> {
    let path = path.as_ref();
    let contents = match contents(path) {
        Ok(contents) => contents,
        Err(problem) => return Err(file_error(path, problem)),
    };
    tensor(&contents, T::of)
}

/// Images and their labels from two IDX files (MNIST, Fashion-MNIST, …): one row of pixels per
/// image, divided by 255, so that x is [60000, 784] for MNIST. The classes are called "0", "1", ….
///
/// # Errors
///
/// As [`read_idx`], and if there is not one label, a whole number from 0 on, to an image.
///
/// ```no_run
/// use wengert_nn::data;
///
/// let train = data::read_images("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz")?;
/// assert_eq!(train.x.shape(), [60000, 784]);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[track_caller]
pub fn read_images(images: impl AsRef<Path>, labels: impl AsRef<Path>) -> Result<Data> {
    let (images, labels) = (images.as_ref(), labels.as_ref());
    let pixels = match contents(images) {
        Ok(pixels) => pixels,
        Err(problem) => return Err(file_error(images, problem)),
    };
    let label = match contents(labels) {
        Ok(label) => label,
        Err(problem) => return Err(file_error(labels, problem)),
    };
    if pixels.shape.is_empty() {
        return Err(file_error(images, "a single number, not images"));
    }
    if label.shape != pixels.shape[..1] {
        return Err(file_error(
            labels,
            format!("labels of shape {:?} for {} images", label.shape, pixels.shape[0]),
        ));
    }
    let label = tensor(&label, |label| label as i64)?;
    let largest = label.iter().max().unwrap_or(-1);
    let smallest = label.iter().min().unwrap_or(0);
    if smallest < 0 || largest > LARGEST_LABEL {
        return Err(file_error(
            labels,
            format!("labels from {smallest} to {largest}, not classes from 0 to at most {LARGEST_LABEL}"),
        ));
    }
    let width: usize = pixels.shape[1..].iter().product();
    let x = tensor(&pixels, |pixel| (pixel / 255.0) as f32)?.reshape([pixels.shape[0], width])?;
    Data::new(x, label, (0..=largest).map(|class| class.to_string()))
}

/// Names are made for all classes up to the largest label, so that there must be an end.
const LARGEST_LABEL: i64 = 65_535;

fn contents(path: &Path) -> Result<Contents, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut reader = BufReader::new(file);
    let start = reader.fill_buf().map_err(|error| error.to_string())?;
    if start.starts_with(&[0x1F, 0x8B]) {
        parse(&mut MultiGzDecoder::new(reader))
    } else {
        parse(&mut reader)
    }
}

fn parse(reader: &mut dyn Read) -> Result<Contents, String> {
    let mut exactly = |bytes: &mut [u8]| {
        reader
            .read_exact(bytes)
            .map_err(|error| format!("the header cannot be read: {error}"))
    };
    let mut magic = [0; 4];
    exactly(&mut magic)?;
    let [0, 0, code, rank] = magic else {
        return Err(format!("not an IDX file: it starts with the bytes {magic:?}"));
    };
    let kind = Kind::of(code).ok_or_else(|| format!("element type {code:#04x} is not one of IDX"))?;
    let mut shape = Vec::with_capacity(rank.into());
    for _ in 0..rank {
        let mut size = [0; 4];
        exactly(&mut size)?;
        shape.push(u32::from_be_bytes(size) as usize);
    }
    // A size of 0 must not hide that the product of the others is beyond all numbers.
    let largest_part = shape
        .iter()
        .try_fold(kind.size() as u64, |bytes, &size| {
            bytes.checked_mul(size.max(1) as u64)
        })
        .filter(|&bytes| bytes <= LARGEST)
        .ok_or_else(|| format!("the shape {shape:?} is more than {LARGEST} bytes"))?;
    let bytes = if shape.contains(&0) { 0 } else { largest_part };
    // Grows with what is there, not with what the header promises.
    let mut elements = Vec::new();
    reader
        .take(bytes + 1)
        .read_to_end(&mut elements)
        .map_err(|error| format!("the elements cannot be read: {error}"))?;
    if elements.len() as u64 != bytes {
        let relation = if elements.len() as u64 > bytes {
            "more"
        } else {
            "fewer"
        };
        return Err(format!(
            "{relation} than the {bytes} bytes of elements that the shape {shape:?} needs"
        ));
    }
    Ok(Contents {
        shape,
        kind,
        bytes: elements,
    })
}

#[track_caller]
fn tensor<E: Element>(contents: &Contents, convert: impl Fn(f64) -> E) -> Result<Tensor<E>> {
    let bytes = &contents.bytes;
    let elements: Vec<E> = match contents.kind {
        Kind::U8 => bytes.iter().map(|&x| convert(x.into())).collect(),
        Kind::I8 => each(bytes, |x| convert(i8::from_be_bytes(x).into())),
        Kind::I16 => each(bytes, |x| convert(i16::from_be_bytes(x).into())),
        Kind::I32 => each(bytes, |x| convert(i32::from_be_bytes(x).into())),
        Kind::F32 => each(bytes, |x| convert(f32::from_be_bytes(x).into())),
        Kind::F64 => each(bytes, |x| convert(f64::from_be_bytes(x))),
    };
    Tensor::try_from_vec(elements, &contents.shape)
}

fn each<const N: usize, E>(bytes: &[u8], convert: impl Fn([u8; N]) -> E) -> Vec<E> {
    bytes.as_chunks::<N>().0.iter().map(|&x| convert(x)).collect()
}

#[track_caller]
fn file_error(path: &Path, problem: impl Into<String>) -> Error {
    Error::of_kind(ErrorKind::File {
        path: path.display().to_string(),
        problem: problem.into(),
    })
}
