//! Parameters and buffers: leaves with an identity.

use crate::tensor::{Float, Tensor};
use std::any::Any;
use std::sync::atomic::{AtomicU64, Ordering};

/// The identity of a [`Param`] or [`Buffer`]: unique in the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParamId(u64);

impl ParamId {
    fn fresh() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        ParamId(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// A tensor with an identity, which training changes: a leaf that outlives every tape.
///
/// A reference to one may stand in a formula. Cloning makes a new parameter with the same value; to
/// tie weights, hold one parameter and use it twice.
///
/// ```
/// use wengert_tape::{Param, Tape, Tensor};
///
/// let w = Param::new([2.0, 3.0]);
/// let tape = Tape::new();
/// let x = tape.constant([1.0, 10.0]);
/// let gradients = (x * &w).sum().backward()?;
/// assert_eq!(gradients.of(&w), Tensor::from([1.0, 10.0]));
/// # Ok::<(), wengert_tape::Error>(())
/// ```
#[derive(Debug)]
pub struct Param<T: Float = f64> {
    id: ParamId,
    value: Tensor<T>,
    frozen: bool,
}

impl<T: Float> Param<T> {
    /// A new parameter.
    ///
    /// ```
    /// use wengert_tape::{Param, Tensor};
    ///
    /// let w = Param::new([[1.0, 2.0]]);
    /// assert_eq!(w.value(), &Tensor::from([[1.0, 2.0]]));
    /// ```
    pub fn new(value: impl Into<Tensor<T>>) -> Self {
        Param {
            id: ParamId::fresh(),
            value: value.into(),
            frozen: false,
        }
    }

    /// Its identity.
    ///
    /// ```
    /// use wengert_tape::Param;
    ///
    /// let w = Param::new(1.0);
    /// assert_eq!(w.id(), w.id());
    /// assert_ne!(w.id(), w.clone().id());
    /// ```
    pub fn id(&self) -> ParamId {
        self.id
    }

    /// Its value.
    pub fn value(&self) -> &Tensor<T> {
        &self.value
    }

    /// Its value, to be changed in place by an optimizer.
    ///
    /// ```
    /// use wengert_tape::{Param, Tensor};
    ///
    /// let mut w = Param::new([1.0, 2.0]);
    /// for w in w.value_mut().as_mut_slice() {
    ///     *w *= 0.5;
    /// }
    /// assert_eq!(w.value(), &Tensor::from([0.5, 1.0]));
    /// ```
    pub fn value_mut(&mut self) -> &mut Tensor<T> {
        &mut self.value
    }

    /// Replaces the value.
    ///
    /// ```
    /// use wengert_tape::{Param, Tensor};
    ///
    /// let mut w = Param::new([1.0, 2.0]);
    /// w.set(Tensor::from([3.0, 4.0]));
    /// assert_eq!(w.value(), &Tensor::from([3.0, 4.0]));
    /// ```
    pub fn set(&mut self, value: Tensor<T>) {
        self.value = value;
    }

    /// Whether it takes part in a formula as a constant, without a gradient.
    pub fn frozen(&self) -> bool {
        self.frozen
    }

    /// Freezes it, or thaws it.
    ///
    /// ```
    /// use wengert_tape::{Param, Tape, Tensor};
    ///
    /// let mut w = Param::new(3.0);
    /// w.freeze(true);
    /// assert!(w.frozen());
    /// let tape = Tape::new();
    /// let gradients = (tape.var(2.0) * &w).backward()?;
    /// assert_eq!(gradients.of(&w), Tensor::from(0.0));
    /// # Ok::<(), wengert_tape::Error>(())
    /// ```
    pub fn freeze(&mut self, yes: bool) {
        self.frozen = yes;
    }
}

impl<T: Float> Clone for Param<T> {
    fn clone(&self) -> Self {
        Param {
            id: ParamId::fresh(),
            value: self.value.clone(),
            frozen: self.frozen,
        }
    }
}

/// State that training changes without a gradient: a running statistic.
///
/// ```
/// use wengert_tape::{Buffer, Tensor};
///
/// let mean = Buffer::new([0.0, 0.0]);
/// assert_eq!(mean.value(), &Tensor::from([0.0, 0.0]));
/// ```
#[derive(Debug)]
pub struct Buffer<T: Float = f64> {
    id: ParamId,
    value: Tensor<T>,
}

impl<T: Float> Buffer<T> {
    /// A new buffer.
    ///
    /// ```
    /// use wengert_tape::{Buffer, Tensor};
    ///
    /// let count = Buffer::new(0.0);
    /// assert_eq!(count.value(), &Tensor::from(0.0));
    /// ```
    pub fn new(value: impl Into<Tensor<T>>) -> Self {
        Buffer {
            id: ParamId::fresh(),
            value: value.into(),
        }
    }

    /// Its identity.
    pub fn id(&self) -> ParamId {
        self.id
    }

    /// Its value.
    pub fn value(&self) -> &Tensor<T> {
        &self.value
    }

    /// Replaces the value.
    ///
    /// ```
    /// use wengert_tape::{Buffer, Tensor};
    ///
    /// let mut mean = Buffer::new(0.0);
    /// mean.set(Tensor::from(1.5));
    /// assert_eq!(mean.value(), &Tensor::from(1.5));
    /// ```
    pub fn set(&mut self, value: Tensor<T>) {
        self.value = value;
    }
}

impl<T: Float> Clone for Buffer<T> {
    fn clone(&self) -> Self {
        Buffer::new(self.value.clone())
    }
}

/// A parameter or buffer of either float type, as a model's visitors see it.
pub trait AnyParam: Any + Send + Sync {
    /// Its identity.
    fn id(&self) -> ParamId;
    /// The shape of its value.
    fn shape(&self) -> &[usize];
    /// The name of its float type.
    fn float_name(&self) -> &'static str;
    /// Whether training gives it a gradient: not for buffers and frozen parameters.
    fn trainable(&self) -> bool;
    /// Whether it is a buffer.
    fn is_buffer(&self) -> bool;
    /// Freezes a parameter, or thaws it; nothing for a buffer.
    fn freeze(&mut self, yes: bool);
    /// Itself, to be cast to `Param<T>` or `Buffer<T>`.
    fn any(&self) -> &dyn Any;
    /// Itself, to be cast to `Param<T>` or `Buffer<T>`.
    fn any_mut(&mut self) -> &mut dyn Any;
}

impl<T: Float> AnyParam for Param<T> {
    fn id(&self) -> ParamId {
        self.id
    }

    fn shape(&self) -> &[usize] {
        self.value.shape()
    }

    fn float_name(&self) -> &'static str {
        T::NAME
    }

    fn trainable(&self) -> bool {
        !self.frozen
    }

    fn is_buffer(&self) -> bool {
        false
    }

    fn freeze(&mut self, yes: bool) {
        self.frozen = yes;
    }

    fn any(&self) -> &dyn Any {
        self
    }

    fn any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

impl<T: Float> AnyParam for Buffer<T> {
    fn id(&self) -> ParamId {
        self.id
    }

    fn shape(&self) -> &[usize] {
        self.value.shape()
    }

    fn float_name(&self) -> &'static str {
        T::NAME
    }

    fn trainable(&self) -> bool {
        false
    }

    fn is_buffer(&self) -> bool {
        true
    }

    fn freeze(&mut self, _: bool) {}

    fn any(&self) -> &dyn Any {
        self
    }

    fn any_mut(&mut self) -> &mut dyn Any {
        self
    }
}
