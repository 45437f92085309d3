//! The cases of a file of golden values. `README.md` in this folder describes the format.

use serde_json::Value;
use std::path::Path;
use wengert::Tensor;

/// What PyTorch computed for one call of an operation.
pub struct Case {
    /// The file and the number of the case in it, to be found again.
    pub place: String,
    pub op: String,
    pub args: Value,
    pub note: String,
    /// Every entry is compared relatively to itself.
    pub relative: bool,
    pub inputs: Vec<Tensor>,
    pub indices: Vec<Tensor<i64>>,
    pub outputs: Vec<Recorded>,
    /// Per output; `None` for one that has no derivative.
    pub cotangents: Vec<Option<Tensor>>,
    /// Per input; `None` where there is no reference.
    pub gradients: Vec<Option<Tensor>>,
    /// Per input; `None` for data.
    pub tangents: Vec<Option<Tensor>>,
    /// Per input; `None` where there is no reference.
    pub hvp: Vec<Option<Tensor>>,
}

/// A result; integers are compared as numbers.
pub struct Recorded(pub Tensor);

/// All cases of a file.
pub fn read(file: &str) -> Vec<Case> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(file);
    let text = std::fs::read_to_string(&path).expect("the file of golden values is readable");
    let document: Value = serde_json::from_str(&text).expect("the file of golden values is JSON");
    assert_eq!(document["format"], 1, "{file} has another format");
    let cases = document["cases"].as_array().expect("a file has cases");
    cases
        .iter()
        .enumerate()
        .map(|(number, case)| read_case(format!("{file} case {number}"), case))
        .collect()
}

fn read_case(place: String, case: &Value) -> Case {
    let inputs: Vec<Tensor> = list(&case["inputs"]).iter().map(floats).collect();
    let outputs: Vec<Recorded> = if case["output"].is_null() {
        list(&case["outputs"])
            .iter()
            .map(|output| Recorded(floats(output)))
            .collect()
    } else {
        vec![Recorded(floats(&case["output"]))]
    };
    let cotangents = if case["cotangents"].is_null() {
        vec![optional(&case["cotangent"])]
    } else {
        list(&case["cotangents"]).iter().map(optional).collect()
    };
    let per_input = |name: &str| match case[name].as_array() {
        Some(tensors) => tensors.iter().map(optional).collect(),
        None => inputs.iter().map(|_| None).collect(),
    };
    let (gradients, tangents, hvp) = (per_input("gradients"), per_input("tangents"), per_input("hvp"));
    Case {
        place,
        op: case["op"].as_str().expect("a case names its operation").into(),
        args: case["args"].clone(),
        note: case["note"].as_str().unwrap_or_default().into(),
        relative: case["relative"] == Value::Bool(true),
        inputs,
        indices: list(&case["indices"]).iter().map(integers).collect(),
        outputs,
        cotangents,
        gradients,
        tangents,
        hvp,
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn optional(value: &Value) -> Option<Tensor> {
    (!value.is_null()).then(|| floats(value))
}

pub fn floats(tensor: &Value) -> Tensor {
    let data: Vec<f64> = list(&tensor["data"]).iter().map(number).collect();
    Tensor::from_vec(data, shape(tensor))
}

fn integers(tensor: &Value) -> Tensor<i64> {
    let whole = |value: &Value| value.as_i64().expect("an index is a whole number");
    let data: Vec<i64> = list(&tensor["data"]).iter().map(whole).collect();
    Tensor::from_vec(data, shape(tensor))
}

fn shape(tensor: &Value) -> Vec<usize> {
    let size = |value: &Value| value.as_u64().expect("a size is a whole number") as usize;
    list(&tensor["shape"]).iter().map(size).collect()
}

/// A number, also those that JSON does not have.
pub fn number(value: &Value) -> f64 {
    match value.as_str() {
        Some("nan") => f64::NAN,
        Some("inf") => f64::INFINITY,
        Some("-inf") => f64::NEG_INFINITY,
        _ => value.as_f64().expect("a number, nan, inf or -inf"),
    }
}
