//! The loss of a label, and the weights of labels.
//!
//! A primitive, so that a row of logits is read once on the way forward and written once on the way
//! back, and no matrix of log-probabilities is kept.

use crate::error::ErrorKind;
use crate::eval::rows::Rows;
use crate::ops::reduce::kept_shape;
use crate::ops::softmax::log_share;
use crate::ops::{At, Call, Primitive};
use crate::tape::node::Value;
use crate::tape::{Indices, Var};
use crate::tensor::shape::Dims;
use crate::tensor::{Float, Tensor};
use crate::transform::adjoints::Adjoints;
use std::borrow::Cow;

/// What the labels choose from, and which label counts as none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Classes {
    pub(super) operation: &'static str,
    pub(super) axis: usize,
    pub(super) count: usize,
    pub(super) ignored: i64,
}

impl Classes {
    /// Whether every label is one of the classes or the ignored one.
    fn check(&self, labels: &Tensor<i64>) -> Result<(), ErrorKind> {
        let wrong = labels
            .iter()
            .position(|label| label != self.ignored && !(0..self.count as i64).contains(&label));
        let Some(position) = wrong else {
            return Ok(());
        };
        let label = labels.as_slice()[position];
        let mut place = Dims::from_slice(labels.shape());
        let mut rest = position;
        for axis in (0..place.len()).rev() {
            let size = place[axis];
            place[axis] = rest % size;
            rest /= size;
        }
        Err(ErrorKind::Index {
            operation: self.operation.into(),
            problem: format!(
                "label {label} at {:?} is not one of the {} classes, which are 0 to {}",
                &place[..],
                self.count,
                self.count as i64 - 1
            ),
        })
    }

    /// The labels with the class axis at size 1 and 0 in place of the ignored one, and a mask that is
    /// 0 there.
    #[track_caller]
    fn safe<'t, T: Float>(&self, labels: Indices<'t, T>, shape: &[usize]) -> (Indices<'t, T>, Var<'t, T>) {
        let (tape, node) = match labels.variable().on_tape(self.operation) {
            Ok(on_tape) => on_tape,
            Err(failed) => return (Indices::of(failed), failed),
        };
        let safe = tape.record_indices(SafeLabels { classes: *self }, [node], shape);
        (safe, self.weights(labels, None).reshape_to(shape))
    }

    /// The scores with zeros where the label is the ignored one.
    #[track_caller]
    pub(super) fn without_ignored<'t, T: Float>(
        &self,
        scores: Var<'t, T>,
        labels: Indices<'t, T>,
    ) -> Var<'t, T> {
        match scores.paired(self.operation, labels.variable()) {
            Ok((tape, node, chosen)) => {
                let cleared = WithoutIgnored { classes: *self };
                tape.record(cleared, [node, chosen], &scores.dims())
            }
            Err(failed) => failed,
        }
    }

    /// The weight of each label: 0 for the ignored one, else that of its class or 1.
    #[track_caller]
    pub(super) fn weights<'t, T: Float>(
        &self,
        labels: Indices<'t, T>,
        of_class: Option<Tensor<T>>,
    ) -> Var<'t, T> {
        let weights = LabelWeights {
            classes: *self,
            of_class,
        };
        match labels.variable().on_tape(self.operation) {
            Ok((tape, node)) => tape.record(weights, [node], &labels.variable().dims()),
            Err(failed) => failed,
        }
    }

    /// The loss of each label: minus its score, which is normalised before if scores are logits.
    #[track_caller]
    pub(super) fn losses<'t, T: Float>(
        &self,
        scores: Var<'t, T>,
        labels: Indices<'t, T>,
        logits: bool,
    ) -> Var<'t, T> {
        let losses = LabelLoss {
            classes: *self,
            logits,
        };
        match scores.paired(self.operation, labels.variable()) {
            Ok((tape, node, chosen)) => {
                let kept = kept_shape(&scores.dims(), &[self.axis]);
                tape.record(losses, [node, chosen], &kept).drop_axis(self.axis)
            }
            Err(failed) => failed,
        }
    }
}

/// −x[label], or −ln softmax(x)[label], along an axis that keeps size 1; 0 for an ignored label.
struct LabelLoss {
    classes: Classes,
    logits: bool,
}

impl<T: Float> Primitive<T> for LabelLoss {
    fn name(&self) -> Cow<'static, str> {
        self.classes.operation.into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let labels = call.indices(1).contiguous();
        self.classes.check(&labels)?;
        let rows = Rows::new(call.input(0).shape(), &[self.classes.axis]);
        let scores = rows.of(call.input(0));
        let (elements, labels) = (scores.as_slice(), labels.as_slice());
        Ok(Value::Float(rows.write(call.pool, call.shape, |number, out| {
            let label = labels[number];
            out[0] = if label == self.classes.ignored {
                T::of(0.0)
            } else {
                let row = rows.row(elements, number);
                let chosen = label as usize;
                -(if self.logits {
                    log_share(row, chosen)
                } else {
                    row[chosen]
                })
            };
        })))
    }

    fn vjp<'t>(&self, at: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        let axis = self.classes.axis;
        let (labels, mask) = self.classes.safe(at.indices(1), &cotangent.dims());
        let cotangent = mask.absorb(cotangent);
        if self.logits {
            adjoints.add(0, at.argument(0).softmax_times(cotangent, &[axis]));
        }
        adjoints.add_into(0, |sum| sum.add_along(axis, labels, -cotangent));
    }

    fn jvp<'t>(&self, at: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        let tangent = tangents[0]?;
        let axis = self.classes.axis;
        let (labels, mask) = self.classes.safe(at.indices(1), &at.result.dims());
        let chosen = tangent.gather_along(axis, labels);
        if !self.logits {
            return Some(mask.absorb(-chosen));
        }
        let weights = at.argument(0).softmax_kept(&[axis]);
        let mean = tangent.absorb(weights).sum_kept(&[axis]);
        Some(mask.absorb(mean - chosen))
    }
}

/// The scores, and zeros along the class axis where the label is the ignored one: what stands there,
/// perhaps NaN, must reach neither the loss nor a derivative of any order. Where no label is ignored,
/// it costs no pass over the scores.
struct WithoutIgnored {
    classes: Classes,
}

impl<T: Float> Primitive<T> for WithoutIgnored {
    fn name(&self) -> Cow<'static, str> {
        self.classes.operation.into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let labels = call.indices(1).contiguous();
        let (labels, ignored) = (labels.as_slice(), self.classes.ignored);
        if !labels.contains(&ignored) {
            return Ok(Value::Float(call.input(0).clone()));
        }
        let rows = Rows::new(call.shape, &[self.classes.axis]);
        let scores = rows.of(call.input(0));
        let elements = scores.as_slice();
        Ok(Value::Float(rows.write(call.pool, call.shape, |number, out| {
            if labels[number] == ignored {
                out.fill(T::of(0.0));
            } else {
                out.copy_from_slice(rows.row(elements, number));
            }
        })))
    }

    fn vjp<'t>(&self, at: &At<'t, T>, cotangent: Var<'t, T>, adjoints: &mut Adjoints<'t, T>) {
        adjoints.add(0, self.classes.without_ignored(cotangent, at.indices(1)));
    }

    fn jvp<'t>(&self, at: &At<'t, T>, tangents: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        Some(self.classes.without_ignored(tangents[0]?, at.indices(1)))
    }
}

/// The weight of each label.
struct LabelWeights<T: Float> {
    classes: Classes,
    of_class: Option<Tensor<T>>,
}

impl<T: Float> Primitive<T> for LabelWeights<T> {
    fn name(&self) -> Cow<'static, str> {
        "label_weights".into()
    }

    fn holds_memory(&self) -> bool {
        self.of_class.is_some()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let labels = call.indices(0).contiguous();
        self.classes.check(&labels)?;
        let weight = |label: i64| match &self.of_class {
            _ if label == self.classes.ignored => T::of(0.0),
            Some(weights) => weights.as_slice()[label as usize],
            None => T::of(1.0),
        };
        Ok(Value::Float(call.write(|out| {
            for (out, &label) in out.iter_mut().zip(labels.as_slice()) {
                *out = weight(label);
            }
        })))
    }

    fn vjp<'t>(&self, _: &At<'t, T>, _: Var<'t, T>, _: &mut Adjoints<'t, T>) {}

    fn jvp<'t>(&self, _: &At<'t, T>, _: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        None
    }
}

/// The labels in another shape, 0 in place of the ignored one.
struct SafeLabels {
    classes: Classes,
}

impl<T: Float> Primitive<T> for SafeLabels {
    fn name(&self) -> Cow<'static, str> {
        "safe_labels".into()
    }

    fn eval(&self, call: &mut Call<'_, T>) -> Result<Value<T>, ErrorKind> {
        let labels = call.indices(0);
        self.classes.check(labels)?;
        let ignored = self.classes.ignored;
        let safe = labels
            .iter()
            .map(|label| if label == ignored { 0 } else { label });
        Ok(Value::Integer(Tensor::from_vec(safe.collect(), call.shape)))
    }

    fn vjp<'t>(&self, _: &At<'t, T>, _: Var<'t, T>, _: &mut Adjoints<'t, T>) {}

    fn jvp<'t>(&self, _: &At<'t, T>, _: &[Option<Var<'t, T>>]) -> Option<Var<'t, T>> {
        None
    }
}
