//! Progress and cancellation of a long call, free of Python.

use crate::runtime::memory::shortages;
use crate::{Error, Result};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Shared between the work, which calls [`advance`](Self::advance), and whoever watches it.
#[derive(Debug)]
pub struct Monitor {
    done: AtomicUsize,
    cancelled: AtomicBool,
    /// Shortages of memory before the call.
    shortages: usize,
}

impl Default for Monitor {
    fn default() -> Self {
        Self { done: AtomicUsize::new(0), cancelled: AtomicBool::new(false), shortages: shortages() }
    }
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
        if self.cancelled.load(Ordering::Relaxed) {
            return Err(Error::Cancelled);
        }
        if self.shortages == shortages() { Ok(()) } else { Err(Error::Shortage) }
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

/// Bytes of text that a thread reads before it says so.
const STEP: usize = 1 << 14;

/// What one thread tells a monitor, now and then: short documents take less time than to tell of each, where several threads do.
#[derive(Debug)]
pub(crate) struct Steps<'m> {
    monitor: &'m Monitor,
    documents: usize,
    bytes: usize,
}

impl<'m> Steps<'m> {
    pub(crate) fn new(monitor: &'m Monitor) -> Self {
        Self { monitor, documents: 0, bytes: 0 }
    }

    /// Counts a document of so many bytes as done; an error if the work is to stop.
    pub(crate) fn advance(&mut self, bytes: usize) -> Result<()> {
        self.documents += 1;
        // An empty document takes time, too.
        self.bytes += bytes + 64;
        if self.bytes < STEP {
            return Ok(());
        }
        self.bytes = 0;
        self.monitor.advance(std::mem::take(&mut self.documents))
    }
}

impl Drop for Steps<'_> {
    fn drop(&mut self) {
        self.monitor.done.fetch_add(self.documents, Ordering::Relaxed);
    }
}
