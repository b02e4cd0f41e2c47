//! Progress and cancellation of a long call, free of Python.

use crate::{Error, Result};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Shared between the work, which calls [`advance`](Self::advance), and whoever watches it.
#[derive(Debug, Default)]
pub struct Monitor {
    done: AtomicUsize,
    cancelled: AtomicBool,
}

impl Monitor {
    /// Nothing done, nothing cancelled.
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts `n` more documents as done; an error if the work is to stop.
    pub fn advance(&self, n: usize) -> Result<()> {
        self.done.fetch_add(n, Ordering::Relaxed);
        self.check()
    }

    /// An error if the work is to stop.
    pub fn check(&self) -> Result<()> {
        if self.cancelled.load(Ordering::Relaxed) { Err(Error::Cancelled) } else { Ok(()) }
    }

    /// Documents done so far.
    pub fn done(&self) -> usize {
        self.done.load(Ordering::Relaxed)
    }

    /// Asks the work to stop at its next [`check`](Self::check).
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }
}
