//! Inside what entities count as together.

use crate::error::choices;

choices! {
    /// The stretch of text inside which entities count as together.
    pub enum Unit as "unit" {
        /// The whole document.
        Document = "document",
        /// A paragraph.
        Paragraph = "paragraph",
        /// A sentence.
        Sentence = "sentence",
        /// Two mentions a few words apart: see [`Window`]. Counted on request.
        Window = "window",
    }
}

impl Unit {
    /// The units that a text is made of, which are always counted.
    pub const OF_TEXT: [Self; 3] = [Self::Document, Self::Paragraph, Self::Sentence];

    /// Its place in an array of counts.
    pub(in crate::cooccurrence) const fn index(self) -> usize {
        self as usize
    }
}

/// One value for each [`Unit`].
pub(in crate::cooccurrence) type PerUnit = [u64; Unit::ALL.len()];

/// Which two mentions stand close together: those of different entities, in one paragraph, at most this many words apart.
///
/// Two mentions are as far apart as the last word of the earlier one and the first word of the later one: neighbours by 1, and 0 if they overlap. What
/// is counted are pairs of mentions, and so are the marginals: `n` is all such pairs, `n_a` those with `a` in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Window {
    /// Words they may be apart.
    pub words: u32,
    /// Whether `a` before `b` is another pair than `b` before `a`. Then `n_a` are the pairs that begin with `a`, `n_b` those that end with `b`.
    pub ordered: bool,
}

impl std::fmt::Display for Window {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.words, if self.ordered { " (ordered)" } else { "" })
    }
}
