//! The data shipped with the package.

use super::arrow::{table, text_column};
use super::gazetteer::PyGazetteer;
use crate::gazetteer::{Seed, SeedDocument};
use arrow_array::{ArrayRef, Date32Array};
use chrono::Datelike;
use pyo3::prelude::*;
use std::sync::Arc;

/// The gazetteer and the documents of a seed.
#[pyfunction]
pub(crate) fn load_seed<'py>(py: Python<'py>, name: &str) -> PyResult<(PyGazetteer, Bound<'py, PyAny>)> {
    let Seed { gazetteer, documents } = py.detach(|| Seed::load(name))?;
    let text = |of: fn(&SeedDocument) -> Option<&str>| text_column(documents.iter().map(of));
    let dates: Date32Array = documents
        .iter()
        .map(|document| document.date.map(|date| date.num_days_from_ce() - super::documents::UNIX_EPOCH))
        .collect();
    let columns = vec![
        ("id", text(|document| Some(&document.id))?),
        ("date", Arc::new(dates) as ArrayRef),
        ("source", text(|document| document.source.as_deref())?),
        ("lang", text(|document| document.lang.as_deref())?),
        ("text", text(|document| Some(&document.text))?),
    ];
    Ok((gazetteer.into(), table(py, columns)?))
}
