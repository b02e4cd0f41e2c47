//! The columns of the mentions table, and what is known of the documents they stand in.

use super::shared::Shared;
use crate::error::choices;
use crate::gazetteer::EntityId;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

choices! {
    /// How a mention came by its entity.
    pub enum Resolution as "resolution" {
        /// Only one entity goes by this name.
        Unique = "unique",
        /// The date of the document decided.
        Date = "date",
        /// Another mention in the document decided.
        Context = "context",
        /// The higher priority decided.
        Priority = "priority",
        /// Nothing decided: there is no entity, there are candidates.
        Ambiguous = "ambiguous",
    }
}

/// One mention of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The entity; none if ambiguous.
    pub entity: Option<EntityId>,
    /// The alias that matched: which of [`Gazetteer::names`](crate::Gazetteer::names).
    pub name: u32,
    /// Byte offsets into the text.
    pub bytes: (u32, u32),
    /// Code point offsets into the text.
    pub chars: (u32, u32),
    /// Ordinal of the paragraph in the document.
    pub paragraph: u32,
    /// Ordinal of the sentence in the document.
    pub sentence: u32,
    /// Ordinal of the first word in the document.
    pub word: u32,
    /// Ordinal of the last word in the document.
    pub last_word: u32,
    /// How the entity was decided.
    pub resolution: Resolution,
    /// The entities there were to choose from, in the order of the gazetteer; empty if there was no choice.
    pub candidates: Vec<EntityId>,
}

/// What a count needs to know of a document beside its mentions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentUnits {
    /// How many paragraphs it has; none if they have not been counted.
    pub paragraphs: u32,
    /// How many sentences it has; none if they have not been counted.
    pub sentences: u32,
    /// When it was published.
    pub date: Option<NaiveDate>,
}

/// What was found and became no mention, on purpose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Names that nothing decided between several entities (`ambiguous="drop"`).
    pub ambiguous: u64,
    /// Short names of entities that the document does not name otherwise, or behind the given name of somebody else.
    pub short: u64,
    /// Titles of another office, time or person: *former*, *deputy*, before the name of somebody else, or in need of a name beside them.
    pub title: u64,
}

impl LeftOut {
    /// Adds what was left out elsewhere.
    pub(crate) fn add(&mut self, other: Self) {
        let Self { ambiguous, short, title } = other;
        // Sums restored from forged bytes must not end the process.
        self.ambiguous = self.ambiguous.wrapping_add(ambiguous);
        self.short = self.short.wrapping_add(short);
        self.title = self.title.wrapping_add(title);
    }
}

/// All mentions of a row of documents, column by column: document order, then `start`, then the longer first. Columns that tables have, too, are shared with them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mentions {
    /// Row of the document.
    pub doc: Vec<u32>,
    /// The entity; [`NO_ENTITY`] if ambiguous.
    pub entity: Vec<EntityId>,
    /// Which of the gazetteer's names.
    pub name: Vec<u32>,
    /// First byte.
    pub start_byte: Shared,
    /// One past the last byte.
    pub end_byte: Shared,
    /// First code point.
    pub start: Shared,
    /// One past the last code point.
    pub end: Shared,
    /// Ordinal of the paragraph.
    pub paragraph: Shared,
    /// Ordinal of the sentence.
    pub sentence: Shared,
    /// Ordinal of the first word.
    pub word: Shared,
    /// Ordinal of the last word.
    pub last_word: Vec<u32>,
    /// How the entity was decided.
    pub resolution: Vec<Resolution>,
    /// Where the candidates of a mention end in `candidates`.
    pub candidates_end: Vec<u64>,
    /// The candidates of all mentions, one after another.
    pub candidates: Vec<EntityId>,
    /// One entry for each document, with mentions or without; of those without a name in them the units are not counted.
    pub documents: Vec<DocumentUnits>,
    /// What became no mention, in all documents together.
    pub left_out: LeftOut,
}

/// Stands in the `entity` column of an ambiguous mention.
pub const NO_ENTITY: EntityId = EntityId::MAX;

impl Mentions {
    /// How many mentions there are.
    pub fn len(&self) -> usize {
        self.doc.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.doc.is_empty()
    }

    /// The rows of the mentions of a document.
    pub fn rows_of(&self, doc: u32) -> std::ops::Range<usize> {
        let from = self.doc.partition_point(|&d| d < doc);
        let len = self.doc[from..].partition_point(|&d| d == doc);
        from..from + len
    }

    /// The entities there were to choose from in a row; empty if there was no choice.
    pub fn candidates_of(&self, row: usize) -> &[EntityId] {
        let from = if row == 0 { 0 } else { self.candidates_end[row - 1] as usize };
        &self.candidates[from..self.candidates_end[row] as usize]
    }

    /// How many of what there are, by name: documents, mentions, how they came by their entity, what was left out.
    pub fn summary(&self) -> Vec<(&'static str, u64)> {
        let distinct = |column: &[u32]| {
            let mut values: Vec<u32> = column.iter().copied().filter(|&value| value != NO_ENTITY).collect();
            values.sort_unstable();
            values.dedup();
            values.len() as u64
        };
        let undated = self.documents.iter().filter(|document| document.date.is_none()).count() as u64;
        let mut summary = vec![
            ("documents", self.documents.len() as u64),
            ("documents_with_mentions", distinct(&self.doc)),
            ("documents_without_date", undated),
            ("entities", distinct(&self.entity)),
            ("mentions", self.len() as u64),
        ];
        for resolution in Resolution::ALL {
            let rows = self.resolution.iter().filter(|&other| other == resolution).count();
            summary.push((resolution.as_str(), rows as u64));
        }
        let LeftOut { ambiguous, short, title } = self.left_out;
        summary.extend([("left_out_ambiguous", ambiguous), ("left_out_short", short), ("left_out_title", title)]);
        summary
    }

    /// Whether the columns fit each other, their documents and a gazetteer of so many entities and names: nothing that was saved is believed.
    #[cfg(feature = "python")]
    pub(crate) fn check(&self, documents: &[crate::document::Document], entities: usize, names: usize) -> Result<(), String> {
        let len = self.doc.len();
        let own = [&self.entity, &self.name, &self.last_word];
        let offsets = [&self.start_byte, &self.end_byte, &self.start, &self.end];
        let ordinals = [&self.paragraph, &self.sentence, &self.word];
        let shared = offsets.iter().chain(&ordinals).map(|column| column.len());
        if own.iter().map(|column| column.len()).chain(shared).any(|rows| rows != len)
            || self.resolution.len() != len
            || self.candidates_end.len() != len
        {
            return Err("the columns differ in length".to_owned());
        }
        if self.documents.len() != documents.len() {
            return Err(format!("they are of {} documents, there are {}", self.documents.len(), documents.len()));
        }
        let is_in = |&entity: &EntityId| (entity as usize) < entities;
        let known = |entity: &EntityId| *entity == NO_ENTITY || is_in(entity);
        if !self.entity.iter().all(known)
            || !self.candidates.iter().all(is_in)
            || !self.name.iter().all(|&name| (name as usize) < names)
        {
            return Err("they are of another gazetteer".to_owned());
        }
        let ends = self.candidates_end.last().is_none_or(|&end| end == self.candidates.len() as u64);
        if !ends || !self.candidates_end.is_sorted() || !self.doc.is_sorted() {
            return Err("the rows are out of order".to_owned());
        }
        let decided = |row: usize| self.entity[row] != NO_ENTITY || !self.candidates_of(row).is_empty();
        if let Some(row) = (0..len).find(|&row| !decided(row)) {
            return Err(format!("row {row} has no entity and no candidates"));
        }
        self.in_texts(documents).ok_or_else(|| "they are of other documents".to_owned())
    }

    /// Whether all rows stand in their texts, in order, and no ordinal is beyond what a text of that
    /// length can have. The lengths of the columns are known to be equal.
    #[cfg(feature = "python")]
    fn in_texts(&self, documents: &[crate::matcher::Document]) -> Option<()> {
        let length = |doc: usize| documents.get(doc)?.text.map(str::len);
        for (doc, units) in self.documents.iter().enumerate() {
            let most = length(doc).unwrap_or(0).saturating_add(1);
            if units.paragraphs.max(units.sentences) as usize > most {
                return None;
            }
        }
        // Where the row before begins, in bytes and code points, and its ordinals.
        let (mut doc, mut from, mut before) = (None, (0, 0), [0; 3]);
        for row in 0..self.len() {
            let text = documents.get(self.doc[row] as usize)?.text?;
            if doc.replace(self.doc[row]) != Some(self.doc[row]) {
                (from, before) = ((0, 0), [0; 3]);
            }
            let (start, end) = (self.start_byte[row] as usize, self.end_byte[row] as usize);
            let start_point = from.1 + text.get(from.0..start)?.chars().count();
            let surface = text.get(start..end).filter(|surface| !surface.is_empty())?;
            let points = (self.start[row] as usize, self.end[row] as usize);
            if points != (start_point, start_point + surface.chars().count()) {
                return None;
            }
            let ordinals = [self.paragraph[row], self.sentence[row], self.word[row]];
            let grow = before.iter().zip(&ordinals).all(|(before, now)| before <= now);
            let last_word = self.last_word[row];
            let most = ordinals[0].max(ordinals[1]).max(last_word) as usize;
            if !grow || last_word < self.word[row] || most > text.len() {
                return None;
            }
            (from, before) = ((start, start_point), ordinals);
        }
        Some(())
    }
}
