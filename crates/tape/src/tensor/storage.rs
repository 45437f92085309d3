//! The memory of a tensor: a vector whose used part starts on a cache line where it can.

/// Bytes of a cache line, and of the widest vector register.
const ALIGNMENT: usize = 64;

/// Bytes from which on memory is asked for before it is taken: a refusal would end the process.
const LARGE: usize = 1 << 30;

/// A fixed number of elements.
///
/// Memory that is made here is aligned to 64 bytes by leaving out the first few elements of a
/// slightly larger vector, which needs no `unsafe`; a vector handed in by the user is kept as it is.
/// Nothing relies on the alignment but speed.
#[derive(Debug, Default)]
pub(crate) struct Storage<E> {
    memory: Vec<E>,
    start: usize,
    length: usize,
    /// How many elements were asked for: a number that the pool of buffers knows again.
    capacity: usize,
}

impl<E: Copy> Storage<E> {
    /// `length` copies of `value`.
    ///
    /// # Panics
    ///
    /// If that is much memory and the allocator refuses it; [`Storage::fits`] asks first.
    pub(crate) fn filled(length: usize, value: E) -> Self {
        assert!(Self::fits(length), "{length} elements do not fit into memory");
        let memory = vec![value; length + Self::slack()];
        let start = memory.as_ptr().align_offset(ALIGNMENT);
        let start = if start <= Self::slack() { start } else { 0 };
        Storage {
            memory,
            start,
            length,
            capacity: length,
        }
    }

    /// `length` copies of `value`, or `None` where the allocator refuses.
    pub(crate) fn try_filled(length: usize, value: E) -> Option<Self> {
        Self::granted(length).then(|| Self::filled(length, value))
    }

    /// Whether memory for `length` elements is little, or the allocator would give it.
    pub(crate) fn fits(length: usize) -> bool {
        length < LARGE / size_of::<E>().max(1) || Self::granted(length)
    }

    /// Whether the allocator gives memory for `length` elements; untouched memory is cheap.
    fn granted(length: usize) -> bool {
        let elements = length.checked_add(Self::slack());
        elements.is_some_and(|elements| Vec::<E>::new().try_reserve_exact(elements).is_ok())
    }

    fn slack() -> usize {
        ALIGNMENT / size_of::<E>().max(1)
    }

    pub(crate) fn from_vec(memory: Vec<E>) -> Self {
        let length = memory.len();
        Storage {
            memory,
            start: 0,
            length,
            capacity: length,
        }
    }

    pub(crate) fn into_vec(mut self) -> Vec<E> {
        self.memory.truncate(self.start + self.length);
        self.memory.drain(..self.start);
        self.memory
    }

    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// How many elements it could hold.
    pub(crate) fn capacity(&self) -> usize {
        self.capacity
    }

    /// Uses the first `length` elements, whatever they hold.
    pub(crate) fn set_len(&mut self, length: usize) {
        assert!(length <= self.capacity(), "storage: length over capacity");
        self.length = length;
    }

    #[inline]
    pub(crate) fn as_slice(&self) -> &[E] {
        &self.memory[self.start..self.start + self.length]
    }

    #[inline]
    pub(crate) fn as_mut_slice(&mut self) -> &mut [E] {
        &mut self.memory[self.start..self.start + self.length]
    }
}

impl<E: Copy> Clone for Storage<E> {
    fn clone(&self) -> Self {
        Self::from_vec(self.as_slice().to_vec())
    }
}
