//! Models in files: both ways, exactly, and against damage.

mod net;

use net::Net;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use wengert_nn::{Linear, Params, ParamsExt, io};
use wengert_tape::{ErrorKind, Param, Random, Tensor};

/// A file in the format, by hand.
fn safetensors(header: &str, elements: &[u8]) -> Vec<u8> {
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header.as_bytes());
    bytes.extend(elements);
    bytes
}

fn written(folder: &Path, bytes: &[u8]) -> PathBuf {
    let path = folder.join("file.safetensors");
    fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn a_model_comes_back_bit_by_bit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("net.safetensors");
    let mut net = Net::new(1);
    net.out.bias = Some(Param::new([f32::NAN, -0.0, f32::MIN_POSITIVE / 2.0]));
    net.mean.set(Tensor::from([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]));
    io::save(&net, &path).unwrap();
    let mut other = Net::new(2);
    io::load(&mut other, &path).unwrap();
    let (state, other) = (net.state::<f32>(), other.state::<f32>());
    assert_eq!(state.len(), 5);
    for (name, tensor) in &state {
        let bits = |tensor: &Tensor<f32>| tensor.iter().map(f32::to_bits).collect::<Vec<_>>();
        assert_eq!(bits(tensor), bits(&other[name]), "{name}");
    }
}

#[test]
fn transposed_and_f64_parameters_and_scalars_are_saved() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("net.safetensors");
    let matrix = Tensor::from([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    let model = (
        Param::new(matrix.t()),
        Param::<f32>::new(0.5),
        Param::<f64>::new(Tensor::zeros([0, 3])),
    );
    io::save(&model, &path).unwrap();
    let mut other = (
        Param::new(Tensor::<f64>::zeros([3, 2])),
        Param::<f32>::new(0.0),
        Param::<f64>::new(Tensor::ones([0, 3])),
    );
    io::load(&mut other, &path).unwrap();
    assert_eq!(other.0.value(), &matrix.t());
    assert_eq!(other.1.value().item().unwrap(), 0.5);
}

#[test]
fn the_file_is_that_of_the_format() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("net.safetensors");
    io::save(&Param::new([1.0f32, -2.0]), &path).unwrap();
    let bytes = fs::read(&path).unwrap();
    let length = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
    let header: serde_json::Value = serde_json::from_slice(&bytes[8..8 + length]).unwrap();
    let expected = serde_json::json!({"": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}});
    assert_eq!(header, expected);
    assert_eq!(
        bytes[8 + length..],
        [1.0f32.to_le_bytes(), (-2.0f32).to_le_bytes()].concat()
    );
}

#[test]
fn what_does_not_fit_is_listed_and_the_model_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.safetensors");
    let state: BTreeMap<String, Tensor<f32>> = BTreeMap::from([
        ("hidden.weight".into(), Tensor::zeros([6, 5])),
        ("hidden.bias".into(), Tensor::zeros([6])),
        ("out.weight".into(), Tensor::zeros([3, 6])),
        ("output.bias".into(), Tensor::zeros([3])),
        ("mean".into(), Tensor::zeros([6])),
    ]);
    io::write(&path, &state).unwrap();
    let mut net = Net::new(1);
    let before = net.state::<f32>();
    let error = io::load(&mut net, &path).unwrap_err();
    let line = line!() - 1;
    assert_eq!((error.place().file(), error.place().line()), (file!(), line));
    assert!(matches!(error.kind(), ErrorKind::File { .. }));
    let message = error.to_string();
    for words in [
        "other.safetensors",
        "missing: out.bias [3]",
        "unexpected: output.bias [3]",
        "hidden.weight is [6, 5] and must be [6, 4]",
    ] {
        assert!(message.contains(words), "{message}");
    }
    assert_eq!(net.state::<f32>(), before);
}

#[test]
fn another_float_type_is_an_error_that_names_the_cast_and_the_cast_works() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("double.safetensors");
    let mut rng = Random::seed(1);
    let double = Linear::<f64>::new(2, 3, &mut rng);
    io::save(&double, &path).unwrap();
    let mut single = Linear::<f32>::new(2, 3, &mut rng);
    let before = single.state::<f32>();
    let message = io::load(&mut single, &path).unwrap_err().to_string();
    for words in ["weight is F64 and must be F32", "load_cast"] {
        assert!(message.contains(words), "{message}");
    }
    assert_eq!(single.state::<f32>(), before);
    io::load_cast(&mut single, &path).unwrap();
    assert_eq!(single.state::<f32>(), double.state_as::<f32>());
}

#[test]
fn half_precision_files_are_read_by_the_cast() {
    let folder = tempfile::tempdir().unwrap();
    let header = r#"{"0":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"1":{"dtype":"BF16","shape":[1],"data_offsets":[4,6]}}"#;
    let path = written(
        folder.path(),
        &safetensors(header, &[0x00, 0x3C, 0x00, 0xC0, 0x40, 0x40]),
    );
    let mut model = (Param::<f32>::new([0.0, 0.0]), Param::<f64>::new([0.0]));
    assert!(io::load(&mut model, &path).is_err());
    io::load_cast(&mut model, &path).unwrap();
    assert_eq!(model.0.value().to_vec(), [1.0, -2.0]);
    assert_eq!(model.1.value().to_vec(), [3.0]);
}

#[test]
fn the_counters_of_pytorch_are_passed_over_and_other_integers_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let header = |name: &str| {
        format!(
            r#"{{"weight":{{"dtype":"F32","shape":[1],"data_offsets":[8,12]}},"{name}":{{"dtype":"I64","shape":[],"data_offsets":[0,8]}},"__metadata__":{{"format":"pt"}}}}"#
        )
    };
    let elements = [7i64.to_le_bytes().as_slice(), &2.5f32.to_le_bytes()].concat();
    #[derive(Params)]
    struct Weight {
        weight: Param<f32>,
    }
    let mut model = Weight {
        weight: Param::new([0.0]),
    };
    let path = written(
        folder.path(),
        &safetensors(&header("norm.num_batches_tracked"), &elements),
    );
    io::load(&mut model, &path).unwrap();
    assert_eq!(model.weight.value().to_vec(), [2.5]);
    let path = written(folder.path(), &safetensors(&header("count"), &elements));
    assert!(
        io::load(&mut model, &path)
            .unwrap_err()
            .to_string()
            .contains("unexpected: count")
    );
    let path = written(folder.path(), &safetensors(&header("weight.x"), &elements));
    assert_eq!(
        io::read::<f64>(&path).unwrap().into_keys().collect::<Vec<_>>(),
        ["weight"]
    );
}

#[test]
fn a_file_that_is_not_there_and_a_folder_that_is_not_there_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("no").join("net.safetensors");
    let message = io::load(&mut Net::new(1), &nowhere).unwrap_err().to_string();
    assert!(message.contains("net.safetensors"), "{message}");
    assert!(io::save(&Net::new(1), &nowhere).is_err());
    // A folder stands where the file should go: the temporary file is removed.
    assert!(io::save(&Net::new(1), folder.path()).is_err());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn saving_replaces_the_file_and_leaves_nothing_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("net.safetensors");
    for seed in 0..3 {
        io::save(&Net::new(seed), &path).unwrap();
    }
    let names: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["net.safetensors"]);
    let mut net = Net::new(9);
    io::load(&mut net, &path).unwrap();
    assert_eq!(net.state::<f32>(), Net::new(2).state::<f32>());
}

#[test]
fn headers_that_lie_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    let far = u64::MAX / 2 + 1;
    let lies: Vec<Vec<u8>> = vec![
        vec![],
        vec![1, 2, 3],
        u64::MAX.to_le_bytes().to_vec(),
        [(1u64 << 40).to_le_bytes().as_slice(), b"{}"].concat(),
        safetensors("", &[]),
        safetensors("[]", &[]),
        safetensors("{", &[]),
        safetensors("{}", &[1]),
        safetensors(&"[".repeat(100_000), &[]),
        safetensors(
            r#"{"":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
            &[0; 4],
        ),
        safetensors(
            r#"{"":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#,
            &[0; 8],
        ),
        safetensors(
            r#"{"":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#,
            &[0; 8],
        ),
        safetensors(
            r#"{"":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
            &[0; 8],
        ),
        safetensors(r#"{"":{"dtype":"X9","shape":[2],"data_offsets":[0,8]}}"#, &[0; 8]),
        safetensors(
            r#"{"":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}"#,
            &[0; 8],
        ),
        // Two halves of the address space: their sum with the header's length wraps around.
        safetensors(
            &format!(
                r#"{{"a":{{"dtype":"U8","shape":[{far}],"data_offsets":[0,{far}]}},"b":{{"dtype":"U8","shape":[{}],"data_offsets":[{far},{}]}}}}"#,
                far - 1,
                u64::MAX
            ),
            &[],
        ),
    ];
    let mut model = Param::<f32>::new([1.0, 2.0]);
    for lie in lies {
        let path = written(folder.path(), &lie);
        let error = io::load(&mut model, &path).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::File { .. }));
        assert_eq!(model.value().to_vec(), [1.0, 2.0]);
    }
}

#[cfg(unix)]
#[test]
fn a_saved_file_has_the_permissions_of_an_ordinary_new_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    let ordinary = written(folder.path(), b"by hand");
    let saved = folder.path().join("net.safetensors");
    io::save(&Net::new(1), &saved).unwrap();
    assert_eq!(mode(&saved), mode(&ordinary));
}
