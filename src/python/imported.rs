//! Arrow columns as they enter: nothing of a column is read before its layout and its text are checked.
//!
//! Arrow trusts whoever made a buffer: offsets may lie outside it, dictionary keys may point nowhere, text may not be
//! UTF-8. Everything behind this module relies on all three. What the C data interface does not say, the true length
//! of a buffer, only the maker knows: pyarrow is asked for it.

use super::texts::{fault_in_text, is_utf8};
use crate::error::shown;
use crate::{Error, Result};
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef, BinaryViewArray, GenericStringArray, OffsetSizeTrait, RecordBatch, StringViewArray};
use arrow_cast::cast;
use arrow_schema::{ArrowError, DataType, FieldRef, SchemaRef};
use pyo3::prelude::*;
use pyo3_arrow::{PyChunkedArray, PyTable};

/// A column of Python, not yet checked.
pub(crate) struct Imported(std::result::Result<PyChunkedArray, String>);

/// A table of Python, not yet checked.
pub(crate) struct ImportedTable(std::result::Result<PyTable, String>);

impl<'py> FromPyObject<'_, 'py> for Imported {
    type Error = PyErr;

    fn extract(column: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        Ok(Self(if let Some(problem) = problem_of_pyarrow(&column)? { Err(problem) } else { Ok(column.extract()?) }))
    }
}

impl<'py> FromPyObject<'_, 'py> for ImportedTable {
    type Error = PyErr;

    fn extract(table: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        Ok(Self(if let Some(problem) = problem_of_pyarrow(&table)? { Err(problem) } else { Ok(table.extract()?) }))
    }
}

/// What pyarrow itself finds wrong with the layout of an object of its own: it knows how long the buffers are.
fn problem_of_pyarrow(value: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    let py = value.py();
    let module = value.get_type().module()?;
    if module != "pyarrow.lib" {
        return Ok(None);
    }
    match value.call_method0("validate") {
        Ok(_) => Ok(None),
        Err(error) if error.is_instance_of::<pyo3::exceptions::PyException>(py) => Ok(Some(error.value(py).to_string())),
        Err(error) => Err(error),
    }
}

impl Imported {
    /// The chunks of a column of documents, checked by so many threads.
    pub(crate) fn of_documents(self, name: &str, threads: Option<usize>) -> Result<(Vec<ArrayRef>, FieldRef)> {
        let fault = |fault: Fault| fault.in_document(name);
        let (chunks, field) = self.0.map_err(Fault::layout).map_err(fault)?.into_inner();
        check(&chunks, threads).map_err(fault)?;
        Ok((chunks, field))
    }
}

impl ImportedTable {
    /// How many rows it has.
    pub(crate) fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |table| table.batches().iter().map(RecordBatch::num_rows).sum())
    }

    /// The rows of a long table, checked.
    pub(crate) fn of_gazetteer(self) -> Result<(Vec<RecordBatch>, SchemaRef)> {
        let layout = |problem: String| Error::gazetteer("", Fault::layout(problem).problem);
        let (batches, schema) = self.0.map_err(layout)?.into_inner();
        for (number, field) in schema.fields().iter().enumerate() {
            let chunks: Vec<ArrayRef> = batches.iter().map(|batch| batch.column(number).clone()).collect();
            check(&chunks, None).map_err(|fault| fault.in_row(field.name()))?;
        }
        Ok((batches, schema))
    }
}

/// Checks a column that Python goes on reading by itself.
#[pyfunction]
pub(crate) fn check_column(py: Python<'_>, column: Imported, name: &str) -> PyResult<()> {
    Ok(py.detach(|| column.of_documents(name, None).map(drop))?)
}

/// What is wrong with a column.
struct Fault {
    row: Option<usize>,
    problem: String,
}

impl Fault {
    fn layout(problem: String) -> Self {
        Self { row: None, problem: format!("it breaks the layout of Arrow: {problem}") }
    }

    /// The error for a column of documents.
    fn in_document(self, name: &str) -> Error {
        let (column, problem) = (shown(name), self.problem);
        match self.row {
            Some(index) => Error::Document { index, problem: format!("column '{column}': {problem}") },
            None => Error::Column { column, problem },
        }
    }

    /// The error for a column of a long table.
    fn in_row(self, name: &str) -> Error {
        let error = Error::gazetteer(self.row.map(|row| format!("row {row}")).unwrap_or_default(), self.problem);
        error.within(&format!("column '{}'", shown(name)))
    }
}

impl From<ArrowError> for Fault {
    fn from(error: ArrowError) -> Self {
        Self::layout(error.to_string())
    }
}

/// Checks a column, chunk after chunk.
fn check(chunks: &[ArrayRef], threads: Option<usize>) -> std::result::Result<(), Fault> {
    let mut first = 0;
    for chunk in chunks {
        check_array(chunk, threads).map_err(|fault| Fault { row: fault.row.map(|row| first + row), ..fault })?;
        first += chunk.len();
    }
    Ok(())
}

fn check_array(array: &ArrayRef, threads: Option<usize>) -> std::result::Result<(), Fault> {
    match array.data_type() {
        DataType::Utf8 => check_texts(array.as_string::<i32>(), threads),
        DataType::LargeUtf8 => check_texts(array.as_string::<i64>(), threads),
        DataType::Utf8View => check_views(array.as_string_view()),
        DataType::Dictionary(..) => check_dictionary(array),
        _ => Ok(array.to_data().validate_full()?),
    }
}

fn check_texts<O: OffsetSizeTrait>(column: &GenericStringArray<O>, threads: Option<usize>) -> std::result::Result<(), Fault> {
    let (ends, len) = (column.value_offsets(), column.value_data().len());
    let ordered = ends.windows(2).position(|ends| ends[0] > ends[1]);
    let outside = ends.iter().position(|end| end.to_usize().is_none_or(|end| end > len));
    if let Some(row) = ordered.or(outside) {
        return Err(Fault::layout(format!("the offset of row {row} lies outside the text")));
    }
    if is_utf8(column, threads) { Ok(()) } else { check_rows(column.iter()) }
}

fn check_views(column: &StringViewArray) -> std::result::Result<(), Fault> {
    // As bytes, a view is checked for its layout alone; then its rows name what is not UTF-8.
    let buffers = column.data_buffers().to_vec();
    BinaryViewArray::try_new(column.views().clone(), buffers, column.nulls().cloned())?;
    check_rows(column.iter())
}

/// Whether each text is UTF-8. Whatever stands in the place of a missing one is never read.
fn check_rows<'t>(texts: impl Iterator<Item = Option<&'t str>>) -> std::result::Result<(), Fault> {
    for (row, text) in texts.enumerate() {
        if let Some(problem) = text.and_then(|text| fault_in_text(text.as_bytes())) {
            return Err(Fault { row: Some(row), problem });
        }
    }
    Ok(())
}

fn check_dictionary(array: &ArrayRef) -> std::result::Result<(), Fault> {
    let data = array.to_data();
    data.validate()?;
    data.validate_nulls()?;
    data.validate_values()?;
    let dictionary = array.as_any_dictionary();
    let Err(fault) = check_array(dictionary.values(), None) else { return Ok(()) };
    let Some(value) = fault.row else { return Err(fault) };
    let keys = cast(dictionary.keys(), &DataType::Int64)?;
    let row = keys.as_primitive::<Int64Type>().iter().position(|key| key == i64::try_from(value).ok());
    // A value that no row has is never read.
    row.map_or(Ok(()), |row| Err(Fault { row: Some(row), ..fault }))
}
