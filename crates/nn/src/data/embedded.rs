//! Three small sets of real data, compiled in.

use crate::data::Data;
use flate2::read::GzDecoder;
use std::io::Read;
use wengert_tape::{Error, Result, Tensor};

/// 1,797 handwritten digits of 8×8 pixels: x is [1797, 64] with pixels from 0 to 1, the classes are
/// "0" to "9".
///
/// E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits" (its test part), UCI
/// Machine Learning Repository, 1998, [doi:10.24432/C50P49](https://doi.org/10.24432/C50P49),
/// licence [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/). Here the pixels are divided
/// by 16.
///
/// ```
/// use wengert_nn::data;
///
/// let digits = data::digits()?;
/// assert_eq!(digits.x.shape(), [1797, 64]);
/// assert_eq!(digits.class_of(0), "0");
/// # Ok::<(), wengert_tape::Error>(())
/// ```
pub fn digits() -> Result<Data> {
    let packed = include_bytes!("../../data/digits.csv.gz");
    let mut text = String::new();
    GzDecoder::new(&packed[..])
        .read_to_string(&mut text)
        .map_err(|error| Error::new(format!("digits: {error}")))?;
    let mut digits = parse(&text, 64, (0..10).map(|digit| digit.to_string()).collect())?;
    digits.x = digits.x.map(|pixel| pixel / 16.0);
    Ok(digits)
}

/// 569 breast tumours with 30 measurements each: x is [569, 30], the classes are "malignant" and
/// "benign". The measurements differ in scale by a factor of a million:
/// [standardise](Data::standardise) them.
///
/// W. Wolberg, O. Mangasarian and N. Street, "Breast Cancer Wisconsin (Diagnostic)", UCI Machine
/// Learning Repository, 1995, [doi:10.24432/C5DW2B](https://doi.org/10.24432/C5DW2B), licence
/// [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/).
///
/// ```
/// use wengert_nn::data;
///
/// let tumours = data::breast_cancer()?;
/// assert_eq!(tumours.x.shape(), [569, 30]);
/// assert_eq!(tumours.classes, ["malignant", "benign"]);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
pub fn breast_cancer() -> Result<Data> {
    with_header(include_str!("../../data/breast_cancer.csv"))
}

/// 150 irises: x is [150, 4] with the length and width of sepal and petal in centimetres, the
/// classes are "setosa", "versicolor" and "virginica".
///
/// R. A. Fisher, "Iris", UCI Machine Learning Repository, 1936,
/// [doi:10.24432/C56C76](https://doi.org/10.24432/C56C76), licence
/// [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/).
///
/// ```
/// use wengert_nn::data;
///
/// let iris = data::iris()?;
/// assert_eq!(iris.x.shape(), [150, 4]);
/// assert_eq!(iris.class_of(149), "virginica");
/// # Ok::<(), wengert_tape::Error>(())
/// ```
pub fn iris() -> Result<Data> {
    with_header(include_str!("../../data/iris.csv"))
}

/// The first line holds the numbers of rows and features, and the names of the classes.
fn with_header(text: &str) -> Result<Data> {
    let (header, rows) = text.split_once('\n').unwrap_or((text, ""));
    let mut fields = header.trim().split(',').skip(1);
    let features = fields.next().and_then(|field| field.parse().ok()).unwrap_or(0);
    parse(rows, features, fields.map(str::to_string).collect())
}

/// A sample a line: the features, then the class.
fn parse(text: &str, features: usize, classes: Vec<String>) -> Result<Data> {
    let mut x: Vec<f32> = Vec::new();
    let mut label = Vec::new();
    for line in text.lines() {
        let wrong = || Error::new(format!("the embedded data are damaged: {line}"));
        let (row, class) = line.rsplit_once(',').ok_or_else(wrong)?;
        for field in row.split(',') {
            x.push(field.parse().map_err(|_| wrong())?);
        }
        label.push(class.parse().map_err(|_| wrong())?);
    }
    let x = Tensor::try_from_vec(x, [label.len(), features])?;
    Data::new(x, Tensor::from(label), classes)
}
