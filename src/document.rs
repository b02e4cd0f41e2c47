//! A document as the core takes it.

use chrono::NaiveDate;

/// A document as the matcher takes it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Document<'a> {
    /// Its text; a document without is counted and has no mentions.
    pub text: Option<&'a str>,
    /// When it was published.
    pub date: Option<NaiveDate>,
}

impl Document<'_> {
    /// Bytes of its text.
    pub(crate) fn len(&self) -> usize {
        self.text.map_or(0, str::len)
    }
}
