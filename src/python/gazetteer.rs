//! The gazetteer: as text, files and tables, in and out.

mod columns;
mod lint;
mod report;

use super::arrow::{table, text_column};
use super::documents::PyDocuments;
use super::imported::ImportedTable;
use super::run::run_abandonable;
use crate::gazetteer::{AliasRow, Column, Gazetteer, Report};
use arrow_array::{ArrayRef, BooleanArray, Date32Array, Int64Array};
use chrono::{Datelike, NaiveDate};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use std::path::PathBuf;
use std::sync::Arc;

/// Entities and their names.
#[pyclass(frozen, module = "comention._core", name = "Gazetteer")]
pub(crate) struct PyGazetteer {
    pub(crate) inner: Arc<Gazetteer>,
    /// What was left out, decided or repeated when it was read; no part of it, and not pickled.
    report: Arc<Report>,
}

impl From<Gazetteer> for PyGazetteer {
    fn from(gazetteer: Gazetteer) -> Self {
        (gazetteer, Report::default()).into()
    }
}

impl From<(Gazetteer, Report)> for PyGazetteer {
    fn from((gazetteer, report): (Gazetteer, Report)) -> Self {
        Self { inner: Arc::new(gazetteer), report: Arc::new(report) }
    }
}

impl From<Arc<Gazetteer>> for PyGazetteer {
    fn from(inner: Arc<Gazetteer>) -> Self {
        Self { inner, report: Arc::default() }
    }
}

#[pymethods]
impl PyGazetteer {
    #[staticmethod]
    fn from_json(py: Python<'_>, text: PyBackedStr) -> PyResult<Self> {
        run_abandonable(py, text.len(), move || Gazetteer::from_json(&text)).map(Self::from)
    }

    /// From records of a source that holds more: what was left out of it, each with the reason.
    #[staticmethod]
    fn from_json_reporting(py: Python<'_>, text: PyBackedStr, source: String, left_out: Vec<(String, String)>) -> PyResult<Self> {
        let read =
            run_abandonable(py, text.len(), move || Ok((Gazetteer::from_json(&text)?, Report::left_out(&source, &left_out))));
        read.map(Self::from)
    }

    /// From the long table; `place` goes before the messages of errors, if it is given.
    #[staticmethod]
    fn from_arrow(py: Python<'_>, rows: ImportedTable, errors: &str, place: Option<String>) -> PyResult<Self> {
        let errors = errors.parse()?;
        let size = rows.len() * 32;
        let read = run_abandonable(py, size, move || {
            let read = rows.of_gazetteer().and_then(|(batches, schema)| columns::read(&schema, &batches, errors));
            match place {
                None => read,
                Some(place) => match read {
                    Ok((gazetteer, report)) => Ok((gazetteer, report.within(&place))),
                    Err(error) => Err(error.within(&place)),
                },
            }
        });
        read.map(Self::from)
    }

    #[staticmethod]
    fn read(py: Python<'_>, path: PathBuf, errors: &str) -> PyResult<Self> {
        let errors = errors.parse()?;
        let size = std::fs::metadata(&path).map_or(0, |file| file.len() as usize);
        run_abandonable(py, size, move || Gazetteer::read_reporting(&path, errors)).map(Self::from)
    }

    #[staticmethod]
    fn read_cameo(py: Python<'_>, paths: Vec<PathBuf>) -> PyResult<Self> {
        let size = paths.iter().filter_map(|path| std::fs::metadata(path).ok()).map(|file| file.len() as usize).sum();
        run_abandonable(py, size, move || Gazetteer::read_cameo(&paths)).map(Self::from)
    }

    /// A sentence for each reason for which something was left out or decided.
    fn warnings(&self) -> Vec<String> {
        self.report.warnings()
    }

    /// What was left out, decided or repeated: a row for each reason, or for each place.
    fn report<'py>(&self, py: Python<'py>, places: bool) -> PyResult<Bound<'py, PyAny>> {
        table(py, if places { report::places(&self.report) } else { report::reasons(&self.report) }?)
    }

    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        Ok(py.detach(|| self.inner.save(path))?)
    }

    fn __len__(&self) -> usize {
        self.inner.len()
    }

    fn names_len(&self) -> usize {
        self.inner.names_len()
    }

    fn contains(&self, id: &str) -> bool {
        self.inner.contains(id)
    }

    /// An entity as JSON.
    fn get(&self, py: Python<'_>, id: &str) -> PyResult<String> {
        Ok(py.detach(|| self.inner.get(id).map(crate::gazetteer::Entity::to_json))?)
    }

    fn ids(&self) -> Vec<&str> {
        self.inner.entities().iter().map(|entity| &*entity.id).collect()
    }

    fn merge(&self, py: Python<'_>, other: &Self) -> PyResult<Self> {
        let merged = py.detach(|| self.inner.merge(&other.inner))?;
        let mut report = Report::clone(&self.report);
        report.append(Report::clone(&other.report));
        Ok((merged, report).into())
    }

    /// All entities as a JSON array.
    fn to_json(&self, py: Python<'_>) -> String {
        py.detach(|| self.inner.to_json())
    }

    /// The long table.
    fn to_arrow<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let columns = py.detach(|| {
            let mut columns = long_table(&self.inner)?;
            columns.extend(attribute_columns(&self.inner).collect::<crate::Result<Vec<_>>>()?);
            Ok::<_, crate::Error>(columns)
        })?;
        table(py, columns)
    }

    /// The findings as a table; `words` is one entry a language.
    fn lint<'py>(
        &self,
        py: Python<'py>,
        documents: Option<&PyDocuments>,
        words: Option<Vec<lint::Frequencies>>,
        langs: Option<Vec<String>>,
        threads: Option<usize>,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        lint::lint(py, &self.inner, documents, words, langs, threads, progress)
    }

    /// The languages of the aliases.
    fn langs(&self, py: Python<'_>) -> Vec<&str> {
        py.detach(|| lint::langs(&self.inner))
    }

    /// The languages whose words tell names from words of another one, as far as there are lists of them.
    #[staticmethod]
    fn reference_langs() -> Vec<&'static str> {
        crate::gazetteer::lint::REFERENCES.to_vec()
    }

    fn __eq__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> bool {
        let Ok(other) = other.cast::<Self>() else { return false };
        let other = other.get();
        py.detach(|| self.inner == other.inner)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        Ok((py.get_type::<Self>().getattr("from_json")?, (self.to_json(py),)))
    }
}

fn long_table(gazetteer: &Gazetteer) -> crate::Result<Vec<(&str, ArrayRef)>> {
    let text = |of: for<'a> fn(AliasRow<'a>) -> Option<&'a str>| text_column(gazetteer.to_rows().map(of));
    let days = |of: fn(&AliasRow<'_>) -> Option<NaiveDate>| {
        let days = gazetteer.to_rows().map(|row| of(&row).map(|day| day.num_days_from_ce() - super::documents::UNIX_EPOCH));
        Ok(Arc::new(days.collect::<Date32Array>()) as ArrayRef)
    };
    let column = |column: Column| match column {
        Column::EntityId => text(|row| Some(row.entity_id)),
        Column::Alias => text(|row| Some(row.alias)),
        Column::Name => text(|row| row.name),
        Column::Type => text(|row| row.entity_type),
        Column::Lang => text(|row| row.lang),
        Column::Kind => text(|row| row.kind),
        Column::Case => text(|row| row.case),
        Column::Alone => Ok(Arc::new(gazetteer.to_rows().map(|row| row.alone).collect::<BooleanArray>()) as ArrayRef),
        Column::Nested => Ok(Arc::new(gazetteer.to_rows().map(|row| row.nested).collect::<BooleanArray>()) as ArrayRef),
        Column::ValidFrom => days(|row| row.valid_from),
        Column::ValidTo => days(|row| row.valid_to),
        Column::Priority | Column::Attribute(_) => {
            Ok(Arc::new(gazetteer.to_rows().map(|row| row.priority).collect::<Int64Array>()) as ArrayRef)
        }
    };
    Column::KNOWN.iter().map(|&(name, known)| Ok((name, column(known)?))).collect()
}

fn attribute_columns(gazetteer: &Gazetteer) -> impl Iterator<Item = crate::Result<(&str, ArrayRef)>> {
    gazetteer.attribute_names().into_iter().map(|attribute| {
        let values: Vec<(usize, Option<String>)> = gazetteer.attribute_column(attribute).collect();
        let cells = values.iter().flat_map(|(rows, value)| std::iter::repeat_n(value.as_deref(), *rows));
        Ok((attribute, text_column(cells)?))
    })
}
