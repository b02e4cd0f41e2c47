//! Columns of plain numbers and texts that are the same in memory and in a file: made by a program that builds them, or lying in the map of a file that was saved.
//!
//! Nothing here believes a file: an index that leads nowhere reads as nothing.

mod file;
mod save;

pub(crate) use file::{Stored, Writer};
#[cfg(feature = "python")]
pub(crate) use save::Draft;
pub(crate) use save::save;

use crate::{Error, Result};
use std::fmt;
use std::ops::{Deref, Range};
use std::sync::Arc;
use yoke::Yoke;
use yoke::erased::ErasedArcCart;

/// A row of values, its own or in a map that it keeps alive; which of the two costs nothing to ask.
pub(crate) struct Column<T: 'static>(Yoke<&'static [T], ErasedArcCart>);

impl<T> Deref for Column<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        self.0.get()
    }
}

impl<T: Send + Sync + 'static> From<Vec<T>> for Column<T> {
    fn from(mut values: Vec<T>) -> Self {
        values.shrink_to_fit();
        Self(Yoke::attach_to_cart(Arc::new(values), |values: &Vec<T>| &values[..]).erase_arc_cart())
    }
}

impl<T: Send + Sync + 'static> Default for Column<T> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl<T> fmt::Debug for Column<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} values", self.len())
    }
}

/// Texts one behind the other.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    pub(crate) bytes: Column<u8>,
    /// Where each ends; it begins where the one before ends.
    pub(crate) ends: Column<u32>,
}

impl Texts {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether the ends are in order, and those of the bytes.
    pub(crate) fn hold(&self) -> bool {
        self.ends.is_sorted() && self.ends.last().map_or(0, |&end| end as usize) == self.bytes.len()
    }

    #[inline]
    pub(crate) fn bytes(&self, i: usize) -> &[u8] {
        slice(&self.bytes, &self.ends, i)
    }

    /// A text; of a forged file, what is none reads as empty.
    pub(crate) fn get(&self, i: usize) -> &str {
        std::str::from_utf8(self.bytes(i)).unwrap_or_default()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u8]> + Clone {
        (0..self.len()).map(|i| self.bytes(i))
    }
}

/// Texts that grow.
#[derive(Debug, Default)]
pub(crate) struct TextsBuilder {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl TextsBuilder {
    pub(crate) fn with_capacity(texts: usize) -> Self {
        Self { bytes: Vec::new(), ends: Vec::with_capacity(texts) }
    }

    pub(crate) fn push(&mut self, text: &[u8]) {
        self.bytes.extend_from_slice(text);
        self.ends.push(self.bytes.len() as u32);
    }

    /// Adds the texts of another row behind these.
    pub(crate) fn append(&mut self, other: &Self) {
        let before = self.bytes.len() as u32;
        self.bytes.extend_from_slice(&other.bytes);
        self.ends.extend(other.ends.iter().map(|end| end.wrapping_add(before)));
    }

    #[inline]
    pub(crate) fn bytes(&self, i: usize) -> &[u8] {
        slice(&self.bytes, &self.ends, i)
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// An error if there are more bytes than ends can count.
    pub(crate) fn finish(self) -> Result<Texts> {
        if u32::try_from(self.bytes.len()).is_err() {
            return Err(Error::Compile(format!(
                "its names are {} bytes long together, at most {} can be held",
                self.bytes.len(),
                u32::MAX
            )));
        }
        Ok(Texts { bytes: self.bytes.into(), ends: self.ends.into() })
    }
}

#[inline]
fn slice<'b>(bytes: &'b [u8], ends: &[u32], i: usize) -> &'b [u8] {
    let from = if i == 0 { Some(0) } else { ends.get(i - 1).copied() };
    let range = from.zip(ends.get(i).copied()).map(|(from, to)| Range { start: from as usize, end: to as usize });
    range.and_then(|range| bytes.get(range)).unwrap_or_default()
}
