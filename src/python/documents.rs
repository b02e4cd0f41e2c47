//! Documents as Arrow columns: borrowed where the core reads them, handed back row by row where a table names them.

use super::arrow::{arrow_error, as_large_text, is_text};
use super::columns::{Given, column, decoded, labels_column, of_values, slicing};
use super::error::{invalid, raise};
use super::gather;
use super::imported::Imported;
use super::texts::Texts;
use crate::cooccurrence::{Column, Part, Plan, Slicing, Values, Window, span};
use crate::document::{Document, day_of};
use arrow_array::cast::AsArray;
use arrow_array::types::Date32Type;
use arrow_array::{Array, ArrayRef, Date32Array, Int64Array, UInt32Array, new_empty_array};
use arrow_cast::cast;
use arrow_schema::{DataType, TimeUnit};
use arrow_select::concat::concat;
use arrow_select::take::take;
use chrono::{Datelike, NaiveDate};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyType};
use pyo3_arrow::PyChunkedArray;
use std::sync::Arc;

/// Texts with their ids and dates.
#[pyclass(frozen, module = "comention._core", name = "Documents")]
pub(crate) struct PyDocuments {
    texts: Texts,
    ids: Option<ArrayRef>,
    dates: Option<Dates>,
    /// Other columns, by which they may be counted.
    columns: Vec<Given>,
}

struct Dates {
    /// As given; text as dates.
    column: ArrayRef,
    days: Date32Array,
}

/// Days from the first day of the common era to that of Unix.
pub(crate) const UNIX_EPOCH: i32 = 719_163;

#[pymethods]
impl PyDocuments {
    #[new]
    #[pyo3(signature = (text, id=None, date=None, columns=Vec::new(), threads=None, names=None))]
    fn new(
        py: Python<'_>,
        text: Imported,
        id: Option<Imported>,
        date: Option<Imported>,
        columns: Vec<(String, Imported)>,
        threads: Option<usize>,
        names: Option<Names>,
    ) -> PyResult<Self> {
        let names = names.unwrap_or_else(default_names);
        py.detach(|| Self::of(Texts::of_column(text, &names.0, threads)?, id, date, columns, &names))
    }

    /// Documents of a list of `str` and `None`, borrowed as they stand; none if anything else is in the list.
    #[staticmethod]
    #[pyo3(signature = (texts, id=None, date=None))]
    fn of_list(
        py: Python<'_>,
        texts: &Bound<'_, PyList>,
        id: Option<Imported>,
        date: Option<Imported>,
    ) -> PyResult<Option<Self>> {
        let texts = Texts::of_list(texts);
        texts.map(|texts| py.detach(|| Self::of(texts, id, date, Vec::new(), &default_names()))).transpose()
    }

    fn __len__(&self) -> usize {
        self.texts.len()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyType>, Reduced<'py>)> {
        let out = |chunks: Vec<ArrayRef>| PyChunkedArray::from_array_refs(chunks)?.into_pyarrow(py);
        let ids = self.ids.as_ref().map(|ids| out(vec![Arc::clone(ids)])).transpose()?;
        let dates = self.dates.as_ref().map(|dates| out(vec![Arc::clone(&dates.column)])).transpose()?;
        let columns = self.columns.iter().filter_map(|column| Some((column.name.clone(), decoded(column.kept().as_ref().ok()?))));
        let columns = columns.map(|(name, column)| Ok((name, out(vec![column?])?))).collect::<PyResult<_>>()?;
        Ok((py.get_type::<Self>(), (out(self.texts.chunks())?, ids, dates, columns)))
    }
}

type Reduced<'py> = (Bound<'py, PyAny>, Option<Bound<'py, PyAny>>, Option<Bound<'py, PyAny>>, Vec<(String, Bound<'py, PyAny>)>);

/// What the columns of text, ids and dates are called where they come from.
type Names = (String, String, String);

fn default_names() -> Names {
    ("text".to_owned(), "id".to_owned(), "date".to_owned())
}

impl PyDocuments {
    fn of(
        texts: Texts,
        id: Option<Imported>,
        date: Option<Imported>,
        columns: Vec<(String, Imported)>,
        (_, id_name, date_name): &Names,
    ) -> PyResult<Self> {
        let len = texts.len();
        let ids = id.map(|id| one(id, id_name)).transpose()?;
        let dates = date.map(|date| dates(one(date, date_name)?)).transpose()?;
        let days = dates.as_ref().map(|dates| Arc::clone(&dates.column));
        for (name, column) in [(id_name, &ids), (date_name, &days)] {
            if let Some(column) = column {
                check_length(len, name, column.len())?;
            }
        }
        let columns = columns.into_iter().map(|(name, column)| {
            let column = one(column, &name)?;
            check_length(len, &name, column.len())?;
            Given::new(name, column)
        });
        let columns = columns.collect::<PyResult<_>>()?;
        Ok(Self { texts, ids, dates, columns })
    }

    /// What the core reads, borrowed from the columns.
    pub(crate) fn documents(&self) -> Vec<Document<'_>> {
        let mut documents = Vec::with_capacity(self.texts.len());
        self.texts.each(|text| documents.push(Document { text, date: None }));
        if self.dates.is_some() {
            for (i, document) in documents.iter_mut().enumerate() {
                document.date = self.date(i);
            }
        }
        documents
    }

    /// What to count: by periods of the dates and columns, if at all, and in windows of so many words, in order or not.
    pub(crate) fn plan(&self, by: &[String], window: Option<(u32, bool)>) -> PyResult<Plan> {
        let by_period = |period| Slicing::by_period(period, (0..self.__len__()).map(|row| self.date(row)));
        let slicing = slicing(by, self.dates.is_some(), &self.columns, by_period)?;
        Ok(Plan { slicing, window: window.map(|(words, ordered)| Window { words, ordered }) })
    }

    /// Which documents are of a part, one entry for each; none if all are wanted. Of the columns named, each document must have one of the values.
    pub(crate) fn in_part(&self, part: &Part) -> PyResult<Option<Vec<bool>>> {
        if part.0.is_empty() {
            return Ok(None);
        }
        let mut wanted = vec![true; self.__len__()];
        for (name, values) in &part.0 {
            if name == "period" {
                if self.dates.is_none() {
                    return Err(raise("DocumentError", "a period needs dates, and the documents have none (date=)".to_owned()));
                }
                let spans = values.iter().map(|values| match values {
                    Values::One(None) => Ok(None),
                    Values::One(Some(label)) => span("period", label, label).map(Some),
                    Values::Range(from, to) => span("period", from, to).map(Some),
                });
                let spans: Vec<Option<(NaiveDate, NaiveDate)>> = spans.collect::<crate::Result<_>>()?;
                for (row, wanted) in wanted.iter_mut().enumerate() {
                    *wanted &= spans.iter().any(|span| match (self.date(row), span) {
                        (Some(date), Some((first, last))) => (first..=last).contains(&&date),
                        (date, span) => date.is_none() && span.is_none(),
                    });
                }
            } else {
                of_values(column("part", name, &self.columns)?, name, values, &mut wanted)?;
            }
        }
        Ok(Some(wanted))
    }

    /// Columns of documents by their row, those named; if none are, that of the sources, where there is one.
    pub(crate) fn columns_of(&self, names: Option<&[String]>, rows: &[u32]) -> PyResult<Vec<(String, ArrayRef)>> {
        let of = |column: &Column| {
            labels_column(column.kind, rows.iter().map(|&row| &column.labels[column.of[row as usize] as usize]))
        };
        let Some(names) = names else {
            let source = self.columns.iter().find(|column| column.name == "source");
            let kept = source.and_then(|column| Some((column.name.clone(), column.kept().as_ref().ok()?)));
            return kept.into_iter().map(|(name, column)| Ok((name, of(column)?))).collect();
        };
        names.iter().map(|name| Ok((name.clone(), of(column("columns", name, &self.columns)?)?))).collect()
    }

    /// Bytes of text.
    pub(crate) fn bytes(&self) -> usize {
        let mut bytes = 0;
        self.texts.each(|text| bytes += text.map_or(0, str::len));
        bytes
    }

    /// The ids of documents by their row; the rows themselves if none were given.
    pub(crate) fn ids_of(&self, rows: &[u32]) -> PyResult<ArrayRef> {
        match &self.ids {
            Some(ids) => rows_of(ids, rows),
            None => Ok(Arc::new(Int64Array::from_iter_values(rows.iter().map(|&row| i64::from(row))))),
        }
    }

    /// The dates of documents by their row, if there are any.
    pub(crate) fn dates_of(&self, rows: &[u32]) -> PyResult<Option<ArrayRef>> {
        self.dates.as_ref().map(|dates| rows_of(&dates.column, rows)).transpose()
    }

    fn date(&self, row: usize) -> Option<NaiveDate> {
        let days = &self.dates.as_ref()?.days;
        if days.is_null(row) { None } else { NaiveDate::from_num_days_from_ce_opt(days.value(row).checked_add(UNIX_EPOCH)?) }
    }
}

fn check_length(texts: usize, name: &str, values: usize) -> PyResult<()> {
    if texts == values { Ok(()) } else { Err(invalid(format!("there are {texts} texts and {values} values of {name}"))) }
}

fn rows_of(column: &ArrayRef, rows: &[u32]) -> PyResult<ArrayRef> {
    if let Some(column) = gather::rows_of(column, rows)? {
        return Ok(column);
    }
    take(column, &UInt32Array::from(rows.to_vec()), None).map_err(|error| arrow_error(&error))
}

/// A column in one piece.
fn one(column: Imported, name: &str) -> PyResult<ArrayRef> {
    let (chunks, field) = column.of_documents(name, None)?;
    match &chunks[..] {
        [] => Ok(new_empty_array(field.data_type())),
        [only] => Ok(Arc::clone(only)),
        chunks => {
            let chunks: Vec<&dyn Array> = chunks.iter().map(AsRef::as_ref).collect();
            concat(&chunks).map_err(|error| arrow_error(&error))
        }
    }
}

fn dates(column: ArrayRef) -> PyResult<Dates> {
    let days = match column.data_type() {
        DataType::Date32 => column.as_primitive::<Date32Type>().clone(),
        DataType::Date64 => per_day(&column, 86_400_000)?,
        DataType::Timestamp(unit, None) => per_day(&column, ticks_per_day(*unit))?,
        DataType::Timestamp(_, Some(zone)) => {
            return Err(invalid(format!("the dates are in time zone {zone}; give local times")));
        }
        DataType::Null => Date32Array::new_null(column.len()),
        kind if is_text(kind) => parsed(&column)?,
        kind => return Err(invalid(format!("the dates are {kind}; dates, timestamps or text like 2024-07-05 are needed"))),
    };
    let column = if is_text(column.data_type()) { Arc::new(days.clone()) } else { column };
    Ok(Dates { column, days })
}

fn ticks_per_day(unit: TimeUnit) -> i64 {
    86_400
        * match unit {
            TimeUnit::Second => 1,
            TimeUnit::Millisecond => 1_000,
            TimeUnit::Microsecond => 1_000_000,
            TimeUnit::Nanosecond => 1_000_000_000,
        }
}

fn per_day(column: &ArrayRef, ticks: i64) -> PyResult<Date32Array> {
    let ticks_since = cast(column, &DataType::Int64).map_err(|error| arrow_error(&error))?;
    let ticks_since = ticks_since.as_primitive::<arrow_array::types::Int64Type>();
    // Rounded down, so that the evening before 1970 is 1969.
    Ok(ticks_since.iter().map(|value| value.and_then(|value| i32::try_from(value.div_euclid(ticks)).ok())).collect())
}

fn parsed(column: &ArrayRef) -> PyResult<Date32Array> {
    let texts = as_large_text(column)?;
    let parse = |(row, text): (usize, Option<&str>)| match text.filter(|text| !text.trim().is_empty()) {
        None => Ok(None),
        Some(text) => match day_of(text) {
            Some(date) => Ok(Some(date.num_days_from_ce() - UNIX_EPOCH)),
            None => {
                Err(raise("DocumentError", format!("document {row}: '{}' is not a date (YYYY-MM-DD)", crate::error::shown(text))))
            }
        },
    };
    texts.as_string::<i64>().iter().enumerate().map(parse).collect()
}

/// A date given by itself.
pub(crate) fn parse_date(text: &str) -> PyResult<NaiveDate> {
    day_of(text).ok_or_else(|| invalid(format!("'{}' is not a date (YYYY-MM-DD)", crate::error::shown(text))))
}
