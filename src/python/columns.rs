//! Columns of the documents by which they can be kept apart, with each value once.

use super::arrow::{as_large_text, is_text, text_column};
use super::documents::UNIX_EPOCH;
use super::error::raise;
use crate::cooccurrence::{COLUMN, Column, Dimension, Label, LabelKind, Period, Slicing, Value, Values, unknown};
use crate::error::shown;
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int64Type};
use arrow_array::{Array, ArrayRef, BooleanArray, Date32Array, Int64Array, new_empty_array};
use arrow_cast::cast;
use arrow_schema::DataType;
use pyo3::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

/// More groups than anybody looks at, and as many as can be kept in two bytes a document.
const MOST: usize = 1 << 16;

/// Bytes of text that name a group; what is longer is another text of the document.
const LONGEST: usize = 1000;

/// A column, or why there can be none.
type Kept = Result<Column, String>;

/// A column as it was given, looked through when it is first asked for: most never are.
pub(crate) struct Given {
    pub(crate) name: String,
    column: ArrayRef,
    kept: OnceLock<Kept>,
}

impl Given {
    pub(crate) fn new(name: String, column: ArrayRef) -> PyResult<Self> {
        // Numbers may be borrowed from a frame that changes later. Texts cannot be changed; long ones are let go of at once.
        let kept = if is_borrowed_text(&column) { OnceLock::new() } else { encoded(&name, &column)?.into() };
        let column = if kept.get().is_some() { new_empty_array(&DataType::Null) } else { column };
        Ok(Self { name, column, kept })
    }

    /// Its values, each once, or why it makes no groups.
    pub(crate) fn kept(&self) -> &Kept {
        self.kept.get_or_init(|| encoded(&self.name, &self.column).unwrap_or_else(|error| Err(error.to_string())))
    }
}

/// Whether a column holds texts that may be groups, as they came.
fn is_borrowed_text(column: &ArrayRef) -> bool {
    let short = |len: usize| len <= LONGEST;
    match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().offsets().lengths().all(short),
        DataType::LargeUtf8 => column.as_string::<i64>().offsets().lengths().all(short),
        DataType::Utf8View => column.as_string_view().lengths().all(|len| short(len as usize)),
        _ => false,
    }
}

/// Names of columns that the tables have themselves, beside those of [`Value`] and the counts.
const TAKEN: &[&str] = &["entity_a", "entity_b", "name_a", "name_b", "entity_id", "name", "type", "degree", "n", "significance"];

/// Whether a column of the documents cannot be one of the tables.
fn is_taken(name: &str) -> bool {
    TAKEN.contains(&name) || name.starts_with("n_") || Value::ALL.iter().any(|value| value.as_str() == name)
}

/// The values of a column of any Arrow type, each once. Text that differs from document to document makes no groups, and is not kept.
fn encoded(name: &str, array: &ArrayRef) -> PyResult<Kept> {
    // It would be the name of a column of the tables, which Arrow hands over as a C string.
    if name.contains('\0') {
        return Ok(Err(format!("the column '{}' has a zero byte in its name: it makes no groups", shown(name))));
    }
    let kind = array.data_type();
    let numbers = |kind: LabelKind, array: &ArrayRef| {
        let whole = cast(array, &DataType::Int64).map_err(|error| super::arrow::arrow_error(&error))?;
        Ok(of_numbers(name, kind, whole.as_primitive::<Int64Type>().iter()))
    };
    match kind {
        DataType::Null => Ok(Ok(Column { kind: LabelKind::Nothing, labels: vec![Label::Missing], of: vec![0; array.len()] })),
        kind if is_text(kind) => Ok(of_texts(name, as_large_text(array)?.as_string::<i64>().iter())),
        DataType::Boolean => Ok(of_numbers(name, LabelKind::Truth, array.as_boolean().iter().map(|value| value.map(i64::from)))),
        DataType::UInt64 | DataType::Decimal128(..) | DataType::Decimal256(..) => Ok(Err(other(name, kind))),
        DataType::Dictionary(_, values) if !values.is_nested() => {
            let plain = cast(array, values).map_err(|error| super::arrow::arrow_error(&error))?;
            encoded(name, &plain)
        }
        kind if kind.is_integer() => numbers(LabelKind::Whole, array),
        // Whole numbers of which some are missing are floats in numpy.
        kind if kind.is_floating() => {
            let floats = cast(array, &DataType::Float64).map_err(|error| super::arrow::arrow_error(&error))?;
            let floats = floats.as_primitive::<Float64Type>();
            let whole = |value: f64| value.fract() == 0.0 && value.abs() < 9e15;
            if !floats.iter().flatten().all(|value| value.is_nan() || whole(value)) {
                return Ok(Err(format!("the column '{name}' has fractions, which make no groups")));
            }
            let values = floats.iter().map(|value| value.filter(|value| !value.is_nan()).map(|value| value as i64));
            Ok(of_numbers(name, LabelKind::Whole, values))
        }
        DataType::Date32 => {
            let days = array.as_primitive::<Date32Type>().iter();
            Ok(of_numbers(name, LabelKind::Day, days.map(|day| day.map(|day| i64::from(day) + i64::from(UNIX_EPOCH)))))
        }
        DataType::Date64 | DataType::Timestamp(..) => {
            Ok(Err(format!("the column '{name}' has points in time: give it as date='{name}', and count by='day' or longer")))
        }
        kind => Ok(Err(other(name, kind))),
    }
}

fn other(name: &str, kind: &DataType) -> String {
    format!("the column '{name}' is {kind}: groups are text, whole numbers, booleans or days")
}

fn of_texts<'t>(name: &str, texts: impl Iterator<Item = Option<&'t str>>) -> Kept {
    let label = |text: Option<&str>| match text {
        None => Ok(Label::Missing),
        Some(text) if text.len() <= LONGEST => Ok(Label::Text(text.into())),
        Some(_) => Err(format!("the column '{name}' has texts of more than {LONGEST} bytes: these are no groups")),
    };
    distinct(name, LabelKind::Text, texts, label)
}

fn of_numbers(name: &str, kind: LabelKind, numbers: impl Iterator<Item = Option<i64>>) -> Kept {
    distinct(name, kind, numbers, |number| Ok(number.map_or(Label::Missing, Label::Number)))
}

fn distinct<T: std::hash::Hash + Eq + Copy>(
    name: &str,
    kind: LabelKind,
    values: impl Iterator<Item = Option<T>>,
    label: impl Fn(Option<T>) -> Result<Label, String>,
) -> Kept {
    let mut numbers: FxHashMap<Option<T>, u32> = FxHashMap::default();
    let (mut labels, mut of) = (Vec::new(), Vec::with_capacity(values.size_hint().0));
    for value in values {
        let number = *numbers.entry(value).or_insert(labels.len() as u32);
        if number as usize == labels.len() {
            if labels.len() == MOST {
                return Err(format!("the column '{name}' has more than {MOST} different values: these are no groups"));
            }
            labels.push(label(value)?);
        }
        of.push(number as u16);
    }
    let kind = if labels.iter().all(|label| *label == Label::Missing) { LabelKind::Nothing } else { kind };
    Ok(Column { kind, labels, of })
}

/// The column as it came, but for its type of numbers.
pub(crate) fn decoded(column: &Column) -> crate::Result<ArrayRef> {
    labels_column(column.kind, column.of.iter().map(|&label| &column.labels[label as usize]))
}

/// Labels as a column of their kind.
pub(crate) fn labels_column<'l>(kind: LabelKind, labels: impl Iterator<Item = &'l Label>) -> crate::Result<ArrayRef> {
    let number = |label: &Label| if let Label::Number(number) = label { Some(*number) } else { None };
    match kind {
        LabelKind::Text | LabelKind::Nothing => {
            text_column(labels.map(|label| if let Label::Text(text) = label { Some(&**text) } else { None }))
        }
        LabelKind::Whole => Ok(Arc::new(labels.map(number).collect::<Int64Array>())),
        LabelKind::Truth => Ok(Arc::new(labels.map(|label| number(label).map(|number| number != 0)).collect::<BooleanArray>())),
        LabelKind::Day => Ok(Arc::new(labels.map(|label| days_since_1970(number(label)?)).collect::<Date32Array>())),
    }
}

/// A day counted from the first of the common era, as Arrow counts it.
pub(crate) fn days_since_1970(day: i64) -> Option<i32> {
    i32::try_from(day - i64::from(UNIX_EPOCH)).ok()
}

/// How `by` keeps documents apart, of which these are the columns: the words of [`Period`] are of the date, all others name a column.
pub(crate) fn slicing(
    by: &[String],
    has_dates: bool,
    columns: &[Given],
    by_period: impl Fn(Period) -> Slicing,
) -> PyResult<Slicing> {
    let mut slicing = Slicing::default();
    for given in by {
        let next = match given.parse::<Period>() {
            Ok(period) if has_dates => by_period(period),
            Ok(period) => {
                return Err(raise("DocumentError", format!("by='{period}' needs dates, and the documents have none (date=)")));
            }
            Err(_) => Slicing::default().and_column(given.strip_prefix(COLUMN).unwrap_or(given), by_column(given, columns)?)?,
        };
        if let Some(name) = next.dimensions().iter().map(Dimension::name).find(|name| is_taken(name)) {
            let problem = format!("by: the tables have a column '{name}' of their own; give that of the documents another name");
            return Err(raise("OptionError", problem));
        }
        slicing = slicing.and(next)?;
    }
    Ok(slicing)
}

fn by_column<'c>(given: &str, columns: &'c [Given]) -> PyResult<&'c Column> {
    let name = given.strip_prefix(COLUMN).unwrap_or(given);
    match columns.iter().find(|column| column.name == name).map(Given::kept) {
        Some(Ok(column)) => Ok(column),
        Some(Err(problem)) => Err(raise("DocumentError", format!("by='{given}': {problem}"))),
        None => {
            let known: BTreeSet<&str> = columns.iter().map(|column| &*column.name).collect();
            let words: Vec<String> = Period::ALL.iter().map(|period| format!("'{period}'")).collect();
            let listed: Vec<String> = known.iter().take(20).map(|name| format!("'{name}'")).collect();
            let all = known.iter().copied().chain(Period::ALL.iter().map(|period| period.as_str()));
            let near = crate::error::closest(name, all).map(|near| format!(" (did you mean '{near}'?)")).unwrap_or_default();
            let listed = if listed.is_empty() { "none".to_owned() } else { listed.join(", ") };
            let given = shown(given);
            let problem =
                format!("by is '{given}', must be one of {}, or a column of the documents: {listed}{near}", words.join(", "));
            Err(raise("OptionError", problem))
        }
    }
}

/// A column of the documents by its name, for this argument.
pub(crate) fn column<'c>(argument: &str, name: &str, columns: &'c [Given]) -> PyResult<&'c Column> {
    match columns.iter().find(|column| column.name == name).map(Given::kept) {
        Some(Ok(column)) => Ok(column),
        Some(Err(problem)) => Err(raise("DocumentError", format!("{argument}: {problem}"))),
        None => {
            let known: BTreeSet<&str> = columns.iter().map(|column| &*column.name).collect();
            Err(raise("OptionError", format!("{argument}: {}", unknown("column", name, &known, "the documents"))))
        }
    }
}

/// Leaves those documents wanted that have one of the values.
pub(crate) fn of_values(column: &Column, name: &str, values: &[Values], wanted: &mut [bool]) -> PyResult<()> {
    let dimension = Dimension::Column(name.into(), column.kind);
    let mut allowed = vec![false; column.labels.len()];
    for value in values {
        let label = match value {
            Values::One(None) => Some(Label::Missing),
            Values::One(Some(shown)) => dimension.label(shown),
            Values::Range(from, to) => {
                let problem = format!("part: from '{from}' to '{to}' is for periods: list the values of '{name}'");
                return Err(raise("OptionError", problem));
            }
        };
        for (allowed, known) in allowed.iter_mut().zip(&column.labels) {
            *allowed |= Some(known) == label.as_ref();
        }
    }
    for (wanted, &label) in wanted.iter_mut().zip(&column.of) {
        *wanted &= allowed[label as usize];
    }
    Ok(())
}
