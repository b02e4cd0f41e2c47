//! The error of the core as Python's exceptions, which `comention/errors.py` defines.

use crate::Error;
use pyo3::exceptions::{PyKeyboardInterrupt, PyMemoryError, PyOSError, PySystemExit};
use pyo3::prelude::*;
use pyo3::types::PyType;

impl From<Error> for PyErr {
    fn from(error: Error) -> Self {
        let class = match error {
            Error::Cancelled => return PyKeyboardInterrupt::new_err(()),
            Error::Memory { .. } | Error::Shortage => return PyMemoryError::new_err(error.to_string()),
            Error::Io { path, source } => return io(&path, &source),
            Error::Gazetteer { .. } | Error::Compile(_) => "GazetteerError",
            Error::Option { .. } | Error::Argument { .. } => "OptionError",
            Error::UnknownEntity { .. } => "UnknownEntityError",
            Error::Document { .. } | Error::Column { .. } => "DocumentError",
            Error::Counts { .. } => "CountsError",
            Error::Mismatch(_) => "MergeError",
            Error::Restore { .. } => "RestoreError",
            Error::Threads(_) => "ComentionError",
        };
        raise(class, error.to_string())
    }
}

/// An exception of `comention.errors`. While the interpreter is exiting there is none to make; the thread
/// that raises it then never gets back to Python.
pub(crate) fn raise(class: &str, message: String) -> PyErr {
    Python::try_attach(|py| {
        let class = py.import("comention.errors").and_then(|errors| errors.getattr(class));
        match class.and_then(|class| Ok(class.cast_into::<PyType>()?)) {
            Ok(class) => PyErr::from_type(class, message),
            Err(error) => error,
        }
    })
    .unwrap_or_else(|| PySystemExit::new_err(()))
}

/// The `OSError` that Python itself would raise: `FileNotFoundError`, `PermissionError`, … with the name of the file.
fn io(path: &std::path::Path, source: &std::io::Error) -> PyErr {
    match source.raw_os_error() {
        Some(number) => {
            let text = source.to_string();
            let text = text.split(" (os error").next().unwrap_or(&text).to_owned();
            PyOSError::new_err((number, text, path.to_path_buf()))
        }
        None => PyOSError::new_err(format!("{}: {source}", path.display())),
    }
}

/// A damaged or foreign state handed to `__setstate__` and the like.
pub(crate) fn invalid(message: impl Into<String>) -> PyErr {
    raise("DocumentError", message.into())
}
