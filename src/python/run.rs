//! Long calls: without the interpreter, with progress, and stopped by Ctrl-C.

use super::error::raise;
use super::memory::refill;
use crate::runtime::monitor::Monitor;
use crate::runtime::pool::install;
use crate::{Error, Result};
use pyo3::exceptions::PySystemExit;
use pyo3::panic::PanicException;
use pyo3::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How often the calling thread looks for Ctrl-C and reports.
const WAKE: Duration = Duration::from_millis(50);

/// Below this many bytes of input a call is over before anybody could press a key.
const SMALL: usize = 1 << 18;

/// Work that is done once, by whichever thread there is to do it.
struct Once<W>(Mutex<Option<W>>);

impl<W> Once<W> {
    fn new(work: W) -> Self {
        Self(Mutex::new(Some(work)))
    }

    /// Does the work; a panic in it is handed on as a value.
    fn call<T>(&self, how: impl FnOnce(W) -> Result<T>) -> thread::Result<Result<T>> {
        let work = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        catch_unwind(AssertUnwindSafe(|| work.map_or(Err(Error::Cancelled), how)))
    }
}

/// Runs `work` on input of `bytes` bytes that advances the monitor `total` times. If no thread can be had
/// to watch over, the calling thread does the work, and Ctrl-C waits for its end.
pub(crate) fn run<T: Send>(
    py: Python<'_>,
    bytes: usize,
    total: usize,
    progress: Option<&Bound<'_, PyAny>>,
    work: impl FnOnce(&Monitor) -> Result<T> + Send,
) -> PyResult<T> {
    refill();
    let monitor = Monitor::new();
    let work = Once::new(work);
    let guarded = || work.call(|work| work(&monitor));
    let result = if bytes < SMALL && progress.is_none() {
        py.detach(guarded)
    } else {
        let progress = progress.map(|progress| progress.clone().unbind());
        let watch = || watch(&monitor, total, progress.as_ref());
        let (result, watched) = py.detach(|| {
            thread::scope(|scope| {
                let (finished, wait) = channel();
                let worker = thread::Builder::new().name("comention-call".to_owned());
                let worker = worker.spawn_scoped(scope, move || {
                    let result = guarded();
                    let _ = finished.send(());
                    result
                });
                let Ok(worker) = worker else { return (guarded(), Ok(())) };
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
    refill();
    let work = Arc::new(Once::new(work));
    let result = if size < SMALL {
        py.detach(|| work.call(|work| work()))
    } else {
        py.detach(|| {
            let (finished, wait) = channel();
            let shared = Arc::clone(&work);
            let worker = thread::Builder::new().name("comention-build".to_owned()).spawn(move || {
                let _ = finished.send(shared.call(|work| work()));
            });
            if worker.is_err() {
                return Ok(work.call(|work| work()));
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

/// Signals first, so that Ctrl-C is not swallowed by a progress bar. An error while the interpreter is
/// exiting: the work is to stop, and the thread then waits for the end of the process.
fn watch(monitor: &Monitor, total: usize, progress: Option<&Py<PyAny>>) -> PyResult<()> {
    Python::try_attach(|py| {
        py.check_signals()?;
        progress.map_or(Ok(()), |progress| progress.call1(py, (monitor.done(), total)).map(drop))
    })
    .unwrap_or_else(|| Err(PySystemExit::new_err(())))
}

/// A panic is a defect of ours; it reaches Python as an ordinary exception, which asks for a report.
fn internal(panic: &(dyn std::any::Any + Send)) -> PyErr {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    raise("InternalError", text.unwrap_or("unknown").to_owned())
}

/// Makes the exception of `PyO3` for a panic a subclass of `InternalError`, for the entries that do not go
/// through [`run`]. `PyO3` derives it from `BaseException`, which no `except Exception` catches; done here
/// once, no entry can be forgotten.
pub(super) fn adopt_panics(py: Python<'_>) -> PyResult<()> {
    let internal = py.import("comention.errors")?.getattr("InternalError")?;
    py.get_type::<PanicException>().setattr("__bases__", (internal,))
}

/// Panics: in the entry itself, in the thread of a call, or in the pool. For the tests: no input is known
/// that does.
#[pyfunction]
#[expect(clippy::panic, reason = "what is tested is a panic")]
pub(crate) fn _panic(py: Python<'_>, place: &str) -> PyResult<()> {
    match place {
        "call" => run(py, SMALL, 0, None, |_| panic!("as asked for, in the call")),
        "build" => run_abandonable(py, SMALL, || panic!("as asked for, in the build")),
        "pool" => run(py, SMALL, 0, None, |_| install(None, || panic!("as asked for, in the pool"))),
        _ => panic!("as asked for, in the entry"),
    }
}
