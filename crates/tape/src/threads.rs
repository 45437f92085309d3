//! How many threads work on large tensors.

use rayon::{ThreadPool, ThreadPoolBuilder};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, RwLock};

/// 0: not decided yet.
static COUNT: AtomicUsize = AtomicUsize::new(0);

/// The pool that was made last, with its size.
static POOL: RwLock<Option<Arc<ThreadPool>>> = RwLock::new(None);

/// The number of threads that large tensors are shared out to.
///
/// By default the number of cores. Results never depend on it.
///
/// ```
/// assert!(wengert_tape::threads() >= 1);
/// ```
pub fn threads() -> usize {
    count()
}

/// Sets the number of threads that large tensors are shared out to, for the whole process; 0 stands
/// for the number of cores.
///
/// ```
/// wengert_tape::set_threads(1);
/// assert_eq!(wengert_tape::threads(), 1);
/// wengert_tape::set_threads(0);
/// ```
pub fn set_threads(threads: usize) {
    COUNT.store(threads, Ordering::Relaxed);
}

#[inline]
pub(crate) fn count() -> usize {
    match COUNT.load(Ordering::Relaxed) {
        0 => {
            let cores = std::thread::available_parallelism().map_or(1, |n| n.get());
            COUNT.store(cores, Ordering::Relaxed);
            cores
        }
        threads => threads,
    }
}

/// Runs `work` where calls of rayon are shared out to [`threads`] threads; with one thread, here.
///
/// For work beside the tape that should not start threads of its own.
///
/// ```
/// let both = wengert_tape::in_pool(|| rayon::join(|| 1 + 1, || 2 + 2));
/// assert_eq!(both, (2, 4));
/// ```
pub fn in_pool<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    enter(count(), work)
}

/// Runs `work` inside a pool of that many threads; with one thread, here.
pub(crate) fn enter<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> R {
    if threads <= 1 {
        return work();
    }
    match pool(threads) {
        Some(pool) => pool.install(work),
        // No thread could be started: the caller's own does all of it.
        None => work(),
    }
}

fn pool(threads: usize) -> Option<Arc<ThreadPool>> {
    let fitting =
        |pool: &Option<Arc<ThreadPool>>| pool.clone().filter(|pool| pool.current_num_threads() == threads);
    if let Some(pool) = POOL.read().ok().and_then(|pool| fitting(&pool)) {
        return Some(pool);
    }
    let mut slot = POOL.write().ok()?;
    if let Some(pool) = fitting(&slot) {
        return Some(pool);
    }
    let made = ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|number| format!("wengert-{number}"))
        .build()
        .ok()?;
    let made = Arc::new(made);
    *slot = Some(Arc::clone(&made));
    Some(made)
}
