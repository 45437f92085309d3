//! Values: shared, strided, row-major by default.

mod access;
pub(crate) mod axis;
mod combine;
mod compare;
mod convert;
mod create;
mod element;
#[cfg(feature = "npy")]
mod npy;
mod print;
pub(crate) mod random;
pub(crate) mod rearrange;
pub(crate) mod shape;
pub(crate) mod storage;
mod transpose;
mod update;
pub(crate) mod view;

pub use access::Iter;
pub use axis::{Axes, Axis, Dim, IntoDims, IntoSlice, Slice, Slices};
pub use compare::{Comparison, Difference};
pub use element::{Element, Float, Numeric};
#[cfg(feature = "npy")]
pub use npy::{Npz, NpzWriter};
pub use random::{Random, random_permutation};
pub use shape::Shape;
pub use update::Elements;

use shape::{Dims, Strides, checked_count, count, is_row_major, row_major};
use std::sync::{Arc, OnceLock};
use storage::Storage;

/// A block of numbers of one type with a shape: a value, not yet on any tape.
///
/// Cloning, transposing, slicing and broadcasting share the memory; whoever changes a shared tensor
/// gets memory of their own first (copy on write). Tensors are `Send` and `Sync`.
///
/// ```
/// use wengert_tape::Tensor;
///
/// let x = Tensor::from([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
/// assert_eq!(x.shape(), [2, 3]);
/// assert_eq!(x.t().as_slice(), [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]);
/// ```
pub struct Tensor<E = f64> {
    storage: Arc<Storage<E>>,
    offset: usize,
    shape: Dims,
    strides: Strides,
    /// The elements of a view in row-major order, made when somebody asks for a slice of them.
    packed: OnceLock<Arc<Storage<E>>>,
}

/// Shares the memory.
impl<E> Clone for Tensor<E> {
    #[inline]
    fn clone(&self) -> Self {
        // `from_slice` copies memory, where `SmallVec::clone` goes element by element.
        Tensor {
            storage: Arc::clone(&self.storage),
            offset: self.offset,
            shape: Dims::from_slice(&self.shape),
            strides: Strides::from_slice(&self.strides),
            packed: self.packed.clone(),
        }
    }
}

impl<E: Element> Tensor<E> {
    /// A row-major tensor over the storage, whose length is the shape's count.
    pub(crate) fn from_storage(storage: Arc<Storage<E>>, shape: Dims) -> Self {
        debug_assert_eq!(
            storage.len(),
            count(&shape),
            "storage of another size than {shape:?}"
        );
        Tensor {
            offset: 0,
            strides: row_major(&shape),
            shape,
            storage,
            packed: OnceLock::new(),
        }
    }

    /// A view into the same storage.
    pub(crate) fn view(&self, offset: usize, shape: Dims, strides: Strides) -> Self {
        // An empty view starts at 0: the steps to where it would start may lead out of the memory.
        let offset = if shape.contains(&0) { 0 } else { offset };
        Tensor {
            storage: Arc::clone(&self.storage),
            offset,
            shape,
            strides,
            packed: OnceLock::new(),
        }
    }

    /// The elements of `data` in row-major order.
    ///
    /// # Panics
    ///
    /// If the shape does not have as many elements as `data`;
    /// [`Tensor::try_from_vec`] gives an error instead.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let x = Tensor::from_vec(vec![1.0, 2.0, 3.0, 4.0], [2, 2]);
    /// assert_eq!(x, Tensor::from([[1.0, 2.0], [3.0, 4.0]]));
    /// ```
    #[track_caller]
    pub fn from_vec(data: Vec<E>, shape: impl Into<Shape>) -> Self {
        match Self::try_from_vec(data, shape) {
            Ok(tensor) => tensor,
            Err(error) => panic!("{error}"),
        }
    }

    /// The elements of `data` in row-major order, or an error if the shape has another number of them.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let error = Tensor::try_from_vec(vec![1.0, 2.0, 3.0], [2, 2]).unwrap_err();
    /// assert!(error.to_string().starts_with("from_vec: 3 elements do not fill [2, 2]"));
    /// ```
    #[track_caller]
    pub fn try_from_vec(data: Vec<E>, shape: impl Into<Shape>) -> crate::Result<Self> {
        let shape = shape.into();
        if checked_count(&shape) != Some(data.len()) {
            let problem = format!("{} elements do not fill {shape:?}", data.len());
            return Err(crate::Error::shape("from_vec", problem));
        }
        Ok(Self::from_storage(Arc::new(Storage::from_vec(data)), shape.0))
    }

    /// A tensor of the given shape full of `value`.
    ///
    /// # Panics
    ///
    /// If the shape has more elements than memory has addresses.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// assert_eq!(Tensor::full([2], 3.0), Tensor::from([3.0, 3.0]));
    /// ```
    #[track_caller]
    pub fn full(shape: impl Into<Shape>, value: E) -> Self {
        let shape = shape.into();
        let fits = |&elements: &usize| Storage::<E>::fits(elements);
        let Some(elements) = checked_count(&shape).filter(fits) else {
            panic!("full: a tensor of shape {shape:?} does not fit into memory");
        };
        Self::from_storage(Arc::new(Storage::filled(elements, value)), shape.0)
    }

    /// The sizes of the axes.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let x = Tensor::<f64>::zeros([2, 3]);
    /// assert_eq!(x.shape(), [2, 3]);
    /// ```
    #[inline]
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The steps in memory along the axes, in elements.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let x = Tensor::<f64>::zeros([2, 3]);
    /// assert_eq!(x.strides(), [3, 1]);
    /// assert_eq!(x.t().strides(), [1, 3]);
    /// ```
    pub fn strides(&self) -> &[isize] {
        &self.strides
    }

    /// The number of axes.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let x = Tensor::<f64>::zeros([2, 3]);
    /// assert_eq!(x.rank(), 2);
    /// ```
    pub fn rank(&self) -> usize {
        self.shape.len()
    }

    /// The number of elements.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let x = Tensor::<f64>::zeros([2, 3]);
    /// assert_eq!(x.len(), 6);
    /// ```
    pub fn len(&self) -> usize {
        count(&self.shape)
    }

    /// Whether there is no element, because an axis has size 0.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// assert!(Tensor::<f64>::zeros([2, 0]).is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the elements lie one after the other in row-major order.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let x = Tensor::<f64>::zeros([2, 3]);
    /// assert!(x.is_contiguous());
    /// assert!(!x.t().is_contiguous());
    /// ```
    pub fn is_contiguous(&self) -> bool {
        is_row_major(&self.shape, &self.strides)
    }

    pub(crate) fn dims(&self) -> &Dims {
        &self.shape
    }

    pub(crate) fn offset(&self) -> usize {
        self.offset
    }

    /// The memory from the first element of the whole storage on; strides and offset point into it.
    pub(crate) fn memory(&self) -> &[E] {
        self.storage.as_slice()
    }

    /// The elements if they lie in row-major order.
    #[inline]
    pub(crate) fn contiguous_slice(&self) -> Option<&[E]> {
        self.is_contiguous()
            .then(|| &self.memory()[self.offset..self.offset + self.len()])
    }

    /// The elements in row-major order.
    ///
    /// Free for a tensor that owns its order; a view (a transpose, a slice) is copied once, on the
    /// first call, and keeps the copy.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// assert_eq!(Tensor::from([[1.0, 2.0], [3.0, 4.0]]).as_slice(), [1.0, 2.0, 3.0, 4.0]);
    /// ```
    pub fn as_slice(&self) -> &[E] {
        if let Some(elements) = self.contiguous_slice() {
            return elements;
        }
        self.packed
            .get_or_init(|| Arc::new(Storage::from_vec(view::gather(self))))
            .as_slice()
    }

    /// The elements in row-major order, ready to be changed; shared memory and views are copied first.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let mut x = Tensor::from([1.0, 2.0]);
    /// let before = x.clone();
    /// x.as_mut_slice()[0] = 5.0;
    /// assert_eq!(before.as_slice()[0], 1.0);
    /// ```
    pub fn as_mut_slice(&mut self) -> &mut [E] {
        if !self.owns_all() || Arc::get_mut(&mut self.storage).is_none() {
            let elements = self.as_slice().to_vec();
            *self = Self::from_storage(Arc::new(Storage::from_vec(elements)), self.shape.clone());
        }
        match Arc::get_mut(&mut self.storage) {
            Some(storage) => storage.as_mut_slice(),
            None => unreachable!("the storage was just made"),
        }
    }

    /// Whether the tensor is exactly its storage, in row-major order.
    pub(crate) fn owns_all(&self) -> bool {
        self.offset == 0 && self.storage.len() == self.len() && self.is_contiguous()
    }

    /// The storage if nobody shares it and the tensor is exactly that storage, else the tensor.
    pub(crate) fn try_into_unique_storage(mut self) -> Result<Arc<Storage<E>>, Self> {
        if self.owns_all() && self.is_unique() {
            Ok(self.storage)
        } else {
            Err(self)
        }
    }

    /// The storage if nobody shares it, whatever part of it the tensor shows.
    pub(crate) fn into_any_unique_storage(mut self) -> Option<Arc<Storage<E>>> {
        Arc::get_mut(&mut self.storage).is_some().then_some(self.storage)
    }

    /// Whether nobody shares the memory.
    pub(crate) fn is_unique(&mut self) -> bool {
        Arc::get_mut(&mut self.storage).is_some()
    }

    /// Where the memory is: two tensors with the same address share it.
    pub(crate) fn storage_address(&self) -> usize {
        Arc::as_ptr(&self.storage) as usize
    }

    /// The elements in row-major order, without a copy where nobody shares them.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// assert_eq!(Tensor::from([1.0, 2.0]).into_vec(), vec![1.0, 2.0]);
    /// ```
    pub fn into_vec(self) -> Vec<E> {
        if self.owns_all() {
            match Arc::try_unwrap(self.storage) {
                Ok(storage) => storage.into_vec(),
                Err(shared) => shared.as_slice().to_vec(),
            }
        } else {
            view::gather(&self)
        }
    }

    /// The same elements in row-major order: itself if they already are.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let x = Tensor::<f64>::zeros([2, 3]);
    /// assert_eq!(x.t().contiguous().strides(), [2, 1]);
    /// ```
    #[must_use]
    pub fn contiguous(&self) -> Self {
        if self.is_contiguous() {
            return self.clone();
        }
        if let Some(packed) = self.packed.get() {
            return Self::from_storage(Arc::clone(packed), self.shape.clone());
        }
        Self::from_storage(
            Arc::new(Storage::from_vec(view::gather(self))),
            self.shape.clone(),
        )
    }

    /// A tensor of the same shape with `f` of every element.
    ///
    /// ```
    /// use wengert_tape::Tensor;
    ///
    /// let x = Tensor::from([1.5, -2.5]);
    /// assert_eq!(x.map(f64::abs), Tensor::from([1.5, 2.5]));
    /// assert_eq!(x.map(|x| x > 0.0), Tensor::from([true, false]));
    /// ```
    #[must_use]
    pub fn map<F: Element>(&self, f: impl Fn(E) -> F) -> Tensor<F> {
        let mapped = match self.contiguous_slice() {
            Some(elements) => elements.iter().map(|&x| f(x)).collect(),
            None => view::gather(self).into_iter().map(f).collect(),
        };
        Tensor::from_storage(Arc::new(Storage::from_vec(mapped)), self.shape.clone())
    }
}

/// Equal shapes and equal elements; as with floats, NaN equals nothing.
impl<E: Element> PartialEq for Tensor<E> {
    fn eq(&self, other: &Self) -> bool {
        self.shape == other.shape
            && match (self.contiguous_slice(), other.contiguous_slice()) {
                (Some(these), Some(those)) => these == those,
                _ => self.iter().eq(other),
            }
    }
}
