//! Large pages for long tapes: fewer faults at first use, fewer misses in the address cache after.

/// The size of a large page on the machines that have them.
#[cfg(target_os = "linux")]
const LARGE_PAGE: usize = 2 << 20;

/// Asks the system to hold the memory in large pages where it can; nothing else changes.
#[cfg(target_os = "linux")]
pub(super) fn prefer_large_pages<E>(memory: &mut [E]) {
    let range = memory.as_mut_ptr_range();
    let start = (range.start as usize).next_multiple_of(LARGE_PAGE);
    let end = range.end as usize / LARGE_PAGE * LARGE_PAGE;
    if end <= start {
        return;
    }
    let offset = start - range.start as usize;
    // SAFETY: start ≤ end lie inside of the slice. The advice changes how the kernel backs the memory, not
    // what it holds, and a refusal is no harm.
    unsafe {
        let first = range.start.cast::<u8>().add(offset);
        libc::madvise(first.cast(), end - start, libc::MADV_HUGEPAGE);
    }
}

/// Elsewhere the system decides by itself.
#[cfg(not(target_os = "linux"))]
pub(super) fn prefer_large_pages<E>(_: &mut [E]) {}
