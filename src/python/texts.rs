//! Texts as they are given, borrowed: of Arrow columns, or of the strings in a list.

use super::arrow::{as_large_text, is_text};
use super::error::invalid;
use super::imported::Imported;
use crate::error::shown;
use crate::runtime::pool::pool;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, GenericStringArray, LargeStringArray, OffsetSizeTrait, new_empty_array};
use arrow_schema::DataType;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyList, PyString};
use rayon::prelude::*;
use std::sync::Arc;

/// Parts of a column that several threads look through, and bytes of one below which it is not worth waking them.
const PARTS: usize = 16;
const SMALL: usize = 1 << 16;

/// A text or none for each document.
pub(crate) enum Texts {
    /// Of the three types of Arrow for text, looked through whether they are UTF-8.
    Column(Vec<ArrayRef>),
    /// Strings of Python, which keep their UTF-8.
    List(Vec<Option<PyBackedStr>>),
}

impl Texts {
    /// The texts of a column, of any type of Arrow for text, checked by so many threads.
    pub(crate) fn of_column(column: Imported, name: &str, threads: Option<usize>) -> PyResult<Self> {
        let (chunks, field) = column.of_documents(name, threads)?;
        if !is_text(field.data_type()) {
            return Err(invalid(format!("the texts are {}, not text", field.data_type())));
        }
        let mut texts = Vec::with_capacity(chunks.len());
        for chunk in chunks {
            let chunk = match chunk.data_type() {
                DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => chunk,
                _ => as_large_text(&chunk)?,
            };
            texts.push(chunk);
        }
        Ok(Self::Column(texts))
    }

    /// The texts of a list of `str` and `None`; none if anything else is in it, or half a surrogate pair.
    pub(crate) fn of_list(list: &Bound<'_, PyList>) -> Option<Self> {
        let text = |item: Bound<'_, PyAny>| {
            if item.is_none() {
                return Some(None);
            }
            PyBackedStr::try_from(item.cast_into::<PyString>().ok()?).ok().map(Some)
        };
        list.iter().map(text).collect::<Option<_>>().map(Self::List)
    }

    /// How many documents.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Column(chunks) => chunks.iter().map(Array::len).sum(),
            Self::List(texts) => texts.len(),
        }
    }

    /// Shows each.
    pub(crate) fn each<'t>(&'t self, mut show: impl FnMut(Option<&'t str>)) {
        match self {
            Self::Column(chunks) => chunks.iter().for_each(|chunk| of_chunk(chunk, &mut show)),
            Self::List(texts) => texts.iter().for_each(|text| show(text.as_deref())),
        }
    }

    /// The same as Arrow columns, one at least.
    pub(crate) fn chunks(&self) -> Vec<ArrayRef> {
        match self {
            Self::Column(chunks) if chunks.is_empty() => vec![new_empty_array(&DataType::LargeUtf8)],
            Self::Column(chunks) => chunks.clone(),
            Self::List(texts) => vec![Arc::new(texts.iter().map(Option::as_deref).collect::<LargeStringArray>())],
        }
    }
}

fn of_chunk<'t>(chunk: &'t ArrayRef, show: impl FnMut(Option<&'t str>)) {
    match chunk.data_type() {
        DataType::Utf8 => chunk.as_string::<i32>().iter().for_each(show),
        DataType::Utf8View => chunk.as_string_view().iter().for_each(show),
        _ => chunk.as_string::<i64>().iter().for_each(show),
    }
}

/// What is wrong with bytes that should be UTF-8, showing nothing but what is; none if nothing is.
pub(crate) fn fault_in_text(bytes: &[u8]) -> Option<String> {
    let error = simdutf8::compat::from_utf8(bytes).err()?;
    let valid = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
    Some(format!("it is not UTF-8 from byte {} on ('{}')", error.valid_up_to(), shown(valid)))
}

/// Whether the texts of a column are UTF-8, one behind the other, and each begins with a character. Bytes of no text may be anything; then they are not.
pub(crate) fn is_utf8<O: OffsetSizeTrait>(column: &GenericStringArray<O>, threads: Option<usize>) -> bool {
    let ends = column.value_offsets();
    let bytes = &column.value_data()[..ends[ends.len() - 1].as_usize()];
    let begins = |end: &O| bytes.get(end.as_usize()).is_none_or(|byte| byte & 0xC0 != 0x80);
    let some = |ends: &[O]| {
        let (first, last) = (ends[0].as_usize(), ends[ends.len() - 1].as_usize());
        ends.iter().all(begins) && bytes.get(first..last).is_some_and(|bytes| simdutf8::basic::from_utf8(bytes).is_ok())
    };
    if threads == Some(1) || bytes.len() < PARTS * SMALL {
        return some(ends);
    }
    // Each part ends where the next one begins.
    let rows = column.len().div_ceil(PARTS).max(1);
    let parts: Vec<&[O]> = (0..column.len()).step_by(rows).map(|row| &ends[row..=(row + rows).min(column.len())]).collect();
    match pool(threads) {
        Ok(pool) => pool.install(|| parts.par_iter().all(|ends| some(ends))),
        Err(_) => some(ends),
    }
}
