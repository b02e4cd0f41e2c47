//! The gazetteer: as text, files and tables, in and out.

mod columns;

use super::arrow::{table, text_column};
use super::run::run_abandonable;
use crate::gazetteer::{AliasRow, Column, Gazetteer};
use arrow_array::{ArrayRef, BooleanArray, Date32Array, Int64Array};
use chrono::{Datelike, NaiveDate};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3_arrow::PyTable;
use std::path::PathBuf;
use std::sync::Arc;

/// Entities and their names.
#[pyclass(frozen, module = "comention._core", name = "Gazetteer")]
pub(crate) struct PyGazetteer {
    pub(crate) inner: Arc<Gazetteer>,
}

impl From<Gazetteer> for PyGazetteer {
    fn from(gazetteer: Gazetteer) -> Self {
        Self { inner: Arc::new(gazetteer) }
    }
}

/// A gazetteer, and what is worth knowing about how it came to be.
type Noted = (PyGazetteer, Option<String>);

#[pymethods]
impl PyGazetteer {
    #[staticmethod]
    fn from_json(py: Python<'_>, text: PyBackedStr) -> PyResult<Self> {
        run_abandonable(py, text.len(), move || Gazetteer::from_json(&text)).map(Self::from)
    }

    /// From the long table; `place` goes before the messages of errors, if it is given.
    #[staticmethod]
    fn from_arrow(py: Python<'_>, rows: PyTable, place: Option<String>) -> PyResult<Noted> {
        let (batches, schema) = rows.into_inner();
        let size = batches.iter().map(|batch| batch.num_rows() * 32).sum();
        let (gazetteer, note) = run_abandonable(py, size, move || {
            let read = columns::read(&schema, &batches);
            match place {
                None => read,
                Some(place) => match read {
                    Ok((gazetteer, note)) => Ok((gazetteer, note.map(|note| format!("{place}: {note}")))),
                    Err(error) => Err(error.within(&place)),
                },
            }
        })?;
        Ok((gazetteer.into(), note))
    }

    #[staticmethod]
    fn read(py: Python<'_>, path: PathBuf) -> PyResult<Noted> {
        let size = std::fs::metadata(&path).map_or(0, |file| file.len() as usize);
        let (gazetteer, note) = run_abandonable(py, size, move || Gazetteer::read_noting(&path))?;
        Ok((gazetteer.into(), note))
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
        Ok(py.detach(|| self.inner.merge(&other.inner))?.into())
    }

    /// All entities as a JSON array.
    fn to_json(&self, py: Python<'_>) -> String {
        py.detach(|| self.inner.to_json())
    }

    /// The long table.
    fn to_arrow<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let (columns, attributes) = py.detach(|| (long_table(&self.inner), attribute_columns(&self.inner)));
        table(py, columns.into_iter().chain(attributes).collect())
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

fn long_table(gazetteer: &Gazetteer) -> Vec<(&str, ArrayRef)> {
    let text = |of: for<'a> fn(AliasRow<'a>) -> Option<&'a str>| text_column(gazetteer.to_rows().map(of));
    let days = |of: fn(&AliasRow<'_>) -> Option<NaiveDate>| {
        let days = gazetteer.to_rows().map(|row| of(&row).map(|day| day.num_days_from_ce() - super::documents::UNIX_EPOCH));
        Arc::new(days.collect::<Date32Array>()) as ArrayRef
    };
    let column = |column: Column| match column {
        Column::EntityId => text(|row| Some(row.entity_id)),
        Column::Alias => text(|row| Some(row.alias)),
        Column::Name => text(|row| row.name),
        Column::Type => text(|row| row.entity_type),
        Column::Lang => text(|row| row.lang),
        Column::Kind => text(|row| row.kind),
        Column::Case => text(|row| row.case),
        Column::Alone => Arc::new(gazetteer.to_rows().map(|row| row.alone).collect::<BooleanArray>()) as ArrayRef,
        Column::Nested => Arc::new(gazetteer.to_rows().map(|row| row.nested).collect::<BooleanArray>()) as ArrayRef,
        Column::ValidFrom => days(|row| row.valid_from),
        Column::ValidTo => days(|row| row.valid_to),
        Column::Priority | Column::Attribute(_) => {
            Arc::new(gazetteer.to_rows().map(|row| row.priority).collect::<Int64Array>()) as ArrayRef
        }
    };
    Column::KNOWN.iter().map(|&(name, known)| (name, column(known))).collect()
}

fn attribute_columns(gazetteer: &Gazetteer) -> impl Iterator<Item = (&str, ArrayRef)> {
    gazetteer.attribute_names().into_iter().map(|attribute| {
        let values: Vec<(usize, Option<String>)> = gazetteer.attribute_column(attribute).collect();
        let cells = values.iter().flat_map(|(rows, value)| std::iter::repeat_n(value.as_deref(), *rows));
        (attribute, text_column(cells))
    })
}
