//! Drafts of files for the writers of Python libraries.

use crate::storage::Draft;
use pyo3::prelude::*;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// A file that is being written. It is removed when it is dropped before `commit`.
#[pyclass(name = "Draft", module = "comention._core", frozen)]
pub(super) struct PyDraft {
    draft: Mutex<Option<Draft>>,
    path: PathBuf,
}

#[pymethods]
impl PyDraft {
    #[new]
    fn new(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        let draft = py.detach(|| Draft::create(&path))?;
        let path = draft.path().to_owned();
        Ok(Self { draft: Mutex::new(Some(draft)), path })
    }

    /// Where to write.
    fn path(&self) -> PathBuf {
        self.path.clone()
    }

    /// Gives it the name it was made for.
    fn commit(&self, py: Python<'_>) -> PyResult<()> {
        Ok(py.detach(|| self.take().map_or(Ok(()), Draft::commit))?)
    }

    /// Removes it; after `commit` there is nothing to remove.
    fn discard(&self, py: Python<'_>) {
        py.detach(|| drop(self.take()));
    }
}

impl PyDraft {
    fn take(&self) -> Option<Draft> {
        self.draft.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
