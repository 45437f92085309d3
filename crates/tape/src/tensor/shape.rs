//! Shapes and strides.

use smallvec::SmallVec;
use std::fmt;
use std::ops::Deref;

/// Sizes of the axes, without a heap allocation up to rank 4.
pub(crate) type Dims = SmallVec<[usize; 4]>;

/// Steps in memory along the axes.
pub(crate) type Strides = SmallVec<[isize; 4]>;

/// The sizes of a tensor's axes.
///
/// Whatever takes a shape takes `[2, 3]`, `3`, `()`, a slice or a vector.
///
/// ```
/// use wengert_tape::Tensor;
///
/// assert_eq!(Tensor::<f64>::zeros([2, 3]).shape(), [2, 3]);
/// assert_eq!(Tensor::<f64>::zeros(3).shape(), [3]);
/// assert!(Tensor::<f64>::zeros(()).shape().is_empty());
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Shape(pub(crate) Dims);

impl Deref for Shape {
    type Target = [usize];

    fn deref(&self) -> &[usize] {
        &self.0
    }
}

impl fmt::Debug for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &self.0[..])
    }
}

impl<const N: usize> From<[usize; N]> for Shape {
    fn from(shape: [usize; N]) -> Self {
        Shape(Dims::from_slice(&shape))
    }
}

impl<const N: usize> From<&[usize; N]> for Shape {
    fn from(shape: &[usize; N]) -> Self {
        Shape(Dims::from_slice(shape))
    }
}

impl From<&Shape> for Shape {
    fn from(shape: &Shape) -> Self {
        shape.clone()
    }
}

impl From<&[usize]> for Shape {
    fn from(shape: &[usize]) -> Self {
        Shape(Dims::from_slice(shape))
    }
}

impl From<&Vec<usize>> for Shape {
    fn from(shape: &Vec<usize>) -> Self {
        Shape(Dims::from_slice(shape))
    }
}

impl From<Vec<usize>> for Shape {
    fn from(shape: Vec<usize>) -> Self {
        Shape(Dims::from_vec(shape))
    }
}

impl From<usize> for Shape {
    fn from(size: usize) -> Self {
        Shape(Dims::from_slice(&[size]))
    }
}

impl From<()> for Shape {
    fn from((): ()) -> Self {
        Shape::default()
    }
}

/// The number of elements, or `None` where it does not fit into memory's address space.
pub(crate) fn checked_count(shape: &[usize]) -> Option<usize> {
    // A zero anywhere makes the tensor empty, however large the other axes are.
    if shape.contains(&0) {
        return Some(0);
    }
    let count = shape.iter().try_fold(1usize, |n, &size| n.checked_mul(size))?;
    (count <= isize::MAX as usize / 16).then_some(count)
}

/// The number of elements of a shape that is known to fit.
pub(crate) fn count(shape: &[usize]) -> usize {
    // The zero first: the other sizes of an empty tensor may overflow.
    if shape.contains(&0) {
        return 0;
    }
    shape.iter().product()
}

/// Row-major strides.
pub(crate) fn row_major(shape: &[usize]) -> Strides {
    let mut strides: Strides = SmallVec::from_elem(0, shape.len());
    let mut step = 1isize;
    for axis in (0..shape.len()).rev() {
        strides[axis] = step;
        step = step.saturating_mul(shape[axis].max(1) as isize);
    }
    strides
}

/// Whether elements of this shape and these strides lie one after the other in row-major order.
pub(crate) fn is_row_major(shape: &[usize], strides: &[isize]) -> bool {
    if shape.contains(&0) {
        return true;
    }
    let mut step = 1isize;
    for axis in (0..shape.len()).rev() {
        if shape[axis] != 1 && strides[axis] != step {
            return false;
        }
        step *= shape[axis] as isize;
    }
    true
}

/// The shape that two shapes broadcast to, by NumPy's rule.
pub(crate) fn broadcast(a: &[usize], b: &[usize]) -> Option<Dims> {
    let rank = a.len().max(b.len());
    let mut shape = Dims::with_capacity(rank);
    for axis in 0..rank {
        let size = |s: &[usize]| (axis + s.len()).checked_sub(rank).map_or(1, |i| s[i]);
        let (m, n) = (size(a), size(b));
        match (m, n) {
            _ if m == n => shape.push(m),
            (1, n) => shape.push(n),
            (m, 1) => shape.push(m),
            _ => return None,
        }
    }
    Some(shape)
}
