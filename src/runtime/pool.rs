//! The thread pool of this process.
//!
//! Rayon's global pool hangs for ever in a forked child: its threads stay behind in the parent. This one is remembered together with the process that
//! started it, and a child starts its own.

use crate::{Error, Result};
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::cell::OnceCell;
use std::sync::{Arc, Mutex, TryLockError};

struct Owned {
    process: u32,
    threads: usize,
    pool: Arc<ThreadPool>,
}

static CURRENT: Mutex<Option<Owned>> = Mutex::new(None);

/// A pool of `threads` threads (`None`: one for each core this process may use).
pub(crate) fn pool(threads: Option<usize>) -> Result<Arc<ThreadPool>> {
    let threads = threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    let mut current = match CURRENT.try_lock() {
        Ok(current) => current,
        // Held by another thread, or for ever: by a thread of the parent at the moment of the fork. A pool of our own then.
        Err(TryLockError::WouldBlock) => return start(threads),
        Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
    };
    let process = std::process::id();
    if let Some(owned) = current.as_ref()
        && owned.process == process
        && owned.threads == threads
    {
        return Ok(Arc::clone(&owned.pool));
    }
    let pool = start(threads)?;
    let before = current.replace(Owned { process, threads, pool: Arc::clone(&pool) });
    if let Some(before) = before
        && before.process != process
    {
        // Its threads do not exist in this process: there is nobody to say goodbye to.
        std::mem::forget(before);
    }
    Ok(pool)
}

/// Runs `work` in the pool, so that what it does in parallel uses these threads. If the system has no
/// threads to give, the calling thread does all of it.
pub(crate) fn install<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> T {
    thread_local! {
        /// A pool that consists of this thread; none if the thread belongs to another pool.
        static ALONE: OnceCell<Option<&'static ThreadPool>> = const { OnceCell::new() };
    }
    if let Ok(pool) = pool(threads) {
        return pool.install(work);
    }
    let alone = || {
        let pool = ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
        // Rayon keeps the thread registered until the thread ends, so the pool is kept too.
        pool.ok().map(|pool| &*Box::leak(Box::new(pool)))
    };
    match ALONE.with(|pool| *pool.get_or_init(alone)) {
        Some(pool) => pool.install(work),
        None => work(),
    }
}

/// A value for each row, by all threads where it is worth waking them and they can be had.
pub(crate) fn map<T: Sync, U: Send>(rows: &[T], value: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    const FEW: usize = 4096;
    if rows.len() >= FEW
        && let Ok(pool) = pool(None)
    {
        pool.install(|| rows.par_iter().map(value).collect())
    } else {
        rows.iter().map(value).collect()
    }
}

fn start(threads: usize) -> Result<Arc<ThreadPool>> {
    ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|i| format!("comention-{i}"))
        .build()
        .map(Arc::new)
        .map_err(|error| Error::Threads(error.to_string()))
}
