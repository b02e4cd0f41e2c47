//! Columns in and out.

use super::error::raise;
use super::gather::whole;
use crate::Result;
use crate::mentions::Shared;
use crate::runtime::memory::{collect, gather};
use arrow_array::{Array, ArrayRef, Int32Array, RecordBatch};
use arrow_buffer::{Buffer, ScalarBuffer};
use arrow_cast::cast;
use arrow_schema::{ArrowError, DataType, Field, Schema};
use bytes::Bytes;
use pyo3::prelude::*;
use pyo3_arrow::PyTable;
use std::sync::Arc;
use zerocopy::IntoBytes;

/// An error of the Arrow libraries, which no input of a user should cause.
pub(crate) fn arrow_error(error: &ArrowError) -> PyErr {
    raise("ComentionError", format!("Arrow: {error}"))
}

/// Text of any Arrow type as one type.
pub(crate) fn as_large_text(array: &ArrayRef) -> PyResult<ArrayRef> {
    if array.data_type() == &DataType::LargeUtf8 {
        return Ok(Arc::clone(array));
    }
    cast(array, &DataType::LargeUtf8).map_err(|error| arrow_error(&error))
}

/// Whether an Arrow type holds text, or nothing but nulls.
pub(crate) fn is_text(kind: &DataType) -> bool {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => true,
        DataType::Dictionary(_, values) => is_text(values),
        _ => false,
    }
}

/// A column of text.
pub(crate) fn text_column<'t>(texts: impl Iterator<Item = Option<&'t str>>) -> Result<ArrayRef> {
    whole(&gather(texts, "a column of text")?)
}

/// A column of ordinals or offsets of rows.
pub(crate) fn ordinals(values: impl ExactSizeIterator<Item = u32>) -> Result<ArrayRef> {
    Ok(ordinal_column(&collect(values, "a column of numbers")?.into()))
}

/// A column of ordinals or offsets, which are below 2³¹ by the limit on the length of a document: no copy of them.
pub(crate) fn ordinal_column(values: &Shared) -> ArrayRef {
    struct Owner(Shared);
    impl AsRef<[u8]> for Owner {
        fn as_ref(&self) -> &[u8] {
            self.0.as_bytes()
        }
    }
    let buffer = Buffer::from(Bytes::from_owner(Owner(values.clone())));
    Arc::new(Int32Array::new(ScalarBuffer::new(buffer, 0, values.len()), None))
}

/// A `pyarrow.Table` of named columns; `nullable` by whether there are nulls is left to the reader.
pub(crate) fn table<'py>(py: Python<'py>, columns: Vec<(&str, ArrayRef)>) -> PyResult<Bound<'py, PyAny>> {
    let fields: Vec<Field> = columns.iter().map(|(name, column)| Field::new(*name, column.data_type().clone(), true)).collect();
    let schema = Arc::new(Schema::new(fields));
    let arrays = columns.into_iter().map(|(_, column)| column).collect();
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(|error| arrow_error(&error))?;
    let _inside = super::exit::pass(py);
    PyTable::try_new(vec![batch], schema)?.into_pyarrow(py)
}
