//! To and from everything that `serde` writes: a tensor is its shape and its elements.

use crate::tensor::{Element, Tensor};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Serialize)]
#[serde(rename = "Tensor")]
struct Written<'a, E> {
    shape: &'a [usize],
    data: &'a [E],
}

#[derive(Deserialize)]
#[serde(rename = "Tensor")]
struct Read<E> {
    shape: Vec<usize>,
    data: Vec<E>,
}

/// `shape` and `data`, the elements in row-major order.
///
/// JSON has no NaN and no infinities: `serde_json` writes `null` for them and does not read it back.
impl<E: Element + Serialize> Serialize for Tensor<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = Written {
            shape: self.shape(),
            data: self.as_slice(),
        };
        written.serialize(serializer)
    }
}

/// An error if the shape does not have as many elements as there are; memory is taken for elements
/// that were read, never for what the shape says.
impl<'de, E: Element + Deserialize<'de>> Deserialize<'de> for Tensor<E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Read { shape, data } = Read::deserialize(deserializer)?;
        Tensor::try_from_vec(data, shape).map_err(|error| D::Error::custom(error.kind()))
    }
}
