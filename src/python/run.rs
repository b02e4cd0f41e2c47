//! Long calls: without the interpreter, with progress, and stopped by Ctrl-C.

use super::error::raise;
use crate::runtime::monitor::Monitor;
use crate::{Error, Result};
use pyo3::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// How often the calling thread looks for Ctrl-C and reports.
const WAKE: Duration = Duration::from_millis(50);

/// Below this many bytes of input a call is over before anybody could press a key.
const SMALL: usize = 1 << 18;

/// Runs `work` on input of `bytes` bytes that advances the monitor `total` times.
pub(crate) fn run<T: Send>(
    py: Python<'_>,
    bytes: usize,
    total: usize,
    progress: Option<&Bound<'_, PyAny>>,
    work: impl FnOnce(&Monitor) -> Result<T> + Send,
) -> PyResult<T> {
    let monitor = Monitor::new();
    let guarded = |monitor: &Monitor| catch_unwind(AssertUnwindSafe(|| work(monitor)));
    let result = if bytes < SMALL && progress.is_none() {
        py.detach(|| guarded(&monitor))
    } else {
        let progress = progress.map(|progress| progress.clone().unbind());
        let watch = || watch(&monitor, total, progress.as_ref());
        let (result, watched) = py.detach(|| {
            thread::scope(|scope| {
                let (finished, wait) = channel();
                let worker = scope.spawn({
                    let monitor = &monitor;
                    move || {
                        let result = guarded(monitor);
                        let _ = finished.send(());
                        result
                    }
                });
                let mut watched = Ok(());
                while watched.is_ok() && wait.recv_timeout(WAKE) == Err(RecvTimeoutError::Timeout) {
                    watched = watch();
                }
                if watched.is_err() {
                    monitor.cancel();
                }
                (worker.join().unwrap_or_else(Err), watched)
            })
        });
        watched?;
        if matches!(result, Ok(Ok(_))) {
            watch()?;
        }
        result
    };
    match result {
        Ok(result) => Ok(result?),
        Err(panic) => Err(internal(&*panic)),
    }
}

/// Runs work that cannot be interrupted, such as compiling: after Ctrl-C the caller goes on and the work ends unseen.
pub(crate) fn run_abandonable<T: Send + 'static>(
    py: Python<'_>,
    size: usize,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> PyResult<T> {
    let guarded = || catch_unwind(AssertUnwindSafe(work));
    let result = if size < SMALL {
        py.detach(guarded)
    } else {
        py.detach(|| {
            let (finished, wait) = channel();
            let worker = thread::Builder::new().name("comention-build".to_owned()).spawn(move || {
                let _ = finished.send(guarded());
            });
            if let Err(error) = worker {
                return Ok(Ok(Err(Error::Threads(error.to_string()))));
            }
            loop {
                match wait.recv_timeout(WAKE) {
                    Ok(result) => return Ok(result),
                    Err(RecvTimeoutError::Timeout) => watch(&Monitor::new(), 0, None)?,
                    Err(RecvTimeoutError::Disconnected) => return Ok(Ok(Err(Error::Cancelled))),
                }
            }
        })
        .unwrap_or_else(|error: PyErr| Err(Box::new(error)))
    };
    match result {
        Ok(result) => Ok(result?),
        Err(payload) => Err(payload.downcast::<PyErr>().map_or_else(|panic| internal(&*panic), |error| *error)),
    }
}

/// Signals first, so that Ctrl-C is not swallowed by a progress bar.
fn watch(monitor: &Monitor, total: usize, progress: Option<&Py<PyAny>>) -> PyResult<()> {
    Python::attach(|py| {
        py.check_signals()?;
        progress.map_or(Ok(()), |progress| progress.call1(py, (monitor.done(), total)).map(drop))
    })
}

/// A panic is a defect of ours; it reaches Python as an ordinary exception that says so.
fn internal(panic: &(dyn std::any::Any + Send)) -> PyErr {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    raise("ComentionError", format!("internal error, please report it: {}", text.unwrap_or("unknown")))
}
