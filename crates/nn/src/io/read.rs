//! Reading safetensors that nobody vouches for.
//!
//! The format: the length of the header as a little-endian 64-bit number, the header (JSON: type,
//! shape and place of each tensor by name), then the elements, little-endian.

use safetensors::Dtype;
use safetensors::tensor::{Metadata, TensorInfo};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use wengert_tape::{Element, Float, Tensor};

/// A file in memory, whose header has been checked against its length.
pub(super) struct File {
    bytes: Vec<u8>,
    /// Where the elements start.
    start: usize,
    tensors: BTreeMap<String, TensorInfo>,
    /// Words by name.
    pub(super) words: BTreeMap<String, String>,
}

/// One tensor of a file.
pub(super) struct Entry<'a> {
    pub(super) dtype: Dtype,
    pub(super) shape: &'a [usize],
    bytes: &'a [u8],
}

impl File {
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        let bytes = fs::read(path).map_err(|error| error.to_string())?;
        Self::parse(bytes)
    }

    fn parse(bytes: Vec<u8>) -> Result<Self, String> {
        let damaged = |problem: &str| format!("not a safetensors file, or a damaged one: {problem}");
        let Some((length, rest)) = bytes.split_first_chunk() else {
            return Err(damaged("it has fewer than 8 bytes"));
        };
        let header = usize::try_from(u64::from_le_bytes(*length))
            .ok()
            .and_then(|length| rest.get(..length))
            .ok_or_else(|| damaged("the header is longer than the file"))?;
        // Parsing checks the shapes and that the tensors lie side by side, without a sum that overflows.
        let metadata: Metadata =
            serde_json::from_slice(header).map_err(|error| damaged(&format!("the header: {error}")))?;
        let elements = rest.len() - header.len();
        if metadata.data_len() != elements {
            return Err(damaged(&format!(
                "it holds {elements} bytes of elements, and the header promises {}",
                metadata.data_len()
            )));
        }
        let tensors = metadata.tensors().into_iter();
        let tensors = tensors.map(|(name, info)| (name, info.clone())).collect();
        let words = metadata
            .metadata()
            .clone()
            .unwrap_or_default()
            .into_iter()
            .collect();
        Ok(File {
            start: bytes.len() - elements,
            bytes,
            tensors,
            words,
        })
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.tensors.keys().map(String::as_str)
    }

    pub(super) fn get(&self, name: &str) -> Option<Entry<'_>> {
        let info = self.tensors.get(name)?;
        let (from, to) = info.data_offsets;
        Some(Entry {
            dtype: info.dtype,
            shape: &info.shape,
            bytes: &self.bytes[self.start..][from..to],
        })
    }
}

/// The type in which a tensor is stored.
pub(super) fn dtype_of(float_name: &str) -> Dtype {
    if float_name == f32::NAME {
        Dtype::F32
    } else {
        Dtype::F64
    }
}

impl Entry<'_> {
    /// The tensor, if it is stored in this type, or in another float type that may be converted.
    pub(super) fn tensor<T: Float>(&self, cast: bool) -> Result<Tensor<T>, String> {
        if self.dtype != dtype_of(T::NAME) && !cast {
            return Err(format!("is {} and must be {}", self.dtype, dtype_of(T::NAME)));
        }
        let elements: Vec<T> = match self.dtype {
            Dtype::F64 => self.each(|x| T::of(f64::from_le_bytes(x))),
            Dtype::F32 => self.each(|x| T::of(f32::from_le_bytes(x).into())),
            Dtype::F16 => self.each(|x| T::of(half(u16::from_le_bytes(x)))),
            // The upper half of an f32.
            Dtype::BF16 => self.each(|[low, high]| T::of(f32::from_le_bytes([0, 0, low, high]).into())),
            other => return Err(format!("is {other}, which is not a float type that can be read")),
        };
        Tensor::try_from_vec(elements, self.shape).map_err(|error| error.kind().to_string())
    }

    /// The number, if it is a single integer.
    pub(super) fn integer(&self) -> Option<i64> {
        match (self.dtype, self.shape) {
            (Dtype::I64, []) => self.bytes.try_into().ok().map(i64::from_le_bytes),
            _ => None,
        }
    }

    fn each<const N: usize, T>(&self, convert: impl Fn([u8; N]) -> T) -> Vec<T> {
        self.bytes
            .as_chunks::<N>()
            .0
            .iter()
            .map(|&x| convert(x))
            .collect()
    }
}

/// An IEEE half-precision number: 1 bit of sign, 5 of exponent (bias 15), 10 of fraction.
fn half(bits: u16) -> f64 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let exponent = i32::from(bits >> 10 & 0x1F);
    let fraction = f64::from(bits & 0x3FF) / 1024.0;
    sign * match exponent {
        0 => fraction * 2f64.powi(-14),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + fraction) * 2f64.powi(exponent - 15),
    }
}

#[cfg(test)]
mod tests {
    use super::half;

    #[test]
    fn half_precision_numbers_are_read() {
        let table = [
            (0x3C00, 1.0),
            (0xC000, -2.0),
            (0x3555, 0.333251953125),
            (0x7BFF, 65504.0),
            (0x0001, 5.960464477539063e-8),
            (0x03FF, 6.097555160522461e-5),
            (0x8000, 0.0),
            (0x7C00, f64::INFINITY),
        ];
        for (bits, value) in table {
            assert_eq!(half(bits), value, "{bits:#06x}");
        }
        assert!(half(0x7E00).is_nan());
    }
}
