//! The matcher.

use super::arrow::{table, text_column};
use super::cooccurrence::{PyCooccurrences, Wanted, part};
use super::documents::{PyDocuments, parse_date};
use super::evidence::{Asked, evidence_table};
use super::gazetteer::PyGazetteer;
use super::mentions::PyMentions;
use super::run::{run, run_abandonable};
use crate::Matcher;
use crate::evidence::search;
use crate::gazetteer::Kind;
use crate::matcher::{Document, Explanation, Options};
use arrow_array::{ArrayRef, Int32Array};
use pyo3::prelude::*;
use pyo3::types::PyType;
use std::sync::Arc;

/// A compiled gazetteer.
#[pyclass(frozen, module = "comention._core", name = "Matcher")]
pub(crate) struct PyMatcher {
    inner: Matcher,
}

#[pymethods]
impl PyMatcher {
    #[new]
    fn new(
        py: Python<'_>,
        gazetteer: &PyGazetteer,
        overlap: &str,
        case: &str,
        ambiguous: &str,
        boundaries: &str,
        fold_diacritics: bool,
        kinds: Vec<String>,
    ) -> PyResult<Self> {
        let options = Options {
            overlap: overlap.parse()?,
            case: case.parse()?,
            ambiguous: ambiguous.parse()?,
            boundaries: boundaries.parse()?,
            fold_diacritics,
            kinds: kinds.iter().map(|kind| kind.parse()).collect::<crate::Result<Vec<Kind>>>()?,
        };
        let gazetteer = Arc::clone(&gazetteer.inner);
        // About what a name weighs in the automaton.
        let size = gazetteer.len() * 64;
        let inner = run_abandonable(py, size, move || Matcher::new(gazetteer, options))?;
        Ok(Self { inner })
    }

    fn gazetteer(&self) -> PyGazetteer {
        Arc::clone(self.inner.gazetteer()).into()
    }

    /// The options by name, as the constructor takes them.
    fn options(&self) -> (&str, &str, &str, &str, bool, Vec<&str>) {
        let Options { overlap, case, ambiguous, boundaries, fold_diacritics, kinds } = self.inner.options();
        let kinds = kinds.iter().map(|kind| kind.as_str()).collect();
        (overlap.as_str(), case.as_str(), ambiguous.as_str(), boundaries.as_str(), *fold_diacritics, kinds)
    }

    fn explain<'py>(&self, py: Python<'py>, text: &str, name: &str, date: Option<&str>) -> PyResult<Bound<'py, PyAny>> {
        let date = date.map(parse_date).transpose()?;
        let found = py.detach(|| self.inner.explain(Document { text: Some(text), date }, name))?;
        let gazetteer = self.inner.gazetteer();
        let column = |of: fn(&Explanation) -> &str| text_column(found.iter().map(|row| Some(of(row))));
        let place = |of: fn((u32, u32)) -> u32| -> ArrayRef {
            Arc::new(found.iter().map(|row| row.place.map(|place| of(place).cast_signed())).collect::<Int32Array>())
        };
        let columns = vec![
            ("entity_id", text_column(found.iter().map(|row| Some(&*gazetteer.entity(row.entity).id)))),
            ("alias", column(|row| &row.alias)),
            ("folded", column(|row| &row.folded)),
            ("start", place(|place| place.0)),
            ("end", place(|place| place.1)),
            ("outcome", column(|row| row.outcome.as_str())),
            ("reason", column(|row| &row.reason)),
        ];
        table(py, columns)
    }

    #[pyo3(name = "match")]
    fn find(
        &self,
        py: Python<'_>,
        documents: Py<PyDocuments>,
        threads: Option<usize>,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<PyMentions> {
        let held = documents.get();
        let rows = held.documents();
        let found = run(py, held.bytes(), rows.len(), progress, |monitor| self.inner.find_all(&rows, threads, monitor))?;
        let options = self.inner.options().to_string();
        Ok(PyMentions {
            inner: found,
            documents: documents.clone_ref(py),
            gazetteer: Arc::clone(self.inner.gazetteer()),
            options,
        })
    }

    fn cooccurrences(
        &self,
        py: Python<'_>,
        documents: &PyDocuments,
        by: Vec<String>,
        window: Option<(u32, bool)>,
        threads: Option<usize>,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<PyCooccurrences> {
        let plan = documents.plan(&by, window)?;
        let rows = documents.documents();
        let inner = run(py, documents.bytes(), rows.len(), progress, |monitor| self.inner.count(&rows, &plan, threads, monitor))?;
        Ok(PyCooccurrences { inner })
    }

    fn evidence<'py>(
        &self,
        py: Python<'py>,
        documents: &PyDocuments,
        asked: Asked,
        wanted: Wanted,
        threads: Option<usize>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (question, columns) = asked.question(self.inner.gazetteer())?;
        let part = part(wanted);
        let in_part = py.detach(|| documents.in_part(&part))?;
        let texts = documents.documents();
        let found = run(py, documents.bytes(), texts.len(), None, |monitor| {
            search(&self.inner, &texts, in_part.as_deref(), question, threads, monitor)
        })?;
        evidence_table(py, documents, &texts, &found, columns.as_deref())
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> (Bound<'py, PyType>, (PyGazetteer, &str, &str, &str, &str, bool, Vec<&str>)) {
        let (overlap, case, ambiguous, boundaries, fold_diacritics, kinds) = self.options();
        (py.get_type::<Self>(), (self.gazetteer(), overlap, case, ambiguous, boundaries, fold_diacritics, kinds))
    }
}
