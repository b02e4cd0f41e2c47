//! Columns of text in which few texts stand often: the ids, types and names of a gazetteer.

use super::arrow::arrow_error;
use arrow_array::{ArrayRef, LargeStringArray};
use arrow_buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use pyo3::prelude::*;
use std::sync::Arc;

/// Most texts are no longer: these are copied whole, which a processor does at once.
const SLOT: usize = 32;

/// The texts of `0..count` numbers as a column, in the order in which the numbers come: each text is looked up once, and then stands beside the others that occur.
pub(crate) fn gathered<'t>(
    numbers: impl ExactSizeIterator<Item = u32> + Clone,
    count: usize,
    text: impl Fn(u32) -> Option<&'t str>,
) -> PyResult<ArrayRef> {
    // The place of a number among those that occur, from 1; 0 if it did not yet.
    let mut places = vec![0_u32; count];
    let mut found: Vec<Option<&str>> = Vec::new();
    let (mut bytes, mut nulls) = (0, 0);
    for number in numbers.clone() {
        let place = &mut places[number as usize];
        if *place == 0 {
            found.push(text(number));
            *place = found.len() as u32;
        }
        match found[*place as usize - 1] {
            Some(text) => bytes += text.len(),
            None => nulls += 1,
        }
    }
    let rows = numbers.clone().map(|number| found[places[number as usize] as usize - 1]);
    let mut column = Writer::new(numbers.len(), bytes);
    if bytes > 0 {
        let mut slots = vec![[0; SLOT]; found.len()];
        for (slot, text) in slots.iter_mut().zip(&found) {
            if let Some(text) = text.filter(|text| text.len() <= SLOT) {
                slot[..text.len()].copy_from_slice(text.as_bytes());
            }
        }
        for number in numbers {
            let place = places[number as usize] as usize - 1;
            let text = found[place].unwrap_or("");
            if text.len() <= SLOT { column.push_padded(&slots[place], text.len()) } else { column.push(text) }
        }
    } else {
        column.ends.resize(numbers.len() + 1, 0);
    }
    column.finish((nulls > 0).then(|| rows.map(|text| text.is_some()).collect()))
}

/// Pieces of texts as a column; `bytes` is their length together. A piece is given with the text from where it begins.
pub(crate) fn pieces<'t>(pieces: impl ExactSizeIterator<Item = (&'t str, usize)>, bytes: usize) -> PyResult<ArrayRef> {
    let mut column = Writer::new(pieces.len(), bytes);
    for (text, len) in pieces {
        match text.as_bytes().first_chunk() {
            Some(slot) if len <= SLOT => column.push_padded(slot, len),
            _ => column.push(&text[..len]),
        }
    }
    column.finish(None)
}

/// Texts one behind another.
struct Writer {
    bytes: Vec<u8>,
    /// Where the next one begins.
    at: usize,
    ends: Vec<i64>,
}

impl Writer {
    fn new(rows: usize, bytes: usize) -> Self {
        let mut ends = Vec::with_capacity(rows + 1);
        ends.push(0);
        Self { bytes: vec![0; bytes + SLOT], at: 0, ends }
    }

    /// Adds the first bytes of a slot; those behind are written over by the next text.
    #[inline]
    fn push_padded(&mut self, slot: &[u8; SLOT], len: usize) {
        self.bytes[self.at..self.at + SLOT].copy_from_slice(slot);
        self.end(len);
    }

    fn push(&mut self, text: &str) {
        self.bytes[self.at..self.at + text.len()].copy_from_slice(text.as_bytes());
        self.end(text.len());
    }

    #[inline]
    fn end(&mut self, len: usize) {
        self.at += len;
        self.ends.push(self.at as i64);
    }

    fn finish(mut self, nulls: Option<NullBuffer>) -> PyResult<ArrayRef> {
        self.bytes.truncate(self.at);
        let ends = OffsetBuffer::new(ScalarBuffer::from(self.ends));
        let column = LargeStringArray::try_new(ends, self.bytes.into(), nulls).map_err(|error| arrow_error(&error))?;
        Ok(Arc::new(column))
    }
}

#[cfg(test)]
mod tests {
    use super::{gathered, pieces};
    use arrow_array::Array;
    use arrow_array::cast::AsArray;

    #[test]
    fn each_number_has_its_text() {
        let long = "a name of more than thirty-two bytes, ends in ः";
        let texts = [Some("Modi"), None, Some(""), Some(long), Some("मोदी")];
        let numbers = [4, 0, 0, 3, 1, 2, 0, 4];
        let column = gathered(numbers.into_iter(), texts.len(), |number| texts[number as usize]).unwrap();
        let expected: Vec<_> = numbers.iter().map(|&number| texts[number as usize]).collect();
        assert_eq!(column.as_string::<i64>().iter().collect::<Vec<_>>(), expected);
        let nothing = gathered([1, 1].into_iter(), 2, |_| None).unwrap();
        assert_eq!((nothing.len(), nothing.null_count()), (2, 2));
    }

    #[test]
    fn pieces_end_where_they_should() {
        let text = "मोदी and Putin met in Samarkand, in Uzbekistan";
        let cut = |from: usize, len: usize| (&text[from..], len);
        let column = pieces([cut(0, 12), cut(17, 5), cut(13, 33), cut(36, 10)].into_iter(), 12 + 5 + 33 + 10).unwrap();
        let found: Vec<_> = column.as_string::<i64>().iter().flatten().collect();
        assert_eq!(found, ["मोदी", "Putin", "and Putin met in Samarkand, in Uz", "Uzbekistan"].map(|text| text));
    }
}
