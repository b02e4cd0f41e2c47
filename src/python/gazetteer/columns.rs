//! The long table as Arrow columns: whatever types a frame has for texts, days and numbers become those of the core.

use crate::error::shown;
use crate::gazetteer::{AliasRow, Cell, Column, Errors, Gazetteer, Report, TableBuilder};
use crate::python::arrow::is_text;
use crate::python::documents::UNIX_EPOCH;
use crate::{Error, Result};
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int64Type, UInt64Type};
use arrow_array::{Array, ArrayRef, BooleanArray, Float64Array, Int64Array, LargeStringArray, RecordBatch, UInt64Array};
use arrow_cast::{CastOptions, cast_with_options};
use arrow_schema::{DataType, Schema, TimeUnit};
use chrono::NaiveDate;
use serde_json::Number;

/// A gazetteer of the rows of a long table, and what was left out, decided or repeated.
pub(super) fn read(schema: &Schema, batches: &[RecordBatch], errors: Errors) -> Result<(Gazetteer, Report)> {
    let (kinds, attributes) =
        Column::assign(schema.fields().iter().map(|field| field.name().as_str())).map_err(|error| error.within("header"))?;
    let count = attributes.len();
    let mut table = TableBuilder::new(attributes).errors(errors);
    let mut first = 0;
    for batch in batches {
        let mut columns = Vec::with_capacity(kinds.len());
        for ((kind, field), array) in kinds.iter().zip(schema.fields()).zip(batch.columns()) {
            let values = Values::of(*kind, array).map_err(|error| error.within(&format!("column '{}'", shown(field.name()))))?;
            columns.push((*kind, field.name().as_str(), values));
        }
        for row in 0..batch.num_rows() {
            let mut cells = vec![Cell::Null; count];
            let number = (first + row) as u64;
            match alias_row(&columns, row, &mut cells) {
                Ok(alias) => table.push(number, &alias, &cells)?,
                Err(error) => table.skip(number, error)?,
            }
        }
        first += batch.num_rows();
    }
    table.finish()
}

/// The values of a column, in one of the few types the core knows.
enum Values {
    Nothing,
    Text(LargeStringArray),
    Bool(BooleanArray),
    Whole(Int64Array),
    Unsigned(UInt64Array),
    Float(Float64Array),
    /// Ticks since 1970, and how many make a day.
    Day(Int64Array, i64),
}

impl Values {
    fn of(column: Column, array: &ArrayRef) -> Result<Self> {
        if array.logical_null_count() == array.len() {
            return Ok(Self::Nothing);
        }
        if let DataType::Dictionary(_, values) = array.data_type() {
            return Self::of(column, &as_type(array, values)?);
        }
        let values = match array.data_type() {
            kind if is_text(kind) => Some(Self::Text(as_type(array, &DataType::LargeUtf8)?.as_string::<i64>().clone())),
            kind => match column {
                Column::ValidFrom | Column::ValidTo => Self::days(array)?,
                Column::Alone | Column::Nested if *kind == DataType::Boolean => Some(Self::Bool(array.as_boolean().clone())),
                Column::Priority if *kind != DataType::Boolean => Self::numbers(array)?,
                Column::Attribute(_) => Self::attribute(array)?,
                _ => None,
            },
        };
        let needed = match column {
            Column::ValidFrom | Column::ValidTo => "dates",
            Column::Alone | Column::Nested => "truth values",
            Column::Priority => "whole numbers",
            Column::Attribute(_) => "text, numbers, truth values or dates",
            _ => "text",
        };
        values.ok_or_else(|| Error::gazetteer("", format!("holds {}, must hold {needed}", array.data_type())))
    }

    fn days(array: &ArrayRef) -> Result<Option<Self>> {
        Ok(match array.data_type() {
            DataType::Date32 => Some(Self::Day(array.as_primitive::<Date32Type>().unary(i64::from), 1)),
            DataType::Date64 | DataType::Timestamp(_, None) => {
                let ticks = as_type(array, &DataType::Timestamp(TimeUnit::Millisecond, None))?;
                Some(Self::Day(as_type(&ticks, &DataType::Int64)?.as_primitive::<Int64Type>().clone(), 86_400_000))
            }
            _ => None,
        })
    }

    fn numbers(array: &ArrayRef) -> Result<Option<Self>> {
        Ok(match array.data_type() {
            DataType::UInt64 => Some(Self::Unsigned(array.as_primitive::<UInt64Type>().clone())),
            kind if kind.is_integer() => Some(Self::Whole(as_type(array, &DataType::Int64)?.as_primitive::<Int64Type>().clone())),
            kind if kind.is_floating() || kind.is_decimal() => {
                Some(Self::Float(as_type(array, &DataType::Float64)?.as_primitive::<Float64Type>().clone()))
            }
            _ => None,
        })
    }

    fn attribute(array: &ArrayRef) -> Result<Option<Self>> {
        Ok(match array.data_type() {
            DataType::Boolean => Some(Self::Bool(array.as_boolean().clone())),
            kind if kind.is_temporal() => Some(Self::Text(as_type(array, &DataType::LargeUtf8)?.as_string::<i64>().clone())),
            _ => Self::numbers(array)?,
        })
    }

    fn text(&self, row: usize) -> Option<&str> {
        match self {
            Self::Text(texts) if texts.is_valid(row) => Some(texts.value(row)).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    fn truth(&self, row: usize) -> Option<bool> {
        match self {
            Self::Bool(values) if values.is_valid(row) => Some(values.value(row)),
            _ => None,
        }
    }

    fn day(&self, row: usize, field: &str) -> Result<Option<NaiveDate>> {
        let Self::Day(ticks, per_day) = self else { return Ok(None) };
        if ticks.is_null(row) {
            return Ok(None);
        }
        let ticks = ticks.value(row);
        if ticks % per_day != 0 {
            return Err(Error::gazetteer("", format!("{field} has a time of day, must be a date")));
        }
        let day = i32::try_from(ticks / per_day).ok().and_then(|day| day.checked_add(UNIX_EPOCH));
        let day = day.and_then(NaiveDate::from_num_days_from_ce_opt);
        day.map(Some).ok_or_else(|| Error::gazetteer("", format!("{field} is not in the years 1 to 9999")))
    }

    /// A number as text, which the core reads as it reads one from a file.
    fn number(&self, row: usize) -> Option<String> {
        match self {
            Self::Whole(numbers) if numbers.is_valid(row) => Some(numbers.value(row).to_string()),
            Self::Unsigned(numbers) if numbers.is_valid(row) => Some(numbers.value(row).to_string()),
            Self::Float(numbers) if numbers.is_valid(row) && !numbers.value(row).is_nan() => Some(numbers.value(row).to_string()),
            _ => self.text(row).map(str::to_owned),
        }
    }

    fn cell(&self, row: usize, column: &str) -> Result<Cell<'_>> {
        Ok(match self {
            Self::Bool(values) if values.is_valid(row) => Cell::Bool(values.value(row)),
            Self::Whole(values) if values.is_valid(row) => Cell::Number(values.value(row).into()),
            Self::Unsigned(values) if values.is_valid(row) => Cell::Number(values.value(row).into()),
            Self::Float(values) if values.is_valid(row) && !values.value(row).is_nan() => {
                let value = values.value(row);
                let wrong =
                    || Error::gazetteer("", format!("column '{}' is {value}, which is no number JSON knows", shown(column)));
                Cell::Number(Number::from_f64(value).ok_or_else(wrong)?)
            }
            _ => self.text(row).map_or(Cell::Null, Cell::Text),
        })
    }
}

fn as_type(array: &ArrayRef, kind: &DataType) -> Result<ArrayRef> {
    // Not safe means: what does not fit is an error, not a null.
    let options = CastOptions { safe: false, ..CastOptions::default() };
    cast_with_options(array, kind, &options).map_err(|error| Error::gazetteer("", error.to_string()))
}

/// What a column holds, its name, its values.
type Named<'v> = (Column, &'v str, Values);

fn alias_row<'v>(columns: &'v [Named<'_>], row: usize, cells: &mut [Cell<'v>]) -> Result<AliasRow<'v>> {
    let mut alias = AliasRow::default();
    for (column, _, values) in columns {
        let text = || values.text(row);
        match column {
            Column::EntityId => alias.entity_id = text().unwrap_or_default(),
            Column::Alias => alias.alias = text().unwrap_or_default(),
            Column::Name => alias.name = text(),
            Column::Type => alias.entity_type = text(),
            Column::Lang => alias.lang = text(),
            Column::Kind => alias.kind = text(),
            Column::Case => alias.case = text(),
            Column::Alone | Column::Nested | Column::ValidFrom | Column::ValidTo | Column::Priority | Column::Attribute(_) => {}
        }
    }
    let entity_id = alias.entity_id;
    // Only now is it known whose the others are.
    others(&mut alias, columns, row, cells).map_err(|error| match error {
        Error::Gazetteer { ref place, .. } if !place.is_empty() => error,
        error => error.within(&format!("entity '{}'", shown(entity_id))),
    })?;
    Ok(alias)
}

fn others<'v>(alias: &mut AliasRow<'v>, columns: &'v [Named<'_>], row: usize, cells: &mut [Cell<'v>]) -> Result<()> {
    let (mut alone, mut nested, mut from, mut to, mut priority) = (None, None, None, None, None);
    for (column, name, values) in columns {
        match *column {
            Column::Alone => (alias.alone, alone) = (values.truth(row), values.text(row)),
            Column::Nested => (alias.nested, nested) = (values.truth(row), values.text(row)),
            Column::ValidFrom => (alias.valid_from, from) = (values.day(row, name)?, values.text(row)),
            Column::ValidTo => (alias.valid_to, to) = (values.day(row, name)?, values.text(row)),
            Column::Priority => priority = values.number(row),
            Column::Attribute(number) => cells[number] = values.cell(row, name)?,
            _ => {}
        }
    }
    alias.parse_texts([alone, nested], from, to, priority.as_deref())
}
