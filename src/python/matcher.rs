//! The matcher.

use super::arrow::{table, text_column};
use super::cooccurrence::{PyCooccurrences, Wanted, part};
use super::documents::{PyDocuments, parse_date};
use super::evidence::{Asked, evidence_table};
use super::gazetteer::PyGazetteer;
use super::mentions::PyMentions;
use super::run::{run, run_abandonable};
use crate::Matcher;
use crate::document::Document;
use crate::evidence::search;
use crate::gazetteer::Kind;
use crate::matcher::{Explanation, Options};
use arrow_array::{ArrayRef, Int32Array};
use pyo3::prelude::*;
use pyo3::types::PyType;
use std::path::PathBuf;
use std::sync::Arc;

/// What the constructor takes.
type Arguments<'a> = (PyGazetteer, &'a str, &'a str, &'a str, &'a str, bool, Vec<&'a str>);

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
        // About what folding and sorting a name takes, in bytes of text that is matched.
        let size = gazetteer.names_len() * 64;
        let inner = run(py, size, 0, None, |monitor| Matcher::build(gazetteer, options, monitor))?;
        Ok(Self { inner })
    }

    /// Writes a file that `load` opens.
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        Ok(py.detach(|| self.inner.save(path))?)
    }

    #[staticmethod]
    fn load(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        let size = std::fs::metadata(&path).map_or(0, |file| file.len() as usize);
        Ok(Self { inner: run_abandonable(py, size, move || Matcher::load(path))? })
    }

    fn gazetteer(&self, py: Python<'_>) -> PyResult<PyGazetteer> {
        let gazetteer = py.detach(|| self.inner.gazetteer())?;
        Ok(Arc::clone(gazetteer).into())
    }

    /// How many entities and names it has.
    fn sizes(&self) -> (usize, usize) {
        (self.inner.catalogue().len(), self.inner.catalogue().names_len())
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
        let catalogue = self.inner.catalogue();
        let column = |of: fn(&Explanation) -> &str| text_column(found.iter().map(|row| Some(of(row))));
        let place = |of: fn((u32, u32)) -> u32| -> ArrayRef {
            Arc::new(found.iter().map(|row| row.place.map(|place| of(place).cast_signed())).collect::<Int32Array>())
        };
        let columns = vec![
            ("entity_id", text_column(found.iter().map(|row| Some(catalogue.id(row.entity))))?),
            ("alias", column(|row| &row.alias)?),
            ("folded", column(|row| &row.folded)?),
            ("start", place(|place| place.0)),
            ("end", place(|place| place.1)),
            ("outcome", column(|row| row.outcome.as_str())?),
            ("reason", column(|row| &row.reason)?),
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
        Ok(PyMentions { inner: found, documents: documents.clone_ref(py), catalogue: self.inner.catalogue().clone(), options })
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
        let (question, columns) = asked.question(self.inner.catalogue())?;
        let part = part(wanted);
        let in_part = py.detach(|| documents.in_part(&part))?;
        let texts = documents.documents();
        let found = run(py, documents.bytes(), texts.len(), None, |monitor| {
            search(&self.inner, &texts, in_part.as_deref(), question, threads, monitor)
        })?;
        evidence_table(py, documents, &texts, &found, columns.as_deref())
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyType>, Arguments<'_>)> {
        let (overlap, case, ambiguous, boundaries, fold_diacritics, kinds) = self.options();
        Ok((py.get_type::<Self>(), (self.gazetteer(py)?, overlap, case, ambiguous, boundaries, fold_diacritics, kinds)))
    }
}
