//! Columns of text in which few texts stand often: the ids, types and names of a gazetteer.

use super::arrow::arrow_error;
use crate::Result;
use crate::runtime::memory::{collect, reserve, with_room};
use crate::runtime::prefetch::fetch;
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Int32Type, Int64Type, TimestampMicrosecondType, TimestampNanosecondType};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, GenericStringArray, OffsetSizeTrait, PrimitiveArray};
use arrow_buffer::{BooleanBuffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{DataType, TimeUnit};
use pyo3::prelude::*;
use std::sync::Arc;

/// Most texts are no longer: these are copied whole, which a processor does at once.
const SLOT: usize = 32;

/// What an error calls these buffers.
const COLUMN: &str = "a column of the table";

/// So many rows ahead is asked for what they need.
pub(crate) const AHEAD: usize = 16;

/// Finds out which numbers occur in one column after another; its buffers are kept.
pub(crate) struct Occurrences {
    /// For each number its place among those that occur, from 1; 0 if it has not come yet.
    known: Vec<u32>,
    /// For each row the place of its number among those that occur.
    places: Vec<u32>,
}

impl Occurrences {
    /// Of numbers from `0..count`.
    pub(crate) fn new(count: usize) -> Self {
        // Zeros are asked for, not written: of a large gazetteer most are never touched.
        Self { known: vec![0; count], places: Vec::new() }
    }

    /// The numbers of some rows, each of those that occur once.
    pub(crate) fn of(&mut self, numbers: impl ExactSizeIterator<Item = u32> + Clone) -> Result<Distinct<'_>> {
        let Self { known, places } = self;
        let mut ahead = numbers.clone().skip(AHEAD);
        places.clear();
        reserve(places, numbers.len(), COLUMN)?;
        let (mut distinct, mut rows) = (Vec::<(u32, u32)>::new(), Vec::new());
        for (row, number) in numbers.enumerate() {
            if let Some(next) = ahead.next() {
                fetch(known.as_ptr().wrapping_add(next as usize).cast());
            }
            let place = &mut known[number as usize];
            if *place == 0 {
                distinct.push((number, row as u32));
                rows.push(0);
                *place = distinct.len() as u32;
            }
            rows[*place as usize - 1] += 1;
            places.push(*place - 1);
        }
        for &(number, _) in &distinct {
            known[number as usize] = 0;
        }
        Ok(Distinct { places, numbers: distinct, rows })
    }
}

/// The numbers of some rows, each of those that occur once.
pub(crate) struct Distinct<'o> {
    /// For each row the place of its number among those that occur.
    places: &'o [u32],
    /// The numbers in the order in which they come first, with the row of each, and how many rows have it.
    numbers: Vec<(u32, u32)>,
    rows: Vec<usize>,
}

impl Distinct<'_> {
    /// The texts of the numbers as a column: each is asked for once, with the first row that has it, and then stands beside the others that occur.
    pub(crate) fn texts<'t>(&self, text: impl Fn(u32, usize) -> Option<&'t str>) -> Result<ArrayRef> {
        let texts: Vec<Option<&str>> = collect(self.numbers.iter().map(|&(number, row)| text(number, row as usize)), COLUMN)?;
        let slots: Vec<Slot> = collect(texts.iter().map(|text| Slot::of(text.unwrap_or_default())), COLUMN)?;
        let bytes = slots.iter().zip(&self.rows).map(|(slot, rows)| slot.len * rows).sum();
        let mut column = Writer::<i64>::new(self.places.len(), bytes)?;
        for &place in self.places {
            let slot = &slots[place as usize];
            if slot.len <= SLOT {
                column.push_padded(&slot.bytes, slot.len);
            } else {
                column.push(texts[place as usize].unwrap_or_default().as_bytes());
            }
        }
        let valid = |row: usize| texts[self.places[row] as usize].is_some();
        let nulls = texts.iter().any(Option::is_none).then(|| nulls(self.places.len(), valid));
        Ok(column.finish_whole(nulls))
    }
}

/// Texts as a column.
pub(crate) fn whole(texts: &[Option<&str>]) -> Result<ArrayRef> {
    let bytes = texts.iter().flatten().map(|text| text.len()).sum();
    let mut column = Writer::<i64>::new(texts.len(), bytes)?;
    for text in texts {
        column.push(text.unwrap_or_default().as_bytes());
    }
    let nulls = texts.iter().any(Option::is_none).then(|| nulls(texts.len(), |row| texts[row].is_some()));
    Ok(column.finish_whole(nulls))
}

/// The length of a text, and what it begins with.
struct Slot {
    len: usize,
    bytes: [u8; SLOT],
}

impl Slot {
    fn of(text: &str) -> Self {
        let mut bytes = [0; SLOT];
        let len = text.len().min(SLOT);
        bytes[..len].copy_from_slice(&text.as_bytes()[..len]);
        Self { len: text.len(), bytes }
    }
}

/// Which of so many rows are valid.
pub(crate) fn nulls(rows: usize, valid: impl FnMut(usize) -> bool) -> NullBuffer {
    NullBuffer::new(BooleanBuffer::collect_bool(rows, valid))
}

/// Pieces of texts as a column; `bytes` is their length together. A piece is given with the text from where it begins.
pub(crate) fn pieces<'t>(pieces: impl ExactSizeIterator<Item = (&'t [u8], usize)>, bytes: usize) -> PyResult<ArrayRef> {
    Writer::<i64>::of(pieces, bytes)?.finish(None)
}

/// Rows of a column of texts or numbers; none if it is of another type.
///
/// The kernel of Arrow does it for all types. Making that fast takes longer than compiling the rest of this crate.
pub(crate) fn rows_of(column: &ArrayRef, rows: &[u32]) -> PyResult<Option<ArrayRef>> {
    match column.data_type() {
        DataType::Utf8 => texts_of::<i32>(column.as_string(), rows),
        DataType::LargeUtf8 => texts_of::<i64>(column.as_string(), rows),
        DataType::Int32 => numbers_of::<Int32Type>(column, rows),
        DataType::Int64 => numbers_of::<Int64Type>(column, rows),
        DataType::Date32 => numbers_of::<Date32Type>(column, rows),
        DataType::Timestamp(TimeUnit::Microsecond, None) => numbers_of::<TimestampMicrosecondType>(column, rows),
        DataType::Timestamp(TimeUnit::Nanosecond, None) => numbers_of::<TimestampNanosecondType>(column, rows),
        _ => Ok(None),
    }
}

fn texts_of<O: OffsetSizeTrait>(column: &GenericStringArray<O>, rows: &[u32]) -> PyResult<Option<ArrayRef>> {
    let (ends, values) = (column.value_offsets(), column.value_data());
    let place = |&row: &u32| (ends[row as usize].as_usize(), ends[row as usize + 1].as_usize());
    let bytes = rows.iter().map(place).map(|(from, to)| to - from).sum();
    if O::from_usize(bytes).is_none() {
        return Ok(None);
    }
    let pieces = rows.iter().map(place).map(|(from, to)| (&values[from..], to - from));
    Writer::<O>::of(pieces, bytes)?.finish(nulls_of(column.nulls(), rows)).map(Some)
}

fn numbers_of<T: ArrowPrimitiveType>(column: &ArrayRef, rows: &[u32]) -> PyResult<Option<ArrayRef>> {
    let column = column.as_primitive::<T>();
    let values: Vec<_> = collect(rows.iter().map(|&row| column.value(row as usize)), COLUMN)?;
    Ok(Some(Arc::new(PrimitiveArray::<T>::new(values.into(), nulls_of(column.nulls(), rows)))))
}

fn nulls_of(given: Option<&NullBuffer>, rows: &[u32]) -> Option<NullBuffer> {
    given.map(|given| nulls(rows.len(), |row| given.is_valid(rows[row] as usize)))
}

/// Texts one behind another.
struct Writer<O> {
    bytes: Vec<u8>,
    /// Where the next one begins.
    at: usize,
    ends: Vec<O>,
}

impl<O: OffsetSizeTrait> Writer<O> {
    fn of<'t>(pieces: impl ExactSizeIterator<Item = (&'t [u8], usize)>, bytes: usize) -> Result<Self> {
        let mut column = Self::new(pieces.len(), bytes)?;
        for (text, len) in pieces {
            match text.first_chunk() {
                Some(slot) if len <= SLOT => column.push_padded(slot, len),
                _ => column.push(&text[..len]),
            }
        }
        Ok(column)
    }

    /// For so many rows of so many bytes together, for which `O` is large enough.
    fn new(rows: usize, bytes: usize) -> Result<Self> {
        let mut ends = with_room(rows + 1, COLUMN)?;
        ends.push(O::zero());
        Ok(Self { bytes: with_room(bytes + SLOT, COLUMN)?, at: 0, ends })
    }

    /// Adds the first bytes of a slot; those behind are written over by the next text.
    #[inline]
    fn push_padded(&mut self, slot: &[u8; SLOT], len: usize) {
        self.bytes.extend_from_slice(slot);
        self.bytes.truncate(self.at + len);
        self.end(len);
    }

    /// Adds a text that is longer, as few are. Not part of the loop: else there would be one copy of unknown length for all.
    #[cold]
    #[inline(never)]
    fn push(&mut self, text: &[u8]) {
        self.bytes.extend_from_slice(text);
        self.end(text.len());
    }

    #[inline]
    fn end(&mut self, len: usize) {
        self.at += len;
        self.ends.push(O::usize_as(self.at));
    }

    /// The column of texts that may have been cut anywhere.
    fn finish(self, nulls: Option<NullBuffer>) -> PyResult<ArrayRef> {
        let ends = OffsetBuffer::new(ScalarBuffer::from(self.ends));
        let column = GenericStringArray::<O>::try_new(ends, self.bytes.into(), nulls).map_err(|error| arrow_error(&error))?;
        Ok(Arc::new(column))
    }
}

impl Writer<i64> {
    /// The column of texts of which each was added whole.
    #[expect(unsafe_code, reason = "what was put together of `str` need not be looked through again")]
    fn finish_whole(self, nulls: Option<NullBuffer>) -> ArrayRef {
        let ends = OffsetBuffer::new(ScalarBuffer::from(self.ends));
        // UTF-8 one behind the other, each ends where a `str` does, and no offset is too large for its type.
        // SAFETY: every text was added whole from a `str`, so the bytes are UTF-8 and each end is a
        // boundary of characters; ends begin at 0 and grow up to the length of the bytes; `nulls`,
        // if there are any, were made with one bit a row.
        Arc::new(unsafe { GenericStringArray::<i64>::new_unchecked(ends, self.bytes.into(), nulls) })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::{Occurrences, pieces, rows_of};
    use arrow_array::cast::AsArray;
    use arrow_array::{Array, ArrayRef, Date32Array, LargeStringArray, StringArray, UInt32Array};
    use arrow_select::take::take;
    use std::sync::Arc;

    #[test]
    fn each_number_has_its_text() {
        let long = "a name of more than thirty-two bytes, ends in ः";
        let texts = [Some("Modi"), None, Some(""), Some(long), Some("मोदी")];
        let numbers = [4, 0, 0, 3, 1, 2, 0, 4];
        let first = |number: u32, row: usize| numbers[..row].iter().all(|&before| before != number) && numbers[row] == number;
        let text = |number: u32, row: usize| texts[number as usize].filter(|_| first(number, row));
        let mut occurrences = Occurrences::new(texts.len());
        let column = occurrences.of(numbers.into_iter()).unwrap().texts(text).unwrap();
        let expected: Vec<_> = numbers.iter().map(|&number| texts[number as usize]).collect();
        assert_eq!(column.as_string::<i64>().iter().collect::<Vec<_>>(), expected);
        let nothing = occurrences.of([1, 1].into_iter()).unwrap().texts(|_, _| None).unwrap();
        assert_eq!((nothing.len(), nothing.null_count()), (2, 2));
    }

    #[test]
    fn pieces_end_where_they_should() {
        let text = "मोदी and Putin met in Samarkand, in Uzbekistan";
        let cut = |from: usize, len: usize| (&text.as_bytes()[from..], len);
        let column = pieces([cut(0, 12), cut(17, 5), cut(13, 33), cut(44, 10)].into_iter(), 12 + 5 + 33 + 10).unwrap();
        let found: Vec<_> = column.as_string::<i64>().iter().flatten().collect();
        assert_eq!(found, ["मोदी", "Putin", "and Putin met in Samarkand, in Uz", "Uzbekistan"]);
    }

    #[test]
    fn rows_are_those_that_arrow_takes() {
        let texts = [Some("a"), None, Some(""), Some("मोदी met Putin in Samarkand, in Uzbekistan"), Some("e")];
        let columns: [ArrayRef; 4] = [
            Arc::new(StringArray::from_iter(texts)),
            Arc::new(LargeStringArray::from_iter(texts).slice(1, 4)),
            Arc::new(Date32Array::from(vec![Some(1), None, Some(-3), Some(4)])),
            Arc::new(Date32Array::from(vec![1, 2, 3, 4])),
        ];
        for column in columns {
            let rows = vec![3, 0, 0, 1, 2, 3];
            let taken = take(&column, &UInt32Array::from(rows.clone()), None).unwrap();
            assert_eq!(rows_of(&column, &rows).unwrap(), Some(taken));
        }
    }
}
