//! Data sets, splits, batches and the readers.

use std::collections::BTreeSet;
use wengert_nn::data::{self, Data, Statistics};
use wengert_tape::{Random, Tensor};

/// Samples whose features are their numbers, in classes of unequal size.
fn numbered(sizes: &[usize]) -> Data<f64> {
    let total: usize = sizes.iter().sum();
    let x = Tensor::from((0..total).map(|n| n as f64).collect::<Vec<_>>())
        .reshape([total, 1])
        .unwrap();
    let label = sizes
        .iter()
        .enumerate()
        .flat_map(|(class, &size)| vec![class as i64; size]);
    Data::new(
        x,
        label.collect::<Vec<_>>().into(),
        (0..sizes.len()).map(|class| class.to_string()),
    )
    .unwrap()
}

fn samples(data: &Data<f64>) -> Vec<i64> {
    data.x.iter().map(|x| x as i64).collect()
}

#[test]
fn the_embedded_sets_are_what_their_sources_say() {
    let digits = data::digits().unwrap();
    assert_eq!(digits.x.shape(), [1797, 64]);
    assert_eq!(digits.classes.len(), 10);
    assert!(digits.x.iter().all(|pixel| (0.0..=1.0).contains(&pixel)));
    let counts: Vec<usize> = (0..10)
        .map(|class| digits.label.iter().filter(|&label| label == class).count())
        .collect();
    assert_eq!(counts, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    assert_eq!(
        digits.x.slice(0).unwrap().to_vec()[2..6],
        [5.0 / 16.0, 13.0 / 16.0, 9.0 / 16.0, 1.0 / 16.0]
    );

    let tumours = data::breast_cancer().unwrap();
    assert_eq!(tumours.x.shape(), [569, 30]);
    assert_eq!(tumours.label.iter().filter(|&label| label == 1).count(), 357);
    assert_eq!(tumours.x.at([0, 0]).unwrap(), 17.99);

    let iris = data::iris().unwrap();
    assert_eq!(iris.x.shape(), [150, 4]);
    assert_eq!(iris.classes, ["setosa", "versicolor", "virginica"]);
    assert_eq!(iris.x.slice(0).unwrap().to_vec(), [5.1, 3.5, 1.4, 0.2]);
}

#[test]
fn a_split_is_stratified_and_loses_no_sample() {
    let data = numbered(&[10, 31, 59]);
    let (train, test) = data.split(0.7, &mut Random::seed(1));
    assert_eq!((train.len(), test.len()), (70, 30));
    let all: BTreeSet<i64> = samples(&train).into_iter().chain(samples(&test)).collect();
    assert_eq!(all.len(), 100);
    for (class, size) in [(0, 10.0), (1, 31.0), (2, 59.0)] {
        let count = train.label.iter().filter(|&label| label == class).count() as f64;
        assert!((count - 0.7 * size).abs() < 1.0);
    }
    for (sample, label) in samples(&train).into_iter().zip(train.label.iter()) {
        assert_eq!(data.label.as_slice()[sample as usize], label);
    }
}

#[test]
fn a_split_depends_on_the_seed_alone() {
    let data = numbered(&[50, 50]);
    let split = |seed| samples(&data.split(0.5, &mut Random::seed(seed)).0);
    assert_eq!(split(1), split(1));
    assert_ne!(split(1), split(2));
}

#[test]
fn a_split_of_everything_and_of_nothing() {
    let data = numbered(&[3, 4]);
    let (all, none) = data.split(1.0, &mut Random::seed(1));
    assert_eq!((all.len(), none.len()), (7, 0));
    assert_eq!(none.x.shape(), [0, 1]);
    let (none, all) = data.split(0.0, &mut Random::seed(1));
    assert_eq!((none.len(), all.len()), (0, 7));
}

#[test]
#[should_panic(expected = "between 0 and 1")]
fn a_split_by_a_number_of_samples_panics() {
    let _ = numbered(&[3]).split(2.0, &mut Random::seed(1));
}

#[test]
fn every_sample_is_in_one_test_fold() {
    let data = numbered(&[20, 13, 5]);
    let mut tested = Vec::new();
    let folds = data.k_folds(4, &mut Random::seed(1));
    assert_eq!(folds.len(), 4);
    for (train, test) in folds {
        assert_eq!(train.len() + test.len(), 38);
        assert!((9..=10).contains(&test.len()));
        let of_first = test.label.iter().filter(|&label| label == 0).count();
        assert_eq!(of_first, 5);
        let train: BTreeSet<i64> = samples(&train).into_iter().collect();
        assert!(samples(&test).iter().all(|sample| !train.contains(sample)));
        tested.extend(samples(&test));
    }
    tested.sort();
    assert_eq!(tested, (0..38).collect::<Vec<_>>());
}

#[test]
fn batches_deal_out_every_sample_once_in_random_order() {
    let data = numbered(&[30, 20]);
    let mut rng = Random::seed(1);
    let mut seen = Vec::new();
    let batches = data.batches(8, &mut rng);
    assert_eq!(batches.len(), 7);
    for (x, label) in batches {
        assert_eq!(x.shape(), [label.len(), 1]);
        for (x, label) in x.iter().zip(label.iter()) {
            assert_eq!(label, i64::from(x >= 30.0));
        }
        seen.extend(x.iter().map(|x| x as i64));
    }
    let in_order: Vec<i64> = (0..50).collect();
    assert_ne!(seen, in_order);
    seen.sort();
    assert_eq!(seen, in_order);
    let first = |rng: &mut Random| data.batches(8, rng).next().unwrap().0.to_vec();
    assert_ne!(first(&mut rng), first(&mut rng));
    let ordered: Vec<f64> = data.batches_in_order(8).flat_map(|(x, _)| x.to_vec()).collect();
    assert_eq!(ordered, data.x.to_vec());
    assert_eq!(data.batches(usize::MAX, &mut rng).count(), 1);
}

#[test]
fn samples_may_have_any_shape_and_any_strides() {
    let x = Tensor::<f32>::randn([2, 3, 4], &mut Random::seed(1))
        .permute([2, 0, 1])
        .unwrap();
    let data = Data::new(x.clone(), Tensor::from([0, 1, 0, 1]), ["a", "b"]).unwrap();
    let taken = data.take(&[3, 3, 0]);
    assert_eq!(taken.x.shape(), [3, 2, 3]);
    assert_eq!(taken.x.slice(1).unwrap(), x.slice(3).unwrap());
    assert_eq!(taken.label.to_vec(), [1, 1, 0]);
}

#[test]
fn labels_that_do_not_fit_are_errors_that_say_which() {
    let x = Tensor::<f32>::zeros([3, 2]);
    let error = Data::new(x.clone(), Tensor::from([0, 1]), ["a", "b"])
        .unwrap_err()
        .to_string();
    assert!(error.contains("[3, 2]") && error.contains("[2]"), "{error}");
    let error = Data::new(x.clone(), Tensor::from([0, 2, 1]), ["a", "b"])
        .unwrap_err()
        .to_string();
    assert!(error.contains("sample 1") && error.contains("label 2"), "{error}");
    assert!(Data::new(x, Tensor::from([0, -1, 1]), ["a", "b"]).is_err());
}

#[test]
fn standardised_features_have_mean_0_and_deviation_1_and_a_constant_one_stays_finite() {
    let x = Tensor::from([[1.0, 10.0, 5.0], [2.0, 30.0, 5.0], [3.0, 20.0, 5.0]]);
    let statistics = Statistics::of(&x);
    assert_eq!(statistics.mean.to_vec(), [2.0, 20.0, 5.0]);
    let standard = statistics.apply(&x).unwrap();
    let expected = 1.5f64.sqrt();
    let wanted = [
        [-expected, -expected, 0.0],
        [0.0, expected, 0.0],
        [expected, 0.0, 0.0],
    ];
    standard.assert_close(&Tensor::from(wanted), 1e-14, 1e-14);
    let error = statistics.apply(&Tensor::zeros([2, 2])).unwrap_err().to_string();
    assert!(error.contains("[2]") && error.contains("[3]"), "{error}");
}

#[test]
fn a_constant_feature_is_standardised_to_zeros_whatever_its_mean_rounds_to() {
    for value in [0.1, -1e300, 1.0 / 3.0] {
        let x = Tensor::full([10, 1], value);
        let statistics = Statistics::of(&x);
        assert_eq!(statistics.mean.to_vec(), [value]);
        assert_eq!(statistics.deviation.to_vec(), [0.0]);
        assert_eq!(statistics.apply(&x).unwrap(), Tensor::zeros([10, 1]));
    }
    // A feature that does vary, by one digit of its last place, is divided.
    let x = Tensor::from([[1.0], [1.0 + f64::EPSILON], [1.0], [1.0]]);
    assert!(Statistics::of(&x).deviation.as_slice()[0] > 0.0);
    let x = Tensor::from([[f64::NAN], [f64::NAN]]);
    assert!(Statistics::of(&x).deviation.as_slice()[0].is_nan());
}

#[cfg(feature = "csv")]
mod csv {
    use std::fs;
    use std::path::{Path, PathBuf};
    use wengert_nn::data::{Csv, Data};
    use wengert_tape::Tensor;

    fn file(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
        let path = folder.join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    #[test]
    fn features_and_text_labels_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let text = "width, kind ,height\n1,\"long, thin\",2.5\n-3e2,flat,4\n5,\"long, thin\",6\n";
        let path = file(folder.path(), "things.csv", text.as_bytes());
        let data: Data = Csv::new().read(&path, "kind").unwrap();
        assert_eq!(data.x, Tensor::from([[1.0, 2.5], [-300.0, 4.0], [5.0, 6.0]]));
        assert_eq!(data.classes, ["flat", "long, thin"]);
        assert_eq!(data.label.to_vec(), [1, 0, 1]);
    }

    #[test]
    fn labels_that_are_numbers_are_in_their_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = file(folder.path(), "n.csv", b"1;10\n2;9\n3;10\n4;nan\n");
        let data: Data<f64> = Csv::new().header(false).delimiter(b';').read(&path, "1").unwrap();
        assert_eq!(data.classes, ["9", "10", "nan"]);
        assert_eq!(data.label.to_vec(), [1, 0, 1, 2]);
    }

    #[test]
    fn a_table_gives_its_columns() {
        let folder = tempfile::tempdir().unwrap();
        let path = file(folder.path(), "t.csv", b"a,b,c\n1,2,3\n4,5,6\n");
        let table = Csv::new().read_table::<f64>(&path).unwrap();
        assert_eq!(table.column("b").unwrap().to_vec(), [2.0, 5.0]);
        assert_eq!(
            table.select(&["c", "a"]).unwrap(),
            Tensor::from([[3.0, 1.0], [6.0, 4.0]])
        );
        let error = table.column("d").unwrap_err().to_string();
        assert!(error.contains("\"d\"") && error.contains("a, b, c"), "{error}");
    }

    #[test]
    fn what_is_wrong_is_said_with_line_and_column() {
        let folder = tempfile::tempdir().unwrap();
        let path = file(folder.path(), "bad.csv", b"a,kind\n1,x\ntwo,y\n");
        let error = Csv::new().read::<f32>(&path, "kind").unwrap_err().to_string();
        for words in ["bad.csv", "line 3", "column a", "\"two\""] {
            assert!(error.contains(words), "{error}");
        }
        let error = Csv::new().read::<f32>(&path, "sort").unwrap_err().to_string();
        assert!(error.contains("\"sort\"") && error.contains("a, kind"), "{error}");
        let path = file(folder.path(), "ragged.csv", b"a,b\n1,2\n3\n");
        let error = Csv::new().read_table::<f32>(&path).unwrap_err().to_string();
        assert!(
            error.contains("ragged.csv") && error.contains("line: 3"),
            "{error}"
        );
        assert!(
            Csv::new()
                .read_table::<f32>(folder.path().join("none.csv"))
                .is_err()
        );
    }

    #[test]
    fn mutated_files_never_panic() {
        let folder = tempfile::tempdir().unwrap();
        let good = b"a,b,c\n1,2,3\n4,\"5\",6\n";
        for position in 0..good.len() {
            for value in [0, b'"', b',', b'\n', b'\r', 0xFF] {
                let mut bytes = good.to_vec();
                bytes[position] = value;
                let path = file(folder.path(), "mutated.csv", &bytes);
                let _ = Csv::new().read_table::<f32>(&path);
                let _ = Csv::new().read::<f32>(&path, "c");
            }
        }
    }
}
