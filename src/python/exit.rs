//! Threads that still work when the interpreter ends.
//!
//! At its end the interpreter unwinds each daemon thread that asks for the lock, which aborts the process if frames of
//! Rust lie in between. So whoever calls Python code from Rust passes a gate: before the end it is closed, once nobody
//! is inside, and whoever comes later waits for the end of the process.

use pyo3::prelude::*;
use std::sync::{RwLock, RwLockReadGuard};
use std::thread;
use std::time::{Duration, Instant};

/// Whether the interpreter is about to end.
static CLOSED: RwLock<bool> = RwLock::new(false);

/// How long the end waits for those inside.
const PATIENCE: Duration = Duration::from_secs(1);

/// Passes the gate; it stays open until what is returned is dropped.
pub(crate) fn pass(py: Python<'_>) -> RwLockReadGuard<'static, bool> {
    if let Ok(closed) = CLOSED.try_read()
        && !*closed
    {
        return closed;
    }
    loop {
        py.detach(|| -> () {
            loop {
                thread::park();
            }
        });
    }
}

/// Closes the gate.
#[pyfunction]
fn close_gate(py: Python<'_>) {
    py.detach(|| {
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            if let Ok(mut closed) = CLOSED.try_write() {
                *closed = true;
                return;
            }
            thread::sleep(Duration::from_millis(1));
        }
    });
}

/// Has the gate closed before the interpreter ends.
pub(super) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let close = wrap_pyfunction!(close_gate, module)?;
    module.py().import("atexit")?.call_method1("register", (close,)).map(drop)
}
