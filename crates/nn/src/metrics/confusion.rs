//! The confusion matrix.

use crate::data::Data;
use crate::metrics::predict_among;
use crate::module::Module;
use std::fmt;
use wengert_tape::{Error, Float, Result, Tensor};

/// How often samples of one class were taken for another: rows are the true classes, columns the
/// predicted ones.
///
/// ```
/// use wengert_nn::metrics::ConfusionMatrix;
/// use wengert_tape::Tensor;
///
/// let truth = Tensor::from([0, 0, 0, 1, 1]);
/// let predicted = Tensor::from([0, 0, 1, 1, 0]);
/// let matrix = ConfusionMatrix::of(&predicted, &truth, ["cat", "dog"])?;
/// assert_eq!(matrix.count(0, 1), 1);
/// assert_eq!(matrix.accuracy(), 0.6);
/// assert_eq!(matrix.recall(1), 0.5);
/// println!("{matrix}");
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfusionMatrix {
    classes: Vec<String>,
    counts: Vec<usize>,
}

/// The confusion matrix of a model on data.
///
/// # Errors
///
/// If a formula of the model is wrong, or its output is not of shape [samples, classes] with as many
/// classes as the data have.
///
/// ```
/// use wengert_nn::metrics::confusion_matrix;
/// use wengert_nn::{data, func};
/// use wengert_tape::Var;
///
/// // The species by the length of the petal alone, around 1.5, 4.3 and 5.6 cm.
/// let by_petal = func(|x: Var<f32>| {
///     let centres = x.tape().unwrap().constant([[1.5, 4.3, 5.6]]);
///     -(x.slice((.., 2..3)) - centres).abs()
/// });
/// let matrix = confusion_matrix(&by_petal, &data::iris()?)?;
/// assert_eq!(matrix.count(0, 0), 50);
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[track_caller]
pub fn confusion_matrix<T: Float>(net: &dyn Module<T>, data: &Data<T>) -> Result<ConfusionMatrix> {
    let predicted = predict_among(Some(data.classes.len()), net, &data.x)?;
    ConfusionMatrix::of(&predicted, &data.label, &data.classes)
}

impl ConfusionMatrix {
    /// Counts predicted against true classes.
    ///
    /// # Errors
    ///
    /// If there are not as many predictions as labels, or one is not the number of a class.
    #[track_caller]
    pub fn of<N: ToString>(
        predicted: &Tensor<i64>,
        truth: &Tensor<i64>,
        classes: impl IntoIterator<Item = N>,
    ) -> Result<Self> {
        let classes: Vec<String> = classes.into_iter().map(|name| name.to_string()).collect();
        if predicted.shape() != truth.shape() {
            return Err(Error::new(format!(
                "confusion matrix: predictions of shape {:?} for labels of shape {:?}",
                predicted.shape(),
                truth.shape()
            )));
        }
        let mut counts = vec![0; classes.len() * classes.len()];
        for (predicted, truth) in predicted.iter().zip(truth.iter()) {
            let number = |class: i64| usize::try_from(class).ok().filter(|&class| class < classes.len());
            match (number(predicted), number(truth)) {
                (Some(predicted), Some(truth)) => counts[truth * classes.len() + predicted] += 1,
                _ => {
                    return Err(Error::new(format!(
                        "confusion matrix: class {truth} taken for {predicted}, but there are {} classes",
                        classes.len()
                    )));
                }
            }
        }
        Ok(ConfusionMatrix { classes, counts })
    }

    /// The names of the classes.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// How many samples of class `truth` were taken for class `predicted`.
    ///
    /// # Panics
    ///
    /// If there is no such class.
    pub fn count(&self, truth: usize, predicted: usize) -> usize {
        let n = self.classes.len();
        assert!(
            truth < n && predicted < n,
            "confusion matrix: class {truth} or {predicted} of {n}"
        );
        self.counts[truth * n + predicted]
    }

    /// The number of samples.
    pub fn total(&self) -> usize {
        self.counts.iter().sum()
    }

    /// The share of samples on the diagonal; 0 of none.
    pub fn accuracy(&self) -> f64 {
        let right = (0..self.classes.len())
            .map(|class| self.count(class, class))
            .sum();
        ratio(right, self.total())
    }

    /// Of the samples taken for the class, the share that belongs to it; 0 if there are none.
    pub fn precision(&self, class: usize) -> f64 {
        let taken = (0..self.classes.len())
            .map(|truth| self.count(truth, class))
            .sum();
        ratio(self.count(class, class), taken)
    }

    /// Of the samples of the class, the share that was taken for it; 0 if there are none.
    pub fn recall(&self, class: usize) -> f64 {
        ratio(self.count(class, class), self.support(class))
    }

    /// The harmonic mean of precision and recall; 0 if both are.
    pub fn f1(&self, class: usize) -> f64 {
        let (precision, recall) = (self.precision(class), self.recall(class));
        if precision + recall == 0.0 {
            return 0.0;
        }
        2.0 * precision * recall / (precision + recall)
    }

    /// The mean of [`f1`](ConfusionMatrix::f1) over the classes.
    pub fn macro_f1(&self) -> f64 {
        let classes = self.classes.len().max(1) as f64;
        (0..self.classes.len()).map(|class| self.f1(class)).sum::<f64>() / classes
    }

    /// The number of samples of the class.
    pub fn support(&self, class: usize) -> usize {
        (0..self.classes.len())
            .map(|predicted| self.count(class, predicted))
            .sum()
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// A table: a line for each true class, a column for each predicted one, then precision, recall and
/// F1 of the class.
impl fmt::Display for ConfusionMatrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.classes.iter().map(|name| name.chars().count());
        let name = names.max().unwrap_or(0).max("true".len());
        let digits = self
            .counts
            .iter()
            .max()
            .map_or(1, |count| count.to_string().len());
        let width = |class: usize| self.classes[class].chars().count().max(digits);
        write!(f, "{:>name$}", "true")?;
        for class in 0..self.classes.len() {
            write!(f, "  {:>1$}", self.classes[class], width(class))?;
        }
        writeln!(f, "  precision  recall     F1")?;
        for truth in 0..self.classes.len() {
            write!(f, "{:>name$}", self.classes[truth])?;
            for predicted in 0..self.classes.len() {
                write!(f, "  {:>1$}", self.count(truth, predicted), width(predicted))?;
            }
            writeln!(
                f,
                "  {:>8.1}%  {:>5.1}%  {:>5.3}",
                100.0 * self.precision(truth),
                100.0 * self.recall(truth),
                self.f1(truth)
            )?;
        }
        write!(
            f,
            "{} samples, accuracy {:.1}%",
            self.total(),
            100.0 * self.accuracy()
        )
    }
}
